"""How a terminal reaches a room that is hosted elsewhere, and what it asks at the door."""

from __future__ import annotations

import asyncio
import logging
import secrets
import ssl
from dataclasses import dataclass
from pathlib import Path

import msgspec
from websockets.asyncio.client import connect, unix_connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from irsim.session import wire
from irsim.session.addresses import Address
from irsim.words.faults import BadInput

OPENING = 10.0
"""Seconds in which a host answers, or is not there."""

LARGEST = 64 << 20
"""Bytes of a frame from the host: the first record holds plan and scenario."""

_log = logging.getLogger("irsim.joining")
_log.addHandler(logging.NullHandler())
_log.propagate = False  # the terminal belongs to the screens


@dataclass(frozen=True)
class Way:
    """How to reach a room, and who wants to be let in; `authority` is the file of certificates that are believed."""

    address: Address
    hello: wire.Hello
    authority: Path | None = None

    def connection(self) -> connect:
        """A connection to be opened. Raises BadInput where the authority's file cannot be read."""
        if self.address.path is not None:
            return unix_connect(
                str(self.address.path),
                logger=_log,
                uri="ws://localhost/",
                max_size=LARGEST,
                compression=None,
                open_timeout=OPENING,
                close_timeout=1,
            )
        secured = None
        if self.address.secure:
            secured = self._believed()
        return connect(
            f"{self.address}/",
            ssl=secured,
            proxy=None,  # the room is near
            logger=_log,
            max_size=LARGEST,
            compression=None,
            open_timeout=OPENING,
            close_timeout=1,
        )

    def _believed(self) -> ssl.SSLContext:
        """Whose certificates are believed. Raises BadInput."""
        try:
            return ssl.create_default_context(cafile=str(self.authority) if self.authority else None)
        except OSError as error:
            why = error.strerror or "it holds no certificates"
            raise BadInput.one(str(self.authority), 0, f"cannot be read: {why}; give a PEM file as --tls-ca") from None


def new_key() -> str:
    """A terminal's own secret."""
    return secrets.token_hex(16)


def knock(way: Way) -> wire.Welcome:
    """Whether the room would let this terminal in, and what it may know of it. It does not sit down yet.

    Raises BadInput where it would not, or where there is nobody. Not within an event loop.
    """
    answer = asyncio.run(_asked(way, msgspec.structs.replace(way.hello, trial=True)))
    if not isinstance(answer, wire.Welcome):
        raise BadInput.one(str(way.address), 0, "answers what irsim does not understand; use the same irsim on both")
    return answer


def look(way: Way) -> wire.Lobby:
    """Who sits where. Raises BadInput. Not within an event loop."""
    answer = asyncio.run(_asked(way, wire.Look(wire.VERSION, way.hello.token)))
    if not isinstance(answer, wire.Lobby):
        raise BadInput.one(str(way.address), 0, "answers what irsim does not understand; use the same irsim on both")
    return answer


async def _asked(way: Way, frame: wire.Frame) -> wire.ToTerminal:
    """The answer to a first frame. Raises BadInput."""
    name = str(way.address)
    try:
        async with asyncio.timeout(OPENING), way.connection() as connection:
            await connection.send(wire.written(frame))
            answer = wire.read_by_terminal(await connection.recv())
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or "TLS failed"
        raise BadInput.one(
            name, 0, f"cannot be trusted: {reason}; give its certificate's authority as --tls-ca"
        ) from None
    except TimeoutError:
        raise BadInput.one(name, 0, "does not answer; is the room hosted there?") from None
    except (ConnectionClosed, InvalidHandshake, InvalidMessage, EOFError, wire.Garbage):
        raise BadInput.one(name, 0, "is no room of irsim's; check the address") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise BadInput.one(name, 0, f"cannot be reached: {why}; is the room hosted there?") from None
    if isinstance(answer, wire.Bye):
        raise BadInput.one(name, 0, answer.reason or "the room does not let this terminal in")
    return answer
