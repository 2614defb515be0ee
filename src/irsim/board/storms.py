"""Alerts as people can look at them: a storm is one line with a count. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from irsim.board.board import Board
from irsim.board.quiet import why_quiet
from irsim.board.state import NEVER, Alert

ORDER = ("critical", "high", "medium", "low")
"""Severities of alerts, the worst first."""


@dataclass
class Storm:
    """Alerts on one line, the first one first: those of an open incident, or of one check of a source close together.

    Times are ms. `title` is what they share: their own, the incident's, or that of the worst of them.
    """

    alerts: list[Alert]
    incident: str = ""
    title: str = ""
    severity: str = ""
    """the worst of those that hold, else of all"""
    services: list[str] = field(default_factory=list)
    holding: int = 0
    """how many are neither over nor dismissed"""
    said: int = 0
    """how often their senders said that they hold"""
    first_at: int = NEVER
    last_at: int = NEVER
    """when anything was last said of them, or they ended"""
    quiet: str = ""
    """why they are no news, where all that hold are not"""

    @property
    def count(self) -> int:
        """How many alerts it is."""
        return len(self.alerts)


def storms(board: Board, now: int, alerts: Iterable[Alert] | None = None) -> list[Storm]:
    """Every alert, or `alerts`, in lines at `now` (ms): those that hold first, then by what was last said of them."""
    within = board.rules.plan.intake.storm
    lines: list[Storm] = []
    latest: dict[tuple[str, ...], Storm] = {}
    for alert in board.alerts.values() if alerts is None else alerts:
        about = board.active.get(alert.incident)
        if about is not None and not alert.dismissed:
            group: tuple[str, ...] = ("incident", about.id)
        else:
            group = ("check", alert.source, alert.monitor or alert.title, alert.dismissed and "dismissed")
        line = latest.get(group)
        if line is None or (about is None and alert.fired_at - line.alerts[-1].fired_at > within):
            line = latest[group] = Storm([], "" if about is None else about.id)
            lines.append(line)
        line.alerts.append(alert)
    for line in lines:
        _sum_up(board, line, now)
    lines.sort(key=lambda line: (not line.holding, -line.last_at))
    return lines


def _sum_up(board: Board, line: Storm, now: int) -> None:
    if len(line.alerts) == 1:
        _of_one(board, line, line.alerts[0], now)
        return
    holding = [alert for alert in line.alerts if alert.holds]
    worst = min(holding or line.alerts, key=lambda alert: ORDER.index(alert.severity) if alert.severity in ORDER else 9)
    about = board.active.get(line.incident)
    same = all(alert.title == worst.title for alert in line.alerts)
    line.severity = worst.severity
    line.title = worst.title if same or about is None else about.title
    line.services = list(dict.fromkeys(alert.service for alert in line.alerts if alert.service))
    line.holding = len(holding)
    line.said = sum(alert.count for alert in line.alerts)
    line.first_at = line.alerts[0].fired_at
    line.last_at = max(max(alert.fired_at, alert.last_at, alert.turned_at) for alert in line.alerts)
    whys = [why_quiet(board, alert, now) for alert in holding]
    line.quiet = whys[0] if whys and all(whys) else ""


def _of_one(board: Board, line: Storm, alert: Alert, now: int) -> None:
    """The same, where there is nothing to add up: most lines of a calm board."""
    holds = alert.holds
    line.severity, line.title, line.holding, line.said = alert.severity, alert.title, int(holds), alert.count
    line.services = [alert.service] if alert.service else []
    line.first_at, line.last_at = alert.fired_at, max(alert.fired_at, alert.last_at, alert.turned_at)
    line.quiet = why_quiet(board, alert, now) if holds else ""
