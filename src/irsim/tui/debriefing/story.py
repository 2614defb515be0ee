"""A drill that is over, told once: every record as it read then, what only control knew, and what claims rest on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from irsim.events import kind_of
from irsim.log.reading import Recording
from irsim.reports.account import timeline
from irsim.reports.account.source import Source, read_source
from irsim.reports.plain import indented, one_line
from irsim.scoring.case import read
from irsim.scoring.lanes import EMPTY, Swimlanes
from irsim.scoring.scorecard import Claim
from irsim.scoring.swimlanes import swimlanes
from irsim.session.ledger import RULES
from irsim.tui.debriefing.endings import Endings, read_endings
from irsim.words.durations import format_instant

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.launch import Debriefing

LANES = ("exercise", "desk", "team")
"""Who moved: the scenario and whoever runs it, the duty desk with its clocks, the people."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in clean words. `lane` is one of `LANES`; `hidden` is what players could not see."""

    seq: int
    at: int
    kind: str
    text: str
    urgency: str
    lane: str
    by: str
    hidden: bool = False

    @property
    def copy(self) -> str:
        """The whole of it on one line, with its number."""
        return f"{format_instant(self.at)} {self.kind}: {one_line(self.text, 2_000)} (record {self.seq})"


@dataclass(frozen=True)
class Story:
    """Everything that the pages say."""

    debriefing: Debriefing
    source: Source
    entries: list[Entry]
    """what is worth reading, in order"""
    known: dict[int, Entry]
    resting: dict[int, list[Claim]] = field(default_factory=dict)
    """seq to the claims that it is evidence of"""
    lanes: Swimlanes = EMPTY
    """what happened, in lanes along time"""
    endings: Endings | None = None
    """of a fork: how it ended beside the recording that it left"""

    def entry(self, seq: int) -> Entry:
        """Any record, also one that is not worth a line of its own."""
        if seq in self.known:
            return self.known[seq]
        if not 0 <= seq < len(self.source.records):
            return Entry(seq, 0, "record", f"record {seq} is not in this recording", "calm", LANES[0], "")
        record = self.source.records[seq]
        words = kind_of(record.body).replace(".", " ").replace("-", " ")
        return self._entry(record, "record", f"{words} ({self.source.names.who(record.by)})")

    def _entry(self, record: Record, kind: str, text: str) -> Entry:
        return Entry(record.seq, record.at, kind, text, "calm", lane_of(record.by), record.by, True)

    def claim(self, id: str) -> Claim | None:
        """A claim by its id."""
        return next((claim for claim in self.source.card.claims if claim.id == id), None)

    @property
    def other_rules(self) -> bool:
        """Whether the recording was made by an irsim that played by other rules."""
        return self.source.board.opened.rules != RULES


def read_story(debriefing: Debriefing) -> Story:
    """Fold the recording once, telling each record on the board as it stood then. Takes a while: for a thread."""
    source = read_source(Recording(debriefing.path, debriefing.records), debriefing.card)
    known: dict[int, Entry] = {}
    for telling in source.tellings:
        record, told = telling.record, telling.told
        if type(record.body) in timeline.PRIVATE:
            continue  # everybody reads along
        beside = f" ({'; '.join(telling.remarks)})" if telling.remarks else ""
        body = "\n" + indented(told.body) if told.body else ""
        hidden = record.body.seen_by == "control"
        known[record.seq] = Entry(
            record.seq,
            record.at,
            told.kind,
            told.text + beside + body,
            told.urgency,
            lane_of(record.by),
            record.by,
            hidden,
        )
    for _, _, kind, text, seq in timeline.timeline(source):
        if int(seq) not in known:
            record = source.records[int(seq)]
            line = one_line(text, 2_000)
            known[record.seq] = Entry(record.seq, record.at, kind, line, "calm", LANES[0], record.by, True)
    resting: dict[int, list[Claim]] = {}
    for claim in source.card.claims:
        for each in claim.evidence:
            resting.setdefault(each, []).append(claim)
    return Story(
        debriefing,
        source,
        [known[each] for each in sorted(known)],
        known,
        resting,
        swimlanes(read(source.records), source.card.claims),
        read_endings(debriefing),
    )


def lane_of(by: str) -> str:
    """Whose lane a record stands in, by its writer."""
    if by == "desk":
        return LANES[1]
    return LANES[0] if by in ("engine", "facilitator", "evaluator") or by.startswith("source:") else LANES[2]
