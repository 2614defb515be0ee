"""The host: a session whose engine runs in this process, paced by the wall clock, in one asyncio thread."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from irsim.board.actors import FACILITATOR
from irsim.board.gauges import Gauges, Metric
from irsim.board.state import NEVER
from irsim.commands import Command
from irsim.events import for_players
from irsim.events.base import Event
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import (
    SeatLeft,
    SeatTaken,
    SessionClosed,
    SessionJumped,
    SessionOpened,
    SessionPaced,
    SessionPaused,
    SessionResumed,
)
from irsim.events.world import ServiceChanged
from irsim.log.records import Record
from irsim.log.writing import instant_file, save_instant
from irsim.session.handing import held_out
from irsim.session.holding import Holds
from irsim.session.ledger import Ledger
from irsim.session.loglines import LinesFound, LinesKept, LinesWanted
from irsim.session.pace import REAL_TIME, UNHURRIED, Pace
from irsim.session.protocol import Accepted, Engine, NotAccepted
from irsim.session.searching import Found, Search, Story, search_records, story_in
from irsim.session.seats import reduced
from irsim.words.faults import BadInput

SLICE = 0.008
"""Seconds of catch-up work between two turns of the event loop: a key press waits no longer than that."""

FLUSH = 1.0
"""Seconds after which what the engine derived is on disk, and the room's instant beside it."""

BREATH = 0.25
"""Seconds between two looks at the clock when nothing is due: the room's `now` moves on at least that often."""


