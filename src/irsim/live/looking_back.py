"""The store read for looking back, in a process of its own (a terminal's, or the command's): the board as it was known
at an instant, and the metrics of all time. Nothing is written, and the desk is not kept from its work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.keeping import Unusable, frozen
from irsim.board.state import NEVER
from irsim.events.live import PlanAdopted
from irsim.events.session import SessionOpened
from irsim.live.snapshots import restored
from irsim.log.reading import Recording
from irsim.log.records import Record, unseal
from irsim.scoring.over_time import KINDS, Course
from irsim.words.durations import HOUR
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.store.base import Store

Progress = Callable[[str], None]

BEFORE, AFTER = 12 * HOUR, HOUR
"""Milliseconds before and after the instant in which one can move about; further off the board alone is known."""

MOST = 20_000
"""Records of that stretch, at most: about two seconds to get ready."""

STEP = 5_000
"""Records between two words on how far it is."""

PAGE = 5_000
"""Lines that are read at once."""


@dataclass(frozen=True)
class Past:
    """The log before and a little after an instant (ms), as something to move about in."""

    recording: Recording
    at: int


@dataclass(frozen=True)
class Begun:
    """How the log begins, and the rules by which it goes on now."""

    opened: SessionOpened
    board: Board
    """that has folded nothing but the last plan that was adopted"""


def begun(store: Store) -> Begun:
    """The first record of the log. Raises Away, BadInput where the store is empty."""
    first = next(iter(store.read(0, 1)), None)
    opened = _record(first).body if first is not None else None
    if not isinstance(opened, SessionOpened):
        raise BadInput.one(store.name, 0, "holds no log yet; start `irsim serve`")
    board = Board(opened)
    for line in store.find(kinds=("plan.adopted",), limit=1):
        body = _record(line).body
        if isinstance(body, PlanAdopted):
            board.adopted = body
            board.adopt(body)
    return Begun(opened, board)


def known_at(store: Store, at: int, progress: Progress = lambda _: None) -> Past:
    """What was known at `at` (ms). Folds from the kept board where that is old enough, else from the beginning. Raises
    Away, BadInput."""
    opened = begun(store).opened
    last = _first(store.find(until_at=at + 1, limit=1))
    if last is None:
        raise BadInput.one("--at", 0, "is before the log begins; give a later time")
    early = _first(store.find(since_at=at - BEFORE, limit=1, newest_first=False))
    late = _first(store.find(since_at=at + AFTER, limit=1, newest_first=False))
    since = max(1, min(early.seq if early is not None else last.seq, last.seq), last.seq - MOST)
    until = min(late.seq if late is not None else store.head().seq + 1, last.seq + MOST // 4)
    board, place = _nearest(store, opened, since)
    for line in store.read(place, since):
        record = _record(line)
        apply(board, record)
        if not record.seq % STEP:
            progress(f"{record.seq * 100 // since} % of {since:,} records")
    base = frozen(board, agenda=False)
    progress("the hours before")
    window = [_record(line) for line in store.read(since, max(until, last.seq + 1))]
    start = Record(0, board.at, "", NEVER, opened)
    return Past(Recording(Path(store.name), [start, *window], begun=base), at)


def _nearest(store: Store, opened: SessionOpened, since: int) -> tuple[Board, int]:
    """A board before record `since`, and the record with which it goes on."""
    kept = store.snapshot()
    if kept is not None and kept[0] < since:
        last = next(iter(store.read(kept[0], kept[0] + 1)), None)
        try:
            if last is not None:
                board, _, _ = restored(opened, kept[0], kept[1], _record(last).digest)
                return board, kept[0] + 1
        except Unusable:
            pass
    return Board(opened), 0


def course_of(store: Store, progress: Progress = lambda _: None) -> Course:
    """The metrics of all time, from the records that they are made of. Raises Away."""
    course, head = Course(), max(1, store.head().seq)
    for number, record in enumerate(_of_kinds(store, KINDS), 1):
        course.fold(record)
        if not number % STEP:
            progress(f"{record.seq * 100 // head} % of {head:,} records")
    return course


def _of_kinds(store: Store, kinds: tuple[str, ...]) -> Iterator[Record]:
    after = NEVER
    while True:
        lines = store.find(kinds=kinds, after=after, limit=PAGE, newest_first=False)
        for line in lines:
            record = _record(line)
            after = record.seq
            yield record
        if len(lines) < PAGE:
            return


def _first(lines: list[bytes]) -> Record | None:
    return _record(lines[0]) if lines else None


def _record(line: bytes) -> Record:
    return unseal(line.rstrip(b"\n"))
