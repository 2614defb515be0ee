"""When a straight integer line crosses a threshold: exact, by algebra, snapped to the sampling grid.

A segment is (t0, v0, t1, v1), read by floor division and flat outside; so on [t0, oo) it only rises or only falls, and
`value >= k` begins or ends exactly once. `benchmarks/bench_monitors.py` holds this against a sampler.
"""

Segment = tuple[int, int, int, int]

NEVER = -1


def first_tick(segment: Segment, start: int, every: int, at_least: int, holds: bool) -> int:
    """The first instant >= `start` on the grid of `every` ms at which `value >= at_least` is `holds`; NEVER if none.

    The grid's ticks are the multiples of `every`. `start` is not before the segment's own begin.
    """
    t0, v0, t1, v1 = segment
    rising = v1 > v0
    low, high = (v0, v1) if rising else (v1, v0)
    if t0 == t1:
        low = high = v1
    if at_least <= low:
        return _tick(start, every) if holds else NEVER
    if at_least > high:
        return NEVER if holds else _tick(start, every)
    span, width = (v1 - v0, t1 - t0) if rising else (v0 - v1, t1 - t0)
    if rising:
        turns = t0 + -(-(at_least - v0) * width // span)
        return _tick(max(start, turns), every) if holds else _before(start, turns, every)
    last = t0 + (v0 - at_least) * width // span
    return _before(start, last + 1, every) if holds else _tick(max(start, last + 1), every)


def _tick(instant: int, every: int) -> int:
    return -(-instant // every) * every


def _before(start: int, end: int, every: int) -> int:
    """The first tick in [start, end), NEVER if none."""
    tick = _tick(start, every)
    return tick if tick < end else NEVER
