"""Deadlines on calendars; the worked cases are those of the compiled scenario facts, section 3."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.words.calendar import BusinessCalendar, milliseconds_between, parse_hours, parse_period
from irsim.words.durations import HOUR

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NEW_YORK = ZoneInfo("America/New_York")
WEEK = dict.fromkeys(range(5), parse_hours("09:00-18:00"))
OFFICE = BusinessCalendar(AMSTERDAM, WEEK, frozenset({date(2026, 12, 25)}))
FEDERAL = BusinessCalendar(NEW_YORK, WEEK, frozenset({date(2026, 11, 26)}))
CALIFORNIA = BusinessCalendar(ZoneInfo("America/Los_Angeles"), WEEK)
PERIODS = ["15m", "72h", "3d", "1 calendar day", "30 calendar days", "1 business day", "4 business days", "1 month"]


def at(written: str, zone: ZoneInfo = AMSTERDAM) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone)


def test_gdpr_72_hours_run_through_the_weekend() -> None:
    aware = datetime(2026, 12, 18, 16, 20, tzinfo=UTC)
    assert OFFICE.due(aware, parse_period("72h")) == datetime(2026, 12, 21, 16, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("determined", "due"), [("2026-11-12T10:00", "2026-11-18"), ("2026-11-25T10:00", "2026-12-02")]
)
def test_sec_four_business_days_leave_out_weekends_and_thanksgiving(determined: str, due: str) -> None:
    ends = FEDERAL.due(at(determined, NEW_YORK), parse_period("4 business days"))
    assert ends.astimezone(NEW_YORK).isoformat().startswith(f"{due}T18:00")


def test_california_30_calendar_days_end_at_24_hours_in_the_zone() -> None:
    discovered = at("2026-01-31T15:00", CALIFORNIA.zone)
    ends = CALIFORNIA.due(discovered, parse_period("30 calendar days"))
    assert ends == at("2026-03-03T00:00", CALIFORNIA.zone)
    assert ends.utcoffset() == timedelta(hours=-8)


def test_nis2_a_month_after_the_31st_is_clamped_to_the_last_day() -> None:
    assert OFFICE.due(at("2026-01-31T12:00"), parse_period("1 month")) == at("2026-03-01T00:00")


def test_a_month_from_the_leap_day_and_into_a_leap_february() -> None:
    assert OFFICE.due(at("2028-02-29T12:00"), parse_period("12 months")) == at("2029-03-01T00:00")
    assert OFFICE.due(at("2028-01-31T12:00"), parse_period("1 month")) == at("2028-03-01T00:00")


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-11-16T08:00", "2026-11-17T18:00"),
        ("2026-11-16T23:30", "2026-11-17T18:00"),
        ("2026-11-20T10:00", "2026-11-23T18:00"),
        ("2026-11-21T10:00", "2026-11-23T18:00"),
        ("2026-12-24T10:00", "2026-12-28T18:00"),
    ],
)
def test_next_business_day_ends_at_close_of_hours(since: str, due: str) -> None:
    assert OFFICE.due(at(since), parse_period("next business day")) == at(due)


def test_what_is_monday_in_the_zone_counts_and_not_what_is_monday_elsewhere() -> None:
    late_sunday = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    assert OFFICE.due(late_sunday, parse_period("next business day")) == at("2026-11-17T18:00")


@pytest.mark.parametrize("since", ["2026-03-28T12:00", "2026-10-24T12:00"])
def test_hours_are_hours_when_the_clocks_change(since: str) -> None:
    start = at(since)
    assert milliseconds_between(start, OFFICE.due(start, parse_period("24h"))) == 24 * HOUR
    day = milliseconds_between(start, OFFICE.due(start, parse_period("1 calendar day")))
    assert day == (12 + 23 if "03" in since[5:7] else 12 + 25) * HOUR


def test_a_midnight_that_the_clock_change_leaves_out_is_the_instant_of_the_change() -> None:
    santiago = BusinessCalendar(ZoneInfo("America/Santiago"), WEEK)
    ends = santiago.due(datetime(2024, 9, 6, 15, tzinfo=UTC), parse_period("1 calendar day"))
    assert ends.astimezone(UTC) == datetime(2024, 9, 8, 4, tzinfo=UTC)


def test_hours_until_24_end_at_midnight() -> None:
    shop = BusinessCalendar(AMSTERDAM, dict.fromkeys(range(7), parse_hours("09:00-24:00")))
    assert shop.due(at("2026-11-16T10:00"), parse_period("1 business day")) == at("2026-11-18T00:00")


def test_many_business_days_on_a_one_day_week() -> None:
    mondays = BusinessCalendar(AMSTERDAM, {0: parse_hours("09:00-18:00")})
    assert mondays.due(at("2026-11-16T10:00"), parse_period("1000 business days")) == at("2046-01-15T18:00")


def test_a_calendar_without_business_days_says_so() -> None:
    with pytest.raises(ValueError, match=r"no business day .*; give it working hours"):
        BusinessCalendar(AMSTERDAM, {}).due(at("2026-11-16T10:00"), parse_period("1 business day"))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-16T09:00", True),
        ("2026-11-16T18:00", False),
        ("2026-11-16T08:59", False),
        ("2026-11-21T12:00", False),
        ("2026-12-25T12:00", False),
    ],
)
def test_working_hours(moment: str, is_open: bool) -> None:
    assert OFFICE.is_open(at(moment)) is is_open


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=40)), st.sampled_from(PERIODS))
def test_due_is_never_before_since_and_later_starts_are_never_due_earlier(
    since: datetime, later: timedelta, written: str
) -> None:
    period = parse_period(written)
    for zone in ("Europe/Amsterdam", "America/Santiago", "Pacific/Apia", "Asia/Kathmandu"):
        calendar = BusinessCalendar(ZoneInfo(zone), WEEK, OFFICE.holidays)
        due = calendar.due(since, period)
        assert due >= since
        assert calendar.due(since + later, period) >= due


@pytest.mark.parametrize(
    "written", ["", "0", "-5m", "0 business days", "5", "soon", "next tuesday", "1 year", "99999 months"]
)
def test_what_is_no_period_is_answered_with_the_way_to_write_one(written: str) -> None:
    with pytest.raises(ValueError, match="write"):
        parse_period(written)


@pytest.mark.parametrize(
    "written", ["", "9-18", "18:00-09:00", "09:00-25:00", "09:00-24:30", "09:00-09:00", "٠٩:٠٠-١٨:٠٠"]
)
def test_what_are_no_working_hours_is_answered_with_the_way_to_write_them(written: str) -> None:
    with pytest.raises(ValueError, match="write them as 09:00-18:00"):
        parse_hours(written)
