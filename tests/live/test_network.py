"""Terminals of other machines: by TLS and a person's token, which says the name on every record."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from irsim.commands import Acknowledge, Declare, Note
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatTaken
from irsim.session.addresses import Address
from irsim.session.admission import own_account
from irsim.session.protocol import FACILITATOR, OBSERVER, Accepted, NotAccepted
from irsim.words.faults import BadInput
from tests.live.plans import secret
from tests.live.ports import free_port
from tests.live.receiver.test_serving import certificate
from tests.live.serves import Installation
from tests.live.terminals import in_a_loop, joined, until

OLD, NEW, BENS = "an-old-token-of-anas-0001", "a-new-token-of-anas-0002", "a-token-of-bens-00000003"


class Site:
    """An installation that lets terminals in over the network, and where they reach it."""

    def __init__(self, folder: Path) -> None:
        self.authority = certificate(folder)
        self.port = free_port()
        people = f"""
[people.ana]
label = "Ana de Vries"
tokens = [{secret(folder, "old", OLD)}, {secret(folder, "new", NEW)}]
[people.ben]
tokens = [{secret(folder, "ben", BENS)}]
[people.keeper]
label = "Kim Visser"
account = "{own_account()}"
"""
        self.room = Installation(folder, people)
        self.room.url = self.room.url.replace("http:", "https:")
        serve = f'terminals = "127.0.0.1:{self.port}"\ntls_cert = "../cert.pem"\ntls_key = "../key.pem"\n[store]'
        self.room.config.write_text(self.room.config.read_text().replace("[store]", serve))
        self.address = Address(None, "127.0.0.1", self.port, True)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))  # whoever asks for its health believes it
    made.room.start()
    made.room.well()
    try:
        yield made
    finally:
        made.room.kill()


@in_a_loop
async def test_a_token_says_the_name_on_every_record(site: Site) -> None:
    where, room = (site.address, site.room)
    async with (
        joined(where, "Mallory", OLD, site.authority) as ana,
        joined(where, "", NEW, site.authority) as ana_too,
        joined(where, "Ana de Vries", BENS, site.authority) as ben,
        joined(room.socket, "Mallory") as kim,
    ):
        assert isinstance(await ana.submit(Declare(title="Mail is slow")), Accepted)
        await until(lambda: "INC-1" in ben.board.incidents, "the incident at the others'")
        assert isinstance(await ben.submit(Acknowledge("INC-1")), Accepted)
        assert isinstance(await ana_too.submit(Note("INC-1", "One")), Accepted)
        assert isinstance(await kim.submit(Note("INC-1", "Two")), Accepted)
        records = await asyncio.to_thread(room.records)
    given = [each.by.partition(":")[2] for each in records if isinstance(each.body, CommandSubmitted)]
    assert given == ["Ana de Vries", "ben", "Ana de Vries", "Kim Visser"]
    sat = {each.body.name: each.body.proof for each in records if isinstance(each.body, SeatTaken)}
    assert set(sat) == {"Ana de Vries", "ben", "Kim Visser"}
    assert sat["Ana de Vries"].startswith("token guest:Ana de Vries")
    assert sat["Kim Visser"].startswith(f"account {own_account()}")
    assert not any(token in record.by for record in records for token in (OLD, NEW, BENS))
    assert OLD not in room.log.read_text()


@in_a_loop
async def test_without_a_token_of_its_own_nobody_comes_in(site: Site) -> None:
    for token, why in (
        ("", "This room asks for a token; give the one of its join line, or yours in its irsim.toml."),
        ("not-a-token-of-anybodys", "The token opens nothing here; copy the room's join line again, or ask"),
    ):
        with pytest.raises(BadInput, match=why):
            async with joined(site.address, "Ana de Vries", token, site.authority):
                pass
    with pytest.raises(BadInput, match="does not open the facilitator's seat"):
        async with joined(site.address, "", NEW, site.authority, FACILITATOR):
            pass
    with pytest.raises(BadInput, match="cannot be trusted"):
        async with joined(site.address, "", NEW, certificate(site.room.folder)):  # another one's
            pass
    async with joined(site.address, "", NEW, site.authority, OBSERVER) as watching:
        refused = await watching.submit(Declare(title="From the gallery"))
        assert isinstance(refused, NotAccepted)
        assert "you are watching" in refused.refused.reason
    records = await asyncio.to_thread(site.room.records)
    assert not any(isinstance(each.body, CommandSubmitted) for each in records)


def live(home: Path, *words: str, token: str = "", typed: str = "") -> "subprocess.CompletedProcess[str]":
    """`irsim live` on a machine where nothing of irsim's runs."""
    home.mkdir(exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(("IRSIM_", "SSL_"))}
    env |= {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("DATA", "CONFIG", "CACHE", "STATE")}
    env |= {"XDG_RUNTIME_DIR": str(home / "run"), **({"IRSIM_TOKEN": token} if token else {})}
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-m", "irsim.cli", "live", "--plain", *words]
    return subprocess.run(command, env=env, input=typed, capture_output=True, text=True, timeout=30)


def test_the_command_line_joins_and_starts_nothing(site: Site, tmp_path: Path) -> None:
    home = tmp_path / "laptop"
    there = ("--room", f"wss://127.0.0.1:{site.port}", "--tls-ca", str(site.authority))
    done = live(home, *there, token=NEW, typed='declare "Mail is slow"\nquit\n')
    assert done.returncode == 0, done.stderr
    assert "accepted as record" in done.stdout
    [given] = [each for each in site.room.records() if isinstance(each.body, CommandSubmitted)]
    assert given.by.endswith(":Ana de Vries")
    assert NEW not in done.stdout + done.stderr
    assert " live --room wss://127.0.0.1" in (done.stdout + done.stderr).replace("\n", " ")
    assert not list((home / "run").rglob("*.socket"))  # nobody serves here
    assert not (home / "data").exists()

    for words, token, why in (
        (there, "", "asks for your token; put it into IRSIM_TOKEN"),
        (there, "wrong-" * 4, "The token opens nothing here"),
        (there[:2], NEW, "cannot be trusted"),
        (("--room", "ws://192.0.2.1:9"), NEW, "would send your token in the clear"),
        (("--room", f"wss://127.0.0.1:{free_port()}"), NEW, "cannot be reached"),
    ):
        refused = live(home, *words, token=token)
        assert refused.returncode == 2, refused.stdout
        assert why in " ".join(refused.stderr.split()), refused.stderr
        assert "Traceback" not in refused.stderr
