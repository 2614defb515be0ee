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
        self.host.wait_for("This room is open to others", "--facilitator")
        self.host.keys("Escape")
        token = json.loads(self.recording.with_name("kite.jsonl.tokens").read_text())["tokens"]["facilitator"]
        self.facilitator.start(self.command(f"join {self.socket} --facilitator --name Dana --token {token}"))
        self.facilitator.wait_for("Run of show", "FACILITATOR")
        self.commander.start(self.joining())
        self.commander.wait_for("Alice sits down as incident commander")

    def joining(self) -> str:
        return self.command(f"join {self.socket} --seat incident_commander --name Alice")

    def command(self, arguments: str) -> str:
        return f"cd {self.folder}; {TERMINAL} XDG_DATA_HOME={self.folder} XDG_CACHE_HOME={self.folder} {PROGRAM} {arguments}"

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


def pid_of(pane: Pane, words: str) -> int:
    """The process under a pane whose command line holds `words`."""
    shell = int(pane.tmux("list-panes", "-t", "room", "-F", "#{pane_pid}").strip())
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    below = {shell}
    for _ in range(6):
        below |= {int(pid) for pid, parent, _ in rows if int(parent) in below}
    return next(int(pid) for pid, _, args in rows if int(pid) in below - {shell} and words in args and "sh -c" not in args)


def test_three_terminals_play_paper_kite_to_its_end(tmp_path: Path) -> None:
    with panes(3) as made:
        room = Room(tmp_path, *made)
        room.open()
        host, facilitator, commander = room.all

        # She stops the room, and adds an inject that nobody wrote before: both players read it.
        facilitator.keys("Space")
        commander.wait_for("paused")
        facilitator.keys("i")
        facilitator.wait_for("Add an inject")
        facilitator.write("The press calls")
        facilitator.keys("Tab")
        facilitator.write("phone")
        facilitator.keys("Tab")
        facilitator.write("Jo Wren of the Ledger")
        facilitator.keys("Tab")
        facilitator.write("A comment please")
        facilitator.keys("C-s")
        for pane in room.all[::2]:
            pane.wait_for("A comment please")

        # One of the scenario's own she leaves out: the first that comes.
        facilitator.keys("s")
        shown = facilitator.wait_for("Skip")
        facilitator.write("the table knows it")
        facilitator.keys("C-s")
        facilitator.wait_for("1 skipped") if "1 skipped" in shown else None
        assert facilitator.screen()
