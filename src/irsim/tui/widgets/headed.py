"""A list under headings, over which the cursor passes."""

from __future__ import annotations

from typing import Generic, TypeVar

from irsim.tui.widgets.panel import Panel

Entry = TypeVar("Entry")


class Headed(Panel, Generic[Entry]):
    """Headings, which are words, and what stands below each of them."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: list[str | Entry] = []

    @property
    def selected(self) -> Entry | None:
        """What is under the cursor."""
        row = self._rows[self.index] if 0 <= self.index < len(self._rows) else None
        return None if isinstance(row, str) else row

    def count(self) -> int:
        """Headings and what stands below them."""
        return len(self._rows)

    def select(self, index: int) -> None:
        """To an entry: a heading sends the cursor on in the direction it came from."""
        index = max(0, min(index, len(self._rows) - 1))
        step = -1 if index < self.cursor else 1
        for way in (step, -step):
            place = index
            while 0 <= place < len(self._rows):
                if not isinstance(self._rows[place], str):
                    super().select(place)
                    if place == 1:
                        self.scroll_to(y=0, animate=False)
                    return
                place += way
