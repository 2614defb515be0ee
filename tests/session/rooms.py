"""A hosted room for tests: a small drill behind a real socket, terminals that join it, and somebody who listens in."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from irsim.log.records import Record
from irsim.log.writing import FileSink
from irsim.scenario.library import Loaded
from irsim.session import wire
from irsim.session.addresses import Address, bound, parse_address
from irsim.session.host import Host
from irsim.session.hosting import Door, Hosting
from irsim.session.remote import RemoteSession
from irsim.session.tokens import Tokens
from irsim.session.ways import Way, knock, new_key
from tests.drills import begin, small

T = TypeVar("T")

COMMANDER, LEAD = "incident_commander", "technical_lead"


class Room:
    """A host with its hosting; `join` gives terminals that run until the room is left."""

    def __init__(self, host: Host, hosting: Hosting, address: Address, tokens: Tokens) -> None:
        self.host, self.hosting, self.address, self.tokens = host, hosting, address, tokens
        self.said: list[str] = []
        hosting.said = self.said.append
        self.tasks: list[asyncio.Task[None]] = []
        self.terminals: list[RemoteSession] = []

    def hello(self, kind: str = "players", *seats: str, **more: Any) -> wire.Hello:
        """What a terminal says first; control's have their tokens."""
        token = self.tokens.of[kind] if kind in ("facilitator", "evaluator") else ""
        return wire.Hello(wire.VERSION, kind, new_key(), seats, **{"token": token, "name": "somebody", **more})

    async def join(self, kind: str = "players", *seats: str, **more: Any) -> RemoteSession:
        """A terminal that has sat down and been told what there is."""
        way = Way(more.pop("address", self.address), self.hello(kind, *seats, **more))
        session = RemoteSession(way, await asyncio.to_thread(knock, way))
        self.terminals.append(session)
        self.tasks.append(asyncio.create_task(session.run()))
        await until(lambda: session._stream.records)
        return session


@asynccontextmanager
async def hosted(
    tmp_path: Path,
    *,
    loaded: Loaded | None = None,
    speed: int = 100,
    at: int = 0,
    address: Address | None = None,
    guests: tuple[str, ...] = (),
    **more: Any,
) -> AsyncIterator[Room]:
    """A room behind a Unix socket, or at `address`."""
    path = tmp_path / "room.jsonl"
    ledger, engine = begin(loaded or small(), FileSink.create(path), "people")
    host = Host(ledger, engine, at=at, speed=speed)
    host.recording = path
    address = address or parse_address(str(tmp_path / "room.sock"))
    tokens = Tokens.drawn(guests)
    opened = bound(address)
    if address.path is None:
        address = Address(None, address.host, opened.getsockname()[1])
    hosting = Hosting(host, tokens, [Door(opened, address)], recording=path, **more)
    room = Room(host, hosting, address, tokens)
    running = asyncio.create_task(host.run())
    await hosting.open()
    try:
        yield room
        assert not hosting.mistakes
    finally:
        for session in room.terminals:
            session.leave()
            await session.left()
        running.cancel()
        if not host.gone:
            host.leave()
        await hosting.close(2)
        for task in (running, *room.tasks):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run it, for as long as a test may take."""

    async def bounded() -> T:
        async with asyncio.timeout(30):
            return await work

    return asyncio.run(bounded())


async def until(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait for a condition."""
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")


def seen(session: RemoteSession) -> list[Record]:
    """What a terminal was sent so far."""
    return list(session._stream.records)


def kinds(session: RemoteSession) -> list[str]:
    """The kinds of it."""
    return [str(record.body.__struct_config__.tag) for record in session._stream.records]


class Tap:
    """A socket between terminals and a host that keeps every byte the host sends."""

    def __init__(self, place: Path, behind: Path) -> None:
        self.address = parse_address(str(place))
        self.behind = behind
        self.heard = bytearray()
        self.lines: list[asyncio.StreamWriter] = []

    async def open(self) -> None:
        """Listen."""
        assert self.address.path is not None
        self.server = await asyncio.start_unix_server(self._carry, str(self.address.path))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            theirs, ours = await asyncio.open_unix_connection(str(self.behind))
        except OSError:
            writer.close()
            return
        self.lines += [writer, ours]

        async def pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter, *, keep: bool) -> None:
            with suppress(OSError):
                while data := await source.read(1 << 16):
                    if keep:
                        self.heard += data
                    target.write(data)
                    await target.drain()
            target.close()

        await asyncio.gather(pass_on(reader, ours, keep=False), pass_on(theirs, writer, keep=True))

    def cut(self) -> None:
        """The line breaks, for everybody."""
        for line in self.lines:
            line.transport.abort()
        self.lines = []

    async def close(self) -> None:
        """Nobody gets through any more."""
        self.server.close()
        self.cut()
