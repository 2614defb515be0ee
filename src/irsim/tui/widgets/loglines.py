"""The list of log lines, the newest first; some of them are marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType

from irsim.session.loglines import LogLine
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import at_a_glance
from irsim.tui.widgets.panel import Panel
from irsim.words.clean import clean_title

if TYPE_CHECKING:
    from irsim.tui.seat import Seat

WIDE = 100
"""Columns from which host and program stand beside a line."""

GRAVE = {"emergency": "urgent", "alert": "urgent", "critical": "urgent", "error": "urgent", "warning": "notice"}
"""How levels are drawn."""


class LogLines(Panel):
    """Lines, the newest first; some of them marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "screen.mark", "Mark", show=False),
        Binding("asterisk", "screen.mark_all", "Mark all", show=False),
        Binding("f", "screen.follow", "Follow", show=False),
        Binding("m", "screen.more", "Older lines", show=False),
    ]

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="loglines")
        self.seat = seat
        self.lines: list[LogLine] = []
        self.marked: dict[int, LogLine] = {}
        """by their numbers"""
        self.empty = "looking ..."
        self._widths = [0, 0, 0, 0]
        """columns of time, level, log, and host with program: as many as what stands there needs"""

    @property
    def selected(self) -> LogLine | None:
        """The line under the cursor."""
        return self.lines[self.index] if 0 <= self.index < len(self.lines) else None

    def count(self) -> int:
        """Lines that stand there."""
        return len(self.lines)

    def show(self, lines: Sequence[LogLine], *, stay: bool) -> None:
        """Other lines; with `stay` the cursor stays on the line it stood on, unless that is the newest."""
        before = self.selected if stay and self.cursor else None
        self.lines = list(lines)
        self._widths = [
            max((cell_len(text) for text in map(column, self.lines)), default=0)
            for column in (self._when, _level, _source, _origin)
        ]
        places = {line.number: place for place, line in enumerate(self.lines)}
        self.cursor = places.get(before.number, 0) if before is not None else 0
        self.changed()
        if not self.cursor:
            self.scroll_to(y=0, animate=False)
        else:
            self.select(self.cursor)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """Mark, time, level, where from, what."""
        here = self.lines[index]
        time, level, source, origin = self._widths
        cells = [
            Cell("*" if here.number in self.marked else " ", "accent"),
            Cell(self._when(here), "muted", width=time, right=True),
            *([Cell(_level(here), GRAVE.get(here.level, "muted"), width=level, drop=2)] if level else []),
            *([Cell(_source(here), "muted", width=source, drop=1)] if source else []),
            *([Cell(_origin(here), "muted", width=origin, drop=3)] if origin and width >= WIDE else []),
            Cell(clean_title(here.text, 500), "strong" if here.number in self.marked else "", flex=True),
        ]
        return lay(cells, width)

    def _when(self, line: LogLine) -> str:
        return at_a_glance(self.seat, line.at - self.seat.board.rules.starts_unix)


def _level(line: LogLine) -> str:
    return clean_title(line.level, 9)


def _source(line: LogLine) -> str:
    return clean_title(line.source, 12)


def _origin(line: LogLine) -> str:
    return " ".join(clean_title(part, 14) for part in (line.host, line.program) if part)
