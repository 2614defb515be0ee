"""A live log as it is when a process begins with it: folded from the store, or opened where there is none yet."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from irsim.board.gauges import Gauges
from irsim.board.keeping import Unusable
from irsim.board.state import NEVER
from irsim.events.session import SessionOpened
from irsim.live.snapshots import FOLDED, RECENT, restored, taken
from irsim.live.store.sink import StoreSink
from irsim.log.records import Record, unseal
from irsim.log.tail import Fetch, Tail
from irsim.session.ledger import Ledger
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.store.base import Store

STEP = 20_000
"""Records between two words on how far it is."""

ASKED_AGAIN = 2_000
"""Records before a snapshot in which commands are looked for that a terminal may ask again, for it heard no answer."""

PATIENCE = 30.0
"""Seconds for which a process waits until another one has opened an empty log."""


@dataclass(frozen=True)
class Loaded:
    """A ledger that is folded up to the end of the log."""

    ledger: Ledger
    sink: StoreSink
    gauges: Gauges
    base: tuple[int, bytes] = (NEVER, b"")
    """the record behind which it was taken up, and the board there as bytes"""
    held: int = 0
    """how many alerts that board had"""


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
    if gc.get_freeze_count():  # a log that was read before, until this process lost the desk
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        return _folded(store, said)
    finally:
        gc.freeze()  # what was read stays: later collections need not look through it
        gc.enable()


def _opened(store: Store, opened: SessionOpened) -> Loaded:
    sink = StoreSink(store, store.head())
    ledger = Ledger(sink, opened, records=cast("list[Record]", Tail(0, _fetch_from(store))))
    ledger.open()
    return Loaded(ledger, sink, Gauges(opened))


def _folded(store: Store, said: Callable[[str], None]) -> Loaded:
    """The log as it is: from a snapshot, where there is one that fits, and the records behind it."""
    head = store.head()
    sink = StoreSink(store, head)
    first = _record(next(store.read(0, 1)))
    opened = first.body
    if not isinstance(opened, SessionOpened):
        raise BadInput.one(store.name, 0, "holds no log of irsim's; give another store")

    fetch = _fetch_from(store)
    loaded = _from_snapshot(store, sink, opened, fetch)
    if loaded is None:
        records = cast("list[Record]", Tail(0, fetch))
        loaded = Loaded(Ledger(sink, opened, records=records), sink, Gauges(opened))
    ledger, begin, base, held = loaded.ledger, len(loaded.ledger.records), loaded.base, loaded.held
    turn = head.seq - RECENT if head.seq - begin >= FOLDED else NEVER
    for line in store.read(begin, head.seq + 1):
        record = _record(line)
        ledger.follow(record)
        loaded.gauges.fold(record)
        if record.seq == turn:
            seq, board, whole = taken(ledger, loaded.gauges)
            store.keep_snapshot(seq, whole)
            base, held = (seq, board), len(ledger.board.alerts)
        if not (record.seq - begin + 1) % STEP:
            said(f"Reading the log: {record.seq + 1:,} of {head.seq + 1:,} records.")
            _let_go(ledger, record.seq)
    if base is not loaded.base:
        _let_go(ledger, base[0])
    return Loaded(ledger, sink, loaded.gauges, base, held)


def _fetch_from(store: Store) -> Fetch:
    def fetch(since: int, until: int) -> list[Record]:
        return [_record(line) for line in store.read(since, until)]

    return fetch


def _let_go(ledger: Ledger, first: int) -> None:
    """Older records are fetched from the store when somebody asks for them."""
    if isinstance(ledger.records, Tail):
        ledger.records.trim(first)


def _from_snapshot(store: Store, sink: StoreSink, opened: SessionOpened, fetch: Fetch) -> Loaded | None:
    kept = store.snapshot()
    if kept is None:
        return None
    seq, whole = kept
    last = fetch(seq, seq + 1)
    try:
        if not last:
            raise Unusable("the log is shorter")
        board, gauges, base = restored(opened, seq, whole, last[0].digest)
    except Unusable:
        return None
    tail = Tail(seq, fetch)
    tail.append(last[0])
    ledger = Ledger(sink, opened, board=board, records=cast("list[Record]", tail))
    for record in fetch(max(0, seq + 1 - ASKED_AGAIN), seq + 1):
        ledger.recall(record)
    return Loaded(ledger, sink, gauges, (seq, base), len(board.alerts))


def _record(line: bytes) -> Record:
    return unseal(line.rstrip(b"\n"))


def now() -> datetime:
    """Real time, in UTC."""
    return datetime.now(UTC)
