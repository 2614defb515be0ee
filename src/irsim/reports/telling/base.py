"""What a telling is, and the table in which every kind of event finds the function that tells it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from irsim.board.board import Board
from irsim.board.instants import stamp
from irsim.events.base import Event
from irsim.log.records import Record
from irsim.reports.names import Names

Urgency = Literal["calm", "notice", "urgent"]


@dataclass(frozen=True)
class Told:
    """One record in words. `text` is one clean line, `body` further clean lines; `kind` one short word for the eye."""

    kind: str
    text: str
    body: str = ""
    urgency: Urgency = "calm"


@dataclass(frozen=True)
class Teller:
    """What a telling may look at: the board, which has folded the record already, and the record itself."""

    board: Board
    record: Record
    names: Names

    @property
    def by(self) -> str:
        """` by technical lead`; empty where no person is behind it."""
        return "" if self.record.by in ("engine", "desk") else f" by {self.names.who(self.record.by)}"

    def happened(self, occurred: int | None) -> str:
        """When something happened that is recorded only now; empty where that is now."""
        return happened(self.board, occurred, self.record.at)

    @property
    def who(self) -> str:
        """`technical lead`."""
        return self.names.who(self.record.by)


Tells = Callable[[Any, Teller], Told | None]

TELLS: dict[type[Event], Tells] = {}


def tells(kind: type[Event]) -> Callable[[Tells], Tells]:
    """Puts a function into the table for `kind`."""

    def keep(function: Tells) -> Tells:
        TELLS[kind] = function
        return function

    return keep


def happened(board: Board, occurred: int | None, at: int) -> str:
    """When something happened that is recorded only at `at` (ms); empty where that is then."""
    return "" if occurred is None else f", happened at {stamp(board, occurred, at)}"


def because(reason: str) -> str:
    """A reason (already clean) at the end of a sentence; empty where none was given."""
    return f": {reason}" if reason else ""
