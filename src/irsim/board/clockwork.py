"""`react`: after every event, starts, re-aims and waives clocks, and lets monitoring open and join incidents."""

from collections.abc import Iterable

from irsim.board.board import Board
from irsim.board.fold import occurred
from irsim.board.state import NEVER, Alert, Clock, Incident
from irsim.events import kind_of
from irsim.events.alerts import AlertAttached, AlertFired
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockReaimed, ClockStarted, ClockWaived
from irsim.events.incident import (
    IncidentAmended,
    IncidentClassified,
    IncidentDetected,
    IncidentDismissed,
    IncidentMerged,
    IncidentStatusChanged,
)
from irsim.events.session import PartOpened, TimeAdvanced
from irsim.events.work import PageMissed, PageSent
from irsim.plan.models import ClockRule
from irsim.words.durations import format_instant
from irsim.words.patterns import read_field

_ENDING = (IncidentStatusChanged, IncidentMerged, IncidentDismissed)
_RECONSIDER = (IncidentClassified, IncidentAmended, AlertAttached)


def react(board: Board, event: Event, at: int) -> list[Event]:
    """What follows from `event`, which the board has folded already. Pure: changes nothing."""
    kind = type(event)
    if kind is AlertFired:
        return _monitoring(board, event)  # type: ignore[arg-type]
    if kind is TimeAdvanced:
        return _off_stage(board, event)  # type: ignore[arg-type]
    if kind is PartOpened:
        return _back_on_stage(board, at)
    if kind is ClockOverdue:
        return _next_interval(board, board.clocks[event.id], board.clocks[event.id].due, at)  # type: ignore[attr-defined]
    if kind is PageSent:
        return _page_clock(board, event, at)  # type: ignore[arg-type]
    if kind is PageMissed:
        return _next_contact(board, event, at)  # type: ignore[arg-type]
    name = getattr(event, "incident", "")
    about = board.incidents.get(name) if name else None
    if about is None:
        return []
    tag = kind_of(event)
    follows: list[Event] = []
    if kind in _RECONSIDER:
        follows += _reconsider(board, about, at)
    if kind in _ENDING:
        follows += _ended(board, about, kind is IncidentMerged)
    for rule, pattern in board.rules.stopping.get(tag, ()):
        if rule.cadence and pattern.matches(event):
            instant = occurred(event, at)
            stopped = _of_rule(board, about, rule)
            if stopped and stopped[-1].stopped_by == board.seq:
                follows += _next_interval(board, stopped[-1], instant, at)
    for rule, pattern in board.rules.starting.get(tag, ()):
        if rule.per == "incident" and pattern.matches(event):
            follows += _start(board, rule, about, at)
    return follows


def _condition(rule: ClockRule, about: Incident) -> bool:
    return all(
        read_field(about, path) in (wanted if isinstance(wanted, list) else [wanted])
        for path, wanted in rule.when.items()
    )


def _of_rule(board: Board, about: Incident, rule: ClockRule) -> list[Clock]:
    return board.runs.get((about.id, rule.id), [])


def _start(board: Board, rule: ClockRule, about: Incident, at: int) -> list[Event]:
    """The first running of an incident's clock, from its mark, where its condition and severity allow."""
    period = board.rules.period(rule, about.severity)
    if period is None or rule.id not in about.marks or not _condition(rule, about) or about.means in rule.until:
        return []
    if any(not clock.waived for clock in _of_rule(board, about, rule)):
        return []
    since = about.marks[rule.id]
    return _begun(board, rule, about, since, at)


def _begun(board: Board, rule: ClockRule, about: Incident, since: int, at: int) -> list[Event]:
    period = board.rules.period(rule, about.severity)
    if period is None:
        return []
    count = len(_of_rule(board, about, rule))
    name = f"{about.id}/{rule.id}" + (f"/{count + 1}" if count else "")
    due = board.rules.due(period, since)
    started = ClockStarted(name, rule.id, since, due, about.id, strict=rule.under is not None)
    return [started, *_not_in_gap(board, name, rule.id, due)]


def _not_in_gap(board: Board, name: str, rule: str, due: int) -> list[Event]:
    until = board.off_stage_until
    if until == NEVER or due > until or rule in board.exercised:
        return []
    return [ClockWaived(name, "not exercised: falls due off stage")]


def _next_interval(board: Board, clock: Clock, since: int, at: int) -> list[Event]:
    rule = board.rules.clocks[clock.rule]
    about = board.incidents.get(clock.incident)
    if not rule.cadence or about is None or not about.open or about.means in rule.until:
        return []
    return _begun(board, rule, about, since, at)


