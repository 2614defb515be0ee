"""The services: how each one is, by the plan's thresholds, and its last half hour."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.seat import Seat
from irsim.tui.widgets.panel import Panel


class ServicesPanel(Panel):
    """One line a service."""

    empty = "This world has no services."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self._services = seat.services()
        self.entitle("Services")

    @property
    def selected(self) -> str:
        """The id of the selected service."""
        return self._services[self.index].id if 0 <= self.index < len(self._services) else ""

    def count(self) -> int:
        """Services of the world."""
        return len(self._services)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One service."""
        service = self._services[index]
        names = Names(self.seat.board)
        metric = next(iter(service.units), "")
        value = (
            names.value(self.seat.board.value(service.id, metric, self.seat.now), service.units[metric])
            if metric
            else ""
        )
        cells = [
            Cell(" "),
            Cell(one_line(service.label, 20), flex=True),
            Cell(f"{metric.replace('_', ' ')} {value}", "muted"),
            Cell(" "),
        ]
        return lay(cells, width)
