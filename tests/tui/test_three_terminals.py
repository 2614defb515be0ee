"""A trainer's room, at real terminals and by keys alone: the host's screen with a technical lead, a facilitator and an
incident commander, who play Paper Kite to its end and talk it over."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from irsim.drill.engine import DrillEngine
from irsim.events import kind_of
from irsim.log.reading import Recording, read_recording
from irsim.session.derive import verify
from tests.tui.keyteam import Pane

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

PROGRAM = f"{sys.executable} -c 'from irsim.cli import main; main()'"
TERMINAL = "TERM=tmux-256color COLORTERM=truecolor LANG=C.UTF-8"


class Room:
    """Three panes on one recording."""

    def __init__(self, folder: Path, host: Pane, facilitator: Pane, commander: Pane) -> None:
        self.folder = folder
        self.recording = folder / "kite.jsonl"
        self.socket = folder / "room.sock"
        self.host, self.facilitator, self.commander = host, facilitator, commander

    @property
    def all(self) -> tuple[Pane, Pane, Pane]:
        return self.host, self.facilitator, self.commander

    def open(self) -> None:
        """The host opens the room, the two others join it."""
        options = f"data-breach --seed 1 --host {self.socket} --record {self.recording}"
        self.host.start(self.command(f"drill {options}"))
        self.host.wait_for("enter begins")
        self.host.keys("Enter")
        self.host.wait_for("This room is open to others", "--facilitator", "Nothing runs before somebody")
        self.host.keys("Escape")
        token = json.loads(self.recording.with_name("kite.jsonl.tokens").read_text())["tokens"]["facilitator"]
        self.facilitator.start(self.command(f"join {self.socket} --facilitator --name Dana --token {token}"))
        self.facilitator.wait_for("Run of show", "FACILITATOR")
        self.commander.start(self.joining())
        self.commander.wait_for("Alice sits down as incident commander")

    def joining(self) -> str:
        """Alice's terminal, which leaves its process id behind."""
        joining = self.command(f"join {self.socket} --seat incident_commander --name Alice")
        return f"(sh -c 'echo $PPID' > {self.folder}/alice.pid; exec env {joining})"

    def command(self, arguments: str) -> str:
        """Of a shell; settings and keys of whoever runs the tests do not count."""
        places = f"XDG_CONFIG_HOME={self.folder} XDG_DATA_HOME={self.folder} XDG_CACHE_HOME={self.folder}"
        return f"{TERMINAL} {places} {PROGRAM} {arguments}"

    def read(self) -> Recording:
        return read_recording(self.recording)

    def bodies(self, kind: str) -> list[Any]:
        return [record.body for record in self.read().records if kind_of(record.body) == kind]

    def irsim(self, *arguments: str) -> str:
        """A command of the shell; what it printed."""
        script = "from irsim.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, text=True, cwd=self.folder, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def panes(count: int) -> Iterator[list[Pane]]:
    with ExitStack() as stack:
        made = [Pane(f"irsim-three-{number}-{uuid.uuid4().hex[:8]}") for number in range(count)]
        for pane in made:
            stack.callback(pane.end)
        yield made


def add_an_inject(room: Room) -> None:
    """An inject that nobody wrote before: both players read it."""
    facilitator = room.facilitator
    facilitator.keys("i")
    facilitator.wait_for("Add an inject")
    for field in ("The press calls", "phone", "Jo Wren of the Ledger", "A comment please"):
        facilitator.write(field)
        facilitator.keys("Tab")
    facilitator.keys("C-s")
    for pane in (room.host, room.commander):
        pane.wait_for("A comment please")


def leave_one_out(room: Room) -> None:
    """The hand-over of the weekend shift."""
    facilitator = room.facilitator
    facilitator.wait_for("Weekend hand-over", gone="Add an inject")
    facilitator.keys("Home", "Down")
    facilitator.keys("s")
    facilitator.wait_for("Leave an inject out", "Weekend hand-over")
    facilitator.write("the table knows it")
    facilitator.keys("C-s")
    facilitator.wait_for("Run of show", gone="Leave an inject out")


def hold(room: Room) -> None:
    """The table talks for a while, until she releases it."""
    facilitator = room.facilitator
    facilitator.keys("h")
    facilitator.wait_for("Hold for a discussion")
    facilitator.write("Who speaks to the press?")
    facilitator.keys("C-s")
    for pane in (room.host, room.commander):
        pane.wait_for("Who speaks to the press?", "The facilitator ends it.")
    room.commander.keys("Enter")  # not theirs to end
    facilitator.wait_for("h releases")
    facilitator.keys("h")
    for pane in (room.host, room.commander):
        pane.wait_for("Feed", gone="The facilitator ends it.")


