"""The exercise's time, in the hands of whoever sits at the table: pause, pace, jump. A jump past a deadline that the
team is practising asks first."""

from __future__ import annotations

from irsim.board.decide import Refused
from irsim.commands import Proceed
from irsim.reports.plain import one_line
from irsim.tui.dialogs.simple import Line, Pick
from irsim.tui.forms import Focus
from irsim.tui.screens.seated import Seated
from irsim.words.durations import SECOND, format_instant, parse_duration, parse_instant
from irsim.words.faults import sentence

SHOWN = 8
"""Deadlines that the question about a jump names; of more it says how many."""


class Timekeeping(Seated):
    """The actions of the registry that move or stop the exercise."""

    async def _room_pause(self, _: Focus) -> None:
        if not self.seat.ended:
            self._unless(await self.table.pause_or_go_on())

    async def _room_slower(self, _: Focus) -> None:
        await self._pace(0.5)

    async def _room_faster(self, _: Focus) -> None:
        await self._pace(2)

    async def _pace(self, factor: float) -> None:
        if not self.seat.ended:
            self._unless(await self.table.change_pace(factor))

    def _unless(self, refused: Refused | None) -> None:
        """Show what time does now, or why this terminal may not change it."""
        if refused is not None:
            self.refuse(refused)
        self._tick()

    async def _room_jump(self, _: Focus) -> None:
        if self.seat.ended:
            return
        refused = self.table.may_steer()
        if refused is not None:
            self.refuse(refused)
            return

        def check(written: str) -> str:
            try:
                to = self._instant(written)
            except ValueError as error:
                return sentence(str(error))
            if to < self.seat.now:
                return f"It is {format_instant(self.seat.now)} already; give a later time, or +12m for so much later."
            return ""

        hint = "12m is a time of the exercise, +12m so much later; empty is what comes next"
        self.show_dialog(
            Line("Jump to", hint, check=check, value="+", word="Jump"),
            lambda written: self.run_worker(self._jump(written)),
        )

    def _instant(self, written: str) -> int:
        written = written.strip()
        if written in ("", "+"):
            stop = self.seat.session.next_stop
            if stop < 0:
                raise ValueError("nothing more is planned; give a time")
            return max(stop, self.seat.now)
        if written.startswith("+"):
            return self.seat.now + parse_duration(written.lstrip("+"))
        return parse_instant(written)

    async def _jump(self, written: str) -> None:
        """Past a deadline that the team practises only if somebody says so."""
        try:
            to = max(self._instant(written), self.seat.now)
        except ValueError as error:  # what was planned next has come meanwhile
            self.say(sentence(str(error)), "warning")
            return
        missed = self.practised(to)
        if not missed:
            await self._be_at(to)
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
        """A jump ends a discussion that stopped the clocks: else the room would stand still there and not say why."""
        if self.seat.ended:
            return
        talk = self.seat.discussion
        if talk is not None and talk.clocks == "stopped" and to > talk.until:
            if not await self.give(Proceed(talk.id)):
                return
            self.say("The discussion is over: you jumped on.")
        self._unless(await self.table.jump(max(to, self.seat.now)))

    def practised(self, to: int) -> list[tuple[int, str]]:
        """Deadlines between now and `to` (ms) that run and that this terminal may know of, in their order."""
        now, board = self.seat.now, self.seat.board
        if self.seat.ended:
            return []
        return sorted(
            {
                (clock.due, one_line(f"{clock.incident} {board.rules.clocks[clock.rule].label}", 100))
                for clock in self.seat.running()
                if now <= clock.due < to and clock.rule in board.rules.clocks
            }
        )
