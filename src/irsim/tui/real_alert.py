"""What is known of a real alert beside what any has: where it came from, in its sender's own words, and how it went on.
All of it is text from outside, cleaned; addresses are shown with their host, never as links. No textual here."""

from __future__ import annotations

from urllib.parse import urlsplit

from irsim.board.exercise import alert_is_exercise
from irsim.board.state import NEVER, Alert
from irsim.reports.plain import counted, one_line
from irsim.tui.marks import at_a_glance
from irsim.tui.seat import Seat
from irsim.words.clean import clean_title

LINK = 400
"""Characters of an address that are shown."""

FIRST = ("runbook", "dashboard", "source")
"""Links that are shown before others."""

LABELS = {"source": "Source link"}
"""What a link is called where its own name says something else already."""


def course(seat: Seat, alert: Alert) -> list[tuple[str, str]]:
    """Labels and texts of how it went: since when, how often, and why it is quiet."""
    board = seat.board
    since = at_a_glance(seat, alert.since) if alert.since is not None else ""
    last = at_a_glance(seat, alert.last_at) if alert.last_at != NEVER else ""
    window = board.windows.get(alert.window)
    expected = f"in {window.id}, {one_line(window.reason, 80)}" if window is not None else alert.window
    before = board.alerts.get(alert.again)
    told = f" ({at_a_glance(seat, before.fired_at)}, {before.incident or 'no incident'})" if before is not None else ""
    return [
        ("Exercise", "yes: this is not real" if alert_is_exercise(board, alert) else ""),
        ("Source", one_line(alert.source, 60)),
        ("Check", one_line(alert.monitor, 80)),
        ("Holds since", since),
        ("Last said", f"{last}, {alert.count} times in all" if alert.count > 1 else last),
        ("Comes back", f"{counted(len(alert.returns), 'time')} since it was last quiet" if alert.returns else ""),
        ("Flapping", "yes: its comings and goings are no news until it settles" if alert.flapping else ""),
        ("Silenced", _silence(seat, alert)),
        ("Expected", expected),
        ("Before this", f"{alert.again}{told}" if alert.again else ""),
    ]


def _silence(seat: Seat, alert: Alert) -> str:
    if alert.silenced_until <= seat.now:
        return ""
    why = f": {one_line(alert.silenced, 200)}" if alert.silenced else ""
    where = ""
    if alert.silence:
        where = "; at its source, too"
    elif alert.unsilenced:
        where = f"; not at its source: {one_line(alert.unsilenced, 200)}"
    return f"until {at_a_glance(seat, alert.silenced_until)}{why}{where}"


def links(alert: Alert) -> list[tuple[str, str]]:
    """Addresses by what they lead to, those of a runbook first."""
    names = [name for name in FIRST if name in alert.links] + [name for name in alert.links if name not in FIRST]
    return [(LABELS.get(name) or clean_title(name, 24).capitalize(), address(alert.links[name])) for name in names]


def address(written: str) -> str:
    """An address with the host that it leads to before it, for the beginning of one may look like another's; what is no
    address of the web is said to be none."""
    shown = clean_title(written, LINK)
    try:
        parts = urlsplit(shown)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", None
    if parts is None or parts.scheme not in ("http", "https") or not host:
        return f"{shown} (no address of the web)"
    return f"{host}: {shown}"


def words_of_sender(alert: Alert) -> list[tuple[str, str]]:
    """Annotations, then labels, by name; without what the title, the text or the links say already."""
    shown = {alert.title, alert.text, *alert.links.values()}
    news = [(name, value) for name, value in alert.annotations.items() if value not in shown]
    told = [(clean_title(name, 40), one_line(value, 400)) for name, value in news]
    return told + [(clean_title(name, 40), one_line(value, 200)) for name, value in alert.labels.items()]
