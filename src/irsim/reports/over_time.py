"""The metrics of a live log over time, in words and as JSON."""

from collections.abc import Sequence
from typing import Any

from irsim.board.board import Board
from irsim.reports.columns import hang, pad
from irsim.reports.measuring import NONE, brief
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.scoring.over_time import OverTime, Period
from irsim.scoring.spread import Share, Spread
from irsim.words.durations import SECOND

TIMES = {"detect": "detect (MTTD)", "acknowledge": "acknowledge (MTTA)", "resolve": "resolve (MTTR)"}
"""Each time by its field, and as people call it."""

BLOCKS = "▁▂▃▄▅▆▇█"


def shown(figure: int | None) -> str:
    """A time, or that there is none."""
    return NONE if figure is None else brief(max(SECOND, figure // SECOND * SECOND))


def percent(share: Share) -> str:
    """`92 %`, or that there is nothing of which it were a share."""
    return NONE if share.percent is None else f"{share.percent} %"


def course(figures: Sequence[int | None]) -> str:
    """Figures as blocks from nothing to the highest; a gap where there is none."""
    top = max((each for each in figures if each is not None), default=0)
    return "".join(" " if each is None else BLOCKS[min(7, each * 8 // (top + 1))] for each in figures)


def over_time_text(found: OverTime, board: Board, width: int = 80) -> str:
    """A table of the times over all periods, one of the periods, and how it is spread."""
    whole, unit = found.whole, found.unit
    lines = [f"Since {whole.begins}, {len(found.periods)} {unit}s: {whole.incidents} incidents", ""]
    lines.append(f"  {pad('over all incidents', 26)}{_heads('n', 'mean', 'median', 'p90')}")
    for name, label in TIMES.items():
        times: Spread = getattr(whole.times, name)
        figures = [str(times.n), *(shown(each) for each in (times.mean, times.median, times.p90))]
        lines.append(f"  {pad('  ' + label, 26)}{_heads(*figures)}")
    for label, share in (
        ("deadlines kept", whole.in_time),
        ("false alerts", whole.false_alerts),
        ("false alarms, incidents", whole.false_incidents),
    ):
        lines.append(f"  {pad(label, 26)}{share.part:,} of {share.of:,} ({percent(share)})")
    names = Names(board)
    lines += hang("  by severity             ", _counts(whole.severities), width)
    services = {names.service(name): count for name, count in list(whole.services.items())[:10]}
    lines += hang("  by service              ", _counts(services), width)
    heads = _heads("incidents", "detect", "acknowl.", "resolve", "in time", "false")
    lines += ["", f"  {pad(unit, 11)}{heads}   median times"]
    lines += [_row(period) for period in found.periods]
    return "\n".join(line.rstrip() for line in lines)


def _row(period: Period) -> str:
    times = period.times
    figures = [
        str(period.incidents),
        *(shown(each.median) for each in (times.detect, times.acknowledge, times.resolve)),
    ]
    return f"  {pad(period.begins, 11)}{_heads(*figures, percent(period.in_time), percent(period.false_alerts))}"


def _heads(*words: str) -> str:
    return "".join(pad(word, 10, right=True) for word in words)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{one_line(name, 40)} {count}" for name, count in counts.items()) or NONE


def over_time_json(found: OverTime, board: Board) -> dict[str, Any]:
    """As JSON; times in ms, instants in Unix ms."""
    starts = int(board.rules.moment(0).timestamp() * 1000)
    return {
        "unit": found.unit,
        "whole": _json(found.whole, starts),
        "periods": [_json(period, starts) for period in found.periods],
    }


def _json(period: Period, starts: int) -> dict[str, Any]:
    return {
        "begins": period.begins,
        "since": period.since + starts,
        "incidents": period.incidents,
        "by_severity": period.severities,
        "by_service": period.services,
        **{
            name: {"n": times.n, "mean": times.mean, "median": times.median, "p90": times.p90}
            for name, times in ((name, getattr(period.times, name)) for name in TIMES)
        },
        "false_incidents": _share(period.false_incidents),
        "false_alerts": _share(period.false_alerts),
        "deadlines_kept": _share(period.in_time),
    }


def _share(share: Share) -> dict[str, int | None]:
    return {"part": share.part, "of": share.of, "percent": share.percent}
