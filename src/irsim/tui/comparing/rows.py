"""The tables of a comparison: a column a recording, and a mark in front of what came out differently."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.reports.comparison import (
    BESIDES,
    DIFFERS,
    LIKE,
    claim_words,
    clock_words,
    held_words,
    score_word,
    took_words,
)
from irsim.reports.plain import counted, one_line
from irsim.reports.verdicts import TIMES
from irsim.scoring.comparing import ClaimRow, ClockCell, Comparison, TotalRow
from irsim.tui.debriefing.rows import (
    BLANK,
    NOWHERE,
    Lines,
    Link,
    Row,
    heading,
    line,
    pair,
    stopping,
    verdict_style,
    words,
)
from irsim.tui.lines import Cell, Span, bar, lay
from irsim.words.durations import format_instant

LEAST = 26
"""Columns that the name of a row takes at least."""

WIDEST = 21
"""Columns that a cell takes at most."""

Told = tuple[str, str]
"""The text of a cell, and its style."""


def legend_rows(found: Comparison) -> list[Row]:
    """What the letters stand for, and what differs beside what people did."""
    rows: list[Row] = []
    for each in found.columns:
        ended = f"ended {format_instant(each.ended_at)}" if each.ended_at >= 0 else "not ended"
        told = f"{one_line(each.name, 200)} · {held_words(each.held)} · {ended}"
        rows.append(pair(each.label, told, columns=4, copy=f"{each.name} {each.head}"))
    rows += [words(one_line(each, 1_000), "muted", indent=5) for each in found.forks]
    rows.append(BLANK)
    if not found.differences:
        return [*rows, words(LIKE, "good", lead="✔ ", lead_style="good")]
    marked = [words(one_line(each, 1_000), "notice", lead="■ ", lead_style="notice") for each in found.differences]
    return [*rows, heading(BESIDES), *marked]


def reminder(found: Comparison) -> list[Row]:
    """Where the differences are said, for a table that stands on a page of its own."""
    if not found.differences:
        return []
    text = f"{counted(len(found.differences), 'difference')} besides what people did, said on page 1."
    return [words(text, "notice", lead="■ ", lead_style="notice")]


def score_rows(found: Comparison, *, only: bool = False) -> list[Row]:
    """Score, coverage, objectives and roles; `only` what differs."""
    scores = [each.score for each in found.columns]
    rows = [heading("Scores"), _heads(found)]
    rows.append(_row("Whole", [(score_word(score), "strong") for score in scores], _unlike(scores)))
    rows.append(Row(lambda width: [_bars(scores, width)]))
    coverage = [(f"{each.coverage:g} %", "muted") for each in found.columns]
    rows.append(_row("Coverage", coverage, _unlike([each.coverage for each in found.columns])))
    for title, totals in (("Objectives", found.objectives), ("Roles", found.roles)):
        shown = [each for each in totals if not only or _unlike(each.scores)]
        if shown:
            rows += [BLANK, heading(title), *map(_total, shown)]
    return rows


def claim_rows(found: Comparison, *, only: bool = False) -> list[Row]:
    """Every claim under its objective, or those that came out differently."""
    rows: list[Row] = []
    labels = {each.id: each.label for each in found.objectives}
    for objective in dict.fromkeys(row.objective for row in found.claims):
        shown = [row for row in found.claims if row.objective == objective and (row.differs or not only)]
        if shown:
            rows += [BLANK] if rows else []
            rows += [heading(one_line(labels.get(objective) or objective) or "Without an objective")]
            rows += map(_claim, shown)
    return [_heads(found), *rows] if rows else []


def clock_rows(found: Comparison, *, only: bool = False) -> list[Row]:
    """Every clock under its incident, or those that came out differently."""
    rows: list[Row] = []
    for incident in dict.fromkeys(row.incident for row in found.clocks):
        shown = [row for row in found.clocks if row.incident == incident and (row.differs or not only)]
        if shown:
            rows += [BLANK] if rows else []
            rows.append(heading(one_line(shown[0].title or incident) or "Without an incident"))
            for row in shown:
                cells = [(clock_words(cell), _clock_style(cell)) for cell in row.cells]
                rows.append(_row(one_line(row.label), cells, row.differs))
    return [_heads(found), *rows] if rows else []


def time_rows(found: Comparison, *, only: bool = False) -> list[Row]:
    """The times of the truth's incidents, or those that differ."""
    rows: list[Row] = []
    for incident in dict.fromkeys(row.incident for row in found.times):
        shown = [row for row in found.times if row.incident == incident and (row.differs or not only)]
        if shown:
            rows += [BLANK] if rows else []
            rows.append(heading(one_line(shown[0].title or incident)))
            for row in shown:
                cells = [(took_words(took), "strong" if took >= 0 else "notice") for took in row.took]
                rows.append(_row(TIMES.get(row.name, row.name), cells, row.differs))
    return [_heads(found), *rows] if rows else []


