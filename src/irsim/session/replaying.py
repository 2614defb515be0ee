"""A recording as one can move about in it: the board after any of its records, folded on from snapshots on the way.

A snapshot is the changeable part of a board as bytes, kept in memory alone: folding a recording anew takes no
longer than reading it.
"""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.keeping import frozen, thawed
from irsim.events import kind_of
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import SessionOpened
from irsim.log.records import Record
from irsim.session.protocol import FACILITATOR
from irsim.session.seats import reduced
from irsim.words.faults import BadInput, nearest

SNAPSHOTS = 64
"""Snapshots of a recording of middling length: so many restored boards are held as bytes at once."""

NEAR, FAR = 250, 1_500
"""Records between two snapshots, at least and at most. Folding the far ones takes about 10 ms."""

WORTH = 500
"""Records that are folded on rather than restoring a snapshot that lies ahead."""

LOOK = 512
"""Records between two looks at whether anybody wants to know how far it is."""

MarkKind = Literal["inject", "decision", "overdue", "bookmark"]

MARK_KINDS: tuple[MarkKind, ...] = ("inject", "decision", "overdue", "bookmark")

_TOLD_BY: dict[str, MarkKind] = {
    "inject.delivered": "inject",
    "clock.overdue": "overdue",
    "bookmark.set": "bookmark",
}

Watch = Callable[[Record, Board], bool]
"""Told each record with the board that has just folded it; whether it is worth a stop."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that stands out on the way: after `place` records, at `at` (ms)."""

    place: int
    at: int
    kind: MarkKind


TABLE = "table"
"""The audience of all players together; a role's name is that role's, and the facilitator sees everything."""


def audience_named(written: str, roles: tuple[str, ...]) -> str:
    """The audience that somebody means: facilitator (where empty), table, or one of `roles`. Raises BadInput."""
    wanted = written.strip().lower().replace(" ", "_").replace("-", "_") or FACILITATOR
    known = (FACILITATOR, TABLE, *roles)
    if wanted not in known:
        raise BadInput.one("--as", 0, f"nobody in it is '{written.strip()[:40]}'; {nearest(wanted, known)}")
    return wanted


def seats_of(audience: str, opened: SessionOpened, roles: tuple[str, ...]) -> tuple[str, ...]:
    """The players' roles whose records an audience sees; none for control. The table is the roles that people played,
    or all of them where nobody did."""
    if audience == FACILITATOR:
        return ()
    if audience != TABLE:
        return (audience,)
    return tuple(role for role in roles if opened.seats.get(role) == "people") or roles


def seen_by(records: Sequence[Record], seats: tuple[str, ...]) -> list[Record]:
    """The records of a log as `seats` see them; all, where there are none."""
    if not seats:
        return list(records)
    seen = (reduced(record, records, seats) for record in records)
    return [record for record in seen if record is not None]


