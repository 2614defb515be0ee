"""The sitting at this terminal while its session runs: the session's task, the view of it, drafts, open dialogs, and
what the room is asked to do with time. No textual here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from irsim.board.decide import Refused
from irsim.events.session import LIVE
from irsim.session.pace import REAL_TIME
from irsim.session.protocol import Denied
from irsim.session.rights import may_steer
from irsim.tui.launch import Sitting
from irsim.tui.seat import Seat

if TYPE_CHECKING:
    from irsim.session.protocol import Session

FASTEST = 12_800
"""Hundredths: the fastest pace that the keys reach; a jump is the way to be further on at once."""

SLOWEST = 25


class Behind(Protocol):
    """What a table keeps running behind the room, and stops with it."""

    async def stop(self) -> None:
        """Nothing of it runs any more."""


class Table:
    """One sitting. `start` it within a running event loop."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting = sitting
        self.session: Session = sitting.session
        self.seat = Seat(sitting.session, sitting.roles, sitting.session.opened, sitting.kind)
        self.seat.recording = None if sitting.joined else sitting.path
        self.kind = sitting.kind
        """what this terminal is in the room, whatever seat it looks from"""
        self.forgets: list[Callable[[], None]] = []
        """what is called once nothing of it runs any more: who listened to the seat stops"""
        self.drafts: dict[tuple[str, ...], dict[str, str]] = {}
        """what was typed and not sent, by command and what it is about"""
        self.lines: list[str] = []
        """typed commands, oldest first"""
        self.opening: asyncio.Task[None] | None = None
        """other terminals are let in"""
        self.running: asyncio.Task[None] | None = None
        self.following: asyncio.Task[None] | None = None
        self.behind: Behind | None = None
        """the run of show and its seat, once somebody has asked for them"""
        self._dialogs = 0

    def start(self) -> None:
        """Let the session run and follow it."""
        self.following = asyncio.create_task(self.seat.follow())
        self.running = asyncio.create_task(self.session.run())
        if self.sitting.hosting is not None:
            self.opening = asyncio.create_task(self.sitting.hosting.open())

    async def stop(self) -> None:
        """Stop the session's task; what is in the recording stays."""
        while self.forgets:
            self.forgets.pop()()
        if self.behind is not None:
            await self.behind.stop()
        for task in (self.running, self.following, self.opening):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

    async def leave(self) -> None:
        """Let go of the recording: it stays open and can be continued."""
        await self.stop()
        with suppress(OSError):  # a full disk: what was accepted is in the recording
            self.session.leave()
        await self.gone()

    async def gone(self, patience: float = 5.0) -> None:
        """Nothing of the session runs any more: who joined it was told, within so many seconds; who joined from here
        has got up."""
        if self.sitting.hosting is not None:
            await self.sitting.hosting.close(patience)
        await self.session.left()

    def let_go(self) -> None:
        """At once, with nobody told: this process is about to end."""
        with suppress(OSError):  # a full disk: what was accepted is in the recording
            self.session.leave()
        if self.sitting.hosting is not None:
            self.sitting.hosting.forget()

    async def dialog_opened(self) -> None:
        """Nobody reads a dialog at sixty times real time."""
        self._dialogs += 1
        await self._of_the_room(self.session.reading(self._dialogs))

    async def no_dialogs(self) -> None:
        """All of them were taken away at once."""
        self._dialogs = 0
        await self._of_the_room(self.session.reading(0))

    async def dialog_closed(self) -> None:
        """Back to the pace of before."""
        self._dialogs -= 1
        await self._of_the_room(self.session.reading(self._dialogs))

    async def _of_the_room(self, act: Awaitable[None]) -> Refused | None:
        """Wait for an act on the room; why it does not let this terminal do it. Where the recording cannot be written,
        `running` ends and says so."""
        try:
            await act
        except OSError:
            return None
        except Denied as denied:
            return denied.refused
        except asyncio.CancelledError:
            if not self.session.gone:
                raise
        return None

    def may_steer(self) -> Refused | None:
        """Whether time is in the hands of this terminal: None, or why not and what to do."""
        return may_steer(self.kind, self.seat.facilitated, self.session.opened.engine == LIVE)

    async def pause_or_go_on(self) -> Refused | None:
        """The other of the two; why not, where this terminal may not."""
        refused = self.may_steer()
        if refused is not None:
            return refused
        return await self._of_the_room(self.session.resume() if self.session.paused else self.session.pause())

    async def wait_for_others(self) -> None:
        """Nothing runs until everybody has joined, and somebody goes on."""
        await self._of_the_room(self.session.pause())

    async def jump(self, to: int) -> Refused | None:
        """Be at `to` (ms) as soon as the engine can; why not, where this terminal may not."""
        return self.may_steer() or await self._of_the_room(self.session.jump(to))

    async def change_pace(self, factor: float) -> Refused | None:
        """Faster or slower by a factor; why not, where this terminal may not."""
        refused = self.may_steer()
        if refused is not None:
            return refused
        wanted = self.session.speed or REAL_TIME
        wanted = max(SLOWEST, min(FASTEST, round(wanted * factor)))
        return await self._of_the_room(self.session.pace(wanted)) if wanted != self.session.speed else None
