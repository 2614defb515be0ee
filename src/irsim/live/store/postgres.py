"""The store in PostgreSQL (psycopg 3): several receivers and terminals, one desk at a time, changes pushed."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.engine import URL

from irsim.live.store import keeping
from irsim.live.store.base import Away
from irsim.live.store.keeping import Keeper, Keys, Listener
from irsim.live.store.migrations import bring_up
from irsim.live.store.sql import SqlStore
from irsim.live.store.tables import snapshots
from irsim.live.store.transactions import now_ms
from irsim.words.faults import BadInput

CONNECT: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 3,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
    "application_name": "irsim",
}
"""A server that is gone is noticed in seconds, whatever happened to the line: refused, silent, or cut."""

PREPARE = """
    SET lock_timeout = '5s'; SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '10s';
    SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;
    SET client_min_messages = 'error';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""
"""For each connection: nobody waits for long behind a process that is frozen or gone, and what is committed is on the
server's disk, also where the server was told not to care."""


class PostgresStore(SqlStore):
    """See `Store`."""

    faults = (psycopg.Error,)

    def __init__(self, url: URL, *, create: bool = True, clock: Callable[[], int] = now_ms) -> None:
        """Open it, or make its tables where there are none. Raises BadInput."""
        from irsim.live.store.addresses import shown

        name = shown(url)
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=CONNECT,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,  # after the server was restarted, the next call works
            pool_size=5,
            max_overflow=20,
            pool_timeout=3,
        )
        super().__init__(name, engine, engine, clock)
        event.listen(engine, "connect", _prepare)
        self._parameters = {**engine.dialect.create_connect_args(engine.url)[1], **CONNECT}
        self._listeners: list[Listener] = []
        self._keeper: Keeper | None = None
        self._looked = 0.0
        """when it was last looked whether whoever has the desk gives signs of life"""
        try:
            with self._reaching():
                with self._reading(engine) as connection:
                    encoding = connection.execute(text("SHOW server_encoding")).scalar()
                if encoding != "UTF8":
                    cure = "create one with ENCODING 'UTF8' TEMPLATE template0"
                    raise BadInput.one(name, 0, f"is a database in {encoding}, which cannot hold every text; {cure}")
                self._keys = Keys.of(bring_up(engine, engine, name, create=create))
        except Away as error:
            self.close()
            raise BadInput.one(name, 0, f"cannot be opened as a store: {error}") from None
        except BaseException:
            self.close()
            raise

    def _sentence(self, error: BaseException) -> str:
        return sentence(error)

    def _in_order(self, connection: Connection, table: str) -> None:
        # Sequences count in the order of inserts. The lock is let go after the commit is visible, so that whoever gets
        # it then has the higher number, and nobody who reads can pass over one that is still on its way.
        key = self._keys.deliveries if table == "deliveries" else self._keys.asked
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    def _tell(self, connection: Connection) -> None:
        connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": self._keys.channel})

    def insert(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """One statement with a list for each column: five times as fast as a row at a time (measured, 100 rows)."""
        if not rows:
            return
        names = list(rows[0])
        lists = ", ".join(f"%({name})s::{_TYPES[type(table.c[name].type)]}[]" for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        statement = (
            f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM unnest({lists})"
            f" WITH ORDINALITY AS given ({columns}, place) ORDER BY place"
        )
        connection.exec_driver_sql(statement, {name: [row[name] for row in rows] for name in names})

    def _mark(self, connection: Connection, keys: Sequence[tuple[str, str]], now: int) -> set[tuple[str, str]]:
        statement = (
            "INSERT INTO live_seen (source, once, at)"
            " SELECT source, once, %(at)s FROM unnest(%(sources)s::text[], %(ones)s::text[]) AS given (source, once)"
            " ON CONFLICT DO NOTHING RETURNING source, once"
        )
        given = {"at": now, "sources": [source for source, _ in keys], "ones": [once for _, once in keys]}
        return {(row.source, row.once) for row in connection.exec_driver_sql(statement, given)}

    def _sound(self, engine: Engine) -> None:
        """The server sees to that."""

    def _told(self) -> None:
        """The server tells this process, too."""

    # The desk

    def time(self) -> int:
        """See `SqlStore`."""
        with self._reading(self._log) as connection:
            asked = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
            return int(connection.execute(asked).scalar_one())

    def take_desk(self, holder: str) -> bool:
        """See `Store`."""
        with self._appending:
            if self._keeper is not None:
                if self._epoch and self._keeper.regain(self._epoch):
                    return True
                self.let_go()
            if not self._free():
                return False
            keeper = Keeper(self._connect, self._keys)
            with self._reaching():
                if not keeper.take():
                    return False
            try:
                self._raise_epoch(holder)
            except BaseException:
                keeper.end()
                raise
            self._keeper = keeper
            keeper.keep(self._epoch)
            return True

    def _free(self) -> bool:
        """Whether it is worth a connection of its own: those who follow ask this four times a second."""
        with self._reading(self._log) as connection:
            free = connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": self._keys.desk}).scalar()
            if free or time.monotonic() < self._looked + keeping.LOOK:
                return bool(free)
            self._looked = time.monotonic()
            return connection.execute(text(Keys.CUT), self._keys.place | {"frozen": keeping.FROZEN}).first() is not None

    def holds_desk(self) -> bool:
        """See `Store`."""
        return self._epoch > 0 and self._keeper is not None and self._keeper.held

    def let_go(self) -> None:
        """See `Store`."""
        self._epoch = 0
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.end()

    def _locked(self, connection: Connection) -> bool:
        return connection.execute(text(Keys.HOLDERS), self._keys.place).first() is not None

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """See `Store`."""
        listener = Listener(self._connect, self._keys.channel, changed)
        self._listeners.append(listener)
        listener.start()

        def end() -> None:
            listener.end()
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def _connect(self) -> psycopg.Connection[Any]:
        """A connection of its own, outside the pool, where nothing is ever left open."""
        connection = psycopg.connect(**self._parameters, autocommit=True)
        connection.execute(PREPARE)
        return connection

    # Snapshots

    def keep_snapshot(self, seq: int, board: bytes) -> None:
        """See `Store`."""
        digest = self._digest_at(seq)
        if not digest:
            return
        with self._writing(self._log) as connection:
            connection.execute(delete(snapshots))
            connection.execute(insert(snapshots).values(seq=seq, digest=digest, board=board))

    def snapshot(self) -> tuple[int, bytes] | None:
        """See `Store`."""
        with self._reading(self._log) as connection:
            row = connection.execute(select(snapshots).order_by(snapshots.c.seq.desc()).limit(1)).one_or_none()
        if row is None or self._digest_at(row.seq) != row.digest:
            return None
        return row.seq, bytes(row.board)

    def close(self) -> None:
        """See `Store`."""
        for listener in list(self._listeners):
            listener.end()
        self._listeners.clear()
        self.let_go()
        super().close()


_TYPES: dict[type[Any], str] = {
    BigInteger: "bigint",
    Integer: "integer",
    Text: "text",
    LargeBinary: "bytea",
}


def _prepare(connection: Any, _record: object) -> None:
    before, connection.autocommit = connection.autocommit, True
    connection.execute(PREPARE)
    connection.autocommit = before


def sentence(error: BaseException) -> str:
    """What PostgreSQL could not do, for people."""
    cause = getattr(error, "orig", None) or error
    words = _SENTENCES.get(getattr(cause, "sqlstate", None) or "")
    if words:
        return words
    told = next((line.strip() for line in str(cause).splitlines() if line.strip()), type(cause).__name__)
    return told.removeprefix("connection failed: ").rstrip(".")


_SENTENCES = {
    "53100": "the server's disk is full; make room there",
    "53300": "the server takes no more connections; raise max_connections, or end other programs",
    "57P01": "the server is being stopped; start it again",
    "57P02": "the server has crashed and is starting again; wait a moment",
    "57P03": "the server is starting or stopping; wait a moment",
    "25006": "it can only be read, as a standby can; give the address of the primary server",
    "42501": "this account may not make or use the tables there; let the database belong to it",
    "55P03": "another process holds it for too long; end that one, or wait",
    "57014": "the server took too long to answer; look at its load",
    "25P03": "this process stood still for too long and was cut off; it goes on by itself",
}
