"""Times on a public page: in UTC, with their date, and lengths in whole minutes."""

from datetime import UTC, date, datetime, timedelta

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(when: date) -> str:
    """`Monday, 16 November 2026`."""
    return f"{_DAYS[when.weekday()]}, {when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime) -> str:
    """`16 November 2026, 09:47 UTC`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}, {when:%H:%M} UTC"


def stamp(when: datetime) -> str:
    """RFC 3339 in UTC, whole seconds: `2026-11-16T09:47:00Z`."""
    return f"{when.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def length(span: timedelta) -> str:
    """`1 hour 20 minutes`; what is shorter than a minute counts as one."""
    minutes = max(1, int(span.total_seconds()) // 60)
    parts = [(minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")]
    return " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n)
