"""How a line fits: cells with a style name each, laid out into a width. Text is cleaned before it comes here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

LEAST_FLEX = 10
"""Columns below which a flexible cell is not worth having: other cells go first."""


class Span(NamedTuple):
    """A piece of a line in one style of the palette: muted, strong, urgent, notice, good, accent, or none."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a line.

    `width` 0 takes what the text needs; `flex` takes what the others leave (one a line; the text is cut with `…`).
    Where the line is too narrow, cells with the highest `drop` go first; those with 0 stay.
    """

    text: str
    style: str = ""
    width: int = 0
    right: bool = False
    flex: bool = False
    drop: int = 0

    @property
    def columns(self) -> int:
        """What it takes."""
        return self.width or cell_len(self.text)


def lay(cells: Sequence[Cell], width: int, gap: int = 1) -> list[Span]:
    """The cells on one line of exactly `width` columns, `gap` columns between them."""
    kept = _fitting(cells, width, gap)
    fixed = sum(cell.columns for cell in kept if not cell.flex) + gap * max(0, len(kept) - 1)
    flexible = max(0, width - fixed)
    spans: list[Span] = []
    used = 0
    for number, cell in enumerate(kept):
        room = flexible if cell.flex else cell.columns
        room = min(room, width - used)
        if room > 0:
            spans.append(Span(_fitted(cell.text, room, cell.right), cell.style))
            used += room
        if number + 1 < len(kept) and used < width:
            blank = min(gap, width - used)
            spans.append(Span(" " * blank))
            used += blank
    if used < width:
        spans.append(Span(" " * (width - used)))
    return spans


def _fitting(cells: Sequence[Cell], width: int, gap: int) -> list[Cell]:
    kept = [cell for cell in cells if cell.flex or cell.columns]
    while True:
        least = sum(min(cell_len(cell.text), LEAST_FLEX) if cell.flex else cell.columns for cell in kept)
        droppable = [cell for cell in kept if cell.drop]
        if least + gap * (len(kept) - 1) <= width or not droppable:
            return kept
        kept.remove(max(droppable, key=lambda cell: cell.drop))


def _fitted(text: str, width: int, right: bool) -> str:
    taken = cell_len(text)
    if taken > width:
        return cut(text, width)
    return " " * (width - taken) + text if right else text + " " * (width - taken)


def cut(text: str, width: int) -> str:
    """`text` in exactly `width` columns, the end marked where something is missing."""
    if cell_len(text) <= width:
        return text + " " * (width - cell_len(text))
    if width <= 1:
        return set_cell_size(text, width)
    kept = set_cell_size(text, width - 1).rstrip()
    return set_cell_size(kept + "…", width)


def wrapped(text: str, width: int, limit: int = 0) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces where there are any; at most `limit` lines (0: all),
    the last one marked where something is missing."""
    width = max(2, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrapped(paragraph, width)
        if limit and len(lines) > limit:
            kept = lines[:limit]
            kept[-1] = cut(kept[-1] + " …", width).rstrip() if cell_len(kept[-1]) + 2 > width else kept[-1] + " …"
            return kept
    return lines


def _wrapped(paragraph: str, width: int) -> Iterable[str]:
    indent = len(paragraph) - len(paragraph.lstrip(" "))
    hang = " " * min(indent, width // 3)
    if paragraph.isascii() and paragraph.isprintable():
        yield from _wrapped_ascii(paragraph, hang, width - len(hang))
        return
    line = hang
    for word in paragraph.split(" "):
        if not word:
            continue
        blank = "" if line == hang else " "
        if cell_len(line) + cell_len(blank) + cell_len(word) <= width:
            line += blank + word
            continue
        if line != hang:
            yield line
        while cell_len(hang) + cell_len(word) > width:
            piece = set_cell_size(word, width - len(hang)).rstrip(" ")
            if not piece:
                break
            yield hang + piece
            word = word[len(piece) :]
        line = hang + word
    yield line.rstrip() if line == hang else line


def _wrapped_ascii(paragraph: str, hang: str, room: int) -> Iterable[str]:
    """The same where a character is a column: a step a line and not one a word, for lists of thousands of lines."""
    text = " ".join(filter(None, paragraph.split(" ")))
    start, end = 0, len(text)
    while end - start > room:
        stop = text.rfind(" ", start, start + room + 1)
        if stop < 0:
            yield hang + text[start : start + room]
            start += room
        else:
            yield hang + text[start:stop]
            start = stop + 1
    yield hang + text[start:] if text else ""


def bar(share: float, width: int) -> tuple[str, str]:
    """A bar as its filled and its empty part, `width` columns together; `share` from 0 to 1."""
    filled = max(0, min(width, round(share * width)))
    return "━" * filled, "─" * (width - filled)


SPARKS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[int], width: int, low: int = 0, high: int = 0) -> str:
    """The last `width` values as blocks; the scale begins at `low` at most, and ends at `high` at least."""
    shown = list(values)[-width:] if width > 0 else []
    if not shown:
        return ""
    bottom, top = min(low, *shown), max(high, *shown)
    if top <= bottom:
        return SPARKS[0] * len(shown)
    return "".join(SPARKS[min(7, (value - bottom) * 8 // (top - bottom + 1))] for value in shown)
