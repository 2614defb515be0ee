"""A session whose engine is elsewhere: the way from a joined terminal to its room. It comes back by itself when the
line breaks or the host is started again, and what was given meanwhile is given once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress

import msgspec
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from irsim.board.decide import Refused
from irsim.board.gauges import Metric
from irsim.board.state import NEVER
from irsim.commands import Command
from irsim.events.live import PlanAdopted
from irsim.events.session import SessionOpened
from irsim.log.records import Record
from irsim.plan import load_plan
from irsim.session import wire
from irsim.session.loglines import LinesFound, LinesKept, LinesWanted
from irsim.session.protocol import Accepted, Denied, NotAccepted
from irsim.session.searching import Found, Search, Story
from irsim.session.stream import Stream
from irsim.session.ways import OPENING, Way
from irsim.words.faults import BadInput

SOONEST, LATEST = 0.2, 5.0
"""Seconds until a lost line is tried again: at first at once, for most losses are short."""

CLOSING = 2.0
"""Seconds in which a line is closed in good order, or at all."""

STALE = 5.0
"""Seconds without a word from the host after which the room's time is not guessed any further."""

ANEW = "anew"
"""In place of a host's boot: no host has it, so that everything is told again."""

LOST = "connection lost, joining again"


Answer = (
    wire.Reply | wire.Readings | wire.Contents | wire.FoundInLog | wire.IncidentStory | wire.FoundLines | wire.KeptLines
)
"""What may come of a frame with a number."""


class LetGo(Exception):
    """The room does not have this terminal any more: one sentence, which says why."""


class _Away(Exception):
    """The line is broken; try again. The words say how it looks from here."""


async def _hung_up(connection: ClientConnection) -> None:
    """Close a line, within seconds: a transport that broke on its own may never say that it is closed, and asyncio of
    3.11 trips over one that was closed already."""
    with suppress(AttributeError, ConnectionClosed, TimeoutError, OSError):
        async with asyncio.timeout(CLOSING):
            await connection.close()


def _check_known(adopted: PlanAdopted) -> None:
    """A plan that whoever has the desk goes by from now on: a newer irsim knows more of them. Raises LetGo."""
    try:
        load_plan(adopted.plan)
    except BadInput:
        newer = "The room goes by a plan that this irsim does not understand: it is older than the one that serves."
        raise LetGo(f"{newer} Open the room again with the newer one.") from None


