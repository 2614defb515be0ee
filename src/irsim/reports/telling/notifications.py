"""Notifications, told: to whom, by which way, with which proof, or why not. Attempts by themselves are not."""

from datetime import UTC

from irsim.board.board import Board
from irsim.board.state import NEVER, Notification
from irsim.events import live as events
from irsim.reports.plain import one_line
from irsim.reports.telling.base import Teller, Told, Urgency, tells

_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


def deliveries(board: Board, about: str) -> list[tuple[str, Urgency]]:
    """One line for each notification about a page, an update or an incident; none where nothing was to leave."""
    known = (board.notifications.get(name) for name in board.notified.get(about, ()))
    return [delivery(board, each) for each in known if each is not None]


def delivery(board: Board, sent: Notification) -> tuple[str, Urgency]:
    """`to Ana by pager, confirmed 03:12:05, 2nd attempt`, and how much it matters."""
    to = one_line(sent.to, 80)
    way = "" if sent.way == "none" else f" by {one_line(sent.way, 40)}"
    reason, count = one_line(sent.reason, 200), f"{ordinal(sent.attempts)} attempt"
    if sent.confirmed_at != NEVER:
        often = f", {count}" if sent.attempts > 1 else ""
        twice = ", perhaps twice" if sent.again else ""
        return f"sent to {to}{way}, confirmed {clock(board, sent.confirmed_at)}{often}{twice}", "calm"
    if sent.withheld:
        return f"to {to}{way}: {reason}", "calm"
    if sent.final:
        then = f", then by {one_line(sent.then, 40)}" if sent.then else ""
        return f"not sent to {to}{way}: {reason}{then}", "notice" if sent.then else "urgent"
    if sent.next_at != NEVER:
        return f"not yet sent to {to}{way}: {reason}; tried again {clock(board, sent.next_at)}", "notice"
    if sent.attempts:
        return f"being sent to {to}{way}, {count} {clock(board, sent.attempted_at)}", "notice"
    return f"to be sent to {to}{way}", "notice"


def clock(board: Board, at: int) -> str:
    """The calendar's time of an instant (ms), as everywhere in UTC: `03:12:05`."""
    return f"{board.rules.moment(at).astimezone(UTC):%H:%M:%S}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`, `22nd`."""
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else _ORDINALS.get(number % 10, 'th')[-2:]}"


def _told(notification: str, t: Teller) -> Told | None:
    sent = t.board.notifications.get(notification)
    if sent is None:
        return None
    words, urgency = delivery(t.board, sent)
    return Told("delivery", f"{one_line(sent.about, 40)} {words}", urgency=urgency)


@tells(events.DeliveryAttempted)
def _attempted(body: events.DeliveryAttempted, t: Teller) -> Told | None:
    """Worth a line only where it may be a repetition."""
    if not body.again:
        return None
    name = one_line(body.notification, 40)
    sent = t.board.notifications.get(body.notification)
    about = f", about {one_line(sent.about, 40)}," if sent is not None else ""
    text = f"{name}{about} is sent again: whether an earlier attempt arrived is not known"
    return Told("delivery", text, urgency="notice")


@tells(events.DeliveryConfirmed)
def _confirmed(body: events.DeliveryConfirmed, t: Teller) -> Told | None:
    return _told(body.notification, t)


@tells(events.DeliveryFailed)
def _failed(body: events.DeliveryFailed, t: Teller) -> Told | None:
    return _told(body.notification, t)
