"""Writes recordings: buffered lines, durable on demand, named by scenario and wall time, never over another file."""

import errno
import os
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from irsim.words.faults import BadInput

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]  # Windows has none: nothing is locked there

LOOK = 0.1
"""Seconds for which a writer waits for the lock: whoever only looks whether anybody writes holds it for a moment."""


class Sink(Protocol):
    """Where lines go."""

    def write(self, line: bytes) -> None:
        """Take a line, in order."""

    def flush(self) -> None:
        """Hand what was taken to the operating system."""

    def sync(self) -> None:
        """Return once everything taken so far survives a power cut."""

    def close(self) -> None:
        """Nothing follows."""


class MemorySink:
    """Keeps lines in memory: for tests, rehearsals and re-derivation."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write(self, line: bytes) -> None:
        """Keep it."""
        self.lines.append(line)

    def flush(self) -> None:
        """Nothing to do."""

    def sync(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


class FileSink:
    """Appends lines to a file that it has open alone; threads that flush, sync or close at once wait for their turn."""

    def __init__(self, path: Path, file_descriptor: int) -> None:
        if not _locked(file_descriptor):
            os.close(file_descriptor)
            raise BadInput.one(str(path), 0, "is being written by another irsim; end that one first")
        self.path = path
        self._descriptor = file_descriptor
        self._waiting: list[bytes] = []
        self._turn = threading.RLock()

    @classmethod
    def create(cls, path: Path) -> "FileSink":
        """A new file, for this account alone: a drill's first record tells what is to come. Raises BadInput where
        there is one already, or the folder cannot be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput.one(str(path), 0, f"cannot be written: {error.strerror}; give another place") from None
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        except FileExistsError:
            raise BadInput.one(str(path), 0, "exists already and is never overwritten; give another name") from None
        except OSError as error:
            raise BadInput.one(str(path), 0, f"cannot be written: {error.strerror}; give another place") from None
        _sync_folder(path.parent)
        return cls(path, descriptor)

    @classmethod
    def take_up(cls, path: Path, keep: int, size: int | None = None) -> "FileSink":
        """An existing file, cut to its first `keep` bytes, for appending.

        `size` is what it had when it was read: if somebody has written to it since, nothing is cut and it is refused.
        """
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
        except OSError as error:
            raise BadInput.one(str(path), 0, f"cannot be written: {error.strerror}; check its rights") from None
        sink = cls(path, descriptor)
        try:
            if size is not None and os.fstat(descriptor).st_size != size:
                raise BadInput.one(str(path), 0, "was written to while it was read; try again")
            os.ftruncate(descriptor, keep)
            os.fsync(descriptor)
        except BaseException:
            sink.close()
            raise
        return sink

    def write(self, line: bytes) -> None:
        """Take a line; it leaves with the next flush."""
        self._waiting.append(line)

    def flush(self) -> None:
        """Write everything that waits. What a full disk did not take goes on waiting: no line is torn midway."""
        with self._turn:
            count = len(self._waiting)  # what another thread adds meanwhile stays behind it
            if not count:
                return
            whole = rest = memoryview(b"".join(self._waiting[:count]))
            begin = os.fstat(self._descriptor).st_size
            try:
                while rest:
                    rest = rest[os.write(self._descriptor, rest) :]
            finally:  # the file knows what it took, also where Ctrl-C came between the writing and the counting
                rest = whole[os.fstat(self._descriptor).st_size - begin :]
                self._waiting[:count] = [bytes(rest)] if rest else []

    def sync(self) -> None:
        """Write and fsync."""
        with self._turn:
            self.flush()
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Sync and close; a second call does nothing. Also where the disk takes no more, the file is let go."""
        with self._turn:
            if self._descriptor >= 0:
                try:
                    self.sync()
                finally:
                    os.close(self._descriptor)
                    self._descriptor = -1


def _locked(descriptor: int) -> bool:
    """Whether the file is ours alone from now on. A file system that knows no locks is taken at its word."""
    until = time.monotonic() + LOOK
    while fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                return True
            if time.monotonic() > until:
                return False
        time.sleep(LOOK / 10)
    return True


def is_written(descriptor: int) -> bool:
    """Whether somebody, here or in another process, has the file of this descriptor open for writing."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.EWOULDBLOCK, errno.EACCES)
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def free_name(folder: Path, scenario: str, now: datetime) -> Path:
    """A name in `folder` that is not taken: `data-breach-20261116T090000Z.jsonl`, then `-2` and so on."""
    stem = f"{scenario}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    path = folder / f"{stem}.jsonl"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.jsonl"
        number += 1
    return path


def instant_file(recording: Path) -> Path:
    """The throw-away file beside a recording that holds the instant (ms) at which the room stands."""
    return recording.with_name(recording.name + ".instant")


def save_instant(path: Path, at: int) -> None:
    """Keep the instant in its file, written over in place: it is never empty, and a full disk does not matter."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            os.ftruncate(descriptor, os.pwrite(descriptor, b"%020d\n" % at, 0))
        finally:
            os.close(descriptor)


def saved_instant(recording: Path, most: int) -> int:
    """The instant (ms) in the throw-away file beside `recording`; -1 where there is none that can be true."""
    try:
        instant = int(instant_file(recording).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return -1
    return instant if instant <= most else -1
