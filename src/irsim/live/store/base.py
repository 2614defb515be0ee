"""What a store promises. Every method may take a while (disk, network): call it off the event loop's thread."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


class Away(OSError):
    """The store cannot be reached, or takes nothing: half a sentence that says why, and the cure.

    Nothing of the call may be taken as done; and where it was to write, it may be done nevertheless: a line that breaks
    while the database commits leaves that open. A delivery is then put again (`once`), a command asked again (its id),
    and of lines `settled_head` tells whether they are in."""

    untouched = False
    """whether the store was not even reached, so that nothing of the call can be in it"""


class Overtaken(Exception):
    """Somebody else has appended meanwhile: this process does not have the desk any more."""


@dataclass(frozen=True)
class Delivery:
    """What a source sent, as it came. `received` is Unix ms. `once`: a second delivery with the same one (not empty)
    within its source is the first one again, and is not kept twice."""

    source: str
    format: str
    body: bytes
    received: int
    receiver: str = ""
    exercise: bool = False
    once: str = ""


@dataclass(frozen=True)
class Waiting:
    """A delivery that waits in the intake for the desk; numbers rise in the order of commits."""

    number: int
    delivery: Delivery


@dataclass(frozen=True)
class Asked:
    """A command that was given at a process that does not have the desk: JSON of a `CommandSubmitted`, and by whom."""

    number: int
    by: str
    command: bytes


@dataclass(frozen=True)
class Head:
    """The end of the log: its last record's number, instant (ms) and digest; -1, 0 and GENESIS where it is empty."""

    seq: int
    at: int
    digest: str


@dataclass(frozen=True)
class Desk:
    """Who has the desk, as they called themselves, since when and when they were last heard (Unix ms)."""

    holder: str
    since: int
    seen: int


class Store(Protocol):
    """The log of one live session, and the intake before it. Threads may use it at once."""

    @property
    def name(self) -> str:
        """Where it is, for people; without secrets."""

    # The log: only who has the desk appends

    def head(self) -> Head:
        """The end of the log. Raises Away."""

    def settled_head(self) -> Head:
        """The end of the log, once nothing of this process is on its way into it any more. Only who has the desk asks.
        Raises Away, Overtaken."""

    def append(self, lines: Sequence[bytes], after: int) -> None:
        """Put whole lines (with their newlines, as `log.records.seal` makes them) behind record `after`, in one
        transaction; durable on return. Raises Away, and Overtaken where this process does not have the desk (another
        has taken it since, or this one never did) or the log goes on otherwise."""

    def read(self, since: int, until: int | None = None) -> Iterator[bytes]:
        """Lines from record `since` on, in order, up to and without `until`. Raises Away."""

    def find(
        self,
        text: str = "",
        *,
        incident: str | Sequence[str] = "",
        kinds: Sequence[str] = (),
        since_at: int | None = None,
        until_at: int | None = None,
        before: int | None = None,
        after: int | None = None,
        limit: int = 100,
        newest_first: bool = True,
    ) -> list[bytes]:
        """Lines of the whole log, archived incidents' too. Each word of `text` must occur somewhere in what people read
        of the record, capitals or not; `incident` is one or several as for `lines_of`, `since_at` (in) and `until_at`
        (out) are records' instants (ms), `after` and `before` (both out) their numbers. Raises Away."""

    def lines_of(self, incident: str) -> list[bytes]:
        """What is about an incident or its alerts, or follows from what is, in order. Raises Away."""

    # The intake: any receiver puts, the desk takes

    def put(self, deliveries: Sequence[Delivery]) -> int:
        """Durable on return, in one transaction; how many of them are new (see `once`). Raises Away."""

    def waiting(self, after: int, limit: int) -> list[Waiting]:
        """Deliveries with a higher number than `after`, in order. Raises Away."""

    def ask(self, by: str, command: bytes) -> int:
        """Put a command before the desk; its number. Raises Away."""

    def asked(self, after: int, limit: int) -> list[Asked]:
        """Commands with a higher number than `after`, in order. Raises Away."""

    def forget(self, delivery: int, asked: int) -> None:
        """Deliveries and commands up to these numbers are in the log; they need not be kept here any more. Raises
        Away."""

    # The desk

    def take_desk(self, holder: str) -> bool:
        """Whether this process has the duty desk now. It keeps it until it lets go or dies; where the line to the store
        breaks, until another takes it. Raises Away."""

    def holds_desk(self) -> bool:
        """Whether this process has it, as far as it knows: false, too, while the store is away."""

    def last_desk(self) -> int:
        """When whoever had the desk before this process was last heard (Unix ms, some seconds late at most); 0 where
        nobody had it. Known once this process has it."""

    def desk(self) -> Desk | None:
        """Who has it; None where nobody does. Raises Away."""

    def let_go(self) -> None:
        """Give the desk up."""

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed`, from any thread, soon after this or another process has put, asked or appended something, and
        now and then without a cause. What is returned ends it."""

    # What can be thrown away

    def keep_snapshot(self, seq: int, board: bytes) -> None:
        """Keep what the board was at record `seq`; an older one may go. Raises Away."""

    def snapshot(self) -> tuple[int, bytes] | None:
        """The newest one that is whole and belongs to this log. Raises Away."""

    def close(self) -> None:
        """Let go of everything."""
