"""What both stores do in the same way: the log and the desk, in SQL that both databases know."""

import threading
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select, update

from irsim.live.store.base import Desk, Head, Overtaken
from irsim.live.store.indexing import Indexer, Row, digest_in
from irsim.live.store.intake import SqlIntake, plain
from irsim.live.store.searching import SqlSearch
from irsim.live.store.tables import desk, records, words
from irsim.live.store.transactions import CHUNK, now_ms
from irsim.log.records import GENESIS

CHUNK_BYTES = 2_000_000
"""Bytes of lines that are read at once, about: short ones are read in larger chunks, long ones in smaller."""

MOST = 8_000
"""Records read at once, at most."""


class Taken(Overtaken):
    """Somebody else has raised the desk's epoch."""


class SqlStore(SqlIntake, SqlSearch):
    """A store over SQLAlchemy's Core. What differs between the databases is in its two kinds."""

    def __init__(self, name: str, log: Engine, intake: Engine, clock: Callable[[], int] = now_ms) -> None:
        super().__init__(name, log, intake, clock)
        self._epoch = 0
        """the epoch under which this process has the desk; 0 where it has not"""
        self._seen_before = 0
        self._indexer = Indexer(self._incident_of)
        self._appending = threading.RLock()

    # The log

    def head(self) -> Head:
        """See `Store`."""
        with self._reading(self._log) as connection:
            row = connection.execute(_HEAD).one_or_none()
        return Head(row.seq, row.at, digest_in(row.line)) if row else Head(-1, 0, GENESIS)

    def settled_head(self) -> Head:
        """See `Store`."""
        with self._appending, self._giving_up():
            with self._writing(self._log) as connection:
                self._fenced(connection)  # waits for a transaction of ours that is still on its way in the database
                row = connection.execute(_HEAD).one_or_none()
            return Head(row.seq, row.at, digest_in(row.line)) if row else Head(-1, 0, GENESIS)

    def append(self, lines: Sequence[bytes], after: int) -> None:
        """See `Store`."""
        if not lines:
            return
        with self._appending, self._giving_up():
            rows = self._indexer.rows(lines)
            _check_numbers(rows, after)
            with self._writing(self._log) as connection:
                self._fenced(connection)
                last = connection.execute(_LAST).scalar_one()
                if last != after:
                    raise Overtaken(f"the log ends with record {last}, not with {after}")
                self.insert(connection, records, [_record_row(row) for row in rows])
                worded = [{"seq": row.seq, "words": row.words} for row in rows if row.words]
                self.insert(connection, words, worded)
                self._tell(connection)

    @contextmanager
    def _giving_up(self) -> Iterator[None]:
        """What goes wrong in the log leaves nothing here that may be wrong."""
        try:
            yield
        except BaseException as error:
            self._indexer.forget()
            if isinstance(error, Taken):
                self.let_go()
            raise

    def _fenced(self, connection: Connection) -> None:
        """Nobody may have taken the desk since this process has. The row is held: who takes it waits."""
        epoch = connection.execute(select(desk.c.epoch).with_for_update()).scalar()
        if not self._epoch:
            raise Overtaken("this process does not have the desk")
        if epoch != self._epoch:
            raise Taken("another process has taken the desk")

    def read(self, since: int, until: int | None = None) -> Iterator[bytes]:
        """See `Store`."""
        chunk = CHUNK
        while until is None or since < until:
            wanted = select(records.c.seq, records.c.line).where(records.c.seq >= since).order_by(records.c.seq)
            if until is not None:
                wanted = wanted.where(records.c.seq < until)
            with self._reading(self._log) as connection:
                rows = connection.execute(wanted.limit(chunk)).all()
            for row in rows:
                yield bytes(row.line)
            if len(rows) < chunk:
                return
            since = rows[-1].seq + 1
            small = sum(len(row.line) for row in rows) < CHUNK_BYTES
            chunk = min(chunk * 2, MOST) if small else max(chunk // 2, 1)

    def _digest_at(self, seq: int) -> str:
        """The digest of a record; empty where it is not there."""
        with self._reading(self._log) as connection:
            line = connection.execute(select(records.c.line).where(records.c.seq == seq)).scalar()
        return digest_in(line) if line else ""

    def _incident_of(self, seq: int) -> str:
        with self._reading(self._log) as connection:
            return connection.execute(select(records.c.incident).where(records.c.seq == seq)).scalar() or ""

    # The desk

    def _raise_epoch(self, holder: str) -> None:
        """This process has the desk's lock: from here on whoever had it before appends no more."""
        with self._writing(self._log) as connection:
            before = connection.execute(select(desk.c.epoch, desk.c.seen).with_for_update()).one()
            epoch, now = before.epoch + 1, self._clock()
            connection.execute(update(desk).values(epoch=epoch, holder=plain(holder, None), since=now, seen=now))
            self._tell(connection)
        self._epoch = epoch
        self._seen_before = before.seen if before.epoch else 0

    def last_desk(self) -> int:
        """See `Store`."""
        return self._seen_before

    def desk(self) -> Desk | None:
        """See `Store`."""
        with self._reading(self._log) as connection:
            row = connection.execute(select(desk)).one()
            held = row.epoch > 0 and self._locked(connection)
        return Desk(row.holder, row.since, row.seen) if held else None

    @abstractmethod
    def _locked(self, connection: Connection) -> bool:
        """Whether anybody has the desk's lock."""

    def time(self) -> int:
        """What the store's own clock says (Unix ms). Raises Away."""
        return now_ms()

    @abstractmethod
    def take_desk(self, holder: str) -> bool:
        """See `Store`."""

    @abstractmethod
    def holds_desk(self) -> bool:
        """See `Store`."""

    @abstractmethod
    def let_go(self) -> None:
        """See `Store`."""

    @abstractmethod
    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """See `Store`."""

    @abstractmethod
    def keep_snapshot(self, seq: int, board: bytes) -> None:
        """See `Store`."""

    @abstractmethod
    def snapshot(self) -> tuple[int, bytes] | None:
        """See `Store`."""

    def close(self) -> None:
        """See `Store`."""
        self._intake.dispose()
        self._log.dispose()


_HEAD = select(records.c.seq, records.c.at, records.c.line).order_by(records.c.seq.desc()).limit(1)
_LAST = select(func.coalesce(func.max(records.c.seq), -1))


def _record_row(row: Row) -> dict[str, object]:
    return {
        "seq": row.seq,
        "at": row.at,
        "kind": row.kind,
        "by_": row.by,
        "incident": row.incident or None,
        "alert": row.alert or None,
        "line": row.line,
    }


def _check_numbers(rows: Sequence[Row], after: int) -> None:
    """A store never takes a log with a gap, whatever is wrong with who writes it."""
    for number, row in enumerate(rows, after + 1):
        if row.seq != number or not row.line.endswith(b"\n"):
            raise ValueError(f"record {row.seq} was to be put where record {number} belongs")
