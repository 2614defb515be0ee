"""`irsim drill --host` and `irsim join` as processes: they meet, are killed, and meet again."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from irsim.cli.app import with_host
from irsim.cli.hosting import join_lines, prepare
from irsim.cli.join import wished
from irsim.commands import Command, Declare
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatLeft, SeatTaken
from irsim.log.reading import read_recording
from irsim.session.addresses import Address, parse_address
from irsim.session.derive import verify
from irsim.session.tokens import Tokens, kept_tokens, tokens_file
from irsim.tui.launch import HostWish
from irsim.words.faults import BadInput
from tests.drills import DATA

IRSIM = [sys.executable, "-c", "from irsim.cli import main; main()"]


class Process:
    """An irsim with its lines, as they come."""

    def __init__(self, folder: Path, *words: str) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "XDG_RUNTIME_DIR": str(folder)}
        self.process = subprocess.Popen(
            [*IRSIM, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
            text=True,
        )
        self.lines: list[str] = []
        self._coming: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._coming.put(line.rstrip("\n"))

    def until(self, words: str, seconds: float = 20) -> str:
        """The next line that holds these words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                line = self._coming.get(timeout=0.1)
            except queue.Empty:
                continue
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"no line with '{words}' in\n" + "\n".join(self.lines))

    def type(self, line: str) -> None:
        """A line typed into it."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """At once, with no last word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> int:
        """Its exit code, once it ends by itself."""
        return self.process.wait(20)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    folder = tmp_path / "r"
    folder.mkdir(mode=0o700)
    running: list[Process] = []

    def begin(*words: str) -> Process:
        running.append(Process(folder, *words))
        return running[-1]

    yield begin
    for each in running:
        if each.process.poll() is None:
            each.kill()


def hosted(start: Callable[..., Process], recording: Path, *more: str) -> Process:
    host = start("drill", str(DATA / "small.yaml"), "--host", "--record", str(recording), "--pace", "4", *more)
    host.until("They are shown once")
    return host


def titles(recording: Path) -> list[str]:
    bodies = [record.body for record in read_recording(recording).records]
    commands: list[Command] = [body.command for body in bodies if isinstance(body, CommandSubmitted)]
    return [command.title for command in commands if isinstance(command, Declare)]


def test_a_host_and_its_terminals_are_killed_and_the_drill_is_played_to_its_end(
    start: Callable[..., Process], tmp_path: Path
) -> None:
    recording = tmp_path / "drill.jsonl"
    host = hosted(start, recording)
    token = next(line for line in host.lines if "--facilitator" in line).split()[-1]
    alice = start("join", "--seat", "incident_commander", "--name", "alice")
    alice.until("alice sits down as incident commander")
    alice.type("declare title=first")
    alice.until("declared by alice (incident commander): first")

    host.kill()
    alice.type("declare title=meanwhile")
    second = start("drill", "--resume", str(recording), "--host")
    second.until("They are shown once")
    assert any(token in line for line in second.lines), "the join lines are the same as before"
    alice.until("declared by alice (incident commander): meanwhile")

    alice.kill()
    second.until("The terminal of alice was lost; its seat is kept for 60 seconds.")
    again = start("join", "--seat", "incident_commander", "--name", "alice")
    again.until("declared by alice (incident commander): meanwhile")
    again.type("declare title=third")
    again.until("declared by alice (incident commander): third")

    fay = start("join", "--facilitator", "--name", "fay", "--token", token)
    fay.until("fay sits down as facilitator")
    again.type("pause")
    again.until("Time is in the facilitator's hands")
    fay.type('end reason="that is enough"')
    again.until("the exercise is over")
    again.type('feedback "calm in the room" topic=strength')
    fay.until("calm in the room")
    fay.type("close")
    for each in (fay, again):
        each.until("The room is closed.")
        assert each.end() == 0
    second.until("Recording: ")
    assert second.end() == 0

    assert titles(recording) == ["first", "meanwhile", "third"]
    found = read_recording(recording)
    assert found.closed
    assert verify(found, DrillEngine).holds
    taken = [record.body for record in found.records if isinstance(record.body, SeatTaken | SeatLeft)]
    assert [(type(b).__name__, b.role, b.name) for b in taken] == [
        ("SeatTaken", "incident_commander", "alice"),
        ("SeatTaken", "facilitator", "fay"),
    ], "who is killed and comes back has never got up"
    assert token.encode() not in recording.read_bytes()
    assert not tokens_file(recording).exists()
    assert not list((tmp_path / "r" / "irsim").glob("*.sock"))


def test_who_joined_goes_when_the_room_is_closed_for_today_and_comes_by_the_same_line_when_it_goes_on(
    start: Callable[..., Process], tmp_path: Path
) -> None:
    recording = tmp_path / "drill.jsonl"
    host = hosted(start, recording)
    token = next(line for line in host.lines if "--facilitator" in line).split()[-1]
    alice = start("join", "--seat", "incident_commander", "--name", "alice")
    alice.until("alice sits down as incident commander")
    fay = start("join", "--facilitator", "--name", "fay", "--token", token)
    fay.until("fay sits down as facilitator")
    fay.type('adjourn reason="The bell rings"')
    said = alice.until("When it goes on, join again with:")
    assert "The bell rings." in said
    for each in (alice, fay, host):
        assert each.end() == 0
    start("drill", "--resume", str(recording), "--host").until("They are shown once")
    again = start("join", *said.rpartition(" join ")[2].split())
    again.until("the session is taken up again on 2")


