"""The line at the bottom: what can be done now, each with its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from irsim.tui.actions import BY_ID, Action, footer, refusal, sensible
from irsim.tui.forms.fields import Focus
from irsim.tui.lines import Span
from irsim.tui.seat import Seat
from irsim.tui.widgets.palette import CLASSES, Palette

NARROW = 5
"""Actions beside help on a narrow terminal: those that make sense now."""


class Footer(Widget):
    """Keys and words; a click does what the key does."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    def __init__(self, seat: Seat, focus: Callable[[], Focus], key_of: Callable[[str], str]) -> None:
        super().__init__()
        self.seat = seat
        self.palette = Palette(self)
        self._focus = focus
        self._key_of = key_of
        self._places: list[tuple[int, int, str]] = []
        self._shown: list[tuple[str, bool]] = []

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def look(self) -> None:
        """Ask the rules anew what makes sense."""
        shown = self._choose(self.size.width)
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def on_resize(self, _: events.Resize) -> None:
        """Another width shows other actions."""
        self._shown = self._choose(self.size.width)
        self.refresh()

    def _choose(self, width: int) -> list[tuple[str, bool]]:
        focus = self._focus()
        names = footer(self.seat)
        whole = sum(self._columns(BY_ID[name]) for name in (*names, "help"))
        if whole <= width:
            shown = [(name, refusal(BY_ID[name], self.seat, focus) is None) for name in names]
            if self.seat.waiting():
                shown.insert(0, ("waiting", True))
                over = whole + self._columns(BY_ID["waiting"]) - width
                while over > 0:  # what waits comes before what makes no sense now, and that before what does
                    gone = next((each for each in reversed(shown) if not each[1]), shown[-1])
                    shown.remove(gone)
                    over -= self._columns(BY_ID[gone[0]])
            return [*shown, ("help", True)]
        room = width - self._columns(BY_ID["help"])
        chosen: list[tuple[str, bool]] = []
        keyed = [each for each in sensible(self.seat, focus, len(BY_ID)) if self._key_of(each.id)]
        for action in keyed[:NARROW]:
            room -= self._columns(action)
            if room < 0:
                break
            chosen.append((action.id, True))
        return [*chosen, ("help", True)]

    def _columns(self, action: Action) -> int:
        return cell_len(f" {self._key_of(action.id)} {action.short} ")

    def render_line(self, y: int) -> Strip:
        """The line."""
        spans: list[Span] = []
        self._places = []
        at = 0
        for name, makes_sense in self._shown if y == 0 else ():
            action = BY_ID[name]
            key = self._key_of(name)
            spans += [
                Span(f" {key}", "key" if makes_sense else "muted"),
                Span(f" {action.short} ", "" if makes_sense else "muted"),
            ]
            self._places.append((at, at + self._columns(action), name))
            at += self._columns(action)
        return self.palette.strip(spans, self.size.width, self.rich_style)

    async def on_click(self, event: events.Click) -> None:
        """As if its key were pressed."""
        for start, end, name in self._places:
            if start <= event.x < end:
                await self.screen.run_action(f"do('{name}')")
                return
