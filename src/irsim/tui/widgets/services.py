"""The services: how each one is by the plan's thresholds, its most telling metric, and that one's last half hour."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import groupby

from rich.cells import cell_len
from textual import events

from irsim.board.exercise import plays_scenario
from irsim.plan.models.detection import mildness
from irsim.reports.names import Names
from irsim.reports.plain import counted, one_line
from irsim.tui.lines import Cell, Span, cut, lay, sparkline
from irsim.tui.seat import Seat
from irsim.tui.vitals import MARKS, Vital, known, metric_word, most_telling, verdict_word, vitals
from irsim.tui.widgets.panel import Panel
from irsim.words.durations import MINUTE, SECOND

SPAN = 30 * MINUTE
POINTS = 30
"""Columns of a sparkline at most: a minute each. With fewer columns each stands for more."""

AGAIN = 10 * SECOND
"""Session time after which the half hour is asked for again; a value that changed is drawn at once."""

LEAST_SPARK = 6
"""Columns below which a sparkline says nothing."""

ENOUGH = 14
"""Columns that a sparkline is content with while names are cut."""

LABEL = 14
"""Columns that a service's name keeps before words are shortened."""

LEAST_LABEL = 11
"""Columns that a name gives way to before the sparklines go."""

VALUE = 16
"""Columns of metric and value at most where columns are few."""


