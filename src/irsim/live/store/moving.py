"""Takes a store elsewhere while it works: a backup, a recording, another database."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Connection, Table, func, select

from irsim.live.store.base import Away, Overtaken
from irsim.live.store.migrations import NUMBERED, count_on
from irsim.live.store.sql import SqlStore
from irsim.live.store.sqlite import SqliteStore, intake_file, sentence
from irsim.live.store.tables import INTAKE, intake_schema
from irsim.live.store.transactions import CHUNK
from irsim.log.records import GENESIS, digest_of
from irsim.log.writing import FileSink
from irsim.words.faults import BadInput

Progress = Callable[[int, int], None]
"""Called now and then: records done, of how many."""


def _silent(_done: int, _of: int) -> None:
    """Nobody looks."""


def backup(store: SqlStore, path: Path, progress: Progress = _silent) -> None:
    """Write all that the store holds into `path`, an SQLite store that can be opened as it is (its intake beside it).

    The store goes on working meanwhile. The intake is read first and the log then: what the desk moves from the one to
    the other in between is in both, which the desk knows by its number, and never in neither. Raises BadInput where
    there is something already or the place cannot be written, Away.
    """
    files = path, intake_file(path)
    for file in files:
        if file.exists():
            raise BadInput.one(str(file), 0, "exists already and is never overwritten; give another name")
    part = path.with_name(f".{path.stem}-{os.getpid()}.part{path.suffix}")
    parts = part, intake_file(part)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if isinstance(store, SqliteStore):
            for source, target in ((intake_file(store.path), parts[1]), (store.path, parts[0])):
                _copy_file(source, target)
        else:
            with contextlib.closing(SqliteStore(part)) as copied:
                copy(store, copied, progress)
                copied.checkpoint()
        for written, file in ((parts[1], files[1]), (parts[0], files[0])):
            _settle(written)
            os.link(written, file)  # unlike a renaming, this never replaces what came there meanwhile
        _settle(path.parent)
    except FileExistsError:
        raise BadInput.one(str(path), 0, "exists already and is never overwritten; give another name") from None
    except Away:
        raise
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be written: {error.strerror}; give another place") from None
    finally:
        for each in parts:
            for left in (each, *(each.with_name(each.name + end) for end in ("-wal", "-shm", ".desk"))):
                left.unlink(missing_ok=True)


def export(store: SqlStore, path: Path, progress: Progress = _silent) -> int:
    """Write the whole log as a recording, which `irsim verify`, `replay` and `report` take; its number of records.

    The chain is checked on the way. Raises BadInput where there is a file already, the place cannot be written or the
    store holds no log or one that was tampered with; Away. Then no file is left.
    """
    last = store.head().seq
    if last < 0:
        raise BadInput.one(store.name, 0, "holds no records yet, so there is nothing to export")
    sink = FileSink.create(path)
    try:
        previous, number = GENESIS, 0
        for number, line in enumerate(store.read(0, last + 1)):
            bare = line.rstrip(b"\n")
            digest = digest_of(bare, previous)
            if not bare.endswith(b'"%b"}' % digest.encode()):
                raise BadInput.one(
                    store.name, 0, f"record {number} was changed or moved in the store; restore a backup"
                )
            previous = digest
            sink.write(line)
            if not number % CHUNK:
                sink.flush()
                progress(number, last + 1)
        if number != last:
            raise BadInput.one(store.name, 0, f"lacks record {number + 1}; restore a backup")
        sink.close()
    except BaseException as error:
        with contextlib.suppress(OSError):
            sink.close()
        path.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, Away):
            raise BadInput.one(str(path), 0, f"cannot be written: {error.strerror}; give another place") from None
        raise
    progress(last + 1, last + 1)
    return last + 1


def copy(store: SqlStore, other: SqlStore, progress: Progress = _silent) -> None:
    """Put all that `store` holds into `other`, which must be empty. Deliveries keep their numbers. Raises BadInput,
    Away.

    Nobody may write to `store` any more where it is to be moved (`move` sees to the desk; receivers must be ended).
    """
    if other.head().seq >= 0 or other.waiting(0, 1):
        raise BadInput.one(other.name, 0, "holds a log already; give an empty place")
    if not other.take_desk("being filled"):
        raise BadInput.one(other.name, 0, "is worked on by another process; end that one first")
    try:
        for table in INTAKE.sorted_tables:
            if table is not intake_schema:
                _copy_table(store, other, table)
        last = store.head().seq
        lines: list[bytes] = []
        done = 0
        for line in store.read(0, last + 1):
            lines.append(line)
            if len(lines) == CHUNK:
                other.append(lines, done - 1)
                done += len(lines)
                lines = []
                progress(done, last + 1)
        other.append(lines, done - 1)
        progress(last + 1, last + 1)
    except Overtaken:
        raise BadInput.one(other.name, 0, "is worked on by another process; end that one first") from None
    finally:
        other.let_go()


def move(store: SqlStore, other: SqlStore, progress: Progress = _silent) -> None:
    """Copy a store on which nobody works into an empty one. Raises BadInput, Away."""
    if not store.take_desk("being moved"):
        desk = store.desk()
        who = f" ({desk.holder})" if desk else ""
        raise BadInput.one(store.name, 0, f"somebody has the duty desk{who}; end every `irsim serve` on it first")
    try:
        copy(store, other, progress)
    finally:
        store.let_go()


def _copy_table(store: SqlStore, other: SqlStore, table: Table) -> None:
    with other.writing_intake() as target:
        for rows in _rows(store, table):
            other.insert(target, table, rows)
        if table.name in NUMBERED:
            count_on(target, table.name, target.execute(select(func.max(table.c.number))).scalar() or 0)


def _rows(store: SqlStore, table: Table) -> Iterator[list[dict[str, object]]]:
    """In chunks, by the first column of the key: no transaction stays open over the whole."""
    with store.reading_intake() as source:
        found = _all(source, table)
        while rows := found.fetchmany(CHUNK):
            yield [dict(row._mapping) for row in rows]


def _all(source: Connection, table: Table):  # type: ignore[no-untyped-def]  # SQLAlchemy's result of any row
    return source.execution_options(stream_results=True).execute(select(table).order_by(*table.primary_key.columns))


def _copy_file(source: Path, target: Path) -> None:
    """SQLite's own online copy, in one go: readers do not keep writers waiting."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with contextlib.closing(sqlite3.connect(source)) as old, contextlib.closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    except sqlite3.Error as error:
        raise Away(sentence(error)) from error


def _settle(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
