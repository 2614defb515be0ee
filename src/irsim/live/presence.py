"""Which process serves an installation on this machine: asked of the system at the socket, told by a note beside it."""

import os
import socket
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from irsim import __version__

SYSTEMD = "systemd"

_LOCAL_PEERPID = 2
"""What macOS calls the number of the process at the other end, at level 0."""


class Presence(msgspec.Struct, frozen=True):
    """A process that serves. `since` is Unix ms; `kept_by` is systemd where that starts it again, else empty."""

    pid: int
    since: int = -1
    version: str = ""
    kept_by: str = ""


def note_of(path: Path) -> Path:
    """The note beside a socket."""
    return path.with_suffix(".json")


def leave_note(path: Path) -> None:
    """Say beside the socket that this process serves there. What cannot be written is left out: it is a courtesy."""
    kept_by = SYSTEMD if os.environ.get("INVOCATION_ID") and os.environ.get("NOTIFY_SOCKET") else ""
    said = Presence(os.getpid(), time.time_ns() // 1_000_000, __version__, kept_by)
    note = note_of(path)
    with suppress(OSError):
        part = note.with_name(f"{note.name}.{os.getpid()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(msgspec.json.encode(said))
            part.chmod(0o644)  # who may join may read it; the folder says who that is
        part.replace(note)


def take_note_away(path: Path) -> None:
    """This process does not serve any more."""
    with suppress(OSError):
        if _noted(path).pid == os.getpid():
            note_of(path).unlink()


def present(path: Path) -> Presence | None:
    """Who listens at a socket; None where nobody does. `pid` is 0 where the system does not tell. What a note says
    counts only where it is that process's."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    with socket.socket(socket.AF_UNIX) as asked:
        asked.settimeout(2)
        try:
            asked.connect(str(path))
        except OSError:
            return None
        pid = _process_behind(asked)
    noted = _noted(path)
    return noted if pid and noted.pid == pid else Presence(pid)


def _process_behind(asked: socket.socket) -> int:
    with suppress(OSError, struct.error):
        if hasattr(socket, "SO_PEERCRED"):
            held = asked.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
            return int(struct.unpack("3i", held)[0])
        if sys.platform == "darwin":
            return int(struct.unpack("i", asked.getsockopt(0, _LOCAL_PEERPID, 4))[0])
    return 0


def _noted(path: Path) -> Presence:
    try:
        with note_of(path).open("rb") as file:
            return msgspec.json.decode(file.read(10_000), type=Presence)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Presence(0)


def tell_systemd(state: str) -> None:
    """Tell systemd, where it started this process: READY=1 or STOPPING=1.
    https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html"""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if not place:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.sendto(state.encode(), "\0" + place[1:] if place.startswith("@") else place)
