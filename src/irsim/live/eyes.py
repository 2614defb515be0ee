"""irsim's own eyes and ears, as duties of the desk: probes, logs, heartbeats, Alertmanagers that are polled."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from irsim.board.state import NEVER
from irsim.events.base import Event
from irsim.events.signals import Signal
from irsim.live import heartbeats, logs, probes, rota, silencing
from irsim.live.alertmanager import Alertmanager, Polling, poll
from irsim.live.duties import Duty
from irsim.live.logs.keep import Keep
from irsim.live.sources import own
from irsim.live.store.base import Away, Delivery
from irsim.live.telling import Failed, Heard, Measured, ended, event_of

if TYPE_CHECKING:
    from irsim.live.config.sources import Source
    from irsim.live.config.whole import Config
    from irsim.session.ledger import Ledger

LINES = "irsim-lines.db"
"""The file of kept lines, beside the store."""


FEEDS = "irsim-feeds"
"""The folder of what calendar feeds held last, beside it."""


class Desk(Protocol):
    """What of a host is needed here."""

    ledger: "Ledger"

    @property
    def now(self) -> int:
        """Session ms."""

    async def report(self, body: Event, by: str) -> None:
        """Put a fact on record, durably. Raises Away."""


LOOK = 1.0
"""Seconds between two looks at which plan counts."""

Put = Callable[[Delivery], Awaitable[None]]
"""Durable on return. Raises Away."""


class Eyes:
    """What the desk watches by itself, as a configuration has it. `duties` are for `live.duties.Duties`."""

    def __init__(self, config: "Config", desk: Desk, put: Put, lines_file: Path | None = None) -> None:
        """`put` is the intake's; `lines_file` is where lines are kept (`lines_file_of`)."""
        self._config = config
        self._desk = desk
        self._put = put
        self._lines_file = lines_file or lines_file_of(config)
        expected = {source.name: source.expect_every for source in config.sources if source.expect_every}
        expected |= {log.name: log.expect_every for log in config.logs if log.expect_every}
        self.heartbeats = heartbeats.Heartbeats(expected)

    def duties(self) -> dict[str, Duty]:
        """What is done while the desk is held, by its name for people."""
        duties: dict[str, Duty] = {"the watch over sources": self._listen, "the watch over rotas": self._rotas}
        duties["the probes"] = lambda: self._by_plan(self._probe)
        duties["the reading of logs"] = lambda: self._by_plan(self._read_logs)
        for source in self._config.sources:
            if source.poll is not None:
                duties[f"the polling of {source.name}"] = lambda source=source: self._poll(source)  # type: ignore[misc]
        if any(source.silence and source.poll is not None for source in self._config.sources):
            duties["the silencing at sources"] = self._silence
        return duties

    async def _by_plan(self, duty: Duty) -> None:
        """Go on with a duty; once another version of the plan is adopted, begin again with that."""
        while True:
            rules = self._desk.ledger.board.rules
            task = asyncio.ensure_future(duty())
            try:
                while not task.done() and self._desk.ledger.board.rules is rules:
                    await asyncio.wait({task}, timeout=LOOK)
            finally:
                task.cancel()
                await asyncio.wait({task})
            if not task.cancelled():
                task.result()
                return

    async def _deliver(self, source: str, form: str, body: bytes) -> None:
        await self._put(Delivery(source, form, body, time.time_ns() // 1_000_000))

    async def _tell(self, source: str, signals: Sequence[Signal]) -> None:
        for start in range(0, max(1, len(signals)), TOGETHER):
            await self._deliver(source, own.SIGNALS, own.write_signals(signals[start : start + TOGETHER]))

    async def _report(self, said: Measured | Failed | Heard) -> None:
        if isinstance(said, Heard):
            self.heartbeats.hear(said.source, said.at - self._starts)
            return
        by = f"source:{said.source}" if isinstance(said, Failed) else f"source:{probes.SOURCE}"
        with suppress(Away):  # a reading is taken again, and that the store is away is said by the store
            await self._desk.report(event_of(said, self._starts), by)

    @property
    def _starts(self) -> int:
        return self._desk.ledger.board.rules.starts_unix

    async def _listen(self) -> None:
        desk = self._desk
        await heartbeats.run(
            self.heartbeats,
            lambda: desk.ledger.board.sources,
            lambda event: desk.report(event, f"source:{event.source}"),
            lambda: desk.now,
        )

    async def _rotas(self) -> None:
        desk, kept = self._desk, self._lines_file.parent / FEEDS
        watch = rota.RotaWatch(
            lambda: desk.ledger.board,
            lambda: desk.now,
            lambda event: desk.report(event, rota.BY),
            self._tell,
            rota.calendars_of(self._config, kept),
        )
        await watch.run()

    async def _probe(self) -> None:
        board = self._desk.ledger.board
        gauges = {(service.id, metric) for service in board.services.values() for metric in service.units}
        watched = [
            probe.model_copy(update={"ca_file": str(self._config.place(probe.ca_file))}) if probe.ca_file else probe
            for probe in self._config.probes
        ]
        open_keys = self._open_keys(probes.SOURCE)
        await probes.run(watched, board.rules.plan, self._tell, self._report, gauges=gauges, open_keys=open_keys)

    async def _read_logs(self) -> None:
        if not self._config.logs:
            if gone := ended(self._open_keys(logs.SOURCE)):
                await self._tell(logs.SOURCE, gone)
            return
        keep = await asyncio.to_thread(Keep, self._lines_file)
        try:
            await logs.run(
                self._config.logs,
                self._desk.ledger.board.rules.plan,
                keep,
                self._tell,
                self._report,
                lines=self._config.lines,
                folder=self._config.folder,
                open_keys=self._open_keys(logs.SOURCE),
            )
        finally:
            keep.close()

    async def _poll(self, source: "Source") -> None:
        assert source.poll is not None
        polling = Polling(source.name, source.poll.every, lambda: self._open_keys(source.name))
        async with self._manager(source) as manager:
            await poll(polling, manager, self._deliver, self._report)

    def _open_keys(self, source: str) -> list[str]:
        """The keys of a source's alerts that are not over, but for those of exercises, which are not its own."""
        alerts = self._desk.ledger.board.alerts.values()
        return [
            each.key for each in alerts if each.source == source and each.resolved_at == NEVER and not each.exercise
        ]

    def _manager(self, source: "Source") -> Alertmanager:
        assert source.poll is not None
        secret = source.poll.secret
        place = f"sources.{source.name}.poll.secret"
        token = secret.read(place, self._config.folder, os.environ) if secret is not None else None
        return Alertmanager(source.poll.url, token)

    async def _silence(self) -> None:
        desk, ledger = self._desk, self._desk.ledger
        silencers = {
            source.name: silencing.Silencer(self._manager(source), frozenset(source.labels))
            for source in self._config.sources
            if source.silence and source.poll is not None
        }
        async with AsyncExitStack() as opened:
            for silencer in silencers.values():
                await opened.enter_async_context(silencer.manager)
            await silencing.run(
                ledger.board,
                ledger.records,
                silencers,
                lambda event: desk.report(event, f"source:{ledger.board.alerts[event.alert].source}"),
                lambda: desk.now,
            )


TOGETHER = 500
"""Signals of one delivery."""


def lines_file_of(config: "Config") -> Path:
    """Where lines are kept: as configured, or beside the store; beside the configuration where that is elsewhere."""
    if config.lines.file:
        return config.place(config.lines.file)
    store = config.store.path
    return (store.parent if store is not None else config.folder) / LINES
