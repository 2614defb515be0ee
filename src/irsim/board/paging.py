"""Whom the desk pages by the plan's rules, whom after them, and when nobody is left. Pure."""

from itertools import pairwise

from irsim.board.board import Board
from irsim.board.merging import survivor
from irsim.board.quiet import why_unwanted
from irsim.board.reach import outside_plan, waiting_page
from irsim.board.rota import standing, vacant
from irsim.board.state import NEVER, Alert, Incident, Page
from irsim.board.ways import page_channel
from irsim.events.alerts import AlertUnhandled
from irsim.events.base import Event
from irsim.events.work import PageExhausted, PageMissed, PageSent, TeamNotified
from irsim.plan.models import Contact, PageRule
from irsim.words.durations import format_duration
from irsim.words.patterns import Pattern

UNHANDLED = "unhandled:"
"""Before the id of a rule: what the agenda calls an alert that somebody should have looked at by then."""


def handled(board: Board, alert: Alert) -> bool:
    """Whether somebody looked at it, dismissed it or took its incident on, or it is over by itself."""
    looked_at = alert.triaged_at != NEVER and not (alert.returns and alert.triaged_at < alert.turned_at)
    about = survivor(board, alert.incident)
    comes_back = alert.flapping or (alert.returns and about is not None and about.open)
    over = alert.resolved_at != NEVER and not comes_back  # what flaps is between two of its times
    if looked_at or alert.dismissed or over:
        return True
    return about is not None and (about.acknowledged_at != NEVER or not about.open)


def unhandled(board: Board, rule: PageRule, alert: Alert, now: int) -> list[Event]:
    """What the desk says at `now` (ms) of an alert that is still unhandled, if it then pages anybody."""
    if handled(board, alert) or why_unwanted(board, alert, now) or board.off_stage_until > now:
        return []
    if alert.flapping and _told(board, rule, alert):
        return []  # its comings and goings are no news; that it began is, until somebody has been told
    return (
        [AlertUnhandled(alert.id, rule.id)]
        if any(_wanted(board, rule, now, survivor(board, alert.incident), alert.id))
        else []
    )


def _told(board: Board, rule: PageRule, alert: Alert) -> bool:
    """Whether the rule has paged anybody about the alert or its incident."""
    about = survivor(board, alert.incident)
    return any(
        page.rule == rule.id and (page.alert == alert.id or (about is not None and page.incident == about.id))
        for page in board.pages.values()
    )


def on_unhandled(board: Board, event: AlertUnhandled, at: int) -> list[Event]:
    """The contacts of the rule are paged, with or without an incident."""
    alert, rule = board.alerts[event.alert], board.rules.page_rules[event.rule]
    about = survivor(board, alert.incident)
    reason = f"{alert.id} ({alert.severity}) unhandled for {format_duration(rule.unhandled_for)}: {alert.title}"
    return _paged(board, _wanted(board, rule, board.at, about, alert.id), about, reason, rule=rule.id, alert=alert.id)


def on_incident(board: Board, about: Incident, event: Event, rules: list[tuple[PageRule, Pattern]]) -> list[Event]:
    """Rules that wait for an event of an incident: contacts are paged once, the team as often as it is raised."""
    follows: list[Event] = []
    for rule, pattern in rules:
        if not pattern.fields_fit(event) or not about.open or board.off_stage_until > board.at:
            continue
        contacts: list[Contact] = []
        paged_before = any(page.rule == rule.id and page.incident == about.id for page in board.pages.values())
        if rule.each_time or not paged_before:
            contacts = _wanted(board, rule, board.at, about)
        told = any(isinstance(event, TeamNotified) for event in follows)  # by another rule, upon the same event
        if rule.team and not told and not about.notified and about.severity in board.rules.notifying:
            team = [contact for contact in board.rules.contacts.values() if contact.level == "team"]
            named = tuple(contact.id for contact in team)
            follows.append(TeamNotified(about.id, about.severity, tuple(board.rules.roles), named))
            contacts = [*contacts, *(c for c in team if c not in contacts and not _being_paged(board, c, about))]
        paged = {event.contact for event in follows if isinstance(event, PageSent)}
        contacts = [contact for contact in contacts if contact.id not in paged]
        follows += _paged(board, contacts, about, rule.label, rule=rule.id, taken=_sent(follows))
    return follows


def on_missed(board: Board, missed: PageMissed, at: int) -> list[Event]:
    """The next one of the chain is paged, about the incident into which theirs was merged; nobody, once it is over."""
    page = board.pages[missed.page]
    contact = board.rules.contacts[missed.contact]
    about = survivor(board, missed.incident)
    if (about is not None and not about.open) or (page.alert and handled(board, board.alerts[page.alert])):
        return []
    if any(_answered_otherwise(each, page) for each in board.pages.values()):
        return []
    reason = f"{contact.label} did not answer"
    if board.live and about is None and page.alert:
        # it is all that whoever is woken next reads: without an incident nothing else says what it is about
        alert = board.alerts[page.alert]
        reason = f"{alert.id} ({alert.severity}): {alert.title}; {reason}"
    if board.live and any(each.acknowledged_at != NEVER for each in trail(board, page)):
        return []  # somebody answered late
    if not board.rules.plan.paging.repeat:
        following = [standing(board, board.rules.contacts[contact.then])] if contact.then else []
        return _paged(board, following, about, reason, rule=page.rule, alert=page.alert, follows=page.id)
    if any(each.acknowledged_at != NEVER for each in trail(board, page)):
        return []  # somebody answered late
    left = _left(board, page, about)
    if any(_being_paged(board, other, about, page.alert) for other in left):
        return []
    if left:
        return _paged(board, left[:1], about, reason, rule=page.rule, alert=page.alert, follows=page.id)
    tried = tuple(dict.fromkeys(each.contact for each in trail(board, page)))
    return [PageExhausted(page.id, "" if about is None else about.id, page.alert, tried)]


