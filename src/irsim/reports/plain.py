"""Untrusted text and figures as a person reads them: a line, a few lines, a span of time, a calendar moment."""

from datetime import UTC, datetime

from irsim.words.clean import TITLE_LIMIT, clean, clean_title
from irsim.words.durations import SECOND, format_duration

BODY_LIMIT = 1_200
"""Characters of a body in the feed: about a screen of text. The whole of it stands in the recording."""

BODY_LINES = 30
"""Lines of a body in the feed, so that a text of empty lines does not push everything else away."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def one_line(text: str, limit: int = TITLE_LIMIT) -> str:
    """`text` cleaned and on one line; what is cut off is marked."""
    shown = clean_title(text, limit + 1)
    if len(shown) > limit or (len(text) > 4 * (limit + 1) and shown):
        return shown[: limit - 1].rstrip() + "…"
    return shown


def few_lines(text: str, limit: int = BODY_LIMIT, lines: int = BODY_LINES) -> str:
    """`text` cleaned, without empty lines at its ends or runs of them, at most `limit` characters and `lines` lines."""
    kept: list[str] = []
    for line in clean(text.strip(), limit).split("\n"):
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip())
    while kept and not kept[-1]:
        kept.pop()
    if len(kept) > lines:
        kept = [*kept[:lines], "… [cut]"]
    return "\n".join(kept)


def indented(text: str, by: str = "    ") -> str:
    """Every line of `text` moved to the right, so that none can pass for a line of its own."""
    return "\n".join((by + line).rstrip() for line in text.split("\n"))


def span(milliseconds: int) -> str:
    """A length of time for people: `6m12s`, `450ms`; parts of a second only where there is nothing else."""
    if abs(milliseconds) < SECOND:
        return format_duration(milliseconds)
    sign = -1 if milliseconds < 0 else 1
    return format_duration(sign * (abs(milliseconds) // SECOND * SECOND))


def whole_seconds(left: int) -> int:
    """Time left (ms), rounded up: a clock that was announced a millisecond late still has its half hour."""
    return -(-left // SECOND) * SECOND


def moment(instant: datetime, *, year: bool = False) -> str:
    """A calendar instant in UTC: `Mon 16 Nov 09:47 UTC`, or `Mon 16 Nov 2026 09:47:00 UTC` with the year."""
    utc = instant.astimezone(UTC)
    day = f"{_DAYS[utc.weekday()]} {utc.day} {_MONTHS[utc.month - 1]}"
    return f"{day} {utc.year} {utc:%H:%M:%S} UTC" if year else f"{day} {utc:%H:%M} UTC"


def listed(names: list[str], joined_by: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joined_by} {names[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 record`, `2 records`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def yes_no(value: bool | None) -> str:
    """A fact that may not be known yet."""
    return "not known" if value is None else "yes" if value else "no"
