"""Two kinds of panel that stand in several places: one that lists things of the board by their ids, and one that shows
what belongs to the selected incident."""

from __future__ import annotations

from irsim.tui.seat import Seat
from irsim.tui.widgets.panel import Panel


class IdsPanel(Panel):
    """Things of the board by their ids. `changed` of a subclass puts them in order."""

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self._ids: list[str] = []

    @property
    def selected(self) -> str:
        """The id of what is selected; empty where there is nothing."""
        return self._ids[self.index] if 0 <= self.index < len(self._ids) else ""

    def count(self) -> int:
        """How many there are."""
        return len(self._ids)

    def choose(self, name: str) -> None:
        """Select one by its id."""
        if name in self._ids:
            self.select(self._ids.index(name))


class AboutPanel(Panel):
    """What belongs to one incident, `about`."""

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self.about = ""

    def show(self, incident: str) -> None:
        """Show what belongs to this incident."""
        if incident != self.about:
            self.about = incident
            self.cursor = 0
            self.changed()
