"""The ledger: the one way anything enters a session. Write, make durable if it is an input, fold, react, tell."""

from collections.abc import Callable, Iterable

from irsim.board.board import Board
from irsim.board.decide import Refused, decide
from irsim.board.due import due
from irsim.board.fold import apply, instant_of
from irsim.board.reacting import REACTING, react
from irsim.board.state import NEVER
from irsim.commands import Command
from irsim.events.base import Event
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import SessionOpened
from irsim.log.records import GENESIS, Record, seal
from irsim.log.writing import Sink
from irsim.session.protocol import Accepted, NotAccepted

RULES = 4
"""Raised whenever the same first record and inputs would give other bytes."""

DESK = "desk"
ENGINE = "engine"

Listener = Callable[[Record], None]


class Ledger:
    """A session's records, from opening to closing, and the board that they fold into."""

    def __init__(self, sink: Sink, opened: SessionOpened) -> None:
        self.sink = sink
        self.board = Board(opened)
        self.records: list[Record] = []
        self.results: dict[str, Accepted | NotAccepted] = {}
        """outcome of each command by its id"""
        self._head = GENESIS
        self._listeners: dict[type[Event], list[Listener]] = {}
        self._everything: list[Listener] = []

    @property
    def head(self) -> str:
        """The digest of the last record."""
        return self._head

    def listen(self, kinds: Iterable[type[Event]], listener: Listener) -> None:
        """Call `listener` with every record of these kinds, once it is folded and its reactions are entered."""
        for kind in kinds:
            self._listeners.setdefault(kind, []).append(listener)

    def listen_to_all(self, listener: Listener) -> None:
        """Call `listener` with every record, in the order of their numbers."""
        self._everything.append(listener)

    def open(self) -> Record:
        """Write the first record and make it durable."""
        record = self.write(self.board.opened, "facilitator", 0)
        self.sink.sync()
        self.settle(record)
        return record

    def write(self, body: Event, by: str, at: int, cause: int = -1) -> Record:
        """Put a record into the log, unapplied. Follow with `settle`; for an input, make it durable in between."""
        records = self.records
        record, line = seal(len(records), at, by, cause, body, self._head)
        self._head = record.digest
        self.sink.write(line)
        records.append(record)
        return record

    def settle(self, record: Record) -> None:
        """Fold a written record, enter what follows from it, and tell the listeners."""
        board, body = self.board, record.body
        kind = type(body)
        apply(board, record)
        for listener in self._everything:
            listener(record)
        if kind in REACTING:
            for event in react(board, body, instant_of(board, record)):
                self.enter(event, DESK, record.at, record.seq)
        if kind in self._listeners:
            for listener in self._listeners[kind]:
                listener(record)

    def enter(self, event: Event, by: str, at: int, cause: int = -1) -> Record:
        """Something happened: write and settle it."""
        record = self.write(event, by, at, cause)
        self.settle(record)
        return record

    def look(self, now: int) -> None:
        """The duty desk looks at what fell due by `now`."""
        for event, cause in due(self.board, now):
            self.enter(event, DESK, now, cause)
        self.board.forget(now)

    def apply_input(self, record: Record) -> Accepted | NotAccepted:
        """Apply an input that is written and durable; a command is decided on the board as it stands."""
        self.settle(record)
        body = record.body
        if not isinstance(body, CommandSubmitted):
            return Accepted(record.seq)
        result = self.carry_out(body.command, record.by, record.at, record.seq, body.said, unstated=body.unstated)
        outcome: Accepted | NotAccepted = Accepted(record.seq)
        if isinstance(result, Refused):
            self.enter(CommandRefused(result.reason, result.hint), DESK, record.at, record.seq)
            outcome = NotAccepted(record.seq, result)
        self.results[body.id] = outcome
        return outcome

    def carry_out(
        self, command: Command, by: str, at: int, cause: int, said: int = NEVER, *, unstated: bool = False
    ) -> Refused | None:
        """Decide a command and enter what follows; a refusal is returned and leaves no trace here.

        It is entered at `at` (ms); `said` is when it was said at the table, NEVER where that is now. `unstated` says
        that nobody knows who acted, so that nobody can have acted outside a role.
        """
        decided = decide(self.board, command, at, said, by="" if unstated else by)
        if isinstance(decided, Refused):
            return decided
        for event in decided:
            self.enter(event, by, at, cause)
        return None

    def input_now(self, body: Event, by: str, at: int) -> Accepted | NotAccepted:
        """Write an input, make it durable, apply it: for rooms that need not stay responsive meanwhile."""
        if isinstance(body, CommandSubmitted) and body.id in self.results:
            return self.results[body.id]
        record = self.write(body, by, at)
        self.sink.sync()
        return self.apply_input(record)
