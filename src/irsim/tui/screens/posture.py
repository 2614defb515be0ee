"""Posture and trend, for whoever decides: what is open now and how it stands with the deadlines; how quickly incidents
were met over the last weeks, and where they came from. A page that can be read at 80 by 24."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from irsim.board.exercise import is_exercise
from irsim.board.state import NEVER
from irsim.reports.names import Names
from irsim.reports.over_time import TIMES, course, percent, shown
from irsim.reports.plain import counted, one_line
from irsim.scoring.over_time import Course, OverTime, Period, Unit
from irsim.scoring.spread import Spread
from irsim.tui.lines import Cell, Span, bar, lay
from irsim.tui.marks import left, severity_mark
from irsim.tui.plots import axis, plot
from irsim.tui.screens.preparing import preparing
from irsim.tui.screens.seated import Seated
from irsim.tui.widgets.chart import Lines, heading
from irsim.tui.widgets.header import Header
from irsim.tui.widgets.keyline import KeyLine

if TYPE_CHECKING:
    from irsim.tui.table import Table

SPANS: tuple[tuple[Unit, int, str], ...] = (
    ("week", 12, "12 weeks"),
    ("week", 52, "52 weeks"),
    ("month", 12, "12 months"),
)
"""What the keys 1 to 3 show."""

TOP = 5
"""Services that are named."""

WIDE = 100
"""Columns from which posture and trend stand beside each other."""

ROOMY = 72
"""Columns from which a time's name stands before its short form."""

AIRY = 30
"""Lines from which blank ones stand between the parts of the trend."""

GUTTER = 8
"""Columns of a plot's labels."""

STRICT = 2
"""Severities from the top whose share of the incidents stands out."""


