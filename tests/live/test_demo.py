"""`irsim live --demo`: a scenario's alerts in a room of its own, marked as an exercise, and gone when it is left."""

import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from tests.live.parts import program
from tests.live.serves import Installation
from tests.tui.keyteam import Pane


def test_a_demonstration_is_an_exercise_and_leaves_nothing_behind(tmp_path: Path) -> None:
    program("tmux", "tmux")
    room = Installation(tmp_path)
    short = tempfile.mkdtemp(prefix="irsim-")  # a socket's path has its limit
    room.env["XDG_RUNTIME_DIR"] = short
    folder = tmp_path / "tmp"
    folder.mkdir()
    environment = [f"{name}={room.env[name]}" for name in room.env if name.startswith("XDG_")]
    words = [sys.executable, "-m", "irsim.cli", "live", "--demo", "--pace", "60", "--scenario", "system-outage"]
    pane = Pane(f"demo-{tmp_path.name}")
    try:
        pane.start(shlex.join(["env", *environment, f"TMPDIR={folder}", "LANG=C.UTF-8", *words]), 80, 24)
        pane.wait_for("EXERCISE", "AL-1", seconds=40)
        assert list(folder.glob("irsim-demo-*"))
        pane.keys("C-q")
        pane.wait_for("EXIT=0")
    finally:
        pane.end()
        shutil.rmtree(short, ignore_errors=True)
    room.until(lambda: not list(folder.glob("irsim-demo-*")), "the end of its folder")
