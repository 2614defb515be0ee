"""Deadlines and calendars: clock hours, calendar days, months, business days and 'next business day'.

Periods in hours run through weekends. Periods in days or months end at 24:00 of the last day in the clock's zone
(Reg. (EEC) 1182/71 art. 3(1): the day of the event is not counted). Business days end at close of hours.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from irsim.words.durations import DAY, parse_duration

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_COUNTED = re.compile(r"([1-9][0-9]{0,3}) (calendar days?|business days?|months?)")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")

MIDNIGHT = time.max
"""Stands for 24:00, which `time` cannot hold."""


PROMISED = "promised"
"""The period that a message itself promised, as the time of the next one."""


@dataclass(frozen=True)
class Period:
    """How long a deadline allows: `milliseconds`, or `count` of `unit` on a calendar."""

    unit: str
    count: int
    written: str


def parse_period(text: str | int) -> Period:
    """`15m`, `72h`, `30 calendar days`, `5 business days`, `next business day`, `1 month`.

    A duration is clock time, whatever its unit. Raises ValueError with the cure.
    """
    written = str(text).strip()
    if written == PROMISED:
        return Period(PROMISED, 0, written)
    if written == "next business day":
        return Period("business", 1, written)
    match = _COUNTED.fullmatch(written)
    if match:
        return Period(match[2].removesuffix("s").split()[0], int(match[1]), written)
    try:
        milliseconds = parse_duration(written)
    except ValueError:
        raise ValueError(
            f"'{written[:40]}' is not a period; write it as 15m, 72h, 30 calendar days, 5 business days, "
            "next business day or 1 month"
        ) from None
    if milliseconds <= 0:
        raise ValueError(f"'{written[:40]}' leaves no time; write a period longer than nothing, as 15m or 72h")
    return Period("ms", milliseconds, written)


def parse_hours(text: str) -> tuple[time, time]:
    """Working hours `09:00-18:00`; raises ValueError with the cure."""
    match = _HOURS.fullmatch(text.strip())
    if not match:
        raise ValueError(f"'{text[:40]}' are no working hours; write them as 09:00-18:00")
    opens = time(int(match[1]), int(match[2]))
    closes = MIDNIGHT if match[3] is None else time(int(match[3]), int(match[4]))
    if closes <= opens:
        raise ValueError(f"working hours '{text}' end before they begin; write them as 09:00-18:00")
    return opens, closes


@dataclass(frozen=True)
class BusinessCalendar:
    """A zone, working hours by weekday (0 is Monday) and public holidays."""

    zone: ZoneInfo
    hours: Mapping[int, tuple[time, time]]
    holidays: frozenset[date] = field(default_factory=frozenset)

    def is_business_day(self, day: date) -> bool:
        """Whether `day` has working hours and is no public holiday."""
        return day.weekday() in self.hours and day not in self.holidays

    def is_open(self, moment: datetime) -> bool:
        """Whether `moment` lies within working hours."""
        local = moment.astimezone(self.zone)
        if not self.is_business_day(local.date()):
            return False
        opens, closes = self.hours[local.weekday()]
        return opens <= local.time() < closes

    def opens(self, since: datetime) -> datetime:
        """The first instant from `since` on within working hours, in this zone. Raises ValueError for none."""
        local = since.astimezone(self.zone)
        if self.is_open(local):
            return local
        day = local.date()
        if not self.is_business_day(day) or local.time() >= self.hours[day.weekday()][0]:
            day = self._business_day_after(day)
        return datetime.combine(day, self.hours[day.weekday()][0], self.zone)

    def due(self, since: datetime, period: Period) -> datetime:
        """The instant at which `period` from `since` ends. Raises ValueError where no business day ever comes."""
        if period.unit == "ms":
            return (since.astimezone(UTC) + timedelta(milliseconds=period.count)).astimezone(since.tzinfo)
        local = since.astimezone(self.zone)
        if period.unit == "calendar":
            return self._midnight_after(local.date() + timedelta(days=period.count))
        if period.unit == "month":
            return self._midnight_after((local + relativedelta(months=period.count)).date())
        day = self.business_days(local.date(), period.count)[-1]
        closes = self.hours[day.weekday()][1]
        if closes == MIDNIGHT:
            return self._midnight_after(day)
        return datetime.combine(day, closes, self.zone).astimezone(since.tzinfo)

    def business_days(self, day: date, count: int) -> list[date]:
        """The `count` business days after `day`. Raises ValueError where none ever comes."""
        found: list[date] = []
        for _ in range(count):
            day = self._business_day_after(day)
            found.append(day)
        return found

    def _business_day_after(self, day: date) -> date:
        for _ in range(366 * 12):
            day += timedelta(days=1)
            if self.is_business_day(day):
                return day
        raise ValueError("the plan's calendar has no business day to end the period on; give it working hours")

    def _midnight_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time.min, self.zone)


def milliseconds_between(start: datetime, end: datetime) -> int:
    """Whole milliseconds from `start` to `end` (both aware)."""
    delta = end.astimezone(UTC) - start.astimezone(UTC)
    return delta.days * DAY + delta.seconds * 1000 + delta.microseconds // 1000
