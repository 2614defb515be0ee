"""The incident board: one line an incident, its next clock at the end, which is the last thing to go."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from rich.cells import cell_len

from irsim.board.board import Board
from irsim.board.exercise import is_exercise, plays_scenario
from irsim.board.joining import OVER
from irsim.board.state import NEVER, Incident
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import left, severity_mark, since_detected, status_word
from irsim.tui.seat import Seat
from irsim.tui.widgets.listed import IdsPanel

CLOCK = 6
AGE = 5
STATUS = 13


class IncidentsPanel(IdsPanel):
    """All incidents, open ones first by severity."""

    stamp_width = CLOCK + AGE + 2
    keeps = True
    empty = "No incident yet. D declares one."
    pointing: tuple[str, ...] = ()
    """what is said beside that while no source was heard: how to point one here"""

    @property
    def wanted(self) -> int:
        """How many lines it would fill; where it is empty, those of what is said then, and two for long addresses."""
        return self.count() or (3 + self.empty.count("\n") if "\n" in self.empty else 1)

    def changed(self) -> None:
        """Keep the same incident selected when the order changes."""
        selected = self.selected
        if self.pointing:
            heard, _ = self.seat.heard
            self.empty = "\n".join([type(self).empty, *(() if heard else self.pointing)])
        self._ids = list(self.seat.incidents())
        if selected in self._ids[:1]:
            self.cursor = 0
        elif selected:
            self.cursor = self._ids.index(selected) if selected in self._ids else 0
        super().changed()

    def stamp(self, index: int) -> Hashable:
        """Age and time left."""
        about = self.seat.board.incidents[self._ids[index]]
        clock = self.seat.next_clock_of(about.id)
        return since_detected(about, self.seat.now), left(clock, self.seat.now) if clock else ""

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One incident."""
        seat, now = self.seat, self.seat.now
        about = seat.board.incidents[self._ids[index]]
        rules = seat.board.rules
        glyph, style = severity_mark(rules, about.severity)
        clock = seat.next_clock_of(about.id)
        due, urgency = left(clock, now) if clock else ("", "")
        label = rules.clocks[clock.rule].label if clock and clock.rule in rules.clocks else ""
        over = "" if about.open else "muted"
        who = "" if about.acknowledged_at >= 0 or not about.open else "new"
        status = status_word(rules, about)
        beside = STATUS - cell_len(status) - 1 if who else 0
        cells = [
            Cell("▸" if index == self.cursor else " "),
            Cell(about.id, over or "strong"),
            Cell(glyph, over or style),
            Cell(about.severity, over or style, width=5),
            Cell(status, over, width=cell_len(status) if beside >= len(who) > 0 else STATUS, drop=2),
            Cell(who, "notice", width=max(beside, len(who)) if who else 0, drop=3),
            Cell("EXERCISE" if exercise_within(seat.board, about) else "", "exercise"),
            Cell(note_of(seat, about), "notice", drop=3),
            Cell(one_line(about.title), over, flex=True),
        ]
        if width >= 100:
            cells.append(Cell(one_line(label, 24), "muted", width=24, right=True, drop=4))
        cells += [
            Cell(since_detected(about, now), "muted", width=AGE, right=True, drop=1),
            Cell(due, over or urgency, width=CLOCK, right=True),
        ]
        return lay(cells, width)


def exercise_within(board: Board, about: Incident) -> bool:
    """Whether it is an exercise in a session that is none: where all is one, the header says so."""
    return board.live and not plays_scenario(board.opened) and is_exercise(board, about)


def note_of(seat: Seat, about: Incident) -> str:
    """In live, what an open incident asks for beside its clocks: to be resolved, or touched again."""
    if not seat.board.live or not about.open:
        return ""
    if about.proposed_at != NEVER and about.means not in OVER:
        return "resolve?"
    return "untouched" if about.returned_at > about.touched_at else ""
