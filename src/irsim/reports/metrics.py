"""The metrics of one recording or of many as plain text: a table in 80 columns, with a line for each recording."""

from collections.abc import Sequence

from msgspec import Struct

from irsim.reports import measuring
from irsim.reports.columns import hang, in_ascii, pad
from irsim.reports.measuring import NONE, SPREAD_HEADS, Row
from irsim.reports.plain import counted, one_line
from irsim.scoring.scorecard import Measures
from irsim.scoring.spread import Spread

WIDTH = 80

SHORT = {"detect": "detect", "acknowledge": "acknowledge", "respond": "respond", "resolve": "resolve"}
"""The times that stand in the line of a recording."""

_N, _FIGURE = 9, 9
"""Columns of n, and of each figure beside it."""


class Measured(Struct, frozen=True):
    """A recording and its metrics; `day` is when it was held (ISO), or when it began on its own calendar."""

    path: str
    title: str
    day: str
    measures: Measures


def metrics_text(measured: Sequence[Measured], whole: Measures, *, ascii_only: bool = False) -> str:
    """Everything, ending in a newline. `whole` is over all of `measured`."""
    lines = [f"Metrics of {measuring.title(whole)}", "─" * WIDTH]
    if len(measured) > 1:
        lines += [*_recordings(measured), ""]
    text = "\n".join(lines + measures_lines(whole, WIDTH)) + "\n"
    return in_ascii(text) if ascii_only else text


def _recordings(measured: Sequence[Measured]) -> list[str]:
    heads = "".join(pad(f"  {label}", 16) for label in [*SHORT.values(), "down, min"])
    lines = ["  each recording, mean (n)", f"{heads.rstrip()}"]
    for each in measured:
        measures = each.measures
        name = f"{one_line(each.path, 200)}, {each.day}, {counted(measures.incidents, 'incident')}"
        figures = [_short(measures.times.get(name, Spread(0))) for name in SHORT]
        down = measures.downtime
        figures.append(NONE if down.mean is None else f"{measuring.minutes(down.mean)} ({down.n})")
        lines += hang("  ", name, WIDTH)
        lines.append("".join(pad(f"    {figure}", 16) for figure in figures).rstrip())
    return lines


def _short(spread: Spread) -> str:
    return NONE if spread.mean is None else f"{measuring.brief(spread.mean)} ({spread.n})"


def measures_lines(measures: Measures, width: int) -> list[str]:
    """Times, impact, quality, services, security metrics, in lines of at most `width` columns."""
    room = width - _N - 3 * _FIGURE - 2
    lines = _spreads("Times over all incidents", measuring.times(measures), room)
    lines += ["", *_spreads("Impact of an incident, and effort", measuring.impact(measures), room)]
    lines += ["", "  Quality"]
    for label, text in measuring.quality(measures):
        lines += hang(f"    {pad(label, 36)}", text, width)
    lines += ["", "  Downtime and availability", *_services(measures, width)]
    lines += ["", "  Security metrics"]
    if not measures.security:
        lines.append("    The plan names none.")
    group = ""
    for of, label, figure, source, remark in measuring.security(measures):
        lines += hang("    ", of, width) if of != group else []
        group = of
        lines += hang(f"      {pad(label, 42)}", figure, width)
        lines += hang("        ", " ".join(part for part in (f"Source: {source}.", remark) if part), width)
    return lines


def _spreads(title: str, rows: Sequence[Row], room: int) -> list[str]:
    n, *heads = SPREAD_HEADS
    lines = [
        f"  {pad(title, room)}{pad(n, _N, right=True)}" + "".join(pad(head, _FIGURE, right=True) for head in heads)
    ]
    for label, of, *figures in rows:
        shown = "".join(pad(figure, _FIGURE, right=True) for figure in figures)
        lines.append(f"  {pad('  ' + label, room)}{pad(of, _N, right=True)}{shown}")
    return lines


def _services(measures: Measures, width: int) -> list[str]:
    rows = measuring.services(measures)
    columns = (10, 14, 11, 21)
    room = width - sum(columns) - 4
    lines = []
    for name, *figures in [measuring.SERVICE_HEADS, *rows] if rows else []:
        shown = "".join(pad(text, column, right=True) for text, column in zip(figures, columns, strict=True))
        lines.append(f"    {pad(name, room)}{shown}")
    for text in measuring.service_remarks(measures):
        lines += hang("    ", text, width)
    return lines
