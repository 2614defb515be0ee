"""A page to read: rows of any height with a cursor that stands only where Enter or the clipboard has something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.strip import Strip

from irsim.tui.debriefing.rows import Lines, Row
from irsim.tui.lines import Span
from irsim.tui.widgets.panel import Panel


class PagePanel(Panel):
    """Rows of a page. `show` gives it other ones."""

    tall: ClassVar[bool] = True

    DEFAULT_CSS = """
    PagePanel { scrollbar-gutter: stable; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: list[Row] = []
        self._laid: dict[tuple[int, int], Lines] = {}

    def show(self, rows: list[Row], empty: str = "") -> None:
        """Other rows; the cursor stands on the first place there is."""
        self.rows = rows
        self.empty = empty
        self._laid.clear()
        self.cursor = self._stop(0, 1)
        self.changed()
        self.scroll_to(y=0, animate=False)

    @property
    def selected(self) -> Row | None:
        """The row under the cursor, if that is a place for it."""
        row = self.rows[self.index] if 0 <= self.index < len(self.rows) else None
        return row if row is not None and row.stops else None

    def choose(self, link: tuple[str, str]) -> bool:
        """Put the cursor on the row that leads there, with a few lines around it in sight; whether there is one."""
        found = next((number for number, row in enumerate(self.rows) if row.link == link), -1)
        if found < 0:
            return False
        self.select(found)
        if found == self._stop(0, 1):
            self.scroll_to(y=0, animate=False)
        else:
            self.call_after_refresh(self._centre, found)
        return True

    def _centre(self, index: int) -> None:
        """Lines around a row, so that one sees where it stands."""
        if not 0 <= index < len(self.rows):
            return
        height, top = self.scrollable_content_region.height, self.start_of(index)
        if not self.scroll_offset.y + 2 <= top <= self.scroll_offset.y + height - 4:
            self.scroll_to(y=max(0, min(top - height // 3, self._lines - height)), animate=False)

    def count(self) -> int:
        """Rows."""
        return len(self.rows)

    def height_of(self, index: int, width: int) -> int:
        """Lines of a row."""
        return len(self._lines_at(index, width))

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One line of a row."""
        lines = self._lines_at(index, width)
        return lines[line] if line < len(lines) else []

    def _lines_at(self, index: int, width: int) -> Lines:
        key = (index, width)
        if key not in self._laid:
            if len(self._laid) > 20_000:
                self._laid.clear()
            self._laid[key] = self.rows[index].lines(width)
        return self._laid[key]

    def _strip(self, index: int, line: int, width: int) -> Strip:
        marked = index == self.cursor and self.rows[index].stops and bool(self.draw(index, line, width))
        over = self.palette["cursor"] if marked and self.has_focus else None
        return self.palette.strip(self.draw(index, line, width), width, self._base, over)

    # The cursor

    def _stop(self, start: int, by: int) -> int:
        """The next place for the cursor from `start` on; -1 where there is none."""
        while 0 <= start < len(self.rows):
            if self.rows[start].stops:
                return start
            start += by
        return -1

    def select(self, index: int) -> None:
        """Only where there is something."""
        if 0 <= index < len(self.rows) and self.rows[index].stops:
            super().select(index)

    def action_cursor(self, by: int) -> None:
        """To the next place, or a line on where the next one is out of sight."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        here = self.index
        if here >= 0:
            start, end = self.start_of(here), self.start_of(here) + self.lines_of(here)
            if (by > 0 and end > top + height) or (by < 0 and start < top):
                self.scroll_to(y=top + by, animate=False)
                return
        after = self._stop(here + by, by) if here >= 0 else -1
        out_of_sight = after >= 0 and not top - height < self.start_of(after) < top + 2 * height
        if after < 0 or out_of_sight:
            self.scroll_to(y=top + by, animate=False)
            return
        self.select(after)
        if self._stop(after + by, by) < 0 and by < 0:
            self.scroll_to(y=max(0, min(self.scroll_offset.y, self.start_of(after))), animate=False)

    def action_page(self, by: int) -> None:
        """A screenful; the cursor goes along."""
        height = max(1, self.scrollable_content_region.height - 1)
        last = max(0, self._lines - self.scrollable_content_region.height)
        top = max(0, min(last, self.scroll_offset.y + by * height))
        self.scroll_to(y=top, animate=False)
        wanted = top if 0 < top < last else self._lines - 1 if top else 0
        place = self._stop(self.index_at(wanted), -1 if wanted and top == last else 1)
        if place >= 0:
            before, self.cursor = self.cursor, place
            self._redraw(before)
            self._redraw(place)
            if place != before:
                self.post_message(self.Moved(self, place))

    def action_first(self) -> None:
        """To the top."""
        self.select(self._stop(0, 1))
        self.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        """To the end."""
        self.select(self._stop(len(self.rows) - 1, -1))
        self.scroll_to(y=max(0, self._lines - self.scrollable_content_region.height), animate=False)
