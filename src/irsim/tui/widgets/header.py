"""The two lines at the top, always there: where and when we are, and what is due next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import ClassVar

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from irsim.board.board import Board
from irsim.board.rota import called_first, until_said
from irsim.board.state import NEVER
from irsim.reports.names import Names, lower_label
from irsim.reports.plain import counted, moment, one_line, span
from irsim.session.protocol import PLAYERS
from irsim.tui.lines import Cell, Span, cut, lay
from irsim.tui.marks import left
from irsim.tui.seat import Seat
from irsim.tui.sources import listening, silent
from irsim.tui.widgets.palette import CLASSES, Palette
from irsim.words.durations import format_instant


def pace_word(paused: bool, hundredths: int) -> str:
    """The pace as people read it."""
    if paused:
        return "‖ paused"
    if hundredths == 0:
        return "▶▶ max"
    return f"▶ {hundredths / 100:g}x"


class Header(Widget):
    """Badge, code name, time, pace, seat; below it the next deadline on any incident and what is overdue."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    def __init__(self, seat: Seat, *, local: bool = False) -> None:
        super().__init__()
        self.seat = seat
        self.local = local
        self.palette = Palette(self)
        self.unseen = 0
        """new alerts, where the panel that shows them is not in sight"""
        self._said: list[list[Span]] = []
        self._width = 0
        self._figured = ""
        self._figured_of = -1

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def tick(self) -> None:
        """Draw anew what reads differently."""
        width = self.size.width
        said = self._lines(width)
        before, self._said = self._said, said
        if len(before) != len(said):
            self.refresh()
            return
        for y, line in enumerate(said):
            if line != before[y]:
                self.refresh(Region(0, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """One of the two."""
        width = self.size.width
        if y > 1:
            return Strip.blank(width, self.rich_style)
        if not self._said or self._width != width:
            self._said, self._width = self._lines(width), width
        over = Style(bold=True) if y == 1 and self.seat.overdue(self.seat.now) else None
        return self.palette.strip(self._said[y], width, self.rich_style, over)

    def _lines(self, width: int) -> list[list[Span]]:
        return [self._where(width), self._trouble(width) or self._next(width)]

    def _trouble(self, width: int) -> list[Span]:
        """What is wrong with the way to the room; nothing where nothing is."""
        trouble = one_line(self.seat.session.trouble, 100)
        lost = self._lost()
        word = " LINE " if lost else " ROOM "
        more = "" if lost else "the board can be read, nothing can be done"
        style = "notice"
        if lost and self.seat.board.live:  # a room that stands still looks like a quiet night
            more, style = f"you see how it stood at {self._clock()}", "urgent"
        fits = len(word) + len(trouble) + len(more) + 2 <= width
        cells = [Cell(word, style), Cell(trouble, style, flex=True), Cell(more if fits else "", "muted")]
        return lay(cells, width) if trouble else []

    def _lost(self) -> bool:
        """Whether this terminal has lost the room."""
        return self.seat.session.trouble.startswith("connection")

    def _clock(self) -> str:
        return calendar_words(self.seat.board, self.seat.now)[0]

    def _moment(self) -> str:
        """The room's time of the calendar; with this machine's, where that is another one and wanted."""
        calendar = self.seat.board.rules.moment(self.seat.now)
        when = moment(calendar)
        if self.local:
            here = calendar.astimezone()
            if here.utcoffset():
                when += f" · {here:%H:%M %Z}"
        return when

    def _where(self, width: int) -> list[Span]:
        seat, board = self.seat, self.seat.board
        if board.live:
            return self._in_real_time(width)
        names = Names(board)
        exercise = not names.live
        word = " EXERCISE " if exercise else " LIVE "
        duty, style = on_call_word(board, width)
        # in live there is one pace, and nobody changes it
        pace = "" if board.live else f" {pace_word(seat.paused, seat.session.speed)}"
        cells = [
            Cell(word, "exercise" if exercise else "live"),
            Cell(one_line(board.opened.setting.codename, 40), "strong", flex=True),
            Cell(duty, style),
            Cell(format_instant(seat.now), "strong", drop=3 if duty else 0),
            Cell(f" {self._moment()}", "muted", drop=2),
            Cell(pace, "notice" if seat.paused else "accent"),
            Cell(f" {seat_word(seat)} ", "muted", drop=1 if not duty else 4),
        ]
        return lay(cells, width)

    def _in_real_time(self, width: int) -> list[Span]:
        """Where nobody holds the time: the calendar's with its seconds, who is on call, who sits here."""
        board, exercise = self.seat.board, not Names(self.seat.board).live
        duty, style = on_call_word(board, width)
        time, day = calendar_words(board, self.seat.now, local=self.local)
        cells = [
            Cell(" EXERCISE " if exercise else " LIVE ", "exercise" if exercise else "live"),
            Cell(one_line(board.opened.setting.codename, 40), "strong", flex=True),
            Cell(duty, style),
            Cell(time, "muted" if self._lost() else "strong", drop=1 if duty else 0),
            Cell(day, "muted", drop=3),
            Cell(f" {one_line(self.seat.person, 24)} ", "muted", drop=2),
        ]
        return lay(cells, width)

    def _next(self, width: int) -> list[Span]:
        seat, board, now = self.seat, self.seat.board, self.seat.now
        names = Names(board)
        if seat.ended:
            what = "The session is over." if board.live else "The exercise has ended."
            return lay([Cell(" OVER "), Cell(what, "strong", flex=True)], width)
        parts: list[Span] = silent(seat) if board.live else []
        clock = seat.next_clock(now)
        overdue = seat.overdue(now)
        late = seat.running()[0] if overdue else None
        if late is not None:
            parts.append(
                Span(f"! {counted(overdue, 'clock')} overdue: {names.clock(late.id)} {left(late, now)[0]}", "urgent")
            )
        waiting = seat.waiting()
        if waiting:
            parts.append(Span(self.waits(len(waiting)), "notice"))
        if clock is not None:
            due, style = left(clock, now)
            parts.append(Span(f"{names.clock(clock.id)} in {due}", style))
        if self.unseen:
            parts.append(Span(f"{counted(self.unseen, 'new alert')} (key 2)", "notice"))
        if seat.discussion is not None:
            parts.insert(0, Span(self.talks(wide=width >= 100), "notice"))
        if board.live and clock is None and not overdue and not self.unseen:
            parts.append(Span(listening(seat), "muted"))
        elif not parts:
            parts.append(Span("nothing is due", "muted"))
        return next_line(parts, self._figure(), width)

    def waits(self, count: int) -> str:
        """That so many things wait for an answer, and the key that shows them."""
        return f"{count} for you: w"

    def talks(self, *, wide: bool) -> str:
        """That the table is to talk, and the key that shows about what."""
        return "discussion: w shows the questions" if wide else "discussion: w"

    def _figure(self) -> str:
        """How quickly incidents were taken on, so far."""
        if self._figured_of == self.seat.incidents_version:
            return self._figured
        taken = [
            about.acknowledged_at - about.since
            for about in self.seat.board.incidents.values()
            if about.acknowledged_at != NEVER
        ]
        self._figured_of = self.seat.incidents_version
        self._figured = f"acknowledge {span(sum(taken) // len(taken))} (n={len(taken)})" if taken else ""
        return self._figured


def calendar_words(board: Board, at: int, *, local: bool = False) -> tuple[str, str]:
    """An instant (ms) as a clock shows it, and the day; with this machine's time of day where that is another one and
    wanted."""
    when = board.rules.moment(at)
    day = moment(when).rsplit(" ", 2)[0]
    if local:
        here = when.astimezone()
        if here.utcoffset():
            day += f" · {here:%H:%M %Z}"
    return f"{when.astimezone(UTC):%H:%M:%S} UTC", day


def on_call_word(board: Board, width: int) -> tuple[str, str]:
    """Who is on call and until when, as far as the board knows, with its style: of several contacts that which is
    called first. Empty where no rota says."""
    known = next((board.on_call[name] for name in called_first(board) if name in board.on_call), None)
    if known is None:
        return "", ""
    if not known.person:
        return "nobody is on call", "urgent"
    name, until = Names(board).person(known.person), until_said(board, known.contact)
    if len(name) > width // 5:
        name = cut(name, width // 5)
    return f"on call {name}" + (f" until {until}" if until else ""), "muted"


def next_line(parts: Sequence[Span], tail: str, width: int) -> list[Span]:
    """What comes next, as much of it as has room; `tail` at the right end, where it has room, too."""
    line: list[Span] = [Span(" NEXT ", "muted")]
    used = 6
    for number, part in enumerate(parts):
        text = part.text if not number else f" · {part.text}"
        left_over = width - 1 - used
        if len(text) > left_over:
            text = cut(text, left_over) if left_over > 12 else ""
        if text:
            line.append(Span(text, part.style))
            used += len(text)
    if tail and used + len(tail) + 3 <= width:
        line += [Span(" " * (width - used - len(tail) - 1)), Span(tail, "muted")]
    return line


def seat_word(seat: Seat) -> str:
    """Who gives the next commands."""
    names = Names(seat.board)
    if seat.kind != PLAYERS:
        return seat.kind
    if seat.speaking:
        return f"as {names.role(seat.speaking)}"
    if seat.board.live:
        return f"as {seat.person}" if seat.person else "for the team"
    if len(seat.roles) == 1:
        return names.role(seat.roles[0])
    if len(seat.roles) == len(seat.board.rules.roles):
        return "the whole table"
    return lower_label(counted(len(seat.roles), "seat"))
