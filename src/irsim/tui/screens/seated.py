"""A screen at the table: it listens to the seat, ticks once a second, and speaks: toasts, refusals, dialogs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from textual.binding import Binding, BindingType
from textual.screen import Screen

from irsim.board.decide import Refused
from irsim.commands import Command
from irsim.session.protocol import NotAccepted
from irsim.tui.announce import flush, ring_for_trouble
from irsim.tui.forms import Focus
from irsim.tui.registry import Action
from irsim.tui.seat import Seat
from irsim.tui.widgets.header import Header
from irsim.words.clean import clean_title
from irsim.words.faults import sentence

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.house import House
    from irsim.tui.table import Table

SECOND_HAND = 1.0
"""Seconds between two ticks: clocks are derived from deadlines, so a late tick shows nothing wrong."""


def why_not(refused: Refused) -> str:
    """A refusal in one line: the reason, and what to do first."""
    return f"{sentence(refused.reason)} {sentence(refused.hint) if refused.hint else ''}".strip()


def keyed(actions: Iterable[Action]) -> list[BindingType]:
    """The keys of actions, each of which is done by its name. What has no key of its own is bound to one that never
    comes, so that the settings can give it one."""
    return [
        Binding(
            ",".join(action.keys) or f"unbound_{action.id}",
            f"do('{action.id}')",
            action.title,
            id=action.id,
            show=False,
        )
        for action in actions
    ]


class Seated(Screen[None]):
    """What the room, an incident and their like are: the view from a seat, kept up to date."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table
        self.seat: Seat = table.seat
        self._unlisten: Callable[[], None] | None = None

    @property
    def room(self) -> House:
        """The app, by its own type."""
        return cast("House", self.app)

    def on_mount(self) -> None:
        """Listen, and tick. Textual calls this for every class with its own, after a subclass has called it."""
        if self._unlisten is not None:
            return
        self._unlisten = self.seat.listen(self._hear)
        self._ticking = self.set_interval(SECOND_HAND, self._tick)
        self.changed()

    def on_unmount(self) -> None:
        """Nobody listens any more."""
        if self._unlisten is not None:
            self._unlisten()

    def on_screen_suspend(self) -> None:
        """What nobody sees need not tick."""
        if hasattr(self, "_ticking") and not self.app.screen.is_modal:
            self._ticking.pause()

    def on_screen_resume(self) -> None:
        """Seen again."""
        if hasattr(self, "_ticking"):
            self._ticking.resume()
            self.changed()

    def _tick(self) -> None:
        self.seat.tick()
        ring_for_trouble(self.room, self.seat)
        for header in self.query(Header):
            header.tick()
        self.tick()

    def _hear(self, records: list[Record]) -> None:
        """In the screen's own turn, where a mistake of ours is noticed."""
        if self.is_attached:
            self.call_later(self._news, records)

    def _news(self, records: list[Record]) -> None:
        if self.is_attached:
            begun = time.perf_counter()
            self.changed()
            for header in self.query(Header):
                header.tick()
            self.seat.took(time.perf_counter() - begun)

    def tick(self) -> None:
        """A second went by."""

    def changed(self) -> None:
        """The board may have changed."""

    def focus_now(self) -> Focus:
        """What is selected."""
        return Focus()

    def say(self, text: str, severity: str = "information") -> None:
        """A toast in plain text."""
        seconds = self.room.settings.toasts
        self.notify(clean_title(text, 300), severity=severity, timeout=seconds, markup=False)  # type: ignore[arg-type]

    def refuse(self, refused: Refused) -> None:
        """Why not, and what to do first; in place of what was said before, for it is an answer to a key."""
        self.app.clear_notifications()
        self.say(why_not(refused), "warning")

    def show_dialog(self, dialog: Any, then: Callable[[Any], object] | None = None) -> None:
        """A dialog over the screen; the pace falls while it is open."""

        def closed(result: Any) -> None:
            flush(self.room)
            self.app.run_worker(self.table.dialog_closed())  # not this screen's: it may be left at once
            if then is not None and result:
                then(result)

        self.app.run_worker(self.table.dialog_opened())
        self.app.clear_notifications()  # they would hide its buttons, and stand in the feed
        self.app.push_screen(dialog, closed)

    async def give(self, command: Command) -> bool:
        """Give a command at once; a refusal is said."""
        result = await self.seat.submit(command)
        if isinstance(result, NotAccepted):
            self.refuse(result.refused)
            return False
        return True