def test_what_cannot_be_joined_is_said_in_one_sentence(start: Callable[..., Process], tmp_path: Path) -> None:
    host = hosted(start, tmp_path / "drill.jsonl")
    cases = (
        ((), "has these seats for people: incident_commander, technical_lead"),
        (("--seat", "plumber"), "The plan has no role 'plumber'"),
        (("--facilitator",), "The facilitator's seat has a token of its own"),
    )
    refused = [(start("join", *words), sentence) for words, sentence in cases]
    for each, sentence in refused:
        each.until(sentence)
        assert each.end() == 2
    host.process.send_signal(signal.SIGTERM)
    host.until("The recording stays open; go on with:")
    assert host.end() == 0


def test_what_follows_host_is_an_address_only_if_it_looks_like_one() -> None:
    assert with_host(["drill", "--host"]) == ["drill", "--host", ""]
    assert with_host(["drill", "--host", "--plain"]) == ["drill", "--host", "", "--plain"]
    assert with_host(["drill", "--host", "data-breach"]) == ["drill", "--host", "", "data-breach"]
    assert with_host(["drill", "--host", "mine/x.yaml"]) == ["drill", "--host", "", "mine/x.yaml"]
    for address in ("0.0.0.0:7000", "/tmp/room", "wss://here:1", "room.sock"):
        assert with_host(["drill", "--host", address]) == ["drill", "--host", address]


def test_each_join_line_is_a_whole_command_and_has_a_token_where_one_is_needed() -> None:
    tokens = Tokens.drawn(("Gil",))
    lines = dict(line.split(None, 1) for line in join_lines(parse_address("/tmp/room.sock"), tokens))
    assert lines["players"] == "irsim join /tmp/room.sock"
    assert lines["facilitator"] == f"irsim join /tmp/room.sock --facilitator --token {tokens.of['facilitator']}"
    network = join_lines(Address(None, "0.0.0.0", 7000, True), tokens, Path("cert.pem"))
    assert all("--token" in line and "--tls-ca cert.pem" in line and "0.0.0.0" not in line for line in network)
    assert any(line.startswith("guest:Gil ") for line in network)


def test_tokens_lie_beside_the_recording_for_this_account_alone(tmp_path: Path) -> None:
    recording = tmp_path / "drill.jsonl"
    prepared = prepare(HostWish(str(tmp_path / "s.sock"), guests=("Gil",)), recording)
    try:
        from irsim.session.tokens import keep_tokens

        keep_tokens(recording, str(prepared.doors[0].address), prepared.tokens)
        assert tokens_file(recording).stat().st_mode & 0o777 == 0o600
        assert kept_tokens(recording) == (str(tmp_path / "s.sock"), prepared.tokens)
        assert len(set(prepared.tokens.of.values())) == 5
        assert all(re.fullmatch("([0-9a-f]{4}-){3}[0-9a-f]{4}", token) for token in prepared.tokens.of.values())
        typed = prepared.tokens.of["evaluator"].replace("-", "").upper()
        assert prepared.tokens.name_of(typed) == "evaluator"
        assert prepared.tokens.name_of("") == prepared.tokens.name_of("x" * 24) == ""
        assert repr(prepared.tokens) == "Tokens()"
    finally:
        prepared.forget()
    assert not (tmp_path / "s.sock").exists()
    tokens_file(recording).write_text("{")
    assert kept_tokens(recording) is None


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        (HostWish("wss://localhost:0"), "asks for TLS; give --tls-cert and --tls-key"),
        (HostWish("localhost:0", key=Path("x")), "has no certificate"),
        (HostWish("/tmp/x.sock", certificate=Path("x")), "is for the network"),
        (HostWish("localhost:0", certificate=Path("/nowhere.pem")), "cannot be read"),
        (HostWish("localhost:0", certificate=DATA / "small.yaml"), "is no certificate with its key"),
        (HostWish("localhost:99999"), "has no port between 0 and 65535"),
        (HostWish("http://localhost"), "is no address"),
        (HostWish("/nowhere/room.sock"), "cannot be opened"),
        (HostWish("/" + "x" * 120), "is longer than the 100 bytes"),
        (HostWish("203.0.113.7:7000"), "is no address of this machine"),
    ],
)
def test_where_nobody_can_host_is_said_with_its_cure(tmp_path: Path, wish: HostWish, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        prepare(wish, tmp_path / "drill.jsonl")


def test_a_terminal_is_one_thing() -> None:
    assert wished("", (), [], "", "", None).kind == ""
    assert wished("", ("technical_lead",), [], "", "", None).kind == "players"
    assert wished("", (), ["screen"], "", "", None).kind == "screen"
    with pytest.raises(BadInput, match="do not go together"):
        wished("", (), ["screen", "evaluator"], "", "", None)
