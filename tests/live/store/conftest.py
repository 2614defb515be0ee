"""Stores to test: each test runs on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from irsim.live.store.opening import open_store
from irsim.live.store.sql import SqlStore
from tests.live.postgres import Server, server

__all__ = ["server"]

Open = Callable[[], SqlStore]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store may be made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'live' / 'live.db'}"
    running: Server = request.getfixturevalue("server")
    return running.fresh()


@pytest.fixture
def opening(address: str) -> Iterator[Open]:
    """Opens the same store again and again, as several processes do."""
    opened: list[SqlStore] = []

    def open_it() -> SqlStore:
        opened.append(open_store(address))
        return opened[-1]

    yield open_it
    for store in opened:
        store.close()


@pytest.fixture
def store(opening: Open) -> SqlStore:
    """One that is empty, and has the desk."""
    made = opening()
    assert made.take_desk("the test")
    return made