class Reel:
    """The records that one audience may see, and the board after any number of them.

    `seats` are players' roles, none for control. `warm` it before anything else is asked: that takes a while, and may
    be done on a thread of its own.
    """

    def __init__(self, records: Sequence[Record], seats: tuple[str, ...] = (), begun: bytes = b"") -> None:
        """With `begun` the second record goes on from that board, and not from the first. Raises Unusable."""
        self.records = seen_by(records, seats)
        self.seats = seats
        self.marks = marks_of(self.records)
        self.stops: list[int] = []
        """places after which a reader would look up: what the watch said, and marks"""
        self.fault = ""
        """why it goes no further than it does, where a record does not fit what came before it"""
        self._ats = list(accumulate((record.at for record in self.records), max))
        self._seqs = [record.seq for record in self.records]
        self._places: list[int] = []
        self._snapshots: list[bytes] = []
        opened = self.records[0].body
        assert isinstance(opened, SessionOpened)
        self._base = Board(opened)
        self._begun = begun
        self.board = thawed(self._base, begun) if begun else self._base
        self.place = 0
        """how many of the records the board has folded"""

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self.records)

    @property
    def end(self) -> int:
        """The instant (ms) of the last record."""
        return self._ats[-1]

    @property
    def kept(self) -> int:
        """Bytes of all snapshots."""
        return sum(map(len, self._snapshots))

    def warm(self, watch: Watch, progress: Callable[[int], None] = lambda _: None) -> None:
        """Fold everything once, from the beginning, and keep snapshots; ends at the first record.

        `progress` is told now and then how many records are done. A record that cannot be folded ends the reel: what
        is before it can be replayed, and `fault` says so.
        """
        apart = max(NEAR, min(FAR, self.count // SNAPSHOTS))
        marked = {mark.place for mark in self.marks}
        for place, record in enumerate(self.records, 1):
            try:
                if place > 1 or not self._begun:
                    apply(self.board, record)
                told = watch(record, self.board)
            except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
                if place == 1:
                    raise
                self._end_before(place, fault)
                break
            self.place = place
            if told or place in marked or place == 1:
                self.stops.append(place)
            if place % apart == 1:
                self._places.append(place)
                self._snapshots.append(frozen(self.board, agenda=False))
            if place % LOOK == 0:
                progress(place)
        progress(self.count)
        self.seek(1)

    def _end_before(self, place: int, fault: Exception) -> None:
        seq = self._seqs[place - 1]
        self.fault = f"record {seq} does not fit what came before it ({type(fault).__name__}), so it ends there"
        for kept in (self.records, self._ats, self._seqs):
            del kept[place - 1 :]
        self.marks = [mark for mark in self.marks if mark.place < place]
        self.place = -1  # its board is half folded: whoever seeks restores a snapshot

    def seek(self, place: int) -> bool:
        """Bring the board to where `place` records are folded (1 to `count`); whether it is another object now."""
        place = max(1, min(self.count, place))
        if place == self.place:
            return False
        with _no_collection():
            below = bisect_right(self._places, place) - 1
            restored = not 0 < self.place <= place or self._places[below] - self.place > WORTH
            if restored:
                self.place = self._places[below]
                self.board = thawed(self._base, self._snapshots[below])
            board = self.board
            for record in self.records[self.place : place]:
                apply(board, record)
            self.place = place
        return restored

    # Places

    def at(self, place: int) -> int:
        """The instant (ms) of the last of the first `place` records."""
        return self._ats[max(1, min(self.count, place)) - 1]

    def seq(self, place: int) -> int:
        """The number of the last of the first `place` records, in the whole log."""
        return self._seqs[max(1, min(self.count, place)) - 1]

    def place_at(self, instant: int) -> int:
        """How many records there are up to and including `instant` (ms); one at least."""
        return max(1, bisect_right(self._ats, instant))

    def place_of(self, seq: int) -> int:
        """How many records there are up to and including number `seq` of the whole log; one at least."""
        return max(1, bisect_right(self._seqs, seq))

    def stop_from(self, place: int, steps: int) -> int:
        """The stop that lies so many stops ahead of `place`, or behind it; the last or first one where there are fewer.

        Beyond the last stop lies the end of the records.
        """
        if steps > 0:
            ahead = bisect_right(self.stops, place) + steps - 1
            return self.stops[ahead] if ahead < len(self.stops) else self.count
        behind = bisect_left(self.stops, place) + steps
        return self.stops[max(0, behind)]

    def mark_from(self, place: int, kind: MarkKind | None, steps: int) -> Mark | None:
        """The mark of a kind (any, where None) so many ahead of `place`, or behind it; the furthest where there are
        fewer, None where there is none that way."""
        there = [mark for mark in self.marks if kind is None or mark.kind == kind]
        places = [mark.place for mark in there]
        if steps > 0:
            first = bisect_right(places, place)
            return there[min(first + steps, len(there)) - 1] if first < len(there) else None
        last = bisect_left(places, place)
        return there[max(last + steps, 0)] if last else None


def marks_of(records: Sequence[Record]) -> list[Mark]:
    """What stands out in `records`, in their order.

    A decision is a command that was carried out and is no business of control's; what simulated seats do at one instant
    is one, too. After the end nothing is decided any more.
    """
    refused = {record.cause for record in records if type(record.body) is CommandRefused}
    found: list[Mark] = []
    acted: tuple[int, str] = (-1, "")
    ended = False
    for place, record in enumerate(records, 1):
        body = record.body
        kind = _TOLD_BY.get(kind_of(body))
        ended = ended or kind_of(body) == "session.ended"
        if kind is None and not ended:
            if type(body) is CommandSubmitted:
                of_control = getattr(body.command, "control", False)
                kind = None if of_control or record.seq in refused else "decision"
            elif record.by.startswith("sim:") and (record.at, record.by) != acted:
                acted, kind = (record.at, record.by), "decision"
        if kind is not None:
            found.append(Mark(place, record.at, kind))
    return found


@contextmanager
def _no_collection() -> Iterator[None]:
    """Thousands of objects come into being at once and stay: looking through them for garbage would take longer."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
