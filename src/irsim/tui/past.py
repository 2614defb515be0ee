"""What was told of an incident before a terminal's feed begins: a terminal that joins a long log is given a board and
the last few records. Whoever opens an older incident asks for the rest; it is told apart from the feed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.state import NEVER
from irsim.log.records import Record
from irsim.tui.items import FeedItem, feed_item
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.session.protocol import Session

UNFOLDABLE = (LookupError, ValueError, TypeError, AttributeError, AssertionError)
"""How a record fails that needs others: an incident's own records are not all that a board is made of."""


class Past:
    """Of one seat. A feed that has told everything from the first record on has none."""

    def __init__(self) -> None:
        self._before = 0
        self._older: frozenset[str] = frozenset()
        self._items: dict[str, list[FeedItem]] = {}
        self._asked: set[str] = set()
        self._failed: set[str] = set()

    def begins(self, incidents: Iterable[str], before: int) -> None:
        """The feed has nothing before record `before`; these incidents were there already."""
        self._before, self._older = before, frozenset(incidents)
        self._items, self._asked, self._failed = {}, set(), set()

    def lacks(self, incident: str) -> bool:
        """Whether there is more to tell of an incident, and nobody has asked for it."""
        known = incident in self._items or incident in self._asked or incident in self._failed
        return incident in self._older and not known

    def waits(self, incident: str) -> bool:
        """Whether lines of an incident are on their way."""
        return incident in self._asked

    def forgive(self, incident: str) -> None:
        """What could not be had may be asked for again."""
        self._failed.discard(incident)

    def of(self, incident: str) -> Sequence[FeedItem]:
        """Lines of before, as far as they were asked for."""
        return self._items.get(incident, ())

    async def recall(self, session: Session, seats: tuple[str, ...], board: Board, incident: str) -> None:
        """Ask for them. Raises BadInput where they cannot be had; see `forgive`."""
        before = self._before
        self._asked.add(incident)
        try:
            story = await session.story(incident, seats)
            records = [record for record in story.records if record.seq < before]
            told = await asyncio.to_thread(_told, board, records)
            if before == self._before:
                self._items[incident] = told
        except BadInput:
            self._failed.add(incident)
            raise
        finally:
            self._asked.discard(incident)


def foldable(board: Board, records: Iterable[Record]) -> Iterable[tuple[Record, Board]]:
    """Those of an incident's own records that fold without the rest of the log, each with the board that they come to.
    `board` is one of the same log: its first record and its plan count."""
    scratch = Board(board.opened)
    if board.adopted is not None:
        apply(scratch, Record(0, 0, "desk", NEVER, board.adopted))
    for record in records:
        try:
            apply(scratch, record)
        except UNFOLDABLE:
            continue
        yield record, scratch


def _told(board: Board, records: Iterable[Record]) -> list[FeedItem]:
    told = (feed_item(record, scratch) for record, scratch in foldable(board, records) if record.seq > 0)
    return [item for item in told if item is not None]
