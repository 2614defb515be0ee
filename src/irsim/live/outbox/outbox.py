"""The outbox: queues what the board says must leave, sends it, and puts every attempt and its outcome on record.

It keeps nothing of its own that matters: made anew over the same board it goes on where the last one stood.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from irsim.board.board import Board
from irsim.board.state import NEVER, Notification
from irsim.events.base import Event
from irsim.events.communication import StatuspagePosted, UpdateSent
from irsim.events.live import DeliveryAttempted, DeliveryConfirmed, DeliveryFailed, NotificationQueued
from irsim.events.work import PageAcknowledged, PageSent, TeamNotified
from irsim.live.config.channels import Channel, Retry
from irsim.live.config.secrets import Hidden
from irsim.live.outbox import sending
from irsim.live.outbox.pacing import Pace
from irsim.live.outbox.routing import NO_WAY, STATUS_PAGE, Owed, Routes, over, waiting
from irsim.live.outbox.sending import Outcome, Sender
from irsim.live.outbox.texts import message
from irsim.live.store.base import Away
from irsim.log.records import Record
from irsim.words.clean import clean_title

Report = Callable[[Event, str], Awaitable[None]]
"""Puts an input on record, durably, on behalf of somebody. Raises Away, Overtaken."""

DESK = "desk"

LOOK = 5.0
"""Seconds after which a way is looked at even if nothing wakes it: clocks of machines jump."""

STORE_AWAY = 1.0
"""Seconds between two tries to put something on record while the store is away."""

_PAGE_ITSELF = Channel(by_hand=True, retry=Retry.model_validate({"first": "1s"}))
"""How patiently the folder of the status page is written."""


@dataclass
class _Line:
    """What waits for one way."""

    pace: Pace
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Outbox:
    """Only the process that has the duty desk runs it.

    `report` enters an input into the log and returns after the commit; `clock` is the session's now (ms). `addresses`
    are the Apprise addresses of the ways. `publish` writes the status page anew, blocking, and raises OSError.
    """

    def __init__(
        self,
        report: Report,
        board: Callable[[], Board],
        routes: Routes,
        addresses: Mapping[str, Hidden],
        clock: Callable[[], int],
        *,
        send: Sender = sending.send,
        publish: Callable[[], None] | None = None,
    ) -> None:
        self._report = report
        self._board = board
        self.routes = routes
        self._addresses = addresses
        self._clock = clock
        self._send = send
        self._publish = publish
        self._subjects: asyncio.Queue[str] = asyncio.Queue()
        self._lines: dict[str, _Line] = {}
        self._runs = False
        self._queueing = asyncio.Lock()
        """what is owed is read and queued in one go, or two would queue it, under one number"""

    def hear(self, record: Record) -> None:
        """A record was folded: what it says may have to leave, or need not any more. Not heard while nothing runs: on
        its start the outbox looks at the whole board."""
        if not self._runs:
            return
        body = record.body
        if isinstance(body, PageSent):
            self._subjects.put_nowait(body.page)
        elif isinstance(body, UpdateSent | StatuspagePosted):
            self._subjects.put_nowait(body.update)
        elif isinstance(body, TeamNotified):
            self._subjects.put_nowait(body.incident)
        elif isinstance(body, PageAcknowledged):
            for line in self._lines.values():
                line.woken.set()

    async def run(self) -> None:
        """Send until cancelled, first of all what an earlier process left undone. Raises Overtaken."""
        self._lines, self._subjects, self._runs = {}, asyncio.Queue(), True
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._begin()
                for name, line in self._lines.items():
                    tasks.create_task(self._serve(name, line))
                while True:
                    await self._take(await self._subjects.get())
        except ExceptionGroup as mistakes:
            raise mistakes.exceptions[0] from None
        finally:
            self._runs = False

    async def _begin(self) -> None:
        """Queue what was never queued, and make a line for each way."""
        if self._addresses and self.routes.sends:
            await asyncio.to_thread(sending.get_ready)
        async with self._queueing:
            for owed in list(self.routes.all_owed(self._board(), self._clock())):
                await self._queue(owed)
        for name in [*self.routes.ways, STATUS_PAGE]:
            self._lines[name] = _Line(Pace(self.routes.ways.get(name, _PAGE_ITSELF)))
        for name in {each.way: None for each in waiting(self._board()) if each.way not in self._lines}:
            await self._close(name)

    async def _take(self, about: str) -> None:
        async with self._queueing:
            for owed in list(self.routes.owed(self._board(), about, self._clock())):
                await self._queue(owed)

    async def _queue(self, owed: Owed) -> None:
        board = self._board()
        name = board.next_id("NT", board.notifications)
        await self._enter(NotificationQueued(name, owed.about, owed.way, owed.to, owed.key))
        if name not in self._board().notifications:
            return  # this process has the desk no more
        if owed.kept or owed.way == NO_WAY:
            await self._enter(DeliveryFailed(name, owed.kept or owed.fault, final=True, withheld=bool(owed.kept)))
        elif owed.way in self._lines:
            self._lines[owed.way].woken.set()

    async def _close(self, name: str) -> None:
        """A way that was taken out of the configuration sends no more; the next one is tried."""
        for notification in [each for each in waiting(self._board()) if each.way == name]:
            gone = Outcome(False, "its way is no longer in irsim.toml", lasting=True)
            await self._fail(notification, gone, _Line(Pace(_PAGE_ITSELF)))

    async def _serve(self, name: str, line: _Line) -> None:
        """One way: one message at a time, the one first that is due first."""
        while True:
            line.woken.clear()
            now = self._clock()
            mine = [each for each in waiting(self._board()) if each.way == name]
            chosen = min(mine, key=lambda each: (_due(each), each.seq), default=None)
            if chosen is None:
                await self._sleep(line, LOOK)
                continue
            unneeded = next((each for each in mine if over(self._board(), each.about)), None)
            if unneeded is not None:
                await self._enter(DeliveryFailed(unneeded.id, "not needed any more", final=True, withheld=True))
                continue
            ready = line.pace.ready_at(max(now, _due(chosen)))
            if ready > now:
                await self._sleep(line, (ready - now) / 1000)
                continue
            await self._attempt(chosen, line)

    async def _sleep(self, line: _Line, seconds: float) -> None:
        try:
            async with asyncio.timeout(min(seconds, LOOK)):
                await line.woken.wait()
        except TimeoutError:
            return

    async def _attempt(self, notification: Notification, line: _Line) -> None:
        number = notification.attempts + 1
        again = notification.unsure or notification.again
        await self._enter(DeliveryAttempted(notification.id, number, again))
        known = self._board().notifications.get(notification.id)
        if known is None or known.attempts != number:
            await asyncio.sleep(STORE_AWAY)  # not on record: this process has the desk no more, and sends nothing
            return
        line.pace.used(self._clock())
        outcome = await self._hand_over(known, again)
        if outcome.taken:
            line.pace.worked()
            proof = outcome.said or f"taken by {self._label(known.way)}"
            await self._enter(DeliveryConfirmed(known.id, clean_title(proof, 200)))
        else:
            line.pace.failed(self._clock())
            await self._fail(known, outcome, line)

    async def _hand_over(self, notification: Notification, again: bool) -> Outcome:
        if notification.way == STATUS_PAGE:
            return await self._publish_page()
        if not self.routes.sends:
            return Outcome(False, "not sent: exercise", lasting=True)
        address = self._addresses.get(notification.way)
        if address is None:
            return Outcome(False, "its address is missing", lasting=True)
        said = message(self._board(), notification, again=again)
        patience = self.routes.ways[notification.way].timeout / 1000
        return await self._send(address.reveal(), said, notification.key, patience)

    async def _publish_page(self) -> Outcome:
        if self._publish is None:
            return Outcome(False, "irsim.toml names no folder for the status page", lasting=True)
        try:
            await asyncio.to_thread(self._publish)
        except Exception as error:  # whatever the page's own code meets: it is said, and tried again
            why = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            return Outcome(False, f"the status page could not be written: {why}")
        return Outcome(True, "written")

    async def _fail(self, notification: Notification, outcome: Outcome, line: _Line) -> None:
        """On record: when it is tried again, or that it is given up; then the next way has its turn."""
        now = self._clock()
        retry = line.pace.way.retry
        next_at = line.pace.ready_at(now + line.pace.wait(max(1, notification.attempts)))
        final = outcome.lasting or next_at - notification.queued_at > retry.give_up_after
        following = self.routes.owed(self._board(), notification.about, now, notification.id) if final else ()
        await self._enter(
            DeliveryFailed(
                notification.id,
                clean_title(outcome.said, 200),
                final,
                NEVER if final else next_at,
                unsure=outcome.unsure,
                then=next((owed.way for owed in following), ""),
            )
        )
        if final:
            await self._take(notification.about)

    async def _enter(self, event: Event) -> None:
        """On record, however long the store is away: nothing is done a second time for want of a line."""
        while True:
            try:
                return await self._report(event, DESK)
            except Away:
                await asyncio.sleep(STORE_AWAY)

    def _label(self, way: str) -> str:
        known = self.routes.ways.get(way)
        return (known.label if known else "") or way


def _due(notification: Notification) -> int:
    """When it is to be tried next (ms): at once after a crash."""
    return notification.next_at if notification.next_at != NEVER else notification.queued_at
