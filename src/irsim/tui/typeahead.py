"""Keys typed ahead: who presses a key and goes on typing means the dialog that the key opens.

Textual gives a key to whatever has the focus when it arrives, so what is typed while a dialog opens would press other
keys of the room. Here a key waits until the one before it has done all it does, and until the screen that it opened
has its focus.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any

from textual import events

if TYPE_CHECKING:
    from textual.app import App
    from textual.message_pump import MessagePump

PATIENCE = 5.0
"""Seconds that a screen may take to be ready; then keys go on all the same."""

LOOK = 0.01
"""Seconds between two looks at a screen that opens."""

Give = Callable[[Any], Awaitable[None]]


class TypeAhead:
    """Holds keys back while one is at work."""

    def __init__(self, app: App[Any], give: Give) -> None:
        self._app = app
        self._give = give
        self._held: deque[events.Event] = deque()
        self._busy = False
        self._typing = False
        self._turn = 0
        self._since = 0.0

    async def take(self, event: events.Event) -> None:
        """Give the event on, now or when its turn comes."""
        if self._busy or self._held:
            self._held.append(event)
        elif not self._ready():
            self._held.append(event)
            turn = self._begin()
            self._app.set_timer(LOOK, lambda: self._next(turn))
        else:
            await self._pass_on(event)

    def _begin(self) -> int:
        """A turn begins; its number."""
        self._busy = True
        self._turn += 1
        self._since = time.monotonic()
        return self._turn

    async def _pass_on(self, event: events.Event) -> None:
        focused = self._app.focused
        from textual.widgets import Input, TextArea  # only now: the first frame does not wait for it

        if isinstance(focused, Input | TextArea) and getattr(event, "is_printable", False):
            self._typing = True
            await self._give(event)  # letters after letters need no turns
            return
        turn = self._begin()
        path: list[MessagePump] = (
            [*focused.ancestors_with_self] if focused is not None else [self._app.screen, self._app]
        )
        if self._typing:  # but what sends a text waits until all of it is there
            self._typing = False
            self._held.appendleft(event)
        else:
            await self._give(event)
        self._follow(iter([*path, *path]), turn)  # the second time, after what the key's handlers posted
        self._app.set_timer(LOOK * 2, lambda: self._watch(path, turn))

    def _follow(self, path: Iterator[MessagePump], turn: int) -> None:
        """Come after the key at each station where it may be handled; the last one is the app."""
        station = next(path, None)
        if station is None or not station.is_running:
            self._app.call_later(self._next, turn)
        else:
            station.call_later(self._follow, path, turn)

    async def _watch(self, path: list[MessagePump], turn: int) -> None:
        """A station that closes, as a dialog does that the key dismissed, never calls."""
        if turn != self._turn or not self._busy:
            return
        gone = any(not station.is_running or station._closing for station in path)
        if gone:  # what the dialog's answer opens comes a little later
            self._app.set_timer(LOOK * 4, lambda: self._next(turn))
        elif time.monotonic() - self._since > PATIENCE:
            await self._next(turn)
        else:
            self._app.set_timer(LOOK * 2, lambda: self._watch(path, turn))

    async def _next(self, turn: int) -> None:
        if turn != self._turn or not self._busy:
            return
        if not self._ready() and time.monotonic() - self._since < PATIENCE:
            self._app.set_timer(LOOK, lambda: self._next(turn))
            return
        self._busy = False
        while self._held and not self._busy:
            await self._pass_on(self._held.popleft())

    def _ready(self) -> bool:
        """Whether the screen on top can take keys: it says so itself, or it stands and has its focus."""
        screen = self._app.screen
        said = getattr(screen, "ready", None)
        return bool(said) if said is not None else screen.is_mounted
