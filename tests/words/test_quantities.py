"""Metric values: round figures come out round, and an error names what fits."""

import contextlib
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.words.quantities import LARGEST, Unit, format_quantity, parse_count, parse_quantity

UNITS: tuple[Unit, ...] = typing.get_args(Unit)


@pytest.mark.parametrize(
    ("written", "unit", "value", "shown"),
    [
        ("5 %", "ppm", 50_000, "5 %"),
        ("0.2 %", "ppm", 2_000, "0.2 %"),
        ("0.8", "ppm", 800_000, "80 %"),
        (0.8, "ppm", 800_000, "80 %"),
        ("5400 ms", "ms", 5_400, "5.4 s"),
        ("200ms", "ms", 200, "200 ms"),
        ("2 m", "ms", 120_000, "120 s"),
        ("104/s", "per_1000s", 104_000, "104/s"),
        ("90/min", "per_1000s", 1_500, "1.5/s"),
        ("60/m", "per_1000s", 1_000, "1/s"),
        ("36/h", "per_1000s", 10, "36/h"),
        ("1.2k", "count", 1_200, "1,200"),
        ("3.2 GB", "bytes", 3_200_000_000, "3.2 GB"),
        ("3 GB/10m", "bytes_per_s", 5_000_000, "5 MB/s"),
        ("-20 %", "ppm", -200_000, "-20 %"),
        ("0", "ms", 0, "0 ms"),
        (0, "per_1000s", 0, "0/s"),
    ],
)
def test_figures_people_write(written: str | float, unit: Unit, value: int, shown: str) -> None:
    assert parse_quantity(written, unit) == value
    assert format_quantity(value, unit) == shown


@pytest.mark.parametrize(
    ("written", "unit", "cure"),
    [
        ("5 s", "ppm", "'5 %', '5 ppm', '5'"),
        ("5", "ms", "'5 ms', '5 s', '5 m', '5 h'"),
        ("5 %", "per_1000s", "'5 /s', '5 /m', '5 /min', '5 /h', '5 /d'"),
        ("5 apples", "count", "'5', '5 k', '5 M'"),
        (True, "count", "'5', '5 k', '5 M'"),
        ("5 GB", "bytes_per_s", "'5 B/s'"),
    ],
)
def test_an_error_names_the_suffixes_that_fit_the_unit(written: str, unit: Unit, cure: str) -> None:
    with pytest.raises(ValueError, match="is not a value in") as caught:
        parse_quantity(written, unit)
    assert cure in str(caught.value)


@given(st.text(max_size=40), st.sampled_from(UNITS))
def test_any_text_is_a_value_or_a_value_error(text: str, unit: Unit) -> None:
    with contextlib.suppress(ValueError):
        assert abs(parse_quantity(text, unit)) <= LARGEST


def test_a_value_beyond_what_records_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="out of range for bytes; give"):
        parse_quantity("999999999999999 TB", "bytes")


@given(st.integers(-LARGEST, LARGEST), st.sampled_from(UNITS))
def test_every_value_can_be_shown_on_one_short_line(value: int, unit: Unit) -> None:
    shown = format_quantity(value, unit)
    assert 0 < len(shown) <= 30
    assert "\n" not in shown


@pytest.mark.parametrize(
    ("written", "count"), [("12000", 12000), ("12,000", 12000), ("12k", 12000), ("1.2m", 1_200_000), (" 3 ", 3)]
)
def test_a_count_is_read_as_people_write_it(written: str, count: int) -> None:
    assert parse_count(written) == count


@pytest.mark.parametrize("written", ["", "12 kilo", "1.2345k", "-4", "1,20", "a dozen", "12,0000"])
def test_what_is_no_count_says_how_to_write_one(written: str) -> None:
    with pytest.raises(ValueError, match="write it as 12000"):
        parse_count(written)
