"""A recording made ready to be judged: the board it folds to, its records by kind, who played, what was off stage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from irsim.board.actors import FACILITATOR
from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.script import script_of
from irsim.board.state import NEVER
from irsim.events import kind_of
from irsim.events.alerts import AlertFired
from irsim.events.facilitation import SeatHanded, StatementJudged
from irsim.events.session import InjectDelivered, PartOpened, SeatTaken, SessionOpened, TimeAdvanced
from irsim.events.world import FaultStarted, MessageDelivered, MessageLost, MessageSent
from irsim.log.records import Record
from irsim.scenario.library import Loaded
from irsim.scenario.models import Inject, Scenario
from irsim.words.texts import TextFault, render

PLAYED = ("people", "script")
"""Seats whose deeds are somebody's own; a simulated one counts only where there is none of these."""


@dataclass(frozen=True)
class Gap:
    """Time off stage (ms): what falls due in it is not exercised, but for the clocks that the next part names."""

    since: int
    until: int
    exercised: frozenset[str]

    def holds(self, due: int) -> bool:
        """Whether `due` lies off stage."""
        return self.since < due <= self.until


@dataclass(frozen=True)
class Case:
    """Everything that claims are judged from. Without a scenario (live) there is nothing to claim."""

    records: Sequence[Record]
    by_seq: dict[int, Record]
    kinds: dict[str, list[Record]]
    opened: SessionOpened
    board: Board
    loaded: Loaded | None
    gaps: tuple[Gap, ...]
    seats: dict[str, str]
    """role to people, script, simulated or empty; a seat that somebody took is played by people"""
    roots: dict[int, str]
    """seq of a record to the inject that it came from"""
    arrivals: dict[str, list[Record]]
    """inject to the messages and alerts by which it reached a seat"""
    underway: frozenset[str]
    """injects of which a message set out, whether or not it arrived"""

    @property
    def scenario(self) -> Scenario | None:
        """What was played; None for a live store."""
        return self.loaded.scenario if self.loaded else None

    @cached_property
    def injects(self) -> dict[str, Inject]:
        """The scenario's injects by id."""
        return {inject.id: inject for inject in self.scenario.injects} if self.scenario else {}

    @cached_property
    def _spoken(self) -> dict[int, str]:
        """Command by which the facilitator judged what was said, to the role that said it."""
        judged = ((r.cause, r.body) for r in self.of("statement.judged"))
        return {cause: body.role for cause, body in judged if isinstance(body, StatementJudged) and body.role}

    @property
    def ended(self) -> bool:
        """Whether the session ended; what is due at its end can be judged then."""
        return self.board.ended_at != NEVER

    @property
    def now(self) -> int:
        """The instant (ms) up to which anything can be said."""
        return self.board.ended_at if self.ended else self.records[-1].at

    def of(self, kind: str) -> list[Record]:
        """All records of a kind, in order."""
        return self.kinds.get(kind, [])

    def doer(self, record: Record) -> str:
        """The role that did it: of what the desk or the engine wrote, whoever gave the command that it follows from."""
        while record.by in ("desk", "engine") and record.cause in self.by_seq:
            record = self.by_seq[record.cause]
        if record.by.partition(":")[0] == FACILITATOR and record.cause in self._spoken:
            return self._spoken[record.cause]
        return record.by.removeprefix("sim:").partition(":")[0]

    def reached(self, due: int) -> bool:
        """Whether the time up to `due` was there to be used. A running session may write more at its last instant."""
        return self.now > due or (self.ended and self.now == due)

    def off_stage(self, due: int, clock: str = "") -> bool:
        """Whether `due` fell into a gap that does not exercise this clock."""
        return any(gap.holds(due) and clock not in gap.exercised for gap in self.gaps)

    def unplayed(self, role: str) -> str:
        """`simulated` or `empty` where the role's seat is that while others are played; empty text where it counts."""
        seat = self.seats.get(role, "empty")
        return seat if seat not in PLAYED and any(other in PLAYED for other in self.seats.values()) else ""

    def filled(self, text: str) -> str:
        """The scenario's text with the cast in it; as written where it cannot be filled."""
        try:
            return render(text, {**self.opened.cast, "facts": self.loaded.world.facts if self.loaded else {}})
        except TextFault:
            return text


def read(records: Sequence[Record]) -> Case:
    """Fold `records` from the first on. Raises ValueError where they do not begin with session.opened."""
    opened = records[0].body if records else None
    if not isinstance(opened, SessionOpened):
        raise ValueError("the records do not begin with session.opened; give the recording from its first record on")
    board = Board(opened)
    kinds: dict[str, list[Record]] = {}
    for record in records:
        apply(board, record)
        kinds.setdefault(kind_of(record.body), []).append(record)
    loaded = script_of(board)
    roots = _roots(records)
    arrivals: dict[str, list[Record]] = {}
    for record in records:
        if isinstance(record.body, MessageDelivered | AlertFired) and record.seq in roots:
            arrivals.setdefault(roots[record.seq], []).append(record)
    underway = {roots[r.seq] for r in records if isinstance(r.body, MessageSent | MessageLost) and r.seq in roots}
    return Case(
        records,
        {record.seq: record for record in records},
        kinds,
        opened,
        board,
        loaded,
        _gaps(records, loaded),
        _seats(opened, records),
        roots,
        arrivals,
        frozenset(underway),
    )


def _roots(records: Iterable[Record]) -> dict[int, str]:
    """Seq to inject, along the causes. A fault ends the trail: what it does is the world's, whatever set it off."""
    roots: dict[int, str] = {}
    for record in records:
        if isinstance(record.body, InjectDelivered):
            roots[record.seq] = record.body.inject
        elif record.cause in roots and not isinstance(record.body, FaultStarted):
            roots[record.seq] = roots[record.cause]
    return roots


def _gaps(records: Sequence[Record], loaded: Loaded | None) -> tuple[Gap, ...]:
    parts = {part.id: frozenset(part.exercised) for part in loaded.scenario.parts} if loaded else {}
    gaps: list[Gap] = []
    for record in records:
        if isinstance(record.body, TimeAdvanced):
            gaps.append(Gap(record.at, record.body.to, frozenset(record.body.exercised)))
        elif isinstance(record.body, PartOpened) and gaps and gaps[-1].since <= record.at <= gaps[-1].until:
            named = parts.get(record.body.part, frozenset())
            gaps[-1] = Gap(gaps[-1].since, record.at, gaps[-1].exercised | named)
    return tuple(gaps)


def _seats(opened: SessionOpened, records: Iterable[Record]) -> dict[str, str]:
    """A seat that people ever sat at, or were given back, is people's: what they did counts."""
    seats = dict(opened.seats)
    for record in records:
        body = record.body
        if isinstance(body, SeatTaken) and body.role in seats:
            seats[body.role] = "people"
        elif isinstance(body, SeatHanded) and seats.get(body.role) not in PLAYED:
            seats[body.role] = body.to
    return seats
