"""How an instant of the session is told to people, and how they write one: by the exercise's clock in a drill, by the
calendar (UTC) in live, where nobody counts from when the store was made."""

import re
from datetime import UTC, datetime, timedelta

from irsim.board.board import Board
from irsim.words.durations import DAY, format_instant, parse_duration, parse_instant

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

WRITE_DRILL = "write it as T+00:40:00 or 40m"
WRITE_LIVE = "write it as 03:12, as 21 Nov 03:12, or as 10m ago (times in UTC)"

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?(?: ?(?:UTC|Z))?", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{1,2}) ([a-z]{3})[a-z]*(?: ([0-9]{4}))?,? (.+)", re.IGNORECASE)
_BACK = re.compile(r"-(.+)|(.+) ago", re.IGNORECASE)


def stamp(board: Board, at: int, now: int | None = None) -> str:
    """An instant (ms): `T+00:47:12` in a drill; in live `03:12:05` on the day of `now`, else `21 Nov 03:12`.

    `now` (ms) is where whoever reads it stands; the board's own instant where left out.
    """
    if not board.live:
        return format_instant(at)
    moment, today = _moment(board, at), _moment(board, board.at if now is None else now)
    if moment is None:
        return format_instant(at)
    if today is not None and moment.date() == today.date():
        return f"{moment:%H:%M:%S}"
    year = f" {moment.year}" if today is None or moment.year != today.year else ""
    return f"{_date(moment)}{year} {moment:%H:%M}"


def shortly(board: Board, at: int) -> str:
    """An instant (ms) to the minute, in the board's today: `03:12` in live, `21 Nov 03:12` on other days."""
    told = stamp(board, at)
    return told.rpartition(":")[0] if told.count(":") == 2 and board.live else told


def dated(board: Board, at: int) -> str:
    """An instant (ms) for lines that are read on any day: `T+00:47:12` in a drill, `21 Nov 03:12:05` in live."""
    moment = _moment(board, at) if board.live else None
    return format_instant(at) if moment is None else f"{_date(moment)} {moment:%H:%M:%S}"


def _moment(board: Board, at: int) -> datetime | None:
    """By the calendar, in UTC; None beyond it."""
    try:
        return board.rules.moment(at).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _date(moment: datetime) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1]}"


def how_to_write(board: Board) -> str:
    """The cure for an instant that cannot be read."""
    return WRITE_LIVE if board.live else WRITE_DRILL


def read_instant(board: Board, written: str, now: int) -> int:
    """The instant (ms) that somebody means who writes at `now` (ms). Raises ValueError with the cure.

    In live a time of day is the last one that has come; `21 Nov 03:12` and `2026-11-21T03:12` are days of the calendar,
    in UTC where they say nothing else; `10m ago` and `-10m` count back from now.
    """
    text = " ".join(written.split())
    if not board.live or text.startswith("T"):
        return parse_instant(written)
    return now + from_here(text, board.rules.moment(now).astimezone(UTC))


def from_here(written: str, here: datetime) -> int:
    """How far (ms) an instant of the calendar, as `read_instant` takes it in live, lies behind `here` (UTC); what was
    before is less than 0. Raises ValueError with the cure."""
    text = " ".join(written.split())
    if back := _BACK.fullmatch(text):
        return -parse_duration(back[1] or back[2])
    if time := _TIME.fullmatch(text):
        return _last(here, time)
    if day := _DAY.fullmatch(text):
        return _milliseconds(_on(text, day, here) - here)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text[:40]}' is no time; {WRITE_LIVE}") from None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return _milliseconds(moment - here)


def _last(here: datetime, time: re.Match[str]) -> int:
    """A time of day: today's, or yesterday's where today's is still to come."""
    hour, minute, second = (int(each or 0) for each in time.groups())
    at = _milliseconds(here.replace(hour=hour, minute=minute, second=second, microsecond=0) - here)
    return at if at <= 0 else at - DAY


def _on(text: str, day: re.Match[str], here: datetime) -> datetime:
    """A day and a time on it; without a year the last such day that has come."""
    time = _TIME.fullmatch(day[4].strip())
    month = day[2].capitalize()
    if time is None or month not in MONTHS:
        raise ValueError(f"'{text[:40]}' is no time; {WRITE_LIVE}")
    hour, minute, second = (int(each or 0) for each in time.groups())
    try:
        found = datetime(
            int(day[3] or here.year), MONTHS.index(month) + 1, int(day[1]), hour, minute, second, tzinfo=UTC
        )
        return found.replace(year=found.year - 1) if not day[3] and found > here else found
    except ValueError:
        raise ValueError(f"'{text[:40]}' is no day of the calendar; {WRITE_LIVE}") from None


def _milliseconds(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)
