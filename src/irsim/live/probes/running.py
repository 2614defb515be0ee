"""Probes that look for as long as the desk is held: spread over their interval, each with its own time."""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence

from irsim.live.config.probes import Probe
from irsim.live.probes.judging import Judge, Sparing
from irsim.live.probes.looking import Names, look
from irsim.live.telling import Measured, Report, Tell, Teller, ended
from irsim.plan.models import Plan

SOURCE = "probes"
"""The source whose alerts they are."""

AGAIN = 1.0
"""Seconds until what the store did not take is said again."""

AT_ONCE = 32
"""Looks that go on at the same time."""


def unix_ms() -> int:
    """The time of day."""
    return time.time_ns() // 1_000_000


async def run(
    probes: Sequence[Probe],
    plan: Plan,
    tell: Tell,
    report: Report,
    *,
    gauges: Collection[tuple[str, str]] = (),
    open_keys: Collection[str] = (),
    now: Callable[[], int] = unix_ms,
) -> None:
    """Look until cancelled. `gauges` are the services and metrics of the world that can show a reading; `open_keys` are
    the alerts of probes on the board: those of probes or monitors that are no more are over.

    An alert that was told before the start and is over meanwhile is told as over: each probe says where it stands once.
    """
    judges = [Judge(probe, plan) for probe in probes]
    leaving = Teller(SOURCE, tell)
    gone = ended(set(open_keys) - {key for judge in judges for key in judge.keys})
    while not await leaving.say(gone):
        await asyncio.sleep(AGAIN)
    if not probes:
        return
    names, room = Names(), asyncio.Semaphore(AT_ONCE)
    sparing = Sparing(plan.monitors)
    try:
        async with asyncio.TaskGroup() as tasks:
            for number, judge in enumerate(judges):
                delay = judge.every * number // len(judges)
                keep = _Keeping(judge, names, room, Teller(SOURCE, tell), report, sparing, frozenset(gauges), now)
                tasks.create_task(keep.looking(delay), name=f"probe {judge.probe.name}")
    finally:
        await names.close()


class _Keeping:
    """One probe that goes on looking."""

    def __init__(
        self,
        judge: Judge,
        names: Names,
        room: asyncio.Semaphore,
        teller: Teller,
        report: Report,
        sparing: Sparing,
        gauges: frozenset[tuple[str, str]],
        now: Callable[[], int],
    ) -> None:
        self._judge = judge
        self._names = names
        self._room = room
        self._teller = teller
        self._report = report
        self._sparing = sparing
        self._gauges = gauges
        self._now = now

    async def looking(self, delay: int) -> None:
        """The first look after `delay` ms, then on the grid of its interval; what was missed is not made up for."""
        loop = asyncio.get_running_loop()
        every = self._judge.every / 1000
        due = loop.time() + delay / 1000
        while True:
            await asyncio.sleep(max(0.0, due - loop.time()))
            await self._once()
            due += every
            if due < loop.time():
                due += every * ((loop.time() - due) // every + 1)

    async def _once(self) -> None:
        probe = self._judge.probe
        async with self._room:
            seen = await look(probe, self._names, self._now)
        signals, values = self._judge.hear(seen)
        await self._teller.say(signals)
        for metric, value in values.items():
            service = probe.service or ""
            if (service, metric) in self._gauges and self._sparing.worth(service, metric, value, seen.at):
                await self._report(Measured(service, metric, value, seen.at))
