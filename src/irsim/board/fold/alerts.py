"""Alerts and the incidents that they are signs of."""

from irsim.board import turning
from irsim.board.archiving import remember
from irsim.board.board import Board
from irsim.board.fold.base import instant_of, on, watch_conditions
from irsim.board.joining import keep_alike
from irsim.board.paging import UNHANDLED
from irsim.board.patience import watch_untouched
from irsim.board.quiet import SETTLES, SILENCED, why_quiet
from irsim.board.signals import shelf
from irsim.board.state import (
    NEVER,
    Alert,
    Incident,
)
from irsim.events import alerts
from irsim.log.records import Record


@on(alerts.AlertFired)
def _fired(board: Board, body: alerts.AlertFired, record: Record) -> None:
    alert = board.alerts[body.alert] = turning.begun(body, record.at, record.seq)
    if body.source:
        board.keys.setdefault(shelf(body.source, body.exercise), {})[body.key] = body.alert
    before = board.alerts.get(body.again)
    if before is not None and before.silenced_until > record.at:
        alert.silenced_until, alert.silenced = before.silenced_until, before.silenced
        board.remind(alert.silenced_until, SILENCED, body.alert)
    quiet = alert.kept_quiet = bool(why_quiet(board, alert, record.at))
    for name in board.rules.components_on.get(body.service, ()):
        if name in board.components and body.service in board.services and not quiet:
            board.components[name].alerts.append(body.alert)
    if not quiet:
        _remind(board, alert, body, record.at)


def _remind(board: Board, alert: Alert, fired: alerts.AlertFired, at: int) -> None:
    """The desk looks whether anybody has handled it, when a rule that pages says so."""
    for rule, pattern in board.rules.page_rules_on.get("alert.fired", ()):
        if pattern.fields_fit(fired):
            board.remind(at + max(1, rule.unhandled_for), UNHANDLED + rule.id, alert.id)


def fired_again(board: Board, alert: Alert, at: int) -> None:
    """It is as if the alert fired at `at` (ms), if it holds and is no longer kept quiet."""
    alert.kept_quiet = alert.holds and bool(why_quiet(board, alert, at))
    if not alert.holds or alert.kept_quiet:
        return
    watched = board.rules.components_on.get(alert.service, ()) if alert.service in board.services else ()
    for name in watched:
        if name in board.components and alert.id not in board.components[name].alerts:
            board.components[name].alerts.append(alert.id)
    _remind(board, alert, as_fired(alert), at)


def as_fired(alert: Alert) -> alerts.AlertFired:
    """What the plan's rules are asked of an alert that fires, as it is now."""
    return alerts.AlertFired(
        alert.id,
        alert.monitor,
        alert.title,
        alert.severity,
        alert.service,
        alert.category,
        key=alert.key,
        source=alert.source,
        labels=alert.labels,
        exercise=alert.exercise,
    )


@on(alerts.AlertResolved)
def _alert_resolved(board: Board, body: alerts.AlertResolved, record: Record) -> None:
    alert = board.alerts[body.alert]
    turning.end(alert, record.at)
    still_alerting(board, alert.incident, record.at)
    remember(board, alert.id, record.at)
    flapping = board.rules.plan.intake.flapping
    if alert.flapping and flapping is not None:
        board.remind(record.at + flapping.quiet, SETTLES, alert.id)


@on(alerts.AlertTriaged)
def _triaged(board: Board, body: alerts.AlertTriaged, record: Record) -> None:
    alert = board.alerts[body.alert]
    alert.triaged_at, alert.finding = instant_of(board, record), body.finding


@on(alerts.AlertAttached)
def _attached(board: Board, body: alerts.AlertAttached, record: Record) -> None:
    alert, about = board.alerts[body.alert], board.incidents[body.incident]
    if alert.incident == body.incident:
        return
    keep_alike(board, alert, alert.incident, -1)
    alert.came_from, alert.incident = alert.incident, body.incident
    keep_alike(board, alert, alert.incident, 1)
    if body.after_all:
        alert.dismissed = ""
    if alert.holds:
        about.proposed_at = NEVER
    about.alerts.append(body.alert)
    about.alerted_at = max(about.alerted_at, alert.fired_at)
    about.suggested = board.rules.strictest([*filter(None, (about.suggested, board.rules.suggested([alert.severity])))])
    if alert.service and alert.service not in about.services:
        about.services.append(alert.service)
    _provisional(board, about, record.at)
    before = board.incidents.get(alert.came_from)
    still_alerting(board, about.id, record.at)
    if before is not None:
        before.alerts.remove(alert.id)
        still_alerting(board, before.id, record.at)
        rest = [board.alerts[name] for name in before.alerts]
        before.alerted_at = max((other.fired_at for other in rest), default=NEVER)
        before.suggested = board.rules.suggested([other.severity for other in rest])
        _provisional(board, before, record.at)


def still_alerting(board: Board, name: str, at: int) -> None:
    """Whether a metric of the incident is past its threshold still, and what hangs on that."""
    about = board.incidents.get(name)
    if about is not None:
        signs = [board.alerts[sign] for sign in about.alerts]
        about.alerting = any(sign.metric and sign.resolved_at == NEVER and not sign.dismissed for sign in signs)
        watch_conditions(board, about, at)


def reconsidered(board: Board, name: str, at: int) -> None:
    """An alert of the incident has another severity from `at` (ms) on: what its alerts suggest now."""
    about = board.incidents.get(name)
    if about is not None:
        about.suggested = board.rules.suggested([board.alerts[sign].severity for sign in about.alerts])
        _provisional(board, about, at)


def _provisional(board: Board, about: Incident, at: int) -> None:
    """Until it is classified: the strictest that its alerts and whoever declared it suggest, else the plan's."""
    if about.classified_at == NEVER:
        before = about.severity
        strictest = board.rules.strictest([*filter(None, (about.stated, about.suggested))])
        about.severity = strictest or board.rules.plan.alerting.provisional
        if about.severity != before:
            watch_untouched(board, about, at)  # nobody may leave it alone for as long as before


@on(alerts.AlertDismissed)
def _dismissed(board: Board, body: alerts.AlertDismissed, record: Record) -> None:
    alert = board.alerts[body.alert]
    turning.dismiss(alert, body.reason, instant_of(board, record))
    still_alerting(board, alert.incident, record.at)
