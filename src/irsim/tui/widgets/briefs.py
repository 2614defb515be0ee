"""The lists of the home screen: drills, and recordings that are open or closed. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from textual.message import Message

from irsim.reports.plain import one_line, span
from irsim.tui.launch import DrillBrief, RecordingBrief
from irsim.tui.lines import Cell, Span, lay, wrapped
from irsim.tui.widgets.panel import Panel
from irsim.words.durations import format_instant

STATE = 13
"""Columns of a state or a difficulty: the lists stand below each other, and so do their columns."""

HELD = 16
"""Columns of a date or a length."""

REACHED = 11
"""Columns of an instant or a score."""

FAMILY = 14


def name_of(brief: DrillBrief | RecordingBrief) -> str:
    """What the screen calls it: its code name; its file where it has none, as where it cannot be read."""
    file = brief.name if isinstance(brief, DrillBrief) else brief.path.name
    return one_line(brief.codename, 60) or one_line(file, 60) or "without a name"


def started(held: str) -> datetime | None:
    """When it was held, in UTC; None where nobody knows."""
    try:
        instant = datetime.fromisoformat(held)
    except ValueError:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


def held_word(held: str) -> str:
    """`2026-11-16 09:47` in UTC; a dash where nobody knows."""
    instant = started(held)
    return f"{instant:%Y-%m-%d %H:%M}" if instant else "–"


def state_word(brief: RecordingBrief) -> tuple[str, str]:
    """The state in a word, and its style."""
    if brief.fault:
        return "unreadable", "notice"
    if brief.state == "running":
        return "running", "good"
    if brief.state == "open" and brief.adjourned:
        return "adjourned", "accent"
    if brief.forked and (brief.people or brief.state == "closed"):
        return ("fork", "accent") if brief.state == "closed" else ("open fork", "accent")
    if brief.state == "open":
        return ("open", "accent") if brief.people else ("unfinished", "muted")
    return ("", "") if brief.people else ("simulated", "muted")


def score_word(score: float | None) -> str:
    """A score of 100."""
    return "–" if score is None else f"{score:g}"


class BriefsPanel(Panel):
    """A list that is empty until it was read. At its ends the cursor goes on to the next list."""

    class Passed(Message):
        """The cursor went past the first (-1) or the last (1) line."""

        def __init__(self, panel: BriefsPanel, by: int) -> None:
            super().__init__()
            self.panel = panel
            self.by = by

    def __init__(self, title: str, reading: str, nothing: str, *, id: str) -> None:
        super().__init__(id=id)
        self.title = title
        self.nothing = nothing
        self.empty = reading
        self.entitle(title)

    @property
    def heading(self) -> str:
        """What it lists, and how many there are."""
        return f"{self.title} · {self.count()}" if self.count() else self.title

    def _was_read(self) -> None:
        self.entitle(self.heading)
        self.empty = self.nothing

    def rows(self, width: int) -> int:
        """Lines that show all of it."""
        return self.count() or len(wrapped(self.empty, max(10, width - 2)))

    def action_cursor(self, by: int) -> None:
        """Up or down, and on to the next list."""
        if 0 <= self.cursor + by < self.count():
            super().action_cursor(by)
        else:
            self.post_message(self.Passed(self, by))

    def _mark(self, index: int) -> Cell:
        return Cell("▸" if index == self.cursor and self.has_focus else " ")


class DrillsPanel(BriefsPanel):
    """The library by code name. What gives a drill away is shown while `revealed`."""

    def __init__(self, title: str, reading: str, nothing: str, *, id: str) -> None:
        super().__init__(title, reading, nothing, id=id)
        self.briefs: list[DrillBrief] = []
        self.revealed = False

    @property
    def selected(self) -> DrillBrief | None:
        """The drill under the cursor."""
        return self.briefs[self.index] if 0 <= self.index < len(self.briefs) else None

    def offer(self, briefs: Sequence[DrillBrief]) -> None:
        """What was read; the same drill stays selected."""
        before = self.selected
        self.briefs = list(briefs)
        names = [brief.name for brief in self.briefs]
        self.cursor = names.index(before.name) if before and before.name in names else 0
        self._was_read()
        self.changed()

    def reveal(self, revealed: bool) -> None:
        """Show or hide what only whoever prepares may see."""
        self.revealed = revealed
        self.changed()

    def count(self) -> int:
        """Drills there are."""
        return len(self.briefs)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """Code name, difficulty, length, last score."""
        brief = self.briefs[index]
        cells = [self._mark(index), Cell(name_of(brief), "strong", flex=True)]
        if brief.fault:
            cells.append(Cell("cannot be played", "notice"))
            return lay(cells, width)
        if self.revealed:
            cells.append(Cell(one_line(brief.family, FAMILY), "notice", width=FAMILY, drop=3))
        cells += [
            Cell(one_line(brief.difficulty, STATE), "muted", width=STATE, drop=2),
            Cell(span(brief.table or brief.length), "muted", width=HELD, drop=1),
            Cell("" if brief.last_score is None else f"last {score_word(brief.last_score)}", width=REACHED, right=True),
        ]
        return lay(cells, width)


class RecordingsPanel(BriefsPanel):
    """Recordings: those that can be continued show how far they came, the others their score."""

    def __init__(self, title: str, reading: str, nothing: str, *, id: str, over: bool) -> None:
        super().__init__(title, reading, nothing, id=id)
        self.briefs: list[RecordingBrief] = []
        self.marked: list[Path] = []
        """recordings to be compared, in the order in which they were marked"""
        self._over = over

    @property
    def selected(self) -> RecordingBrief | None:
        """The recording under the cursor."""
        return self.briefs[self.index] if 0 <= self.index < len(self.briefs) else None

    def offer(self, briefs: Sequence[RecordingBrief]) -> None:
        """What was read; the same recording stays selected."""
        before = self.selected
        self.briefs = list(briefs)
        paths = [brief.path for brief in self.briefs]
        self.marked = [path for path in self.marked if path in paths]
        self.cursor = paths.index(before.path) if before and before.path in paths else 0
        self._was_read()
        self.changed()

    def mark(self) -> None:
        """Mark the selected recording, or take its mark away."""
        here = self.selected
        if here is not None:
            rest = [path for path in self.marked if path != here.path]
            self.marked = rest if here.path in self.marked else [*rest, here.path]
            self.changed()

    def count(self) -> int:
        """Recordings there are."""
        return len(self.briefs)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """Code name, when it was held, how far it came or its score."""
        brief = self.briefs[index]
        state, style = state_word(brief)
        reached = f"score {score_word(brief.score)}" if self._over else format_instant(brief.at)
        if brief.fault or (self._over and brief.state != "closed"):
            reached = ""
        cells = [
            self._mark(index),
            *([Cell("●", "accent")] if brief.path in self.marked else []),
            Cell(name_of(brief), "strong", flex=True),
            Cell(state, style, width=STATE),
            Cell(held_word(brief.held), "muted", width=HELD, drop=2),
            Cell(reached, width=REACHED, right=True, drop=1),
        ]
        return lay(cells, width)
