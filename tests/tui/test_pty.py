"""The program in a real terminal (tmux): no colour and no byte beyond ASCII where they are not wanted, and nothing lost
however it ends; without screens it still speaks in lines.
"""

import os
import re
import shlex
import shutil
import signal
import sys
import time
import tomllib
import uuid
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from irsim.commands import Acknowledge
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.log.glancing import glance
from irsim.log.reading import read_recording
from irsim.session.derive import verify
from irsim.words.durations import MINUTE, SECOND
from tests.cli.test_launcher import House
from tests.drills import DATA
from tests.tui.keyteam import Pane
from tests.tui.test_terminal import COLOURS, parameters

ROOT = Path(__file__).parents[2]

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

PROGRAM = """
import os, pathlib, sys
pathlib.Path({pid!r}).write_text(str(os.getpid()))
from irsim.scenario import library
library.library_folder = lambda: pathlib.Path({library!r})
from irsim.cli import opening
opening.recordings_folder = lambda: pathlib.Path({recordings!r})
opening.cache_folder = lambda: pathlib.Path({cache!r})
from irsim.cli import main
sys.argv[0] = "irsim"
main()
"""
"""The program with a library, recordings and a cache of its own."""


class Desk:
    """A house of its own, and panes to run the program in."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.bytes = folder / "bytes"
        self._go = folder / "go"
        self._pid = folder / "pid"
        self._program = folder / "program.py"
        self._program.write_text(
            PROGRAM.format(
                pid=str(self._pid),
                library=str(self.house.library),
                recordings=str(self.house.recordings),
                cache=str(self.house.cache),
            ),
            encoding="utf-8",
        )
        self._settings = folder / "config.toml"
        self._settings.write_text("local_time = false\n", encoding="utf-8")
        self.panes: list[Pane] = []

    def run(
        self, arguments: str = "", *, env: str = "LANG=C.UTF-8 COLORTERM=truecolor", term: str = "tmux-256color"
    ) -> Pane:
        """The program in a pane; what it writes to the terminal is kept in `bytes`."""
        pane = Pane(f"irsim-pty-{uuid.uuid4().hex[:8]}")
        self.panes.append(pane)
        self._go.unlink(missing_ok=True)
        self._pid.unlink(missing_ok=True)
        settings = shlex.quote(str(self._settings))
        ours = f"-u NO_COLOR -u LC_ALL -u LC_CTYPE -u COLORTERM TERM={term} IRSIM_CONFIG={settings}"
        program = f"env {ours} {env} {sys.executable} {shlex.quote(str(self._program))} {arguments}"
        wait = f"while ! test -e {shlex.quote(str(self._go))}; do sleep 0.05; done"
        pane.start(f"{wait}; cd {shlex.quote(str(ROOT))}; {program}", 100, 30)
        pane.tmux("pipe-pane", "-t", "room", f"cat > {shlex.quote(str(self.bytes))}")
        self._go.touch()
        return pane

    @property
    def pid(self) -> int:
        """The process that runs now."""
        return int(self._pid.read_text())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    for pane in desk.panes:
        pane.end()


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.03)


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for has, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def to_the_room(pane: Pane) -> None:
    """From the briefing."""
    pane.wait_for("Begin")
    pane.keys("Enter")
    pane.wait_for("NEXT")


def jump(pane: Pane, to: str, shown: str, *also: str) -> None:
    """By keys, and see that it is so: the time is there at once, what happened by then a moment later."""
    pane.keys("g")
    pane.wait_for("Jump to")
    pane.keys("BSpace")
    pane.write(to)
    pane.keys("Enter")
    pane.past_deadlines(shown, gone="Jump to")
    pane.wait_for(shown, *also, gone="Jump to")


def finish(pane: Pane) -> None:
    """End the exercise, close the recording, leave."""
    pane.keys("Z")
    pane.wait_for("^s")
    pane.keys("C-s")
    pane.wait_for("The exercise is over")
    pane.keys("C-s")
    pane.wait_for("Finish, and see the score")
    pane.keys("Home", "Enter")
    pane.wait_for("of 100")


@needs_tmux
@pytest.mark.parametrize("env", ["NO_COLOR=1 COLORTERM=truecolor LANG=C.UTF-8", "LANG=C"])
def test_a_drill_from_home_to_the_score_shows_no_more_than_the_terminal_wants(desk: Desk, env: str) -> None:
    pane = desk.run(env=env)
    pane.wait_for("Continue", "Drills", "Open Door")
    pane.keys("Enter")
    to_the_room(pane)
    pane.keys("Space")
    pane.wait_for("paused")
    jump(pane, "6m", "T+00:06:00", "▸ INC-1" if "LANG=C.UTF-8" in env else "> INC-1", "MSG-1")
    pane.keys("a")
    pane.wait_for("investigating")
    pane.keys("c")
    pane.wait_for("Classify", "^s")
    pane.keys("C-s")
    pane.wait_for("investigating", gone="^s")
    pane.keys("?")
    pane.wait_for("make sense now")
    pane.keys("Escape")
    pane.wait_for("NEXT", gone="make sense now")
    pane.keys("Enter")
    pane.wait_for("Overview")
    pane.keys("Escape")
    pane.wait_for("NEXT", gone="Overview")
    finish(pane)
    pane.keys("q")
    pane.wait_for("Drills", "Open Door")
    pane.keys("q")
    pane.wait_for("EXIT=0")
    until(lambda: b"EXIT=0" in desk.bytes.read_bytes())
    sent = desk.bytes.read_bytes()
    assert len(sent) > 10_000
    if "NO_COLOR" in env:
        assert parameters(sent) & COLOURS == set()
        assert {0, 1, 7} <= parameters(sent)
    else:
        assert sent.isascii(), re.findall(rb"[^\x00-\x7f]+", sent)[:10]
        assert parameters(sent) & COLOURS
    (recording,) = desk.house.recordings.glob("*.jsonl")
    assert read_recording(recording).closed
    assert verify(read_recording(recording), DrillEngine).holds


def hang_up(desk: Desk, _: Pane) -> None:
    os.kill(desk.pid, signal.SIGHUP)


def kill(desk: Desk, _: Pane) -> None:
    os.kill(desk.pid, signal.SIGKILL)


def close_pane(_: Desk, pane: Pane) -> None:
    pane.tmux("kill-pane", "-t", "room")


@needs_tmux
@pytest.mark.parametrize("end", [hang_up, kill, close_pane])
def test_however_it_ends_with_a_dialog_open_the_drill_goes_on_where_it_stood(
    desk: Desk, end: Callable[[Desk, Pane], None], tmp_path: Path
) -> None:
    recording = tmp_path / "left.jsonl"
    pane = desk.run(f"drill {DATA / 'small.yaml'} --seed 1 --record {recording}")
    to_the_room(pane)
    jump(pane, "6m", "T+00:06:0", "▸ INC-1", "MSG-1")
    pane.keys("a")
    pane.wait_for("investigating")
    pane.keys("d")
    pane.wait_for("^s")
    pane.write("we lock the")
    pane.wait_for("we lock the")
    until(lambda: glance(recording).at >= 6 * MINUTE)
    pid = desk.pid
    end(desk, pane)
    until(lambda: gone(pid), 3)
    until(lambda: not glance(recording).written, 3)  # the kernel lets go of the file a moment later

    left = read_recording(recording)
    assert not left.broken
    seen = glance(recording)
    assert (seen.closed, seen.written) == (False, False)
    assert seen.at >= 6 * MINUTE
    given = [each.body.command for each in left.records if isinstance(each.body, CommandSubmitted)]
    assert any(isinstance(each, Acknowledge) for each in given)  # what follows from it may be derived again

    pane = desk.run(f"drill --resume {recording}")
    pane.wait_for("NEXT", "T+00:06:", "investigating", seconds=40)
    pane.keys("Space")
    pane.wait_for("paused")
    minute, second = re.findall(r"T\+00:(\d\d):(\d\d)", pane.screen())[0]
    stood = int(minute) * MINUTE + int(second) * SECOND
    assert seen.at - SECOND <= stood <= seen.at + 15 * SECOND
    finish(pane)
    closed = read_recording(recording)
    assert closed.closed
    assert closed.lines[: len(left.lines)] == left.lines
    assert verify(closed, DrillEngine).holds


@needs_tmux
def test_leaving_asks_keeps_the_drill_and_home_goes_on_with_it(desk: Desk) -> None:
    recording = desk.house.recordings / "kept.jsonl"
    desk.house.recordings.mkdir()
    pane = desk.run(f"drill {DATA / 'small.yaml'} --seed 1 --record {recording}")
    to_the_room(pane)
    jump(pane, "6m", "T+00:06:0", "▸ INC-1", "MSG-1")
    pane.keys("q")
    pane.wait_for("Leave, keep the drill")
    pane.keys("Escape")
    pane.wait_for("NEXT", gone="Leave, keep")
    pane.keys("q")
    pane.wait_for("Leave, keep the drill")
    pane.keys("Enter")
    pane.wait_for("Continue · 1", "Open Door", "T+00:06:")
    assert not glance(recording).written
    pane.keys("BTab")
    pane.wait_for("goes on with it")
    pane.keys("Enter")
    pane.wait_for("NEXT", "T+00:06:")
    assert glance(recording).written
    pane.keys("C-q")
    shown = pane.wait_for("EXIT=0")
    assert "go on with: irsim drill --resume" in shown.replace("\n", "")
    assert not read_recording(recording).closed


@needs_tmux
def test_a_terminal_without_screens_gets_lines(desk: Desk, tmp_path: Path) -> None:
    pane = desk.run(term="dumb")
    assert "Set up:" in pane.wait_for("EXIT=")  # its first lines may have scrolled away
    pane.end()
    pane = desk.run(f"drill {DATA / 'small.yaml'} --seed 1 --record {tmp_path / 'lines.jsonl'}", term="dumb")
    pane.wait_for("Type `help`")
    assert b"\x1b[" not in desk.bytes.read_bytes()


def files_in(folder: Traversable, place: str = "") -> Iterator[str]:
    """Every file of a package by its path."""
    for each in folder.iterdir():
        path = f"{place}/{each.name}" if place else each.name
        if each.is_dir():
            yield from files_in(each, path)
        else:
            yield path


def test_what_the_screens_read_goes_into_the_wheel() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["irsim"]
    data = [each for each in files_in(resources.files("irsim")) if not each.endswith((".py", ".pyc"))]
    assert sum(each.endswith(".tcss") for each in data) > 5
    missing = [
        each
        for each in data
        if not any(fnmatch(each, pattern) and each.count("/") == pattern.count("/") for pattern in patterns)
    ]
    assert missing == []
