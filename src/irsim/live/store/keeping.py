"""Two threads beside a PostgreSQL store, each with a connection of its own that it makes anew when it breaks: one keeps
the desk's lock, one hears what others have put into the store."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

import psycopg

BEAT = 2.0
"""Seconds between two signs of life of whoever has the desk."""

AGAIN = 0.5
"""Seconds between two tries while the server is away."""

LOOK = 5.0
"""Seconds between two looks whether whoever has the desk gives signs of life."""

FROZEN = 30
"""Seconds without a sign of life after which whoever has the desk is cut off: a machine that sleeps, a process that was
stopped. One that died, or whose line is cut, loses the lock by itself, at once or in six seconds (keepalives)."""

Connect = Callable[[], psycopg.Connection[Any]]


@dataclass(frozen=True)
class Keys:
    """The numbers of a store's advisory locks, and its channel: two stores in one database do not know each other."""

    desk: int
    deliveries: int
    asked: int
    channel: str

    HOLDERS: ClassVar[str] = """
        SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND classid = CAST(:high AS bigint)::oid AND objid = CAST(:low AS bigint)::oid
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """

    CUT: ClassVar[str] = f"""
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid IN ({HOLDERS}) AND state_change < clock_timestamp() - make_interval(secs => :frozen)
    """

    @classmethod
    def of(cls, store: str) -> "Keys":
        """Those of the store with this random word of 16 hexadecimal digits."""
        number = (int(store, 16) & ~3) - (1 << 63)
        return cls(number, number + 1, number + 2, f"irsim_{store}")

    @property
    def place(self) -> dict[str, int]:
        """Where PostgreSQL lists the desk's lock."""
        number = self.desk & 0xFFFFFFFFFFFFFFFF
        return {"high": number >> 32, "low": number & 0xFFFFFFFF}


class Keeper:
    """Has the desk's lock on a connection of its own: it is gone with the process, however that ends. A broken line
    is mended, as long as nobody has taken the desk meanwhile (its epoch says so)."""

    def __init__(self, connect: Connect, keys: Keys) -> None:
        self.held = False
        self._connect = connect
        self._keys = keys
        self._connection: psycopg.Connection[Any] | None = None
        self._epoch = 0
        self._over = threading.Event()
        self._turn = threading.RLock()
        self._thread: threading.Thread | None = None

    def take(self) -> bool:
        """Whether the lock is ours now. Raises psycopg.Error."""
        with self._turn:
            connection = self._connection = self._connect()
            self.held = self._locked(connection)
            if not self.held:
                self._drop()
            return self.held

    def keep(self, epoch: int) -> None:
        """Give signs of life from now on, and mend the line where it breaks."""
        self._epoch = epoch
        self._thread = threading.Thread(target=self._keep, name="store-desk", daemon=True)
        self._thread.start()

    def regain(self, epoch: int) -> bool:
        """Whether we still have the desk, or have it again after the line broke and nobody took it. Raises no error."""
        try:
            with self._turn:
                if self._over.is_set():
                    return False
                if self._connection is None:
                    self._connection = self._connect()
                connection = self._connection
                if not self.held and not self._locked(connection):
                    self._drop()
                    return False
                beat = "UPDATE live_desk SET seen = (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
                beaten = connection.execute(f"{beat} WHERE epoch = %s", (epoch,)).rowcount
                self.held = beaten == 1
                if not self.held:  # another has taken it: it is over
                    self._over.set()
                    self._drop()
                return self.held
        except (psycopg.Error, OSError):
            self._drop()
            return False

    def _locked(self, connection: psycopg.Connection[Any]) -> bool:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (self._keys.desk,)).fetchone()
        return bool(row and row[0])

    def _keep(self) -> None:
        while not self._over.wait(BEAT if self.held else AGAIN):
            self.regain(self._epoch)

    def _drop(self) -> None:
        self.held = False
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def end(self) -> None:
        """Let the lock go; whoever asks next gets it."""
        self._over.set()
        with self._turn:
            if self._connection is not None and self.held:
                with suppress(psycopg.Error, OSError):  # closing alone would let it go a moment later
                    self._connection.execute("SELECT pg_advisory_unlock(%s)", (self._keys.desk,))
            self._drop()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(2.0)


class Listener(threading.Thread):
    """Calls `changed` whenever somebody has committed something, and once the line is there (again), for whatever it
    missed."""

    def __init__(self, connect: Connect, channel: str, changed: Callable[[], None]) -> None:
        super().__init__(name="store-watch", daemon=True)
        self._connect = connect
        self._channel = channel
        self._changed = changed
        self._over = threading.Event()

    def run(self) -> None:
        """See `threading.Thread`."""
        while not self._over.is_set():
            try:
                with self._connect() as connection:
                    connection.execute(f"LISTEN {self._channel}")
                    self._changed()  # for whatever came before
                    self._listen(connection)
            except (psycopg.Error, OSError):
                self._over.wait(AGAIN)

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        quiet = 0
        while not self._over.is_set():
            heard = list(connection.notifies(timeout=AGAIN, stop_after=1))
            if heard:
                self._changed()
            quiet = 0 if heard else quiet + 1
            if quiet > 10:  # a line that is cut says nothing by itself
                connection.execute("SELECT 1")
                quiet = 0

    def end(self) -> None:
        """Hear nothing more."""
        self._over.set()
        if threading.current_thread() is not self and self.is_alive():
            self.join(2.0)
