"""The room: pace, pause, jump, holds that stop it, and what a seat is shown."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from irsim.commands import Acknowledge, Note, Proceed
from irsim.drill.engine import DrillEngine
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SessionOpened, SessionPaused, SessionResumed
from irsim.log.reading import Recording
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.session.derive import verify
from irsim.session.host import Host
from irsim.session.pace import Pace, parse_pace
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
        seen = [record async for record in host.records(("technical_lead",))]
        everything = [record async for record in host.records()]
        assert isinstance(seen[0].body, SessionOpened)
        assert seen[0].body.scenario == seen[0].body.world == seen[0].body.seed == ""
        assert isinstance(everything[0].body, SessionOpened)
        assert everything[0].body.scenario != ""
        assert len(seen) < len(everything)
        assert not [r for r in seen if r.body.seen_by == "control"]

    asyncio.run(asyncio.wait_for(room(), 20))


@pytest.mark.parametrize("seats", [(), ("technical_lead",)])
def test_whoever_reads_along_is_let_go_when_the_room_is_left(seats: tuple[str, ...]) -> None:
    ledger, engine = begin(small(), MemorySink(), "people")

    async def room() -> None:
        host = Host(ledger, engine, at=0, speed=360_000)
        running = asyncio.create_task(host.run())
        early = asyncio.create_task(_all_of(host, seats))
        while len(ledger.records) < 10:
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.wait([running])
        assert not early.done()
        host.leave()
        read = await early
        assert read == await _all_of(host, seats), "and so is whoever comes when it is over"
        assert len(read) > 1

    asyncio.run(asyncio.wait_for(room(), 20))


async def _all_of(host: Host, seats: tuple[str, ...]) -> list[Record]:
    return [record async for record in host.records(seats)]


_RISING = {"id": "f", "at": "1m", "service": "api", "bends": [{"metric": "error_rate", "add": "50 %", "over": "10m"}]}


def test_a_reading_says_what_a_metric_was_and_not_where_it_is_heading(tmp_path: Path) -> None:
    drill = Drill(tmp_path, faults=[_RISING]).to("4m")
    key, calm = ("api", "error_rate"), drill.ledger.board.services["api"].baselines["error_rate"]

    async def room() -> None:
        host = Host(drill.ledger, drill.engine, at=240_000, speed=0)
        readings = await host.readings()
        assert set(readings) == {(s, m) for s, service in drill.ledger.board.services.items() for m in service.units}
        assert readings[key] == drill.value(*key) < drill.ledger.board.services["api"].metrics["error_rate"][3]
        series = await host.series([key, ("db", "cpu_usage")], 360_000, 7)
        assert list(series) == [key, ("db", "cpu_usage")]
        assert series[key][:4] == [calm] * 4, "two minutes before the exercise, and its first"
        assert series[key][-1] == readings[key]
        assert series[key][3:] == sorted(set(series[key][3:]))
        with pytest.raises(KeyError):
            await host.series([("api", "nothing")], 10, 2)

    asyncio.run(room())


def test_a_reading_goes_on_with_the_room_and_not_ahead_of_the_engine(tmp_path: Path) -> None:
    drill = Drill(tmp_path, faults=[_RISING]).to("4m")
    key = ("api", "error_rate")

    async def room() -> None:
        host = Host(drill.ledger, drill.engine, at=240_000, speed=100)
        before = (await host.readings())[key]
        await host.jump(600_000)
        assert host.now >= 600_000
        assert (await host.readings())[key] == drill.value(*key) < before + 10_000, "nobody has come to ten minutes yet"
        await host.settle()
        assert (await host.readings())[key] == drill.value(*key) > before + 200_000
        past = (await host.series([key], 360_000, 7))[key]
        assert past == sorted(set(past))

    asyncio.run(room())


def test_an_input_whose_giver_goes_away_while_it_is_written_is_finished() -> None:
    class Slow(MemorySink):
        def sync(self) -> None:
            time.sleep(0.1)

    sink = Slow()
    ledger, engine = begin(small(), sink, "people")

    async def room() -> None:
        host = Host(ledger, engine, at=200_000, speed=100)
        giving = asyncio.create_task(host.submit(Acknowledge("INC-1"), "incident_commander", "a"))
        await asyncio.sleep(0.03)
        giving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await giving
        again = await host.submit(Acknowledge("INC-1"), "incident_commander", "a")
        await host.submit(Note("INC-1", "After it."), "incident_commander", "b")
        assert sum(isinstance(record.body, CommandSubmitted) for record in ledger.records) == 2
        assert again == ledger.results["a"]

    asyncio.run(asyncio.wait_for(room(), 20))
    recording = Recording(Path("memory"), list(ledger.records), [line[:-1] for line in sink.lines])
    assert verify(recording, DrillEngine).holds


def test_nothing_follows_an_input_that_could_not_be_made_durable() -> None:
    class Full(MemorySink):
        def sync(self) -> None:
            if len(self.lines) > 1:
                raise OSError(28, "No space left on device")

    ledger, engine = begin(small(), Full(), "people")

    async def room() -> None:
        host = Host(ledger, engine, at=200_000, speed=100)
        with pytest.raises(OSError, match="No space left"):
            await host.submit(Acknowledge("INC-1"), "incident_commander", "a")
        count = len(ledger.records)
        with pytest.raises(asyncio.CancelledError):
            await host.submit(Acknowledge("INC-1"), "incident_commander", "b")
        assert len(ledger.records) == count

    asyncio.run(asyncio.wait_for(room(), 20))


@pytest.mark.parametrize("proceeds", [True, False])
def test_a_room_taken_up_again_in_a_discussion_goes_on_when_it_is_over(tmp_path: Path, proceeds: bool) -> None:
    drill = Drill(tmp_path, injects=[_hold("8m" if proceeds else "300ms")])
    drill.to("10s")
    drill.ledger.input_now(SessionPaused("discussion"), "facilitator", 10_000)

    async def room() -> None:
        host = Host(drill.ledger, drill.engine, at=10_000, speed=6_000)
        running = asyncio.create_task(host.run())
        await asyncio.sleep(0.05)
        assert host.paused
        if proceeds:
            await host.submit(Proceed(), "facilitator", "go")
        while host.paused:
            await asyncio.sleep(0.01)
        running.cancel()

    asyncio.run(asyncio.wait_for(room(), 20))


def test_a_room_taken_up_again_off_stage_is_at_the_far_side_of_the_gap(tmp_path: Path) -> None:
    later = {"id": "later", "title": "Later", "at": "10s", "advance": {"to": "50m", "summary": "Later."}}
    drill = Drill(tmp_path, injects=[later])
    drill.to("11s")

    async def room() -> None:
        host = Host(drill.ledger, drill.engine, at=11_000, speed=100)
        running = asyncio.create_task(host.run())
        while drill.ledger.board.off_stage_until >= 0:
            await asyncio.sleep(0.01)
        assert 3_000_000 <= host.now < 3_100_000
        running.cancel()

    asyncio.run(asyncio.wait_for(room(), 20))


def test_a_resume_before_the_rooms_own_pause_is_written_leaves_room_and_board_of_one_mind(tmp_path: Path) -> None:
    drill = Drill(tmp_path, injects=[_hold("8m")])

    async def room() -> None:
        host = Host(drill.ledger, drill.engine, at=9_000, speed=6_000)
        while not host.paused:
            await host.settle()
        await host.resume()
        running = asyncio.create_task(host.run())
        await asyncio.sleep(0.1)
        assert host.paused == drill.ledger.board.paused
        assert not host.paused
        running.cancel()

    asyncio.run(asyncio.wait_for(room(), 20))


@pytest.mark.parametrize("written", ["inf", "nan", "0", "-5", "0.001", "1e30", "", "fast"])
def test_a_pace_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is no pace; give 1, 4, 60"):
        parse_pace(written)


def test_a_pace_is_read_as_people_write_it() -> None:
    assert [parse_pace(written) for written in ("4", "0.5x", "max", "3600")] == [400, 50, 0, 360_000]
