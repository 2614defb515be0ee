"""What stands in lanes along time: marks, bars, and the stretches of time on stage. `swimlanes` fills them from a
recording; texts are as they were written: whoever shows them cleans.
"""

from dataclasses import dataclass
from typing import Literal

LaneKind = Literal["room", "world", "injects", "alerts", "decisions", "seat", "clocks"]


@dataclass(frozen=True)
class Lane:
    """A row. `id` is its kind, for a seat `seat:ROLE`, for clocks `clocks:INCIDENT:RULE`; `label` as plan or world
    have it, that of a clock with its incident, `about`, in front."""

    id: str
    label: str
    kind: LaneKind
    about: str = ""


@dataclass(frozen=True)
class Mark:
    """Something that happened in a lane at `at` (ms): when it was done, which may be before it was recorded.

    `seq` is its record; `seqs` are that and what came of the same command. `kind` is the kind of event, `text` a few
    words on it. `verdict` is the worst one among the `claims` that rest on it, empty where none does. `by` is who wrote
    it, as records have it.
    """

    lane: str
    at: int
    seq: int
    kind: str
    text: str
    verdict: str = ""
    seqs: tuple[int, ...] = ()
    claims: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class Bar:
    """A stretch of time (ms) in a lane. Of a clock: `until` is when it stopped, was waived, or the end of what is
    known (an interval of a cadence that was missed ends where it was due: the next one runs from there); `due` the
    limit; `verdict` met, late, overdue, waived or running. Of a fault: `due` is -1, the verdict `over` or `lasting`.
    `seq` is the record that began it, `id` the clock's or the fault's."""

    lane: str
    since: int
    until: int
    due: int
    verdict: str
    label: str
    seq: int
    id: str = ""


@dataclass(frozen=True)
class Stretch:
    """A part of time (ms) on stage; what lies between two of them was left to an off-stage shift. `title` is the
    part's, where the exercise has parts."""

    since: int
    until: int
    title: str = ""


@dataclass(frozen=True)
class Swimlanes:
    """Everything, lanes from above to below, marks and bars by time; `until` (ms) is the end of what is known."""

    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    stretches: tuple[Stretch, ...]
    until: int

    def of(self, lane: str) -> tuple[list[Mark], list[Bar]]:
        """What stands in a lane."""
        return [mark for mark in self.marks if mark.lane == lane], [bar for bar in self.bars if bar.lane == lane]

    def holding(self, seq: int) -> Mark | None:
        """The mark that stands for a record."""
        return next((mark for mark in self.marks if seq in mark.seqs), None)


EMPTY = Swimlanes((), (), (), (), 0)
