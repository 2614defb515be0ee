"""The feed: everything that happened and may be known here, the newest on top; filtered by words where asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from irsim.tui.lines import Span, cut, wrapped
from irsim.tui.marks import short
from irsim.tui.seat import FeedItem, Seat
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
    "incident.status-changed",
    "session.jumped",
    "session.paused",
    "session.resumed",
    "session.paced",
)
"""What follows from something else that is told."""

STYLES = {"urgent": "urgent", "notice": "notice", "calm": ""}


class FeedPanel(Panel):
    """What happened, a few lines each."""

    tall: ClassVar[bool] = True
    empty = "Nothing has happened yet."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self.wanted = ""
        self._shown: list[FeedItem] = []
        self._read = 0
        self._texts: dict[tuple[int, int], list[str]] = {}

    @property
    def selected(self) -> FeedItem | None:
        """The selected line."""
        return self._shown[self.index] if 0 <= self.index < len(self._shown) else None

    def filter(self, words: str) -> None:
        """Show only lines that hold all these words; none shows everything."""
        self.wanted = words.strip()
        self._shown, self._read = [], 0
        self.cursor = 0
        self.changed()

    def count(self) -> int:
        """Lines shown."""
        return len(self._shown)

    def changed(self) -> None:
        """New lines on top; who reads further down stays where they are."""
        fresh = [item for item in self.seat.feed[self._read :] if self._fits(item)]
        self._read = len(self.seat.feed)
        reading = self.scroll_offset.y if self.cursor or self.scroll_offset.y else 0
        before = self.start_of(self.cursor) if self._shown else 0
        self._shown = [*reversed(fresh), *self._shown]
        if reading or self.cursor:
            self.cursor += len(fresh)
        waiting = sum(map(self.seat.needs_you, self._shown))
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
        text = f"{item.line.kind} {item.line.text} {item.by} {item.incident} {item.alert} {item.message}".lower()
        return all(word in text for word in self.wanted.lower().split())

    def _text(self, item: FeedItem, width: int) -> list[str]:
        key = (item.seq, width)
        if key not in self._texts:
            if len(self._texts) > 4000:
                self._texts.clear()
            self._texts[key] = wrapped(item.line.text.replace("\n    ", "\n"), width, LINES)
        return self._texts[key]

    def _room(self, width: int) -> tuple[int, int]:
        """Columns of the time, and of the text."""
        clock = 1 + len(short(self.seat.now))
        return clock, max(20, width - clock - KIND - 2)

    def height_of(self, index: int, width: int) -> int:
        """As many lines as the text wraps to."""
        item = self._shown[index]
        return len(self._text(item, self._room(width)[1]))

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One line of an item."""
        item = self._shown[index]
        clock, room = self._room(width)
        lines = self._text(item, room)
        style = "muted" if item.kind in ASIDE and item.line.urgency == "calm" else STYLES[item.line.urgency]
        text = lines[line] if line < len(lines) else ""
        stamp = short(item.line.at) if line == 0 else ""
        kind = item.line.kind if line == 0 else ""
        spans = [
            Span(" "),
            Span(cut(stamp, clock), "muted"),
            Span(cut(kind, KIND), style or "muted"),
        ]
        last = line == self.lines_of(index) - 1
        if last and self.seat.needs_you(item):
            return [*spans, Span(cut(text, room - 10), style), Span(" needs you", "notice"), Span(" ")]
        return [*spans, Span(cut(text, room), style if line == 0 or style == "muted" else ""), Span(" ")]
