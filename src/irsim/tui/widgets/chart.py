"""One metric over time as lines of spans: title, curve against the plan's thresholds, alerts on the time axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from irsim.board.gauges import Threshold
from irsim.board.state import Alert
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, cut, lay
from irsim.tui.marks import short
from irsim.tui.plots import Axis, axis, column, plot, time_marks
from irsim.tui.vitals import MARKS, Vital, crosses, limit_word, metric_word, verdict_word
from irsim.tui.widgets.palette import CLASSES, Palette
from irsim.words.durations import DAY

GUTTER = 10
"""Columns left of a plot: the labels of its axis."""


class Lines(Widget):
    """Lines of spans, drawn anew only when they differ."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.palette = Palette(self)
        self.lines: list[list[Span]] = []

    def show(self, lines: list[list[Span]]) -> None:
        """Put these there."""
        if lines != self.lines:
            self.lines = lines
            self.refresh()

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def render_line(self, y: int) -> Strip:
        """One of them."""
        spans = self.lines[y] if y < len(self.lines) else []
        return self.palette.strip(spans, self.size.width, self.rich_style)


@dataclass(frozen=True)
class Window:
    """The stretch of session time (ms) that is plotted, and the columns it takes with the gutter; `begun` is the
    calendar time (Unix, ms) of the session's begin where the axis tells that (UTC)."""

    since: int
    until: int
    width: int
    begun: int | None = None

    @property
    def columns(self) -> int:
        """Columns of the curve."""
        return max(4, self.width - GUTTER - 1)

    def marks(self) -> list[tuple[str, int]]:
        """What stands below the axis, each with its column."""
        shift = self.begun or 0
        found = time_marks(self.since + shift, self.until + shift, self.columns)
        if self.begun is None:
            return [(f"-{short(-at)}" if at < 0 else short(at), column) for at, column in found]
        whole_days = len(found) > 1 and found[1][0] - found[0][0] >= DAY
        return [
            (f"{datetime.fromtimestamp(at // 1000, UTC):{'%d %b' if whole_days else '%H:%M'}}", c) for at, c in found
        ]


@dataclass(frozen=True)
class Measured:
    """A metric with what is known about it: how it reads now, its values in the window, where the plan's monitors
    fire, each with its label, and its alerts."""

    now: Vital
    values: Sequence[int]
    limits: Sequence[tuple[Threshold, str]]
    alerts: Sequence[Alert]


def chart(
    names: Names, metric: Measured, window: Window, height: int, *, selected: bool, times: bool
) -> list[list[Span]]:
    """`height` lines: a title, the plot, the time axis with its alerts, and the times where asked for."""
    rows = max(1, height - (3 if times else 2))
    scale = axis(metric.values, [_at(limit) for limit, _ in metric.limits], metric.now.unit, rows)
    far = [limit for limit, _ in metric.limits if not scale.low <= _at(limit) <= scale.high]
    lines = [_title(names, metric.now, far, selected, window.width)]
    lines += _curve(names, metric, scale, window.columns, rows)
    lines.append(_time_axis(metric.alerts, window))
    if times:
        lines.append(_times(window))
    return lines


def _at(limit: Threshold) -> int:
    return limit.above if limit.above is not None else limit.below or 0


def _title(names: Names, shown: Vital, far: Sequence[Threshold], selected: bool, width: int) -> list[Span]:
    glyph, style = shown.mark
    word = verdict_word(names, shown)
    usual = f"usually {names.value(shown.calm, shown.unit)}"
    warns = ", ".join(f"alert {limit_word(names, limit, shown.unit)}" for limit in far)
    told = style if shown.crossed else "strong"
    return lay(
        [
            Cell("▸" if selected else " ", "accent"),
            Cell(glyph, style),
            Cell(metric_word(shown.metric), "accent" if selected else "strong"),
            Cell(names.value(shown.value, shown.unit), told),
            Cell("" if word == "ok" else word, told if shown.crossed else "muted", drop=3),
            Cell("", flex=True),
            Cell(warns, "muted", drop=2),
            Cell(usual, "muted", drop=1),
        ],
        width,
        gap=1,
    )


