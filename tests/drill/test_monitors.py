"""Monitors: an analytic watch fires and clears when one that samples at every tick does."""

from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.board.state import value_at
from irsim.drill.crossings import Segment
from irsim.drill.monitors import Watch
from irsim.drill.stage import Stage

CALM: Segment = (0, 10, 0, 10)
END = 700

Said = tuple[int, str, int]


@st.composite
def courses(draw: st.DrawFn) -> list[Segment]:
    """Lines in the order in which they are told; some are cut short by the next, some follow at the same instant."""
    lines: list[Segment] = []
    at, before = 0, CALM
    for _ in range(draw(st.integers(0, 8))):
        at += draw(st.one_of(st.just(0), st.integers(0, 60), st.sampled_from([10, 20, 30])))
        start = draw(st.one_of(st.just(value_at(before, at)), st.integers(0, 40)))
        before = (at, start, at + draw(st.integers(0, 90)), draw(st.integers(0, 40)))
        lines.append(before)
    return lines


def watched(
    lines: list[Segment], every: int, lasting: int, above: int | None, below: int | None, step: int = END
) -> list[Said]:
    """What a Watch says."""
    stage = Stage()
    said: list[Said] = []
    watch = Watch(
        stage,
        CALM,
        lambda value: said.append((stage.now, "fired", value)),
        lambda value: said.append((stage.now, "cleared", value)),
        above=above,
        below=below,
        every=every,
        lasting=lasting,
    )
    for line in lines:
        stage.at(line[0], lambda _, line=line: watch.update(line))  # type: ignore[misc]
    for to in range(step, END + step, step):
        stage.advance(min(to, END))
    return said


def sampled(lines: list[Segment], every: int, lasting: int, above: int | None, below: int | None) -> list[Said]:
    """What somebody says who looks at every tick."""
    said: list[Said] = []
    since: int | None = None
    firing = False
    for tick in range(0, END + 1, every):
        line = next((line for line in reversed(lines) if line[0] <= tick), CALM)
        value = value_at(line, tick)
        if value > above if above is not None else value < (below or 0):
            since = tick if since is None else since
            if not firing and tick - since >= lasting:
                firing = True
                said.append((tick, "fired", value))
        else:
            since = None
            if firing:
                firing = False
                said.append((tick, "cleared", value))
    return said


@settings(max_examples=600)
@given(courses(), st.integers(1, 40), st.integers(0, 100), st.integers(-1, 41), st.booleans())
def test_it_says_what_a_sampler_says(lines: list[Segment], every: int, lasting: int, limit: int, upper: bool) -> None:
    above, below = (limit, None) if upper else (None, limit)
    assert watched(lines, every, lasting, above, below) == sampled(lines, every, lasting, above, below)


@given(courses(), st.integers(1, 40), st.integers(0, 100), st.integers(0, 40), st.integers(1, 97))
def test_it_does_not_matter_in_what_steps_time_goes_by(
    lines: list[Segment], every: int, lasting: int, limit: int, step: int
) -> None:
    assert watched(lines, every, lasting, limit, None, step) == watched(lines, every, lasting, limit, None)


@given(courses(), st.integers(1, 40), st.integers(0, 100), st.integers(0, 40))
def test_it_fires_and_clears_by_turns(lines: list[Segment], every: int, lasting: int, limit: int) -> None:
    said = [word for _, word, _ in watched(lines, every, lasting, limit, None)]
    assert said == ["fired", "cleared"] * (len(said) // 2) + ["fired"] * (len(said) % 2)


def test_given_five_minutes_when_it_dips_for_one_tick_it_does_not_fire() -> None:
    over, dip = (0, 20, 0, 20), (140, 5, 140, 5)
    lines = [over, dip, (160, 20, 160, 20)]
    assert watched(lines, 30, 300, 15, None) == [(480, "fired", 20)]
    dip_between_ticks = [over, (151, 5, 151, 5), (179, 20, 179, 20)]
    assert watched(dip_between_ticks, 30, 300, 15, None) == [(300, "fired", 20)]


def test_a_metric_that_starts_over_its_threshold_fires_at_the_first_tick() -> None:
    assert watched([], 30, 0, 9, None) == [(0, "fired", 10)]


def test_a_value_on_the_threshold_is_not_over_it_and_not_under_it() -> None:
    assert watched([], 30, 0, 10, None) == []
    assert watched([], 30, 0, None, 10) == []


def test_one_millisecond_watches_fire_at_the_very_crossing() -> None:
    assert watched([(100, 0, 200, 100)], 1, 0, 50, None) == [(151, "fired", 51)]
