"""`react`: what follows from every event, whoever wrote it: clocks, joined alerts, ticked steps, pages, components."""

from collections.abc import Callable
from typing import Any

from irsim.board import automation, clockwork, components, followups, notifying, paging, triaging
from irsim.board.board import Board
from irsim.board.fold import ABOUT_INCIDENTS
from irsim.board.joining import joined_by
from irsim.board.playbooks import checklist
from irsim.board.quiet import why_quiet
from irsim.board.state import Alert, Incident
from irsim.events import kind_of
from irsim.events.after import ActionItemOpened, ReviewHeld, ReviewScheduled
from irsim.events.alerts import AlertAttached, AlertDismissed, AlertFired, AlertResolved, AlertTriaged, AlertUnhandled
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue
from irsim.events.communication import NoticeFiled, StatuspagePosted
from irsim.events.duties import DeterminationMade, FactsRecorded
from irsim.events.incident import (
    ImpactAssessed,
    IncidentAmended,
    IncidentClassified,
    IncidentDetected,
    IncidentDismissed,
    IncidentMerged,
    IncidentStatusChanged,
)
from irsim.events.live import (
    AlertReturned,
    AlertSettled,
    AlertSurfaced,
    AlertUpdated,
    DeliveryFailed,
    MaintenanceEnded,
    PlanAdopted,
    SilenceEnded,
    SourceHeard,
    SourceSilent,
)
from irsim.events.recovery import WatchEnded
from irsim.events.session import PartOpened, TimeAdvanced
from irsim.events.work import AutomationReported, CheckPassed, PageMissed, PageSent


def react(board: Board, event: Event, at: int) -> list[Event]:
    """What follows from `event`, which the board has folded already. Pure: changes nothing.

    `at` (ms) is when it counts as done, which `fold.instant_of` says; the board stands at when it was recorded.
    """
    kind = type(event)
    follows = checklist(board, event)  # first: what else follows may show other steps to be done
    alone = _ALONE.get(kind)
    if alone is not None:
        return follows + alone(board, event, at)
    about = board.incidents.get(event.incident) if kind in ABOUT_INCIDENTS else None  # type: ignore[attr-defined]
    if about is None:
        return follows
    besides = _BESIDES.get(kind)
    follows += [] if besides is None else besides(board, about, event, at)
    follows += clockwork.run(board, about, event, at, follows)
    tag = kind_of(event)
    if tag in board.rules.page_rules_on:
        follows += paging.on_incident(board, about, event, board.rules.page_rules_on[tag])
    return follows


def _monitoring(board: Board, fired: AlertFired, at: int) -> list[Event]:
    """An alert joins or opens an incident, and the status page follows it, unless it is kept quiet."""
    alert = board.alerts[fired.alert]
    return [] if why_quiet(board, alert, board.at) else _news(board, alert, alert.fired_at)


def _news(board: Board, alert: Alert, since: int) -> list[Event]:
    """What is made of an alert that holds and of which people should know, since `since` (ms)."""
    follows = _joined_or_opened(board, alert, since)
    incident = next((event.incident for event in follows if isinstance(event, AlertAttached)), "")
    return follows + components.on_alert(board, alert, incident)


def _news_again(
    board: Board, event: AlertReturned | AlertSettled | AlertSurfaced | AlertUpdated, at: int
) -> list[Event]:
    """An alert that is there already holds again, is no longer kept quiet or has become worse."""
    alert = board.alerts[event.alert]
    if isinstance(event, AlertUpdated) and (surfaced := triaging.outgrown(board, alert)):
        return surfaced
    if not triaging.still_news(board, alert, board.at):
        return triaging.proposal(board, alert.incident) if isinstance(event, AlertSettled) else []
    if isinstance(event, AlertUpdated) and event.severity is None:
        return []
    if alert.incident in board.active:
        return triaging.within(board, alert, event, at)
    return _news(board, alert, board.at)


def _joined_or_opened(board: Board, alert: Alert, since: int) -> list[Event]:
    """An alert joins an open incident that it resembles, or opens one if the plan lets its severity do so."""
    alerting = board.rules.plan.alerting
    about = joined_by(board, alert, since)
    if about is not None:
        return [AlertAttached(alert.id, about.id)]
    if alert.severity not in alerting.opens:
        return []
    category = alert.category if alert.category in board.rules.categories else alerting.category
    detected = IncidentDetected(
        incident=board.next_id("INC", board.incidents),
        title=_with_service(board, alert),
        since=since,
        severity=board.rules.suggested([alert.severity]) or alerting.provisional,
        category=category,
        track=board.rules.categories[category].track,
        detected_by=alert.id,
        services=(alert.service,) if alert.service else (),
    )
    return [detected, AlertAttached(alert.id, detected.incident)]


