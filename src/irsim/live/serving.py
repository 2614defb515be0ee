"""`irsim serve`: one process that receives alerts, lets terminals in and, where nobody else does, has the duty desk."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irsim.events.live import PlanAdopted
from irsim.live.adopting import with_what_is_used
from irsim.live.config.channels import channel_addresses
from irsim.live.doors import hosting_of
from irsim.live.duties import Duties
from irsim.live.engine import LiveEngine
from irsim.live.eyes import Eyes, lines_file_of
from irsim.live.health import gathered
from irsim.live.host import LiveHost
from irsim.live.loading import load, now
from irsim.live.logs.shelf import LinesShelf
from irsim.live.opening import open_live
from irsim.live.outbox.outbox import Outbox
from irsim.live.outbox.routing import Routes
from irsim.live.places import address_of, beside_store
from irsim.live.probes.sparse import too_sparse
from irsim.live.pulse import beat
from irsim.live.receiver.facts import Facts
from irsim.live.receiver.intake import Intake
from irsim.live.receiver.serving import serve_receiver
from irsim.live.sources import read
from irsim.live.store.base import Away, Delivery, Overtaken
from irsim.live.store.opening import open_store
from irsim.plan import load_plan
from irsim.plan.days_off import days_off
from irsim.session.hosting import Hosting
from irsim.words.faults import BadInput
from irsim.words.mistakes import place_of

if TYPE_CHECKING:
    from irsim.board.board import Board
    from irsim.events.session import SessionOpened
    from irsim.live.config.secrets import Hidden
    from irsim.live.config.whole import Config
    from irsim.live.receiver.serving import Runner
    from irsim.live.sources import Reading
    from irsim.live.store.base import Store

AGAIN = 2.0
"""Seconds until the log is read again, where the store was away when this process began."""

PARTING = 2.0
"""Seconds in which terminals hear that this process ends."""


def holder_name() -> str:
    """How this process calls itself before others: machine and number of the process."""
    return f"{socket.gethostname()}:{os.getpid()}"


@dataclass
class _Room:
    """What is made anew whenever the log is read anew."""

    host: LiveHost
    hosting: Hosting
    duties: Duties


class Serving:
    """The process. `run` until `stop`; `said` is told, a sentence each, what somebody may want to know."""

    def __init__(
        self,
        config: Config,
        said: Callable[[str], None],
        *,
        sends: bool = True,
        publish: Callable[[Board], None] | None = None,
        scenario: str = "",
    ) -> None:
        """`sends`: whether notifications may leave; `publish` writes the status page anew, where there is one;
        `scenario` is the id of the one that is shown: then everything is an exercise."""
        self.config = config
        self.said = said
        self._sends = sends
        self._scenario = scenario
        self._publish = publish
        self._addresses: dict[str, Hidden] = {}
        self.holder = holder_name()
        self.room: _Room | None = None
        self.ready = asyncio.Event()
        """set once terminals and senders are let in"""
        self._stopping = asyncio.Event()
        self._intake: Intake | None = None

    def stop(self) -> None:
        """Come to an end in good order."""
        self._stopping.set()

    async def put(self, delivery: Delivery) -> None:
        """Take something in that this process observed or makes up itself, durably. Raises Away."""
        assert self._intake is not None
        await self._intake.put(delivery)

    async def run(self) -> None:
        """Serve. Raises BadInput where store, plan, world or addresses are no good."""
        self._addresses = channel_addresses(self.config.channels, self.config.folder)
        await asyncio.to_thread(self._plan)  # refused while somebody is there to mend it
        store = await asyncio.to_thread(open_store, address_of(self.config))
        intake = self._intake = Intake(store, self._delivered, patience=self.config.serve.limits.commit / 1000)
        receiver: Runner | None = None
        try:
            receiver = await serve_receiver(self.config, intake, self.facts)
            while not self._stopping.is_set():
                try:
                    await self._session(store)
                except Overtaken:
                    self.said("Another process has the duty desk; this one follows.")
                except Away as away:
                    self.said(f"The store is away: {away} It is tried again.")
                    with suppress(TimeoutError):
                        async with asyncio.timeout(AGAIN):
                            await self._stopping.wait()
        finally:
            if receiver is not None:
                await receiver.close()
            await intake.close()
            await asyncio.to_thread(store.let_go)
            await asyncio.to_thread(store.close)

    async def _session(self, store: Store) -> None:
        """Read the log, and go on with it until this process is stopped or overtaken."""
        loaded = await asyncio.to_thread(load, store, self.holder, self._opening, self.said)
        engine = LiveEngine(loaded.ledger, self._read)
        host = LiveHost(loaded, engine, store, holder=self.holder)
        if self._intake is not None:
            intake = self._intake
            host.senders = lambda: intake.busy
        read = tuple(log.name for log in self.config.logs)
        host.kept_lines = LinesShelf(lines_file_of(self.config), beside_store(self.config), read)
        engine.start()
        duties = Duties(self.said)
        room = _Room(host, self._hosting(host), duties)
        self._add_duties(room)

        async def on_desk() -> None:
            self.said("This process has the duty desk.")
            await self._adopt(host)
            for warning in too_sparse(self.config, host.ledger.board.rules.plan):
                self.said(f"Warning: {warning}")
            duties.take_up()

        host.on_desk = on_desk
        host.inputs.mistaken = lambda what, mistake: self.said(
            f"A mistake of irsim's own over {what}: {place_of(mistake)}."
        )
        running = asyncio.create_task(host.run())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await room.hosting.open()
            self.room = room
            self.ready.set()
            await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.room = None
            await duties.lay_down()
            stopping.cancel()
            await host.rest()
            host.leave()
            await room.hosting.close(PARTING)
            running.cancel() if not running.done() else None
            await asyncio.wait({running})
        if not running.cancelled() and running.exception() is not None:
            raise running.exception()  # type: ignore[misc]

    def _opening(self) -> SessionOpened:
        plan_text = self.config.plan_text()
        return open_live(
            load_plan(plan_text, self.config.plan.file or "the plan"),
            plan_text,
            self.config.load_world(),
            now(),
            self.config.serve.name,
            self._scenario,
        )

    async def _adopt(self, host: LiveHost) -> None:
        """Go by the plan of the configuration as it stands now. One that is no good leaves the old one as it is: this
        may be a takeover at night, while somebody writes at the file."""
        try:
            text, taken = with_what_is_used(self.config.plan_text(), host.ledger.board)
            plan = await asyncio.to_thread(self._plan, text)
        except BadInput as bad:
            self.said(f"The plan counts as it was: {bad}")
            return
        if taken:
            self.said(f"The plan leaves out what is still used, and counts on until it is not: {', '.join(taken)}.")
        await host.adopt(plan)

    def _plan(self, text: str = "") -> PlanAdopted:
        """The plan of the configuration, with the days off that are needed from now on."""
        text = text or self.config.plan_text()
        plan, year = load_plan(text, self.config.plan.file or "the plan"), now().year
        return PlanAdopted(
            text,
            days_off(plan.calendar, year),
            {name: days_off(calendar, year) for name, calendar in plan.calendars.items()},
        )

    def _hosting(self, host: LiveHost) -> Hosting:
        """The ways in for terminals."""
        hosting = hosting_of(self.config, host)
        hosting.said = self.said
        return hosting

    def _add_duties(self, room: _Room) -> None:
        """What runs where the desk is."""
        assert self._intake is not None
        config, host = self.config, room.host
        for name, duty in Eyes(config, host, self._intake.put).duties().items():
            room.duties.add(name, duty)
        publish = self._publish
        outbox = Outbox(
            host.report,
            lambda: host.ledger.board,
            Routes(
                config.channels,
                config.people,
                config.notifications,
                sends=self._sends,
                status_page=publish is not None,
            ),
            self._addresses,
            lambda: host.now,
            publish=None if publish is None else lambda: publish(host.ledger.board),
        )
        host.ledger.listen_to_all(outbox.hear)
        room.duties.add("the outbox", outbox.run)
        heartbeat = config.serve.heartbeat
        if heartbeat is not None and self._sends:
            url = heartbeat.url.read("serve.heartbeat.url", config.folder, os.environ)
            well = lambda: self.facts().well  # noqa: E731
            room.duties.add("the outgoing heartbeat", lambda: beat(url, heartbeat.every, well, self.said))

    def _delivered(self) -> None:
        """Something is in the intake."""
        if self.room is not None:
            self.room.host.wake()

    def _read(self, source: str, form: str, body: bytes, received: int) -> Reading:
        reading = read(form, body, self.config.mapping_of(source), received=received)
        configured = self.config.source(source)
        return reading if configured is None else reading.labelled(configured.labels)

    def facts(self) -> Facts:
        """What `/healthz` and `/metrics` say of this process."""
        return Facts() if self.room is None else gathered(self.room.host)