def _reconsider(board: Board, about: Incident, at: int) -> list[Event]:
    """Severity or facts changed: conditional clocks begin or are waived, running ones are re-aimed."""
    follows: list[Event] = []
    for rule in board.rules.plan.clocks:
        if rule.per != "incident" or rule.id not in about.marks:
            continue
        applies = _condition(rule, about)
        period = board.rules.period(rule, about.severity)
        running = [clock for clock in _of_rule(board, about, rule) if clock.running]
        for clock in running:
            if not applies:
                follows.append(ClockWaived(clock.id, "its condition no longer holds: " + _words(rule)))
            elif period is None:
                follows.append(ClockWaived(clock.id, f"does not apply at {about.severity}"))
            else:
                due = board.rules.due(period, clock.since)
                if due != clock.due:
                    follows.append(ClockReaimed(clock.id, due, f"now {about.severity}"))
        if not running:
            follows += _start(board, rule, about, at)
    return follows


def _words(rule: ClockRule) -> str:
    return ", ".join(f"{name.replace('_', ' ')} is {value}" for name, value in rule.when.items())


def _ended(board: Board, about: Incident, merged: bool) -> list[Event]:
    """Clocks whose time is over with the incident's status; a false alarm and a merged incident end them all."""
    follows: list[Event] = []
    for clock in board.running.get(about.id, ()):
        rule = board.rules.clocks[clock.rule]
        if merged:
            follows.append(ClockWaived(clock.id, f"merged into {about.merged_into}"))
        elif about.dismissed:
            follows.append(ClockWaived(clock.id, "false alarm"))
        elif about.means in rule.until or (about.means == "closed" and not rule.legal):
            follows.append(ClockWaived(clock.id, f"the incident is {about.status}"))
    return follows


def _monitoring(board: Board, fired: AlertFired) -> list[Event]:
    """An alert joins an open incident that it resembles, or opens one if the plan lets its severity do so."""
    alert = board.alerts[fired.alert]
    alerting = board.rules.plan.alerting
    for about in board.open_incidents():
        if _joins(board, alert, about):
            return [AlertAttached(alert.id, about.id)]
    if alert.severity not in alerting.opens:
        return []
    category = alert.category or alerting.category
    detected = IncidentDetected(
        incident=board.next_id("INC", board.incidents),
        title=alert.title,
        since=alert.fired_at,
        severity=board.rules.suggested([alert.severity]) or alerting.provisional,
        category=category,
        track=board.rules.categories[category].track,
        detected_by=alert.id,
        services=(alert.service,) if alert.service else (),
    )
    return [detected, AlertAttached(alert.id, detected.incident)]


def _joins(board: Board, alert: Alert, about: Incident) -> bool:
    last = max((board.alerts[name].fired_at for name in about.alerts), default=about.since)
    for join in board.rules.plan.alerting.joins:
        if alert.fired_at - last > join.within:
            continue
        if join.same == "service" and alert.service and alert.service in about.services:
            return True
        if join.same == "category" and alert.category and alert.category == about.category:
            return True
    return False


def _off_stage(board: Board, advanced: TimeAdvanced) -> list[Event]:
    """Off stage the shift keeps the cadences, and what falls due there is not exercised unless the part names it."""
    follows: list[Event] = []
    for clock in _all_running(board):
        if clock.rule in advanced.exercised:
            continue
        if board.rules.clocks[clock.rule].cadence:
            follows.append(ClockWaived(clock.id, f"kept by the off-stage shift until {format_instant(advanced.to)}"))
        elif clock.due <= advanced.to and not clock.announced:
            follows.append(ClockWaived(clock.id, "not exercised: falls due off stage"))
    return follows


def _back_on_stage(board: Board, at: int) -> list[Event]:
    """The cadences that the off-stage shift kept begin anew."""
    follows: list[Event] = []
    for about in board.open_incidents():
        for rule in board.rules.plan.clocks:
            kept = _of_rule(board, about, rule)
            if rule.cadence and kept and kept[-1].waived.startswith("kept by") and about.means not in rule.until:
                follows += _begun(board, rule, about, at, at)
    return follows


def _all_running(board: Board) -> Iterable[Clock]:
    return [clock for clocks in board.running.values() for clock in clocks]


def _page_clock(board: Board, sent: PageSent, at: int) -> list[Event]:
    follows: list[Event] = []
    for rule, pattern in board.rules.starting.get("page.sent", ()):
        if rule.per != "page" or not sent.incident or not pattern.matches(sent):
            continue
        about = board.incidents[sent.incident]
        period = board.rules.period(rule, about.severity)
        if period is not None:
            due = board.rules.due(period, at)
            name = f"{sent.incident}/{rule.id}/{sent.page}"
            follows.append(ClockStarted(name, rule.id, at, due, sent.incident, sent.page, rule.under is not None))
            follows += _not_in_gap(board, name, rule.id, due)
    return follows


def _next_contact(board: Board, missed: PageMissed, at: int) -> list[Event]:
    contact = board.rules.contacts[missed.contact]
    if not contact.then:
        return []
    following = board.rules.contacts[contact.then]
    return [
        PageSent(
            board.next_id("PG", board.pages),
            following.id,
            missed.incident,
            at + following.answers_within,
            f"{contact.label} did not answer",
            missed.page,
        )
    ]
