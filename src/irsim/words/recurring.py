"""The days of a recurrence (RFC 5545, section 3.3.10), as far as calendars of duties write them.

dateutil's rrule knows more, but looks as far as the year 9999 for a day that never comes (30 February), and a feed is
not ours: here a rule is held against each day, and there are never more days than `FURTHEST`.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FURTHEST = 15_000
"""Days beyond which a recurrence is not followed: forty years."""

_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True)
class Recurrence:
    """A rule made ready. `count` is 0 for none; `byday` holds (which one of the month, weekday), 0 for every one."""

    freq: str
    interval: int
    count: int
    week_starts: int
    byday: tuple[tuple[int, int], ...]
    bymonthday: tuple[int, ...]
    bymonth: tuple[int, ...]

    def days(self, first: date, last: date, since: date | None = None) -> Iterator[date]:
        """Its days from `first`, the day of the event that recurs, up to `last`; the first one always counts.

        Those before `since` need not be among them.
        """
        given, begins = 0, self.begins(first, since)
        for number in range(min((last - begins).days, FURTHEST) + 1):
            day = begins + timedelta(days=number)
            if day != first and not self._fits(day, first):
                continue
            yield day
            given += 1
            if given == self.count:
                return

    def begins(self, first: date, since: date | None) -> date:
        """The day from which it must be gone through: one that ends by a count, from its first one on."""
        return first if self.count or since is None else max(first, since)

    def _fits(self, day: date, first: date) -> bool:
        if self.bymonth and day.month not in self.bymonth:
            return False
        if self.freq == "DAILY":
            turn, fits = (day - first).days, self._weekday(day) and self._monthday(day)
        elif self.freq == "WEEKLY":
            turn = (self._week(day) - self._week(first)).days // 7
            fits = self._weekday(day) if self.byday else day.weekday() == first.weekday()
        else:
            months = 12 * (day.year - first.year) + day.month - first.month
            turn = months if self.freq == "MONTHLY" else day.year - first.year
            fits = self._in_month(day, first)
        return fits and turn % self.interval == 0

    def _in_month(self, day: date, first: date) -> bool:
        if self.byday or self.bymonthday:
            return self._weekday(day) and self._monthday(day) and (self._month_given or day.month == first.month)
        return day.day == first.day and (self._month_given or day.month == first.month)

    @property
    def _month_given(self) -> bool:
        return self.freq == "MONTHLY" or bool(self.bymonth)

    def _week(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.week_starts) % 7)

    def _weekday(self, day: date) -> bool:
        if not self.byday:
            return True
        length = monthrange(day.year, day.month)[1]
        places = {0, (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)}
        return any(weekday == day.weekday() and place in places for place, weekday in self.byday)

    def _monthday(self, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        return not self.bymonthday or day.day in self.bymonthday or day.day - length - 1 in self.bymonthday


def recurrence(parts: Mapping[str, Sequence[object]]) -> Recurrence:
    """The rule of these parts, as a calendar library reads them. Raises ValueError, in a few words, for one that is not
    followed."""
    written = {name.upper(): [str(value).upper() for value in values] for name, values in parts.items()}
    unknown = sorted(name for name in written if name not in _KNOWN)
    freq = written.get("FREQ", [""])[0]
    if unknown or freq not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise ValueError(f"recurs by {', '.join(unknown) or freq[:20] or 'no rule'}, which is not followed")
    byday = []
    for value in written.get("BYDAY", []):
        match = _BYDAY.fullmatch(value)
        place = int(match[1] or 0) if match else 0
        if match is None or (place and freq not in ("MONTHLY", "YEARLY")) or (place and _whole_year(freq, written)):
            raise ValueError(f"recurs by BYDAY={value[:20]}, which is not followed")
        byday.append((place, _DAYS.index(match[2])))
    if freq == "YEARLY" and (byday or "BYMONTHDAY" in written) and "BYMONTH" not in written:
        raise ValueError("recurs by days of a year without BYMONTH, which is not followed")
    if freq == "WEEKLY" and "BYMONTHDAY" in written:
        raise ValueError("recurs by BYMONTHDAY in weeks, which is not followed")
    starts = written.get("WKST", ["MO"])[0]
    return Recurrence(
        freq,
        _whole(written, "INTERVAL", 1),
        _whole(written, "COUNT", 0),
        _DAYS.index(starts) if starts in _DAYS else 0,
        tuple(byday),
        _wholes(written, "BYMONTHDAY"),
        _wholes(written, "BYMONTH"),
    )


def _whole_year(freq: str, written: Mapping[str, Sequence[str]]) -> bool:
    return freq == "YEARLY" and "BYMONTH" not in written


def _wholes(written: Mapping[str, Sequence[str]], name: str) -> tuple[int, ...]:
    try:
        return tuple(int(value) for value in written.get(name, []))
    except ValueError:
        raise ValueError(f"recurs by a {name} that is no number") from None


def _whole(written: Mapping[str, Sequence[str]], name: str, otherwise: int) -> int:
    found = _wholes(written, name)
    if found and found[0] < 1:
        raise ValueError(f"recurs by {name}={found[0]}, which is no number of times")
    return found[0] if found else otherwise
