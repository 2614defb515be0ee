"""What terminals and the host of a room say to each other: JSON, one struct a frame, the same over any socket.

A frame is at most `LARGEST` bytes on its way to the host. What does not decode is refused with a sentence.
"""

from collections.abc import Callable
from typing import Literal

import msgspec
from msgspec import Struct

from irsim.board.catalogue import Brief
from irsim.commands import AnyCommand
from irsim.events import Body
from irsim.events.session import SessionOpened
from irsim.log.records import Record
from irsim.session.ledger import RULES
from irsim.session.loglines import LinesFound, LinesKept, LinesWanted
from irsim.session.searching import Search

VERSION = f"1/{RULES}"
"""Of the frames, and of the rules by which a terminal folds what it is sent: both sides have the same, or part."""

LARGEST = 1 << 20
"""Bytes of a frame to the host: more than any form holds, and nothing that hurts."""

Metrics = tuple[tuple[str, str], ...]


class Frame(Struct, frozen=True, omit_defaults=True, tag_field="frame"):
    """One message."""


# To the host


class Hello(Frame, frozen=True, tag="hello"):
    """Who wants to sit where. `terminal` is the terminal's own secret, by which it is known when it comes back; `boot`
    and `since` say which host it knew and the next record that it lacks. `trial`: say whether it would be let in, and
    do not sit down yet."""

    version: str
    kind: str
    terminal: str
    seats: tuple[str, ...] = ()
    name: str = ""
    token: str = ""
    since: int = 0
    boot: str = ""
    trial: bool = False
    visit: bool = False
    """come for a moment: nobody is on record as sitting here"""
    boards: str = ""
    """the version of boards that the terminal can take over as bytes"""


class Look(Frame, frozen=True, tag="look"):
    """Who sits where, for somebody who chooses a seat."""

    version: str
    token: str = ""


class Submit(Frame, frozen=True, tag="submit"):
    """A command, as `Session.submit` has it."""

    n: int
    command: AnyCommand  # type: ignore[valid-type]
    by: str
    id: str
    unstated: bool = False
    said: int = -1


class Steer(Frame, frozen=True, tag="steer"):
    """Time, and the end: `to` is the pace in hundredths, or the instant (ms) to jump to."""

    n: int
    do: Literal["pause", "resume", "pace", "jump", "close", "settle"]
    to: int = 0


class AskReadings(Frame, frozen=True, tag="ask-readings"):
    """What every metric reads."""

    n: int


class AskSeries(Frame, frozen=True, tag="ask-series"):
    """What metrics were."""

    n: int
    metrics: Metrics
    span: int
    points: int


class AskFile(Frame, frozen=True, tag="ask-file"):
    """What a handout holds."""

    n: int
    sha256: str


class AskLog(Frame, frozen=True, tag="ask-log"):
    """What of the whole log fits."""

    n: int
    wanted: Search


class AskIncident(Frame, frozen=True, tag="ask-incident"):
    """All records of an incident, archived or not."""

    n: int
    incident: str


class AskLines(Frame, frozen=True, tag="ask-lines"):
    """What of the kept lines of logs fits."""

    n: int
    wanted: LinesWanted


class KeepLines(Frame, frozen=True, tag="keep-lines"):
    """Put the lines of these numbers into a file, as evidence."""

    n: int
    numbers: tuple[int, ...]


class Dialogs(Frame, frozen=True, tag="dialogs"):
    """So many dialogs are open."""

    open: int


class Leave(Frame, frozen=True, tag="leave"):
    """The terminal gets up for good."""


# To the terminal


class Place(Struct, frozen=True, omit_defaults=True):
    """A seat: `played` is people, simulated, script or empty; `people` who sits there."""

    id: str
    label: str
    played: str = ""
    people: tuple[str, ...] = ()


class Lobby(Frame, frozen=True, tag="lobby"):
    """What can be joined; `kinds` are the terminals that the caller's token opens."""

    codename: str
    places: tuple[Place, ...]
    kinds: tuple[str, ...]
    ended: bool = False


class State(Frame, frozen=True, tag="state"):
    """Where the room stands. `next_stop` (ms) is -1 for whoever may not know; `trouble` is what is wrong there. In live
    so many `sources` were heard, the last time at `heard` (ms)."""

    now: int
    reached: int
    paused: bool
    speed: int
    recorded: int
    ended: bool = False
    next_stop: int = -1
    trouble: str = ""
    sources: int = 0
    heard: int = -1


