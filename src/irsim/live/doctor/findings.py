"""What an examination finds, a line each."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from irsim.board.board import Board
    from irsim.words.faults import BadInput

State = Literal["well", "look", "fault"]

WELL: State = "well"
LOOK: State = "look"
"""Nothing is broken, and somebody may want to know."""
FAULT: State = "fault"


@dataclass(frozen=True)
class Finding:
    """One path that was tried: `part` names it, `said` is what was seen, `cure` what to do about it."""

    part: str
    state: State
    said: str
    cure: str = ""

    @property
    def line(self) -> str:
        """As one sentence."""
        return f"{self.said}; {self.cure}" if self.cure else self.said


@dataclass(frozen=True)
class Room:
    """What a running process tells: its board (None where nobody serves), now (session ms), and when each source was
    last heard (Unix ms)."""

    board: "Board | None" = None
    now: int = 0
    heard: dict[str, int] | None = None
    kept_by: str = ""


Findings = Iterator[Finding]
Tries = AsyncIterator[Finding]
Progress = Callable[[Finding], None]


def faults_of(part: str, bad: "BadInput") -> Findings:
    """Each fault of a bad input as a finding."""
    for each in bad.faults:
        said, _, cure = each.message.rpartition("; ")
        place = f"{each.file}:{each.line}: " if each.line else ("" if each.file == "secret" else f"{each.file}: ")
        yield Finding(part, FAULT, f"{place}{said or cure}", cure if said else "")
