"""What stands on the screen while a drill is opened, and what is said where it cannot be. Imports nothing heavy: the
home screen comes through here before its first frame."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from irsim.reports.plain import one_line
from irsim.tui.dialogs.base import Dialog
from irsim.words.faults import BadInput, full_stop

if TYPE_CHECKING:
    from textual.app import App

    from irsim.tui.house import House
    from irsim.tui.launch import Sitting

LONG = 3
"""Seconds after which the screen says that it is still at it."""

MOST = 12
"""Faults that a dialog names; the rest is counted."""


class Opening(Dialog[None]):
    """Calm words while a thread works. It has no keys: what is being written is not left half done.
    A key pressed meanwhile is lost, and does not wait for the room: who pressed it did not see the room yet."""

    ready = True  # takes keys, and does nothing with them

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("opening.tcss")

    def __init__(self, words: str, detail: str = "") -> None:
        super().__init__()
        self._words = words
        self._detail = detail
        self._since = time.monotonic()

    def compose(self) -> ComposeResult:
        """What is done, and how long it has taken once that is worth saying."""
        with Vertical(id="dialog"):
            yield Static(Content(one_line(self._words, 80) + " …"), id="words", markup=False)
            yield Static(Content(self._detail), id="detail", markup=False)

    def on_mount(self) -> None:
        """Once a second is enough."""
        self.set_interval(1.0, self._look)

    def _look(self) -> None:
        seconds = int(time.monotonic() - self._since)
        if seconds >= LONG:
            self.query_one("#detail", Static).update(Content(f"{self._detail} · {seconds} s"))


def opening(
    app: House, words: str, work: Callable[[], Sitting], detail: str = "reading, drawing the cast, writing"
) -> None:
    """Show `words` while `work` runs in a thread, then sit down at what it opened. A BadInput becomes a dialog over the
    screen that asked, which is as it was."""

    async def go() -> None:
        modal = Opening(words, detail)
        await app.push_screen(modal)
        try:
            sitting = await asyncio.to_thread(work)
        except BadInput as bad:
            await _take_away(app, modal)
            show_faults(app, "This cannot be opened", bad)
            return
        await _take_away(app, modal)
        await app.sit_down(sitting)

    app.run_worker(go(), group="opening", exclusive=False)


async def _take_away(app: House, modal: Opening) -> None:
    """Close it, and what was opened over it (the palette)."""
    while modal in app.screen_stack:
        await app.pop_screen()


def show_faults(app: App[Any], title: str, bad: BadInput) -> None:
    """A dialog with everything that is wrong, a sentence each."""
    from irsim.tui.dialogs.simple import Reader

    app.push_screen(Reader(title, Content("\n\n".join(fault_sentences(bad)))))


def fault_sentences(bad: BadInput) -> list[str]:
    """Each fault as a sentence that names its place and its cure."""
    sentences = [full_stop(one_line(str(fault), 600)) for fault in bad.faults[:MOST]]
    if len(bad.faults) > MOST:
        sentences.append(f"And {len(bad.faults) - MOST:,} more.")
    return sentences or ["It cannot be read."]
