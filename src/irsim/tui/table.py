"""The sitting at this terminal while its session runs: the session's task, the view of it, drafts, and the pace that
falls while somebody fills in a dialog. No textual here.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from irsim.tui.launch import Sitting
from irsim.tui.seat import Seat

if TYPE_CHECKING:
    from irsim.session.host import Host

REAL_TIME = 100
"""The fastest pace (hundredths of real time) while a dialog is open."""

FASTEST = 12_800
"""Hundredths: the fastest pace that the keys reach; a jump is the way to be further on at once."""

SLOWEST = 25


class Table:
    """One sitting. `start` it within a running event loop."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.session: Host = sitting.session
        self.seat = Seat(sitting.session, sitting.roles, sitting.session.opened)
        self.drafts: dict[tuple[str, str], dict[str, str]] = {}
        self.lines: list[str] = []
        """typed commands, oldest first"""
        self.running: asyncio.Task[None] | None = None
        self._following: asyncio.Task[None] | None = None
        self._dialogs = 0
        self._before = 0

    def start(self) -> None:
        """Let the session run and follow it."""
        self._following = asyncio.create_task(self.seat.follow())
        self.running = asyncio.create_task(self.session.run())

    async def stop(self) -> None:
        """Stop the session's task; what is in the recording stays."""
        for task in (self.running, self._following):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

    async def leave(self) -> None:
        """Let go of the recording: it stays open and can be continued."""
        await self.stop()
        with suppress(OSError):  # a full disk: what was accepted is in the recording
            self.session.leave()

    async def dialog_opened(self) -> None:
        """Nobody reads a dialog at sixty times real time."""
        self._dialogs += 1
        if self._dialogs == 1 and not self.seat.ended and self.session.speed not in range(1, REAL_TIME + 1):
            self._before = self.session.speed
            await self.session.pace(REAL_TIME)

    async def dialog_closed(self) -> None:
        """Back to the pace of before."""
        self._dialogs -= 1
        if not self._dialogs and self._before:
            before, self._before = self._before, 0
            if not self.seat.ended:
                await self.session.pace(before)

    async def pause_or_go_on(self) -> None:
        """The other of the two."""
        if self.session.paused:
            await self.session.resume()
        else:
            await self.session.pause()

    async def change_pace(self, factor: float) -> int:
        """Faster or slower by a factor; the pace in hundredths."""
        wanted = self.session.speed or REAL_TIME
        wanted = max(SLOWEST, min(FASTEST, round(wanted * factor)))
        if wanted != self.session.speed:
            await self.session.pace(wanted)
        return wanted
