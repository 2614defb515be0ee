"""How teams came along over a folder of recordings: a line a drill, in the order in which they were held."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from irsim.scoring.likeness import Side, differences
from irsim.scoring.spread import spread

TENTHS = 10
"""Scores have one decimal; medians are taken of whole tenths, and rounded down to one."""


class TrendRow(Struct, frozen=True):
    """A closed recording. `held` is its real start (ISO 8601), empty where a script or responders played it."""

    number: int
    name: str
    held: str
    score: float | None
    coverage: float
    objectives: dict[str, float | None]
    head: str


class Medians(Struct, frozen=True):
    """Medians over the recordings of a trend, each with how many had a figure; None where none had."""

    score: float | None
    scored: int
    coverage: float | None
    objectives: dict[str, float | None]


class Trend(Struct, frozen=True):
    """All `n` recordings of one scenario. `labels` are its objectives; `differences` as of `likeness`, by number."""

    scenario: str
    codename: str
    n: int
    labels: dict[str, str]
    rows: list[TrendRow]
    medians: Medians
    differences: list[str]


def trends(sides: Iterable[Side]) -> list[Trend]:
    """A trend for each scenario, by its id; give closed recordings."""
    groups: dict[str, list[Side]] = {}
    for side in sides:
        groups.setdefault(side.card.scenario, []).append(side)
    return [_trend(scenario, sorted(group, key=_held)) for scenario, group in sorted(groups.items())]


def _held(side: Side) -> tuple[bool, float, str]:
    """By the date on which people held it; what bears none comes last, by name."""
    try:
        instant = datetime.fromisoformat(side.opened.held)
    except ValueError:
        return (True, 0, side.name)
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return (False, aware.timestamp(), side.name)


def _trend(scenario: str, sides: Sequence[Side]) -> Trend:
    labels = {total.id: total.label for side in sides for total in side.card.objectives}
    rows = [_row(number, side) for number, side in enumerate(sides, 1)]
    scores = [row.score for row in rows if row.score is not None]
    known = {id: [each for row in rows if (each := row.objectives.get(id)) is not None] for id in labels}
    medians = Medians(
        score=_median(scores),
        scored=len(scores),
        coverage=_median([row.coverage for row in rows]),
        objectives={id: _median(figures) for id, figures in known.items()},
    )
    said = differences(sides, [str(row.number) for row in rows])
    return Trend(scenario, sides[-1].card.codename, len(rows), labels, rows, medians, said)


def _row(number: int, side: Side) -> TrendRow:
    card = side.card
    objectives = {total.id: total.score for total in card.objectives}
    return TrendRow(number, side.name, side.opened.held, card.score, card.coverage, objectives, card.head)


def _median(figures: Sequence[float]) -> float | None:
    middle = spread(round(each * TENTHS) for each in figures).median
    return None if middle is None else middle / TENTHS
