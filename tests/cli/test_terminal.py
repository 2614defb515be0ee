"""A person at a real terminal (tmux): commands typed as lines, the feed at the pace, leaving and coming back."""

import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from irsim.events.inputs import CommandSubmitted
from irsim.log.reading import read_recording
from tests.drills import DATA

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


class Terminal:
    """One tmux pane that runs a command."""

    def __init__(self, socket: str, folder: Path) -> None:
        self.socket = socket
        self.folder = folder

    def tmux(self, *arguments: str) -> str:
        return subprocess.run(["tmux", "-L", self.socket, *arguments], capture_output=True, text=True).stdout

    def run(self, arguments: str, width: int = 160) -> None:
        command = f"{sys.executable} -c 'from irsim.cli import main; main()' {arguments}; echo EXIT=$?; sleep 600"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", "40", "-s", "room", command)

    def type(self, line: str) -> None:
        self.tmux("send-keys", "-t", "room", "-l", line)
        self.tmux("send-keys", "-t", "room", "Enter")

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p", "-J", "-t", "room", "-S", "-3000")

    def wait_for(self, text: str, seconds: float = 20) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            shown = self.screen()
            if text in shown:
                return shown
            time.sleep(0.05)
        raise AssertionError(f"{text!r} did not come:\n{self.screen()}")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(f"irsim-{uuid.uuid4().hex[:8]}", tmp_path)
    yield terminal
    terminal.tmux("kill-server")


def test_a_team_types_its_decisions_and_sees_its_score(terminal: Terminal, tmp_path: Path) -> None:
    recording = tmp_path / "typed.jsonl"
    terminal.run(f"drill {DATA / 'small.yaml'} --plain --seed 1 --pace 10 --record {recording}")
    terminal.wait_for("Type `help`")
    terminal.type("jump 2m30s")
    terminal.wait_for("INC-1 detected")
    terminal.type("pause")
    terminal.wait_for("paused")
    terminal.type("acknowlege INC-1")
    terminal.wait_for("did you mean 'acknowledge'?")
    terminal.type("acknowledge INC-1")
    terminal.wait_for("accepted as record")
    terminal.type("acknowledge INC-1")
    terminal.wait_for("acknowledged already")
    terminal.type("classify INC-1 SEV-1 security personal_data=yes")
    terminal.type("technical_lead: act close-door incident=INC-1")
    terminal.wait_for("Close the door (INC-1)")
    terminal.type("status")
    assert "Contain" in terminal.wait_for("SEV-1 investigating")
    terminal.type("pace max")
    terminal.wait_for("once more")
    terminal.type("pace max")
    terminal.type("resume")
    terminal.wait_for("The exercise is over")
    terminal.type("We acknowledged quickly.")
    terminal.type("")
    shown = terminal.wait_for("EXIT=0")
    assert "Score" in shown
    recorded = read_recording(recording)
    assert recorded.closed
    acts = [r for r in recorded.records if isinstance(r.body, CommandSubmitted)]
    assert acts[0].by == "incident_commander"
    assert isinstance(acts[0].body, CommandSubmitted)
    assert acts[0].body.unstated
    assert not next(r.body.unstated for r in acts if r.by == "technical_lead" and isinstance(r.body, CommandSubmitted))
    assert recorded.opened.held != ""


def test_quitting_keeps_the_recording_and_resume_goes_on_where_it_stood(terminal: Terminal, tmp_path: Path) -> None:
    recording = tmp_path / "left.jsonl"
    terminal.run(f"drill {DATA / 'small.yaml'} --plain --pace 10 --record {recording}")
    terminal.wait_for("Type `help`")
    terminal.type("jump 5m")
    terminal.wait_for("MSG-1 from")
    terminal.type("quit")
    terminal.wait_for("EXIT=0")
    assert not read_recording(recording).closed
    terminal.tmux("kill-server")
    time.sleep(0.3)
    terminal.run(f"drill --plain --resume {recording} --pace 10")
    taken_up = terminal.wait_for("Taken up at T+00:05:")
    assert "after record" in taken_up
    terminal.type("acknowledge INC-1")
    terminal.wait_for("accepted as record")
    terminal.type("finish")
    terminal.wait_for("once more")
    terminal.type("finish")
    terminal.wait_for("The exercise is over")
    terminal.type("quit")
    terminal.wait_for("EXIT=0")
    verified = subprocess.run(
        [sys.executable, "-c", "from irsim.cli import main; main()", "verify", str(recording)],
        capture_output=True,
        text=True,
    )
    assert verified.returncode == 0, verified.stdout


def test_a_terminal_that_goes_away_loses_nothing(terminal: Terminal, tmp_path: Path) -> None:
    recording = tmp_path / "gone.jsonl"
    terminal.run(f"drill {DATA / 'small.yaml'} --plain --pace 10 --record {recording}")
    terminal.wait_for("Type `help`")
    terminal.type("jump 3m")
    terminal.wait_for("INC-1 detected")
    terminal.type("acknowledge INC-1")
    terminal.wait_for("accepted as record")
    terminal.tmux("kill-server")
    until = time.monotonic() + 10
    instant = recording.with_name(recording.name + ".instant")
    while time.monotonic() < until and not instant.exists():
        time.sleep(0.05)
    recorded = read_recording(recording)
    assert not recorded.broken
    assert any(isinstance(r.body, CommandSubmitted) for r in recorded.records)


@pytest.mark.parametrize("variable", ["NO_COLOR=1", "TERM=dumb"])
def test_no_colour_code_reaches_a_terminal_that_wants_none(tmp_path: Path, variable: str) -> None:
    raw = tmp_path / "bytes.txt"
    command = f"drill {DATA / 'small.yaml'} --script {DATA / 'small-script.yaml'} --record {tmp_path / 'a.jsonl'}"
    inner = f"env {variable} {sys.executable} -c 'from irsim.cli import main; main()' {command}"
    subprocess.run(["script", "-q", "-e", "-c", inner, str(raw)], check=True, capture_output=True)
    assert b"Score" in raw.read_bytes()
    assert b"\x1b[" not in raw.read_bytes()


def test_a_terminal_that_goes_away_in_the_hot_wash_leaves_the_recording_open(
    terminal: Terminal, tmp_path: Path
) -> None:
    recording = tmp_path / "wash.jsonl"
    terminal.run(f"drill {DATA / 'small.yaml'} --plain --pace 10 --record {recording}")
    terminal.wait_for("Type `help`")
    terminal.type("jump 59m59s")
    terminal.wait_for("The exercise is over")
    terminal.type("We talked well.")
    terminal.wait_for("We talked well.")
    terminal.tmux("kill-server")
    time.sleep(0.5)
    assert not read_recording(recording).closed
    terminal.run(f"drill --plain --resume {recording}")
    terminal.wait_for("The exercise is over")
    terminal.type("")
    terminal.wait_for("EXIT=0")
    recorded = read_recording(recording)
    assert recorded.closed
    assert any(getattr(record.body, "text", "") == "We talked well." for record in recorded.records)
