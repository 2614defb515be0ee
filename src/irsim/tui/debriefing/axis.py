"""Columns and instants: a time axis at so many milliseconds a column. What passed off stage is a narrow gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from irsim.scoring.lanes import Stretch
from irsim.tui.marks import short
from irsim.words.durations import DAY, HOUR, MINUTE, SECOND

STEPS = (
    SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 20 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 3 * MINUTE,
    5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 6 * HOUR,
    12 * HOUR, DAY, 2 * DAY, 7 * DAY,
)  # fmt: skip
"""Milliseconds a column can stand for."""

GAP = 3
"""Columns of a gap."""

APART = 9
"""Columns from one label of the axis to the next, at least."""

LABELLED = (*STEPS, 14 * DAY, 28 * DAY, 56 * DAY, 112 * DAY)
"""Distances between two labels (ms)."""


@dataclass(frozen=True)
class _Piece:
    """A stretch on the axis: its first column, how many it takes, and its time (ms)."""

    start: int
    columns: int
    since: int
    until: int


class Axis:
    """Stretches of time at `step` ms a column. Column 0 is the first instant."""

    def __init__(self, stretches: Sequence[Stretch], step: int) -> None:
        self.step = step
        self._pieces: list[_Piece] = []
        start = 0
        for each in stretches:
            columns = max(1, (each.until - each.since) // step + 1)
            self._pieces.append(_Piece(start, columns, each.since, each.until))
            start += columns + GAP
        self.columns = max(1, start - GAP)

    def column(self, at: int) -> int:
        """Where an instant (ms) stands; what happened off stage stands in the gap, what lies beyond at the ends."""
        for piece in self._pieces:
            if at < piece.since:
                return max(0, piece.start - 1 - GAP // 2)
            if at <= piece.until:
                return piece.start + (at - piece.since) // self.step
        return self.columns - 1

    def instant(self, column: int) -> int:
        """The first instant (ms) of a column; a gap's is where it began."""
        before = 0
        for piece in self._pieces:
            if column < piece.start:
                return before
            if column < piece.start + piece.columns:
                return min(piece.until, piece.since + (column - piece.start) * self.step)
            before = piece.until
        return before

    def gap(self, column: int) -> tuple[int, int] | None:
        """From when to when (ms) the gap at a column goes; None where there is none."""
        for before, after in zip(self._pieces, self._pieces[1:], strict=False):
            if before.start + before.columns <= column < after.start:
                return before.until, after.since
        return None

    def labels(self) -> list[tuple[int, str]]:
        """Columns with the instants that are written there, round ones and the first of each stretch."""
        apart = next((each for each in LABELLED if each >= APART * self.step), LABELLED[-1])
        found: list[tuple[int, str]] = []
        for piece in self._pieces:
            instants = [piece.since, *range((piece.since // apart + 1) * apart, piece.until + 1, apart)]
            for at in instants:
                column = self.column(at)
                if not found or column - found[-1][0] >= APART:
                    found.append((column, short(at)))
        return found


def fitting(stretches: Sequence[Stretch], width: int) -> int:
    """The closest view (ms a column) in which everything is seen at once."""
    return next((step for step in STEPS if Axis(stretches, step).columns <= width), STEPS[-1])


def nearer(step: int) -> int:
    """One step closer."""
    return STEPS[max(0, STEPS.index(step) - 1)]


def farther(step: int) -> int:
    """One step further away."""
    return STEPS[min(len(STEPS) - 1, STEPS.index(step) + 1)]
