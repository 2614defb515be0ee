"""The two lines at the top behind the room: where and when, how far behind plan; what comes next and what waits for
control."""

from __future__ import annotations

from collections.abc import Callable

from irsim.reports.names import Names
from irsim.reports.plain import counted, one_line
from irsim.scoring.run_of_show import RunOfShow
from irsim.tui.console.words import behind_words, table_lag
from irsim.tui.lines import Cell, Span, cut, lay
from irsim.tui.seat import Seat
from irsim.tui.widgets.header import Header, next_line, pace_word
from irsim.words.durations import MINUTE, format_instant, format_left

LEAST = 16
"""Columns that the title of what comes next keeps, however much waits."""


class ControlHeader(Header):
    """As the room's header, for those who run or rate it."""

    def __init__(self, seat: Seat, key_of: Callable[[str], str], *, local: bool = False) -> None:
        super().__init__(seat, local=local)
        self.shown: RunOfShow | None = None
        self._key_of = key_of

    def _where(self, width: int) -> list[Span]:
        seat, board = self.seat, self.seat.board
        plan = behind_words(self.shown, seat.now) if self.shown is not None and not seat.ended else []
        part = one_line(board.part_title, 40)
        return lay(
            [
                Cell(" EXERCISE ", "exercise"),
                Cell(one_line(board.opened.setting.codename, 40), "strong", flex=True),
                Cell(part, "muted", drop=4),
                Cell(format_instant(seat.now), "strong"),
                Cell(f" {self._moment()}", "muted", drop=3),
                Cell(f" {pace_word(seat.paused, seat.session.speed)}", "notice" if seat.paused else "accent"),
                *(Cell(f"· {text}", style, drop=2 if number else 1) for number, (text, style) in enumerate(plan)),
                Cell(f" {seat.kind.upper()} ", "badge"),
            ],
            width,
        )

    def _next(self, width: int) -> list[Span]:
        seat, shown, now = self.seat, self.shown, self.seat.now
        if seat.ended:
            return lay([Cell(" OVER "), Cell("The exercise has ended.", "strong", flex=True)], width)
        parts: list[Span] = []
        if seat.discussion is not None:
            talk = seat.discussion
            held = "discussion" if talk.clocks == "running" else "on hold"
            held += f" {format_left(seat.talk_left)}" if seat.talk_left >= 0 else ""
            parts.append(Span(f"{held}: {self._key_of('talk')} releases", "notice"))
        acting = sorted(seat.board.show.awaiting)
        if acting:
            parts.append(Span(f"{counted(len(acting), 'call')} to act out: {self._key_of('script')}", "notice"))
        unjudged = sum(not said.judged for said in seat.board.show.statements.values())
        if unjudged:
            parts.append(Span(f"{unjudged} said, not judged: {self._key_of('adjudicate')}", "notice"))
        overdue = seat.overdue(now)
        if overdue:
            parts.append(Span(f"{counted(overdue, 'clock')} overdue", "urgent"))
        if shown is not None:
            item = shown.next_up(now)
            if item is not None:
                told = f" in {format_left(item.comes - now)}"
                waits = sum(len(part.text) + 3 for part in parts)
                title = cut(one_line(item.title, 60), max(LEAST, width - 7 - waits - len(told))).rstrip()
                parts.insert(0, Span(f"{title}{told}"))
            late = max(shown.behind(now), table_lag(shown, now))
            skip = shown.to_skip(now, late) if late >= MINUTE else []
            if skip:
                titles = ", ".join(f"'{one_line(each.title, 40)}'" for each in skip)
                many = f" these {len(skip)}:" if len(skip) > 1 else ""
                parts.append(Span(f"to be on time, skip{many} {titles}", "accent"))
        if not parts:
            parts.append(Span("nothing more has a time", "muted"))
        return next_line(parts, self._people(), width)

    def _people(self) -> str:
        """Who sits where, beside whoever reads this."""
        names = Names(self.seat.board)
        people = self.seat.people.items()
        return ", ".join(f"{one_line(', '.join(who), 30)} ({names.role(role)})" for role, who in people if who)
