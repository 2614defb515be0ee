"""Whom one can reach at an instant, in the order in which the plan calls people, and why not the others. Pure."""

from dataclasses import dataclass
from datetime import datetime

from irsim.board.board import Board
from irsim.board.instants import stamp
from irsim.board.state import NEVER, Incident, Page
from irsim.plan.models import Contact
from irsim.words.calendar import WEEKDAYS

ORDER = ("primary", "secondary", "management", "team", "external", "")
"""Levels of contacts, as they are called."""

WEEK_DAYS = 6
"""Within so many days a weekday says which day is meant."""


@dataclass(frozen=True)
class Reach:
    """A contact at an instant. `planned`: the plan lets one call them now; `reachable`: nothing else speaks against it.

    `why` says what does, empty for nothing; `then` is the contact paged after them, empty for none.
    """

    contact: str
    level: str
    planned: bool
    reachable: bool
    why: str
    then: str


def whom(board: Board, at: int, incident: str = "") -> list[Reach]:
    """Every contact of the plan at `at` (ms), for an incident or for none: first those who are called first."""
    contacts = sorted(board.rules.contacts.values(), key=lambda contact: ORDER.index(contact.level))
    return [reach(board, contact, at, incident) for contact in contacts]


def reach(board: Board, contact: Contact, at: int, incident: str = "") -> Reach:
    """One contact at `at` (ms)."""
    off_plan = outside_plan(board, contact, at, board.incidents.get(incident))
    why = off_plan or _vacant(board, contact) or _cut_off(board, contact) or _occupied(board, contact)
    return Reach(contact.id, contact.level, not off_plan, not why, why, contact.then)


def outside_plan(board: Board, contact: Contact, at: int, about: Incident | None) -> str:
    """Why the plan does not let one call the contact at `at` (ms) about this incident, or none; empty where it does."""
    if contact.hours == "business" and not board.rules.calendar.is_open(board.rules.moment(at)):
        return "outside business hours" + _until(board, at)
    severity, category = (about.severity, about.category) if about is not None else ("", "")
    if contact.hours == "critical" and contact.severities and severity not in contact.severities:
        return f"only for {_either(contact.severities)}"
    if contact.categories and category not in contact.categories:
        return f"only for {_either(contact.categories)} incidents"
    return ""


def waiting_page(board: Board, contact: str, via: str | None = None) -> Page | None:
    """The page to a contact that is neither answered nor missed; with `via`, the one by that channel."""
    waiting = (page for page in board.pages.values() if page.contact == contact and via in (None, page.via))
    return next((page for page in waiting if page.acknowledged_at == NEVER and page.missed_at == NEVER), None)


def _vacant(board: Board, contact: Contact) -> str:
    """Whether the rota behind them names nobody now."""
    known = board.on_call.get(contact.id)
    return "nobody is on call" if known is not None and not known.person else ""


def _cut_off(board: Board, contact: Contact) -> str:
    """Whether the team knows that the channel is down by which they are paged."""
    channel = board.channels.get(contact.via)
    if channel is None or channel.works is not False:
        return ""
    others = [each.label for each in board.channels.values() if each.works and not each.public]
    instead = f"; page them by {others[0]}" if others else "; page them by another channel"
    return f"{channel.label} is down{instead}"


def _occupied(board: Board, contact: Contact) -> str:
    """What the last page to them says against calling them."""
    if waiting_page(board, contact.id) is not None:
        return "is being paged"
    last = next((page for page in reversed(board.pages.values()) if page.contact == contact.id), None)
    return f"did not answer at {stamp(board, last.missed_at)}" if last is not None and last.missed_at != NEVER else ""


def _until(board: Board, at: int) -> str:
    moment = board.rules.moment(at)
    try:
        opens = board.rules.calendar.opens(moment)
    except ValueError:
        return ""
    return f" until {_said(opens, moment)}"


def _said(opens: datetime, moment: datetime) -> str:
    day = WEEKDAYS[opens.weekday()].capitalize()
    far = (opens - moment).days >= WEEK_DAYS
    return f"{day} {opens:%Y-%m-%d %H:%M}" if far else f"{day} {opens:%H:%M}"


def _either(names: list[str]) -> str:
    words = [name.replace("_", " ") for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
