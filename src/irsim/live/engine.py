"""The live engine: no world of its own, only the duty desk's look at what fell due, and deliveries that are read."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING

from irsim.board.due import next_due
from irsim.board.signals import heard
from irsim.board.state import NEVER
from irsim.events.live import DeliveryReceived, DeliveryUnread
from irsim.live.sources import Unreadable
from irsim.log.records import Record

if TYPE_CHECKING:
    from irsim.live.sources import Reading
    from irsim.session.ledger import Ledger

Reader = Callable[[str, str, bytes, int], "Reading"]
"""Reads a delivery: its source's name, its format, its body, when it was received (Unix ms). Raises Unreadable."""


class LiveEngine:
    """A `session.Engine` over real time: `advance` lets the desk look. Only where `leading` does it enter anything."""

    def __init__(self, ledger: Ledger, read: Reader) -> None:
        self.ledger = ledger
        self.leading = False
        """whether this process has the desk"""
        self._read = read
        self._starts = int(ledger.board.rules.moment(0).timestamp() * 1000)
        self._now = 0

    @property
    def now(self) -> int:
        """The instant (ms) that it has come to."""
        return self._now

    @property
    def ended(self) -> bool:
        """A live log has no end."""
        return False

    def start(self) -> None:
        """Read what is delivered from here on."""
        self.ledger.listen([DeliveryReceived], self._delivered)

    def advance(self, to: int, slice_seconds: float = 0) -> bool:
        """The desk looks at what fell due by `to`; see `session.Engine`."""
        self._now = max(self._now, to)
        if self.leading:
            due = next_due(self.ledger.board)
            if NEVER < due <= to:
                self.ledger.look(to)
        return True

    def halt(self) -> None:
        """Nothing stops real time."""

    def next_stop(self) -> int:
        """Nobody knows what comes."""
        return NEVER

    def _delivered(self, record: Record) -> None:
        """What the plan's rules make of a delivery."""
        if not self.leading:
            return  # who has the desk tells
        body = record.body
        assert isinstance(body, DeliveryReceived)
        by = f"source:{body.source}"
        raw = base64.b64decode(body.body) if body.base64 else body.body.encode()
        try:
            reading = self._read(body.source, body.format, raw, body.received + self.ledger.board.rules.starts_unix)
        except Unreadable as fault:
            self.ledger.enter(DeliveryUnread(body.delivery, body.source, str(fault)[:300]), by, record.at, record.seq)
            return
        for sentence in reading.faults[:10]:
            self.ledger.enter(DeliveryUnread(body.delivery, body.source, sentence[:300]), by, record.at, record.seq)
        told = heard(
            self.ledger.board,
            body.source,
            reading.signals,
            record.at,
            truncated=bool(reading.truncated),
            exercise=body.exercise,
        )
        for event in told:
            self.ledger.enter(event, by, record.at, record.seq)
