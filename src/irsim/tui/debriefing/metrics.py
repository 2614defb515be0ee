"""What the plan measures: impact, quality, downtime against its objective, and the security plan's key metrics."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.reports import measuring
from irsim.reports.measuring import NONE
from irsim.scoring.scorecard import Measures
from irsim.tui.debriefing.rows import BLANK, Row, cells, heading, pair, words
from irsim.tui.debriefing.story import Story
from irsim.tui.lines import Cell

LABEL = 33
"""Columns of a label beside which a sentence stands."""


def card_has_metrics(story: Story) -> bool:
    """Whether the card was made with them."""
    return story.source.card.measures is not None


def metric_rows(story: Story, *, alone: bool = True) -> list[Row]:
    """The page; `alone` where the security metrics do not stand beside it. Times stand on a page of their own."""
    measures = story.source.card.measures
    if measures is None:
        return []
    rows = [heading("Impact of an incident, and effort", "n, mean, median, p90")]
    rows += [*map(_spread, measuring.impact(measures)), BLANK]
    rows.append(heading("Quality"))
    for label, text in measuring.quality(measures):
        rows.append(pair(label, text, columns=LABEL, copy=f"{label}: {text}"))
    rows += [BLANK, heading("Downtime and availability", "down, availability, budget"), *_services(measures)]
    return [*rows, BLANK, *_security(measures)] if alone else rows


def _spread(figures: Sequence[str]) -> Row:
    label, n, *shown = figures
    style = "muted" if shown[0] == NONE else "strong"
    columns = [Cell(figure, style, width=8, right=True) for figure in shown]
    copy = f"{label}: n {n}, " + ", ".join(
        f"{name} {figure}" for name, figure in zip(measuring.SPREAD_HEADS[1:], shown, strict=True)
    )
    return cells(Cell(label, flex=True), Cell(n, "muted", width=8, right=True), *columns, copy=copy)


def _services(measures: Measures) -> list[Row]:
    rows = []
    for label, down, availability, objective, budget in measuring.services(measures):
        text = f"{label}: {availability} of {objective}, budget used {budget} minutes"
        over = budget.endswith(measuring.OVER)
        rows.append(
            cells(
                Cell(label, flex=True),
                Cell(f"{down} min", width=11, right=True),
                Cell(availability, "urgent" if over else "good", width=11, right=True),
                Cell(f"used {budget}", "muted", width=24, right=True),
                copy=text,
            )
        )
    return [*rows, *(words(text, "muted") for text in measuring.service_remarks(measures))]


def security_rows(story: Story) -> list[Row]:
    """The security metrics by group; nothing where the card was made without."""
    measures = story.source.card.measures
    return [] if measures is None else _security(measures)


def _security(measures: Measures) -> list[Row]:
    rows: list[Row] = []
    group = None
    for of, label, figure, source, remark in measuring.security(measures):
        if of != group:
            rows += [BLANK] if rows else []
            rows.append(heading(of))
            group = of
        style = "muted" if figure == measuring.NOT_MEASURED else "strong"
        text = " ".join(part for part in (f"Source: {source}.", remark) if part)
        rows.append(
            cells(Cell(label, flex=True), Cell(figure, style, width=14, right=True), copy=f"{label}: {figure}. {text}")
        )
        rows.append(words(text, "muted", indent=3))
    return rows or [words("The plan names no security metrics.", "muted")]
