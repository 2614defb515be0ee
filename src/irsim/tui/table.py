"""The sitting at this terminal while its session runs: the session's task, the view of it, drafts, and the pace that
falls while somebody fills in a dialog. No textual here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
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
        self.seat.recording = sitting.path
        self.drafts: dict[tuple[str, ...], dict[str, str]] = {}
        """what was typed and not sent, by command and what it is about"""
        self.lines: list[str] = []
        """typed commands, oldest first"""
        self.running: asyncio.Task[None] | None = None
        self.following: asyncio.Task[None] | None = None
        self._dialogs = 0
        self._before: int | None = None
        """the pace that dialogs have taken down; None where they have not"""
        self._pacing = asyncio.Lock()

    def start(self) -> None:
        """Let the session run and follow it."""
        self.following = asyncio.create_task(self.seat.follow())
        self.running = asyncio.create_task(self.session.run())

    async def stop(self) -> None:
        """Stop the session's task; what is in the recording stays."""
        for task in (self.running, self.following):
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
        await self._fit_pace()

    async def dialog_closed(self) -> None:
        """Back to the pace of before."""
        self._dialogs -= 1
        await self._fit_pace()

    async def _fit_pace(self) -> None:
        """Bring the pace to what the dialogs that are open by now ask for: one may open while another one's end is
        still being recorded."""
        async with self._pacing:
            if self.seat.ended:
                return
            if self._dialogs and self._before is None and self.session.speed not in range(1, REAL_TIME + 1):
                self._before = self.session.speed
                await self._of_the_room(self.session.pace(REAL_TIME))
            elif not self._dialogs and self._before is not None:
                before, self._before = self._before, None
                await self._of_the_room(self.session.pace(before))

    async def _of_the_room(self, act: Awaitable[None]) -> None:
        """Wait for an act on the room. Where the recording cannot be written, `running` ends and says so."""
        try:
            await act
        except OSError:
            return
        except asyncio.CancelledError:
            if not self.session.gone:
                raise

    async def pause_or_go_on(self) -> None:
        """The other of the two."""
        await self._of_the_room(self.session.resume() if self.session.paused else self.session.pause())

    async def jump(self, to: int) -> None:
        """Be at `to` (ms) as soon as the engine can."""
        await self._of_the_room(self.session.jump(to))

    async def change_pace(self, factor: float) -> int:
        """Faster or slower by a factor; the pace in hundredths."""
        wanted = self.session.speed or REAL_TIME
        wanted = max(SLOWEST, min(FASTEST, round(wanted * factor)))
        if wanted != self.session.speed:
            await self._of_the_room(self.session.pace(wanted))
        return wanted
