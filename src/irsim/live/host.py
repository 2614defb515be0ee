"""The live host: the drill's host over a store, in real time. It bears it when the store is away: the board stays
readable, commands are refused with a sentence, and nothing that was accepted is lost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from socket import gethostname
from typing import TYPE_CHECKING, cast

import msgspec

from irsim.board.decide import Refused
from irsim.board.state import NEVER
from irsim.commands import Command
from irsim.events.base import Event
from irsim.events.inputs import CommandSubmitted
from irsim.events.live import DeskTaken, PlanAdopted
from irsim.events.session import SeatLeft, SeatTaken
from irsim.live.inputs import Inputs, received
from irsim.live.logs.shelf import LinesShelf
from irsim.live.manners import Manners
from irsim.live.petitions import Petitions, unknown
from irsim.live.searching import Shelf
from irsim.live.snapshots import APART, FOLDED, RECENT, taken
from irsim.live.store.base import Away, Overtaken, Waiting
from irsim.log.records import Record
from irsim.log.tail import Tail
from irsim.session.host import Host
from irsim.session.loglines import LinesFound, LinesKept, LinesWanted
from irsim.session.pace import REAL_TIME
from irsim.session.protocol import Accepted, Denied, NotAccepted
from irsim.session.searching import Found, Search, Story
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.engine import LiveEngine
    from irsim.live.loading import Loaded
    from irsim.live.store.base import Store

BREATH = 0.25
"""Seconds between two looks when nothing wakes the host."""

ROUNDS = 16
"""Batches of deliveries that are taken before commands of other processes have their turn."""

AWAY = 1.0
"""Seconds between two tries while the store is away."""

RETRIED = 5_000
"""Outcomes of commands that are known without the log: whoever asks again does so within minutes."""

DOUBT, LOOK = 5.0, 0.05
"""Seconds for which somebody waits to hear whether the store has a command over which it went away, and in between."""

BATCH = 256
"""Deliveries, or commands, that are read from the intake at once."""

SHRUNK = 0.75
"""A board with fewer alerts than this share of those in the last one that was kept is kept anew: it opens sooner."""

FORGET = 1.0
"""Seconds between two times that the intake is rid of what is in the log: receivers wait while that is committed."""

_REAL = Refused("this is real time", "practise in a drill, or look back in a replay")


class LiveHost(Host):
    """A `Session` around a ledger whose records are in a store. With the desk (`leading`) it writes them; without, it
    follows them, and puts commands before whoever has it. `run` ends with `Overtaken` where the desk was lost: then a
    new host must be made from the store."""

    def __init__(self, loaded: Loaded, engine: LiveEngine, store: Store, *, holder: str) -> None:
        ledger = loaded.ledger
        self._starts = datetime.fromisoformat(ledger.board.opened.starts).timestamp()
        self._last = ledger.records[-1].at
        super().__init__(ledger, engine, at=self._last, speed=REAL_TIME, gauges=loaded.gauges)
        self.engine: LiveEngine = engine
        self.store = store
        self.sink = loaded.sink
        self._shelf = Shelf(store, lambda: self.ledger.board)
        self.kept_lines: LinesShelf | None = None
        """the lines of logs that are kept beside the store, where any are"""
        self._bases = [loaded.base] if loaded.base[1] else []
        """the last two boards from which terminals can go on, the older one first"""
        self._based = time.monotonic()
        self._held = loaded.held
        """when the last of them was kept, and how many alerts the board had then"""
        self.holder = holder
        self.inputs = Inputs(ledger, loaded.sink)
        self._petitions = Petitions(store, ledger)
        self._asked = 0
        self._away = ""
        self._resting = False
        """this process is about to end, and begins with nothing more"""
        self._lost: Overtaken | None = None
        """how it was found that another process has the desk"""
        self._loop: asyncio.AbstractEventLoop | None = None
        self.senders: Callable[[], bool] = lambda: False
        """whether senders have come to the receiver of this process just now: they come first"""
        self._manners = Manners(lambda: self.senders())
        self._forgotten = time.monotonic(), NEVER, NEVER
        """when the intake was rid of what is in the log, and up to which delivery and which command"""
        self.lag = 0
        """how long (ms) the oldest delivery has waited for the desk, as far as it is known"""
        self.others_desk = ""
        """who else has the desk; empty where it is here, or nobody has it"""
        self._begun = False
        """what comes with the desk was begun"""
        self.on_desk: Callable[[], Awaitable[None]] | None = None
        """called once the desk is taken"""

    def sat(self) -> list[tuple[str, str, str]]:
        """See `Host`: terminals of other machines are those machines' matter."""
        return [chair for chair in super().sat() if chair[2].endswith(f" at {gethostname()}")]

    @property
    def base(self) -> tuple[int, bytes]:
        """See `Host`: one that leaves a terminal some records to show; where none does, the oldest there is, for a feed
        that begins empty is less of a burden than a log of years."""
        last, bases = self.ledger.records[-1].seq, self._bases
        enough = next((each for each in reversed(bases) if last - each[0] >= RECENT), None)
        return enough or (bases[0] if bases else (NEVER, b""))

    # Time

    @property
    def now(self) -> int:
        """Real time in ms since the log began, never below the last record."""
        self._last = max(self._last, int((time.time() - self._starts) * 1000), self.ledger.records[-1].at)
        return self._last

    @property
    def reached(self) -> int:
        """Nothing is behind real time but deliveries, and of those `lag` tells."""
        return self.now

    @property
    def leading(self) -> bool:
        """Whether this process has the desk."""
        return self.engine.leading

    @property
    def away(self) -> str:
        """Why the store cannot be reached; empty where it can."""
        return self._away

    async def pause(self, reason: str = "", *, by: str = "") -> None:
        """Never. Raises Denied, as do `resume`, `pace` and `jump`."""
        raise Denied(_REAL)

    async def resume(self, *, by: str = "") -> None:
        """Never."""
        raise Denied(_REAL)

    async def pace(self, hundredths: int, *, by: str = "") -> None:
        """Never."""
        raise Denied(_REAL)

    async def jump(self, to: int, *, by: str = "") -> None:
        """Never."""
        raise Denied(_REAL)

    async def reading(self, dialogs: int, terminal: str = "") -> None:
        """An open dialog changes nothing."""

    @property
    def recorded(self) -> int:
        """See `Host`: what is on its way into the store may be withdrawn yet."""
        return self.inputs.recorded

    @property
    def taken(self) -> int:
        """The number of the last delivery that is in the log."""
        return self.inputs.taken

    # What people give

    async def submit(
        self, command: Command, by: str, command_id: str, unstated: bool = False, said: int = NEVER
    ) -> Accepted | NotAccepted:
        """See `Host`; while the store is away it is refused, and nothing of it is kept. Where the desk was lost, the
        terminal asks again once this process follows."""
        known = self.ledger.results.get(command_id)
        if known is not None:
            return known
        body = CommandSubmitted(command_id, command, unstated, said)
        try:
            return await (self._input(body, by) if self.leading else self._petitions.put(body, by))
        except Away as away:
            return await self._came_of(command_id, away)
        except Overtaken:
            never: asyncio.Future[Accepted | NotAccepted] = asyncio.get_running_loop().create_future()
            return await never

    async def _came_of(self, command_id: str, away: Away) -> Accepted | NotAccepted:
        """The store went away over a command: it may be in the log all the same."""
        until = time.monotonic() + DOUBT
        while self.inputs.in_doubt and not self._gone and time.monotonic() < until:
            await asyncio.sleep(LOOK)
        known = self.ledger.results.get(command_id)
        if known is not None:
            return known
        if self.inputs.in_doubt:
            return unknown()
        return NotAccepted(NEVER, Refused(f"the store is away: {away}", "nothing was recorded; try again"))

    async def attend(self, fact: SeatTaken | SeatLeft) -> None:
        """Somebody sits down or gets up; where the store is away, nobody is told."""
        with suppress(Away):
            await self.report(fact, f"{fact.role}:{fact.name}" if fact.name else fact.role)

    async def report(self, body: Event, by: str) -> None:
        """Put a fact on record, durably. Raises Away."""
        if self._gone:
            return
        if self.leading:
            await self._input(body, by)
        else:
            await self._petitions.tell(body, by)

    async def record(self, seq: int) -> Record:
        """See `Host`: an old one, for a terminal that is far behind, is fetched beside everything else. Raises Away."""
        records = self.ledger.records
        if isinstance(records, Tail) and not records.at_hand(seq):
            return await asyncio.to_thread(records.__getitem__, seq)
        return records[seq]

    # Looking back

    async def search(self, wanted: Search, seats: tuple[str, ...] = ()) -> Found:
        """See `Host`: in the store, beside everything else."""
        return await asyncio.to_thread(self._shelf.search, wanted, seats)

    async def story(self, incident: str, seats: tuple[str, ...] = ()) -> Story:
        """See `Host`."""
        return await asyncio.to_thread(self._shelf.story, incident, seats)

    # Lines of logs

    async def lines(self, wanted: LinesWanted) -> LinesFound:
        """See `Host`."""
        return await asyncio.to_thread(self._the_lines.search, wanted)

    async def keep_lines(self, numbers: Sequence[int]) -> LinesKept:
        """See `Host`: in a file beside the store, under its sha256."""
        return await asyncio.to_thread(self._the_lines.keep, numbers)

    @property
    def _the_lines(self) -> LinesShelf:
        if self.kept_lines is None:
            raise BadInput.one("log lines", 0, "are not read here; look at irsim live sources")
        return self.kept_lines

    def keeps(self, sha256: str) -> bool:
        """See `Host`."""
        return self.kept_lines is not None and self.kept_lines.keeps(sha256)

    # What sources deliver

    async def take(self, waiting: Sequence[Waiting]) -> None:
        """Put deliveries into the log, durably and at once, then do what follows from each. Raises Away."""
        async with self._lock:
            if self._gone or self._resting or not self.leading:
                return
            await self._certain()
            stamp = self.now
            self.engine.advance(stamp)
            records = await self._written([received(each, self._starts) for each in waiting], stamp)
            worked, manners = 0.0, self._manners
            manners.begin()
            for record in records:
                begun = time.perf_counter()
                self.inputs.apply(record)
                worked += time.perf_counter() - begun
                await manners.turn()
            manners.took(worked, waiting)
        self._tell()
        self._wake.set()

    async def _written(self, bodies: Sequence[tuple[Event, str]], at: int) -> list[Record]:
        """See `Inputs.write`."""
        try:
            return await self.inputs.write(bodies, at)
        except Away as away:
            self._is_away(str(away))
            raise

    # Keeping on

    async def run(self) -> None:
        """Look at what fell due, write what follows, take what was delivered; until left. Raises Overtaken."""
        self._loop = asyncio.get_running_loop()
        unwatch = self.store.watch(self.wake)
        try:
            while not (self._gone or self._resting):
                self._wake.clear()
                if self._lost is not None:
                    raise self._lost
                try:
                    await (self._lead() if self.leading else self._follow())
                    self._is_away("")
                except Away as away:
                    self._is_away(str(away))
                    await asyncio.sleep(AWAY)
                    continue
                with suppress(TimeoutError):
                    async with asyncio.timeout(BREATH):
                        await self._wake.wait()
        finally:
            unwatch()

    def wake(self) -> None:
        """Another process, or a receiver of this one, has put something into the store; from any thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake.set)

    async def _lead(self) -> None:
        await self._still_mine()
        async with self._lock:
            await self._certain()
            before = len(self.ledger.records)
            self.engine.advance(self.now)
            fresh = len(self.ledger.records) > before
            await asyncio.to_thread(self.sink.sync)
        await self._begin()
        if fresh:
            self._tell()
        for _ in range(ROUNDS):  # then it is the turn of what was put before the desk, however much comes in
            begun = time.perf_counter()
            waiting = await asyncio.to_thread(self.store.waiting, self.taken, BATCH)
            self.lag = int(time.time() * 1000) - waiting[0].delivery.received if waiting else 0
            if not waiting:
                break
            for part in self._manners.parts(waiting):
                await self.take(part)
            await self._forget()
            await self._manners.rest(time.perf_counter() - begun)
        else:
            self._wake.set()
        for asked in await asyncio.to_thread(self.store.asked, self._asked, BATCH):
            await self._carry_out(asked.by, asked.command)
            self._asked = asked.number
        async with self._lock:
            await asyncio.to_thread(self.sink.sync)
        await self._forget()
        await self._keep_board()

    async def _still_mine(self) -> None:
        """The desk may be another's by now: of a machine that slept, or was cut off. Raises Away, Overtaken."""
        if self.store.holds_desk():
            return
        if not await asyncio.to_thread(self.store.take_desk, self.holder):
            raise Overtaken("another process has taken the desk")
        head = await asyncio.to_thread(self.store.head)
        if head.seq > self.sink.durable and not self.inputs.in_doubt:
            raise Overtaken("another process has had the desk meanwhile")

    async def _begin(self) -> None:
        """What comes with the desk, once."""
        if not self._begun and self.on_desk is not None:
            await self.on_desk()
        self._begun = True

    async def _keep_board(self, *, now: bool = False) -> None:
        """A snapshot, once enough was folded since the last one."""
        records, kept = self.ledger.records, self._bases[-1][0] if self._bases else 0
        folded = records[-1].seq - kept
        shrunk = folded and len(self.ledger.board.alerts) < self._held * SHRUNK
        if not (folded >= FOLDED or shrunk) or not (now or time.monotonic() - self._based > APART):
            return
        if self.leading:
            await self._forget(now=True)  # the board does not know which commands it holds
        async with self._lock:
            if self.leading:  # a board is never ahead of the log, nor fetched from there what it does not have yet
                await asyncio.to_thread(self.sink.sync)
            seq, board, whole = taken(self.ledger, self._gauges)
        self._based, self._held = time.monotonic(), len(self.ledger.board.alerts)
        self.ledger.forget_results(RETRIED)
        self._bases = [*self._bases[-1:], (seq, board)]
        if isinstance(records, Tail):
            records.trim(self._bases[0][0])
        await asyncio.to_thread(self.store.keep_snapshot, seq, whole)

    async def _forget(self, *, now: bool = False) -> None:
        """What is in the log need not wait in the intake any more."""
        since, *known = self._forgotten
        if known != [self.taken, self._asked] and (now or time.monotonic() - since > FORGET):
            taken, asked = self.taken, self._asked
            await asyncio.to_thread(self.store.forget, taken, asked)
            self._forgotten = time.monotonic(), taken, asked

    async def _carry_out(self, by: str, written: bytes) -> None:
        """Something that was put before the desk: a command is decided on the board as it stands now."""
        try:
            body = msgspec.json.decode(written, type=_ASKED)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return
        if isinstance(body, CommandSubmitted) and body.id in self.ledger.results:
            return
        await self._input(cast(Event, body), by)

    async def _follow(self) -> None:
        if await asyncio.to_thread(self.store.take_desk, self.holder):
            await self._catch_up_with_log()
            await self.lead()
            return
        await self._catch_up_with_log()
        desk = await asyncio.to_thread(self.store.desk)
        self.others_desk = desk.holder if desk is not None else ""
        await self._keep_board()

    async def _catch_up_with_log(self) -> None:
        records = self.ledger.records
        lines = await asyncio.to_thread(lambda: list(self.store.read(len(records))))
        if not lines:
            return
        async with self._lock:
            for number, line in enumerate(lines, 1):
                self.inputs.follow(line)
                if not number % 256:
                    await asyncio.sleep(0)
            self.sink.moved_to(records[-1])
        self._reached = max(self._reached, records[-1].at)
        self._petitions.answer(self.ledger.results, records[-1].seq)
        self._tell()

    async def lead(self) -> None:
        """This process has the desk now: what its predecessor began is finished, and what fell due since is said."""
        records = self.ledger.records
        async with self._lock:
            self.engine.leading = True
            self.inputs.finish_last()
        heard = min(self.store.last_desk() - int(self._starts * 1000), self.now)
        down_since = max(records[-1].at, heard) if len(records) > 1 else NEVER
        await self._input(DeskTaken(self.holder, down_since), "desk")
        await self._begin()

    async def _enter(self, body: Event, by: str, change: Callable[[], None] | None) -> Accepted | NotAccepted:
        """Stamp, write, make durable, apply; what was not made durable is withdrawn. Raises Away, Overtaken."""
        try:
            async with self._lock:
                if self._gone:
                    raise asyncio.CancelledError
                await self._certain()
                stamp = self.now
                if not isinstance(body, DeskTaken):  # first that nobody had it, then what fell due meanwhile
                    self.engine.advance(stamp)
                if isinstance(body, CommandSubmitted) and body.id in self.ledger.results:
                    return self.ledger.results[body.id]
                (record,) = await self._written([(body, by)], stamp)
                result = self.inputs.apply(record)
                self._reached = max(self._reached, stamp)
        except Overtaken as lost:
            self._lost = lost  # whoever gave it cannot end this host, and it must end
            self._wake.set()
            raise
        self._tell()
        self._wake.set()
        return result

    async def _certain(self) -> None:
        """See `Inputs.settle`. Raises Away, Overtaken."""
        if self.inputs.in_doubt:
            await self.inputs.settle()
            self._is_away("")

    def _is_away(self, why: str) -> None:
        if why != self._away:
            self._away = why
            self.trouble = f"the store is away: {why}" if why else ""
            self._tell()

    async def adopt(self, plan: PlanAdopted) -> None:
        """Go by this plan from now on, where it is another one than so far. Raises Away."""
        board = self.ledger.board
        counts = board.opened.plan if board.adopted is None else board.adopted.plan
        if plan.plan != counts:
            await self.report(plan, "desk")

    async def rest(self) -> None:
        """Before this process ends: what it knows is kept, so that the next one begins where it stood."""
        self._resting = True
        with suppress(Away, Overtaken):
            if self.leading:
                async with self._lock:
                    await asyncio.to_thread(self.sink.sync)
            await self._keep_board(now=True)

    def leave(self) -> None:
        """Let go of the store's desk; the log stays open. While inputs are being applied, what follows from the first
        of them is not written without the rest: whoever has the desk next finishes them all."""
        if not self._lock.locked():
            with suppress(OSError, Overtaken):
                self.sink.sync()
        self._gone = True
        self._wake.set()
        self._tell()


_ASKED = CommandSubmitted | SeatTaken | SeatLeft
