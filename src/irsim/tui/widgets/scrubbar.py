"""The bar at the bottom of a replay: how far one is, and above it what stands out on the way."""

from __future__ import annotations

from bisect import bisect_right
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from irsim.board.instants import stamp as stamp_of
from irsim.session.replaying import MarkKind, Reel
from irsim.tui.lines import Span, cut
from irsim.tui.replay.replay import Replay
from irsim.tui.widgets.palette import CLASSES, Palette

GLYPHS: dict[MarkKind, tuple[str, str]] = {
    "decision": ("·", "good"),
    "inject": ("▾", "accent"),
    "overdue": ("!", "urgent"),
    "bookmark": ("◆", "notice"),
}
"""Glyph and style of each kind; where several meet in a column, the later one here is seen."""

RANKS = {kind: rank for rank, kind in enumerate(GLYPHS)}

GAP = "┊"
"""Where time was passed over off stage: the bar leaves it out."""

SIDE = 13
"""Columns on the left: pace, and the instant."""

END = 16
"""Columns on the right: the record, and the instant of the end."""


class Lane:
    """Instants as columns, without the gaps in which nobody was on stage."""

    def __init__(self, end: int, gaps: list[tuple[int, int]], width: int, begin: int = 0) -> None:
        self.width = max(1, width)
        self._begins: list[int] = []
        """of the stretches that are shown (ms)"""
        self._starts: list[int] = []
        """what is shown before each (ms)"""
        shown, at = 0, begin
        for since, until in [*sorted(gaps), (end, end)]:
            self._begins.append(at)
            self._starts.append(shown)
            shown += max(0, min(since, end) - at)
            at = max(at, min(until, end))
        self.length = max(1, shown)
        self.cuts = [self.column(begin) for begin in self._begins[1:]] if len(self._begins) > 1 else []

    def column(self, at: int) -> int:
        """Where an instant (ms) lies."""
        stretch = max(0, bisect_right(self._begins, at) - 1)
        here = self._starts[stretch] + at - self._begins[stretch]
        most = self._starts[stretch + 1] if stretch + 1 < len(self._starts) else self.length
        return min(self.width - 1, max(0, min(here, most)) * (self.width - 1) // self.length)

    def instant(self, column: int) -> int:
        """The first instant (ms) of a column."""
        shown = -(-max(0, min(self.width - 1, column)) * self.length // max(1, self.width - 1))
        stretch = max(0, bisect_right(self._starts, shown) - 1)
        return self._begins[stretch] + shown - self._starts[stretch]


class ScrubBar(Widget):
    """Two lines: pace, marks and record; instant, bar and end."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    DEFAULT_CSS = """
    ScrubBar { height: 2; background: $panel; color: $foreground; }
    """

    class Sought(Message):
        """A click on the bar."""

        def __init__(self, instant: int) -> None:
            super().__init__()
            self.instant = instant

    def __init__(self, replay: Replay) -> None:
        super().__init__(id="scrub")
        self.replay = replay
        self.palette = Palette(self)
        self._lane = Lane(1, [], 1)
        self._marks: list[tuple[str, str]] = []
        self._drawn_of: tuple[Reel, int] | None = None

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def _measure(self, width: int) -> None:
        """Where the marks stand: once for a view and a width, there may be thousands."""
        reel = self.replay.reel
        if self._drawn_of is not None and self._drawn_of[0] is reel and self._drawn_of[1] == width:
            return
        self._drawn_of = (reel, width)
        lane = self._lane = Lane(self.replay.end, self.replay.gaps, width - SIDE - END, self.replay.begin)
        seen: dict[int, int] = {}
        for mark in reel.marks:
            column = lane.column(mark.at)
            seen[column] = max(seen.get(column, -1), RANKS[mark.kind])
        styles = list(GLYPHS.values())
        self._marks = [styles[seen[column]] if column in seen else (" ", "") for column in range(lane.width)]

    def render_line(self, y: int) -> Strip:
        """One of the two."""
        width = self.size.width
        self._measure(width)
        spans = self._above() if y == 0 else self._bar() if y == 1 else []
        return self.palette.strip(spans, width, self.rich_style)

    def _above(self) -> list[Span]:
        replay = self.replay
        pace = f"{replay.speed // 100}x"
        word, style = (f" ‖ {pace}", "notice") if replay.paused else (f" ▶ {pace}", "accent")
        of = f"{replay.place:,}/{replay.reel.count:,}"
        return [Span(cut(word, SIDE), style), *(Span(*each) for each in self._marks), Span(_right(of), "muted")]

    def _bar(self) -> list[Span]:
        lane = self._lane
        here = lane.column(self.replay.now)
        cuts = set(lane.cuts)
        done = "".join(GAP if column in cuts else "━" for column in range(here))
        rest = "".join(GAP if column in cuts else "─" for column in range(here + 1, lane.width))
        board = self.replay.seat.board
        stamp = f" {stamp_of(board, self.replay.now, self.replay.end)}"
        end = stamp_of(board, self.replay.end)
        return [
            Span(cut(stamp, SIDE), "strong"),
            Span(done, "bar"),
            Span("●", "strong"),
            Span(rest, "rest"),
            Span(_right(end), "muted"),
        ]

    def on_click(self, event: events.Click) -> None:
        """Be where the click is."""
        column = event.x - SIDE
        if 0 <= column < self._lane.width:
            self.post_message(self.Sought(self._lane.instant(column)))


def _right(text: str) -> str:
    return cut(text, END - 1).rstrip().rjust(END - 1) + " "
