"""Durations and instants as integer milliseconds, the way people write and read them."""

import re

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

LONGEST = 36_500 * DAY
"""A hundred years: more is a slip of the finger, and calendars end."""

_UNITS = {"ms": 1, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_WHOLE = re.compile(r"(?:[0-9]{1,15}(?:ms|[smhdw])){1,12}")
_PART = re.compile(r"([0-9]+)(ms|[smhdw])")
_CLOCK = re.compile(r"(?:T([+-]))?([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")


def parse_duration(text: str | int) -> int:
    """Milliseconds of `4m`, `1h30m`, `3d`, `500ms`, or 0.

    Raises ValueError with the cure when the text is no duration.
    """
    written = str(text).strip().replace(" ", "")
    if written in ("0", "0.0"):
        return 0
    negative = written.startswith("-")
    if negative:
        written = written[1:]
    if not _WHOLE.fullmatch(written):
        raise ValueError(f"'{str(text)[:40]}' is not a duration; write it as 90s, 4m, 1h30m or 3d")
    total = sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(written))
    if total > LONGEST:
        raise ValueError(f"'{str(text)[:40]}' is longer than 100 years; write it as 90s, 4m, 1h30m or 3d")
    return -total if negative else total


def parse_instant(text: str | int) -> int:
    """Milliseconds since the start: a duration, `47:12` (minutes and seconds), or `T+00:47:12` as irsim shows it.

    Raises ValueError with the cure, for `T+00:47` too: it could mean minutes or seconds.
    """
    written = str(text).strip()
    match = _CLOCK.fullmatch(written)
    if match is None:
        return parse_duration(written.removeprefix("T+"))
    sign, first, second, third = match.groups()
    if third is None:
        if sign:
            raise ValueError(f"'{written}' may mean minutes or seconds; write T{sign}{first}:{second}:00 or {second}s")
        return int(first) * MINUTE + int(second) * SECOND
    instant = int(first) * HOUR + int(second) * MINUTE + int(third) * SECOND
    return -instant if sign == "-" else instant


def format_duration(milliseconds: int) -> str:
    """A duration as it is written in files: `1h30m`, `45s`, `0s`; sub-second parts as ms."""
    if milliseconds < 0:
        return "-" + format_duration(-milliseconds)
    parts = []
    rest = milliseconds
    for name, size in (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{name}")
    return "".join(parts) or "0s"


def format_instant(milliseconds: int) -> str:
    """An instant of the session as `T+00:47:12` (hours go past 99), or `T-01:00:00` before the start."""
    if milliseconds < 0:
        return "T-" + format_instant(-milliseconds)[2:]
    seconds = milliseconds // SECOND
    return f"T+{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


LONG = 100 * HOUR
"""From here on what is left is told in days."""


def format_left(milliseconds: int) -> str:
    """Time left on a clock: `45d`, `71h12`, `42m`, `04:59`, and `-00:42` once it is past."""
    if abs(milliseconds) >= LONG:
        return f"{'-' if milliseconds < 0 else ''}{abs(milliseconds) // DAY}d"
    if milliseconds < 0:
        seconds = -milliseconds // SECOND
        if seconds >= 3600:
            return f"-{seconds // 3600}h{seconds // 60 % 60:02d}"
        return f"-{seconds // 60:02d}:{seconds % 60:02d}"
    seconds = milliseconds // SECOND
    if seconds >= 3600:
        return f"{seconds // 3600}h{seconds // 60 % 60:02d}"
    if seconds >= 600:
        return f"{seconds // 60}m"
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
