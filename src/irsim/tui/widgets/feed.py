"""The feed: everything that happened and may be known here, the newest on top; filtered by words where asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import ClassVar

from textual.geometry import Size

from irsim.board.state import NEVER
from irsim.plan.models.detection import mildness
from irsim.tui.items import FeedItem
from irsim.tui.lines import Span, cut, wrapped
from irsim.tui.marks import at_a_glance
from irsim.tui.seat import KEPT, Seat
from irsim.tui.widgets.panel import Panel

KIND = 9
LINES = 3
"""Lines an item takes at most; Enter shows the whole of it."""

ASIDE = (
    "clock.started",
    "clock.waived",
    "clock.re-aimed",
    "alert.attached",
    "alert.resolved",
    "update.sent",
    "incident.status-changed",
    "session.jumped",
    "session.paused",
    "session.resumed",
    "session.paced",
)
"""What follows from something else that is told."""

BOOKKEEPING = frozenset(
    {
        "action-item.opened",
        "alert.attached",
        "automation.attached",
        "check.passed",
        "clock.re-aimed",
        "clock.started",
        "clock.waived",
        "component.changed",
        "contact.bypassed",
        "message.read",
        "phase.completed",
        "session.paced",
        "session.paused",
        "session.resumed",
        "step.completed",
        "update.delivered",
    }
)
"""What the desk, the engine or the pace writes down by itself and nobody has to act on: panels and tabs show where it
leaves things, the timeline and a filter find the line itself."""

STYLES = {"urgent": "urgent", "notice": "notice", "calm": ""}


def bookkeeping(item: FeedItem) -> bool:
    """Whether a line only says what follows by rule from another one, and nobody has to do anything about it."""
    if item.kind.startswith("session."):
        return item.kind in BOOKKEEPING
    return item.kind in BOOKKEEPING and item.by in ("desk", "engine") and item.line.urgency == "calm"


class FeedPanel(Panel):
    """What happened, a few lines each. Kept oldest first and shown from its end, so that news of one costs one."""

    tall: ClassVar[bool] = True
    empty = "Nothing has happened yet."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self.wanted = ""
        self._shown: list[FeedItem] = []
        self._sums = [0]
        """lines of the oldest item, of the oldest two, and so on"""
        self._columns = (0, 0, 0)
        """the width for which they were counted, and the columns of time and text in it"""
        self._asking: list[FeedItem] = []
        self._read = 0
        self._texts: dict[tuple[int, int], list[str]] = {}
        self._storms: dict[tuple[str, str], tuple[int, int]] = {}
        """in live, the check of a source to when its last alert fired, and how bad the one is that stands here"""

    @property
    def selected(self) -> FeedItem | None:
        """The selected line."""
        return self._item(self.index) if 0 <= self.index < len(self._shown) else None

    def _item(self, index: int) -> FeedItem:
        return self._shown[-1 - index]

    def filter(self, words: str) -> None:
        """Show only lines that hold all these words; none shows everything."""
        self.wanted = words.strip()
        self._shown, self._asking, self._sums, self._read = [], [], [0], 0
        self._storms = {}
        self.cursor = 0
        self.changed()

    def count(self) -> int:
        """Lines shown."""
        return len(self._shown)

    def changed(self) -> None:
        """New lines on top; who reads further down stays where they are."""
        news, self._read = self.seat.told_since(self._read)
        fresh = [item for item in news if self._fits(item)]
        if len(self._shown) > 2 * KEPT:
            self._shown, self._sums = self._shown[-KEPT:], [0]
        reading = self.scroll_offset.y if self.cursor or self.scroll_offset.y else 0
        before = self.start_of(self.cursor) if self._shown else 0
        self._shown += fresh
        if reading or self.cursor:
            self.cursor += len(fresh)
        self._asking = [item for item in (*self._asking, *fresh) if self.seat.needs_you(item)]
        waiting = len(self._asking)
        words = [f"Feed · {self.wanted!r}: {len(self._shown)}" if self.wanted else "Feed"]
        if waiting:
            words.append(f"{waiting} for you")
        self.entitle(" · ".join(words))
        super().changed()
        if fresh and (reading or self.cursor):
            self.scroll_to(y=reading + self.start_of(self.cursor) - before, animate=False)
        elif fresh:
            self.scroll_to(y=0, animate=False)

    def _fits(self, item: FeedItem) -> bool:
        if not self.wanted:
            return not bookkeeping(item) and not self._one_more(item)
        text = f"{item.line.kind} {item.line.text} {item.by} {item.incident} {item.alert} {item.message}".lower()
        return all(word in text for word in self.wanted.lower().split())

    def _one_more(self, item: FeedItem) -> bool:
        """Whether it is one more real alert of a storm, no worse than what stands there: the alerts count them."""
        board = self.seat.board
        alert = board.alerts.get(item.alert) if board.live and item.kind == "alert.fired" else None
        if alert is None or not alert.source:
            return False
        check, rank = (alert.source, alert.monitor or alert.title), mildness(alert.severity)
        last, worst = self._storms.get(check, (NEVER, 0))
        again = last != NEVER and alert.fired_at - last <= board.rules.plan.intake.storm and rank >= worst
        self._storms[check] = (alert.fired_at, worst if again else rank)
        return again

    def _text(self, item: FeedItem, width: int) -> list[str]:
        key = (item.seq, width)
        if key not in self._texts:
            if len(self._texts) > 4000:
                self._texts.clear()
            self._texts[key] = wrapped(item.line.text.replace("\n    ", "\n"), width, LINES)
        return self._texts[key]

    def _room(self, width: int) -> tuple[int, int]:
        """Columns of the time, and of the text."""
        oldest = self._shown[0].line.at if self._shown else self.seat.now
        clock = 1 + max(len(at_a_glance(self.seat, each)) for each in (oldest, self.seat.now))
        return clock, max(20, width - clock - KIND - 2)

    # Geometry

    def start_of(self, index: int) -> int:
        """The first line of an item."""
        counted = len(self._sums) - 1
        return self._sums[-1] - self._sums[max(0, counted - index)]

    def lines_of(self, index: int) -> int:
        """The lines of an item."""
        counted = len(self._sums) - 1
        return self._sums[counted - index] - self._sums[counted - index - 1] if index < counted else 1

    def index_at(self, y: int) -> int:
        """The item at a line."""
        counted = len(self._sums) - 1
        return min(max(0, counted - 1), counted - bisect_left(self._sums, self._sums[-1] - y))

    def _measure(self) -> None:
        """Count the lines of what is new; of everything where the columns are others."""
        width = max(1, self.scrollable_content_region.width)
        columns = (width, *self._room(width))
        if columns != self._columns:
            self._columns, self._sums = columns, [0]
        for item in self._shown[len(self._sums) - 1 :]:
            self._sums.append(self._sums[-1] + max(1, len(self._text(item, columns[2]))))
        self._lines = self._sums[-1]
        self.virtual_size = Size(width, max(1, self._lines))

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One line of an item."""
        item = self._item(index)
        measured, clock, room = self._columns
        if width != measured:
            clock, room = self._room(width)
        lines = self._text(item, room)
        aside = item.kind in ASIDE and (item.line.urgency == "calm" or item.kind == "update.sent")
        style = "muted" if aside else STYLES[item.line.urgency]
        text = lines[line] if line < len(lines) else ""
        stamp = at_a_glance(self.seat, item.line.at) if line == 0 else ""
        kind = item.line.kind if line == 0 else ""
        spans = [
            Span(" "),
            Span(stamp.rjust(clock - 1) + " ", "muted"),
            Span(cut(kind, KIND), style or "muted"),
        ]
        head = len(wrapped(item.line.text.partition("\n")[0], room, LINES))
        told = style if line < head or style == "muted" else ""
        last = line == self.lines_of(index) - 1
        if last and self.seat.needs_you(item):
            return [*spans, Span(cut(text, room - 10), told), Span(" needs you", "notice"), Span(" ")]
        return [*spans, Span(cut(text, room), told), Span(" ")]
