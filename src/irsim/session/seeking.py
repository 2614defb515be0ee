"""Where somebody wants to be in a recording, as they write it: so much on or back, an instant, a calendar time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from irsim.log.records import Record
from irsim.words.durations import DAY, HOUR, MINUTE, SECOND, format_instant, parse_duration, parse_instant

HINT = (
    "+5m or -30s from here; T+00:12:00, T+12:00 or 45m from the start; "
    "09:47 or 2026-11-16T09:47 by the calendar; #1204 for a record"
)

NO_RECORD = -1

_SHORT = re.compile(r"T\+([0-9]{1,4}):([0-5][0-9])")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")


def aim(written: str, now: int, records: Sequence[Record], moment: Callable[[int], datetime]) -> tuple[int, int]:
    """Where `written` leads to in a log: the instant (ms), and the number of the record where one was named, else
    `NO_RECORD`. Nothing written is where one stands. Raises ValueError with the cure."""
    text = written.strip()
    if not text:
        return now, NO_RECORD
    if text.startswith("#"):
        last = len(records) - 1
        if not (text[1:].isascii() and text[1:].isdigit()) or int(text[1:16]) > last:
            raise ValueError(f"there is no record '{text[:20]}'; they go from #0 to #{last}")
        return records[int(text[1:])].at, int(text[1:])
    return parse_seek(text, now, records[-1].at, moment), NO_RECORD


def parse_seek(written: str, now: int, end: int, moment: Callable[[int], datetime]) -> int:
    """The instant (ms) that `written` means to somebody who stands at `now` in a recording that goes from 0 to `end`.

    What lies so much on or back ends at the ends. `T+12:00` is hours and minutes where the recording is so long, else
    minutes and seconds. A time of day is that of the day one stands on, or the first that the recording comes to; with
    a date and without an offset it is UTC, as times are shown. `moment` gives the calendar time of an instant.
    Raises ValueError with the cure.
    """
    text = written.strip()
    if text[:1] in ("+", "-"):
        way = -1 if text[0] == "-" else 1
        return max(0, min(end, now + way * parse_duration(text[1:].strip())))
    if clock := _CLOCK.fullmatch(text):
        return _by_the_clock(text, clock, now, end, moment)
    if re.match(r"[0-9]{4}-", text):
        return _within(_by_the_calendar(text, moment), end, moment)
    if brief := _SHORT.fullmatch(text):
        first, second = int(brief[1]), int(brief[2])
        long = first * HOUR + second * MINUTE
        return long if long <= end else _within(first * MINUTE + second * SECOND, end, moment)
    try:
        return _within(parse_instant(text), end, moment)
    except ValueError as error:
        if "not a duration" in str(error):
            raise ValueError(f"'{text[:40]}' is no place in a recording; write {HINT}") from None
        raise


def _by_the_clock(text: str, clock: re.Match[str], now: int, end: int, moment: Callable[[int], datetime]) -> int:
    """A time of day: on the day of `now`, or on the first day of the recording on which it comes."""
    hour, minute, second = (int(each or 0) for each in clock.groups())
    here = moment(now).astimezone(UTC)
    wanted = here.replace(hour=hour, minute=minute, second=second, microsecond=0)
    at = now + _milliseconds(wanted - here)
    if not 0 <= at <= end:
        at %= DAY
    if not 0 <= at <= end:
        raise ValueError(f"it is {text} UTC nowhere in it; {_span(end, moment)}")
    return at


def _by_the_calendar(text: str, moment: Callable[[int], datetime]) -> int:
    try:
        wanted = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text[:40]}' is no time of the calendar; write 2026-11-16T09:47") from None
    wanted = wanted if wanted.tzinfo is not None else wanted.replace(tzinfo=UTC)
    return _milliseconds(wanted - moment(0))


def _within(at: int, end: int, moment: Callable[[int], datetime]) -> int:
    if not 0 <= at <= end:
        raise ValueError(f"that is not in it; {_span(end, moment)}")
    return at


def _span(end: int, moment: Callable[[int], datetime]) -> str:
    first, last = (moment(at).astimezone(UTC) for at in (0, end))
    return f"it goes to {format_instant(end)}, from {first:%Y-%m-%dT%H:%M} to {last:%Y-%m-%dT%H:%M} UTC"


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