def _answered_otherwise(other: Page, page: Page) -> bool:
    """Whether this contact, paged by another channel meanwhile, has answered there about the same incident."""
    same = (other.contact, other.incident) == (page.contact, page.incident) and other.via != page.via
    return same and other.sent_at >= page.sent_at and other.acknowledged_at != NEVER


def trail(board: Board, page: Page) -> list[Page]:
    """The pages of a chain up to this one, the first one first."""
    pages = [page]
    while pages[0].follows in board.pages:
        pages.insert(0, board.pages[pages[0].follows])
    return pages


def _left(board: Board, page: Page, about: Incident | None) -> list[Contact]:
    """Whom to page after this one: the rest of the chain, then all anew, as far as the plan lets one call them now."""
    pages = trail(board, page)
    chain = _chain(board, pages[0].contact)
    places = [chain.index(each.contact) if each.contact in chain else len(chain) for each in pages]
    rounds = 1 + sum(place <= before for before, place in pairwise(places))
    names = chain[places[-1] + 1 :] + (chain if rounds < board.rules.plan.paging.repeat else [])
    contacts = [board.rules.contacts[name] for name in names]
    there = [contact for contact in contacts if not vacant(board, contact.id)]
    return [contact for contact in there if not outside_plan(board, contact, board.at, about)]


def _chain(board: Board, first: str) -> list[str]:
    """A contact and everybody who is paged after them, each once."""
    chain, name = [first], board.rules.contacts[first].then
    while name and name not in chain:
        chain.append(name)
        name = board.rules.contacts[name].then
    return chain


def _wanted(board: Board, rule: PageRule, now: int, about: Incident | None, alert: str = "") -> list[Contact]:
    """The rule's contacts who are not being paged, and whom it has not paged a short while ago; in place of one behind
    whom nobody stands now, whoever is paged after them."""
    recent = {
        page.contact
        for page in board.pages.values()
        if page.rule == rule.id
        and rule.quiet_for
        and now - page.sent_at < rule.quiet_for
        and _alike(board, page, about, alert)
    }
    wanted = [standing(board, board.rules.contacts[name]) for name in rule.pages]
    found = [contact for n, contact in enumerate(wanted) if contact not in wanted[:n] and contact.id not in recent]
    return [contact for contact in found if not _being_paged(board, contact, about, alert)]


def _alike(board: Board, page: Page, about: Incident | None, alert: str = "") -> bool:
    """Whether a page keeps one about `about` from being sent. At a table somebody who was paged looks up; who is woken
    for one incident is told of the next one, too."""
    if not board.live:
        return True
    paged = survivor(board, page.incident)
    if paged is None and about is None:
        return alert == page.alert or _same_check(board, alert, page.alert)  # a storm is one page
    return (None if paged is None else paged.id) == (None if about is None else about.id)


def _same_check(board: Board, one: str, other: str) -> bool:
    """Whether two alerts come from one check of one source."""
    a, b = board.alerts.get(one), board.alerts.get(other)
    return a is not None and b is not None and bool(a.monitor) and (a.source, a.monitor) == (b.source, b.monitor)


def _being_paged(board: Board, contact: Contact, about: Incident | None, alert: str = "") -> bool:
    """Whether they have been paged already and the time to answer is not over."""
    if not board.live:
        return waiting_page(board, contact.id) is not None
    return any(
        page.contact == contact.id
        and page.acknowledged_at == page.missed_at == NEVER
        and _alike(board, page, about, alert)
        for page in board.pages.values()
    )


def _sent(events: list[Event]) -> int:
    return sum(isinstance(event, PageSent) for event in events)


def _paged(
    board: Board,
    contacts: list[Contact],
    about: Incident | None,
    reason: str,
    *,
    rule: str = "",
    alert: str = "",
    follows: str = "",
    taken: int = 0,
) -> list[Event]:
    """A page to each, now; `taken` ids are given to pages that go out before them."""
    now, first = board.at, len(board.pages) + board.gone.get("PG", 0) + taken + 1
    return [
        PageSent(
            f"PG-{first + place}",
            contact.id,
            "" if about is None else about.id,
            now + contact.answers_within,
            reason,
            follows,
            alert,
            rule,
            bool(outside_plan(board, contact, now, about)),
            page_channel(board, contact),
        )
        for place, contact in enumerate(contacts)
    ]
