"""The alerts: what monitoring says, and where each one went."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.board.state import NEVER, Alert
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import ALERT_STYLES, short
from irsim.tui.widgets.listed import IdsPanel


def is_new(alert: Alert) -> bool:
    """Whether nobody has dealt with it."""
    return not alert.incident and not alert.dismissed and alert.triaged_at == NEVER


class AlertsPanel(IdsPanel):
    """Alerts, those nobody dealt with first, then the newest first."""

    empty = "No alert so far."

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

    def targets(self) -> tuple[str, ...]:
        """The alerts that an act is about beside the one under the cursor: none."""
        return ()

    def toggle(self) -> bool:
        """Whether what is under the cursor was opened or closed: an alert is read instead."""
        return False

    def unmark(self) -> bool:
        """Whether there were marks to take away."""
        return False

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