def _with_service(board: Board, alert: Alert) -> str:
    service = board.services.get(alert.service)
    return alert.title if service is None or service.label in alert.title else f"{alert.title} on {service.label}"


def _no_alert(board: Board, dismissed: AlertDismissed, at: int) -> list[Event]:
    """The status page no longer goes by a false alarm, and what is left of its incident may be over."""
    follows = components.on_false_alarm(board, dismissed.alert)
    return follows + triaging.proposal(board, board.alerts[dismissed.alert].incident)


def _attached(board: Board, about: Incident, event: AlertAttached, at: int) -> list[Event]:
    """Severities may have changed, and what is left of the incident that it came from may be over."""
    before = board.alerts[event.alert].came_from
    return clockwork.after_attaching(board, about, event, at) + triaging.proposal(board, before)


def _no_incident(board: Board, about: Incident, event: IncidentDismissed, at: int) -> list[Event]:
    """Its clocks end, and the status page no longer goes by its alerts."""
    return clockwork.end_with(board, about, event, at) + components.on_false_alarm(board, incident=about.id)


def _posted(board: Board, about: Incident, event: StatuspagePosted, at: int) -> list[Event]:
    """Components stand as people say."""
    return components.on_post(board, event)


def _found(board: Board, about: Incident, event: IncidentDetected, at: int) -> list[Event]:
    """What was done automatically before it was detected belongs to it."""
    return automation.waiting_for(board, about)


def _classified(board: Board, about: Incident, event: IncidentClassified, at: int) -> list[Event]:
    return automation.waiting_for(board, about) + clockwork.reconsider(board, about, event, at)


def _moved(board: Board, about: Incident, event: IncidentStatusChanged, at: int) -> list[Event]:
    """Clocks end with the status; the cadences of an incident that is taken up again begin anew."""
    clocks = clockwork.end_with(board, about, event, at) + clockwork.take_up(board, about, clockwork.ENDED, at)
    return clocks + followups.opened(board, about, event, at)


def _cleared(board: Board, resolved: AlertResolved, at: int) -> list[Event]:
    """Whether a metric is past its threshold may be what a clock asks; its incident may be over."""
    name = board.alerts[resolved.alert].incident
    about = board.active.get(name)
    if about is None:
        return []
    clocks = clockwork.reconsider(board, about, resolved, at) if board.rules.asks_of_alerting else []
    return clocks + triaging.proposal(board, name)


_ALONE: dict[type[Event], Callable[[Board, Any, int], list[Event]]] = {
    AlertFired: _monitoring,
    AlertDismissed: _no_alert,
    AlertResolved: _cleared,
    TimeAdvanced: clockwork.off_stage,
    PartOpened: clockwork.back_on_stage,
    ClockOverdue: clockwork.after_missing,
    PageSent: clockwork.of_page,
    PageMissed: paging.on_missed,
    AutomationReported: automation.on_report,
    AlertUnhandled: paging.on_unhandled,
    AlertReturned: _news_again,
    AlertSettled: _news_again,
    AlertSurfaced: _news_again,
    AlertUpdated: _news_again,
    MaintenanceEnded: triaging.after_window,
    SilenceEnded: triaging.after_silence,
    SourceSilent: triaging.source_silent,
    SourceHeard: triaging.source_heard,
    DeliveryFailed: notifying.on_failed,
    PlanAdopted: clockwork.by_plan,
}
"""Kinds that by themselves start and stop no clock of an incident."""

_BESIDES: dict[type[Event], Callable[[Board, Incident, Any, int], list[Event]]] = {
    IncidentDetected: _found,
    IncidentClassified: _classified,
    IncidentAmended: clockwork.reconsider,
    ImpactAssessed: clockwork.reconsider,
    DeterminationMade: clockwork.reconsider,
    FactsRecorded: clockwork.reconsider,
    NoticeFiled: clockwork.reconsider,
    AlertAttached: _attached,
    IncidentStatusChanged: _moved,
    IncidentMerged: clockwork.end_with,
    IncidentDismissed: _no_incident,
    ActionItemOpened: followups.completed,
    CheckPassed: followups.completed,
    ReviewScheduled: followups.completed,
    ReviewHeld: followups.completed,
    WatchEnded: followups.completed,
    StatuspagePosted: _posted,
}
"""What else follows from a kind, besides the clocks that it stops and starts."""

REACTING = ABOUT_INCIDENTS | _ALONE.keys() | {AlertTriaged}
"""The kinds from which anything may follow. Most records are of others, and asking `react` about each costs more."""
