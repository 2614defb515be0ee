"""From an alert of a detection rule to the query that finds its lines. No textual here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from irsim.board.state import NEVER
from irsim.plan.models import Detection
from irsim.words.clean import clean_title

if TYPE_CHECKING:
    from irsim.board.state import Alert
    from irsim.tui.seat import Seat

ROUND = timedelta(minutes=1)
"""Time that is added on both sides: a line's own time and that of its arrival differ."""

VALUE = 80
"""Characters of a value that are looked for."""


def rule_of(seat: Seat, alert: Alert) -> Detection | None:
    """The detection rule whose alert it is; None where it is none's."""
    name = alert.labels.get("detection", "")
    return next((rule for rule in seat.board.rules.plan.detections if rule.id == name), None) if name else None


def lines_of_alert(seat: Seat, name: str) -> str:
    """The query for the lines that an alert is about: its log, its key, its window; empty where no rule says."""
    alert = seat.board.alerts.get(name)
    rule = rule_of(seat, alert) if alert is not None else None
    if alert is None or rule is None:
        return ""
    words = []
    log = clean_title(alert.labels.get("log", ""), VALUE)
    if log and " " not in log:
        words.append(f"source:{log}")
    begins = seat.board.rules.moment(alert.since if alert.since is not None else alert.fired_at)
    words.append(f"since:{_written(begins - timedelta(milliseconds=_within(rule)) - ROUND)}")
    if alert.resolved_at != NEVER:
        words.append(f"until:{_written(seat.board.rules.moment(alert.resolved_at) + ROUND)}")
    for field in rule.by:
        value = clean_title(alert.labels.get(field, ""), VALUE).replace('"', "").replace("'", "")
        if value:
            words.append(f'"{value}"' if " " in value or ":" in value else value)
    return " ".join(words)


def _within(rule: Detection) -> int:
    """The rule's window (ms)."""
    ways = (rule.count, rule.distinct, rule.sum, rule.sequence)
    return max((way.within for way in ways if way is not None), default=0)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
