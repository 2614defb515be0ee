"""The stage: what lean timers ask of SimPy, bands at one instant, and running up to an instant."""

from collections.abc import Generator
from typing import Any

import simpy
from simpy.events import Event as SimpyEvent

from irsim.drill.stage import COMMAND, NORMAL, OBSERVE, URGENT, Stage, Timer


def test_simpy_takes_a_lean_timer_for_an_event() -> None:
    env = simpy.Environment()
    seen: list[object] = []
    timer = Timer((seen.append,))
    env.schedule(timer, NORMAL, 5)  # type: ignore[arg-type]
    env.step()
    assert seen == [timer]
    assert env.now == 5
    assert timer.callbacks is None


def test_a_lean_timer_has_of_an_event_what_a_step_looks_at() -> None:
    class Watched:
        """Notes each attribute that is read or set."""

        def __getattribute__(self, name: str) -> object:
            used.add(name)
            return {"callbacks": (), "_ok": True, "_value": None}[name]

        def __setattr__(self, name: str, value: object) -> None:
            used.add(name)

    used: set[str] = set()
    env = simpy.Environment()
    event = Watched()
    env.schedule(event, NORMAL, 0)  # type: ignore[arg-type]
    env.step()
    assert used <= {"callbacks", "_ok", "_value"}
    timer = Timer(())
    assert timer._ok is True
    assert timer._value is None


def test_a_timer_lies_on_the_queue_as_simpy_would_put_it() -> None:
    stage = Stage()
    stage.advance(7)
    stage.env.schedule(simpy.Event(stage.env), NORMAL, 5)  # type: ignore[arg-type]
    timer = stage.at(12, lambda _: None)
    queue: list[Any] = sorted(stage.env._queue)
    (at, band, eid, _), ours = queue
    assert ours == (at, band, eid + 1, timer)


def test_simpys_bands_are_ours() -> None:
    assert (int(simpy.events.URGENT), int(simpy.events.NORMAL)) == (URGENT, NORMAL)


def test_whole_milliseconds_stay_whole() -> None:
    stage = Stage()
    stage.advance(1234)
    assert stage.now == stage.env.now == 1234
    assert type(stage.now) is int


def test_a_cancelled_timer_does_nothing() -> None:
    stage, seen = Stage(), list[int]()
    timer = stage.at(10, lambda _: seen.append(stage.now))
    timer.cancel()
    timer.cancel()
    stage.advance(20)
    assert seen == []


def test_cancelling_after_it_fired_does_nothing() -> None:
    stage, seen = Stage(), list[int]()
    timer = stage.at(10, lambda _: seen.append(stage.now))
    stage.advance(10)
    timer.cancel()
    stage.advance(20)
    assert seen == [10]


def test_bands_of_one_instant_come_in_their_order_whatever_was_made_first() -> None:
    stage, seen = Stage(), list[str]()
    for band, name in ((COMMAND, "command"), (OBSERVE, "observe"), (NORMAL, "normal"), (URGENT, "urgent")):
        stage.at(7, lambda _, name=name: seen.append(name), band)  # type: ignore[misc]
    stage.advance(7)
    assert seen == ["urgent", "normal", "observe", "command"]


def test_one_band_runs_in_the_order_of_making() -> None:
    stage, seen = Stage(), list[int]()
    for number in range(20):
        stage.at(7, lambda _, number=number: seen.append(number))  # type: ignore[misc]
    stage.advance(7)
    assert seen == list(range(20))


def test_advance_includes_its_instant_and_nothing_later() -> None:
    stage, seen = Stage(), list[int]()
    for at in (0, 9, 10, 11):
        stage.at(at, lambda _: seen.append(stage.now), OBSERVE)
    assert stage.advance(10)
    assert seen == [0, 9, 10]
    assert stage.now == 10


def test_what_is_made_at_the_instant_for_the_instant_still_happens() -> None:
    stage, seen = Stage(), list[str]()
    stage.at(10, lambda _: stage.at(10, lambda _: seen.append("follows")), OBSERVE)
    stage.advance(10)
    assert seen == ["follows"]


def test_the_instant_is_drained_again_after_an_input() -> None:
    stage, seen = Stage(), list[str]()
    stage.advance(10)
    stage.at(10, lambda _: stage.at(10, lambda _: seen.append("monitor"), OBSERVE))
    stage.advance(10)
    assert seen == ["monitor"]
    assert stage.now == 10


def test_time_never_goes_back() -> None:
    stage = Stage()
    stage.advance(10)
    assert stage.advance(5)
    assert stage.now == 10


def test_nothing_happens_after_stop_not_even_at_the_same_instant() -> None:
    stage, seen = Stage(), list[int]()
    stage.at(5, lambda _: stage.stop(), URGENT)
    stage.at(5, lambda _: seen.append(5))
    stage.at(6, lambda _: seen.append(6))
    assert stage.advance(10)
    assert stage.advance(20)
    assert (seen, stage.now, stage.stopped) == ([], 5, True)


def ticking(stage: Stage, seen: list[int]) -> None:
    """Something at every tenth millisecond, for ever."""

    def tick(_: object) -> None:
        seen.append(stage.now)
        stage.at(stage.now + 10, tick)

    stage.at(0, tick)


def test_slices_come_to_the_same_as_one_run() -> None:
    whole, sliced = Stage(), Stage()
    seen: tuple[list[int], list[int]] = ([], [])
    ticking(whole, seen[0])
    ticking(sliced, seen[1])
    whole.advance(5000)
    slices = 1
    while not sliced.advance(5000, 1e-9):
        slices += 1
    assert slices > 10
    assert seen[0] == seen[1]
    assert whole.now == sliced.now == 5000


def test_a_slice_may_be_given_up_for_an_earlier_instant() -> None:
    stage, seen = Stage(), list[int]()
    ticking(stage, seen)
    assert not stage.advance(5000, 1e-9)
    reached = stage.now
    assert stage.advance(reached + 15)
    assert stage.now == reached + 15
    assert stage.advance(5000)
    assert (stage.now, seen[-1], len(seen)) == (5000, 5000, 501)


def test_simpys_processes_live_on_the_same_stage() -> None:
    stage, seen = Stage(), list[int]()

    def process() -> Generator[SimpyEvent, object, None]:
        yield stage.env.timeout(3)
        seen.append(stage.now)
        event: SimpyEvent = stage.env.event()
        stage.at(8, lambda _: event.succeed())
        yield event
        seen.append(stage.now)

    stage.env.process(process())
    stage.advance(10)
    assert seen == [3, 8]
