"""Alerts: what monitoring says, and what the team makes of each."""

from irsim.events.base import Event


class AlertFired(Event, frozen=True, tag="alert.fired"):
    """A monitor's threshold was crossed, or a source reported. `severity` is critical, high, medium or low.

    `value` is in the metric's unit; an alert without a metric has an empty one.
    """

    alert: str
    monitor: str
    title: str
    severity: str
    service: str = ""
    category: str = ""
    text: str = ""
    metric: str = ""
    unit: str = ""
    value: int = 0
    key: str = ""
    """the sender's own for it, within `source`; empty where the world's monitors fired it"""
    source: str = ""
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    links: dict[str, str] = {}
    """addresses by what they lead to: runbook, dashboard, source, silence"""
    since: int | None = None
    """when the condition began (ms), where the sender says so; below 0 it is before the session"""
    window: str = ""
    """the maintenance window in which it was expected"""
    again: str = ""
    """an earlier alert of the same key"""
    exercise: bool = False
    """it belongs to an exercise, whatever it says of itself"""


class AlertResolved(Event, frozen=True, tag="alert.resolved"):
    """The condition no longer holds."""

    alert: str


class AlertTriaged(Event, frozen=True, tag="alert.triaged"):
    """Somebody looked at it; `finding` says what they saw."""

    alert: str
    finding: str = ""


class AlertUnhandled(Event, frozen=True, tag="alert.unhandled"):
    """Nobody looked at it, dismissed it or took its incident on in the time that a rule of the plan gives."""

    alert: str
    rule: str


class AlertAttached(Event, frozen=True, tag="alert.attached"):
    """The alert is a sign of this incident. `after_all`: it was dismissed, and is no false alarm."""

    alert: str
    incident: str
    after_all: bool = False


class AlertDismissed(Event, frozen=True, tag="alert.dismissed"):
    """A false alarm, or not ours."""

    alert: str
    reason: str
