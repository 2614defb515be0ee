"""Where a room stops and goes on of its own: for a discussion, for today, and over the gaps between its parts."""

import time

from irsim.commands import Proceed
from irsim.events.base import Event
from irsim.events.facilitation import SessionAdjourned
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import (
    DiscussionClosed,
    DiscussionOpened,
    SessionJumped,
    SessionPaused,
    SessionResumed,
    TimeAdvanced,
)
from irsim.log.records import Record
from irsim.session.ledger import Ledger
from irsim.session.pace import Pace
from irsim.session.protocol import Engine

ADJOURNED = "adjourned"
DISCUSSION = "discussion"
"""Why the room pauses itself: for today, and while the table talks."""


class Holds:
    """Watches what a ledger records. The pace stands from the very instant of a hold; the input that says so on record
    is for the host to give, who takes what is `wanted`."""

    def __init__(self, ledger: Ledger, engine: Engine, pace: Pace, at: int) -> None:
        """`at` (ms) is where the room stands: one that is taken up again may stand in a gap or in a discussion."""
        self._ledger = ledger
        self._engine = engine
        self._pace = pace
        self._wanted: list[Event] = []
        self._resume_at = 0.0
        """wall second at which a discussion's time is up; 0 where none stops the room"""
        ledger.listen([TimeAdvanced], self._moved_on)
        ledger.listen([DiscussionOpened], self._discussed)
        ledger.listen([DiscussionClosed], self._talked)
        ledger.listen([SessionAdjourned], self._adjourned)
        self._take_up(at)

    @property
    def time_is_up(self) -> bool:
        """Whether the room stood still for a discussion, and has stood long enough."""
        return bool(self._resume_at) and time.monotonic() >= self._resume_at

    @property
    def left(self) -> int:
        """What is left (ms of the wall clock) of the discussion that the room stands still for; -1 where none does."""
        return max(0, int((self._resume_at - time.monotonic()) * 1000)) if self._resume_at else -1

    def wanted(self) -> list[Event]:
        """The inputs that the room gives itself, each told once."""
        wanted, self._wanted = self._wanted, []
        return wanted

    def end(self) -> None:
        """The room goes on: nothing waits for the end of a discussion any more."""
        self._resume_at = 0.0

    def end_of_talk(self, now: int) -> CommandSubmitted | None:
        """What ends the discussion for which clocks stand still at `now` (ms): clocks that run again do."""
        talk = self._ledger.board.discussion
        if talk is not None and talk.clocks == "stopped" and now <= talk.until and not self._engine.ended:
            return CommandSubmitted(f"{talk.id}-over", Proceed())
        return None

    def _moved_on(self, record: Record) -> None:
        """Off stage nothing is waited for: the room is at the far side of the gap at once."""
        assert isinstance(record.body, TimeAdvanced)
        if self._pace.speed:
            self._wanted.append(SessionJumped(record.body.to))

    def _discussed(self, record: Record) -> None:
        """A hold with stopped clocks is a pause of the room."""
        assert isinstance(record.body, DiscussionOpened)
        if record.body.clocks == "stopped" and self._pace.speed:
            if not self._pace.paused:  # a room that people had stopped (and jumped in) goes on when they say so
                self._wanted.append(SessionPaused(DISCUSSION))
                self._resume_at = time.monotonic() + record.body.length / 1000
            self._pace.anchor(time.monotonic(), sim=record.at, paused=True)
            self._engine.halt()

    def _talked(self, _: Record) -> None:
        """The table has talked enough: a room that stood still for it goes on."""
        if self._resume_at:
            self._wanted.append(SessionResumed())

    def _adjourned(self, record: Record) -> None:
        """Enough for today: the room stands still from this very instant."""
        if not self._pace.paused:
            self._wanted.append(SessionPaused(ADJOURNED))
            self._pace.anchor(time.monotonic(), sim=record.at, paused=True)
        self._resume_at = 0.0
        self._engine.halt()

    def _take_up(self, at: int) -> None:
        """A room that is taken up again in a gap leaves it; one that stood still for a discussion has its time anew."""
        board = self._ledger.board
        if self._pace.speed and board.off_stage_until > at:
            self._wanted.append(SessionJumped(board.off_stage_until))
        if self._pace.speed and board.paused and board.discussion is not None:
            ours = False
            for record in reversed(self._ledger.records):
                if isinstance(record.body, SessionPaused) and record.body.reason != DISCUSSION:
                    return
                ours = ours or isinstance(record.body, SessionPaused)
                if isinstance(record.body, DiscussionOpened):
                    if not ours:  # it stood still already
                        return
                    self._resume_at = time.monotonic() + record.body.length / 1000
                    return
