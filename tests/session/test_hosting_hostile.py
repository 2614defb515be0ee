"""What strangers send is refused or dropped, and the room goes on. What players never get: every byte is kept."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import unix_connect
from websockets.exceptions import ConnectionClosed

from irsim.commands import Declare, Evidence, Memo, Observe
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.log.writing import MemorySink
from irsim.scenario.script import read_script
from irsim.session import hosting as hosting_module
from irsim.session import wire
from irsim.session.addresses import Address, bound, parse_address
from irsim.session.host import Host
from irsim.session.hosting import Door, Hosting
from irsim.session.ledger import Ledger
from irsim.session.play import Aliases
from irsim.session.protocol import Accepted, NotAccepted
from irsim.session.remote import RemoteSession
from irsim.session.tokens import Tokens
from irsim.session.ways import Way, knock, look, new_key
from irsim.words.faults import BadInput
from tests.drills import SCRIPTS, opened
from tests.scenarios.teams import loaded
from tests.session.rooms import COMMANDER, LEAD, Room, Tap, hosted, run, until
from tests.session.test_seats import control_facts


async def answer_to(room: Room, *frames: str | bytes) -> tuple[str, str]:
    """What a stranger is told, and how the connection ended."""
    line = await unix_connect(str(room.address.path), uri="ws://localhost/", compression=None)
    said = ""
    try:
        for frame in frames:
            await line.send(frame)
        while True:
            answer = wire.read_by_terminal(await asyncio.wait_for(line.recv(), 5))
            said = answer.reason if isinstance(answer, wire.Bye) else said
    except ConnectionClosed as closed:
        received = closed.rcvd
        return said, f"{received.code} {received.reason}" if received is not None else "cut"


def hello(**changes: Any) -> str:
    fields = {"frame": "hello", "version": wire.VERSION, "kind": "players", "terminal": new_key(), "name": "x"}
    return json.dumps({**fields, **changes})


def test_who_may_not_come_in_is_told_why_in_a_sentence_and_the_room_goes_on(tmp_path: Path) -> None:
    cases: list[tuple[str | bytes, str]] = [
        (hello(version="0/0"), "use the same irsim on both"),
        (hello(kind="king"), "There is no such terminal as 'king'"),
        (hello(seats=["plumber"]), "The plan has no role 'plumber'"),
        (hello(token="0" * 24), "The token opens nothing here"),
        (hello(token="é" * 24), "The token opens nothing here"),
        (hello(kind="facilitator"), "The facilitator's seat has a token of its own"),
        (hello(kind="evaluator"), "The evaluator's seat has a token of its own"),
        (hello(terminal="short"), "say first who it is"),
        ("{}", "That was no frame"),
        (b"\x00\xff\xfe", "That was no frame"),
        ('{"frame":"submit"', "That was no frame"),
        ("[" * 100_000, "That was no frame"),
        ('{"frame":"steer","n":1,"do":"pause"}', "say first who it is"),
    ]

    async def play() -> None:
        async with hosted(tmp_path) as room:
            alice = await room.join("players", COMMANDER, name="alice")
            before = room.host.recorded
            for frame, sentence in cases:
                said, _ = await answer_to(room, frame)
                assert sentence in said, frame[:60]
                assert said.endswith((".", "?"))
            assert len(room.said) == len(cases)
            assert room.host.recorded == before
            screens = room.tokens.of["screen"]
            said, _ = await answer_to(room, hello(token=screens))
            assert said == "That token does not open a player's seat; use the join line for it."
            assert isinstance(await alice.submit(Declare(title="on"), COMMANDER, "on"), Accepted)

    run(play())


def test_ten_megabytes_garbage_and_silence_end_one_connection_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting_module, "FIRST", 0.3)

    async def play() -> None:
        async with hosted(tmp_path) as room:
            alice = await room.join("players", COMMANDER, name="alice")
            _, ending = await answer_to(room, "x" * 10_000_000)
            assert ending.startswith("1009") or ending == "cut"
            said, ending = await answer_to(room, hello(name="eve"), "x" * 10_000_000)
            assert ending.startswith("1009") or ending == "cut"
            said, _ = await answer_to(room, hello(name="mallory"), "not a frame")
            assert said == "That was no frame of irsim's; the room goes on without this terminal."
            said, _ = await answer_to(room)
            assert said.startswith("Nothing was said for 0.3 seconds")
            reader, writer = await asyncio.open_unix_connection(str(room.address.path))
            writer.write(os.urandom(100_000))
            assert b"HTTP/1.1 400" in await asyncio.wait_for(reader.read(), 5) or True
            writer.close()
            assert isinstance(await alice.submit(Declare(title="on"), COMMANDER, "on"), Accepted)

    run(play())


def test_what_is_too_long_or_names_a_file_never_gets_on_record(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path) as room:
            eve = await room.join("players", LEAD, name="eve")
            before = room.host.recorded
            for command, name in (
                (Declare(title="x" * 70_000), "a"),
                (Declare(title="x"), "a" * 65),
                (Declare(title="x"), "a\nb"),
                (Evidence("INC-1", "passwords", file="/etc/passwd"), "b"),
            ):
                refused = await eve.submit(command, LEAD, name)
                assert isinstance(refused, NotAccepted)
                assert refused.seq == -1
            assert room.host.recorded == before
            assert isinstance(await eve.submit(Declare(title="x"), LEAD, "c"), Accepted)
            body = room.host.ledger.records[before].body
            assert isinstance(body, CommandSubmitted)
            assert body.id.endswith("-c")
            assert len(body.id) > 12, "nobody can name a command of somebody else's terminal"

    run(play())


def test_a_name_that_somebody_else_has_at_the_seat_is_refused(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, guests=("Gil",)) as room:
            await room.join("players", LEAD, name="gil")
            with pytest.raises(BadInput, match="Somebody else sits there as 'Gil'"):
                await room.join("players", LEAD, token=room.tokens.of["guest:Gil"])

    run(play())


def test_over_the_network_nobody_comes_in_without_a_token(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, address=parse_address("127.0.0.1:0")) as room:
            with pytest.raises(BadInput, match="asks for a token"):
                await room.join("players", LEAD, name="bob")
            with pytest.raises(BadInput, match="asks for a token"):
                await asyncio.to_thread(look, Way(room.address, room.hello()))
            bob = await room.join("players", LEAD, name="bob", token=room.tokens.of["players"])
            assert isinstance(await bob.submit(Declare(title="on"), LEAD, "on"), Accepted)
            assert room.host.ledger.records[1].body.proof == "token players"  # type: ignore[attr-defined]

    run(play())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_with_a_certificate_the_way_is_encrypted_and_another_one_is_not_believed(tmp_path: Path) -> None:
    from irsim.cli.hosting import prepare
    from irsim.tui.launch import HostWish

    for name in ("own", "other"):
        made = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ]
        made += ["-keyout", f"{tmp_path}/{name}.key", "-out", f"{tmp_path}/{name}.pem", "-subj", "/CN=localhost"]
        made += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        subprocess.run(made, check=True, capture_output=True)
    wish = HostWish("127.0.0.1:0", certificate=tmp_path / "own.pem", key=tmp_path / "own.key")
    prepared = prepare(wish, tmp_path / "room.jsonl")
    door = prepared.doors[0]
    assert str(door.address).startswith("wss://127.0.0.1:")

    async def play() -> None:
        ledger = Ledger(MemorySink(), opened(loaded("data-breach"), "people"))
        engine = DrillEngine(ledger, loaded("data-breach"))
        ledger.open()
        engine.start()
        host = Host(ledger, engine, at=0, speed=100)
        hosting = Hosting(host, prepared.tokens, prepared.doors)
        await hosting.open()
        greeting = wire.Hello(wire.VERSION, "players", new_key(), (LEAD,), "bob", prepared.tokens.of["players"])
        welcome = await asyncio.to_thread(knock, Way(door.address, greeting, tmp_path / "own.pem"))
        assert welcome.name == "bob"
        for authority in (None, tmp_path / "other.pem"):
            with pytest.raises(BadInput, match="cannot be trusted"):
                await asyncio.to_thread(knock, Way(door.address, greeting, authority))
        host.leave()
        await hosting.close(1)

    run(play())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else")
def test_the_account_is_the_one_that_the_system_vouches_for(tmp_path: Path) -> None:
    """Another account joins through a socket that its group may open."""

    async def play() -> None:
        folder.chmod(0o755)
        async with hosted(tmp_path, address=parse_address(str(folder / "s.sock"))) as room:
            assert room.address.path is not None
            room.address.path.chmod(0o666)
            told = hello(name="", seats=[LEAD])
            code = (
                "import os, sys\nfrom websockets.sync.client import unix_connect\n"
                "import encodings.idna, http.client, socket\nos.setgid(65534); os.setuid(65534)\n"
                f"line = unix_connect({str(room.address.path)!r}, uri='ws://localhost/')\n"
                f"line.send({told!r})\nprint(line.recv()[:40], flush=True)\nsys.stdin.read()"
            )
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", code, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            assert process.stdout is not None
            assert b"welcome" in await process.stdout.readline()
            await until(lambda: room.host.recorded > 1)
            process.kill()
            await process.wait()
            body = room.host.ledger.records[1].body
            assert body.proof in ("account nobody", "account uid 65534")  # type: ignore[attr-defined]
            assert body.name == body.proof.removeprefix("account ")  # type: ignore[attr-defined]

    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # pytest's own folders are closed to others
        folder = Path(name)
        run(play())


SECRETS = (b"quokka-seed", b"quokka-memo", b"quokka-observation")


def test_not_one_byte_of_what_only_control_knows_reaches_a_player(tmp_path: Path) -> None:
    """A whole drill, played by its script, with everything that a player's terminal ever asks for; every byte kept."""
    scenario = loaded("data-breach")

    async def play() -> bytes:
        first = msgspec.structs.replace(opened(scenario, "people"), seed="quokka-seed")
        ledger = Ledger(MemorySink(), first)
        engine = DrillEngine(ledger, scenario)
        ledger.open()
        engine.start()
        host = Host(ledger, engine, at=0, speed=0)
        address = parse_address(str(tmp_path / "s.sock"))
        tokens = Tokens.drawn()
        hosting = Hosting(host, tokens, [Door(bound(address), address)])
        await hosting.open()
        assert address.path is not None
        tap = Tap(tmp_path / "tap.sock", address.path)
        await tap.open()
        roles = tuple(ledger.board.rules.roles)
        way = Way(tap.address, wire.Hello(wire.VERSION, "players", new_key(), roles, "eve"))
        await asyncio.to_thread(look, way)
        eve = RemoteSession(way, await asyncio.to_thread(knock, way))
        joined = asyncio.create_task(eve.run())
        fay = wire.Hello(wire.VERSION, "facilitator", new_key(), (), "fay", tokens.of["facilitator"])
        control = RemoteSession(Way(address, fay), await asyncio.to_thread(knock, Way(address, fay)))
        joined_too = asyncio.create_task(control.run())
        await until(lambda: eve._stream.records and control._stream.records)
        aliases = Aliases(ledger)
        for number, decision in enumerate(read_script(SCRIPTS / "data-breach" / "perfect.yaml")):
            engine.advance(decision.at)
            command = aliases.resolve(decision.command)
            ledger.input_now(
                CommandSubmitted(f"s-{number}", command, False, decision.said), decision.by or LEAD, decision.at
            )
            host._tell()
            await asyncio.sleep(0)
            if number in (3, 9):
                await control.submit(Memo("quokka-memo"), "facilitator", f"m-{number}")
                await control.submit(Observe("quokka-observation", rating="P"), "facilitator", f"o-{number}")
                await eve.submit(Memo("mine"), roles[0], f"e-{number}")
                metrics = list(await eve.readings())
                await eve.series(metrics, 3_600_000, 20)
                assert eve.next_stop == -1
        while not engine.ended:
            engine.advance(engine.now + 600_000)
        host._tell()
        await until(lambda: eve.ended and eve._stream.records[-1].seq > ledger.records[-1].seq - 5)
        await until(lambda: control._stream.records[-1].seq == ledger.records[-1].seq)
        assert any(b"quokka-memo" in msgspec.json.encode(record.body) for record in control._stream.records)
        heard = bytes(tap.heard)
        for each in (eve, control):
            each.leave()
            await each.left()
        host.leave()
        await hosting.close(1)
        await tap.close()
        await asyncio.gather(joined, joined_too, return_exceptions=True)
        assert not hosting.mistakes
        return heard

    heard = run(play())
    assert len(heard) > 100_000
    assert b'"frame":"record"' in heard
    assert b'"frame":"lobby"' in heard
    ids, texts = control_facts("data-breach")
    document = scenario.scenario
    texts = texts | {incident.title for incident in document.truth.incidents}
    told = {text for text in texts if len(text) > 12 and json.dumps(text, ensure_ascii=False)[1:-1].encode() in heard}
    assert told == set()
    assert [secret for secret in SECRETS if secret in heard] == []
    assert b'"next_stop"' not in heard
    assert b"inject." not in heard.replace(b"inject.yaml", b"")
    assert [token for token in Tokens.drawn().of if b"token " + token.encode() in heard] == ["facilitator"], "a proof"
    named = [name for name in ids if len(name) > 8 and f'"{name}"'.encode() in heard]
    assert named == []


def test_a_socket_of_a_host_that_died_is_cleared_away_and_a_living_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from irsim.session.addresses import living_rooms, own_address, runtime_folder, the_room

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(BadInput, match="is hosted here by this account"):
        the_room()
    dead = own_address(Path("dead.jsonl"))
    with socket.socket(socket.AF_UNIX) as left:
        assert dead.path is not None
        left.bind(str(dead.path))
    alive = own_address(Path("alive.jsonl"))
    with bound(alive):
        assert living_rooms() == [alive.path]
        assert not dead.path.exists()
        assert the_room() == alive
        with pytest.raises(BadInput, match="a room is hosted there"):
            bound(alive)
        assert alive.path is not None
        assert alive.path.stat().st_mode & 0o777 == 0o600
        with bound(dead), pytest.raises(BadInput, match="2 rooms: are hosted here; give one"):
            the_room()
    (tmp_path / "file.sock").write_text("mine")
    with pytest.raises(BadInput, match="is there already and no socket"):
        bound(Address(tmp_path / "file.sock"))
    runtime_folder().chmod(0o755)
    with pytest.raises(BadInput, match="is open to others"):
        runtime_folder()
