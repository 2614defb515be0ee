"""How figures lie: mean, median and 90th percentile, and never one of them without how many there are."""

from collections.abc import Iterable

from msgspec import Struct


class Spread(Struct, frozen=True):
    """`n` figures and how they lie, all whole and in the unit of the figures (times in ms); None where there are none.

    Mean and median are rounded down. The 90th percentile is the nearest rank: the smallest of the figures that at
    least nine in ten do not exceed, number ceil(0.9 n) from below. It is always a figure that occurred.
    """

    n: int
    mean: int | None = None
    median: int | None = None
    p90: int | None = None


class Share(Struct, frozen=True):
    """`part` of `of`; of none there is no share."""

    part: int
    of: int

    @property
    def percent(self) -> int | None:
        """In per cent, rounded to the nearest; None of nothing."""
        return (200 * self.part + self.of) // (2 * self.of) if self.of else None


def spread(figures: Iterable[int]) -> Spread:
    """The spread of `figures`."""
    ranked = sorted(figures)
    n = len(ranked)
    if not n:
        return Spread(0)
    middle = (ranked[(n - 1) // 2] + ranked[n // 2]) // 2
    return Spread(n, sum(ranked) // n, middle, ranked[-(-9 * n // 10) - 1])
