"""A room that is open to other terminals: its sockets, and who sits there. It runs beside a `Host`, in its loop."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING

from websockets.asyncio.server import ServerConnection, serve, unix_serve
from websockets.exceptions import ConnectionClosed

from irsim.board.keeping import version as boards_version
from irsim.board.state import NEVER
from irsim.events import for_players
from irsim.events.session import LIVE, SeatLeft, SeatTaken
from irsim.session import wire
from irsim.session.addresses import Address
from irsim.session.admission import (
    Admission,
    Caller,
    Refusal,
    account_behind,
    admit,
    kinds_for,
    places,
    proven,
)
from irsim.session.protocol import CONTROLLING, PLAYERS, TABLE
from irsim.session.terminal import Terminal
from irsim.session.tokens import Tokens, forget_tokens
from irsim.words.mistakes import place_of

if TYPE_CHECKING:
    from websockets.asyncio.server import Server

    from irsim.session.host import Host

FIRST = 10.0
"""Seconds in which a connection must say what it wants."""

GRACE = 60.0
"""Seconds for which a lost terminal's seat is kept: a laptop wakes up, a shell is opened anew."""

CLOSING = 5.0
"""Seconds in which lines are closed in good order."""

MOST = 100
"""Terminals at once: more than a room has chairs."""

HERE = "this terminal"
"""What is proven of whoever plays at the host's own."""

SHORTEST_KEY = 16
"""Characters of a terminal's own secret."""

_log = logging.getLogger("irsim.hosting")
_log.addHandler(logging.NullHandler())
_log.propagate = False  # what strangers send is no line on the host's screen


@dataclass(frozen=True)
class Door:
    """A socket that is bound, where it is, and its certificates where it speaks TLS."""

    socket: socket.socket
    address: Address
    tls: ssl.SSLContext | None = None

    def close(self) -> None:
        """Nobody finds it any more."""
        with suppress(OSError):
            self.socket.close()
        if self.address.path is not None:
            with suppress(OSError):
                self.address.path.unlink()


class _Chair:
    """Somebody's place on record: how many terminals of theirs are there, and the wait for one that was lost."""

    def __init__(self) -> None:
        self.terminals = 0
        self.waiting: asyncio.TimerHandle | None = None


