"""What starts by itself stays: closing the terminal, a lost line, a hang-up end nothing but the screen."""

import os
import shlex
import signal
import socket
import struct
import time
from pathlib import Path

from tests.live.loads import Load, names, settled
from tests.live.parts import program
from tests.live.serves import Installation
from tests.tui.keyteam import Pane


def process_behind(path: Path) -> int:
    """The process that listens at a socket."""
    with socket.socket(socket.AF_UNIX) as asked:
        asked.connect(str(path))
        held = asked.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", held)[0])


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][:1] == "Z"


def test_a_terminal_that_is_lost_under_load_stops_nothing(tmp_path: Path) -> None:
    program("tmux", "tmux")
    room = Installation(tmp_path)
    environment = [f"{name}={room.env[name]}" for name in room.env if name.startswith("XDG_")]
    command = shlex.join(["env", *environment, "LANG=C.UTF-8", *room.irsim("live")])
    pane = Pane(f"stays-{tmp_path.name}")
    pid = 0
    try:
        pane.start(command, 80, 24)
        pane.wait_for("LIVE", "Incidents")
        pid = process_behind(room.socket)
        with Load(room) as load:
            room.until(lambda: len(load.acknowledged) > 20, "some load")
            pane.end()  # as a lost SSH session: the terminal hangs up
            again = len(load.acknowledged)
            room.until(lambda: len(load.acknowledged) > again + 20, "load after it")
        assert set(load.codes) == {200}
        assert not gone(pid)
        assert process_behind(room.socket) == pid
        pane = Pane(f"stays-{tmp_path.name}-2")
        pane.start(command, 80, 24)
        pane.wait_for("LIVE", "Load")
        os.kill(pid, signal.SIGHUP)
        time.sleep(0.5)
        assert room.health()[0] == 200
        settled(room)
        assert set(load.acknowledged) == set(names(room))
    finally:
        pane.end()
        if pid:
            os.kill(pid, signal.SIGTERM)
            room.until(lambda: gone(pid), "its end")
