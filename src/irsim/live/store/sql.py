"""What both stores do in the same way: the log, the intake and the search, in SQL that both databases know."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import ClassVar

from sqlalchemy import Connection, Engine, Select, Table, delete, func, insert, or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from irsim.live.store.base import Asked, Away, Delivery, Desk, Head, Overtaken, Waiting
from irsim.live.store.indexing import Indexer, Row, as_searched, digest_in
from irsim.live.store.tables import asked, deliveries, desk, records, seen, words
from irsim.log.records import GENESIS

CHUNK = 500
"""Records read at once: no transaction stays open while somebody looks at them, and no reader holds more."""

REPLAYED = 24 * 60 * 60 * 1000
"""Milliseconds for which a delivery's `once` is kept: senders repeat what was not answered for hours, not for days."""

SWEPT = 60 * 60 * 1000
"""Milliseconds after which what is too old is looked for again."""


def now_ms() -> int:
    """Unix ms."""
    return time.time_ns() // 1_000_000


class Taken(Overtaken):
    """Somebody else has raised the desk's epoch."""


class SqlStore(ABC):
    """A store over SQLAlchemy's Core. What differs between the databases is in its two kinds."""

    faults: ClassVar[tuple[type[Exception], ...]] = ()
    """The driver's own, where SQLAlchemy does not wrap them: while a connection is made ready."""

    def __init__(self, name: str, log: Engine, intake: Engine, clock: Callable[[], int] = now_ms) -> None:
        self.name = name
        self._log, self._intake = log, intake
        self._clock = clock
        self._epoch = 0
        """the epoch under which this process has the desk; 0 where it has not"""
        self._indexer = Indexer(self._incident_of)
        self._appending, self._putting = threading.RLock(), threading.RLock()
        self._swept = 0

    # What the databases do differently

    @abstractmethod
    def _sentence(self, error: BaseException) -> str:
        """What went wrong, for people."""

    @abstractmethod
    def _locked(self, connection: Connection) -> bool:
        """Whether anybody has the desk's lock."""

    @abstractmethod
    def _in_order(self, connection: Connection, table: str) -> None:
        """Hold the turn of numbering until the end of the transaction, so that numbers rise in the order of commits."""

    @abstractmethod
    def _tell(self, connection: Connection) -> None:
        """Let whoever watches know, once this transaction is committed."""

    @abstractmethod
    def _told(self) -> None:
        """A transaction of this process was committed."""

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

    # Transactions

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except Away:
            raise
        except (DBAPIError, NoConnection, OSError) as error:
            raise Away(self._sentence(error)) from error
        except self.faults as error:
            raise Away(self._sentence(error)) from error

    @contextmanager
    def _reading(self, engine: Engine) -> Iterator[Connection]:
        with self._reaching(), engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, engine: Engine) -> Iterator[Connection]:
        with (
            self._reaching(),
            engine.connect().execution_options(irsim_writes=True) as connection,
            connection.begin(),
        ):
            yield connection
        self._told()

    def reading_intake(self) -> AbstractContextManager[Connection]:
        """A transaction that reads the intake, for who takes it elsewhere. Raises Away."""
        return self._reading(self._intake)

    def writing_intake(self) -> AbstractContextManager[Connection]:
        """One that writes it. Raises Away."""
        return self._writing(self._intake)

    # The log

    def head(self) -> Head:
        """See `Store`."""
        with self._reading(self._log) as connection:
            row = connection.execute(_HEAD).one_or_none()
        return Head(row.seq, row.at, digest_in(row.line)) if row else Head(-1, 0, GENESIS)

    def settled_head(self) -> Head:
        """See `Store`."""
        with self._appending, self._writing(self._log) as connection:
            self._fenced(connection)  # waits for a transaction of ours that is still on its way in the database
            row = connection.execute(_HEAD).one_or_none()
        return Head(row.seq, row.at, digest_in(row.line)) if row else Head(-1, 0, GENESIS)

    def append(self, lines: Sequence[bytes], after: int) -> None:
        """See `Store`."""
        if not lines:
            return
        with self._appending:
            try:
                rows = self._indexer.rows(lines)
                _check_numbers(rows, after)
                with self._writing(self._log) as connection:
                    self._fenced(connection)
                    last = connection.execute(_LAST).scalar()
                    if (-1 if last is None else last) != after:
                        raise Overtaken(f"the log goes on to record {last}, not {after}")
                    self.insert(connection, records, [_record_row(row) for row in rows])
                    worded = [{"seq": row.seq, "words": row.words} for row in rows if row.words]
                    self.insert(connection, words, worded)
                    self._tell(connection)
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
        while until is None or since < until:
            wanted = select(records.c.seq, records.c.line).where(records.c.seq >= since).order_by(records.c.seq)
            if until is not None:
                wanted = wanted.where(records.c.seq < until)
            with self._reading(self._log) as connection:
                rows = connection.execute(wanted.limit(CHUNK)).all()
            for row in rows:
                yield bytes(row.line)
            if len(rows) < CHUNK:
                return
            since = rows[-1].seq + 1

    def _digest_at(self, seq: int) -> str:
        """The digest of a record; empty where it is not there."""
        with self._reading(self._log) as connection:
            line = connection.execute(select(records.c.line).where(records.c.seq == seq)).scalar()
        return digest_in(line) if line else ""

    def _incident_of(self, seq: int) -> str:
        with self._reading(self._log) as connection:
            return connection.execute(select(records.c.incident).where(records.c.seq == seq)).scalar() or ""

    # Searching

    def find(
        self,
        text: str = "",
        *,
        incident: str = "",
        kinds: Sequence[str] = (),
        since_at: int | None = None,
        until_at: int | None = None,
        limit: int = 100,
        newest_first: bool = True,
    ) -> list[bytes]:
        """See `Store`."""
        wanted = select(records.c.line)
        terms = as_searched(text).split()
        if terms:
            wanted = wanted.join(words, words.c.seq == records.c.seq)
        for term in terms:
            wanted = wanted.where(words.c.words.contains(term, autoescape=True))
        if incident:
            wanted = _about(wanted, incident)
        if kinds:
            wanted = wanted.where(records.c.kind.in_(list(kinds)))
        if since_at is not None:
            wanted = wanted.where(records.c.at >= since_at)
        if until_at is not None:
            wanted = wanted.where(records.c.at < until_at)
        wanted = wanted.order_by(records.c.seq.desc() if newest_first else records.c.seq).limit(limit)
        with self._reading(self._log) as connection:
            return [bytes(row.line) for row in connection.execute(wanted)]

    def lines_of(self, incident: str) -> list[bytes]:
        """See `Store`."""
        wanted = _about(select(records.c.line), incident).order_by(records.c.seq)
        with self._reading(self._log) as connection:
            return [bytes(row.line) for row in connection.execute(wanted)]

    # The intake

    def put(self, deliveries_: Sequence[Delivery]) -> int:
        """See `Store`."""
        if not deliveries_:
            return 0
        with self._putting, self._writing(self._intake) as connection:
            self._in_order(connection, "deliveries")
            new = self._first_ones(connection, deliveries_)
            if new:
                self.insert(connection, deliveries, [_delivery_row(each) for each in new])
                self._tell(connection)
        return len(new)

    def _first_ones(self, connection: Connection, given: Sequence[Delivery]) -> list[Delivery]:
        """Those that did not come before; it is kept that they came. Nobody else puts meanwhile."""
        now = self._clock()
        if abs(now - self._swept) > SWEPT:
            connection.execute(delete(seen).where(seen.c.at < now - REPLAYED))
            self._swept = now
        bearing = {(each.source, plain(each.once)) for each in given if each.once}
        if not bearing:
            return list(given)
        came = bearing - self._mark(connection, sorted(bearing), now)
        new: list[Delivery] = []
        for each in given:
            key = each.source, plain(each.once)
            if not each.once or key not in came:
                new.append(each)
                came.add(key)  # and not twice within one batch, either
        return new

    def _mark(self, connection: Connection, keys: Sequence[tuple[str, str]], now: int) -> set[tuple[str, str]]:
        """Keep that these came (source, once); those that had not come before."""
        by_source: dict[str, list[str]] = {}
        for source, once in keys:
            by_source.setdefault(source, []).append(once)
        came: set[tuple[str, str]] = set()
        for source, ones in by_source.items():
            known = select(seen.c.once).where(seen.c.source == source, seen.c.once.in_(ones))
            came |= {(source, once) for once in connection.execute(known).scalars()}
        new = [key for key in keys if key not in came]
        self.insert(connection, seen, [{"source": source, "once": once, "at": now} for source, once in new])
        return set(new)

    def insert(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Put rows into a table, in this order."""
        if rows:
            connection.execute(insert(table), list(rows))

    def waiting(self, after: int, limit: int) -> list[Waiting]:
        """See `Store`."""
        wanted = select(deliveries).where(deliveries.c.number > after).order_by(deliveries.c.number).limit(limit)
        with self._reading(self._intake) as connection:
            rows = connection.execute(wanted).all()
        return [
            Waiting(
                row.number,
                Delivery(
                    row.source, row.format, bytes(row.body), row.received, row.receiver, bool(row.exercise), row.once
                ),
            )
            for row in rows
        ]

    def ask(self, by: str, command: bytes) -> int:
        """See `Store`."""
        with self._putting, self._writing(self._intake) as connection:
            self._in_order(connection, "asked")
            entered = connection.execute(insert(asked).values(by_=plain(by, None), command=command))
            self._tell(connection)
        key = entered.inserted_primary_key
        assert key is not None
        return int(key[0])

    def asked(self, after: int, limit: int) -> list[Asked]:
        """See `Store`."""
        wanted = select(asked).where(asked.c.number > after).order_by(asked.c.number).limit(limit)
        with self._reading(self._intake) as connection:
            return [Asked(row.number, row.by_, bytes(row.command)) for row in connection.execute(wanted)]

    def forget(self, delivery: int, asked_: int) -> None:
        """See `Store`."""
        with self._putting, self._writing(self._intake) as connection:
            connection.execute(delete(deliveries).where(deliveries.c.number <= delivery))
            connection.execute(delete(asked).where(asked.c.number <= asked_))

    # The desk

    def _raise_epoch(self, holder: str) -> None:
        """This process has the desk's lock: from here on whoever had it before appends no more."""
        with self._writing(self._log) as connection:
            epoch = connection.execute(select(desk.c.epoch).with_for_update()).scalar_one() + 1
            now = self._clock()
            connection.execute(update(desk).values(epoch=epoch, holder=plain(holder, None), since=now, seen=now))
            self._tell(connection)
        self._epoch = epoch

    def desk(self) -> Desk | None:
        """See `Store`."""
        with self._reading(self._log) as connection:
            row = connection.execute(select(desk)).one()
            held = row.epoch > 0 and self._locked(connection)
        return Desk(row.holder, row.since, row.seen) if held else None

    def close(self) -> None:
        """See `Store`."""
        self._intake.dispose()
        self._log.dispose()


_HEAD = select(records.c.seq, records.c.at, records.c.line).order_by(records.c.seq.desc()).limit(1)
_LAST = select(func.max(records.c.seq))


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


def _about(wanted: Select[tuple[bytes]], incident: str) -> Select[tuple[bytes]]:
    """What names the incident, and what is about its alerts."""
    alerts = select(records.c.alert).where(records.c.incident == incident, records.c.alert.is_not(None))
    return wanted.where(or_(records.c.incident == incident, records.c.alert.in_(alerts)))


def plain(text: str, limit: int | None = 200) -> str:
    """Text as both databases and their indexes can hold it."""
    return text.replace("\0", "\ufffd")[:limit]


def _delivery_row(each: Delivery) -> dict[str, object]:
    return {
        "source": each.source,
        "format": each.format,
        "body": each.body,
        "received": each.received,
        "receiver": plain(each.receiver),
        "exercise": int(each.exercise),
        "once": plain(each.once),
    }
