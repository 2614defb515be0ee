"""The rows of a tab, drawn: wrapped, with a cursor that passes over headings and stays with what it stood on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from irsim.tui.lines import Span
from irsim.tui.tabs.rows import Row, height, laid
from irsim.tui.widgets.panel import Panel


class RowsPanel(Panel):
    """A list of `Row`s. `show` puts others into it."""

    tall: ClassVar[bool] = True

    DEFAULT_CSS = """
    RowsPanel {
        scrollbar-gutter: stable;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: list[Row] = []
        self._heights: list[int] = []
        """of each row, 0 where it was not measured yet: only what is seen is laid out"""
        self._measured_for = 0
        self._laid: tuple[Row, int, list[list[Span]]] | None = None

    @property
    def selected(self) -> Row | None:
        """The row that the cursor stands on."""
        return self.rows[self.index] if 0 <= self.index < len(self.rows) else None

    def renew(self, rows: Sequence[Row], *, at_end: bool = False) -> None:
        """Something else altogether: the cursor begins where the rows say, at its first row, or at its last."""
        self.rows, self._heights = list(rows), [0] * len(rows)
        begin = next((number for number, row in enumerate(rows) if row.begins), 0)
        self.cursor = self._landing(len(rows) - 1 if at_end else begin)
        self.changed()
        if at_end:
            self.call_after_refresh(self.scroll_end, animate=False)
        elif begin:
            self.call_after_refresh(self._scroll_to_start_of, begin)
        else:
            self.scroll_to(y=0, animate=False)

    def _scroll_to_start_of(self, index: int) -> None:
        """A row's heading on top, unless that leaves little room below the row; there may be other rows by now."""
        if index < len(self.rows):
            top = next((place for place in range(index, -1, -1) if self.rows[place].heading), index)
            far = self.start_of(index) - self.start_of(top) > self.size.height // 2
            self.scroll_to(y=self.start_of(index if far else top), animate=False)

    def show(self, rows: Sequence[Row], *, follow: bool = False) -> None:
        """The same thing as it is now. Who stood at the end of what is to be followed stands there again."""
        before, was_last = self.selected, self.cursor >= len(self.rows) - 1
        old, known = self.rows, self._heights
        if len(old) == len(rows) and all(a is b or a == b for a, b in zip(old, rows, strict=True)):
            return
        grown = len(rows) > len(old)
        self.rows = list(rows)
        self._heights = [
            known[number] if number < len(old) and (row is old[number] or row == old[number]) else 0
            for number, row in enumerate(rows)
        ]
        if follow and was_last and grown:
            self.cursor = len(rows) - 1
            self.call_after_refresh(self.scroll_end, animate=False)
        elif before is not None and not (self.cursor < len(rows) and rows[self.cursor].name == before.name):
            places = {row.name: number for number, row in enumerate(rows)}
            self.cursor = self._landing(places.get(before.name, min(self.cursor, len(rows) - 1)))
        self.changed()

    def count(self) -> int:
        """Rows there are."""
        return len(self.rows)

    def height_of(self, index: int, width: int) -> int:
        """As many lines as its text wraps to."""
        if self._measured_for != width:
            self._measured_for, self._heights = width, [0] * len(self.rows)
        if not self._heights[index]:
            self._heights[index] = height(self.rows[index], width)
        return self._heights[index]

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One line of a row."""
        row = self.rows[index]
        if self._laid is None or self._laid[0] is not row or self._laid[1] != width:
            self._laid = (row, width, laid(row, width))
        lines = self._laid[2]
        return lines[line] if line < len(lines) else []

    def _landing(self, index: int, by: int = 1) -> int:
        """The row nearest to `index` on which a cursor may stand, looking `by` way first."""
        for step in (by, -by):
            at = index
            while 0 <= at < len(self.rows):
                if not self.rows[at].heading:
                    return at
                at += step
        return max(0, index)

    def select(self, index: int) -> None:
        """Put the cursor on a row; a heading takes none."""
        index = max(0, min(index, len(self.rows) - 1))
        super().select(self._landing(index, -1 if index < self.cursor else 1))
        if self.cursor == self._landing(0):
            self.scroll_to(y=0, animate=False)
