"""Opens a store by its address: `sqlite:///live.db`, or `postgresql://user@host/database`."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from irsim.live.store.addresses import shown
from irsim.live.store.sql import SqlStore
from irsim.live.store.transactions import now_ms
from irsim.words.faults import BadInput

CURE = "give sqlite:///PATH or postgresql://USER@HOST/DATABASE"


def open_store(url: str, *, create: bool = True, clock: Callable[[], int] = now_ms) -> SqlStore:
    """The store at this address; made where it is empty, unless `create` is False. Raises BadInput where it cannot be
    opened: no address, no rights, another program's file, a newer format, a server that does not answer."""
    read = _read(url)
    kind = read.get_backend_name()
    if kind == "sqlite":
        from irsim.live.store.sqlite import SqliteStore

        if not read.database or read.database == ":memory:" or read.query:
            raise BadInput.one("the store", 0, f"an address of SQLite names a file and nothing else; {CURE}")
        return SqliteStore(Path(read.database).expanduser().absolute(), create=create, clock=clock)
    if kind == "postgresql":
        from irsim.live.store.postgres import PostgresStore

        return PostgresStore(read, create=create, clock=clock)
    raise BadInput.one("the store", 0, f"'{kind}' is no kind of store; {CURE}")


def name_of(url: str) -> str:
    """An address as it may be shown: without its password."""
    return shown(_read(url))


def _read(url: str) -> URL:
    if url.startswith("postgres://"):  # what libpq takes, and hosting services hand out
        url = "postgresql" + url.removeprefix("postgres")
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # not quoted: it may hold a password
        raise BadInput.one("the store", 0, f"its address cannot be read; {CURE}") from None
