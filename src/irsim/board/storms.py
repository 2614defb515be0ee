"""Alerts as people can look at them: a storm is one line with a count. Pure."""

from collections.abc import Iterable
from functools import cached_property

from irsim.board.board import Board
from irsim.board.quiet import why_quiet
from irsim.board.state import NEVER, Alert
from irsim.plan.models.detection import mildness


class Storm:
    """Alerts on one line, the first one first: those of an open incident, or of one check of a source close together.

    Times are ms. What is shown of a line is worked out when somebody asks: of thousands of lines a screen shows some.
    """

    def __init__(self, board: Board, now: int, incident: str) -> None:
        self.alerts: list[Alert] = []
        self.incident = incident
        self.holding = 0
        """how many are neither over nor dismissed"""
        self.last_at = NEVER
        """when anything was last said of them, or they ended"""
        self._board = board
        self._now = now

    def add(self, alert: Alert) -> None:
        """One more."""
        self.alerts.append(alert)
        if alert.resolved_at == NEVER and not alert.dismissed:
            self.holding += 1
        last = self.last_at
        if alert.fired_at > last:
            last = alert.fired_at
        if alert.last_at > last:
            last = alert.last_at
        if alert.turned_at > last:
            last = alert.turned_at
        self.last_at = last

    @property
    def count(self) -> int:
        """How many alerts it is."""
        return len(self.alerts)

    @property
    def first_at(self) -> int:
        """When the first of them fired."""
        return self.alerts[0].fired_at

    @cached_property
    def worst(self) -> Alert:
        """The worst of those that hold, else of all."""
        holding = [alert for alert in self.alerts if alert.holds]
        return min(holding or self.alerts, key=lambda alert: mildness(alert.severity))

    @property
    def severity(self) -> str:
        """That of the worst."""
        return self.worst.severity

    @cached_property
    def title(self) -> str:
        """What they share: their own, the incident's, or that of the worst of them."""
        about = self._board.active.get(self.incident)
        same = about is None or all(alert.title == self.worst.title for alert in self.alerts)
        return self.worst.title if same or about is None else about.title

    @cached_property
    def services(self) -> list[str]:
        """What they are about."""
        return list(dict.fromkeys(alert.service for alert in self.alerts if alert.service))

    @cached_property
    def said(self) -> int:
        """How often their senders said that they hold."""
        return sum(alert.count for alert in self.alerts)

    @cached_property
    def quiet(self) -> str:
        """Why they are no news, where all that hold are not."""
        whys = [why_quiet(self._board, alert, self._now) for alert in self.alerts if alert.holds]
        return whys[0] if whys and all(whys) else ""


def storms(board: Board, now: int, alerts: Iterable[Alert] | None = None) -> list[Storm]:
    """Every alert, or `alerts`, in lines at `now` (ms): those that hold first, then by what was last said of them."""
    within, active = board.rules.plan.intake.storm, board.active
    lines: list[Storm] = []
    of_incidents: dict[str, Storm] = {}
    of_checks: dict[tuple[str, str, bool], Storm] = {}
    for alert in board.alerts.values() if alerts is None else alerts:
        incident = alert.incident
        if incident and not alert.dismissed and incident in active:
            line = of_incidents.get(incident)
            if line is None:
                line = of_incidents[incident] = Storm(board, now, incident)
                lines.append(line)
        else:
            check = (alert.source, alert.monitor or alert.title, bool(alert.dismissed))
            line = of_checks.get(check)
            if line is None or alert.fired_at - line.alerts[-1].fired_at > within:
                line = of_checks[check] = Storm(board, now, incident if incident in active else "")
                lines.append(line)
        line.add(alert)
    lines.sort(key=lambda line: (not line.holding, -line.last_at))
    return lines
