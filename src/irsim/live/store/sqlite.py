"""The store in SQLite: the log in one file, the intake in another beside it, so that receivers and the desk never wait
for each other's turn of writing. What was committed survives a power cut (WAL, synchronous=FULL)."""

import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.engine import URL

from irsim.live.store.base import Away, Delivery
from irsim.live.store.direct import PREPARE, Direct, put_rows
from irsim.live.store.intake import delivery_row
from irsim.live.store.migrations import bring_up
from irsim.live.store.sql import SqlStore
from irsim.live.store.tables import deliveries
from irsim.live.store.transactions import now_ms
from irsim.words.faults import BadInput

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]  # Windows has none: there the desk's lock is the epoch alone

BUSY = 5.0
"""Seconds for which a writer waits while another process writes: each holds the file for milliseconds."""

LOOK = 0.1
"""Seconds between two looks whether another process has committed something; our own are told at once."""

APART = 0.01
"""Seconds between two words that something was committed, at least: there may be hundreds of commits a second."""

BEAT = 1.0
"""Seconds between two signs of life of whoever has the desk."""

TRIES, MOMENT = 3, 0.005
"""How often the desk's lock is tried for, and seconds in between."""

MAGIC = b"irsim-board-1 "
"""How a snapshot begins; then its record's number and digest, its own sha256, and the board."""


def intake_file(path: Path) -> Path:
    """The intake beside a log: `live-intake.db` beside `live.db`."""
    return path.with_name(f"{path.stem}-intake{path.suffix}")


