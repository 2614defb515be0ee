"""A recording, folded and told once, with what the sections of the report ask of it."""

from dataclasses import dataclass
from typing import TypeVar

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.state import NEVER
from irsim.events import Event
from irsim.log.reading import Recording
from irsim.log.records import Record
from irsim.reports.feed import remarks
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.reports.telling import Told, tell
from irsim.scenario.library import Loaded, parse_scenario
from irsim.scoring.scorecard import Scorecard
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput
from irsim.words.texts import TextFault, render

E = TypeVar("E", bound=Event)

Row = tuple[str, ...]


@dataclass(frozen=True)
class Telling:
    """A record in words, as the feed told it then: when it was said, and the clocks that it stopped, are remarks."""

    record: Record
    told: Told
    remarks: list[str]


@dataclass(frozen=True)
class Source:
    """`loaded` is None without a scenario, or where it cannot be read: `unreadable` then says why."""

    recording: Recording
    card: Scorecard
    board: Board
    names: Names
    tellings: list[Telling]
    loaded: Loaded | None
    unreadable: str

    @property
    def records(self) -> list[Record]:
        """All records, in order."""
        return self.recording.records

    @property
    def now(self) -> int:
        """The instant (ms) that the report looks back from: the end, or the last record."""
        return self.board.ended_at if self.board.ended_at != NEVER else self.records[-1].at

    def of(self, kind: type[E]) -> list[tuple[Record, E]]:
        """The records of a kind with their bodies."""
        return [(record, record.body) for record in self.records if isinstance(record.body, kind)]

    def ref(self, seq: int) -> str:
        """A record as evidence: `T+00:05:12 (record 42)`, with when it was said at the table if that was earlier."""
        if 0 <= seq < len(self.records):
            said = self.board.said.get(self.records[seq].cause)
            words = "" if said is None else f", said at {self.names.stamp(said)}"
            return f"{self.names.stamp(self.records[seq].at)} (record {seq}{words})"
        return f"record {seq}, which is not in this recording"

    def when(self, at: int) -> str:
        """An instant with its calendar time; `never` where it did not come."""
        if at == NEVER:
            return "never"
        moment = self.names.moment(at, year=True)
        return moment if self.board.live else f"{format_instant(at)}, {moment}"

    def filled(self, text: str) -> str:
        """A text of the scenario with the cast in it; as it is written where it cannot be filled."""
        facts = self.loaded.world.facts if self.loaded else {}
        try:
            return render(text, {**self.board.opened.cast, "facts": facts})
        except TextFault:
            return text


def read_source(recording: Recording, card: Scorecard) -> Source:
    """Folds the recording, telling each record on the board as it stood then."""
    opened = recording.opened
    board = Board(opened)
    tellings = []
    for record in recording.records:
        apply(board, record)
        told = tell(record, board)
        if told is not None:
            tellings.append(Telling(record, told, remarks(record, board)))
    loaded, unreadable = None, ""
    if opened.scenario:
        try:
            loaded = parse_scenario(opened.scenario, opened.world)
        except BadInput as fault:
            unreadable = one_line(str(fault), 400)
    return Source(recording, card, board, Names(board), tellings, loaded, unreadable)
