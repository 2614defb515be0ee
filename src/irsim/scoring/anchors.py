"""Finding what happened: records that fit a pattern on an incident of the truth, and the limits set by anchors."""

from collections.abc import Iterable
from dataclasses import dataclass

from irsim.board.board import Board
from irsim.board.state import NEVER
from irsim.events.communication import UpdateSent
from irsim.log.records import Record
from irsim.plan.fields import EventPattern
from irsim.scenario.models import By, Expectation
from irsim.scoring.case import Case
from irsim.scoring.truth import Realised
from irsim.words.durations import format_duration, format_instant

ANSWERS = (
    "update.sent",
    "update.queued",
    "update.delivered",
    "update.confirmed",
    "channel.probed",
    "statuspage.posted",
    "note.added",
    "decision.stated",
)
"""Kinds that can only answer what came before them. A classification that stands since before the anchor still
stands; an update that left before it says nothing about it, and neither does a test message."""


@dataclass(frozen=True)
class Found:
    """A record that fits, and the instant (ms) that clocks go by: see `done_at`."""

    instant: int
    record: Record

    @property
    def order(self) -> tuple[int, int]:
        """Earliest first."""
        return self.instant, self.record.seq


@dataclass(frozen=True)
class Limit:
    """By when. `due` is NEVER where only the session's end is the limit; `strict`: the due instant itself is late."""

    since: int
    due: int
    words: str
    anchor: Record | None = None
    strict: bool = False

    @property
    def twice(self) -> int:
        """The instant after which late is worth nothing."""
        return self.since + 2 * (self.due - self.since)

    def in_time(self, instant: int) -> bool:
        """Whether a deed at `instant` is in time."""
        return self.due == NEVER or (instant < self.due if self.strict else instant <= self.due)

    def worth(self, instant: int, late_share: int) -> float:
        """1 in time, the share for late ones until twice the limit, then 0."""
        if self.in_time(instant):
            return 1.0
        still = instant < self.twice if self.strict else instant <= self.twice
        return late_share / 100 if still else 0.0


def done_at(board: Board, record: Record) -> int:
    """When somebody did it (ms): when it was said at the table, else when it was recorded, an update when commanded.

    What is stated about an earlier instant (awareness) starts clocks from there, but does not make the deed earlier.
    """
    if isinstance(record.body, UpdateSent):
        return record.body.queued_at
    return board.said.get(record.cause, record.at)


class Finder:
    """Asks the case for what happened, on the incidents that realise a truth where one is named."""

    def __init__(self, case: Case, truths: dict[str, Realised]) -> None:
        self.case = case
        self.truths = truths

    def matches(self, patterns: Iterable[EventPattern], truth: str = "") -> list[Found]:
        """Every record that fits one of `patterns`, earliest first. An event that names no incident fits any truth."""
        found: dict[int, Found] = {}
        for item in patterns:
            pattern = item.compiled()
            for record in self.case.of(pattern.kind):
                if pattern.matches(record.body) and self.about(record, truth):
                    found[record.seq] = Found(done_at(self.case.board, record), record)
        return sorted(found.values(), key=lambda each: each.order)

    def about(self, record: Record, truth: str) -> bool:
        """Whether the record may be about this truth."""
        name = getattr(record.body, "incident", "")
        return not truth or not name or (truth in self.truths and name in self.truths[truth].incidents)

    def first(self, anchor: str | EventPattern, truth: str = "") -> Found | None:
        """The first time that an inject came or an event happened."""
        if isinstance(anchor, EventPattern):
            return next(iter(self.matches([anchor], truth)), None)
        came = (r for r in self.case.of("inject.delivered") if getattr(r.body, "inject", "") == anchor)
        return next((Found(record.at, record) for record in came), None)

    def limit(self, expectation: Expectation) -> Limit | None:
        """By when the expectation is due; None where its anchor was never reached."""
        by = expectation.by
        if by is None:
            return Limit(0, NEVER, "before the session ends")
        if not isinstance(by, By):
            return Limit(0, by, f"by {format_instant(by)}")
        if by.after is None:
            return Limit(0, by.within, f"by {format_instant(by.within)}")
        anchor = self.first(by.after, expectation.incident or "")
        if anchor is None:
            return None
        words = f"within {format_duration(by.within)} of {format_instant(anchor.instant)}"
        return Limit(anchor.instant, anchor.instant + by.within, words, anchor.record)
