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

    def __init__(
        self, sink: Sink, opened: SessionOpened, *, board: Board | None = None, records: list[Record] | None = None
    ) -> None:
        """`board` and `records` are those of a log that is taken up in the middle; the last of these is folded."""
        self.sink = sink
        self.board = board or Board(opened)
        self.records: list[Record] = [] if records is None else records
        self.results: dict[str, Accepted | NotAccepted] = {}
        """outcome of each command by its id"""
        self._head = self.records[-1].digest if self.records else GENESIS
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

    def withdraw(self, record: Record) -> None:
        """Take back the last record, which was written and neither folded nor made durable."""
        assert self.records[-1] is record
        self.records.pop()
        self._head = self.records[-1].digest if self.records else GENESIS

    def follow(self, record: Record, *, unfinished: bool = False) -> None:
        """Fold the next record of a log that is kept elsewhere: what follows from it comes as records of its own, or,
        where it is `unfinished`, by `finish`."""
        assert record.seq == len(self.records)
        self.records.append(record)
        self._head = record.digest
        apply(self.board, record)
        self.recall(record)
        for listener in self._everything:
            listener(record)
        if not unfinished:
            for listener in self._listeners.get(type(record.body), ()):
                listener(record)

    def recall(self, record: Record) -> None:
        """Know again what came of a command: whoever asks a second time is answered, and nothing is done twice."""
        body = record.body
        if body.is_input:  # whoever wrote it had looked at what fell due until then
            self.board.forget(record.at)
        if isinstance(body, CommandSubmitted):
            self.results[body.id] = Accepted(record.seq)
        elif isinstance(body, CommandRefused):
            asked = self.records[record.cause].body
            if isinstance(asked, CommandSubmitted):
                self.results[asked.id] = NotAccepted(record.cause, Refused(body.reason, body.hint))

    def forget_results(self, keep: int) -> None:
        """Let go of the oldest outcomes of commands beyond `keep`: in a log without an end they would pile up."""
        for command_id in list(self.results)[: max(0, len(self.results) - keep)]:
            del self.results[command_id]

    def finish(self, record: Record) -> None:
        """Enter what follows from an input that is folded already, and from which nothing was entered: whoever wrote it
        went no further."""
        self._react(record)
        body = record.body
        if isinstance(body, CommandSubmitted):
            self._decide(record, body)

    def settle(self, record: Record) -> None:
        """Fold a written record, enter what follows from it, and tell the listeners."""
        apply(self.board, record)
        for listener in self._everything:
            listener(record)
        self._react(record)

    def _react(self, record: Record) -> None:
        board, body = self.board, record.body
        kind = type(body)
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
        return self._decide(record, body)

    def _decide(self, record: Record, body: CommandSubmitted) -> Accepted | NotAccepted:
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
