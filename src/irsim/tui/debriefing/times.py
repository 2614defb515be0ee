"""How long things took on each incident of the truth, and what was counted over the whole exercise."""

from __future__ import annotations

from irsim.reports.account import clocks as account
from irsim.reports.plain import one_line, span
from irsim.reports.verdicts import TIMES
from irsim.scoring.scorecard import TrueTime
from irsim.tui.debriefing.rows import BLANK, Row, cells, heading, pair, words
from irsim.tui.debriefing.story import Story
from irsim.tui.lines import Cell
from irsim.words.durations import format_instant


def time_rows(story: Story, *, alone: bool = True) -> list[Row]:
    """Each incident with its times; `alone` where the counts do not stand beside it."""
    rows: list[Row] = []
    for times in story.source.card.metrics.incidents:
        rows += [BLANK] if rows else []
        rows += _incident(story, times)
    if not rows:
        rows.append(words("No incident was played or recorded.", "muted"))
    return [*rows, BLANK, *count_rows(story)] if alone else rows


def _incident(story: Story, times: TrueTime) -> list[Row]:
    id, title = one_line(times.incident, 40), one_line(times.title)
    rows = [heading(f"{id} {title}" if id else title, "" if id else "no incident was opened for it")]
    names = story.source.names
    assigned, true = times.assigned_severity, times.true_severity
    if assigned and true and assigned != true:
        text = f"assigned {names.severity(assigned)}, in truth {names.severity(true)}: claims go by the true one"
        rows.append(words(text, "notice", lead="■ ", lead_style="notice"))
    elif assigned or true:
        whose = "assigned and true" if assigned and true else "assigned" if assigned else "true"
        rows.append(words(f"severity {names.severity(true or assigned)}, {whose}"))
    sign = format_instant(times.first_sign) if times.first_sign >= 0 else "none came"
    rows.append(words(f"first sign {sign}", "muted"))
    return rows + [_time(label, getattr(times, name)) for name, label in TIMES.items()]


def _time(label: str, took: int) -> Row:
    value = span(took) if took >= 0 else "never"
    style = "strong" if took >= 0 else "notice"
    return cells(
        Cell(label, width=42), Cell(value, style, width=11, right=True), Cell("", flex=True), copy=f"{label}: {value}"
    )


def count_rows(story: Story) -> list[Row]:
    """Counts, then the times over all incidents, never without how many they are of."""
    rows = [heading("Counts")]
    rows += [pair(label, text, columns=14, copy=f"{label}: {text}") for label, text in account.counts(story.source)]
    rows += [BLANK, heading("Over all incidents", "n")]
    for label, of, mean, median, p90 in account.summary(story.source):
        rows.append(cells(Cell(label, flex=True), Cell(of, "muted"), stops=False))
        alone = mean == median == p90
        text = "never" if mean == "-" else mean if alone else f"mean {mean} · median {median} · 90th percentile {p90}"
        rows.append(words(text, "notice" if mean == "-" else "strong" if alone else "", indent=3))
    return rows
