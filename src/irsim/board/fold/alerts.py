"""Alerts and the incidents that they are signs of."""

from irsim.board.board import Board
from irsim.board.fold.base import instant_of, on, watch_conditions
from irsim.board.paging import UNHANDLED
from irsim.board.state import (
    NEVER,
    Alert,
    Incident,
)
from irsim.events import alerts
from irsim.log.records import Record


@on(alerts.AlertFired)
def _fired(board: Board, body: alerts.AlertFired, record: Record) -> None:
    board.alerts[body.alert] = Alert(
        body.alert,
        body.monitor,
        body.title,
        body.severity,
        body.service,
        body.category,
        body.text,
        body.metric,
        body.unit,
        body.value,
        record.at,
        record.seq,
        exercise=body.exercise,
    )
    for name in board.rules.components_on.get(body.service, ()):
        if name in board.components:
            board.components[name].alerts.append(body.alert)
    for rule, pattern in board.rules.page_rules_on.get("alert.fired", ()):
        if pattern.fields_fit(body):
            board.remind(record.at + max(1, rule.unhandled_for), UNHANDLED + rule.id, body.alert)


@on(alerts.AlertResolved)
def _alert_resolved(board: Board, body: alerts.AlertResolved, record: Record) -> None:
    board.alerts[body.alert].resolved_at = record.at
    _still_alerting(board, board.alerts[body.alert].incident, record.at)


@on(alerts.AlertTriaged)
def _triaged(board: Board, body: alerts.AlertTriaged, record: Record) -> None:
    alert = board.alerts[body.alert]
    alert.triaged_at, alert.finding = instant_of(board, record), body.finding


@on(alerts.AlertAttached)
def _attached(board: Board, body: alerts.AlertAttached, record: Record) -> None:
    alert, about = board.alerts[body.alert], board.incidents[body.incident]
    if alert.incident == body.incident:
        return
    alert.came_from, alert.incident = alert.incident, body.incident
    about.alerts.append(body.alert)
    about.alerted_at = max(about.alerted_at, alert.fired_at)
    about.suggested = board.rules.strictest([*filter(None, (about.suggested, board.rules.suggested([alert.severity])))])
    if alert.service and alert.service not in about.services:
        about.services.append(alert.service)
    _provisional(board, about)
    before = board.incidents.get(alert.came_from)
    _still_alerting(board, about.id, record.at)
    if before is not None:
        before.alerts.remove(alert.id)
        _still_alerting(board, before.id, record.at)
        rest = [board.alerts[name] for name in before.alerts]
        before.alerted_at = max((other.fired_at for other in rest), default=NEVER)
        before.suggested = board.rules.suggested([other.severity for other in rest])
        _provisional(board, before)


def _still_alerting(board: Board, name: str, at: int) -> None:
    """Whether a metric of the incident is past its threshold still, and what hangs on that."""
    about = board.incidents.get(name)
    if about is not None:
        signs = [board.alerts[sign] for sign in about.alerts]
        about.alerting = any(sign.metric and sign.resolved_at == NEVER and not sign.dismissed for sign in signs)
        watch_conditions(board, about, at)


def _provisional(board: Board, about: Incident) -> None:
    """Until it is classified: the strictest that its alerts and whoever declared it suggest, else the plan's."""
    if about.classified_at == NEVER:
        strictest = board.rules.strictest([*filter(None, (about.stated, about.suggested))])
        about.severity = strictest or board.rules.plan.alerting.provisional


@on(alerts.AlertDismissed)
def _dismissed(board: Board, body: alerts.AlertDismissed, record: Record) -> None:
    alert = board.alerts[body.alert]
    alert.dismissed, alert.triaged_at = body.reason, instant_of(board, record)
    _still_alerting(board, alert.incident, record.at)