class Welcome(Frame, frozen=True, tag="welcome"):
    """The seat is taken: `boot` is drawn anew whenever a host begins or goes on, `name` what the room calls the
    terminal's person. The records that follow go on from `base`, the board after record `after`, where that is not -1.
    """

    boot: str
    opened: SessionOpened
    seats: tuple[str, ...]
    name: str
    state: State
    after: int = -1
    base: bytes = b""


class Happened(Frame, frozen=True, tag="record"):
    """A record, as far as the terminal may know it."""

    seq: int
    at: int
    by: str
    cause: int
    body: Body
    digest: str = ""


class Reply(Frame, frozen=True, tag="reply"):
    """What came of frame `n`: recorded as `seq` (-1 where it was not), and why it was refused, if it was."""

    n: int
    seq: int = -1
    reason: str = ""
    hint: str = ""


class Readings(Frame, frozen=True, tag="readings"):
    """Service, metric, values: one for a reading, as many as there were points for a series."""

    n: int
    values: tuple[tuple[str, str, tuple[int, ...]], ...] = ()


class Contents(Frame, frozen=True, tag="contents"):
    """A handout's bytes; `fault` says why there are none."""

    n: int
    data: bytes = b""
    fault: str = ""


class FoundInLog(Frame, frozen=True, tag="found"):
    """What fits, as `Found` has it, or why it cannot be looked up."""

    n: int
    incidents: tuple[Brief, ...] = ()
    count: int = 0
    records: tuple[Happened, ...] = ()
    more: int = -1
    fault: str = ""


class IncidentStory(Frame, frozen=True, tag="story"):
    """An incident's records, as `Story` has them, or why they cannot be looked up."""

    n: int
    records: tuple[Happened, ...] = ()
    left: int = 0
    fault: str = ""


class FoundLines(Frame, frozen=True, tag="found-lines"):
    """Lines that fit, or why they cannot be looked up."""

    n: int
    found: LinesFound = LinesFound()
    fault: str = ""


class KeptLines(Frame, frozen=True, tag="kept-lines"):
    """Where the lines lie, or why they cannot be kept."""

    n: int
    kept: LinesKept | None = None
    fault: str = ""


class Disclosed(Frame, frozen=True, tag="disclosed"):
    """The recording is closed, and its debrief is for everybody: all of its `count` records follow, from 0."""

    count: int


class Bye(Frame, frozen=True, tag="bye"):
    """The host ends the connection: why. Where it is not `final`, the terminal may come back."""

    reason: str = ""
    final: bool = True


Asking = AskLog | AskIncident | AskLines | KeepLines
"""What is looked up in a terminal's own time, beside what it does."""

ToHost = Hello | Look | Submit | Steer | AskReadings | AskSeries | AskFile | Asking | Dialogs | Leave
ToTerminal = (
    Lobby
    | Welcome
    | State
    | Happened
    | Reply
    | Readings
    | Contents
    | FoundInLog
    | IncidentStory
    | FoundLines
    | KeptLines
    | Disclosed
    | Bye
)

_encode = msgspec.json.Encoder().encode
_to_host: Callable[[str | bytes], ToHost] = msgspec.json.Decoder(ToHost).decode
_to_terminal: Callable[[str | bytes], ToTerminal] = msgspec.json.Decoder(ToTerminal).decode


class Garbage(Exception):
    """Something came that is no frame."""


def written(frame: Frame) -> str:
    """A frame as it is sent."""
    return _encode(frame).decode()


def told(record: Record) -> str:
    """A record as it is sent."""
    return _encode(happened(record)).decode()


def happened(record: Record) -> Happened:
    """The frame of a record."""
    return Happened(record.seq, record.at, record.by, record.cause, record.body, record.digest)


def record_of(frame: Happened) -> Record:
    """The record in a frame."""
    return Record(frame.seq, frame.at, frame.by, frame.cause, frame.body, frame.digest)


def read_by_host(raw: str | bytes) -> ToHost:
    """A frame that came from a terminal. Raises Garbage."""
    try:
        return _to_host(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Garbage(str(error)[:200]) from None


def read_by_terminal(raw: str | bytes) -> ToTerminal:
    """A frame that came from the host. Raises Garbage."""
    try:
        return _to_terminal(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Garbage(str(error)[:200]) from None
