"""The room: pace, pause, jump, holds that stop it, and what a seat is shown."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from irsim.commands import Acknowledge, Proceed
from irsim.events.session import SessionOpened, SessionPaused, SessionResumed
from irsim.log.writing import MemorySink
from irsim.session.host import Host
from irsim.session.pace import Pace
from tests.drill.test_engine import Drill
from tests.drills import begin, small


class TestPace:
    """Wall time to session time through an anchor."""

    def test_real_time_is_a_hundred(self) -> None:
        assert Pace(5_000, 10.0, 100).now(12.5) == 7_500

    def test_a_pause_stops_it_and_nothing_is_lost_or_caught_up(self) -> None:
        pace = Pace(0, 0.0, 400)
        pace.anchor(10.0, paused=True)
        assert pace.now(99.0) == 40_000
        pace.anchor(100.0, paused=False)
        assert pace.now(101.0) == 44_000

    def test_a_change_of_speed_goes_on_from_where_it_stands(self) -> None:
        pace = Pace(0, 0.0, 100)
        pace.anchor(10.0, speed=6_000)
        assert pace.now(11.0) == 70_000
        assert pace.wall_at(70_000) == pytest.approx(11.0)


def _hold(length: str) -> dict[str, Any]:
    hold = {"for": length, "clocks": "stopped", "questions": ["Why?"]}
    return {"id": "talk", "title": "Talk", "at": "10s", "hold": hold}


def test_a_hold_with_stopped_clocks_stops_the_room_until_somebody_says_proceed(tmp_path: Path) -> None:
    hold = {
        "id": "talk",
        "title": "Talk",
        "at": "10s",
        "hold": {"for": "8m", "clocks": "stopped", "questions": ["Why?"]},
    }
    drill = Drill(tmp_path, injects=[hold])

    async def room() -> None:
        host = Host(drill.ledger, drill.engine, at=0, speed=6_000)
        running = asyncio.create_task(host.run())
        while not host.paused:
            await asyncio.sleep(0.01)
        stood = host.now
        assert stood == 10_000
        await asyncio.sleep(0.3)
        assert host.now == stood
        await host.submit(Proceed(), "facilitator", "go")
        while host.paused:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert host.now > stood
        running.cancel()

    asyncio.run(asyncio.wait_for(room(), 20))
    kinds = [type(record.body) for record in drill.ledger.records]
    assert kinds.index(SessionPaused) < kinds.index(SessionResumed)


def test_a_hold_ends_by_itself_when_its_time_is_up_on_the_wall(tmp_path: Path) -> None:
    hold = {
        "id": "talk",
        "title": "Talk",
        "at": "10s",
        "hold": {"for": "500ms", "clocks": "stopped", "questions": ["Why?"]},
    }
    drill = Drill(tmp_path, injects=[hold])

    async def room() -> float:
        host = Host(drill.ledger, drill.engine, at=0, speed=6_000)
        running = asyncio.create_task(host.run())
        while not host.paused:
            await asyncio.sleep(0.01)
        begun = time.monotonic()
        while host.paused:
            await asyncio.sleep(0.01)
        running.cancel()
        return time.monotonic() - begun

    assert asyncio.run(asyncio.wait_for(room(), 20)) > 0.3


def test_a_player_is_shown_no_scenario_and_a_late_seat_catches_up() -> None:
    ledger, engine = begin(small(), MemorySink(), "people")

    async def room() -> None:
        host = Host(ledger, engine, at=0, speed=0)
        running = asyncio.create_task(host.run())
        await running
        await host.submit(Acknowledge("INC-1"), "incident_commander", "late")
        await host.close()
        seen = [record async for record in host.records("technical_lead")]
        everything = [record async for record in host.records()]
        assert isinstance(seen[0].body, SessionOpened)
        assert seen[0].body.scenario == seen[0].body.world == seen[0].body.seed == ""
        assert isinstance(everything[0].body, SessionOpened)
        assert everything[0].body.scenario != ""
        assert len(seen) < len(everything)
        assert not [r for r in seen if r.body.seen_by == "control"]

    asyncio.run(asyncio.wait_for(room(), 20))