def _curve(names: Names, metric: Measured, scale: Axis, columns: int, rows: int) -> list[list[Span]]:
    labels = {scale.row(value, rows): text for value, text in scale.labels}
    styles = _styles(metric.values, [limit for limit, _ in metric.limits], columns)
    drawn = plot(metric.values, columns, rows, scale.low, scale.high)
    grid = [[*zip(row, styles, strict=True)] for row in drawn]
    for limit, label in metric.limits:
        if scale.low <= _at(limit) <= scale.high:
            text = f" {one_line(label, 30)} {limit_word(names, limit, metric.now.unit)} "
            _rule(grid, scale.row(_at(limit), rows), MARKS.get(limit.severity, ("", "notice"))[1], text)
    lines = []
    for number, row in enumerate(grid):
        label = labels.get(number, "")
        body = [Span("".join(each for each, _ in cells), style) for style, cells in groupby(row, key=itemgetter(1))]
        tick = "┤" if label else "│"
        lines.append([Span(label[: GUTTER - 1].rjust(GUTTER - 1), "muted"), Span(tick, "rest"), *body])
    return lines


def _styles(values: Sequence[int], limits: Sequence[Threshold], columns: int) -> list[str]:
    """The style of each column: that of the strictest threshold that the values there cross."""
    last = len(values) - 1
    found = []
    for at in range(columns):
        value = values[min(last, (2 * at + 1) * last // max(1, 2 * columns - 1))] if values else 0
        over = [MARKS.get(limit.severity, ("", "notice"))[1] for limit in limits if crosses(limit, value)]
        found.append("urgent" if "urgent" in over else over[0] if over else "bar")
    return found


def _rule(grid: list[list[tuple[str, str]]], row: int, style: str, text: str) -> None:
    """A threshold: a dashed line wherever the curve leaves room, and its name there or in a line beside it."""
    grid[row] = [("╌", style) if each == " " else (each, own) for each, own in grid[row]]
    if cell_len(text) != len(text):
        return
    for number in (row, row + 1, row - 1):
        if not 0 <= number < len(grid):
            continue
        blank = "".join(" " if each in " ╌" else "#" for each, _ in grid[number])
        start = blank.find(" " * (len(text) + 2))
        if start >= 0:
            grid[number][start + 1 : start + 1 + len(text)] = [(each, style) for each in text]
            return


def _time_axis(alerts: Sequence[Alert], window: Window) -> list[Span]:
    columns = window.columns
    line, styles = ["─"] * columns, ["rest"] * columns
    for _, at in window.marks():
        line[at] = "┴"
    for alert in sorted(alerts, key=lambda alert: alert.fired_at):
        if window.since <= alert.fired_at <= window.until:
            at = column(alert.fired_at, window.since, window.until, columns)
            line[at], styles[at] = MARKS.get(alert.severity, ("■", "notice"))
    parts = groupby(range(columns), key=styles.__getitem__)
    body = [Span("".join(line[at] for at in places), style) for style, places in parts]
    return [Span(" " * (GUTTER - 1)), Span("└", "rest"), *body]


def _times(window: Window) -> list[Span]:
    columns = window.columns
    line = [*" " * (columns - 3), *"now"]
    for text, at in window.marks():
        start = max(0, min(at - len(text) // 2, columns - len(text)))
        if "".join(line[max(0, start - 1) : start + len(text) + 1]).strip() == "":
            line[start : start + len(text)] = text
    return [Span(" " * GUTTER), Span("".join(line)[:columns], "muted")]


def alert_line(alert: Alert, when: str, width: int) -> list[Span]:
    """An alert in one line: when it fired, how bad, what, and where it went."""
    glyph, style = MARKS.get(alert.severity, ("■", "notice"))
    over = alert.resolved_at >= 0
    place = f"→ {alert.incident}" if alert.incident else "dismissed" if alert.dismissed else ""
    cells = [
        Cell(when, "muted"),
        Cell("✔" if over else glyph, "muted" if over else style),
        Cell(one_line(alert.title), "muted" if over else "", flex=True),
        Cell(place, "muted", drop=1),
    ]
    return [Span(" "), *lay(cells, width - 2), Span(" ")]


def heading(text: str, width: int) -> list[Span]:
    """What a group of lines is."""
    return [Span(cut(f" {text}", width), "muted")]
