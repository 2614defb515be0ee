"""The feed: one record as one calm line, for people who read a terminal or listen to a screen reader."""

from dataclasses import dataclass, replace

from irsim.board.board import Board
from irsim.board.exercise import is_exercise, plays_scenario
from irsim.board.instants import dated, stamp
from irsim.events import kind_of
from irsim.events.inputs import CommandRefused
from irsim.events.world import DecisionStated
from irsim.log.records import Record
from irsim.reports.names import Names
from irsim.reports.plain import indented, span
from irsim.reports.telling import Urgency, tell

KIND_WIDTH = 8
"""Columns of the kind word: none is longer."""


MARK = "EXERCISE "
"""Before everything in a live feed that an exercise brought about."""


@dataclass(frozen=True)
class FeedLine:
    """A record for the feed. `text` is clean; further lines of it are indented by four spaces.

    `at` is ms since the start, `stamp` the same as `T+00:47:12`, or `21 Nov 03:12:05` in live; `kind` is one short
    word, `urgency` is for colour.
    """

    at: int
    stamp: str
    kind: str
    text: str
    urgency: Urgency = "calm"

    def __str__(self) -> str:
        return f"{self.stamp} {self.kind:<{KIND_WIDTH}} {self.text}"


def feed_line(record: Record, board: Board) -> FeedLine | None:
    """`record` as a line, or None where nobody wants to read it.

    `board` is the board that has just folded `record`. Who may see a record is decided before: a player's session does
    not hand out what only control may know.
    """
    told = tell(record, board)
    if told is None:
        return None
    beside = remarks(record, board)
    if beside:
        told = replace(told, text=f"{told.text} ({'; '.join(beside)})")
    mark = MARK if MARK.strip() not in told.text and in_exercise(record, board) else ""
    text = mark + told.text + ("\n" + indented(told.body) if told.body else "")
    return FeedLine(record.at, dated(board, record.at), told.kind, text, told.urgency)


def in_exercise(record: Record, board: Board) -> bool:
    """Whether `record` of a live session is about an exercise. In a session that is one, the first line says so."""
    if plays_scenario(board.opened):
        return False
    body = record.body
    subject = getattr(body, "command", body)
    alert = board.alerts.get(_id(subject, "alert"))
    about = board.incidents.get(_id(subject, "incident") or _incident_behind(subject, board))
    if alert is not None or about is not None:
        return (alert is not None and alert.exercise) or (about is not None and is_exercise(board, about))
    return bool(getattr(body, "exercise", False))


def _id(body: object, name: str) -> str:
    found = getattr(body, name, "")
    return found if isinstance(found, str) else ""


def _incident_behind(body: object, board: Board) -> str:
    """The incident of the page, the update or the clock that `body` is about."""
    page, update = board.pages.get(_id(body, "page")), board.updates.get(_id(body, "update"))
    clock = board.clocks.get(_id(body, "id"))
    return next((each.incident for each in (page, update, clock) if each is not None), "")


def remarks(record: Record, board: Board) -> list[str]:
    """What is said of `record` in brackets: when it was said at the table, and the clocks that it stopped."""
    said = board.said.get(record.cause)
    told_already = isinstance(record.body, CommandRefused | DecisionStated)
    words = [] if said is None or told_already else [f"said at {stamp(board, said, record.at)}"]
    return words + stopped_clocks(record, board)


def stopped_clocks(record: Record, board: Board) -> list[str]:
    """The clocks that `record` stopped, in words: `Respond met after 6m12s of 15m`."""
    incident = getattr(record.body, "incident", "")
    if not incident:
        return []
    names = Names(board)
    found = []
    for rule, _ in board.rules.stopping.get(kind_of(record.body), ()):
        for clock in board.runs.get((incident, rule.id), ()):
            if clock.stopped_by == record.seq:
                verdict = clock.verdict(record.at)
                took, of = span(clock.stopped_at - clock.since), span(clock.due - clock.since)
                found.append(f"{names.clock_rule(rule.id)} {verdict} after {took} of {of}")
    return list(dict.fromkeys(found))
