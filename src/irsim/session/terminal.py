"""A terminal that has joined a hosted room, as the host has it: what is sent to it, and what it may ask for.

Nothing is queued for it. A task reads the log from where the terminal stands and waits for each frame to leave, so that
a slow reader costs no memory; one that takes nothing for a while is dropped. Its own frames are answered one by one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from websockets.exceptions import ConnectionClosed

from irsim.board.decide import Refused
from irsim.board.state import NEVER
from irsim.commands import Command, Evidence
from irsim.events.session import LIVE
from irsim.session import wire
from irsim.session.admission import Admission
from irsim.session.attaching import wants_file
from irsim.session.bounds import text_within
from irsim.session.loglines import KEPT_MOST
from irsim.session.pace import FASTEST, UNHURRIED
from irsim.session.protocol import CONTROLLING, PLAYERS, Accepted, NotAccepted
from irsim.session.rights import may_close, may_give, may_read_lines, may_steer
from irsim.session.seats import all_disclosed, reduced
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from websockets.asyncio.server import ServerConnection

    from irsim.session.host import Host

PATIENCE = 20.0
"""Seconds in which a frame must leave: who takes nothing for so long has gone, and its seat waits for it."""

HEARTBEAT = 1.0
"""Seconds between two words on where the room stands, if nothing changes."""

BURST = 64
"""Records after which others have their turn: a terminal that catches up holds nobody up."""

LONGEST = 1 << 16
"""Bytes of a command: a mail of 20,000 characters fits three times."""

MOST_POINTS, MOST_METRICS = 2_000, 500
"""A series that a screen can draw."""


AT_ONCE = 3
"""Searches of one terminal that run beside each other."""

LONGEST_ID = 64
"""Characters of an id."""


_ANSWERS: dict[type, Callable[..., wire.Frame]] = {
    wire.AskLog: wire.FoundInLog,
    wire.AskIncident: wire.IncidentStory,
    wire.AskLines: wire.FoundLines,
    wire.KeepLines: wire.KeptLines,
}


class Dropped(Exception):
    """The terminal is let go: the sentence says why."""


class Terminal:
    """One connection. `serve` returns whether it left for good."""

    def __init__(self, host: Host, connection: ServerConnection, admission: Admission, key: str) -> None:
        self.host = host
        self.admission = admission
        self.connection = connection
        self.key = key
        """the terminal's own secret"""
        self.mark = sha256(key.encode()).hexdigest()[:12]
        """before the ids of its commands: no other terminal can name one of them"""
        self.mistaken: Callable[[Exception], None] = lambda mistake: None
        """is told of mistakes of our own"""
        self.dialogs = 0
        self._wake = asyncio.Event()
        self._answers: list[tuple[int, str, asyncio.Future[None]]] = []
        """records that must have been sent before, frame, and who waits until it is on its way"""
        self._told: tuple[object, ...] = ()
        self._beat = 0.0
        self._lookups: set[asyncio.Task[None]] = set()
        """searches that are under way"""
        self._over = False
        """nobody is answered any more"""

    def drop(self) -> None:
        """Cut the line at once."""
        with suppress(AttributeError):  # asyncio of 3.11 trips over a transport that was closed already
            self.connection.transport.abort()

    async def serve(self, since: int) -> bool:
        """Send what the terminal may know from record `since` on and do what it asks, until either side ends it."""
        unwatch = self.host.watch(self._wake.set)
        reading = asyncio.create_task(self._read())
        tasks: list[asyncio.Task[bool] | asyncio.Task[None]] = [asyncio.create_task(self._write(since)), reading]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                fault = task.exception() if not task.cancelled() else None
                if isinstance(fault, Dropped):
                    await self._farewell(str(fault), final=True)
                elif fault is not None and not isinstance(fault, ConnectionClosed | OSError):
                    raise fault
            return reading.done() and not reading.cancelled() and reading.exception() is None and reading.result()
        finally:
            self._over = True
            unwatch()
            for task in [*tasks, *self._lookups]:
                task.cancel()
            await asyncio.gather(*tasks, *self._lookups, return_exceptions=True)

    # Sending

    async def _write(self, since: int) -> None:
        while True:
            self._wake.clear()
            over = self.host.gone
            since = await self._send_records(since)
            await self._send_answers(since)
            await self._send_state()
            if over:
                break
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._wake.wait()
        whole = self.host.whole
        if whole is None:
            await self._farewell("The host has left the room; its recording stays open.", final=False)
            return
        await self._send(wire.written(wire.Disclosed(len(whole))))
        for number, record in enumerate(all_disclosed(whole) if self.admission.seats else whole):
            await self._send(wire.told(record))
            if not number % BURST:
                await asyncio.sleep(0)
        await self._farewell("", final=True)

    async def _send_records(self, since: int) -> int:
        host, seats = self.host, self.admission.seats
        while since < host.recorded:
            whole = await host.record(since)
            record = reduced(whole, host.ledger.records, seats) if seats else whole
            since += 1
            if record is not None:
                await self._send(wire.told(record))
            if not since % BURST:
                await asyncio.sleep(0)
        return since

    async def _send_answers(self, since: int) -> None:
        """Those whose records the terminal has: who asked can read on its board what came of it."""
        ready = [each for each in self._answers if each[0] <= since]
        self._answers = [each for each in self._answers if each[0] > since]
        for _, frame, sent in ready:
            await self._send(frame)
            if not sent.done():
                sent.set_result(None)

    async def _send_state(self) -> None:
        state = self.state()
        told = (state.paused, state.speed, state.ended, state.next_stop, state.trouble)
        behind = state.now - state.reached > 1000
        if told == self._told and time.monotonic() - self._beat < (HEARTBEAT / 5 if behind else HEARTBEAT):
            return
        self._told, self._beat = told, time.monotonic()
        await self._send(wire.written(state))

    def state(self) -> wire.State:
        """Where the room stands, as far as this terminal may know."""
        host = self.host
        stop = host.next_stop if self.admission.kind in CONTROLLING else NEVER
        return wire.State(
            host.now,
            host.reached,
            host.paused,
            host.speed,
            host.recorded,
            host.ended,
            stop,
            host.trouble,
            *host.heard,
        )

    async def _send(self, frame: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self.connection.send(frame)
        except TimeoutError:
            self.drop()
            raise

    async def _farewell(self, reason: str, *, final: bool) -> None:
        with suppress(ConnectionClosed, TimeoutError):
            await self._send(wire.written(wire.Bye(reason, final)))

    # What it asks for

    async def _read(self) -> bool:
        """Whether it left for good; False where the line broke."""
        with suppress(ConnectionClosed):
            while True:
                raw = await self.connection.recv()
                try:
                    frame = wire.read_by_host(raw)
                except wire.Garbage:
                    raise Dropped("That was no frame of irsim's; the room goes on without this terminal.") from None
                if isinstance(frame, wire.Leave):
                    return True
                if isinstance(frame, wire.Dialogs):
                    self.dialogs = max(0, min(frame.open, 99))
                    if self.admission.kind not in CONTROLLING:
                        await self._unharmed(self.host.reading(self.dialogs, self.mark))
                    continue
                if isinstance(frame, wire.Hello | wire.Look):
                    raise Dropped("This terminal has joined already; join anew for another seat.")
                if isinstance(frame, wire.Asking):
                    await self._look_up(frame)
                    continue
                await self._answer(await self._reply(frame, len(raw)))
        return False

    async def _look_up(self, frame: wire.Asking) -> None:
        """In its own time: what is done meanwhile is not held up."""
        while len(self._lookups) >= AT_ONCE:
            await asyncio.wait(self._lookups, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.create_task(self._looked_up(frame))
        self._lookups.add(task)
        task.add_done_callback(self._lookups.discard)

    async def _looked_up(self, frame: wire.Asking) -> None:
        kind = _ANSWERS[type(frame)]
        try:
            answer = await self._found(frame)
        except BadInput as bad:
            answer = kind(frame.n, fault=bad.faults[0].message)
        except Exception as mistake:  # one of ours: who asked must not wait for ever
            self.mistaken(mistake)
            answer = kind(frame.n, fault="cannot be looked up, by a mistake of irsim's own; its log says where")
        await self._answer(answer)

    async def _found(self, frame: wire.Asking) -> wire.Frame:
        """What a search comes to. Raises BadInput."""
        host, seats = self.host, self.admission.seats
        if isinstance(frame, wire.AskLog):
            found = await host.search(frame.wanted.bounded, seats)
            records = tuple(map(wire.happened, found.records))
            return wire.FoundInLog(frame.n, found.incidents, found.count, records, found.more)
        if isinstance(frame, wire.AskIncident):
            story = await host.story(text_within(frame.incident, LONGEST_ID), seats)
            return wire.IncidentStory(frame.n, tuple(map(wire.happened, story.records)), story.left)
        refused = may_read_lines(self.admission.kind)
        if refused is not None:
            raise BadInput.one("log lines", 0, f"are not shown here: {refused.reason}; {refused.hint}")
        if isinstance(frame, wire.AskLines):
            return wire.FoundLines(frame.n, await host.lines(frame.wanted.bounded))
        return wire.KeptLines(frame.n, await host.keep_lines(frame.numbers[: KEPT_MOST + 1]))

    async def _answer(self, frame: wire.Frame) -> None:
        sent: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answers.append((self.host.recorded, wire.written(frame), sent))
        self._wake.set()
        await sent

    async def _reply(
        self,
        frame: wire.Submit | wire.Steer | wire.AskReadings | wire.AskSeries | wire.AskFile,
        size: int,
    ) -> wire.Frame:
        host = self.host
        if isinstance(frame, wire.AskFile):
            try:
                return wire.Contents(frame.n, await host.fetch(frame.sha256, self.admission.seats))
            except BadInput as bad:
                return wire.Contents(frame.n, fault=bad.faults[0].message)
        if isinstance(frame, wire.AskReadings):
            found = await host.readings()
            return wire.Readings(frame.n, tuple((*metric, (value,)) for metric, value in found.items()))
        if isinstance(frame, wire.AskSeries):
            return await self._series(frame)
        try:
            if isinstance(frame, wire.Steer):
                refused = await self._steer(frame)
            else:
                refused = self._not_given(frame.command, frame.by, frame.id, size)
                if refused is None:
                    return await self._submit(frame)
        except OSError as error:
            refused = Refused(f"the recording cannot be written: {error.strerror or error}", "tell the host")
        except asyncio.CancelledError:
            if self._over or not host.gone:
                raise
            refused = Refused("the room was left", "join again when it goes on")
        return wire.Reply(frame.n) if refused is None else wire.Reply(frame.n, NEVER, refused.reason, refused.hint)

    async def _series(self, frame: wire.AskSeries) -> wire.Frame:
        small = len(frame.metrics) <= MOST_METRICS and 0 < frame.points <= MOST_POINTS and 0 < frame.span < 1 << 48
        try:
            found = await self.host.series(frame.metrics, frame.span, frame.points) if small else {}
        except KeyError:
            found = {}
        return wire.Readings(frame.n, tuple((*metric, tuple(values)) for metric, values in found.items()))

    async def _submit(self, frame: wire.Submit) -> wire.Reply:
        by = self._voice(frame.by)
        if isinstance(by, Refused):
            return wire.Reply(frame.n, NEVER, by.reason, by.hint)
        result = await self.host.submit(frame.command, by, f"{self.mark}-{frame.id}", frame.unstated, frame.said)
        if isinstance(result, Accepted):
            return wire.Reply(frame.n, result.seq)
        assert isinstance(result, NotAccepted)
        return wire.Reply(frame.n, result.seq, result.refused.reason, result.refused.hint)

    def _not_given(self, command: Command, by: str, name: str, size: int) -> Refused | None:
        """What is refused at the door, and never on record."""
        if size > LONGEST or len(name) > 64 or not name.isprintable() or len(by) > 200:
            return Refused("that is longer than a record should be", "say it in fewer words")
        if wants_file(command) and not (isinstance(command, Evidence) and self.host.keeps(command.sha256)):
            return Refused("a file is kept where the room is hosted", "give the file's sha256, and no file")
        return may_give(self.admission.kind, command, self.host.facilitated)

    def _voice(self, by: str) -> str | Refused:
        """Who speaks, by what was proven: the role is one of the terminal's own, the name its person's."""
        kind, name = self.admission.kind, self.admission.name
        own, role = self.admission.sits, by.partition(":")[0]
        if kind == PLAYERS and role in self.host.ledger.board.rules.roles:
            if role not in own:
                return Refused(f"this terminal does not hold the seat of {role}", f"it holds {', '.join(own)}")
            return f"{role}:{name}"
        return f"{own[0]}:{name}"

    async def _steer(self, frame: wire.Steer) -> Refused | None:
        host, by = self.host, f"{self.admission.sits[0]}:{self.admission.name}"
        if frame.do == "settle":
            await host.settle()
            return None
        if frame.do == "close":
            refused = may_close(self.admission.kind, host.ended)
            if refused is None and not host.ledger.board.closed:
                await host.close(by=by)
            return refused
        refused = may_steer(self.admission.kind, host.facilitated, host.opened.engine == LIVE)
        if refused is not None:
            return refused
        if host.ended:
            return Refused("the exercise is over", "")
        if frame.do == "pause":
            await host.pause(by=by)
        elif frame.do == "resume":
            await host.resume(by=by)
        elif frame.do == "jump":
            if frame.to < host.now:
                return Refused("that time has passed already", "give a later one")
            await host.jump(min(frame.to, host.ledger.board.opened.setting.duration), by=by)
        elif not 0 <= frame.to <= FASTEST or (frame.to == 0 and self.admission.kind not in CONTROLLING):
            return Refused("that is no pace for a room", "slower, or jump")
        elif host.read and frame.to not in UNHURRIED:
            return Refused(
                "somebody is filling in a dialog, and nobody reads one at that pace", "wait until it is closed"
            )
        else:
            await host.pace(frame.to, by=by)
        return None

    async def _unharmed(self, change: object) -> None:
        """Let a change of the pace be made; where the recording takes no more, the room says so."""
        with suppress(OSError):
            try:
                await change  # type: ignore[misc]
            except asyncio.CancelledError:
                if not self.host.gone:
                    raise
