"""Random facilitation of a room on a clock of our own: a pause stops everything, what comes next comes when it should,
and fire-now is now."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from irsim.commands import Command, Delay, Fire, Skip
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import InjectDelivered, SessionPaused, SessionResumed
from irsim.log.writing import MemorySink
from irsim.session.derive import replay
from irsim.session.host import Host
from irsim.session.protocol import Accepted
from irsim.words.durations import format_instant
from tests.drill.test_engine import Drill
from tests.drill.test_facilitation import mail

PLANNED = {"one": 10, "two": 20, "three": 30, "four": 45}
"""minutes"""

STEP = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 900)),
    st.tuples(st.just("pause"), st.just(0)),
    st.tuples(st.just("resume"), st.just(0)),
    st.tuples(st.just("pace"), st.sampled_from((50, 100, 400, 1000))),
    st.tuples(st.just("fire"), st.sampled_from(sorted(PLANNED))),
    st.tuples(st.just("skip"), st.sampled_from(sorted(PLANNED))),
    st.tuples(st.just("delay"), st.tuples(st.sampled_from(sorted(PLANNED)), st.integers(1, 20))),
)


class Room:
    """A host whose wall clock goes on only when it is told to, and what it ought to come to."""

    def __init__(self, drill: Drill, wall: SimpleNamespace) -> None:
        self.wall = wall
        self.drill = drill
        self.host = Host(drill.ledger, drill.engine, at=0, speed=100)
        self.ought = 0.0
        self.speed = 100
        self.paused = False
        self.due = {name: minutes * 60_000 for name, minutes in PLANNED.items()}
        self.came: dict[str, int] = {}
        self.acts = 0

    async def do(self, what: str, value: Any) -> None:
        before = len(self.drill.ledger.records)
        if what == "wait":
            self.wall.now += value
            self.ought += 0 if self.paused else value * 10 * self.speed
            await self.host.settle()
            if self.paused:
                assert len(self.drill.ledger.records) == before, "something happened while the room stood still"
        elif what == "pause":
            self.paused = True
            await self.host.pause()
        elif what == "resume":
            self.paused = False
            await self.host.resume()
        elif what == "pace":
            self.speed = value
            await self.host.pace(value)
        else:
            await self._order(what, value)
        end = self.drill.ledger.board.opened.setting.duration
        assert self.host.now == min(int(self.ought), end)

    async def _order(self, what: str, value: Any) -> None:
        name = value if isinstance(value, str) else value[0]
        self.acts += 1
        now = self.host.now
        later = format_instant(now + value[1] * 60_000) if what == "delay" else ""
        command: Command = Delay(name, later) if later else Fire(name) if what == "fire" else Skip(name)
        result = await self.host.submit(command, "facilitator", f"order-{self.acts}")
        if not isinstance(result, Accepted):
            return
        submitted = self.drill.ledger.records[result.seq]
        assert submitted.at == now, "an order is carried out at the room's own instant"
        if what == "fire":
            assert self._times(name) == [now], "fire now is now"
            self.came[name] = now
            self.due.pop(name, None)
        elif what == "skip":
            self.due.pop(name, None)
        else:
            self.due[name] = now // 1000 * 1000 + value[1] * 60_000

    def _times(self, name: str) -> list[int]:
        return [
            record.at
            for record in self.drill.ledger.records
            if isinstance(record.body, InjectDelivered) and record.body.inject == name
        ]

    def check(self) -> None:
        now = self.host.now
        for name in PLANNED:
            wanted = [self.came[name]] if name in self.came else []
            if name in self.due and self.due[name] <= now and self.due[name] < 3_600_000:
                wanted = [self.due[name]]
            assert self._times(name) == wanted, name


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25))
def test_random_facilitation(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any]]) -> None:
    drill = Drill(tmp_path_factory.mktemp("room"), injects=[mail(name, at=f"{at}m") for name, at in PLANNED.items()])
    wall = SimpleNamespace(now=1000.0)

    async def go() -> None:
        room = Room(drill, wall)
        for what, value in steps:
            if drill.engine.ended:
                break
            await room.do(what, value)
        room.check()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("irsim.session.host.time", SimpleNamespace(monotonic=lambda: wall.now))
        asyncio.run(go())
    records = list(drill.ledger.records)
    again, _ = _derived(drill)
    assert [record.digest for record in again.records[: len(records)]] == [record.digest for record in records]


def _derived(drill: Drill) -> tuple[Any, Any]:
    """The same first record and inputs, run again."""
    records = drill.ledger.records
    recording: Any = SimpleNamespace(opened=records[0].body, records=records)
    return replay(recording, MemorySink(), DrillEngine, drill.engine.now)


def test_the_first_inject_after_a_pause_comes_when_it_should(tmp_path: Any) -> None:
    drill = Drill(tmp_path, injects=[mail("one", at="10m")])
    wall = SimpleNamespace(now=0.0)

    async def go() -> None:
        host = Host(drill.ledger, drill.engine, at=0, speed=100)
        wall.now = 9 * 60.0
        await host.settle()
        await host.pause()
        wall.now = 3 * 3600.0
        await host.settle()
        await host.resume()
        wall.now += 59.9
        await host.settle()
        assert not [r for r in drill.ledger.records if isinstance(r.body, InjectDelivered)]
        wall.now += 0.2
        await host.settle()
        (came,) = [r.at for r in drill.ledger.records if isinstance(r.body, InjectDelivered)]
        assert came == 600_000

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("irsim.session.host.time", SimpleNamespace(monotonic=lambda: wall.now))
        asyncio.run(go())
    inputs = [type(r.body) for r in drill.ledger.records if isinstance(r.body, SessionPaused | SessionResumed)]
    assert inputs == [SessionPaused, SessionResumed]
    assert not [r for r in drill.ledger.records if isinstance(r.body, CommandSubmitted)]
