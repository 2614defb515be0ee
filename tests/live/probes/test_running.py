"""Probes that go on looking at a real site."""

import asyncio
from collections.abc import Sequence

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live import probes
from irsim.live.config.probes import Probe
from irsim.live.store.base import Away
from irsim.live.telling import Failed, Heard, Measured, event_of
from irsim.plan import default_plan_text, load_plan
from tests.live.probes.servers import site

PLAN = load_plan(default_plan_text(), "default.yaml")


def probe(name: str, url: str, every: str = "50ms") -> Probe:
    return Probe.model_validate({"name": name, "kind": "http", "target": url, "service": "api", "every": every})


class Room:
    """Hears what probes say."""

    def __init__(self) -> None:
        self.signals: list[Signal] = []
        self.said: list[Measured | Failed | Heard] = []
        self.away = False

    async def tell(self, source: str, signals: Sequence[Signal]) -> None:
        assert source == "probes"
        if self.away:
            raise Away("the store is away")
        self.signals += signals

    async def report(self, said: Measured | Failed | Heard) -> None:
        self.said.append(said)

    async def until(self, key: str, state: str) -> None:
        async with asyncio.timeout(8):
            while next((each.state for each in reversed(self.signals) if each.key == key), "") != state:
                await asyncio.sleep(0.01)


def test_a_site_that_fails_and_recovers() -> None:
    async def session() -> Room:
        room = Room()
        async with site() as served:
            gauges = {("api", "response_time")}
            run = probes.run([probe("front", served.url)], PLAN, room.tell, room.report, gauges=gauges)
            task = asyncio.create_task(run)
            await room.until("front/unreachable", RESOLVED)
            served.status = 503
            await room.until("front/unreachable", FIRING)
            room.away, served.status = True, 200
            await asyncio.sleep(0.5)
            room.away = False
            await room.until("front/unreachable", RESOLVED)  # said once the store is back, though nothing turned
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return room

    room = asyncio.run(session())
    assert {type(each) for each in room.said} == {Measured}
    reading = room.said[0]
    assert isinstance(reading, Measured)
    event = event_of(reading, reading.at - 5_000)
    assert (event.t0, event.t1, event.v0) == (5_000, 5_000, reading.value)  # type: ignore[attr-defined]
    assert {each.metric for each in room.said if isinstance(each, Measured)} == {"response_time"}


def test_an_alert_of_a_probe_that_is_no_more_is_over() -> None:
    async def session(looked_at: list[Probe]) -> Room:
        room = Room()
        keys = ["front/unreachable", "gone/unreachable", "front/of-an-old-plan"]
        task = asyncio.create_task(probes.run(looked_at, PLAN, room.tell, room.report, open_keys=keys))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return room

    front = [probe("front", "http://127.0.0.1:9/", "10s")]
    over = [each.key for each in asyncio.run(session(front)).signals if each.state == RESOLVED]
    assert over == ["front/of-an-old-plan", "gone/unreachable"]
    assert len(asyncio.run(session([])).signals) == 3


def test_many_probes_are_spread_over_their_interval() -> None:
    async def session() -> int:
        room = Room()
        async with site() as served:
            many = [probe(f"p{n}", served.url, "10s") for n in range(40)]
            task = asyncio.create_task(probes.run(many, PLAN, room.tell, room.report))
            await asyncio.sleep(1.1)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return served.asked

    assert 3 <= asyncio.run(session()) <= 6
