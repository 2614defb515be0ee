"""The clocks of the selected incident: what runs, what is overdue, what was met."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rich.cells import cell_len

from irsim.board.state import Clock
from irsim.reports.names import Names
from irsim.reports.plain import span
from irsim.tui.lines import Cell, Span, bar, lay
from irsim.tui.marks import clock_mark, left, share_left
from irsim.tui.seat import Seat
from irsim.tui.widgets.listed import AboutPanel

BAR = 18

LEFT = 14
"""Columns of a line beside its label and its bar: glyph, what is left, gaps."""


class ClocksPanel(AboutPanel):
    """One line a clock."""

    empty = "No clock runs. Clocks start with the first sign of an incident."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(seat, id=id)
        self._clocks: list[Clock] = []
        self._longest = 0
        """columns of the longest label, so that the bars begin in one column"""

    @property
    def selected(self) -> Clock | None:
        """The selected clock."""
        return self._clocks[self.index] if 0 <= self.index < len(self._clocks) else None

    def count(self) -> int:
        """Clocks of the incident."""
        return len(self._clocks)

    def changed(self) -> None:
        """Read them anew."""
        self._clocks = self.seat.clocks_of(self.about) if self.about else []
        names = Names(self.seat.board)
        self._longest = max((cell_len(self._label(names, clock)) for clock in self._clocks if clock.running), default=0)
        self.entitle(f"Clocks · {self.about}" if self.about else "Clocks")
        super().changed()

    def stamp(self, index: int) -> Hashable:
        """What the line says, where it runs."""
        clock = self._clocks[index]
        if not clock.running:
            return None
        return left(clock, self.seat.now), round(share_left(clock, self.seat.now) * BAR)

    def _label(self, names: Names, clock: Clock) -> str:
        """What it is called; in live with the page that it runs for, for there are many of these."""
        label = names.clock_rule(clock.rule)
        live = self.seat.board.live and clock.subject in self.seat.board.pages
        return f"{label} {clock.subject}" if live else label

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One clock."""
        clock, now = self._clocks[index], self.seat.now
        names = Names(self.seat.board)
        glyph, style = clock_mark(clock, now)
        label = self._label(names, clock)
        verdict = clock.verdict(now)
        start = [Cell(" "), Cell(glyph, style), Cell(label, "muted" if verdict in ("met", "waived") else "", flex=True)]
        if verdict == "overdue" and not self.seat.stands(clock):
            return [*lay([*start, Cell("missed", "urgent", right=True)], width - 1), Span(" ")]
        if verdict == "waived":
            return [*lay([*start, Cell("waived", "muted", right=True)], width - 1), Span(" ")]
        if verdict in ("met", "late"):
            took = span(clock.stopped_at - clock.since)
            of = f"{verdict} {took} of {span(clock.due - clock.since)}"
            return [
                *lay([*start, Cell(of, "good" if verdict == "met" else "urgent", right=True)], width - 1),
                Span(" "),
            ]
        due, urgency = left(clock, now)
        length = max(6, min(BAR, width - self._longest - LEFT)) if width >= 46 else 8
        spans = lay([*start, Cell(due, urgency, width=6, right=True)], width - length - 2)
        if verdict == "overdue":
            return [*spans, Span(" "), Span("overdue".ljust(length), "urgent"), Span(" ")]
        filled, rest = bar(share_left(clock, now), length)
        return [*spans, Span(" "), Span(filled, urgency or "bar"), Span(rest, "rest"), Span(" ")]