class Host:
    """A `Session` around a ledger and an engine. Start `run` as a task; it returns when the world has ended."""

    def __init__(
        self,
        ledger: Ledger,
        engine: Engine,
        *,
        at: int,
        speed: int,
        recording: Path | None = None,
        gauges: Gauges | None = None,
    ) -> None:
        """`gauges` are those of the ledger's records, where somebody has them already."""
        self.ledger = ledger
        self.engine = engine
        self._pace = Pace(at, time.monotonic(), speed, ledger.board.paused)
        self._reached = at
        self._instant = instant_file(recording) if recording is not None else None
        self._lock = asyncio.Lock()
        self._wake = asyncio.Event()
        self._news = asyncio.Event()
        """set, and replaced, when there is something for readers"""
        self._flushed = 0.0
        self.by = "facilitator"
        self._gauges = gauges or Gauges(ledger.board.opened)
        for record in ledger.records if gauges is None else ():
            self._gauges.fold(record)
        ledger.listen([ServiceChanged], self._gauges.fold)
        self._holds = Holds(ledger, engine, self._pace, at)
        self.recording = recording
        """beside which the files of handouts lie; None where they lie nowhere"""
        self.trouble = ""
        """the way to this room is never in trouble"""
        self.person = ""
        """nobody has to say who they are at the host's own terminal"""
        self._watchers: list[Callable[[], None]] = []
        self._dialogs: dict[str, int] = {}
        """open ones by terminal"""
        self._before: int | None = None
        """the pace that dialogs have taken down; None where they have not"""
        self._fitting = asyncio.Lock()
        self._gone = False
        """nothing more can be written: the room was left, or an input could not be made durable"""

    @property
    def now(self) -> int:
        """The instant at which the room stands (ms)."""
        ended = self.ledger.board.ended_at
        if ended >= 0:
            return ended
        if self._pace.speed == 0:
            return self._reached
        return max(self._reached, self._pace.now(time.monotonic()))

    @property
    def ended(self) -> bool:
        """Whether the world stands still for good."""
        return self.engine.ended

    @property
    def recorded(self) -> int:
        """How many records there are that may be told."""
        return len(self.ledger.records)

    @property
    def reached(self) -> int:
        """The instant (ms) that the engine has come to; during a jump it is behind `now`."""
        return self._reached

    @property
    def paused(self) -> bool:
        """Whether the room stands still."""
        return self._pace.paused

    @property
    def opened(self) -> SessionOpened:
        """What the session was opened with, as players may know it."""
        return for_players(self.ledger.board.opened)

    @property
    def gone(self) -> bool:
        """Whether nothing more can be written: the room was left, or an input could not be made durable."""
        return self._gone

    @property
    def talk_left(self) -> int:
        """What is left (ms of the wall clock) of the discussion that the room stands still for; -1 where none does."""
        return self._holds.left

    @property
    def next_stop(self) -> int:
        """The instant (ms) of the next thing that is planned; -1 where nothing is."""
        return self.engine.next_stop()

    async def disclosed(self) -> list[Record]:
        """Every record, once the recording is closed."""
        async for _ in self.records((), self.recorded):
            pass
        return self.ledger.records

    @property
    def whole(self) -> list[Record] | None:
        """Every record, once the recording is closed; None before."""
        return self.ledger.records if self.ledger.board.closed else None

    @property
    def base(self) -> tuple[int, bytes]:
        """A record's number, and the board after it as bytes, from which a terminal can go on; -1 where it begins with
        the first record."""
        return -1, b""

    @property
    def facilitated(self) -> bool:
        """Whether a facilitator sits at a terminal of her own."""
        return bool(self.ledger.board.sitting.get(FACILITATOR))

    @property
    def speed(self) -> int:
        """The pace in hundredths of real time; 0 is as fast as it can."""
        return self._pace.speed

    async def submit(
        self, command: Command, by: str, command_id: str, unstated: bool = False, said: int = -1
    ) -> Accepted | NotAccepted:
        """Record a command durably, then carry it out at the room's instant; `said` (ms) is when it was said."""
        known = self.ledger.results.get(command_id)
        if known is not None:
            return known
        return await self._input(CommandSubmitted(command_id, command, unstated, said), by)

    async def settle(self) -> None:
        """Let everything happen that is due by now: what a person reads next is not behind the clock."""
        async with self._lock:
            while not self.engine.advance(target := self.now, SLICE):
                await asyncio.sleep(0)
            self._reached = max(self._reached, target)

    async def pause(self, reason: str = "", *, by: str = "") -> None:
        """Everything stands: clocks, injects, timers. `by`, here and below, is who asked for it, where known."""
        if not self._pace.paused:
            await self._input(SessionPaused(reason), by or self.by, self._stand)

    async def resume(self, *, by: str = "") -> None:
        """Everything goes on."""
        if self._pace.paused:
            talk = self._holds.end_of_talk(self.now)
            if talk is not None:
                await self._input(talk, FACILITATOR)
            await self._input(SessionResumed(), by or self.by, self._walk_on)

    async def pace(self, hundredths: int, *, by: str = "") -> None:
        """100 is real time, 0 as fast as it can."""

        def change() -> None:
            self._pace.anchor(time.monotonic(), sim=self._reached, speed=hundredths)

        await self._input(SessionPaced(hundredths), by or self.by, change)

    async def jump(self, to: int, *, by: str = "") -> None:
        """Be at `to` (ms) as soon as the engine can."""

        def change() -> None:
            self._pace.anchor(time.monotonic(), sim=max(to, self._reached))

        await self._input(SessionJumped(to), by or self.by, change)

    async def reading(self, dialogs: int, terminal: str = "") -> None:
        """So many dialogs are open at a terminal, the one at the host where none is named. Nobody reads one at sixty
        times real time: the pace falls, and comes back when the last is closed. With a facilitator it is hers alone."""
        if dialogs > 0:
            self._dialogs[terminal] = dialogs
        else:
            self._dialogs.pop(terminal, None)
        async with self._fitting:
            if self.ended or self.gone:
                return
            if self._dialogs and self._before is None and not self.facilitated and self.speed not in UNHURRIED:
                self._before = self.speed
                await self.pace(REAL_TIME)
            elif not self._dialogs and self._before is not None:
                before, self._before = self._before, None
                if self.speed == REAL_TIME:  # else somebody who may has chosen another meanwhile
                    await self.pace(before)

    @property
    def read(self) -> bool:
        """Whether a dialog is open somewhere, for which the pace is at most real time."""
        return bool(self._dialogs) and not self.facilitated

    async def attend(self, fact: SeatTaken | SeatLeft) -> None:
        """Somebody sits down or gets up; nothing where the recording takes no more."""
        if not (self._gone or self.ledger.board.closed):
            await self._input(fact, f"{fact.role}:{fact.name}" if fact.name else fact.role)

    def sat(self) -> list[tuple[str, str, str]]:
        """Who sits at terminals of this host and has not got up: role, name and what was proven of them."""
        return list(dict.fromkeys(self.ledger.board.chairs))

    async def close(self, *, by: str = "") -> None:
        """End the recording: nothing follows. The world must have ended."""
        await self._input(SessionClosed(), by or self.by)
        self.leave()

    async def left(self) -> None:
        """Nothing of it runs any more."""

    def leave(self) -> None:
        """Let go of the recording; what is in it stays, and an open one can be resumed."""
        self._gone = True
        self._save_instant()
        self.ledger.sink.close()
        if self.ledger.board.closed and self._instant is not None:
            with suppress(OSError):
                self._instant.unlink()
        self._tell()

    async def records(self, seats: tuple[str, ...] = (), since: int = 0) -> AsyncIterator[Record]:
        """Records from `since` on that any of `seats` may see (control, all), until the recording is closed or left."""
        records = self.ledger.records
        while True:
            news = self._news
            while since < self.recorded:
                record = await self.record(since)
                since += 1
                seen = reduced(record, records, seats) if seats else record
                if seen is not None:
                    yield seen
            if self.ledger.board.closed or self._gone:
                return
            if news is self._news:
                await news.wait()

    async def record(self, seq: int) -> Record:
        """The record with this number. Raises OSError where it cannot be had now."""
        return self.ledger.records[seq]

    async def fetch(self, sha256: str, seats: tuple[str, ...] = ()) -> bytes:
        """What a handout holds that any of `seats` was given (control, any). Raises BadInput."""
        return await asyncio.to_thread(held_out, self.ledger.board, self.recording, sha256, seats)

    async def search(self, wanted: Search, seats: tuple[str, ...] = ()) -> Found:
        """See `Session`."""
        return search_records(self._seen_by(seats), wanted, self.ledger.board)

    async def story(self, incident: str, seats: tuple[str, ...] = ()) -> Story:
        """See `Session`."""
        return story_in(self._seen_by(seats), incident)

    async def lines(self, wanted: LinesWanted) -> LinesFound:
        """See `Session`: no log is read in a drill."""
        raise BadInput.one("log lines", 0, "are read by irsim serve, and there are none here; look at the feed")

    async def keep_lines(self, numbers: Sequence[int]) -> LinesKept:
        """See `Session`."""
        raise BadInput.one("log lines", 0, "are read by irsim serve, and there are none here; look at the feed")

    def keeps(self, sha256: str) -> bool:
        """Whether a file of this sha256 was kept here already, so that a command may name it."""
        return False

    def _seen_by(self, seats: tuple[str, ...]) -> list[Record]:
        records = self.ledger.records
        seen = (reduced(record, records, seats) if seats else record for record in records)
        return [record for record in seen if record is not None]

    @property
    def heard(self) -> tuple[int, int]:
        """How many sources were heard, and when one was last (ms)."""
        known = [source.heard_at for source in self.ledger.board.sources.values() if source.heard_at != NEVER]
        return len(known), max(known, default=NEVER)

    async def readings(self) -> dict[Metric, int]:
        """What every metric reads now."""
        until = self._known_until
        return {metric: self._gauges.value(*metric, until) for metric in self._gauges.metrics}

    async def series(self, metrics: Sequence[Metric], span: int, points: int) -> dict[Metric, list[int]]:
        """What each of `metrics` was over the last `span` ms."""
        until = self._known_until
        return {metric: self._gauges.series(*metric, until - span, until, points) for metric in metrics}

    @property
    def _known_until(self) -> int:
        """The instant (ms) up to which the engine has come: after a jump, the room's `now` is ahead of it."""
        return min(self.now, self._reached)

    async def run(self) -> None:
        """Keep the engine at the room's instant until its world has ended."""
        while not self.engine.ended:
            self._wake.clear()
            async with self._lock:
                if self._gone:
                    raise asyncio.CancelledError
                behind = not await self._catch_up()
            self._tell()
            if self._holds.time_is_up:
                await self.resume()
            for wanted in self._holds.wanted():
                await self._room_fact(wanted)
            if behind or self.engine.ended:
                await asyncio.sleep(0)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(BREATH):  # wait_for may swallow a cancel that comes with the wake-up
                    await self._wake.wait()
        async with self._lock:
            await asyncio.to_thread(self.ledger.sink.sync)
        self._tell()

    async def _catch_up(self) -> bool:
        """Advance one slice; whether the engine is where the room is."""
        if self._pace.flat_out:
            stop = self.engine.next_stop()
            target = stop if stop > self._reached else self._reached + 1000
        else:
            target = max(self._reached, self._pace.now(time.monotonic()))
        there = self.engine.advance(target, SLICE)
        self._reached = target if there else max(self._reached, self.engine.now)
        if time.monotonic() - self._flushed > FLUSH:
            self._flushed = time.monotonic()
            self._save_instant()
            await asyncio.to_thread(self.ledger.sink.flush)
        return there and not self._pace.flat_out

    def _stand(self) -> None:
        self._pace.anchor(time.monotonic(), paused=True)

    def _walk_on(self) -> None:
        self._holds.end()
        self._pace.anchor(time.monotonic(), paused=False)

    async def _input(self, body: Event, by: str, change: Callable[[], None] | None = None) -> Accepted | NotAccepted:
        """An input, which is finished once it was begun, even if whoever gave it does not wait for it any more:
        one that is written and not applied would make everything after it come out differently. `change` is what it
        does to the room's own pace."""
        return await asyncio.shield(asyncio.ensure_future(self._enter(body, by, change)))

    async def _enter(self, body: Event, by: str, change: Callable[[], None] | None) -> Accepted | NotAccepted:
        """Stamp, drain the instant, write, make durable off this thread, apply, drain again."""
        async with self._lock:
            stamp = self.now
            while not self.engine.advance(stamp, SLICE):
                await asyncio.sleep(0)
                stamp = min(stamp, self.now)  # a discussion stops the room where it opened
            if self._gone:
                raise asyncio.CancelledError
            if self.engine.ended:
                stamp = self.ledger.board.ended_at
            self._reached = max(self._reached, stamp)
            if isinstance(body, CommandSubmitted) and body.id in self.ledger.results:
                return self.ledger.results[body.id]
            record = self.ledger.write(body, by, stamp)
            try:
                await asyncio.to_thread(self.ledger.sink.sync)
            except OSError:
                self._gone = True
                self._tell()
                raise
            if self._gone:  # the room was left meanwhile: it is applied when the recording is taken up
                raise asyncio.CancelledError
            result = self.ledger.apply_input(record)
            self.engine.advance(stamp)
            if change is not None:
                change()
        self._tell()
        self._wake.set()
        return result

    def _tell(self) -> None:
        """Wake whoever reads along."""
        self._news.set()
        self._news = asyncio.Event()
        for watcher in self._watchers:
            watcher()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher` whenever something may be new; what is returned ends it."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def _room_fact(self, wanted: Event) -> None:
        """Put on record what the room does of its own."""
        if isinstance(wanted, SessionJumped):
            await self.jump(wanted.to)
        elif isinstance(wanted, SessionPaused):
            if self._pace.paused:  # somebody may have said `resume` meanwhile
                await self._input(wanted, self.by)
        elif isinstance(wanted, SessionResumed):
            await self.resume()

    def _save_instant(self) -> None:
        """How far the engine has come, not where the room wants to be: a discussion may lie between."""
        if self._instant is not None:
            save_instant(self._instant, self._reached)
