"""The alerts: what monitoring says, and where each one went."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.board.state import NEVER, Alert
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import ALERT_STYLES, short
from irsim.tui.seat import Seat
from irsim.tui.widgets.panel import Panel


def is_new(alert: Alert) -> bool:
    """Whether nobody has dealt with it."""
    return not alert.incident and not alert.dismissed and alert.triaged_at == NEVER


class AlertsPanel(Panel):
    """Alerts, those nobody dealt with first, then the newest first."""

    empty = "No alert so far."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self._ids: list[str] = []
        self._id_width = 0

    @property
    def selected(self) -> str:
        """The id of the selected alert; empty where there is none."""
        return self._ids[self.index] if 0 <= self.index < len(self._ids) else ""

    def count(self) -> int:
        """Alerts there are."""
        return len(self._ids)

    def changed(self) -> None:
        """Keep the same alert selected."""
        selected = self.selected
        alerts = self.seat.board.alerts.values()
        order = sorted(alerts, key=lambda alert: (not is_new(alert), -alert.fired_at, alert.id))
        self._ids = [alert.id for alert in order]
        self._id_width = max(map(len, self._ids), default=0)
        if selected in self._ids and self.has_focus:
            self.cursor = self._ids.index(selected)
        elif not self.has_focus:
            self.cursor = 0
        new = sum(is_new(alert) for alert in alerts)
        self.entitle(f"Alerts · {new} new" if new else "Alerts")
        super().changed()

    def choose(self, alert: str) -> None:
        """Select an alert by its id."""
        if alert in self._ids:
            self.select(self._ids.index(alert))

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One alert."""
        alert = self.seat.board.alerts[self._ids[index]]
        over = alert.resolved_at != NEVER or bool(alert.dismissed)
        if alert.dismissed:
            place, style = "false alarm", "muted"
        elif alert.incident:
            place, style = f"→ {alert.incident}", "muted"
        elif alert.triaged_at != NEVER:
            place, style = "looked at", "muted"
        else:
            place, style = "new", "notice"
        if alert.resolved_at != NEVER and place != "new":
            place = f"{place} ✔"
        cells = [
            Cell(" "),
            Cell(short(alert.fired_at), "muted", width=len(short(self.seat.now)), right=True),
            Cell(alert.id, "muted", width=self._id_width, drop=3),
            Cell(alert.severity, "muted" if over else ALERT_STYLES.get(alert.severity, ""), width=8, drop=1),
            Cell(one_line(alert.title), "muted" if over else "", flex=True),
            Cell(one_line(alert.service, 14), "muted", drop=2),
            Cell(place, style, right=True),
        ]
        return lay(cells, width)
