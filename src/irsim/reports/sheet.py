"""The metrics as CSV for a spreadsheet: a row a figure. No cell can become a formula there."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from irsim.reports.metrics import Measured
from irsim.reports.verdicts import TIMES
from irsim.scoring.scorecard import Measures
from irsim.scoring.spread import Share, Spread
from irsim.words.clean import clean_title

HEADS = ("recording", "day", "group", "metric", "n", "mean", "median", "p90", "value", "of", "unit", "note")

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet computes, or strips to something that it does."""

ALL = "all recordings"

Cell = str | int | None


def metrics_csv(measured: Sequence[Measured], whole: Measures) -> str:
    """A row for each figure of each recording, then of all. Times in ms, downtime in ms, shares in ppm."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    for each in measured:
        writer.writerows(_rows(each.path, each.day, each.measures))
    writer.writerows(_rows(ALL, "", whole))
    return out.getvalue()


def guarded(cell: Cell) -> str | int:
    """The cell as a spreadsheet may see it: text that could be a formula gets an apostrophe in front. Whole numbers
    are numbers, also those below nought; None is empty."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    if cell.startswith(FORMULAS):
        return "'" + clean_title(cell, 1_000)
    shown = clean_title(cell, 1_000)
    return f"'{shown}" if shown.startswith(FORMULAS) else shown


def _rows(recording: str, day: str, measures: Measures) -> Iterator[list[str | int]]:
    for row in _figures(measures):
        yield [guarded(cell) for cell in (recording, day, *row)]


def _figures(measures: Measures) -> Iterable[tuple[Cell, ...]]:
    for name, label in TIMES.items():
        yield _spread("times", label, measures.times.get(name, Spread(0)), "ms", measures.incidents)
    yield _spread("impact", "downtime per incident", measures.downtime, "ms")
    yield _spread("impact", "customers affected per incident", measures.customers, "customers")
    yield _spread("impact", "revenue impact per incident", measures.revenue, "dollars")
    yield _spread("quality", "satisfaction with the resolution", measures.satisfaction, "hundredths of a point")
    yield _spread("quality", "page to its answer", measures.page_answers, "ms", measures.pages_missed.of)
    yield _share("quality", "alerts dismissed", measures.false_alerts, "alerts")
    yield _share("quality", "incidents dismissed", measures.false_incidents, "incidents")
    yield _share("quality", "pages missed", measures.pages_missed, "pages")
    severity = measures.severity
    for label, part in (
        ("right", severity.right),
        ("too mild", severity.too_mild),
        ("too strict", severity.too_strict),
    ):
        note = f"{severity.by_truth} by the true severity"
        yield _share("quality", f"severity {label}", Share(part, severity.n), "incidents", note)
    yield ("quality", "automated actions", None, None, None, None, measures.automated, None, "actions", "")
    for rule in measures.updates:
        judged = rule.met + rule.late + rule.overdue
        yield _share("updates in time", rule.label, Share(rule.met, judged), "updates", rule.rule)
    for service in measures.services:
        still = "still down at the end" if service.lasting else ""
        known = service.n > 0
        down = service.down if known else None
        unmeasured = "" if known else "not measured"
        yield ("downtime", service.label, service.n, None, None, None, down, service.budget, "ms", still or unmeasured)
        value = service.availability
        objective = f"objective {service.objective} ppm"
        yield ("availability", service.label, service.n, None, None, None, value, None, "ppm", unmeasured or objective)
    for item in measures.security:
        note = f"not measured: {item.unmeasured}" if item.figure is None else item.note
        told = "; ".join(part for part in (f"source: {item.source}", note) if part)
        group = f"security, {item.group}"
        yield (group, item.label, item.recordings, None, None, None, item.figure, None, item.unit, told)


def _spread(group: str, label: str, spread: Spread, unit: str, of: int | None = None) -> tuple[Cell, ...]:
    return (group, label, spread.n, spread.mean, spread.median, spread.p90, None, of, unit, "")


def _share(group: str, label: str, share: Share, unit: str, note: str = "") -> tuple[Cell, ...]:
    return (group, label, share.of, None, None, None, share.part, share.of, unit, note)
