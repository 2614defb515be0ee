"""The desk's watch over the rotas: it says who is on call as soon as that changes, and warns of gaps, which are alerts
of irsim's own. After a restart it says what changed meanwhile, with its true time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from irsim.board.rota import BACK, changes, gap_signals, gaps_told
from irsim.board.state import NEVER
from irsim.events.live import SourceFailed, SourceHeard
from irsim.events.signals import FIRING, ITSELF
from irsim.live.calendars import Calendar, NotRead
from irsim.live.telling import Tell, Teller
from irsim.plan.duty_feed import read_feed
from irsim.plan.rota import Roster, Shift
from irsim.words.clean import clean_title

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from irsim.board.board import Board
    from irsim.events.base import Event
    from irsim.live.config.whole import Config
    from irsim.plan.models import Plan, Rota

BY = "desk"
"""By whom it is on record who is on call."""

LOOK = 30_000
"""Longest time (ms) between two looks: a warning of a gap is never later than this."""

SOONEST = 20
"""Shortest time (ms) between two looks."""

AHEAD = timedelta(days=60)
"""How far ahead a feed is read, beyond the time in which gaps are warned of."""

ANEW = 86_400.0
"""Seconds after which a feed that did not change is read for the days that have come near since."""


class _Feed:
    """A rota's feed, and what of it counts now."""

    def __init__(self, rota: Rota, calendar: Calendar | None) -> None:
        self.rota = rota
        self.calendar = calendar
        self.shifts: list[Shift] | None = None
        self.faults: list[str] = []
        """what could not be read of it"""
        self.text = b""
        self.due = 0.0
        """when (monotonic seconds) it is asked again"""
        self.read_at = 0.0
        self.why = ""
        self.failed_at = NEVER


class RotaWatch:
    """`run` is a duty of whoever has the desk. `record` puts an event on record, `tell` hands over signals of irsim's
    own; both durably, and both raise Away."""

    def __init__(
        self,
        board: Callable[[], Board],
        now: Callable[[], int],
        record: Callable[[Event], Awaitable[None]],
        tell: Tell,
        calendars: Mapping[str, Calendar],
    ) -> None:
        self._board = board
        self._now = now
        self._record = record
        self._teller = Teller(ITSELF, tell)
        self._calendars = calendars
        self._told: set[str] = set()
        """keys of gaps that were told, of which the board may not know yet"""
        self._plan: Plan | None = None
        self._feeds: dict[str, _Feed] = {}
        self._rosters: dict[str, Roster] = {}

    async def run(self) -> None:
        """Watch until cancelled. Raises Away: then it is begun again, and says what it could not."""
        while True:
            await self.look()
            await asyncio.sleep(self._pause() / 1000)

    async def look(self) -> None:
        """Read the feeds whose turn it is, say what has changed, warn of gaps."""
        board = self._board()
        if board.rules.plan is not self._plan:
            self._adopt(board.rules.plan)
        await self._read()
        for event in changes(board, self._rosters, self._now()):
            await self._record(event)
        known = gaps_told(board)
        signals = gap_signals(board, self._rosters, self._now(), {*self._told, *known})
        self._told = {signal.key for signal in signals if signal.state == FIRING}
        await self._teller.say(s for s in signals if s.state != FIRING or known.get(s.key) != s.title)

    def _adopt(self, plan: Plan) -> None:
        """Another plan: its rotas, with what was read of feeds that it still has."""
        before, self._plan, self._feeds, self._rosters = self._feeds, plan, {}, {}
        for rota in plan.rotas:
            if rota.ics is None:
                self._rosters[rota.id] = Roster(rota, plan.calendar.zone)
                continue
            feed = self._feeds[rota.id] = _Feed(rota, self._calendars.get(rota.ics))
            known = before.get(rota.id)
            if known is not None and known.rota.ics == rota.ics:
                feed.text, feed.why, feed.failed_at = known.text, known.why, known.failed_at

    async def _read(self) -> None:
        due = [feed for feed in self._feeds.values() if feed.due <= time.monotonic()]
        await asyncio.gather(*(self._ask(feed) for feed in due))

    async def _ask(self, feed: _Feed) -> None:
        """Read a feed; what it held before counts on where it cannot be read."""
        if feed.calendar is None:
            feed.due = time.monotonic() + LOOK / 1000
            await self._fails(feed, f"irsim.toml has no feed '{feed.rota.ics}'; add [feeds.{feed.rota.ics}]")
            return
        feed.due = time.monotonic() + feed.calendar.feed.every / 1000
        if feed.shifts is None:
            await self._begin(feed)
        try:
            text = await feed.calendar.read()
            stale = time.monotonic() - feed.read_at > ANEW
            if text is None or text == feed.text:
                text = feed.text if stale or feed.shifts is None else None
            if text is not None:
                await self._take(feed, text)
                await asyncio.to_thread(feed.calendar.keep, text)
        except (NotRead, ValueError) as fault:
            feed.calendar.forget()
            await self._fails(feed, str(fault))
            return
        if feed.faults:
            await self._fails(feed, "; ".join(feed.faults))
        elif feed.why:
            since, feed.why, feed.failed_at = feed.failed_at, "", NEVER
            await self._record(SourceHeard(_source(feed), since))

    async def _begin(self, feed: _Feed) -> None:
        """With what was kept of it, so that the desk knows who is on call before the feed answers."""
        assert feed.calendar is not None
        text: bytes | None = feed.text
        if not text:
            text = await asyncio.to_thread(feed.calendar.last)
        if text:
            try:
                await self._take(feed, text)
            except ValueError:
                feed.calendar.forget()

    async def _take(self, feed: _Feed, text: bytes) -> None:
        """What it holds from now on. Raises ValueError where it is no good."""
        board, rota = self._board(), feed.rota
        moment: datetime = board.rules.moment(self._now())
        until = moment + timedelta(milliseconds=rota.warn_before) + AHEAD
        zone = board.rules.plan.calendar.zone
        found = await asyncio.to_thread(read_feed, text, rota, zone, moment - BACK - AHEAD, until)
        feed.text, feed.shifts, feed.faults, feed.read_at = text, found.shifts, found.faults, time.monotonic()
        self._rosters[rota.id] = Roster(rota, zone, found.shifts)

    async def _fails(self, feed: _Feed, why: str) -> None:
        """Said once, and again where the reason is another one."""
        why = clean_title(why, 300)
        if feed.why == why:
            return
        feed.why = why
        feed.failed_at = self._now() if feed.failed_at == NEVER else feed.failed_at
        await self._record(SourceFailed(_source(feed), feed.why))

    def _pause(self) -> int:
        """Until the next handover (ms), or until the next look is due."""
        now, board = self._now(), self._board()
        ends = [known.until - now for known in board.on_call.values() if known.until > now]
        feeds = [int((feed.due - time.monotonic()) * 1000) for feed in self._feeds.values()]
        return max(SOONEST, min([LOOK, *ends, *feeds]))


def _source(feed: _Feed) -> str:
    """What records call a feed."""
    return f"rota-{feed.rota.ics}"


def calendars_of(config: Config, kept: Path | None = None) -> dict[str, Calendar]:
    """The feeds of a configuration; their last good versions are kept in `kept`."""
    return {name: Calendar(name, feed, config.folder, config.outbound, kept) for name, feed in config.feeds.items()}
