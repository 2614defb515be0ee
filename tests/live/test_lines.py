"""Lines of logs from the shell and from terminals, at a running `irsim serve`."""

import asyncio
import csv
import io
import json
import signal
import subprocess
import time
from datetime import datetime
from pathlib import Path

import pytest

from irsim.board.keeping import version
from irsim.log.attachments import faults_of, folder_of
from irsim.log.reading import read_recording
from irsim.session import wire
from irsim.session.addresses import Address
from irsim.session.loglines import LinesWanted
from irsim.session.protocol import OBSERVER
from irsim.session.remote import RemoteSession
from irsim.session.ways import Way, knock, new_key
from irsim.words.faults import BadInput
from tests.cli import shell
from tests.live.serves import Installation, firing, webhook


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    log = tmp_path / "auth.log"
    log.touch()
    toml = f'[[logs]]\nname = "auth"\nfile = "{log}"\nformat = "plain"\nexpect_every = "1h"\n'
    toml += '[[sources]]\nname = "am"\nformat = "alertmanager"\n'
    return Installation(tmp_path, toml)


def say(here: Installation, *texts: str) -> None:
    with (here.folder.parent / "auth.log").open("a") as log:
        for text in texts:
            log.write(f"{datetime.now():%b %d %H:%M:%S} web-1 sshd[7]: {text}\n")


def told(here: Installation, *words: str) -> str:
    """What irsim says to somebody's shell."""
    return shell.irsim(*words, "--config", here.config).output


def there(here: Installation, text: str) -> None:
    here.until(lambda: text in told(here, "logs", "search", text), text)


def test_lines_are_searched_followed_and_kept(here: Installation, tmp_path: Path) -> None:
    here.start()
    try:
        here.well()
        here.until(lambda: (here.folder / "irsim-lines.db").exists(), "the file of lines")
        time.sleep(0.7)  # the log is met, and read from its end on
        assert here.post("/in/am", webhook(firing("DiskFull"))) == 200
        say(here, *(f"Failed password for anna from 203.0.113.9 port {2_000 + n} ssh2" for n in range(3)))
        say(here, "=cmd|calc \x1b]52;c;x\x07 for bob")
        there(here, "calc")
        _searched(here)
        _followed(here)
        _kept(here, tmp_path)
        asyncio.run(_asked_by_one_who_watches(here))
        known = json.loads(told(here, "live", "sources", "--json"))
        sources = {each["name"]: each for each in known["sources"]}
        assert sources["am"]["address"] == f"{here.url}/in/am"
        assert sources["am"]["heard"] > 0
        assert (sources["auth"]["every"], sources["auth"]["silent_since"]) == (3_600_000, -1)
    finally:
        here.stop()
    assert told(here, "logs", "search", "anna").count("anna") == 3
    assert "does not run here" in told(here, "live", "sources")


def _searched(here: Installation) -> None:
    assert told(here, "logs", "search", "failed", "anna", "--limit", "2").count("Failed password") == 2
    assert "\x1b" not in told(here, "logs", "search", "calc")
    (found,) = json.loads(told(here, "logs", "search", "calc", "--json", "--since", "1h"))
    assert found["text"].startswith("=cmd|calc \x1b]52")
    _, row = csv.reader(io.StringIO(told(here, "logs", "search", "calc", "--csv")))
    assert row[-1].startswith("'=cmd|calc")
    assert "did you mean 'error'" in shell.refused("logs", "search", "--level", "errror", "--config", here.config)
    early = shell.refused("logs", "search", "--since", "2199-01-01", "--config", here.config)
    assert early == "--since: '2199-01-01' is still to come; give an earlier time"
    assert "failed-sign-ins: Many failed" in told(here, "logs", "rules")


def _followed(here: Installation) -> None:
    words = here.irsim("logs", "tail", "--lines", "1")

    def heed() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell lets what runs in the background ignore Ctrl-C

    tail = subprocess.Popen(words, env=here.env, stdout=subprocess.PIPE, text=True, preexec_fn=heed)
    assert tail.stdout is not None
    assert "calc" in tail.stdout.readline()
    say(here, "Accepted password for carla from 203.0.113.9 port 9 ssh2")
    assert "carla" in tail.stdout.readline()
    tail.send_signal(signal.SIGINT)
    tail.communicate(timeout=60)
    assert tail.returncode == 0


def _kept(here: Installation, tmp_path: Path) -> None:
    assert "INC-1" in told(here, "logs", "keep", "anna", "--incident", "INC-7", "--what", "sign-ins")
    assert not folder_of(here.folder / "live.sqlite").exists()
    kept = told(here, "logs", "keep", "failed", "anna", "--incident", "inc-1", "--what", "sign-ins")
    assert "EV-1 of INC-1: 3 lines" in kept
    (number,) = (each["number"] for each in json.loads(told(here, "logs", "search", "calc", "--json")))
    assert "1 line" in told(here, "logs", "keep", str(number), "--incident", "INC-1", "--what", "the command")
    exported = tmp_path / "out.jsonl"
    assert "the files of its evidence" in told(here, "live", "export", str(exported))
    assert len(list(folder_of(exported).iterdir())) == 2
    assert faults_of(exported, read_recording(exported).records) == []


async def _asked_by_one_who_watches(here: Installation) -> None:
    way = Way(Address(here.socket), wire.Hello(wire.VERSION, OBSERVER, new_key(), (), "Vi", "", boards=version()))
    session = RemoteSession(way, await asyncio.to_thread(knock, way))
    running = asyncio.create_task(session.run())
    with pytest.raises(BadInput, match="you are watching"):
        await session.lines(LinesWanted())
    with pytest.raises(BadInput, match="you are watching"):
        await session.keep_lines([1])
    session.leave()
    await session.left()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
