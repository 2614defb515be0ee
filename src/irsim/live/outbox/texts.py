"""What a notification says: the plan's text over the board for a page, the update's own text for an update.

Everything in it may come from outside: it is cleaned, bounded, and can call nobody by a service's own commands.
"""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from irsim.board.board import Board
from irsim.board.state import Clock, Incident, Notification, Page, Update
from irsim.live.outbox.routing import called, exercise, incident_of, on_call
from irsim.words.clean import clean, clean_title
from irsim.words.durations import format_duration
from irsim.words.texts import TextFault, render

TITLE = 200
"""Characters of a title."""

PAGE = 2_000
"""Characters of a page: a message to a telephone is cut beyond it by most services."""

UPDATE = 12_000
"""Characters of an update."""

LINK = 500
"""Characters of a link: a longer one is left out, for half of it leads nowhere."""

MINUTE = 60_000

_CALLS_ALL = re.compile(r"@(?=everyone|here|channel|all\b)", re.IGNORECASE)
_COMMANDS = re.compile(r"<(?=[!@#])")


@dataclass(frozen=True)
class Message:
    """What leaves: a title on one line, a text, and how bad it is: `urgent` or `notice`."""

    title: str
    text: str
    urgency: str = "notice"


def message(board: Board, notification: Notification, *, again: bool) -> Message:
    """What `notification` says now. `again`: an earlier attempt may have arrived."""
    page, update = board.pages.get(notification.about), board.updates.get(notification.about)
    if page is not None:
        title, text, urgency, limit = *_page(board, page), "urgent", PAGE
    elif update is not None:
        title, text, urgency, limit = *_update(board, update), "notice", UPDATE
    else:
        title, text, urgency, limit = *_team(board, notification.about), "urgent", PAGE
    marked = exercise(board, notification.about)
    if marked:
        title, text = f"EXERCISE: {title}", f"EXERCISE, not a real incident.\n{text}"
    if again:
        text += "\nThis may be a repetition: whether the earlier message arrived is not known."
    reference = f"[irsim {notification.id}{' exercise' if marked else ''}]"
    return Message(harmless(clean_title(title, TITLE)), f"{harmless(clean(text, limit))}\n{reference}", urgency)


def harmless(text: str) -> str:
    """`text` without what chat services take for a command to call everybody."""
    return _COMMANDS.sub("< ", _CALLS_ALL.sub("@ ", text))


def _page(board: Board, page: Page) -> tuple[str, str]:
    names = names_for(board, incident_of(board, page.incident), page)
    paging = board.rules.plan.paging
    return _filled(paging.title, names, page.reason), _filled(paging.text, names, page.reason)


def _team(board: Board, incident: str) -> tuple[str, str]:
    names = names_for(board, incident_of(board, incident), None)
    paging = board.rules.plan.paging
    return _filled(paging.title, names, incident), _filled(paging.text, names, incident)


def _update(board: Board, update: Update) -> tuple[str, str]:
    """Outside the organisation nobody is told the incident's own title: it is not written for them."""
    audience, template = board.rules.audiences.get(update.audience), board.rules.templates.get(update.template)
    about = board.incidents[update.incident]
    if audience is not None and audience.internal:
        return f"{about.severity} {about.id}: {about.title}", update.text
    label = template.label if template is not None else "Update"
    return f"{board.rules.plan.plan.organisation}: {label}", update.text


def names_for(board: Board, about: Incident | None, page: Page | None) -> dict[str, object]:
    """What the plan's text of a page may say."""
    alert = board.alerts.get(page.alert) if page is not None else None
    if alert is None and about is not None:
        alert = next((board.alerts[name] for name in about.alerts if name in board.alerts), None)
    links = alert.links if alert is not None else {}
    services = about.services if about is not None else [alert.service] if alert is not None and alert.service else []
    known = [board.services[name].label if name in board.services else name for name in services]
    return {
        "page": {
            "id": page.id if page else "",
            "to": called(board, page.contact, on_call(board, page.contact)) if page else "the whole team",
            "reason": page.reason if page else "",
            "answer_by": instant(board, page.answer_by) if page and page.answer_by else "",
        },
        "incident": {
            "id": about.id,
            "title": about.title,
            "severity": about.severity,
            "category": about.category,
            "status": about.status,
            "since": instant(board, about.since),
            "bridge": about.joining,
        }
        if about
        else {},
        "alert": {"id": alert.id, "title": alert.title, "severity": alert.severity} if alert else {},
        "services": ", ".join(known),
        "clock": _clock(board, about),
        "runbook": _address(links.get("runbook", "")),
        "dashboard": _address(links.get("dashboard", "")),
        "acknowledge": f"irsim ack {about.id}" if about else "irsim live",
    }


def _address(link: str) -> str:
    """A link that may be followed: a web address of one piece."""
    web = link.lower().startswith(("https://", "http://")) and not any(character.isspace() for character in link)
    return link if web and len(link) <= LINK else ""


def _clock(board: Board, about: Incident | None) -> dict[str, str]:
    """The clock of the incident that falls due next."""
    running: list[Clock] = [clock for clock in board.running.get(about.id, ()) if clock.running] if about else []
    ahead = [clock for clock in running if clock.due >= board.at]
    if not ahead:
        return {}
    clock = min(ahead, key=lambda each: (each.due, each.seq))
    rule = board.rules.clocks.get(clock.rule)
    left = max(MINUTE, (clock.due - board.at) // MINUTE * MINUTE)
    return {
        "label": rule.label if rule else clock.rule,
        "due": instant(board, clock.due),
        "left": format_duration(left),
    }


def instant(board: Board, at: int) -> str:
    """An instant (ms) on the organisation's clock, with its zone: nobody who is woken knows T+00:47."""
    return f"{board.rules.moment(at).astimezone(ZoneInfo(board.rules.plan.calendar.zone)):%Y-%m-%d %H:%M %Z}"


def _filled(template: str, names: dict[str, object], otherwise: str) -> str:
    """The plan was checked; should its text fail all the same, the page goes out with its bare reason."""
    try:
        return render(template, names).strip() or otherwise
    except TextFault:
        return otherwise