class ServicesPanel(Panel):
    """One line a service; troubled ones first, the rest in the order of the world."""

    empty = "This world has no services."

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seat = seat
        self._services = {service.id: service for service in seat.services()}
        self._order = list(self._services)
        self._vitals: dict[str, Vital] = {}
        self._series: dict[str, list[int]] = {}
        self._alerts: dict[str, tuple[int, str]] = {}
        """in live, of which services alerts hold: how many, and the worst severity"""
        self._asked_at = -AGAIN
        self._reading = False
        self._columns: tuple[int, ...] = ()
        self._short = False
        self.entitle("Services")

    @property
    def selected(self) -> str:
        """The id of the selected service."""
        return self._order[self.index] if 0 <= self.index < len(self._order) else ""

    def shown(self, service: str) -> Vital | None:
        """What stands there about a service."""
        return self._vitals.get(service)

    def count(self) -> int:
        """Services of the world."""
        return len(self._order)

    def on_mount(self) -> None:
        """Read them at once."""
        self.tick()

    def tick(self) -> None:
        """Ask how they are, and draw what reads differently."""
        under_a_dialog = bool(self._vitals) and not self.is_on_screen_now  # once they have to be read all the same
        if self._order and not under_a_dialog and not self._reading:
            self._reading = True
            self.call_later(self.read)

    async def read(self) -> None:
        """Ask the session for every metric, and now and then for the last half hour of those that are shown."""
        try:
            await self._read()
        finally:
            self._reading = False
        self._sort()
        if self._measured() != self._columns:
            self.changed()
        else:
            super().tick()

    async def _read(self) -> None:
        seat = self.seat
        readings = known(seat.board, await seat.session.readings())
        stale = []
        due = abs(seat.now - self._asked_at) >= AGAIN
        for name, service in self._services.items():
            before = self._vitals.get(name)
            found = vitals(seat.board.rules, service, readings)
            best = most_telling(found, before.metric if before else "")
            if best is None:
                continue
            self._vitals[name] = best
            if due or before is None or (best.metric, best.value) != (before.metric, before.value):
                stale.append((name, best.metric))
        if due:
            self._asked_at = seat.now
        if stale:
            points = max(LEAST_SPARK, self._columns[3]) if self._columns else POINTS
            for (name, _), values in (await seat.session.series(stale, SPAN, points)).items():
                self._series[name] = values

    def _sort(self) -> None:
        """Troubled ones first; whoever reads here keeps the same service selected."""
        alerting = self._alerting()
        ranks = {name: self._vitals[name].rank if name in self._vitals else 2 for name in self._services}
        for name, (_, severity) in alerting.items():
            ranks[name] = min(ranks[name], 0 if MARKS.get(severity, ("", ""))[1] == "urgent" else 1)
        if alerting != self._alerts:
            self._alerts = alerting
            self._drawn.clear()
            self.refresh()
        order = sorted(self._services, key=ranks.__getitem__)
        if order == self._order:
            return
        selected = self.selected
        self._order = order
        self.cursor = order.index(selected) if selected and self.screen.focused is self else 0
        troubled = sum(rank < 2 for rank in ranks.values())
        self.entitle(f"Services · {troubled} in trouble" if troubled else "Services")
        self.changed()
        if self.screen.focused is self:
            self._reveal(self.cursor)
        else:
            self.scroll_to(y=0, animate=False)

    def changed(self) -> None:
        """Columns are as wide as what stands in them, all the way down."""
        before, self._columns = self._columns, self._measured()
        if before[3:4] != self._columns[3:4]:
            self._asked_at = -AGAIN  # another number of columns stands for the half hour
            self.call_later(self.tick)
        super().changed()

    def on_resize(self, _: events.Resize) -> None:
        """Other columns, also while a dialog lies over it and nothing is read."""
        self.changed()

    def _measured(self) -> tuple[int, ...]:
        """Width of the panel, then of label, metric with value, sparkline and word."""
        width = self.scrollable_content_region.width
        names = Names(self.seat.board)
        found = list(self._vitals.values())
        for short in (False, True):
            self._short = short
            label = max((cell_len(self._label(name)) for name in self._order), default=0)
            value = max((cell_len(" ".join(self._value(names, each))) for each in found), default=0)
            value = min(value, VALUE) if short else value
            word = max((cell_len(verdict_word(names, each, short)) for each in found), default=0)
            left = width - value - word - 7
            if left - min(label, LABEL) >= 2 * LEAST_SPARK:
                break
        kept = min(label, max(LABEL, left - ENOUGH))
        spark = min(POINTS, left - kept)
        if spark < LEAST_SPARK <= left - LEAST_LABEL:
            kept, spark = left - LEAST_SPARK, LEAST_SPARK
        elif spark < LEAST_SPARK:
            kept, spark = min(label, left + 1), 0
        return width, max(4, kept), value, spark, word

    def _label(self, name: str) -> str:
        """A service's name, without what stands in brackets where columns are few."""
        label = one_line(self._services[name].label, 40)
        return label.partition(" (")[0] if self._short else label

    def _value(self, names: Names, found: Vital) -> tuple[str, str]:
        return metric_word(found.metric, self._short), names.value(found.value, found.unit)

    def _lent(self, name: int, value: int) -> int:
        """Columns that the value of a line lends to its name, or the name to the value (below 0): each gives
        what it has over where the other would be cut. Both are given as the columns they lack."""
        if name > 0 and value < 0:
            return min(name, -value)
        if value > 0 and name < 0:
            return -min(value, -name)
        return 0

    def stamp(self, index: int) -> Hashable:
        """What the line says."""
        name = self._order[index]
        found = self._vitals.get(name)
        if found is None:
            return name, self._alerts.get(name)
        said = Names(self.seat.board).value(found.value, found.unit), verdict_word(Names(self.seat.board), found)
        return name, self._alerts.get(name), found.metric, found.mark, said, tuple(self._spark(found, self._columns[3]))

    def _alerting(self) -> dict[str, tuple[int, str]]:
        """In live, the services of which alerts hold: how many, and the worst severity of them. What an exercise sends
        says nothing of them."""
        found: dict[str, tuple[int, str]] = {}
        for alert in self.seat.board.alerts.values() if self.seat.board.live else ():
            exercise = alert.exercise and not plays_scenario(self.seat.board.opened)
            if alert.holds and not exercise and alert.service in self._services:
                count, worst = found.get(alert.service, (0, alert.severity))
                found[alert.service] = count + 1, min(worst, alert.severity, key=mildness)
        return found

    def _spark(self, found: Vital, width: int) -> list[Span]:
        """The sparkline, in the colour of its threshold where it is beyond it. A calm value stands at half height."""
        values = self._series.get(found.service, [])[-width:] if width else []
        if not values:
            return []
        text = sparkline(values, width, high=2 * found.calm)
        style = found.mark[1]
        calm = "rest" if style == "good" else "bar"
        parts = groupby(range(len(text)), key=lambda place: found.beyond(values[place]))
        return [Span("".join(text[place] for place in places), style if over else calm) for over, places in parts]

    def _in_live(self, name: str, found: Vital | None, width: int) -> Sequence[Span]:
        """A service of which alerts hold, or that nobody measures: what is known of it, and nothing else."""
        count, severity = self._alerts.get(name, (0, ""))
        glyph, style = MARKS.get(severity, ("■", "notice")) if count else ("·", "muted")
        reads = "no readings"
        if found is not None:
            reads = " ".join(self._value(Names(self.seat.board), found))
        cells = [
            Cell(" "),
            Cell(glyph, style),
            Cell(one_line(self._services[name].label, 40), "strong" if count else "", flex=True),
            Cell(reads, "muted", drop=1),
            Cell(f"{counted(count, 'alert')}" if count else "", style),
            Cell(" "),
        ]
        return lay(cells, width)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One service."""
        name = self._order[index]
        service, found = self._services[name], self._vitals.get(name)
        if self.seat.board.live and (found is None or name in self._alerts):
            return self._in_live(name, found, width)
        if found is None or not self._columns:
            return lay([Cell(" "), Cell("·", "muted"), Cell(one_line(service.label, 40), flex=True)], width)
        _, label, room, spark, word = self._columns
        names = Names(self.seat.board)
        glyph, style = found.mark
        told = style if found.crossed else "muted" if style == "good" else ""
        metric, value = self._value(names, found)
        lent = self._lent(cell_len(self._label(name)) - label, cell_len(f"{metric} {value}") - room)
        drawn = self._spark(found, spark)
        blank = spark + 1 - sum(len(each.text) for each in drawn) if spark else 0
        return [
            *lay([Cell(" "), Cell(glyph, style)], 3, gap=0),
            Span(cut(self._label(name), label + lent), "strong" if found.crossed else ""),
            Span(" "),
            *lay([Cell(metric, "muted", flex=True, right=True), Cell(value, told)], room - lent),
            Span(" " * blank),
            *drawn,
            Span(" "),
            Span(cut(verdict_word(names, found, self._short), word), told),
            Span(" " * max(0, width - 6 - label - room - word - (spark + 1 if spark else 0))),
        ]
