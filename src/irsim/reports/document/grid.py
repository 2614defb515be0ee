"""A chart as a grid of cells, for documents that take no drawing: each cell has a sign and says what it means."""

from dataclasses import dataclass

from irsim.reports.document.chart import Axis, Bar, Chart, Lane, Tone, packed
from irsim.words.durations import format_instant

ROWS = 3
"""Rows that the bars of a lane take at most."""

SIGNS = {"tick": "|", "triangle": "△", "diamond": "◆", "square": "■", "circle": "●"}
HOLLOW = {"diamond": "◇", "square": "□"}
CROSSED = "⊠"
"""A square that lapsed."""


def sign(shape: str, tone: Tone) -> str:
    """A mark's character; what did not come, or is only asked, is hollow."""
    if shape == "square" and tone == "bad":
        return CROSSED
    empty = tone == "quiet" or (shape == "square" and tone == "plain")
    return HOLLOW.get(shape, SIGNS[shape]) if empty else SIGNS[shape]


@dataclass(frozen=True)
class Cell:
    """A cell: its sign, its tone (None where no bar is), and whether it is beyond a due instant."""

    sign: str = ""
    tone: Tone | None = None
    over: bool = False


@dataclass(frozen=True)
class Grid:
    """Stamps above the columns, as (column, stamp), and rows of a label and cells. `breaks` are columns before which
    time is left out."""

    columns: int
    stamps: tuple[tuple[int, str], ...]
    breaks: tuple[tuple[int, str], ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def grid(chart: Chart, columns: int) -> Grid:
    """The chart in `columns` cells."""
    axis = Axis(chart.stretches, float(columns), least=4, gap=0)
    rows: list[tuple[str, tuple[Cell, ...]]] = []
    for lane in chart.lanes:
        rows += _lane(axis, lane, columns)
    breaks = tuple(
        (min(columns - 1, round(axis.starts[number])), stretch.skipped)
        for number, stretch in enumerate(chart.stretches)
        if number
    )
    stamps: list[tuple[int, str]] = []
    for instant, place in axis.ticks(6):
        column = min(columns - 1, int(place))
        if not stamps or column - stamps[-1][0] >= 5:
            stamps.append((column, format_instant(instant).removesuffix(":00")))
    return Grid(columns, tuple(stamps), breaks, tuple(rows))


def _lane(axis: Axis, lane: Lane, columns: int) -> list[tuple[str, tuple[Cell, ...]]]:
    found: list[tuple[str, tuple[Cell, ...]]] = []
    for row in packed(lane.bars, ROWS) or [[]]:
        cells = [Cell()] * columns
        for bar in row:
            _fill(axis, bar, cells)
        if not found:
            for mark in lane.marks:
                column = min(columns - 1, int(axis.place(mark.at)))
                if cells[column].tone is None:
                    cells[column] = Cell(sign(mark.shape, mark.tone))
        found.append((lane.label if not found else "", tuple(cells)))
    return found


def _fill(axis: Axis, bar: Bar, cells: list[Cell]) -> None:
    first, last = (min(len(cells) - 1, int(axis.place(instant))) for instant in (bar.since, bar.until))
    due = axis.place(bar.due)
    for column in range(first, last + 1):
        over = bar.tone in ("bad", "late") and bar.until > bar.due and column + 1 > due
        cells[column] = Cell("", bar.tone, over)
    cells[last] = Cell(bar.sign, bar.tone, bar.tone in ("bad", "late"))
