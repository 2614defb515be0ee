"""What of a log reaches the players: whose record it is to see, and as much of it as can be known at its instant."""

from collections.abc import Iterator, Sequence

from irsim.commands import Command, Memo, Questionnaire
from irsim.events import as_seen, seen_by_seat
from irsim.events.after import QuestionnaireFilled
from irsim.events.base import Event
from irsim.events.facilitation import MemoAdded
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.log.records import Record
from irsim.log.tail import Tail

SOMEBODY = "participant"
"""Who wrote what was given in confidence, as the others are told."""


def may_see(record: Record, records: Sequence[Record], seats: tuple[str, ...]) -> bool:
    """Whether any of `seats` may know of a record of the log `records`.

    A refusal repeats what was asked for, so it is for whoever may see the command.
    """
    body = record.body
    if type(body) is CommandRefused and record.cause >= 0:
        body = records[record.cause].body
    return any(seen_by_seat(body, seat) for seat in seats)


def reduced(record: Record, records: Sequence[Record], seats: tuple[str, ...]) -> Record | None:
    """A record of the log `records` as the players at `seats` see it; None where they do not.

    A cause that is not theirs to see is left out (an alert would say that an inject brought it, not a monitor), and so
    is every digest: it covers what was taken away, and guesses could be tried on it.
    """
    if not may_see(record, records, seats):
        return None
    body = as_seen(record.body, record.at)
    if body is None:
        return None
    cause = record.cause
    if cause >= 0 and not (_at_hand(cause, records) and may_see(records[cause], records, seats)):
        cause = -1
    return Record(record.seq, record.at, record.by, cause, body)


def _at_hand(seq: int, records: Sequence[Record]) -> bool:
    """Whether a record can be looked at without asking the store for it, which may take long. Who joins a long log has
    no records that old either, and cannot follow a cause there."""
    return not isinstance(records, Tail) or records.at_hand(seq)


def disclosed(record: Record) -> Record:
    """A record as everybody may read it once the recording is closed: all of it but what was written in confidence,
    participants' forms and control's private notes. Those are there, empty, without their writer and their digest."""
    body = record.body
    kept: Event | None = None
    if type(body) is CommandSubmitted:
        command: Command = body.command
        if isinstance(command, Questionnaire | Memo):
            blank: Command = Questionnaire() if isinstance(command, Questionnaire) else Memo("")
            kept = CommandSubmitted(body.id, blank, body.unstated, body.said)
    elif type(body) is QuestionnaireFilled:
        kept = QuestionnaireFilled()
    elif type(body) is MemoAdded:
        kept = MemoAdded("")
    return record if kept is None else Record(record.seq, record.at, SOMEBODY, record.cause, kept)


def all_disclosed(records: Sequence[Record]) -> Iterator[Record]:
    """The records of a closed recording as everybody may read them. Of participants' forms the ratings are told, for
    their means are everybody's: of each statement in the order of their values, dealt out to the forms from the first
    one on, so that no two of them belong to one person."""
    given: dict[str, list[int]] = {}
    for record in records:
        if isinstance(record.body, QuestionnaireFilled):
            for statement, rating in record.body.ratings.items():
                given.setdefault(statement, []).append(rating)
    dealt = {statement: sorted(ratings) for statement, ratings in given.items()}
    number = 0
    for record in records:
        told = disclosed(record)
        if isinstance(record.body, QuestionnaireFilled):
            ratings = {name: each[number] for name, each in dealt.items() if number < len(each)}
            told = Record(told.seq, told.at, told.by, told.cause, QuestionnaireFilled(ratings))
            number += 1
        yield told
