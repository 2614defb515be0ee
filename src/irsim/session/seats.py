"""What of a log reaches the players: whose record it is to see, and as much of it as can be known at its instant."""

from collections.abc import Sequence

from irsim.events import as_seen, seen_by_seat
from irsim.events.inputs import CommandRefused
from irsim.log.records import Record


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
    if cause >= 0 and not may_see(records[cause], records, seats):
        cause = -1
    return Record(record.seq, record.at, record.by, cause, body)
