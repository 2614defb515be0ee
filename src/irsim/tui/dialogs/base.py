"""What every dialog is: a modal screen that closes itself and nothing else.

Textual's `dismiss` takes away whatever stands on top. A dialog that is done while another one lies over it (a
discussion opens while a form is being sent), or after the exercise's end took it away, would close the wrong screen and
leave itself standing.
"""

from __future__ import annotations

from typing import TypeVar

from textual import events, on
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen
from textual.widget import Widget

Answer = TypeVar("Answer")


LOOK = 0.005
"""Seconds between two looks for the focus."""

LOOKS = 60
"""After so many it takes keys without: what was to have the focus cannot have it."""


class Dialog(ModalScreen[Answer]):
    """A modal screen whose answer waits until it is on top. `ready` while it takes keys: from its first focus until it
    is dismissed (see `typeahead`)."""

    AUTO_FOCUS = ""
    ready = False

    _waiting: tuple[Answer | None] | None = None

    def begin_at(self, target: Widget) -> None:
        """Give the focus to `target`, and take keys."""
        target.focus()
        self.call_later(self._begun)

    def _begun(self, looks: int = 0) -> None:
        """The focus is set in the app's own turn, which may come after this one: a key before that would be lost."""
        if self.focused is None and looks < LOOKS:
            self.set_timer(LOOK, lambda: self._begun(looks + 1))
        else:
            self.ready = True

    def fit_body(self, below: int) -> None:
        """Let the body take what the frame and `below` lines beneath it leave of the screen: the keys stay in sight."""
        room = max(3, self.size.height * 96 // 100 - 2 - below)
        body = self.query_one("#body")
        if body.styles.max_height is None or body.styles.max_height.value != room:
            body.styles.max_height = room

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close it with an answer: now, or once nothing lies over it; nothing happens where it is gone already."""
        if self not in self.app.screen_stack:
            return AwaitComplete()
        if self.app.screen is not self:
            self._waiting = (result,)
            return AwaitComplete()
        self.ready = False
        return super().dismiss(result)

    @on(events.ScreenResume)
    def _close_at_last(self) -> None:
        if self._waiting is not None:
            (result,), self._waiting = self._waiting, None
            self.call_later(self.dismiss, result)