class Hosting:
    """Lets terminals into a host's room. `open` within its loop; `close` when the host has left or closed it.

    `here` are the roles that are played at the host's own terminal, by `who`; `recording` is the file beside which the
    tokens are kept until it is closed. With `accounts` (account to name) people are called what was proven of them.
    """

    def __init__(
        self,
        host: Host,
        tokens: Tokens,
        doors: list[Door],
        *,
        here: tuple[str, ...] = (),
        who: str = "",
        recording: Path | None = None,
        accounts: Mapping[str, str] | None = None,
    ) -> None:
        self.host = host
        self._accounts = accounts
        self.tokens = tokens
        self.doors = doors
        self.boot = secrets.token_hex(8)
        self.terminals: dict[str, Terminal] = {}
        """by their secrets"""
        self.said: Callable[[str], None] = lambda sentence: None
        """is told, a sentence each, who was refused and who was lost"""
        self.mistakes: deque[Exception] = deque(maxlen=20)
        """the last of our own, for whoever looks for them"""
        self._here = here
        self._who = who
        self._recording = recording
        self._chairs: dict[tuple[str, str, str], _Chair] = {}
        """by role, name and proof"""
        self._lines = 0
        """connections, of strangers too"""
        self._servers: list[Server] = []
        self._tasks: set[asyncio.Task[None]] = set()

    # Opening and closing

    async def open(self) -> None:
        """Let terminals in. Who sat there when the room was left has the grace of a lost terminal to come back."""
        for key in self.host.sat():
            self._chairs[key] = _Chair()
        for key, chair in self._chairs.items():
            self._wait_for(key, chair)
        for role in self._here:
            await self._sit((role, self._who, HERE))
        for door in self.doors:
            self._servers.append(await self._serving(door))

    async def _serving(self, door: Door) -> Server:
        async def handle(connection: ServerConnection) -> None:
            await self._serve(connection, door)

        if door.address.path is not None:
            return await unix_serve(
                handle, sock=door.socket, max_size=wire.LARGEST, compression=None, logger=_log, close_timeout=2
            )
        return await serve(
            handle,
            sock=door.socket,
            ssl=door.tls,
            origins=[None],  # a browser says where its page is from; no page has business here
            max_size=wire.LARGEST,
            compression=None,  # what is chosen by one side and secret of the other do not go into one pot
            logger=_log,
            close_timeout=2,
        )

    async def close(self, patience: float = 5.0) -> None:
        """Send everybody what is left to send, and let go of the sockets."""
        for server in self._servers:
            server.close(close_connections=False)
        for _ in range(int(patience / 0.05)):
            if not self.terminals:
                break
            await asyncio.sleep(0.05)
        for terminal in list(self.terminals.values()):
            terminal.drop()
        for chair in self._chairs.values():
            if chair.waiting is not None:
                chair.waiting.cancel()
        for server in self._servers:
            server.close()
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSING):
                    await server.wait_closed()
        self._servers = []
        self.forget()

    def forget(self) -> None:
        """Take the sockets' names away: nobody finds a room that is not there."""
        for door in self.doors:
            door.close()
        if self._recording is not None and self.host.ledger.board.closed:
            forget_tokens(self._recording)

    # A connection

    async def _serve(self, connection: ServerConnection, door: Door) -> None:
        self._lines += 1
        try:
            if self._lines > 2 * MOST:
                raise Refusal("Too many are at the door; try again in a moment.")
            await self._welcome(connection, self._caller(connection, door))
        except Refusal as refusal:
            self.said(f"A terminal was refused. {refusal}")
            with suppress(ConnectionClosed, TimeoutError):
                async with asyncio.timeout(FIRST):
                    await connection.send(wire.written(wire.Bye(str(refusal))))
        except ConnectionClosed:
            pass
        except Exception as mistake:  # one of ours: it ends this connection, never the room
            self.mistakes.append(mistake)
            where = place_of(mistake)
            self.said(f"A terminal was lost by a mistake of irsim's own ({where}); it joins again by itself.")
        finally:
            self._lines -= 1

    def _mistaken(self, mistake: Exception) -> None:
        self.mistakes.append(mistake)
        self.said(f"A search was not answered, by a mistake of irsim's own ({place_of(mistake)}).")

    @staticmethod
    def _caller(connection: ServerConnection, door: Door) -> Caller:
        if door.address.path is None:
            return Caller()
        peer = connection.transport.get_extra_info("socket")
        return Caller(account_behind(peer) if peer is not None else "", trusted=True)

    async def _welcome(self, connection: ServerConnection, caller: Caller) -> None:
        try:
            async with asyncio.timeout(FIRST):
                frame = wire.read_by_host(await connection.recv())
        except TimeoutError:
            raise Refusal(f"Nothing was said for {FIRST:g} seconds; join with `irsim join`.") from None
        except wire.Garbage:
            raise Refusal("That was no frame of irsim's; join with `irsim join`.") from None
        if isinstance(frame, wire.Look):
            kinds = kinds_for(proven(caller, self.tokens, frame.token, frame.version))
            board = self.host.ledger.board
            codename = board.opened.setting.codename
            await connection.send(wire.written(wire.Lobby(codename, places(board), kinds, self.host.ended)))
            return
        if not isinstance(frame, wire.Hello) or len(frame.terminal) < SHORTEST_KEY:
            raise Refusal("A terminal must say first who it is; join with `irsim join`.")
        proofs = {(role, name.casefold()): proof for role, name, proof in self._chairs}
        admission = admit(frame, caller, self.tokens, self.host.ledger.board, proofs, self._accounts)
        if len(self.terminals) >= MOST:
            raise Refusal(f"{MOST} terminals are in this room already; leave one first.")
        terminal = Terminal(self.host, connection, admission, frame.terminal)
        terminal.mistaken = self._mistaken
        opened = self.host.ledger.board.opened
        if admission.kind not in CONTROLLING:
            opened = for_players(opened)
        known = frame.boot == self.boot
        after, base = self.host.base if frame.boards == boards_version() and not known else (NEVER, b"")
        await connection.send(
            wire.written(
                wire.Welcome(
                    self.boot, opened, admission.seats, admission.name, terminal.state(), after=after, base=base
                )
            )
        )
        if not frame.trial:
            await self._at_the_table(terminal, max(0, frame.since) if known else after + 1)

    async def _at_the_table(self, terminal: Terminal, since: int) -> None:
        admission = terminal.admission
        keys = self._chairs_for(admission)
        before = self.terminals.get(terminal.key)
        self.terminals[terminal.key] = terminal
        if before is not None:
            before.drop()  # the line was lost, and this side has not noticed yet
        left = False
        try:
            for key in keys:
                await self._sit(key)
            left = await terminal.serve(since)
        finally:
            if self.terminals.get(terminal.key) is terminal:
                del self.terminals[terminal.key]
                self._later(self._closed_dialogs(terminal))
            self._later(self._rise(keys, admission, left=left))

    # Chairs

    def _chairs_for(self, admission: Admission) -> list[tuple[str, str, str]]:
        """Where somebody is on record. On call everybody may do everything: they are there, once."""
        if admission.visit:
            return []
        if self.host.opened.engine == LIVE and admission.kind == PLAYERS:
            return [(TABLE, admission.name, f"{admission.proof} at {gethostname()}")]
        return [(role, admission.name, admission.proof) for role in admission.sits]

    async def _sit(self, key: tuple[str, str, str]) -> None:
        chair = self._chairs.get(key)
        if chair is not None:
            if chair.waiting is not None:
                chair.waiting.cancel()
                chair.waiting = None
            chair.terminals += 1
            return
        chair = self._chairs[key] = _Chair()
        chair.terminals = 1
        role, name, proof = key
        await self.host.attend(SeatTaken(role, name, proof))

    async def _rise(self, keys: list[tuple[str, str, str]], admission: Admission, *, left: bool) -> None:
        lost = False
        for key in keys:
            chair = self._chairs.get(key)
            if chair is None:
                continue
            chair.terminals -= 1
            if chair.terminals <= 0:
                if left:
                    await self._give_up(key)
                else:
                    self._wait_for(key, chair)
                    lost = True
        if lost and not self.host.gone:
            self.said(f"The terminal of {admission.name} was lost; its seat is kept for {GRACE:g} seconds.")

    def _wait_for(self, key: tuple[str, str, str], chair: _Chair) -> None:
        loop = asyncio.get_running_loop()
        chair.waiting = loop.call_later(GRACE, lambda: self._later(self._give_up(key)))

    async def _give_up(self, key: tuple[str, str, str]) -> None:
        chair = self._chairs.get(key)
        if chair is None or chair.terminals > 0 or self.host.gone:
            return
        del self._chairs[key]
        role, name, proof = key
        await self.host.attend(SeatLeft(role, name, proof))

    async def _closed_dialogs(self, terminal: Terminal) -> None:
        if not self.host.gone:
            await self.host.reading(0, terminal.mark)

    def _later(self, work: object) -> None:
        """Do it in a task of its own: whoever caused it is on its way out."""

        async def do() -> None:
            with suppress(OSError):
                try:
                    await work  # type: ignore[misc]
                except asyncio.CancelledError:
                    if not self.host.gone:
                        raise

        task = asyncio.create_task(do())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
