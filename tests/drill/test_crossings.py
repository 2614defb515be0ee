"""When a line crosses a threshold: the algebra says what looking at every tick says."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from irsim.board.state import value_at
from irsim.drill.crossings import NEVER, Segment, first_tick

VALUES = st.integers(-60, 60)


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    """Rising, falling, flat and instantaneous ones."""
    t0, width = draw(st.integers(0, 60)), draw(st.integers(0, 120))
    v0 = draw(VALUES)
    return t0, v0, t0 + width, draw(st.one_of(st.just(v0), VALUES))


def looked_for(segment: Segment, start: int, every: int, at_least: int, holds: bool) -> int:
    """By looking at every tick until well after the line has become flat."""
    tick = start
    while tick <= max(segment[2], start) + 2 * every:
        if tick % every == 0 and (value_at(segment, tick) >= at_least) == holds:
            return tick
        tick += 1
    return NEVER


@given(segments(), st.integers(0, 150), st.integers(1, 40), st.integers(-70, 70), st.booleans())
@example((5, 10, 5, 0), 0, 5, 5, True)
@example((5, 0, 5, 10), 0, 5, 5, False)
def test_it_is_the_tick_that_a_sampler_finds(
    segment: Segment, later: int, every: int, at_least: int, holds: bool
) -> None:
    start = segment[0] + later
    assert first_tick(segment, start, every, at_least, holds) == looked_for(segment, start, every, at_least, holds)


@given(
    st.integers(0, 10**9),
    st.integers(1, 10**9),
    st.integers(-(10**9), 10**9),
    st.integers(-(10**9), 10**9),
    st.integers(1, 10**6),
    st.integers(-(10**9), 10**9),
    st.booleans(),
)
def test_large_lines_turn_exactly_there(
    t0: int, width: int, v0: int, v1: int, every: int, at_least: int, holds: bool
) -> None:
    segment = (t0, v0, t0 + width, v1)
    tick = first_tick(segment, t0, every, at_least, holds)
    before = -(-t0 // every) * every
    if tick == NEVER:
        assert (value_at(segment, before) >= at_least) != holds
        assert (v1 >= at_least) != holds
        return
    assert tick % every == 0
    assert tick >= t0
    assert (value_at(segment, tick) >= at_least) == holds
    if tick > before:
        assert (value_at(segment, tick - every) >= at_least) != holds


@pytest.mark.parametrize(
    ("holds", "at"),
    [(True, 60_000), (False, 0)],
)
def test_a_line_that_rises_over_the_threshold_between_two_ticks(holds: bool, at: int) -> None:
    assert first_tick((0, 0, 100_000, 1000), 0, 30_000, 501, holds) == at


def test_a_flat_line_over_the_threshold_holds_at_once_and_never_ends() -> None:
    assert first_tick((0, 9, 0, 9), 31, 30, 5, True) == 60
    assert first_tick((0, 9, 0, 9), 31, 30, 5, False) == NEVER
