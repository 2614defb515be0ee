"""While something is read that takes seconds: calm words, how far it is, and a way to give it up."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from irsim.tui.screens.opening import Opening, show_faults
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.tui.house import House

OFTEN = 0.1
"""Seconds between two looks at how far it is."""


class Preparing(Opening):
    """The same calm words, with how far it is; escape gives it up."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "give_up", show=False)]

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.far = ""
        self.given_up = False

    def on_mount(self) -> None:
        """Look more often: it is over in a few seconds."""
        self.set_interval(OFTEN, self._look)

    def _look(self) -> None:
        self.query_one("#detail", Static).update(Content(f"{self.far} · esc gives it up" if self.far else ""))

    def action_give_up(self) -> None:
        """Nobody waits for it any more."""
        self.given_up = True


class GivenUp(Exception):
    """Nobody waits for it any more."""


def preparing(
    app: House,
    words: str,
    work: Callable[[Callable[[str], None]], Any],
    then: Callable[[Any], Any],
    otherwise: Callable[[], Any] = lambda: None,
) -> None:
    """Show `words` and how far it is while `work` runs in a thread; `then` gets what comes of it, on the screen that
    stood there before. `otherwise` comes where it was given up or cannot be done, which a dialog says."""

    async def go_on() -> None:
        modal = Preparing(words)
        await app.push_screen(modal)

        def progress(far: str) -> None:
            modal.far = far
            if modal.given_up:
                raise GivenUp

        try:
            done = await asyncio.to_thread(work, progress)
        except (BadInput, GivenUp) as reason:
            while modal in app.screen_stack:
                await app.pop_screen()
            otherwise()
            if isinstance(reason, BadInput):
                show_faults(app, "This cannot be replayed", reason)
            return
        while modal in app.screen_stack:
            await app.pop_screen()
        gc.freeze()  # what was read stays: later collections need not look through it
        then(done)

    app.run_worker(go_on(), group="replay", exclusive=True)
