"""Lines of words to click on: tabs at the top of a screen, keys at its bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from irsim.tui.lines import Span
from irsim.tui.widgets.palette import CLASSES, Palette

Key = tuple[str, str, str]
"""How the key is shown, its word, and the screen's action."""


BACK = "esc"
"""The key that leads back."""


def _columns(key: str, word: str) -> int:
    return cell_len(f" {key} {word} ")


class KeyLine(Widget):
    """Keys with their words; a click runs the screen's action. Where there is no room the last ones go, but the way
    back stays."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    DEFAULT_CSS = """
    KeyLine { height: 1; background: $panel; color: $foreground; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.palette = Palette(self)
        self._keys: list[Key] = []
        self._marked = ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, keys: Sequence[Key], marked: str = "") -> None:
        """Other keys; `marked` is the action of the one where we are."""
        if list(keys) != self._keys or marked != self._marked:
            self._keys, self._marked = list(keys), marked
            self.refresh()

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        spans: list[Span] = []
        self._places = []
        at = 0
        for key, word, action in self._fitting(width) if y == 0 else ():
            here = action == self._marked and bool(action)
            columns = _columns(key, word)
            spans += [
                Span(f" {key}", "cursor" if here else "key"),
                Span(f" {word} ", "cursor" if here else ""),
            ]
            self._places.append((at, at + columns, action))
            at += columns
        return self.palette.strip(spans, width, self.rich_style)

    def _fitting(self, width: int) -> list[Key]:
        """The keys for which there is room."""
        back = next((_columns(key, word) for key, word, _ in self._keys if key == BACK), 0)
        kept: list[Key] = []
        room, full = width - back, False
        for each in self._keys:
            columns = 0 if each[0] == BACK else _columns(each[0], each[1])
            full = full or columns > room
            if each[0] == BACK or not full:
                kept.append(each)
                room -= columns
        return kept

    async def on_click(self, event: events.Click) -> None:
        """As if the key were pressed."""
        for start, end, action in self._places:
            if start <= event.x < end:
                await self.screen.run_action(action)
                return
