"""A syslog receiver on loopback: RFC 5424 and 3164 over UDP, and over TCP with lines or counted octets (RFC 6587)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from irsim.live.config.serve import address_of
from irsim.live.logs.lines import LINE_LIMIT

QUEUE = 20_000
"""Lines that wait; beyond it UDP loses, and TCP waits."""

CONNECTIONS = 64
"""Senders over TCP at once."""

FRAME_LIMIT = 1_000_000
"""Octets that a sender may announce for one message."""


class Syslog:
    """Takes lines at host:port; `lines` holds them, `lost` counts what came over UDP and found no room."""

    def __init__(self, listen: str) -> None:
        self._host, self._port = address_of(listen)
        self.lines: asyncio.Queue[bytes] = asyncio.Queue(QUEUE)
        self.lost = 0
        self._server: asyncio.Server | None = None
        self._datagrams: asyncio.DatagramTransport | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._port

    async def open(self) -> None:
        """Begin to listen. Raises OSError."""
        self._server = await asyncio.start_server(self._serve, self._host, self._port, limit=LINE_LIMIT)
        self._port = int(self._server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()
        try:
            self._datagrams, _ = await loop.create_datagram_endpoint(
                lambda: _Datagrams(self._take), local_addr=(self._host, self._port)
            )
        except OSError:
            await self.close()
            raise

    async def close(self) -> None:
        """Listen no more."""
        if self._datagrams is not None:
            self._datagrams.close()
        if self._server is not None:
            self._server.close()
            for writer in list(self._open):
                writer.transport.abort()
            with suppress(OSError):
                await self._server.wait_closed()

    def _take(self, data: bytes) -> None:
        try:
            self.lines.put_nowait(data)
        except asyncio.QueueFull:
            self.lost += 1

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= CONNECTIONS:
            writer.transport.abort()
            return
        self._open.add(writer)
        try:
            while (line := await _frame(reader)) is not None:
                if line:
                    await self.lines.put(line)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.transport.abort()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._take(data[:LINE_LIMIT])


async def _frame(reader: asyncio.StreamReader) -> bytes | None:
    """The next message: counted octets where it begins with a digit, else a line; None at the end."""
    first = await reader.read(1)
    if not first:
        return None
    if first.isdigit() and first != b"0":
        number = first
        while len(number) < 8:
            each = await reader.readexactly(1)
            if each == b" ":
                return await _counted(reader, int(number))
            number += each
            if not each.isdigit():
                break
        return await _line(reader, number)
    return b"" if first == b"\n" else await _line(reader, first)


async def _counted(reader: asyncio.StreamReader, count: int) -> bytes:
    if count > FRAME_LIMIT:
        raise OSError("a message of that size is not taken")
    kept = await reader.readexactly(min(count, LINE_LIMIT))
    rest = count - len(kept)
    while rest:
        rest -= len(await reader.readexactly(min(rest, LINE_LIMIT)))
    return kept


async def _line(reader: asyncio.StreamReader, begin: bytes) -> bytes:
    """Up to the end of the line; of one that is too long the beginning."""
    if begin.endswith(b"\n"):
        return begin[:-1]
    kept: bytes | None = None
    while True:
        try:
            rest = await reader.readuntil(b"\n")
            return kept if kept is not None else begin + rest[:-1]
        except asyncio.LimitOverrunError as over:
            part = await reader.readexactly(max(1, over.consumed))
            kept = kept if kept is not None else (begin + part)[:LINE_LIMIT]
        except asyncio.IncompleteReadError as end:
            return kept if kept is not None else begin + end.partial