class SqliteStore(SqlStore):
    """See `Store`. `path` is the log's file."""

    faults = (sqlite3.Error,)

    def __init__(self, path: Path, *, create: bool = True, clock: Callable[[], int] = now_ms) -> None:
        """Open it, or make it where there is none. Raises BadInput."""
        self.path = path
        name = str(path)
        _make_room(path, create)
        super().__init__(name, _engine(path), _engine(intake_file(path)), clock)
        self._files = {self._log: path, self._intake: intake_file(path)}
        self._inodes = {engine: file.stat().st_ino for engine, file in self._files.items()}
        self._descriptor = -1
        self._watchers: list[_Watcher] = []
        self._direct = Direct(intake_file(path), BUSY)
        try:
            with self._reaching():
                bring_up(self._log, self._intake, name, create=create)
        except Away as error:
            self.close()
            raise BadInput.one(name, 0, f"cannot be opened as a store: {error}") from None
        except BaseException:
            self.close()
            raise
        for file in (path, intake_file(path)):
            for each in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
                with contextlib.suppress(FileNotFoundError):
                    each.chmod(0o600)

    def _sentence(self, error: BaseException) -> str:
        return sentence(error)

    def _in_order(self, connection: Connection, table: str) -> None:
        """There is one writer at a time as it is."""

    def _tell(self, connection: Connection) -> None:
        """Others see it in SQLite's own counter."""

    def _sound(self, engine: Engine) -> None:
        """A file that was deleted or replaced takes what is written to it with it, and nobody would be told."""
        file = self._files[engine]
        try:
            there = file.stat().st_ino
        except OSError:
            there = -1
        if there != self._inodes[engine]:
            raise Away(f"{file.name} was moved or deleted under it; put it back, or end irsim and start it again")

    def put(self, deliveries_: Sequence[Delivery]) -> int:
        """See `Store`."""
        if not deliveries_ or any(each.once for each in deliveries_):
            return super().put(deliveries_)
        with self._putting:
            try:
                self._sound(self._intake)
            except Away as away:
                away.untouched = True
                raise
            with self._reaching():
                self._direct.put(deliveries.name, [delivery_row(each) for each in deliveries_])
        self._told()
        return len(deliveries_)

    def insert(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """By the driver itself: a sender waits for it."""
        if rows:
            cursor = connection.connection.cursor()
            put_rows(cursor.executemany, table.name, rows)
            cursor.close()

    def _told(self) -> None:
        for watcher in list(self._watchers):
            watcher.stir.set()

    # The desk: a lock on a file of its own, which the system lets go when the process dies, however it dies

    def take_desk(self, holder: str) -> bool:
        """See `Store`."""
        if self._descriptor >= 0:
            return True
        try:
            descriptor = os.open(self._desk_file(), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Away(f"{self.name} cannot be locked: {error.strerror}") from error
        try:
            if not _lock(descriptor):
                os.close(descriptor)
                return False
            heard = int(os.fstat(descriptor).st_mtime * 1000)
            self._raise_epoch(holder)
        except BaseException:
            os.close(descriptor)
            raise
        self._seen_before = max(self._seen_before, heard) if self._seen_before else 0
        self._descriptor = descriptor
        self._beat()
        return True

    def _desk_file(self) -> Path:
        return self.path.with_name(self.path.name + ".desk")

    def _beat(self) -> None:
        """Whoever has the desk gives a sign of life: the time on the lock's file, which costs the log nothing."""
        if self._descriptor >= 0:
            now = self._clock() / 1000
            with contextlib.suppress(OSError):
                os.utime(self._desk_file(), (now, now))

    def holds_desk(self) -> bool:
        """See `Store`."""
        return self._descriptor >= 0

    def let_go(self) -> None:
        """See `Store`."""
        self._epoch = 0
        if self._descriptor >= 0:
            self._beat()
            os.close(self._descriptor)
            self._descriptor = -1
            self._told()

    def _locked(self, connection: Connection) -> bool:
        if self._descriptor >= 0:
            return True
        try:
            descriptor = os.open(self._desk_file(), os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            return not _lock(descriptor, shared=True)
        finally:
            os.close(descriptor)

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """See `Store`."""
        watcher = _Watcher((self.path, intake_file(self.path)), changed, self._beat)
        self._watchers.append(watcher)
        watcher.start()

        def end() -> None:
            watcher.end()
            with contextlib.suppress(ValueError):
                self._watchers.remove(watcher)

        return end

    def checkpoint(self) -> None:
        """Bring all that was committed from the files beside into the files themselves. Raises Away."""
        for engine in (self._log, self._intake):
            with self._reaching(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    # Snapshots: a file beside the log, which anybody may delete

    def keep_snapshot(self, seq: int, board: bytes) -> None:
        """See `Store`."""
        digest = self._digest_at(seq)
        if not digest:
            return
        file = self._snapshot_file()
        fresh = file.with_name(file.name + ".new")
        head = MAGIC + b"%d %b %b\n" % (seq, digest.encode(), sha256(board).hexdigest().encode())
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as opened:
                opened.write(head)
                opened.write(board)
            os.replace(fresh, file)
        except OSError as error:
            raise Away(f"{file} cannot be written: {error.strerror}") from error

    def snapshot(self) -> tuple[int, bytes] | None:
        """See `Store`."""
        try:
            head, _, board = self._snapshot_file().read_bytes().partition(b"\n")
            seq, digest, whole = head.removeprefix(MAGIC).decode().split(" ")
            number = int(seq)
        except (OSError, ValueError):
            return None
        if not head.startswith(MAGIC) or sha256(board).hexdigest() != whole or self._digest_at(number) != digest:
            return None
        return number, board

    def _snapshot_file(self) -> Path:
        return self.path.with_name(self.path.name + ".snapshot")

    def close(self) -> None:
        """See `Store`."""
        for watcher in list(self._watchers):
            watcher.end()
        self._watchers.clear()
        self.let_go()
        with self._putting:
            self._direct.close()
        super().close()


class _Watcher(threading.Thread):
    """Looks at SQLite's own counter of commits by others, which costs a glance at shared memory (4 µs), and waits in
    between; a commit of this process wakes it at once."""

    def __init__(self, files: tuple[Path, ...], changed: Callable[[], None], beat: Callable[[], None]) -> None:
        super().__init__(name="store-watch", daemon=True)
        self._beat, self._beaten = beat, 0.0
        self.stir = threading.Event()
        self._files = files
        self._changed = changed
        self._over = False

    def end(self) -> None:
        self._over = True
        self.stir.set()
        if threading.current_thread() is not self and self.is_alive():
            self.join(2.0)

    def run(self) -> None:
        connections: list[sqlite3.Connection] = []
        last: list[int] | None = None
        try:
            while not self._over:
                try:
                    if not connections:
                        connections = [sqlite3.connect(file, isolation_level=None) for file in self._files]
                    versions = [each.execute("PRAGMA data_version").fetchone()[0] for each in connections]
                except sqlite3.Error:
                    versions = []
                    _close(connections)
                if versions != last or self.stir.is_set():
                    self.stir.clear()
                    self._changed()
                    time.sleep(APART)
                last = versions
                if time.monotonic() - self._beaten >= BEAT:
                    self._beat()
                    self._beaten = time.monotonic()
                self.stir.wait(LOOK)
        finally:
            _close(connections)


def _close(connections: list[sqlite3.Connection]) -> None:
    for each in connections:
        with contextlib.suppress(sqlite3.Error):
            each.close()
    connections.clear()


def _make_room(path: Path, create: bool) -> None:
    """The folder, for this account alone; and the files, before SQLite makes them for others to read."""
    try:
        if not create and not path.is_file():
            raise BadInput.one(str(path), 0, "is no store: there is no such file; check the path")
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, mode=0o700)
        if path.is_dir():
            raise BadInput.one(str(path), 0, "is a folder; give a file in it, such as live.db")
        for file in (path, intake_file(path)):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput.one(str(path), 0, f"cannot be opened: {why}; check the path and its rights") from None


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": BUSY, "isolation_level": None, "check_same_thread": False},
        pool_size=4,
        max_overflow=28,
        pool_timeout=BUSY,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for statement in PREPARE:
            connection.execute(statement)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its turn at once: one that reads first and writes then may find that it cannot any more.
        writes = connection.get_execution_options().get("irsim_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _lock(descriptor: int, *, shared: bool = False) -> bool:
    """Whether the lock is ours now. `shared` only looks whether somebody has it, and has it itself for that moment:
    hence whoever wants it tries a few times."""
    if fcntl is None:
        return True
    for _ in range(1 if shared else TRIES):
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            time.sleep(0 if shared else MOMENT)
    return False


def sentence(error: BaseException) -> str:
    """What SQLite could not do, for people."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", "") or ""
    for begins, words in _SENTENCES.items():
        if code.startswith(begins):
            return words
    return f"{cause}"


_SENTENCES = {
    "SQLITE_FULL": "the disk is full; make room",
    "SQLITE_BUSY": "another process is writing to it for too long; end it, or wait",
    "SQLITE_LOCKED": "another process is writing to it for too long; end it, or wait",
    "SQLITE_READONLY": "it can only be read; check the rights of the file and its folder",
    "SQLITE_CANTOPEN": "its file cannot be opened; check that it is there, and its rights",
    "SQLITE_IOERR": "the disk gives an error; check the disk, and that the file is there",
    "SQLITE_CORRUPT": "the file is damaged; restore a backup",
    "SQLITE_NOTADB": "the file is no SQLite database; give another place, or restore a backup",
}
