"""Handouts, told."""

from irsim.events import handouts as events
from irsim.reports.plain import one_line
from irsim.reports.telling.base import Teller, Told, tells


@tells(events.HandoutGiven)
def _given(body: events.HandoutGiven, t: Teller) -> Told:
    came = body.message or body.alert
    with_it = f", with {one_line(came, 40)}" if came else ""
    text = f"{one_line(body.title)} to {t.names.roles(body.to)}{with_it}: {file_words(body.name, body.size)}"
    return Told("handout", text, urgency="notice")


def file_words(name: str, size: int) -> str:
    """A file and its size: `audit.log, 12 kB`."""
    return f"{one_line(name, 80)}, {size:,} bytes" if size < 10_000 else f"{one_line(name, 80)}, {size // 1000:,} kB"
