"""Transactions on a store's two parts, the log and the intake; whatever goes wrong in one is `Away`, in a sentence."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import ClassVar

from sqlalchemy import Connection, Engine, Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from irsim.live.store.base import Away

CHUNK = 500
"""Rows read at once: no transaction stays open while somebody looks at them, and no reader holds more."""


def now_ms() -> int:
    """Unix ms."""
    return time.time_ns() // 1_000_000


class Transactions(ABC):
    """Two engines (one and the same where one database holds both), and what the databases do differently."""

    faults: ClassVar[tuple[type[Exception], ...]] = ()
    """The driver's own, where SQLAlchemy does not wrap them: while a connection is made ready."""

    def __init__(self, name: str, log: Engine, intake: Engine, clock: Callable[[], int] = now_ms) -> None:
        self.name = name
        self._log, self._intake = log, intake
        self._clock = clock

    # What the databases do differently

    @abstractmethod
    def _sentence(self, error: BaseException) -> str:
        """What went wrong, for people."""

    @abstractmethod
    def _in_order(self, connection: Connection, table: str) -> None:
        """Hold the turn of numbering until the end of the transaction, so that numbers rise in the order of commits."""

    @abstractmethod
    def _tell(self, connection: Connection) -> None:
        """Let whoever watches know, once this transaction is committed."""

    @abstractmethod
    def _told(self) -> None:
        """A transaction of this process was committed."""

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

    @abstractmethod
    def _sound(self, engine: Engine) -> None:
        """What is written must be found again. Raises Away."""

    @contextmanager
    def _writing(self, engine: Engine) -> Iterator[Connection]:
        try:
            self._sound(engine)
            with self._reaching():
                reached = engine.connect()
        except Away as away:
            away.untouched = True
            raise
        with self._reaching(), reached.execution_options(irsim_writes=True) as connection, connection.begin():
            yield connection
        self._told()

    def reading_intake(self) -> AbstractContextManager[Connection]:
        """A transaction that reads the intake, for who takes it elsewhere. Raises Away."""
        return self._reading(self._intake)

    def writing_intake(self) -> AbstractContextManager[Connection]:
        """One that writes it. Raises Away."""
        return self._writing(self._intake)

    def insert(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Put rows into a table, in this order."""
        if rows:
            connection.execute(insert(table), list(rows))