class RemoteSession:
    """A `Session` in another process, from a welcome on. Start `run` as a task."""

    def __init__(self, way: Way, welcome: wire.Welcome) -> None:
        self.way = way
        self.opened: SessionOpened = welcome.opened
        self.person = welcome.name
        self.base: tuple[int, bytes] = (welcome.after, welcome.base)
        self._lost = ""
        """what is wrong with the line"""
        self._boot = welcome.boot if welcome.base else ""
        """of the host whose records these are, and on whose board they go on; empty before the first"""
        self._state = welcome.state
        self._heard = time.monotonic()
        self._stream = Stream()
        self._current = False
        """whether everything that there was at the last welcome has come: the host says then where it stands"""
        self._whole: list[Record] = []
        self._whole_of = 0
        """records of the whole recording, once it is disclosed"""
        self._disclosing = False
        """the whole recording is being told; nothing follows"""
        self._gone = False
        self._fault: LetGo | None = None
        self._pending: dict[int, tuple[str, asyncio.Future[Answer]]] = {}
        self._count = 0
        self._tries = 0
        """to join again, since it was there last"""
        self._dialogs = 0
        self._connection: ClientConnection | None = None
        self._link: asyncio.Task[None] | None = None
        self._ended = asyncio.Event()

    # Where the room stands

    @property
    def now(self) -> int:
        """The instant at which the room stands (ms): the host's last word, and the time since then."""
        return self._state.now + self._passed()

    @property
    def trouble(self) -> str:
        """What is wrong with the line, or at the host; empty where nothing is."""
        return self._lost or self._state.trouble

    @property
    def heard(self) -> tuple[int, int]:
        """How many sources were heard, and when one was last (ms), by the host's last word."""
        return self._state.sources, self._state.heard

    @property
    def reached(self) -> int:
        """The instant (ms) that the engine has come to."""
        behind = self._state.now - self._state.reached
        return self._state.reached + (self._passed() if behind <= 20 * max(self._state.speed, 100) else 0)

    def _passed(self) -> int:
        state = self._state
        if state.paused or state.ended or not state.speed:
            return 0
        return int(min(time.monotonic() - self._heard, STALE) * 10 * state.speed)

    @property
    def current(self) -> int | None:
        """The number of the last record that this terminal is told, once it has all that there was when it came; None
        before. It is told some of them only, so that `recorded` does not say it."""
        if not self._current:
            return None
        return max(self._stream.last, self.base[0])

    @property
    def recorded(self) -> int:
        """How many records there are."""
        return self._state.recorded

    @property
    def paused(self) -> bool:
        """Whether the room stands still."""
        return self._state.paused

    @property
    def speed(self) -> int:
        """The pace in hundredths of real time; 0 is as fast as it can."""
        return self._state.speed

    @property
    def ended(self) -> bool:
        """Whether the world stands still for good."""
        return self._state.ended

    @property
    def gone(self) -> bool:
        """Whether nothing more comes or goes: this terminal left, or was let go."""
        return self._stream.over

    @property
    def talk_left(self) -> int:
        """Only the host keeps the time of a discussion that stops the clocks."""
        return -1

    @property
    def next_stop(self) -> int:
        """The instant (ms) of the next thing that is planned, for control; -1 else."""
        return self._state.next_stop

    async def disclosed(self) -> list[Record]:
        """Every record, unreduced, as soon as the recording is closed."""
        while self.whole is None:
            if self._gone:
                raise asyncio.CancelledError
            await self._stream.news()
        return self.whole

    @property
    def whole(self) -> list[Record] | None:
        """Every record, unreduced, once the recording is closed; None before."""
        return self._whole if self._whole_of and len(self._whole) == self._whole_of else None

    # What a seat asks for

    async def submit(
        self, command: Command, by: str, command_id: str, unstated: bool = False, said: int = -1
    ) -> Accepted | NotAccepted:
        """Give a command; while the line is broken it waits, and is given once when the room is back."""
        reply = await self._ask(lambda n: wire.Submit(n, command, by, command_id, unstated, said))
        assert isinstance(reply, wire.Reply)
        if reply.reason:
            return NotAccepted(reply.seq, Refused(reply.reason, reply.hint))
        return Accepted(reply.seq)

    async def settle(self) -> None:
        """Let everything happen that is due by now."""
        await self._steer("settle")

    async def pause(self) -> None:
        """Everything stands. Raises Denied."""
        await self._steer("pause")

    async def resume(self) -> None:
        """Everything goes on. Raises Denied."""
        await self._steer("resume")

    async def pace(self, hundredths: int) -> None:
        """100 is real time, 0 as fast as it can. Raises Denied."""
        await self._steer("pace", hundredths)

    async def jump(self, to: int) -> None:
        """Be at `to` (ms) as soon as the engine can. Raises Denied."""
        await self._steer("jump", to)

    async def close(self) -> None:
        """End the recording. Raises Denied."""
        await self._steer("close")

    async def _steer(self, do: str, to: int = 0) -> None:
        reply = await self._ask(lambda n: wire.Steer(n, do, to))  # type: ignore[arg-type]  # one of the literals
        if isinstance(reply, wire.Reply) and reply.reason:
            raise Denied(Refused(reply.reason, reply.hint))

    async def reading(self, dialogs: int) -> None:
        """So many dialogs are open at this terminal."""
        self._dialogs = dialogs
        await self._send(wire.written(wire.Dialogs(dialogs)))

    async def readings(self) -> dict[Metric, int]:
        """What every metric reads now."""
        found = await self._ask(wire.AskReadings)
        assert isinstance(found, wire.Readings)
        return {(service, metric): values[0] for service, metric, values in found.values if values}

    async def series(self, metrics: Sequence[Metric], span: int, points: int) -> dict[Metric, list[int]]:
        """What each of `metrics` was over the last `span` ms. Raises KeyError for one that is none of the world's."""
        wanted = tuple((service, metric) for service, metric in metrics)
        found = await self._ask(lambda n: wire.AskSeries(n, wanted, span, points))
        assert isinstance(found, wire.Readings)
        values = {(service, metric): list(values) for service, metric, values in found.values}
        return {metric: values[metric] for metric in wanted}

    async def fetch(self, sha256: str, seats: tuple[str, ...] = ()) -> bytes:
        """What a handout holds that this terminal was given. Raises BadInput."""
        found = await self._ask(lambda n: wire.AskFile(n, sha256))
        assert isinstance(found, wire.Contents)
        if found.fault:
            raise BadInput.one("the handout", 0, found.fault)
        return found.data

    async def search(self, wanted: Search, seats: tuple[str, ...] = ()) -> Found:
        """What fits in the whole log, as far as this terminal may know. Raises BadInput."""
        found = await self._ask(lambda n: wire.AskLog(n, wanted))
        assert isinstance(found, wire.FoundInLog)
        if found.fault:
            raise BadInput.one("the search", 0, found.fault)
        return Found(found.incidents, found.count, tuple(map(wire.record_of, found.records)), found.more)

    async def story(self, incident: str, seats: tuple[str, ...] = ()) -> Story:
        """All records of an incident that this terminal may know. Raises BadInput."""
        found = await self._ask(lambda n: wire.AskIncident(n, incident))
        assert isinstance(found, wire.IncidentStory)
        if found.fault:
            raise BadInput.one(incident, 0, found.fault)
        return Story(tuple(map(wire.record_of, found.records)), found.left)

    async def lines(self, wanted: LinesWanted) -> LinesFound:
        """Kept lines of logs that fit. Raises BadInput."""
        found = await self._ask(lambda n: wire.AskLines(n, wanted))
        assert isinstance(found, wire.FoundLines)
        if found.fault:
            raise BadInput.one("log lines", 0, found.fault)
        return found.found

    async def keep_lines(self, numbers: Sequence[int]) -> LinesKept:
        """Have lines put into a file at the host, as evidence. Raises BadInput."""
        answer = await self._ask(lambda n: wire.KeepLines(n, tuple(numbers)))
        assert isinstance(answer, wire.KeptLines)
        if answer.kept is None:
            raise BadInput.one("log lines", 0, answer.fault)
        return answer.kept

    async def records(self, seats: tuple[str, ...] = (), since: int = 0) -> AsyncIterator[Record]:
        """Records from `since` on that this terminal may see; the host says which. Where the host is another one than
        before, they begin again with the first."""
        async for record in self._stream.read(since, self._from_the_start):
            yield record

    async def _from_the_start(self) -> None:
        """Have the host tell everything anew, from a board on."""
        self._boot = ANEW
        if self._connection is not None:
            await _hung_up(self._connection)

    # The line

    async def run(self) -> None:
        """Be in the room until its world has ended. Raises LetGo where it does not have this terminal any more."""
        if self._link is None:
            self._link = asyncio.create_task(self._keep_joined())
        await self._ended.wait()
        if self._fault is not None:
            raise self._fault

    def leave(self) -> None:
        """Get up for good."""
        if self._gone:
            return
        self._end()
        if self._link is not None:
            self._leaving = asyncio.create_task(self._go(self._link))

    async def left(self) -> None:
        """Return once the line is closed."""
        leaving = getattr(self, "_leaving", None)
        if leaving is not None:
            await leaving

    async def _go(self, link: asyncio.Task[None]) -> None:
        with suppress(ConnectionClosed, TimeoutError, OSError, AttributeError):
            async with asyncio.timeout(CLOSING):
                if self._connection is not None:
                    await self._connection.send(wire.written(wire.Leave()))
                    await self._connection.close()
        link.cancel()
        await asyncio.gather(link, return_exceptions=True)

    def _end(self) -> None:
        self._gone = self._stream.over = True
        for _, answer in self._pending.values():
            answer.cancel()
        self._pending.clear()
        self._ended.set()
        self._tell()

    async def _keep_joined(self) -> None:
        """Join, and join again, until the room says that it is over."""
        while not (self.whole is not None or self._gone):
            try:
                async with asyncio.timeout(OPENING):
                    connection = await self.way.connection()
                try:
                    await self._joined(connection)
                finally:
                    self._connection = None
                    await _hung_up(connection)
            except _Away as away:
                self._lost = str(away)
            except (LetGo, BadInput) as fault:  # the certificates that are believed may be gone by now
                self._fault = fault if isinstance(fault, LetGo) else LetGo(str(fault))
                self._end()
                return
            except (ConnectionClosed, InvalidHandshake, InvalidMessage, EOFError, OSError, TimeoutError):
                self._lost = LOST
            if self.whole is None and not self._gone:
                self._tell()
                await asyncio.sleep(min(LATEST, SOONEST * 1.5**self._tries))
                self._tries += 1
        self._ended.set()
        self._tell()

    async def _joined(self, connection: ClientConnection) -> None:
        since = max(self._stream.last, self.base[0]) + 1
        hello = msgspec.structs.replace(self.way.hello, since=since, boot=self._boot, trial=False)
        await connection.send(wire.written(hello))
        while self.whole is None:
            try:
                frame = wire.read_by_terminal(await connection.recv())
            except wire.Garbage:
                raise LetGo("The host says what this irsim does not understand; use the same irsim on both.") from None
            if isinstance(frame, wire.Happened):
                record = wire.record_of(frame)
                if isinstance(record.body, PlanAdopted):
                    _check_known(record.body)
                self._take(record)
            elif isinstance(frame, wire.State):
                self._stands(frame)
                self._current = True
            elif isinstance(frame, Answer):
                _, answer = self._pending.pop(frame.n, ("", None))
                if answer is not None and not answer.done():
                    answer.set_result(frame)
            elif isinstance(frame, wire.Welcome):
                await self._welcomed(connection, frame)
            elif isinstance(frame, wire.Disclosed):
                self._whole, self._whole_of = [], frame.count
                self._disclosing = self._stream.over = True
            elif isinstance(frame, wire.Bye):
                if frame.final and not self._disclosing:
                    raise LetGo(frame.reason or "The room does not have this terminal any more.")
                raise _Away(frame.reason)

    async def _welcomed(self, connection: ClientConnection, welcome: wire.Welcome) -> None:
        if self._boot and welcome.boot != self._boot:
            self.base = (welcome.after, welcome.base)
            # A first record that says so, in place of those that the board holds already.
            self._stream.begin_anew(Record(0, 0, "", NEVER, welcome.opened) if welcome.base else None)
        self._boot = welcome.boot
        self.opened = welcome.opened
        self._lost, self._tries = "", 0
        self._current = False
        self._stands(welcome.state)
        self._connection = connection
        if self._dialogs:
            await connection.send(wire.written(wire.Dialogs(self._dialogs)))
        for _, (frame, _) in sorted(self._pending.items()):
            await connection.send(frame)
        self._tell()

    def _stands(self, state: wire.State) -> None:
        self._state, self._heard = state, time.monotonic()
        if state.ended:
            self._ended.set()

    def _take(self, record: Record) -> None:
        if self._disclosing:
            self._whole.append(record)
            if len(self._whole) == self._whole_of:
                self._tell()
            return
        self._stream.take(record, keep_all=not self.base[1])

    async def _ask(self, make: Callable[[int], wire.Frame]) -> Answer:
        """Send a frame and wait for what comes of it; where the line breaks, it is sent again on the next one."""
        if self._stream.over:
            raise asyncio.CancelledError
        self._count += 1
        asked = make(self._count)
        frame = wire.written(asked)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        number = self._count
        self._pending[number] = (frame, answer)
        await self._send(frame)
        try:
            return await answer
        except asyncio.CancelledError:
            if not isinstance(asked, wire.Submit):  # who asked does not wait for it; a command is given all the same
                self._pending.pop(number, None)
            raise

    async def _send(self, frame: str) -> None:
        """Send it now, where there is a line."""
        if self._connection is not None:
            with suppress(ConnectionClosed, OSError):
                await self._connection.send(frame)

    def _tell(self) -> None:
        self._stream.tell()
