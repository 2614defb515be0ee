"""A service over time: all its metrics against the plan's thresholds, its alerts, and what it leans on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from irsim.board.gauges import Metric, thresholds
from irsim.board.state import Alert
from irsim.reports.names import Names
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import at_a_glance
from irsim.tui.screens.workplace import Workplace
from irsim.tui.vitals import Vital, known, metric_word, most_telling, vitals
from irsim.tui.widgets.chart import GUTTER, Lines, Measured, Window, alert_line, chart, heading
from irsim.tui.widgets.header import Header
from irsim.words.durations import HOUR, MINUTE

if TYPE_CHECKING:
    from irsim.tui.table import Table

SPANS = ((10 * MINUTE, "10 min"), (30 * MINUTE, "30 min"), (2 * HOUR, "2 h"), (0, "all"))
"""What the keys 1 to 4 show; 0 is everything since the beginning."""

LEAST = 9
"""Lines below which a plot shows no course."""

SIDE = 110
"""Columns from which the metrics and neighbours have a column of their own."""


class PlotScreen(Workplace):
    """Plots of one service, as many of them as fit, one selected."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("plot.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number + 1), f"span({number})", show=False) for number in range(len(SPANS))),
        Binding("right,down,j", "metric(1)", "Next metric", show=False),
        Binding("left,up,k", "metric(-1)", "Metric before", show=False),
        Binding("right_square_bracket", "service(1)", "Next service", show=False),
        Binding("left_square_bracket", "service(-1)", "Service before", show=False),
        Binding("enter", "enlarge", "One plot or all", show=False),
        Binding("escape", "app.pop_screen", "Back", show=False),
    ]

    def __init__(self, table: Table, service: str) -> None:
        super().__init__(table)
        self.service = service
        self.metric = ""
        self.span = 1
        self.alone = False
        self.header = Header(self.seat)
        self.charts = Lines(id="charts")
        self.side = Lines(id="side")
        self.keys = Lines(id="keys")
        self._first = 0
        self._values: dict[Metric, list[int]] = {}
        self._asked: tuple[object, ...] = ()
        self._asked_at = 0
        self._window = Window(0, 1, 1)
        self._vitals: dict[str, list[Vital]] = {}
        self._reading = False

    def compose(self) -> ComposeResult:
        """Plots, and beside them the metrics and neighbours where there is room."""
        self.header.local = self.room.settings.local_time
        yield self.header
        with Horizontal(id="plots"):
            yield self.charts
            yield self.side
        yield self.keys

    def on_mount(self) -> None:
        """Listen, tick, and ask at once."""
        super().on_mount()
        self.side.border_title = "Metrics"
        self._name_keys()
        self.call_after_refresh(self.tick)

    def on_resize(self, event: events.Resize) -> None:
        """Another size: other plots fit."""
        self.side.display = event.size.width >= SIDE
        self.call_after_refresh(self.tick)

    def changed(self) -> None:
        """There may be new alerts; they appear with the next second."""

    def tick(self) -> None:
        """Ask for what is shown."""
        if not self._reading and self.charts.size.width:
            self._reading = True
            self.call_later(self.ask)

    # Asking

    async def ask(self) -> None:
        """Every value once a second; the curves when they would look different."""
        try:
            await self._read()
        finally:
            self._reading = False
        self._draw()

    async def _read(self) -> None:
        seat, rules = self.seat, self.seat.board.rules
        readings = known(seat.board, await seat.session.readings())
        self._vitals = {
            name: vitals(rules, seat.board.services[name], readings)
            for name in (self.service, *self._leans_on(), *self._carries())
            if name in seat.board.services
        }
        mine = self._vitals.get(self.service, [])
        if self.metric not in [each.metric for each in mine]:
            best = most_telling(mine)
            self.metric = best.metric if best else ""
        now = seat.now
        length = SPANS[self.span][0] or max(now, MINUTE)
        columns = max(4, self.charts.size.width - GUTTER - 1)
        asked = (self.service, self.span, columns, tuple(each.value for each in mine))
        if asked != self._asked or abs(now - self._asked_at) * 2 * columns >= length:
            metrics = [(self.service, each.metric) for each in mine]
            self._values = await seat.session.series(metrics, length, 2 * columns)
            self._asked, self._asked_at = asked, now
            begun = rules.starts_unix if seat.board.live else None
            self._window = Window(now - length, now, self.charts.size.width, begun)

    def _leans_on(self) -> tuple[str, ...]:
        brief = self.seat.board.opened.setting.services.get(self.service)
        return brief.depends_on if brief else ()

    def _carries(self) -> list[str]:
        services = self.seat.board.opened.setting.services
        return [name for name, brief in services.items() if self.service in brief.depends_on]

    def _alerts(self) -> list[Alert]:
        """The service's alerts, the newest first."""
        mine = [alert for alert in self.seat.board.alerts.values() if alert.service == self.service]
        return sorted(mine, key=lambda alert: -alert.fired_at)

    # Drawing

    def _draw(self) -> None:
        names = Names(self.seat.board)
        mine = self._vitals.get(self.service, [])
        size = self.charts.size
        self.charts.border_title = Content(names.service(self.service))
        if not mine:
            told = [[Span(" Nothing is measured here.", "muted")]]
            if self.seat.board.live:
                told.append([Span(" Let a probe name it as its service: [[probes]] in irsim.toml.", "muted")])
            told.append([])
            self.charts.show(
                told if self.side.display else [*told, *self._below(names, size.width), *self._told(size.width)[1:]]
            )
        elif self.side.display:
            self.charts.show(self._plots(names, mine, size.height))
        else:
            below = self._below(names, size.width)
            plots = self._plots(names, mine, size.height - 1 - len(below))
            self.charts.show([self._tabs(mine, size.width), *plots, *below])
        if self.side.display:
            self.side.show(self._beside(names, mine, self.side.size.width))

    def _plots(self, names: Names, mine: Sequence[Vital], height: int) -> list[list[Span]]:
        """As many as fit, the selected one among them."""
        fitting = 1 if self.alone else max(1, min(len(mine), height // LEAST))
        selected = next((number for number, each in enumerate(mine) if each.metric == self.metric), 0)
        self._first = max(selected - fitting + 1, min(self._first, selected, len(mine) - fitting))
        shown = mine[self._first : self._first + fitting]
        lines: list[list[Span]] = []
        for number, each in enumerate(shown):
            share = (height - len(lines)) // (len(shown) - number)
            lines += chart(
                names,
                self._measured(each),
                self._window,
                share,
                selected=each.metric == self.metric and len(mine) > 1,
                times=number == len(shown) - 1 or share >= LEAST + 3,
            )
        return lines

    def _measured(self, now: Vital) -> Measured:
        rules = self.seat.board.rules
        return Measured(
            now,
            self._values.get((self.service, now.metric), []),
            [
                (each, rules.monitors[each.monitor].label if each.monitor in rules.monitors else each.monitor)
                for each in thresholds(rules, self.service, now.metric)
            ],
            [alert for alert in self._alerts() if alert.metric in ("", now.metric)],
        )

    def _tabs(self, mine: Sequence[Vital], width: int) -> list[Span]:
        """The metrics in a line, the selected one in reverse; it begins where that one still fits."""
        words = [metric_word(each.metric, short=True) for each in mine]
        selected = next((number for number, each in enumerate(mine) if each.metric == self.metric), 0)
        first = 0
        while first < selected and sum(len(word) + 4 for word in words[first : selected + 1]) > width - 2:
            first += 1
        spans: list[Span] = []
        used = 0
        for number in range(first, len(mine)):
            glyph, style = mine[number].mark
            if used + len(words[number]) + 5 > width:
                spans.append(Span("…", "muted"))
                break
            spans += [
                Span(f" {glyph}", style),
                Span(f" {words[number]} ", "badge" if number == selected else "muted"),
            ]
            used += len(words[number]) + 4
        return spans

    def _below(self, names: Names, width: int) -> list[list[Span]]:
        """On a narrow terminal: what it leans on, and its newest alert."""
        lines = []
        spans = [Span(" depends on", "muted")]
        used = 11
        for name in self._leans_on():
            glyph, style = self._state(name)
            label = names.service(name).partition(" (")[0]
            if used + len(label) + 4 > width - 2:
                spans.append(Span(" …", "muted"))
                break
            spans += [Span(f"  {glyph} ", style), Span(label)]
            used += len(label) + 4
        if self._leans_on():
            lines.append(spans)
        if self._alerts():
            lines.append(self._told(width)[0])
        return lines

    def _told(self, width: int) -> list[list[Span]]:
        """The service's alerts, the newest first, each in a line."""
        return [alert_line(alert, at_a_glance(self.seat, alert.fired_at), width) for alert in self._alerts()]

    def _state(self, service: str) -> tuple[str, str]:
        best = most_telling(self._vitals.get(service, []))
        return best.mark if best else ("·", "muted")

    def _beside(self, names: Names, mine: Sequence[Vital], width: int) -> list[list[Span]]:
        lines = [
            self._reading_line(names, each, metric_word(each.metric), width, here=each.metric == self.metric)
            for each in mine
        ]
        for title, services in (("Depends on", self._leans_on()), ("Used by", self._carries())):
            if services:
                lines += [[], heading(title, width)]
            for name in services:
                best = most_telling(self._vitals.get(name, []))
                if best is not None:
                    lines.append(self._reading_line(names, best, names.service(name), width, metric=True))
                elif self.seat.board.live:
                    cells = [Cell("  ·", "muted"), Cell(names.service(name), flex=True), Cell("no readings", "muted")]
                    lines.append([*lay(cells, width - 1), Span(" ")])
        alerts = self._told(width)
        return [*lines, [], heading(f"Alerts · {len(alerts)}" if alerts else "No alert so far", width), *alerts]

    def _reading_line(
        self, names: Names, each: Vital, label: str, width: int, *, here: bool = False, metric: bool = False
    ) -> list[Span]:
        glyph, style = each.mark
        told = style if each.crossed else "muted"
        cells = [
            Cell("▸" if here else " ", "accent"),
            Cell(glyph, style),
            Cell(label, "accent" if here else "", flex=True),
            Cell(metric_word(each.metric, short=True) if metric else "", "muted", drop=1),
            Cell(names.value(each.value, each.unit), told),
        ]
        return [*lay(cells, width - 1), Span(" ")]

    def _name_keys(self) -> None:
        spans = [Span(" ")]
        words = [(str(number + 1), word) for number, (_, word) in enumerate(SPANS)]
        words += [("←→", "metric"), ("enter", "all" if self.alone else "large"), ("[ ]", "service"), ("esc", "back")]
        for number, (key, word) in enumerate(words):
            chosen = "strong" if number == self.span else ""
            spans += [Span(key, "key"), Span(f" {word}", chosen), Span("  ")]
        self.keys.show([spans])
        subtitle = f"{'since the beginning' if not SPANS[self.span][0] else 'last ' + SPANS[self.span][1]}"
        self.charts.border_subtitle = Content(subtitle)

    # Keys

    def action_span(self, number: int) -> None:
        """Another stretch of time."""
        self.span = number
        self._name_keys()
        self.tick()

    def action_metric(self, by: int) -> None:
        """Another metric, around the end."""
        metrics = [each.metric for each in self._vitals.get(self.service, [])]
        if metrics:
            here = metrics.index(self.metric) if self.metric in metrics else 0
            self.metric = metrics[(here + by) % len(metrics)]
            self._draw()

    def action_service(self, by: int) -> None:
        """Another service, in the order of the world."""
        services = list(self.seat.board.services)
        here = services.index(self.service) if self.service in services else 0
        self.service = services[(here + by) % len(services)]
        self.metric, self._first = "", 0
        self.tick()

    def action_enlarge(self) -> None:
        """The selected plot alone, or as many as fit."""
        self.alone = not self.alone
        self._name_keys()
        self._draw()
