"""What the screens ask of whoever opens drills and recordings: the command line's side of the door.

Everything here is plain data and a Protocol, so that the home screen can be drawn before anything heavy is imported.
All methods of `Launcher` may take a while (they read files, draw the cast, derive a recording again): screens call them
in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from irsim.log.reading import Recording
    from irsim.log.records import Record
    from irsim.scoring.over_time import Course
    from irsim.scoring.scorecard import Scorecard
    from irsim.session.hosting import Hosting
    from irsim.session.protocol import Session
    from irsim.session.wire import Lobby


@dataclass(frozen=True)
class DrillBrief:
    """A scenario as the home screen lists it. `fault` is one sentence where it cannot be played.

    `length` of the story and `table`, what of it is played at the table, in ms; `last_score` of the newest closed
    recording of it, None where it was never finished. `family` and `summary` give the scenario away: the screen shows
    them only to whoever prepares.
    """

    name: str
    codename: str = ""
    difficulty: str = ""
    length: int = 0
    last_score: float | None = None
    family: str = ""
    summary: str = ""
    fault: str = ""
    table: int = 0


@dataclass(frozen=True)
class RecordingBrief:
    """A recording as the home screen lists it: `held` is its real start (ISO 8601) or empty, `at` (ms) how far it
    came. `state` is open (it can be continued), running (somebody is writing it now, here or in another irsim) or
    closed; where `fault` is not empty, nothing else counts. `people` says whether anybody sat at it. `score` is None
    unless it is closed. `adjourned` is the day (ISO 8601) on which the room was closed to go on another day, empty
    where it was not, and `part` the title of the part in which it was. `forked`: it is another course of a recording.
    `hosted`: others could join it when it was left, and can again without any option.
    """

    path: Path
    codename: str = ""
    held: str = ""
    at: int = 0
    state: str = "open"
    people: bool = False
    score: float | None = None
    fault: str = ""
    adjourned: str = ""
    part: str = ""
    forked: bool = False
    hosted: bool = False


@dataclass(frozen=True)
class RoleBrief:
    """A role of the plan, for the briefing."""

    id: str
    label: str
    purpose: str
    responsibilities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Briefing:
    """What players may know before a drill begins. `length` of the story and `table`, what of it is played, in ms;
    `pace` in hundredths of real time."""

    name: str
    codename: str
    difficulty: str
    length: int
    pace: int
    starts: str
    text: str
    organisation: str
    plan_title: str
    objectives: tuple[str, ...]
    roles: tuple[RoleBrief, ...]
    parts: tuple[str, ...] = ()
    table: int = 0


@dataclass(frozen=True)
class HostWish:
    """How a drill is opened to other terminals: at `address`, a socket of this machine where it is empty. `own` are the
    roles that are played at the host's own terminal, all that people play where it is empty; each of `guests` gets a
    token of their own. `certificate` and `key` are files, for TLS."""

    address: str = ""
    own: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None


class LookBack(Protocol):
    """What of a live log is read from its store and not from its room. All of it takes a while: call it in a thread.
    Raises BadInput."""

    def known_at(self, at: int, progress: Callable[[str], None]) -> Recording:
        """The log before and a little after an instant (ms)."""

    def course(self, progress: Callable[[str], None]) -> Course:
        """What its metrics are made of."""


@dataclass(frozen=True)
class JoinWish:
    """Which room is to be joined, and as what: `kind` is players, facilitator, evaluator, screen or observer; empty
    where it is still to be chosen. `authority` is the file of certificates that are believed, for TLS."""

    address: str
    kind: str = ""
    seats: tuple[str, ...] = ()
    name: str = ""
    token: str = field(default="", repr=False)
    authority: Path | None = None
    command: tuple[str, ...] = ()
    """the words that open it from a shell, where they are others than `join` and what is above"""
    back: LookBack | None = field(default=None, compare=False)
    pointing: tuple[str, ...] = ()
    """how a sender is pointed at a live room that nobody sends to yet"""


@dataclass(frozen=True)
class Wish:
    """A drill as it is to be opened. `seats` maps role to people or simulated; `pace` in hundredths, None for the
    scenario's own; `seed` None draws one; `host` where other terminals may join."""

    name: str
    seats: dict[str, str] = field(default_factory=dict)
    assist: str = "standard"
    skill: str = "steady"
    seed: str | None = None
    pace: int | None = None
    record: Path | None = None
    host: HostWish | None = None


