"""Behind the room: a seat that sees all, the run of show as it stands, and the room as the team sees it. No textual.

At a terminal that joined as facilitator or evaluator the table's own seat sees all; at the host's, where a trainer runs
the room alone, another seat over the same session does, and nothing of it reaches the players' board.
"""

from __future__ import annotations

import asyncio
import copy
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from irsim.board.decide import Refused
from irsim.events import for_players
from irsim.events.session import SessionOpened
from irsim.scoring.run_of_show import RunOfShow, run_of_show
from irsim.session.host import Host
from irsim.session.protocol import FACILITATOR, SCREEN
from irsim.session.seats import reduced
from irsim.tui.seat import Seat

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.table import Table

EVERY = 2.0
"""Seconds between two looks at the run of show, if something has changed."""

SHARE = 8
"""A look that takes long is taken seldom: it costs an eighth of the time at the most."""


class Backstage:
    """One for a table. `start` it within a running event loop; `listen` says when the run of show was read anew."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.seat = table.seat if table.seat.control else _control_seat(table)
        self.show: RunOfShow | None = None
        self.records: list[Record] = []
        self.fault: BaseException | None = None
        """why it is not read any more; a mistake of ours"""
        self._team: Seat | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._fresh = asyncio.Event()
        self._hurried = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []

    # Its life

    def start(self) -> None:
        """Collect, fold and read."""
        self._tasks = [asyncio.create_task(self._collect()), asyncio.create_task(self._look())]
        if self.seat is not self.table.seat:
            self._tasks.append(asyncio.create_task(self.seat.follow()))
        for task in self._tasks:
            task.add_done_callback(self._done)

    async def stop(self) -> None:
        """Nothing of it runs any more."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task

    def _done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self.fault = task.exception()
            self._tell()

    # What is watched

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` when there is another run of show; what is returned ends it."""
        self._listeners.append(listener)

        def forget() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return forget

    def hurry(self) -> None:
        """Somebody waits for what they have just done: the next look is at once."""
        self._hurried.set()

    async def _collect(self) -> None:
        async for record in self.table.session.records((), 0):
            if isinstance(record.body, SessionOpened):  # the host was started again, and tells everything anew
                self.records = []
            self.records.append(record)
            self._fresh.set()

    async def _look(self) -> None:
        while True:
            await self._fresh.wait()
            self._fresh.clear()
            self._hurried.clear()
            records, now = list(self.records), self.seat.now
            begun = time.monotonic()
            self.show = await asyncio.to_thread(run_of_show, records, now)
            self._tell()
            with suppress(TimeoutError):
                async with asyncio.timeout(max(EVERY, SHARE * (time.monotonic() - begun))):
                    await self._hurried.wait()

    def _tell(self) -> None:
        for listener in list(self._listeners):
            listener()

    # Tables of the same sitting

    def control(self) -> Table:
        """The table as control sees it."""
        return self.table if self.seat is self.table.seat else _beside(self.table, self.seat)

    def room(self) -> Table:
        """The table as the team sees it, where this is no terminal of the team's; nothing is done from there."""
        if not self.table.seat.control:
            return self.table
        if self._team is None:
            opened = for_players(self.table.session.opened)
            roles = tuple(role.id for role in self.seat.board.rules.plan.roles)
            self._team = Seat(self.table.session, roles, opened, SCREEN)
            task = asyncio.create_task(self._show_team(self._team, roles))
            task.add_done_callback(self._done)
            self._tasks.append(task)
        return _beside(self.table, self._team)

    async def _show_team(self, seat: Seat, roles: tuple[str, ...]) -> None:
        records: list[Record] = []
        async for record in self.table.session.records((), 0):
            if isinstance(record.body, SessionOpened):
                records.clear()
            records.append(record)
            seen = reduced(record, records, roles)
            if seen is not None:
                seat.take(seen)


def backstage_of(table: Table) -> Backstage | Refused:
    """What is behind this table, begun if need be; or why nobody at this terminal may see it."""
    refused = why_not_here(table)
    if refused is not None:
        return refused
    if not isinstance(table.behind, Backstage):
        table.behind = Backstage(table)
        table.behind.start()
    return table.behind


def why_not_here(table: Table) -> Refused | None:
    """Why the run of show is not for this terminal; None where it is."""
    if table.seat.control:
        return None
    if table.seat.facilitated:
        return Refused("a facilitator runs the room from her own terminal", "ask her")
    if not isinstance(table.session, Host):
        return Refused("the run of show is the facilitator's", "leave, and join with --facilitator")
    if not table.session.ledger.board.opened.scenario:
        return Refused("there is no scenario behind this room", "work with what happens")
    return None


def _control_seat(table: Table) -> Seat:
    """A seat that sees all, over a session in this process."""
    assert isinstance(table.session, Host)
    return Seat(table.session, (), table.session.ledger.board.opened, FACILITATOR)


def _beside(table: Table, seat: Seat) -> Table:
    """The same sitting from another seat."""
    other = copy.copy(table)
    other.seat = seat
    return other
