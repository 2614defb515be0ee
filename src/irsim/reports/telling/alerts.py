"""Alerts, told."""

from irsim.board.instants import stamp
from irsim.events import alerts as events
from irsim.reports.plain import few_lines, one_line
from irsim.reports.telling.base import Teller, Told, Urgency, because, tells

_URGENCY: dict[str, Urgency] = {"critical": "urgent", "high": "notice"}


@tells(events.AlertFired)
def _fired(body: events.AlertFired, t: Teller) -> Told:
    value = t.names.value(body.value, body.unit) if body.metric else ""
    parts = [one_line(body.title)]
    if body.service:
        parts.append(t.names.service(body.service))
    if value and value not in body.title:
        parts.append(f"{one_line(body.metric.replace('_', ' '), 60)} {value}")
    text = f"{one_line(body.alert, 40)} {one_line(body.severity, 20)}: {', '.join(part for part in parts if part)}"
    if body.window:
        return Told("alert", f"{text}, expected in {one_line(body.window, 40)}", few_lines(body.text))
    return Told("alert", text, few_lines(body.text), _URGENCY.get(body.severity, "calm"))


@tells(events.AlertResolved)
def _resolved(body: events.AlertResolved, t: Teller) -> Told | None:
    alert = t.board.alerts.get(body.alert)
    if alert is not None and alert.flapping:
        return None
    return Told("alert", f"{named(t, body.alert)} has cleared")


@tells(events.AlertTriaged)
def _triaged(body: events.AlertTriaged, t: Teller) -> Told:
    return Told("alert", f"{one_line(body.alert, 40)} triaged{t.by}{because(one_line(body.finding, 400))}")


@tells(events.AlertUnhandled)
def _unhandled(body: events.AlertUnhandled, t: Teller) -> Told:
    alert = t.board.alerts.get(body.alert)
    since = f" since {stamp(t.board, alert.fired_at)}" if alert else ""
    return Told("alert", f"nobody has handled {named(t, body.alert)}{since}", urgency="notice")


@tells(events.AlertAttached)
def _attached(body: events.AlertAttached, t: Teller) -> Told:
    return Told("alert", f"{one_line(body.alert, 40)} is a sign of {one_line(body.incident, 40)}")


@tells(events.AlertDismissed)
def _dismissed(body: events.AlertDismissed, t: Teller) -> Told:
    return Told("alert", f"{named(t, body.alert)} dismissed{t.by}{because(one_line(body.reason, 400))}")


def named(t: Teller, id: str) -> str:
    """An alert with its title, where the board knows it."""
    alert = t.board.alerts.get(id)
    return f"{one_line(id, 40)} {one_line(alert.title, 80)}" if alert else one_line(id, 40)
