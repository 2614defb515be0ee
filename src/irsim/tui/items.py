"""Lines of the feed, each with what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from irsim.board.board import Board
from irsim.events.base import Event
from irsim.log.records import Record
from irsim.reports.feed import FeedLine, feed_line


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A line of the feed and what it is about: ids of the board, empty where it is about none."""

    seq: int
    line: FeedLine
    kind: str
    by: str
    incident: str = ""
    alert: str = ""
    message: str = ""
    decision: str = ""
    update: str = ""
    occurred: int | None = None
    """when it happened (ms), where that was before it was recorded"""
    page: str = ""


def feed_item(record: Record, board: Board) -> FeedItem | None:
    """`record` as a line of the feed, on the board that has just folded it; None where nobody wants to read it."""
    line = feed_line(record, board)
    if line is None:
        return None
    body = record.body
    return FeedItem(
        record.seq,
        line,
        str(type(body).__struct_config__.tag),
        record.by,
        str(getattr(body, "incident", "")) or _clocked(body, board),
        str(getattr(body, "alert", "")),
        str(getattr(body, "message", "")),
        str(getattr(body, "decision", "")),
        str(getattr(body, "update", "")),
        getattr(body, "occurred", None),
        str(getattr(body, "page", "")),
    )


def _clocked(body: Event, board: Board) -> str:
    """The incident of the clock that an event of a clock is about."""
    clock = board.clocks.get(getattr(body, "id", ""))
    return clock.incident if clock else ""
