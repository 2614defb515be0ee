"""How an input gets into the log of a store: durable first, then applied. What could not be made durable is withdrawn,
and where nobody knows whether it got in, that is found out before anything follows it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from irsim.board.decide import Refused
from irsim.events.base import Event
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.live import DeliveryReceived, DeliveryUnread
from irsim.live.store.base import Away, Overtaken, Waiting
from irsim.log.records import Record, unseal
from irsim.session.protocol import Accepted, NotAccepted

if TYPE_CHECKING:
    from irsim.live.store.sink import StoreSink
    from irsim.session.ledger import Ledger


class Inputs:
    """Those of one ledger. One task at a time calls; the host's lock sees to that."""

    def __init__(self, ledger: Ledger, sink: StoreSink) -> None:
        self._ledger = ledger
        self._sink = sink
        self._uncertain: int | None = None
        """the number of the first record that is on its way into the store"""
        self.taken = _last_delivery(ledger.records)
        """the number of the last delivery that is in the log"""
        self.mistaken: Callable[[str, BaseException], None] = lambda what, mistake: None
        """is told of mistakes of our own"""

    @property
    def recorded(self) -> int:
        """How many records there are that nothing takes back: nobody is told of more."""
        return len(self._ledger.records) if self._uncertain is None else self._uncertain

    @property
    def in_doubt(self) -> bool:
        """Whether something was written of which nobody knows if the store has it."""
        return self._sink.in_doubt

    async def write(self, bodies: Iterable[tuple[Event, str]], at: int) -> list[Record]:
        """Write inputs, each with who gave it, and make them durable, all or none. Raises Away, Overtaken."""
        self._uncertain = len(self._ledger.records)
        records = [self._ledger.write(body, by, at) for body, by in bodies]
        try:
            await asyncio.to_thread(self._sink.sync)
        except (Away, Overtaken):
            for record in reversed(records):
                self._ledger.withdraw(record)
                self._sink.withdraw()
            raise
        finally:
            self._uncertain = None
        for record in records:
            self._count(record)
        return records

    def _count(self, record: Record) -> None:
        """A record is in the log."""
        if isinstance(record.body, DeliveryReceived):
            self.taken = max(self.taken, record.body.delivery)

    async def settle(self) -> None:
        """Learn what became of what was withdrawn when the store went away: what got in after all is applied. Raises
        Away, Overtaken."""
        if self._sink.in_doubt:
            lines = await asyncio.to_thread(self._sink.settle_unknown)
            self._finish([self.follow(line, unfinished=True) for line in lines])

    def follow(self, line: bytes, *, unfinished: bool = False) -> Record:
        """Fold the next line of the log; see `Ledger.follow`."""
        record = unseal(line.rstrip(b"\n"))
        self._ledger.follow(record, unfinished=unfinished)
        self._count(record)
        return record

    def _finish(self, folded: Sequence[Record]) -> None:
        """Enter what follows from inputs that are all folded already, in order."""
        for record in folded:
            self.apply(record, folded=True)

    def finish_last(self) -> None:
        """Enter what follows from the inputs at the end of the log: whoever wrote them went no further."""
        unfinished: list[Record] = []
        for record in reversed(self._ledger.records):
            if not record.body.is_input:
                break
            unfinished.append(record)
        self._finish(unfinished[::-1])

    def apply(self, record: Record, *, folded: bool = False) -> Accepted | NotAccepted:
        """What comes of an input that is in the log. By a mistake of our own one command is refused, or one delivery
        not read: it does not end the process, nor every one that takes the log up after it."""
        ledger = self._ledger
        try:
            if folded:
                ledger.finish(record)
                return Accepted(record.seq)
            return ledger.apply_input(record)
        except Exception as mistake:
            self.mistaken(f"record {record.seq}", mistake)
            body = record.body
            if isinstance(body, CommandSubmitted):
                refused = Refused("irsim made a mistake over that", "its log says where; give another command")
                ledger.enter(CommandRefused(refused.reason, refused.hint), "desk", record.at, record.seq)
                ledger.results[body.id] = NotAccepted(record.seq, refused)
                return ledger.results[body.id]
            if isinstance(body, DeliveryReceived):
                unread = DeliveryUnread(body.delivery, body.source, "irsim made a mistake over it; its log says where")
                ledger.enter(unread, "desk", record.at, record.seq)
            return Accepted(record.seq)


def received(waiting: Waiting, starts: float) -> tuple[DeliveryReceived, str]:
    """A delivery as an input of the log that began at `starts` (Unix seconds), and who gave it."""
    delivery = waiting.delivery
    try:
        text, encoded = delivery.body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(delivery.body).decode(), True
    at = delivery.received - int(starts * 1000)
    body = DeliveryReceived(
        waiting.number, delivery.source, delivery.format, text, at, encoded, delivery.receiver, delivery.exercise
    )
    return body, f"source:{delivery.source}"


def _last_delivery(records: Sequence[Record]) -> int:
    for record in reversed(records):
        if isinstance(record.body, DeliveryReceived):
            return record.body.delivery
    return 0
