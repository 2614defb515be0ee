"""Only what differs from what the terminal shows goes out to it: a second of a clock is a few bytes and not a line,
which is what makes the room usable over a slow connection.

Textual writes every line that a widget wants drawn anew, whether it reads differently or not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

NEAR = 6
"""Columns: what lies this close together in one style is written through, for moving the cursor takes as many bytes."""

Look: TypeAlias = tuple[str, str]
Piece: TypeAlias = tuple[int, int, Strip]

PLAIN: Look = ("", "")


class Thrift:
    """What the terminal shows, cell by cell, and what has to be written so that it shows something else."""

    def __init__(self) -> None:
        self._rows: list[list[Hashable]] = []
        self._size = (0, 0)

    def forget(self) -> None:
        """Nobody knows what the terminal shows: everything is written next."""
        self._rows = []

    def saving(self, update: CompositorUpdate, size: tuple[int, int]) -> CompositorUpdate:
        """The same update in fewer bytes; `size` is columns and lines of the terminal."""
        if isinstance(update, LayoutUpdate | ChopsUpdate):
            return _Saving(self, update, size)
        return update

    def written(self, pieces: Iterable[Piece], size: tuple[int, int], console: Console) -> str:
        """What turns what the terminal shows into `pieces`: column, line and what begins there."""
        if size != self._size or not self._rows:
            self._size = size
            self._rows = [[None] * size[0] for _ in range(size[1])]
        pen = _Pen()
        colours = console._color_system or ColorSystem.TRUECOLOR
        for x, y, strip in pieces:
            if 0 <= y < len(self._rows) and x < size[0]:
                self._put(pen, self._rows[y], x, y, strip, colours)
        return pen.said()

    def _put(self, pen: _Pen, row: list[Hashable], x: int, y: int, strip: Strip, colours: ColorSystem) -> None:
        told = [(text, _look(style, colours)) for text, style, control in strip if text and not control]
        if not all(text.isascii() or all(cell_len(letter) == 1 for letter in text) for text, _ in told):
            # terminals do not agree on how wide some characters are: such a piece is written whole or not at all
            end = min(x + strip.cell_length, len(row))
            if end > x and row[x:end] != (cells := [tuple(told), *["wide"] * (end - x - 1)]):
                row[x:end] = cells
                pen.go(x, y)
                for text, look in told:
                    pen.write(text, look, cell_len(text))
            return
        for text, look in told:
            cells = [(letter, look) for letter in text[: max(0, len(row) - x)]]
            if row[x : x + len(cells)] != cells:
                for number, cell in enumerate(cells):
                    if row[x + number] != cell:
                        pen.come(x + number, y, row)
                        pen.write(text[number], look, 1)
                        row[x + number] = cell
            x += len(text)


class _Pen:
    """Where the cursor stands and in which style it writes."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._x = self._y = -1
        self._look = PLAIN

    def go(self, x: int, y: int) -> None:
        """Stand there."""
        if (x, y) != (self._x, self._y):
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")
            self._x, self._y = x, y

    def come(self, x: int, y: int, row: list[Hashable]) -> None:
        """The same; over what is near and stands there already in the same style, by writing it again."""
        if y == self._y and 0 <= self._x < x <= self._x + NEAR:
            between = row[self._x : x]
            if all(isinstance(cell, tuple) and len(cell) == 2 and cell[1] == self._look for cell in between):
                self._parts += [cell[0] for cell in between if isinstance(cell, tuple)]
                self._x = x
        self.go(x, y)

    def write(self, text: str, look: Look, columns: int) -> None:
        """Write here."""
        if look != self._look:
            ansi, link = look
            if link != self._look[1]:
                self._parts.append(f"\x1b]8;;{link}\x1b\\")
            self._parts.append(f"\x1b[{change(self._look[0], ansi)}m")
            self._look = look
        self._parts.append(text)
        self._x += columns

    def said(self) -> str:
        """All of it, with the style put back."""
        if self._look[1]:
            self._parts.append("\x1b]8;;\x1b\\")
        if self._look[0]:
            self._parts.append("\x1b[0m")
        return "".join(self._parts)


@lru_cache(maxsize=4096)
def change(before: str, after: str) -> str:
    """The parameters of the SGR sequence that turns the one style into the other, without what is the same."""
    was, now = _parts_of(before), _parts_of(after)
    if was[0] == now[0] and all(now[1:]):
        return ";".join(new for old, new in zip(was[1:], now[1:], strict=True) if old != new)
    return f"0;{after}" if after else "0"


def _parts_of(ansi: str) -> tuple[str, str, str]:
    """Attributes, colour and background of SGR parameters, each empty where they say nothing of it."""
    rest, attributes = [part for part in ansi.split(";") if part], []
    colour = background = ""
    while rest:
        code = rest.pop(0)
        if code in ("38", "48"):
            count = 4 if rest[:1] == ["2"] else 2
            whole = ";".join([code, *rest[:count]])
            del rest[:count]
            colour, background = (whole, background) if code == "38" else (colour, whole)
        elif code[:-1] in ("3", "9"):
            colour = code
        elif code[:-1] in ("4", "10"):
            background = code
        else:
            attributes.append(code)
    return ";".join(attributes), colour, background


class _Saving(CompositorUpdate):
    def __init__(self, thrift: Thrift, update: LayoutUpdate | ChopsUpdate, size: tuple[int, int]) -> None:
        self._thrift = thrift
        self._update = update
        self._size = size

    def render_segments(self, console: Console) -> str:
        """The escape sequences."""
        update = self._update
        pieces = _of_layout(update) if isinstance(update, LayoutUpdate) else _of_chops(update)
        return self._thrift.written(pieces, self._size, console)


def _of_layout(update: LayoutUpdate) -> Iterator[Piece]:
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield x, y, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[Piece]:
    """As Textual's own does, without what is left of a span: it stands there already."""
    for y, begins, ends in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > ends or end <= begins:
                continue
            yield x, y, strip if begins <= x < ends and end <= ends else strip.crop(0, min(end, ends) - x)


def _look(style: Style | None, colours: ColorSystem) -> Look:
    if style is None:
        return PLAIN
    ansi = style._ansi
    return (Strip.render_ansi(style, colours) if ansi is None else ansi), style._link or ""
