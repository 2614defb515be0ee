"""A live log as it is when a process begins with it: folded from the store, or opened where there is none yet."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from irsim.events.session import SessionOpened
from irsim.live.store.sink import StoreSink
from irsim.log.records import unseal
from irsim.session.ledger import Ledger
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.store.base import Store

STEP = 20_000
"""Records between two words on how far it is."""

PATIENCE = 30.0
"""Seconds for which a process waits until another one has opened an empty log."""


@dataclass(frozen=True)
class Loaded:
    """A ledger that is folded up to the end of the log."""

    ledger: Ledger
    sink: StoreSink
    fresh: bool
    """whether the log was opened just now"""


def load(store: Store, holder: str, opening: Callable[[], SessionOpened], said: Callable[[str], None]) -> Loaded:
    """The log of the store; an empty one is opened by whoever gets the desk. Blocks. Raises Away, BadInput where what
    is there is no live log, or was changed."""
    until = time.monotonic() + PATIENCE
    while store.head().seq < 0:
        if store.take_desk(holder) and store.head().seq < 0:
            return _opened(store, opening())
        if time.monotonic() > until:
            raise BadInput.one(store.name, 0, "is empty, and another process that has it does not open it; end that")
        time.sleep(0.2)
    return _folded(store, said)


def _opened(store: Store, opened: SessionOpened) -> Loaded:
    sink = StoreSink(store, store.head())
    ledger = Ledger(sink, opened)
    ledger.open()
    return Loaded(ledger, sink, True)


def _folded(store: Store, said: Callable[[str], None]) -> Loaded:
    head = store.head()
    sink = StoreSink(store, head)
    ledger: Ledger | None = None
    for line in store.read(0, head.seq + 1):
        record = unseal(line.rstrip(b"\n"))
        if ledger is None:
            if not isinstance(record.body, SessionOpened):
                raise BadInput.one(store.name, 0, "holds no log of irsim's; give another store")
            ledger = Ledger(sink, record.body)
        ledger.follow(record)
        if not record.seq % STEP and record.seq:
            said(f"Reading the log: {record.seq:,} of {head.seq + 1:,} records.")
    assert ledger is not None
    return Loaded(ledger, sink, False)


def now() -> datetime:
    """Real time, in UTC."""
    return datetime.now(UTC)
