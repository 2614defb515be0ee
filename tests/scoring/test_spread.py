"""Mean, median and 90th percentile, never without how many they are of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.scoring.spread import Share, Spread, spread

FIGURES = st.lists(st.integers(0, 10**12), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("figures", "lies"),
    [
        ([], Spread(0, None, None, None)),
        ([7], Spread(1, 7, 7, 7)),
        ([1, 2], Spread(2, 1, 1, 2)),
        # ten of them: the ninth from below is the first that nine in ten do not exceed
        ([10, 20, 30, 40, 50, 60, 70, 80, 90, 1000], Spread(10, 145, 55, 90)),
        # eleven: 0.9 * 11 = 9.9, so the tenth
        ([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 1000], Spread(11, 140, 60, 100)),
        ([5, 3, 4], Spread(3, 4, 4, 5)),
    ],
)
def test_by_hand(figures: list[int], lies: Spread) -> None:
    assert spread(figures) == lies
    assert spread(reversed(figures)) == lies


@given(FIGURES)
def test_they_lie_within_the_figures_and_in_order(figures: list[int]) -> None:
    lies = spread(figures)
    assert lies.mean is not None
    assert lies.median is not None
    assert lies.p90 is not None
    assert lies.n == len(figures)
    assert min(figures) <= lies.median <= lies.p90 <= max(figures)
    assert min(figures) <= lies.mean <= max(figures)
    assert lies.mean == sum(figures) // len(figures)


@given(FIGURES)
def test_the_90th_percentile_occurred_and_nine_in_ten_do_not_exceed_it(figures: list[int]) -> None:
    p90 = spread(figures).p90
    assert p90 in figures
    assert 10 * sum(figure <= p90 for figure in figures) >= 9 * len(figures)
    assert 10 * sum(figure < p90 for figure in figures) < 9 * len(figures), "a smaller one would do"


@given(FIGURES, st.integers(0, 10**9))
def test_what_takes_longer_by_so_much_lies_later_by_so_much(figures: list[int], more: int) -> None:
    before, after = spread(figures), spread([figure + more for figure in figures])
    assert [after.mean, after.median, after.p90] == [
        (each or 0) + more for each in (before.mean, before.median, before.p90)
    ]


@pytest.mark.parametrize(
    ("part", "of", "percent"), [(1, 8, 13), (1, 3, 33), (2, 3, 67), (0, 5, 0), (5, 5, 100), (0, 0, None)]
)
def test_a_share_of_nothing_is_none(part: int, of: int, percent: int | None) -> None:
    assert Share(part, of).percent == percent