class PostureScreen(Seated):
    """The executive's screen."""

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("posture.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number + 1), f"span({number})", show=False) for number in range(len(SPANS))),
        Binding("left,h,up,k", "metric(-1)", show=False),
        Binding("right,l,down,j", "metric(1)", show=False),
        Binding("r", "renew", show=False),
        Binding("escape,q", "app.pop_screen", "Back", show=False),
    ]

    def __init__(self, table: Table, course: Course | None = None) -> None:
        """`course` where the past was read already; without one the posture alone is shown until it is."""
        super().__init__(table)
        self.header = Header(self.seat)
        self.page = Lines(id="page")
        self.keys = KeyLine()
        self.course = course
        self.span = 0
        self.metric = len(TIMES) - 1
        self._found: OverTime | None = None

    def compose(self) -> ComposeResult:
        """A page, and its keys."""
        self.header.local = self.room.settings.local_time
        yield self.header
        yield self.page
        yield self.keys

    def on_mount(self) -> None:
        """The posture stands there at once."""
        super().on_mount()
        self.page.border_title = Content("Posture and trend")
        self._reckon()

    def on_resize(self, _: events.Resize) -> None:
        """Another size, another page."""
        self.call_after_refresh(self._draw)

    def changed(self) -> None:
        """The board is another one."""
        self._draw()

    def tick(self) -> None:
        """Clocks run."""
        self._draw()

    def _reckon(self) -> None:
        unit, count, label = SPANS[self.span]
        if self.course is not None:
            self._found = self.course.over_time(self.seat.board, unit, count, self.seat.now)
        words = [(str(number + 1), word, f"span({number})") for number, (_, _, word) in enumerate(SPANS)]
        more = [("←→", "Which time", "metric(1)"), ("r", "Read anew", "renew"), ("esc", "Back", "app.pop_screen")]
        self.keys.show([*words, *more], f"span({self.span})")
        self.page.border_subtitle = Content(f"last {label}")
        self._draw()

    # What is shown

    def _draw(self) -> None:
        width, height = self.page.size.width, self.page.size.height
        if not width or not height:
            return
        now, trend = self._now, self._trend
        if width < WIDE - 4:
            top = now(width)
            self.page.show([*top, *trend(width, height - len(top))])
            return
        half = width // 2 - 1
        beside, told = now(half, tall=True), trend(width - half - 2, height)
        rows = max(len(beside), len(told))
        left_side = [_filled(beside[n] if n < len(beside) else [], half) for n in range(rows)]
        self.page.show([[*left_side[n], Span("  "), *(told[n] if n < len(told) else [])] for n in range(rows)])

    def _now(self, width: int, *, tall: bool = False) -> list[list[Span]]:
        """Open by severity, overdue clocks, services that are hit, and the status page."""
        seat, board, names = self.seat, self.seat.board, Names(self.seat.board)
        going = [about for about in board.active.values() if not (board.live and is_exercise(board, about))]
        lines = [heading("Now", width)]
        cells = [
            Cell(
                f" {counted(len(going), 'open incident') if going else 'nothing is open'}",
                "strong" if going else "good",
            )
        ]
        for severity in board.rules.severities:
            count = sum(about.severity == severity for about in going)
            if count:
                glyph, style = severity_mark(board.rules, severity)
                cells.append(Cell(f" {glyph} {one_line(severity, 10)} {count}", style))
        untaken = sum(about.acknowledged_at == NEVER for about in going)
        cells.append(Cell(f" {untaken} not taken on" if untaken else "", "urgent", drop=2))
        lines.append(lay([*cells, Cell("", flex=True)], width))
        overdue = seat.overdue(seat.now)
        clock = seat.next_clock(seat.now)
        said = f" {counted(overdue, 'clock')} overdue" if overdue else " no clock is overdue"
        due = f"next: {names.clock(clock.id)} in {left(clock, seat.now)[0]}" if clock is not None else "none is due"
        lines.append(lay([Cell(said, "urgent" if overdue else "good"), Cell(f"· {due}", "muted", flex=True)], width))
        hit = list(dict.fromkeys(name for about in going for name in about.services))
        services = ", ".join(names.service(name) for name in hit) or "none is hit"
        lines.append(
            lay([Cell(" services", "muted", width=12), Cell(services, "notice" if hit else "good", flex=True)], width)
        )
        best = board.rules.levels[0] if board.rules.levels else ""
        worse = [part for part in board.components.values() if part.level != best]
        page = ", ".join(f"{names.component(part.id)}: {names.level(part.level)}" for part in worse)
        calm = "all components operational" if board.components else "none in this room"
        lines.append(
            lay(
                [Cell(" status page", "muted", width=12), Cell(page or calm, "notice" if worse else "good", flex=True)],
                width,
            )
        )
        if tall:
            lines += [[], heading("Open, the worst first", width), *(self._open(name, width) for name in self._worst())]
        return lines

    def _worst(self) -> list[str]:
        board = self.seat.board
        going = [name for name in self.seat.incidents() if board.incidents[name].open]
        return [name for name in going if not (board.live and is_exercise(board, board.incidents[name]))][:12]

    def _open(self, name: str, width: int) -> list[Span]:
        about = self.seat.board.incidents[name]
        glyph, style = severity_mark(self.seat.board.rules, about.severity)
        clock = self.seat.next_clock_of(name)
        due, urgency = left(clock, self.seat.now) if clock is not None else ("", "")
        cells = [
            Cell(f" {name}", "accent", width=8),
            Cell(glyph, style),
            Cell(one_line(about.title, 120), flex=True),
            Cell(due, urgency, right=True, width=7),
        ]
        return lay(cells, width)

    def _trend(self, width: int, height: int) -> list[list[Span]]:
        """Times, a plot of one of them, incidents a period, and the services that were hit most."""
        found = self._found
        apart: list[list[Span]] = [[]] if height >= AIRY else []
        if found is None:
            why = "is read ..." if self.table.sitting.back is not None else "cannot be read at this terminal"
            return [heading(f"The trend {why}", width)]
        lines = [heading(f"Last {SPANS[self.span][2]} · {counted(found.whole.incidents, 'incident')}", width)]
        lines += [self._times(number, width) for number in range(len(TIMES))]
        whole = found.whole
        words = f" deadlines kept {percent(whole.in_time)} · false alerts {percent(whole.false_alerts)}"
        words += f" · false alarms {percent(whole.false_incidents)}"
        lines += [lay([Cell(words, "muted", flex=True)], width), *apart]
        services = list(whole.services.items())[: TOP if height >= 26 else 3]
        below = [*apart, heading("Services hit most", width), *self._services(services, width)] if services else []
        lines += [*self._incidents(found, width), *apart]
        room = height - len(lines) - len(below)
        if room >= 5:
            lines += self._plot(found, width, min(room, 16))
        else:
            lines.append(self._course(found, width))
        return [*lines, *below]

    def _times(self, number: int, width: int) -> list[Span]:
        assert self._found is not None
        name, label = list(TIMES.items())[number]
        times: Spread = getattr(self._found.whole.times, name)
        here, word = number == self.metric, 19 if width >= ROOMY else 5
        cells = [
            Cell("▸" if here else " ", "accent"),
            Cell(
                label if width >= ROOMY else label.partition("(")[2].rstrip(")"), "strong" if here else "", width=word
            ),
            Cell(f"mean {shown(times.mean)}", "", width=12),
            Cell(f"median {shown(times.median)}", "", width=14),
            Cell(f"p90 {shown(times.p90)}", "", width=11),
            Cell(f"n {times.n}", "muted", width=6),
            Cell("", flex=True),
        ]
        return lay(cells, width)

    def _incidents(self, found: OverTime, width: int) -> list[list[Span]]:
        """Incidents a period as bars that stand beside each other, those of the strictest severities beneath."""
        strict = self.seat.board.rules.severities[:STRICT]
        all_ = _blocks([period.incidents for period in found.periods])
        top = max((period.incidents for period in found.periods), default=0)
        bad = [sum(period.severities.get(each, 0) for each in strict) for period in found.periods]
        label = "/".join(strict)
        rows = [
            lay(
                [Cell(" incidents", "muted", width=13), Cell(all_, "bar"), Cell(f"most {top}", "muted", flex=True)],
                width,
            )
        ]
        if strict:
            cells = [Cell(f" {label}", "muted", width=13), Cell(_blocks(bad, top), "urgent" if any(bad) else "muted")]
            rows.append(lay([*cells, Cell(f"{sum(bad)} in all", "muted", flex=True)], width))
        return rows

    def _course(self, found: OverTime, width: int) -> list[Span]:
        """The median of the chosen time over the periods, in one line."""
        name = list(TIMES)[self.metric]
        values = [_median(name)(period) for period in found.periods]
        known = [each for each in values if each is not None]
        last = f"from {shown(known[0])} to {shown(known[-1])}" if known else "none came that far"
        cells = [Cell(f" {name}", "muted", width=13), Cell(course(values), "bar"), Cell(last, "muted", flex=True)]
        return lay(cells, width)

    def _plot(self, found: OverTime, width: int, height: int) -> list[list[Span]]:
        """The median of the chosen time over the periods."""
        name, label = list(TIMES.items())[self.metric]
        figure = _median(name)
        values = [figure(period) for period in found.periods]
        known = [each for each in values if each is not None]
        title = heading(f"{label}, median a {found.unit}", width)
        if not known:
            return [title, lay([Cell("  no incident of this time came that far", "muted", flex=True)], width)]
        filled, last = [], known[0]
        for each in values:  # a week without an incident is passed over, not zero
            last = each if each is not None else last
            filled.append(last)
        minutes = [each // 60_000 for each in filled]
        rows, columns = height - 2, width - GUTTER - 1
        scale = axis(minutes, [], "count", rows)
        labels = {scale.row(value, rows): _minutes(value) for value, _ in scale.labels}
        drawn = plot(minutes, columns, rows, scale.low, scale.high)
        lines = [title]
        for number, row in enumerate(drawn):
            text = labels.get(number, "")
            lines.append([Span(text.rjust(GUTTER - 1), "muted"), Span("┤" if text else "│", "rest"), Span(row, "bar")])
        first, end = found.periods[0].begins, found.periods[-1].begins
        gap = " " * max(1, columns - len(first) - len(end))
        lines.append([Span(" " * (GUTTER - 1)), Span("└", "rest"), Span(f"{first}{gap}{end}", "muted")])
        return lines

    def _services(self, counts: Sequence[tuple[str, int]], width: int) -> list[list[Span]]:
        names, top = Names(self.seat.board), counts[0][1]
        lines = []
        for name, count in counts:
            filled, rest = bar(count / top, max(6, width // 4))
            cells = [
                Cell(f" {names.service(name)}", flex=True),
                Cell(filled + " " * len(rest), "bar"),
                Cell(str(count), "strong", width=5, right=True),
            ]
            lines.append(lay(cells, width))
        return lines

    # Keys

    def action_span(self, number: int) -> None:
        """Another stretch of time."""
        self.span = number
        self._reckon()

    def action_metric(self, by: int) -> None:
        """Another time is plotted."""
        self.metric = (self.metric + by) % len(TIMES)
        self._draw()

    def action_renew(self) -> None:
        """Read the past anew."""
        back = self.table.sitting.back
        if back is None:
            self.say("This terminal does not reach the store; open `irsim live` where it is served.", "warning")
            return

        def then(course: Course) -> None:
            self.course = course
            self._reckon()

        preparing(self.room, "Reading the metrics", back.course, then)


def open_posture(screen: Seated) -> None:
    """The posture, with the trend as soon as that is read."""
    table, back = screen.table, screen.table.sitting.back
    if back is None:
        screen.app.push_screen(PostureScreen(table))
        return
    preparing(
        screen.room,
        "Reading the metrics",
        back.course,
        lambda course: screen.app.push_screen(PostureScreen(table, course)),
    )


def _median(name: str) -> Callable[[Period], int | None]:
    def figure(period: Period) -> int | None:
        times: Spread = getattr(period.times, name)
        return times.median

    return figure


def _filled(line: list[Span], width: int) -> list[Span]:
    """A line that takes its whole width."""
    return [*line, Span(" " * max(0, width - sum(cell_len(span.text) for span in line)))]


def _blocks(counts: Sequence[int], top: int = 0) -> str:
    """Counts as blocks; nothing is a dot."""
    top = max(top, max(counts, default=0))
    return "".join("·" if not each else "▁▂▃▄▅▆▇█"[min(7, (each * 8 - 1) // max(1, top))] for each in counts)


def _minutes(value: int) -> str:
    if value >= 2 * 1440:
        return f"{value / 1440:.3g} d"
    return f"{value / 60:.3g} h" if value >= 120 else f"{value} min"
