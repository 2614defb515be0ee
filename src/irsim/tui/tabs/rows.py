"""What a tab of an incident is made of: rows, each saying what Enter does with it. No textual here: tabs are functions
from the board to rows, and tested as that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rich.cells import cell_len

from irsim.board.board import Board
from irsim.board.playbooks import Task, tasks_of
from irsim.board.state import Clock, Incident
from irsim.reports.names import Names
from irsim.reports.plain import span
from irsim.tui.forms.fields import Focus
from irsim.tui.items import FeedItem
from irsim.tui.lines import Cell, Span, cut, wrapped
from irsim.tui.marks import at_a_glance, clock_mark, left
from irsim.tui.seat import Seat

LABEL = 15
"""Columns of the label of a fact."""

LEAST_TEXT = 24
"""Columns below which a row's text is no longer read with ease: cells beside it that may go do so."""


NOTHING = Focus()
"""A row that is about the incident as a whole."""


class Opens(NamedTuple):
    """What Enter does with a row. `what` is do (an action of the registry), alert, item, update, clock or evidence (to
    read), incident or tab (to go to); `name` is the action's id or the thing's."""

    what: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a tab.

    `name` tells rows apart, so that the cursor stays with what it stood on. `lead` and `tail` stand before and behind
    the text on its first line; those with a `drop` go where it is narrow. The text wraps, to `limit` lines at most
    (0: all). `typed` is filled in already in the form that it opens. A heading is passed over by the cursor.
    """

    name: str
    text: tuple[Span, ...]
    lead: tuple[Cell, ...] = ()
    tail: tuple[Cell, ...] = ()
    indent: int = 1
    limit: int = 0
    focus: Focus = NOTHING
    opens: Opens | None = None
    typed: tuple[tuple[str, str], ...] = ()
    heading: bool = False
    begins: bool = False
    """whether a tab opens here, what stands above it being dealt with"""

    @property
    def plain(self) -> str:
        """The text without its styles."""
        return "".join(piece.text for piece in self.text)


@dataclass(frozen=True)
class View:
    """What a tab may look at: the seat, the incident, and which key an action has."""

    seat: Seat
    about: Incident
    key_of: Callable[[str], str] = field(default=lambda name: "")
    acts: bool = True
    """whether anything can be done about it from here"""

    @property
    def board(self) -> Board:
        """The board of this seat."""
        return self.seat.board

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.seat.board)

    @property
    def focus(self) -> Focus:
        """The incident, and nothing of it in particular."""
        return Focus(incident=self.about.id)

    def at(self, instant: int) -> str:
        """When something was (ms), as lists show it."""
        return at_a_glance(self.seat, instant)

    @property
    def columns(self) -> int:
        """Columns of that at most, beside what happened."""
        return 12 if self.board.live else 8

    @cached_property
    def tasks(self) -> list[Task]:
        """The steps of its playbooks, phase by phase."""
        return tasks_of(self.board, self.about)

    def items(self, *kinds: str) -> list[FeedItem]:
        """Lines of the feed about this incident, of these kinds, in order."""
        return [item for item in self.seat.told_of(self.about.id) if item.kind in kinds]

    def told(self, item: FeedItem) -> str:
        """A line of the feed without the incident's own id, which every line here would begin with."""
        rest = item.line.text.removeprefix(self.about.id)
        return rest[1:].lstrip() if rest[:1] in (" ", ",", ":") and rest is not item.line.text else item.line.text

    def clocks(self) -> list[Clock]:
        """Every running of each of its clocks, in order of start."""
        runs = [clock for (about, _), clocks in self.board.runs.items() if about == self.about.id for clock in clocks]
        return sorted(runs, key=lambda clock: (clock.since, clock.seq))

    def do(self, action: str) -> Opens:
        """Enter does what the registry calls this."""
        return Opens("do", action)

    def hint(self, text: str, action: str, then: str) -> Row:
        """What stands where nothing is yet: what it is, and the key that brings it there."""
        if not self.acts:
            return Row(f"hint:{action}", (Span(text, "muted"),))
        key = self.key_of(action)
        words = [Span(f"{text} ", "muted"), Span(key or "Enter", "key"), Span(f" {then}.", "muted")]
        return Row(f"hint:{action}", tuple(words), opens=self.do(action))

    def fact(self, label: str, text: str, style: str = "", action: str = "", *more: Span) -> Row:
        """A label and what is known under it."""
        opens = self.do(action) if action else None
        said = (Span(text, style), *more)
        return Row(f"fact:{label}", said, (Cell(label, "muted", width=LABEL),), opens=opens)

    def clock(self, clock: Clock, label: str = "") -> Row:
        """A clock with what is left of it, or its verdict."""
        now = self.seat.now
        verdict = clock.verdict(now)
        glyph, style = clock_mark(clock, now)
        tail: tuple[Cell, ...]
        if verdict in ("met", "late"):
            took = f"{span(clock.stopped_at - clock.since)} of {span(clock.due - clock.since)}"
            tail = (Cell(f"{verdict} {took}", "good" if verdict == "met" else "urgent"),)
        elif verdict == "waived":
            tail = (Cell("waived", "muted"),)
        elif verdict == "overdue" and not self.seat.stands(clock):
            tail = (Cell("missed", "urgent"),)
        else:
            due, urgency = left(clock, now)
            word = "overdue" if verdict == "overdue" else "due in"
            tail = (Cell(word, urgency or "muted", drop=1), Cell(due, urgency, width=6, right=True))
        name = label or self.names.clock_rule(clock.rule)
        if not label and self.seat.board.live and clock.subject in self.seat.board.pages:
            name += f" {clock.subject}"
        over = "muted" if verdict in ("met", "waived") else ""
        return Row(
            f"clock:{clock.id}",
            (Span(name, over),),
            (Cell(glyph, style, width=1),),
            tail,
            opens=Opens("clock", clock.id),
        )


