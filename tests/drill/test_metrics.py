"""Metrics: what is told of a bent metric is what its calm value and its pushes come to, held by floor and ceiling."""

from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.board.state import value_at
from irsim.drill.metrics import Bending, Metric, push
from irsim.drill.stage import Stage

END = 400
TIMES = st.one_of(st.just(0), st.integers(0, 80), st.sampled_from([10, 20, 50]))


@dataclass(frozen=True)
class Push:
    """One push, and when it is let go early, if it is."""

    at: int
    amount: int
    after: int
    over: int
    lasts: int | None
    fades: int
    ended: int | None
    recovers: int


PUSHES = st.builds(
    Push, TIMES, st.integers(-90, 90), TIMES, TIMES, st.none() | TIMES, TIMES, st.none() | st.integers(0, 300), TIMES
)


class Told:
    """A metric, everything that it tells, and its pushes."""

    def __init__(self, pushes: list[Push], calm: int = 50, floor: int = -(10**9), ceiling: int | None = None) -> None:
        self.stage = Stage()
        self.segments: list[tuple[int, int, int, int]] = []
        self.bendings: list[Bending] = []
        self.calm, self.floor, self.ceiling = calm, floor, ceiling
        self.metric = Metric(self.stage, calm, floor, ceiling, lambda *segment: self.segments.append(segment))
        for item in pushes:
            self.stage.at(item.at, lambda _, item=item: self.begin(item))  # type: ignore[misc]

    def begin(self, item: Push) -> None:
        bending = push(self.stage.now, item.amount, item.after, item.over, item.lasts, item.fades)
        self.bendings.append(bending)
        self.metric.bend(bending)
        if item.ended is not None:
            self.stage.at(self.stage.now + item.ended, lambda _: self.end(bending, item.recovers))

    def end(self, bending: Bending, over: int) -> None:
        bending.end(self.stage.now, over)
        self.metric.touch()

    def told(self, at: int) -> int:
        """The value at an instant, as whoever reads the log knows it."""
        return value_at(self.segments[-1], at) if self.segments else self.calm

    def true(self, at: int) -> int:
        """The value at an instant, by the pushes as they are now."""
        value = max(self.calm + sum(bending.amount(at) for bending in self.bendings), self.floor)
        return value if self.ceiling is None else min(value, self.ceiling)


@given(PUSHES)
def test_a_single_push_is_told_exactly(item: Push) -> None:
    told = Told([item])
    for at in range(END):
        told.stage.advance(at)
        assert abs(told.told(at) - told.true(at)) <= (item.ended is not None), at
    if item.ended is None:
        assert [told.told(at) for at in (END, END + 1000)] == [told.true(END)] * 2


@settings(max_examples=100)
@given(st.lists(PUSHES, max_size=6))
def test_pushes_add_up_to_within_their_rounding(pushes: list[Push]) -> None:
    told = Told(pushes)
    for at in range(0, END, 3):
        told.stage.advance(at)
        assert abs(told.told(at) - told.true(at)) <= len(pushes), at


@settings(max_examples=100)
@given(st.lists(PUSHES, max_size=6), st.integers(-40, 50), st.none() | st.integers(50, 120))
def test_floor_and_ceiling_hold_it_to_within_a_millisecond(pushes: list[Push], floor: int, ceiling: int | None) -> None:
    told = Told(pushes, floor=floor, ceiling=ceiling)
    for at in range(END):
        told.stage.advance(at)
        value = told.told(at)
        assert value >= floor
        assert ceiling is None or value <= ceiling
        around = [told.true(instant) for instant in (at - 1, at, at + 1)]
        assert min(around) - len(pushes) <= value <= max(around) + len(pushes), at


@settings(max_examples=100)
@given(st.lists(PUSHES, max_size=6), st.integers(-40, 50), st.none() | st.integers(50, 120))
def test_where_a_line_begins_it_is_exact_and_nothing_is_told_twice(
    pushes: list[Push], floor: int, ceiling: int | None
) -> None:
    told = Told(pushes, floor=floor, ceiling=ceiling)
    count = 0
    for at in range(END):
        told.stage.advance(at)
        if len(told.segments) > count:
            count = len(told.segments)
            assert told.segments[-1][0] == at
            assert told.told(at) == told.true(at)
    begins = [segment[0] for segment in told.segments]
    assert begins == sorted(begins)
    assert all(before != after for before, after in zip(told.segments, told.segments[1:], strict=False))
    assert all(t0 <= t1 and (t0 < t1 or v0 == v1) for t0, v0, t1, v1 in told.segments)


@given(st.lists(PUSHES.filter(lambda p: p.lasts is not None or p.ended is not None), max_size=6))
def test_when_everything_is_over_it_is_calm_again(pushes: list[Push]) -> None:
    told = Told(pushes)
    told.stage.advance(10_000)
    assert told.told(10_000) == told.calm
    assert told.metric.bendings == []


def test_a_push_that_rises_stays_and_fades() -> None:
    told = Told([Push(10, 100, 5, 20, 30, 10, None, 0)])
    told.stage.advance(END)
    assert told.segments == [(15, 50, 35, 150), (65, 150, 75, 50)]


def test_a_push_that_is_let_go_recovers_from_where_it_is() -> None:
    told = Told([Push(0, 100, 0, 100, None, 0, 50, 25)])
    told.stage.advance(END)
    assert told.segments == [(0, 50, 100, 150), (50, 100, 75, 50)]


def test_a_push_over_the_ceiling_is_cut_off_there() -> None:
    told = Told([Push(0, 100, 0, 100, 50, 100, None, 0)], ceiling=100)
    told.stage.advance(END)
    assert told.segments == [(0, 50, 50, 100), (200, 100, 250, 50)]


def test_what_begins_where_another_turns_is_told_once() -> None:
    first = Push(0, 40, 0, 100, None, 0, None, 0)
    told = Told([first, Push(100, 60, 0, 100, None, 0, None, 0)])
    told.stage.advance(END)
    assert told.segments == [(0, 50, 100, 90), (100, 90, 200, 150)]