def say_and_judge(room: Room) -> None:
    """Somebody decides aloud; she holds that it counts."""
    room.commander.keys("d")
    room.commander.wait_for("In their words")
    room.commander.write("Gemma ends that session and I take the press")
    room.commander.keys("C-s")
    room.host.wait_for("Gemma ends that session")
    facilitator = room.facilitator
    facilitator.keys("a")
    facilitator.wait_for("Judge what was said", "Gemma ends that session")
    facilitator.write("Give everybody")
    facilitator.keys("C-s")
    facilitator.wait_for("1 met", gone="Judge what was said")


def observe(room: Room, objective: str, rating: str, sort: str, text: str) -> None:
    facilitator = room.facilitator
    facilitator.keys("o")
    facilitator.wait_for("Observation", "What you saw")
    for field in (objective, rating, sort, text):
        facilitator.write(field)
        facilitator.keys("Tab")
    facilitator.keys("C-s")
    facilitator.wait_for("Run of show", gone="What you saw")


def lose_a_terminal(room: Room) -> None:
    """The commander's terminal dies; the seat is still there when it comes back, and what happened meanwhile."""
    os.kill(int((room.folder / "alice.pid").read_text()), signal.SIGKILL)
    room.commander.wait_for("EXIT=137")
    room.commander.restart(room.joining())
    room.commander.wait_for("incident commander", "A comment please")


def to_the_end(room: Room) -> None:
    """She jumps on, past every deadline, and releases the scenario's own discussions."""
    facilitator = room.facilitator
    stops = ("h releases", "hot wash")
    for _ in range(12):
        shown = facilitator.screen()
        if "hot wash" in shown:
            return
        if "h releases" in shown:
            facilitator.keys("h")
            facilitator.wait_for("Run of show", gone="h releases")
        facilitator.keys("g")
        facilitator.wait_for("Jump to")
        facilitator.keys("BSpace")
        facilitator.write("9d4h45m")
        facilitator.keys("Enter")
        shown = facilitator.wait_until(lambda shown: any(each in shown for each in ("all the same", *stops)))
        if "all the same" in shown:
            facilitator.keys("Down", "Enter")
        facilitator.wait_until(lambda shown: "all the same" not in shown and any(each in shown for each in stops))
    raise AssertionError(facilitator.screen())


def wash(room: Room) -> None:
    """Each terminal says something, and reads what the others said."""
    said = ("The first hour was calm", "Nobody rang the regulator", "Keep logs for a month")
    for pane, text in zip(room.all, said, strict=True):
        pane.wait_for("hot wash")
        pane.write(text)
        pane.keys("Enter")
        for other in room.all:
            other.wait_for(text)


def test_three_terminals_play_paper_kite_to_its_end(tmp_path: Path) -> None:
    with panes(3) as made:
        room = Room(tmp_path, *made)
        room.open()
        room.commander.wait_for("paused")  # a hosted room waits for those who join
        add_an_inject(room)
        leave_one_out(room)
        say_and_judge(room)
        observe(room, "Commun", "S", "str", "They agreed on who speaks")
        observe(room, "Detect", "M", "are", "Nobody looked at the second factor")
        observe(room, "Coord", "P", "str", "One voice from the first minute")
        lose_a_terminal(room)
        room.facilitator.keys("Space")
        hold(room)
        room.facilitator.keys("g")
        room.facilitator.wait_for("Jump to")
        room.facilitator.keys("BSpace")
        room.facilitator.write("7m40s")
        room.facilitator.keys("Enter")
        room.commander.wait_for("INC-1")
        room.commander.keys("a")
        room.host.wait_for("Alice (incident commander)")
        to_the_end(room)
        wash(room)
        room.facilitator.keys("C-s")
        room.facilitator.wait_for("Finish, and see the score")
        room.facilitator.keys("Home", "Enter")
        for pane in room.all:
            pane.wait_for("of 100")

    recording = room.read()
    assert recording.closed
    verdict = verify(recording, DrillEngine)
    assert verdict.holds, verdict.sentences
    (added,) = room.bodies("inject.added")
    assert (added.title, added.sender) == ("The press calls", "Jo Wren of the Ledger")
    skipped = [body for body in room.bodies("inject.skipped") if body.inject == "weekend-note"]
    assert [body.reason for body in skipped] == ["left out by the facilitator: the table knows it"]
    assert [body.rating for body in room.bodies("observation.made")] == ["S", "M", "P"]
    assert len(room.bodies("statement.judged")) == 1
    assert {body.proof for body in room.bodies("seat.taken")} >= {"token facilitator"}
    assert any(record.by == "incident_commander:Alice" for record in recording.records)
    assert len(room.bodies("feedback.given")) == 3

    room.irsim("report", str(room.recording), "-o", "report.html")
    room.irsim("report", str(room.recording), "-o", "report.docx")
    page = re.sub(r"<[^>]+>", " ", (tmp_path / "report.html").read_text(encoding="utf-8"))
    for words in (
        "The press calls",
        "the table knows it",
        "They agreed on who speaks",
        "Nobody looked at the second factor",
        "One voice from the first minute",
        "Gemma ends that session",
        "Nobody rang the regulator",
        "Dana",
        "Alice",
        recording.head[:12],
    ):
        assert words in page, words
