"""Time in the hands of whoever runs the room: a jump asks about deadlines of expectations, not of clocks alone."""

from __future__ import annotations

from irsim.reports.plain import one_line
from irsim.scoring.run_of_show import RunOfShow
from irsim.tui.screens.workplace import Workplace


class Careful(Workplace):
    """A workplace whose jumps look at what is expected in between, which players do not see."""

    @property
    def show(self) -> RunOfShow | None:
        """The run of show as it was read last."""
        return None

    def practised(self, to: int) -> list[tuple[int, str]]:
        """Deadlines between now and `to` (ms) that run: of clocks and of expectations, in their order."""
        now, found = self.seat.now, set(super().practised(to))
        for each in self.show.expected if self.show is not None and not self.seat.ended else ():
            if each.state_at(now) == "open" and now <= each.due < to:
                found.add((each.due, one_line(each.claim.title, 100)))
        return sorted(found)
