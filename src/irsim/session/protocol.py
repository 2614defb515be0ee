"""What a room and an engine promise each other."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from irsim.board.decide import Refused
from irsim.board.gauges import Metric
from irsim.commands import Command
from irsim.events.session import SessionOpened
from irsim.log.records import Record
from irsim.session.loglines import LinesFound, LinesKept, LinesWanted
from irsim.session.searching import Found, Search, Story

PLAYERS, FACILITATOR, EVALUATOR, SCREEN, OBSERVER = "players", "facilitator", "evaluator", "screen", "observer"
"""What a terminal can be: at seats of the plan, at one of control's, the projector, or somebody who watches."""

TABLE = "table"
"""The seat of whoever opened a room to others, where no role is played at that terminal alone."""

CONTROLLING = (FACILITATOR, EVALUATOR)
"""Kinds of terminals that see all."""


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
    def opened(self) -> SessionOpened:
        """What the session was opened with, as far as this terminal may know it."""

    @property
    def now(self) -> int:
        """The instant at which the room stands (ms)."""

    @property
    def reached(self) -> int:
        """The instant (ms) that the engine has come to; during a jump it is behind `now`."""

    @property
    def recorded(self) -> int:
        """How many records there are."""

    @property
    def paused(self) -> bool:
        """Whether the room stands still."""

    @property
    def speed(self) -> int:
        """The pace in hundredths of real time; 0 is as fast as it can."""

    @property
    def ended(self) -> bool:
        """Whether the world stands still for good."""

    @property
    def gone(self) -> bool:
        """Whether nothing more can be written or read here: the room was left, or its recording cannot be written."""

    @property
    def next_stop(self) -> int:
        """The instant (ms) of the next thing that is planned, for whoever may know; -1 where nothing is."""

    @property
    def talk_left(self) -> int:
        """What is left (ms of the wall clock) of the discussion that the room stands still for; -1 where none does, or
        this terminal does not know."""

    @property
    def trouble(self) -> str:
        """What is wrong with the way to the room, in a few words; empty where nothing is."""

    @property
    def heard(self) -> tuple[int, int]:
        """In live, how many sources were heard so far, and when one was last (ms); 0 and -1 where none was."""

    @property
    def person(self) -> str:
        """Who sits here, as the room knows them; empty where it does not."""

    async def submit(
        self, command: Command, by: str, command_id: str, unstated: bool = False, said: int = -1
    ) -> Accepted | NotAccepted:
        """Record a command and carry it out. The same `command_id` again is the same act, not a second one.

        `unstated`: the table did not say who acted. `said` (ms): when it was said there, -1 where that is now.
        """

    async def settle(self) -> None:
        """Let everything happen that is due by now: what a person reads next is not behind the clock."""

    @property
    def base(self) -> tuple[int, bytes]:
        """Where the records begin: behind the record of this number, with the board after it as bytes; -1 where they
        begin with the first one."""

    def records(self, seats: tuple[str, ...], since: int) -> AsyncIterator[Record]:
        """Records from `since` on that any of `seats` may see, and those that follow, until nothing can follow.

        Without seats it is control, which sees all; players see no more of a record than is known at its instant.
        """

    async def fetch(self, sha256: str, seats: tuple[str, ...] = ()) -> bytes:
        """What a handout holds that any of `seats` was given; without seats it is control, which may see any.

        Raises BadInput where it is not theirs to see, or not there any more.
        """

    async def search(self, wanted: Search, seats: tuple[str, ...] = ()) -> Found:
        """Incidents and records of the whole log that fit, as far as any of `seats` may know (control: all), archived
        ones too. Raises BadInput where they cannot be looked up now."""

    async def story(self, incident: str, seats: tuple[str, ...] = ()) -> Story:
        """The records of one incident, archived or not, in the same way. Raises BadInput."""

    async def lines(self, wanted: LinesWanted) -> LinesFound:
        """Kept lines of logs that fit. Raises BadInput where there are none, this terminal may not read them, or they
        cannot be looked up now."""

    async def keep_lines(self, numbers: Sequence[int]) -> LinesKept:
        """Put the lines of these numbers into a file where the room is hosted, for the `evidence` command. Raises
        BadInput."""

    async def readings(self) -> dict[Metric, int]:
        """What every metric, by (service, metric), reads now, in its unit."""

    async def series(self, metrics: Sequence[Metric], span: int, points: int) -> dict[Metric, list[int]]:
        """What each of `metrics` was at `points` instants spread evenly over the last `span` ms; the last is now.

        Before 0 it is the calm value. Raises KeyError for a metric that is none of the world's.
        """

    async def pause(self) -> None:
        """Everything stands: clocks, injects, timers. Raises Denied where that is not this terminal's to say."""

    async def resume(self) -> None:
        """Everything goes on. Raises Denied."""

    async def pace(self, hundredths: int) -> None:
        """100 is real time, 0 as fast as it can. Raises Denied."""

    async def jump(self, to: int) -> None:
        """Be at `to` (ms) as soon as the engine can. Raises Denied."""

    async def reading(self, dialogs: int) -> None:
        """So many dialogs are open at this terminal: while one is, the pace is at most real time."""

    async def close(self) -> None:
        """End the recording: nothing follows. The world must have ended. Raises Denied."""

    def leave(self) -> None:
        """Let go: a host of its recording, which stays open and can be resumed; a joined terminal of the room."""

    async def left(self) -> None:
        """Return once nothing of it runs any more, after `leave`."""

    @property
    def whole(self) -> list[Record] | None:
        """Every record, unreduced, once the recording is closed: the debrief is for everybody. None before."""

    async def disclosed(self) -> list[Record]:
        """The same, as soon as it is closed."""

    async def run(self) -> None:
        """Keep the room going, or this terminal in it, until its world has ended."""


class Denied(Exception):
    """The room does not let this terminal do that: why, and what to do instead."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused
