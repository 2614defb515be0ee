"""Time in the hands of whoever runs the room: a jump past a deadline that the team is practising asks first."""

from __future__ import annotations

from irsim.reports.plain import one_line
from irsim.scoring.run_of_show import RunOfShow
from irsim.tui.dialogs.simple import Pick
from irsim.tui.screens.workplace import Workplace
from irsim.words.durations import SECOND, format_instant

SHOWN = 8
"""Deadlines that the question names; of more it says how many."""


class Careful(Workplace):
    """A workplace whose jumps look at what lies in between."""

    @property
    def show(self) -> RunOfShow | None:
        """The run of show as it was read last."""
        return None

    async def _jump(self, written: str) -> None:
        """Past a deadline that the team practises only if somebody says so."""
        try:
            to = max(self._instant(written), self.seat.now)
        except ValueError:
            await super()._jump(written)
            return
        missed = self.practised(to)
        if not missed or self.seat.ended:
            await super()._jump(written)
            return
        first = missed[0][0]
        named = "\n".join(f"{format_instant(due)} {what}" for due, what in missed[:SHOWN])
        more = f"\nand {len(missed) - SHOWN} more" if len(missed) > SHOWN else ""
        options = [
            ("first", f"Jump to {format_instant(first - SECOND)}", "just before the first of them"),
            ("all", f"Jump to {format_instant(to)} all the same", "what was not done by then is missed"),
            ("", "Stay", ""),
        ]

        def chosen(what: str) -> None:
            target = max(self.seat.now, first - SECOND) if what == "first" else to
            self.run_worker(self._be_at(target))

        intro = f"These deadlines lie in between, and the team is practising them:\n{named}{more}"
        self.show_dialog(Pick("Jump past a deadline?", options, intro, "first"), chosen)

    async def _be_at(self, to: int) -> None:
        if not self.seat.ended:
            self._unless(await self.table.jump(max(to, self.seat.now)))

    def practised(self, to: int) -> list[tuple[int, str]]:
        """Deadlines between now and `to` (ms) that run: of clocks and of expectations, in their order."""
        now, board = self.seat.now, self.seat.board
        found = {
            (clock.due, f"{clock.incident} {board.rules.clocks[clock.rule].label}")
            for clock in self.seat.running()
            if now <= clock.due < to and clock.rule in board.rules.clocks
        }
        for each in self.show.expected if self.show is not None else ():
            if each.state_at(now) == "open" and now <= each.due < to:
                found.add((each.due, each.claim.title))
        return sorted((due, one_line(what, 100)) for due, what in found)