@dataclass(frozen=True)
class ReplayWish:
    """A recording that is to be played again: from where (`start`, as a person writes it; empty from the beginning),
    and as whom (`audience`: facilitator where empty, table, or a role)."""

    path: Path
    start: str = ""
    audience: str = ""
    at: int = 0
    """where one stands (ms) in a stretch of a live log, which `past` reads"""
    past: Callable[[Callable[[str], None]], Recording] | None = field(default=None, compare=False)


@dataclass
class Sitting:
    """An open drill at this terminal: `session` is to be run as a task, `roles` are those that people play here.

    `kind` of terminal: players, facilitator, evaluator, screen or observer (for the last two, `roles` are those whose
    view it has). `notice` is a sentence to show on arrival (what was cut off, where it was taken up); `command` is what
    goes on with it from a shell.
    """

    session: Session
    path: Path
    roles: tuple[str, ...]
    notice: str = ""
    command: str = ""
    kind: str = "players"
    joined: bool = False
    """whether the room is hosted elsewhere; `path` is then only its name"""
    hosting: Hosting | None = None
    """where other terminals may join it"""
    back: LookBack | None = None
    """where the past of a live room is read; None where this terminal does not reach its store"""
    joining: tuple[str, ...] = ()
    """how they do, in lines to read"""
    pointing: tuple[str, ...] = ()
    """as in `JoinWish`"""


@dataclass(frozen=True)
class ForkOffer:
    """A moment at which a recording can be forked: instant `at` (ms), after its first `kept` records; `new` is a file
    that does not exist yet."""

    path: Path
    at: int
    kept: int
    new: Path


@dataclass(frozen=True)
class Debriefing:
    """A drill that is over, with all that control knows: records, board's last state by folding them, and the score."""

    path: Path
    records: list[Record]
    card: Scorecard


class Launcher(Protocol):
    """Opens what the screens ask for. Raises BadInput with sentences for people."""

    def drills(self) -> list[DrillBrief]:
        """The library, in the order of their names; unplayable ones with their fault."""

    def recordings(self, limit: int = 50, also: Sequence[Path] = ()) -> list[RecordingBrief]:
        """The newest first; `also` are files that may lie elsewhere."""

    def briefing(self, name: str) -> Briefing:
        """A drill that can be opened, as its players may know it."""

    def begin(self, wish: Wish) -> Sitting:
        """Open a drill; the first record is written when this returns, and nothing else has happened."""

    def take_up(self, path: Path, pace: int | None = None, host: HostWish | None = None) -> Sitting:
        """Go on with a recording that was not closed, at `pace` (hundredths) or at its own; with `host`, others may
        join."""

    def look(self, wish: JoinWish) -> Lobby:
        """Who sits where in a room that can be joined."""

    def join(self, wish: JoinWish) -> Sitting:
        """Ask to be let in; the seat is taken when the sitting's session runs."""

    def fork_offer(self, path: Path, seq: int, at: int = -1) -> ForkOffer:
        """The moment right after record `seq`, or the later instant `at` (ms), as one from which to go another way."""

    def fork(self, offer: ForkOffer, to: Path) -> Sitting:
        """Go another way from there, in a new file: whoever asks sits down at it."""

    def debrief(self, path: Path) -> Debriefing:
        """Read and score a recording, closed or not."""

    def report(self, path: Path) -> Path:
        """Write the after-action report beside the recording, never over another file; where it is."""

    def report_received(self, records: list[Record]) -> Path:
        """Write the after-action report of a recording that lies elsewhere into the folder where irsim was started,
        never over another file; where it is."""
