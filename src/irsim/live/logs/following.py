"""Follows a file that grows: through rotation, truncation and copying away, from where it was left.

Which file it was is known by its inode and its first bytes, so that a restart goes on in what was rotated meanwhile.
"""

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from irsim.live.logs.lines import LINE_LIMIT

CHUNK = 1_000_000
"""Bytes that are read at once."""

HEAD = 256
"""First bytes by which a file is known."""

SIBLINGS = 1_000
"""Files of the folder that are looked through for the one that was rotated."""


class Place(Struct, frozen=True):
    """How far a file was read: whole lines up to `offset`; which file it was."""

    inode: int
    device: int
    offset: int
    head: str = ""
    length: int = 0


@dataclass(frozen=True)
class Piece:
    """Lines that were read (without their ends), and the place after them."""

    lines: list[bytes]
    place: Place


class Follower:
    """One file. Its methods block: call them off the event loop's thread."""

    def __init__(self, path: Path, kept: bytes = b"") -> None:
        """`kept` is the place as `place_bytes` gave it; a file met for the first time is read from its end on."""
        self.path = path
        self._file: int | None = None
        self._place: Place | None = None
        self._skipping = False
        self._met = self._missing = bool(kept)
        try:
            self._kept = msgspec.json.decode(kept, type=Place) if kept else None
        except msgspec.DecodeError:
            self._kept = None

    def read(self) -> Piece | None:
        """What is new, at most a chunk; None where nothing is. Raises OSError where the file cannot be read.

        When a file is met there is a piece in any case, for its place is to be kept: what is written while nobody reads
        is found after it, and not taken for what was there before.
        """
        if self._file is None:
            if self._open():
                return self._next() or Piece([], self._known())
            missing, self._missing = self._missing, True
            return None if missing else Piece([], Place(0, 0, 0))
        piece = self._next()
        if piece is None and self._moved():
            self.close()
            self._met = True
            if self._open():
                piece = self._next() or Piece([], self._known())
        return piece

    def _known(self) -> Place:
        assert self._place is not None
        return self._place

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> bool:
        kept, self._kept = self._kept, None
        if kept is not None:
            for path in self._candidates(kept):
                file = _opened(path)
                if file is None:
                    continue
                seen = os.fstat(file)
                same = (seen.st_ino, seen.st_dev) == (kept.inode, kept.device) and seen.st_size >= kept.offset
                if same and _head(file, kept.length) == kept.head:
                    self._file, self._place = file, kept
                    return True
                os.close(file)
        file = _opened(self.path)
        if file is None:
            self._met = True  # what appears later is new from its first line on
            return False
        seen = os.fstat(file)
        offset = 0 if self._met else _whole_lines(file, seen.st_size)
        self._met = True
        self._file, self._place = file, self._at(file, seen, offset)
        self._skipping = False
        return True

    def _candidates(self, kept: Place) -> list[Path]:
        """The file itself, then those of its folder that may be the same one under the name it was rotated to."""
        found = [self.path]
        try:
            with os.scandir(self.path.parent) as folder:
                for number, entry in enumerate(folder):
                    if number >= SIBLINGS:
                        break
                    if entry.inode() == kept.inode and entry.name != self.path.name:
                        found.append(Path(entry.path))
        except OSError:
            pass
        return found

    def _next(self) -> Piece | None:
        file, place = self._file, self._place
        assert file is not None
        assert place is not None
        seen = os.fstat(file)
        if seen.st_size < place.offset or (seen.st_size > place.offset and _head(file, place.length) != place.head):
            place = self._at(file, seen, 0)  # cut off, or copied away and written anew
            self._skipping = False
        data = os.pread(file, CHUNK, place.offset)
        end = data.rfind(b"\n") + 1
        if not end:
            if len(data) < CHUNK:
                if self._place != place:
                    self._place = place
                return None
            end = len(data)  # a line without an end: its beginning counts, the rest is skipped
            lines = [] if self._skipping else [data[:LINE_LIMIT]]
            self._skipping = True
        else:
            lines = [line[:LINE_LIMIT] for line in data[: end - 1].split(b"\n")]
            if self._skipping:
                lines = lines[1:]
                self._skipping = False
        self._place = self._at(file, seen, place.offset + end, place)
        return Piece(lines, self._place)

    def _at(self, file: int, seen: os.stat_result, offset: int, before: Place | None = None) -> Place:
        if before is not None and before.length == HEAD:
            return Place(seen.st_ino, seen.st_dev, offset, before.head, HEAD)
        length = min(HEAD, offset)
        return Place(seen.st_ino, seen.st_dev, offset, _head(file, length), length)

    def _moved(self) -> bool:
        """Whether another file stands at the path, and this one has been read to its end."""
        assert self._place is not None
        try:
            seen = os.stat(self.path)
        except OSError:
            return False  # being rotated: the new one comes
        return (seen.st_ino, seen.st_dev) != (self._place.inode, self._place.device)


def place_bytes(place: Place) -> bytes:
    """A place as it is kept."""
    return msgspec.json.encode(place)


def _opened(path: Path) -> int | None:
    """The file, None where there is none. Raises OSError where it is no file, or not ours to read."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError(22, "it is no file")
    return file


def _head(file: int, length: int) -> str:
    return sha256(os.pread(file, length, 0)).hexdigest()[:16] if length else ""


def _whole_lines(file: int, size: int) -> int:
    """Where the line begins that is being written at the end of the file."""
    start = max(0, size - CHUNK)
    end = os.pread(file, size - start, start).rfind(b"\n") + 1
    return start + end if end else size