def heading(title: str, note: str = "") -> Row:
    """A line above a group of rows."""
    return Row(
        f"heading:{title}", (Span(title, "strong"), *((Span(f" · {note}", "muted"),) if note else ())), heading=True
    )


def height(row: Row, width: int) -> int:
    """How many lines `laid` would make, without making them."""
    if row.heading:
        return 1
    lead, tail = _beside(row, width)
    room = _room(row, lead, tail, width)[1]
    if len(row.text) == 1:
        return max(1, len(wrapped(row.text[0].text, room, row.limit)))
    return len(_folded(row.text, room, row.limit))


def laid(row: Row, width: int) -> list[list[Span]]:
    """The row's lines, each exactly `width` columns wide."""
    if row.heading:
        return [_headed(row, width)]
    lead, tail = _beside(row, width)
    before, room = _room(row, lead, tail, width)
    behind = max(0, width - before - room)
    lines: list[list[Span]] = []
    for number, pieces in enumerate(_folded(row.text, room, row.limit)):
        spans = [Span(" " * (before if number else row.indent))]
        if number == 0:
            for cell in lead:
                spans += [_fitted(cell), Span(" ")]
        used = sum(cell_len(piece.text) for piece in pieces)
        spans += [*pieces, Span(" " * max(0, room - used))]
        if number == 0:
            for cell in tail:
                spans += [Span(" "), _fitted(cell)]
            spans.append(Span(" "))
        else:
            spans.append(Span(" " * behind))
        lines.append(spans)
    return lines


def _room(row: Row, lead: Sequence[Cell], tail: Sequence[Cell], width: int) -> tuple[int, int]:
    """Columns before the text, and of the text."""
    before = row.indent + sum(cell.columns + 1 for cell in lead)
    behind = sum(cell.columns + 1 for cell in tail) + 1
    return before, max(1, width - before - behind)


def _headed(row: Row, width: int) -> list[Span]:
    room = max(1, width - 3)
    words = [*row.text]
    used = sum(cell_len(piece.text) for piece in words)
    if used > room:
        words, used = [Span(cut(row.plain, room), "strong")], room
    return [Span(" "), *words, Span(" "), Span("─" * max(0, width - used - 3), "rest"), Span(" ")]


def _beside(row: Row, width: int) -> tuple[list[Cell], list[Cell]]:
    """The cells for which there is room."""
    lead, tail = [cell for cell in row.lead if cell.columns], [cell for cell in row.tail if cell.columns]
    while True:
        taken = row.indent + 1 + sum(cell.columns + 1 for cell in (*lead, *tail))
        going = max((cell for cell in (*lead, *tail) if cell.drop), key=lambda cell: cell.drop, default=None)
        if width - taken >= LEAST_TEXT or going is None:
            return lead, tail
        (lead if any(cell is going for cell in lead) else tail).remove(going)


def _fitted(cell: Cell) -> Span:
    width = cell.columns
    if cell.right and cell_len(cell.text) < width:
        return Span(" " * (width - cell_len(cell.text)) + cell.text, cell.style)
    return Span(cut(cell.text, width), cell.style)


def _folded(text: Sequence[Span], width: int, limit: int) -> list[list[Span]]:
    """Pieces in several styles, wrapped together; one piece alone keeps the line breaks and indents of its text."""
    if len(text) == 1:
        piece = text[0]
        if "\n" not in piece.text and cell_len(piece.text) <= width:
            return [[piece]]
        return [[Span(line, piece.style)] for line in wrapped(piece.text, width, limit)] or [[]]
    lines: list[list[Span]] = [[]]
    used = 0
    for piece in text:
        for word in re.findall(r"\s*\S+|\s+", piece.text):
            if used and used + cell_len(word) > width:
                lines.append([])
                used, word = 0, word.lstrip()
            if cell_len(word) > width:
                word = cut(word, width)
            if word:
                lines[-1].append(Span(word, piece.style))
                used += cell_len(word)
    if limit and len(lines) > limit:
        shown = "".join(piece.text for piece in lines[limit - 1])
        lines = [*lines[: limit - 1], [Span(cut(f"{shown} …", min(width, cell_len(shown) + 2)), text[-1].style)]]
    return lines
