"""What a room and an engine promise each other."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from irsim.board.decide import Refused
from irsim.board.gauges import Metric
from irsim.commands import Command
from irsim.log.records import Record


@dataclass(frozen=True)
class Accepted:
    """A command was recorded as `seq` and carried out."""

    seq: int


@dataclass(frozen=True)
class NotAccepted:
    """A command was recorded as `seq` and refused: why, and what to do instead."""

    seq: int
    refused: Refused


class Engine(Protocol):
    """What makes things happen between inputs. It owns its time and never looks at a wall clock."""

    @property
    def now(self) -> int:
        """The instant (ms) that it has come to."""

    @property
    def ended(self) -> bool:
        """Whether its world stands still for good."""

    def start(self) -> None:
        """Get ready at instant 0; nothing happens before the first `advance`."""

    def advance(self, to: int, slice_seconds: float = 0) -> bool:
        """Let everything due up to and including `to` (ms) happen, in order.

        With a slice, returns False once that much wall time is used; call again with the same `to`.
        """

    def halt(self) -> None:
        """Come back from `advance`, which says False, at this instant: the room wants to stand still right here."""

    def next_stop(self) -> int:
        """The instant of the next thing a jump should stop at; -1 where none is known."""


class Session(Protocol):
    """A seat's view of the room, the same whether the engine is in this process or elsewhere."""

    @property
    def now(self) -> int:
        """The instant at which the room stands (ms)."""

    async def submit(
        self, command: Command, by: str, command_id: str, unstated: bool = False, said: int = -1
    ) -> Accepted | NotAccepted:
        """Record a command and carry it out. The same `command_id` again is the same act, not a second one.

        `unstated`: the table did not say who acted. `said` (ms): when it was said there, -1 where that is now.
        """

    def records(self, seats: tuple[str, ...], since: int) -> AsyncIterator[Record]:
        """Records from `since` on that any of `seats` may see, and those that follow, until nothing can follow.

        Without seats it is control, which sees all; players see no more of a record than is known at its instant.
        """

    async def readings(self) -> dict[Metric, int]:
        """What every metric, by (service, metric), reads now, in its unit."""

    async def series(self, metrics: Sequence[Metric], span: int, points: int) -> dict[Metric, list[int]]:
        """What each of `metrics` was at `points` instants spread evenly over the last `span` ms; the last is now.

        Before 0 it is the calm value. Raises KeyError for a metric that is none of the world's.
        """

    async def pace(self, hundredths: int) -> None:
        """100 is real time, 0 as fast as it can."""
