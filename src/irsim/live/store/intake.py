"""The intake in SQL: what receivers put, and terminals ask, waits here for the desk."""

import threading
from collections.abc import Callable, Sequence
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Connection, Engine, delete, insert, select

from irsim.live.store.base import Asked, Delivery, Waiting
from irsim.live.store.tables import asked, deliveries, seen
from irsim.live.store.transactions import Transactions, now_ms

REPLAYED = 24 * 60 * 60 * 1000
"""Milliseconds for which a delivery's `once` is kept: senders repeat what was not answered for hours, not for days."""

SWEPT = 60 * 60 * 1000
"""Milliseconds after which what is too old is looked for again."""


class SqlIntake(Transactions):
    """The part of `Store` that is about the intake."""

    def __init__(self, name: str, log: Engine, intake: Engine, clock: Callable[[], int] = now_ms) -> None:
        super().__init__(name, log, intake, clock)
        self._putting = threading.RLock()
        self._swept = 0

    def put(self, deliveries_: Sequence[Delivery]) -> int:
        """See `Store`."""
        if not deliveries_:
            return 0
        with self._putting, self._writing(self._intake) as connection:
            self._in_order(connection, "deliveries")
            new = self._first_ones(connection, deliveries_)
            if new:
                self.insert(connection, deliveries, [delivery_row(each) for each in new])
                self._tell(connection)
        return len(new)

    def try_out(self) -> None:
        """Write something durably, and take it out again: what the desk and senders see stays as it is. Raises Away."""
        mark = {"source": "", "once": f"tried {uuid4().hex}", "at": self._clock()}
        with self._putting, self._writing(self._intake) as connection:
            self.insert(connection, seen, [mark])
        with self._putting, self._writing(self._intake) as connection:
            connection.execute(delete(seen).where(seen.c.source == "", seen.c.once == mark["once"]))

    def _first_ones(self, connection: Connection, given: Sequence[Delivery]) -> list[Delivery]:
        """Those that did not come before; it is kept that they came. Nobody else puts meanwhile."""
        now = self._clock()
        if abs(now - self._swept) > SWEPT:
            connection.execute(delete(seen).where(seen.c.at < now - REPLAYED))
            self._swept = now
        bearing = {(each.source, known_as(each.once)) for each in given if each.once}
        if not bearing:
            return list(given)
        came = bearing - self._mark(connection, sorted(bearing), now)
        new: list[Delivery] = []
        for each in given:
            key = each.source, known_as(each.once)
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


def plain(text: str, limit: int | None = 200) -> str:
    """Text as both databases and their indexes can hold it."""
    if text.isascii() and "\0" not in text:  # nearly always, and it is asked of every delivery
        return text[:limit]
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")[:limit]


def known_as(once: str) -> str:
    """What a delivery is known by: two that differ somewhere differ here, too, however long and odd they are."""
    if plain(once) == once:
        return once
    return f"sha256:{sha256(once.encode('utf-8', 'surrogatepass')).hexdigest()}"


def delivery_row(each: Delivery) -> dict[str, object]:
    """A delivery as the table has it."""
    return {
        "source": each.source,
        "format": each.format,
        "body": each.body,
        "received": each.received,
        "receiver": plain(each.receiver),
        "exercise": int(each.exercise),
        "once": known_as(each.once),
    }
