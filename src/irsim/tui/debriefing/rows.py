"""The rows that pages are made of: spans for a width, where Enter leads, and what is copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from irsim.tui.lines import Cell, Span, cut, lay, wrapped

Lines = list[Sequence[Span]]

Link = tuple[str, str]
"""What a row leads to: claim, record, clock, objective or role, and its id."""

NOWHERE: Link = ("", "")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a page: its lines at a width. The cursor stands only on those that `stops`; `link` is where Enter leads,
    `copy` what the clipboard gets."""

    lines: Callable[[int], Lines]
    stops: bool = False
    link: Link = NOWHERE
    copy: str = ""


BLANK = Row(lambda _: [[]])


def heading(title: str, right: str = "") -> Row:
    """A title with a rule to the right margin."""

    def lines(width: int) -> Lines:
        shown = cut(title, max(8, width - cell_len(right) - 6)).rstrip()
        rule = max(0, width - cell_len(shown) - cell_len(right) - (4 if right else 3))
        tail = [Span(f" {right}", "muted")] if right else []
        return [[Span(" "), Span(shown, "strong"), Span(" "), Span("─" * rule, "rest"), *tail]]

    return Row(lines)


def words(text: str, style: str = "", indent: int = 1, lead: str = "", lead_style: str = "") -> Row:
    """A text over as many lines as it needs, the later ones under the first; `lead` is a sign in front of it."""

    def lines(width: int) -> Lines:
        room = width - indent - cell_len(lead) - 1
        found: Lines = []
        for number, line in enumerate(wrapped(text, room)):
            front = [Span(lead, lead_style)] if not number else [Span(" " * cell_len(lead))]
            found.append([Span(" " * indent), *(front if lead else ()), Span(line, style)])
        return found

    return Row(lines)


def pair(label: str, value: str, style: str = "", columns: int = 12, copy: str = "") -> Row:
    """A label and what it is, the value wrapped beside it."""
    row = words(value, style, 1, f"{cut(label, columns - 1)} ", "muted")
    return Row(row.lines, bool(copy), NOWHERE, copy)


def line(columns: Sequence[Cell], width: int) -> list[Span]:
    """Columns with a margin on both sides."""
    return [Span(" "), *lay(columns, max(1, width - 2)), Span(" ")]


def cells(*columns: Cell, link: Link = NOWHERE, copy: str = "", stops: bool = True) -> Row:
    """One line of columns."""
    return Row(lambda width: [line(columns, width)], stops, link, copy)


def stopping(row: Row, link: Link = NOWHERE, copy: str = "") -> Row:
    """The same row, with a place for the cursor."""
    return Row(row.lines, True, link, copy)


VERDICT_STYLES = {
    "met": "good",
    "late": "notice",
    "partly": "notice",
    "missed": "urgent",
    "wrong": "urgent",
    "overdue": "urgent",
    "not exercised": "muted",
    "not rated": "muted",
    "waived": "muted",
    "running": "",
}
"""The style of each verdict of a claim or a clock, beside its sign and word."""


def verdict_style(verdict: str) -> str:
    """The style a verdict is read in."""
    return VERDICT_STYLES.get(verdict, "")
