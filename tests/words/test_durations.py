"""Durations and instants: what is written is what is read."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from irsim.words.durations import (
    DAY,
    HOUR,
    LONGEST,
    MINUTE,
    SECOND,
    format_duration,
    format_instant,
    format_left,
    parse_duration,
    parse_instant,
)

WITHIN_A_CENTURY = st.integers(-LONGEST, LONGEST)


@given(WITHIN_A_CENTURY)
@example(0)
@example(LONGEST)
def test_a_duration_that_was_formatted_parses_to_itself(milliseconds: int) -> None:
    assert parse_duration(format_duration(milliseconds)) == milliseconds


@given(st.integers(-9_999 * HOUR, 9_999 * HOUR))
def test_an_instant_that_was_shown_parses_to_its_second(milliseconds: int) -> None:
    whole = milliseconds // SECOND * SECOND
    assert parse_instant(format_instant(whole)) == whole


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("4m", 4 * MINUTE),
        ("1h30m", 90 * MINUTE),
        ("1 h 30 m", 90 * MINUTE),
        ("3d", 3 * DAY),
        ("2w", 14 * DAY),
        ("500ms", 500),
        ("90s", 90 * SECOND),
        ("-1h", -HOUR),
        ("0", 0),
        (0, 0),
    ],
)
def test_durations_people_write(written: str | int, milliseconds: int) -> None:
    assert parse_duration(written) == milliseconds


@pytest.mark.parametrize(
    "written", ["", "4", 4, "m", "4 minutes", "1.5h", "--4m", "4m-", "soon", False, True, "٤m", None]
)
def test_what_is_no_duration_is_answered_with_the_way_to_write_one(written: str | int) -> None:
    with pytest.raises(ValueError, match="is not a duration; write it as 90s, 4m, 1h30m or 3d"):
        parse_duration(written)


@pytest.mark.parametrize("written", ["999999999w", "9" * 15 + "d", "100d" * 12 * 100])
def test_no_duration_outlasts_the_calendar(written: str) -> None:
    with pytest.raises(ValueError, match="write it as"):
        parse_duration(written)


@given(st.text(max_size=60))
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    for parse in (parse_duration, parse_instant):
        with contextlib.suppress(ValueError):
            assert abs(parse(text)) <= LONGEST


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("T+00:47:12", 47 * MINUTE + 12 * SECOND),
        ("T+120:00:00", 120 * HOUR),
        ("T-01:00:00", -HOUR),
        ("47:12", 47 * MINUTE + 12 * SECOND),
        ("1:47:12", HOUR + 47 * MINUTE + 12 * SECOND),
        ("T+40m", 40 * MINUTE),
        ("6m", 6 * MINUTE),
    ],
)
def test_instants_people_write(written: str, milliseconds: int) -> None:
    assert parse_instant(written) == milliseconds


def test_an_instant_that_could_be_minutes_or_seconds_is_asked_back() -> None:
    with pytest.raises(ValueError, match="may mean minutes or seconds; write T\\+00:47:00 or 47s"):
        parse_instant("T+00:47")


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (71 * HOUR + 12 * MINUTE, "71h12"),
        (42 * MINUTE + 30 * SECOND, "42m"),
        (4 * MINUTE + 59 * SECOND, "04:59"),
        (0, "00:00"),
        (-42 * SECOND, "-00:42"),
        (-90 * MINUTE, "-1h30"),
    ],
)
def test_time_left_on_a_clock(milliseconds: int, shown: str) -> None:
    assert format_left(milliseconds) == shown


def test_an_hour_before_the_start_is_shown_as_such() -> None:
    assert format_instant(-HOUR) == "T-01:00:00"
    assert format_instant(0) == "T+00:00:00"