def count_rows(found: Comparison, *, only: bool = False) -> list[Row]:
    """What was counted."""
    shown = [row for row in found.counts if row.differs or not only]
    if not shown:
        return []
    rows = [heading("Counts"), _heads(found)]
    return [*rows, *(_row(row.label, [(str(n), "") for n in row.counts], row.differs) for row in shown)]


def tally(found: Comparison) -> str:
    """How much came out differently, in a line."""
    parts = (
        (sum(row.differs for row in found.claims), len(found.claims), "claim"),
        (sum(row.differs for row in found.clocks), len(found.clocks), "clock"),
    )
    return ", ".join(f"{differing} of {counted(of, what)} differ" for differing, of, what in parts if of)


def _total(row: TotalRow) -> Row:
    name = one_line(row.label) or one_line(row.id)
    return _row(name, [(score_word(score), "") for score in row.scores], _unlike(row.scores))


def _claim(row: ClaimRow) -> Row:
    cells: list[Told] = []
    for cell in row.cells:
        style = "muted" if cell is None else verdict_style(cell.verdict)
        cells.append((claim_words(cell, harm=row.harm), style))
    return _row(one_line(row.title), cells, row.differs, ("claim", row.id))


def _clock_style(cell: ClockCell | None) -> str:
    if cell is None or not (cell.met or cell.late or cell.overdue):
        return "muted"
    return "urgent" if cell.overdue else "notice" if cell.late else "good"


def _heads(found: Comparison) -> Row:
    labels = [each.label for each in found.columns]
    return Row(lambda width: [_columns(" ", "", "", [(label, "accent") for label in labels], width)])


def _row(name: str, cells: Sequence[Told], differs: bool, link: Link = NOWHERE) -> Row:
    sign = DIFFERS if differs else " "
    style = "strong" if differs else ""

    def lines(width: int) -> Lines:
        return [_columns(sign, name, style, cells, width)]

    return stopping(Row(lines), link, f"{name}: " + ", ".join(text for text, _ in cells))


def _columns(sign: str, name: str, style: str, cells: Sequence[Told], width: int) -> list[Span]:
    """A name and a cell for each recording; a cell that is too narrow for its words keeps its sign and its figure."""
    room = _room(len(cells), width)
    shown = [(text if len(text) <= room else _brief(text), each) for text, each in cells]
    columns = [Cell(sign, "notice"), Cell(name, style, flex=True)]
    return line([*columns, *(Cell(text, each, width=room, right=True) for text, each in shown)], width)


def _room(columns: int, width: int) -> int:
    """Columns of a cell, the same in every table, so that they stand under each other."""
    return max(5, min(WIDEST, (width - LEAST - 4) // max(1, columns) - 1))


def _brief(text: str) -> str:
    sign, _, rest = text.partition(" ")
    return f"{sign} {rest.rpartition(' ')[2]}" if len(sign) == 1 else text


def _bars(scores: Sequence[float | None], width: int) -> list[Span]:
    """The scores as bars under their figures."""
    room = _room(len(scores), width)
    spans: list[Span] = []
    for score in scores:
        full, empty = bar((score or 0) / 100, room - 2)
        spans += [Span("   "), Span(full, "bar"), Span(empty, "rest")]
    front = width - 1 - len(scores) * (room + 1)
    return [*lay([Cell("")], max(1, front)), *spans]


def _unlike(values: Sequence[object]) -> bool:
    return any(value != values[0] for value in values)
