"""What the screens may ask of the app: settings and keys, looks, toasts, and where to go. `app.py` is the way there;
screens know this side only, so that no arrow of the house runs back up.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import App

from irsim.tui.actions import BY_ID, EVERY, shown_key
from irsim.tui.config import Settings
from irsim.tui.terminal import release_mouse

if TYPE_CHECKING:
    from typing import Any

    from textual.screen import Screen

    from irsim.board.decide import Refused
    from irsim.tui.forms import Focus
    from irsim.tui.launch import HostWish, Launcher, Sitting, Wish
    from irsim.tui.table import Table

THEME_NAMES = ("irsim-dark", "irsim-light", "irsim-contrast")


@dataclass(frozen=True)
class Outcome:
    """How the app ended: the recording that was open, and whether it can be continued."""

    path: Path | None = None
    open: bool = False
    crash: BaseException | None = None
    joined: str = ""
    """the command that comes back to the room that was left"""
    said: str = ""
    """why it ended without being asked to, in sentences"""


class House(App[Outcome]):
    """The app as its screens know it."""

    def __init__(self, launcher: Launcher, settings: Settings) -> None:
        super().__init__()
        self.launcher = launcher
        self.settings = settings
        self.table: Table | None = None
        self.unsaid: list[tuple[str, str]] = []
        """toasts that wait until a dialog closes: text and severity"""
        self.left: list[Path] = []
        """recordings that were left open in this run, the newest last"""
        self.farewell: asyncio.Task[None] | None = None
        """other terminals are being sent a recording that was closed here"""
        self.trouble = ""
        """what was wrong with the way to the room when that was last looked at"""
        self._mouse_free = False
        self._keys = {**{action.id: action.keys for action in EVERY}, **settings.keys}

    # Keys and looks

    def key_of(self, name: str) -> str:
        """The key of an action, as it is shown."""
        keys = self._keys.get(name, ())
        return shown_key(keys[0]) if keys else ""

    def keys_of(self, name: str) -> str:
        """All keys of an action."""
        return " ".join(shown_key(key) for key in self._keys.get(name, BY_ID[name].keys))

    def next_theme(self) -> None:
        """Dark, light, high contrast."""
        names = THEME_NAMES
        here = names.index(self.theme) if self.theme in names else 0
        self.theme = names[(here + 1) % len(names)]

    def toggle_mouse(self) -> None:
        """Let the terminal select text, or have the mouse back."""
        self._mouse_free = not self._mouse_free
        release_mouse(self, self._mouse_free)
        word = (
            "The mouse is the terminal's: select text with it."
            if self._mouse_free
            else "The mouse is the room's again."
        )
        self.notify(word, timeout=self.settings.toasts, markup=False)

    # Where to go

    @abstractmethod
    def brief(self, wish: Wish) -> None:
        """The briefing of a drill."""

    @abstractmethod
    def take_up(self, path: Path, pace: int | None = None, host: HostWish | None = None) -> None:
        """Go on with a recording, at `pace` (hundredths) or at its own; with `host`, others may join."""

    @abstractmethod
    async def sit_down(self, sitting: Sitting) -> None:
        """Open the room on a sitting."""

    @abstractmethod
    async def go_behind(self, table: Table) -> Refused | None:
        """From the room of a table to what is behind it, or back to that; why not, where it is not for this
        terminal."""

    @abstractmethod
    def look_at(self, what: str, screen: Screen[Any], focus: Focus | None = None) -> None:
        """A screen beside a workplace: search, handover, trend, past, lines (of `focus`), quiet."""

    @abstractmethod
    async def go_home(self) -> None:
        """Leave the sitting; its recording stays open."""

    @abstractmethod
    async def debrief(self, path: Path | None = None) -> None:
        """The debrief of the sitting, or of a recording."""

    @abstractmethod
    def compare(self, paths: Sequence[Path], *, anyway: bool = False) -> None:
        """Recordings of one scenario beside each other; also of different ones where `anyway`."""

    @abstractmethod
    async def unwritten(self, why: str | None) -> None:
        """The disk is full or gone: the drill is kept as far as it was written."""

    @abstractmethod
    async def action_quit_kindly(self) -> None:
        """Quitting a running drill keeps it."""
