"""A terminal without a screen: joins an installation's room and says what its board shows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from irsim.board.keeping import version
from irsim.session import wire
from irsim.session.addresses import Address
from irsim.session.protocol import PLAYERS
from irsim.session.remote import RemoteSession
from irsim.session.ways import Way, knock, new_key
from irsim.tui.seat import Seat

P = ParamSpec("P")


def in_a_loop(scene: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """A test that is a coroutine, in an event loop of its own."""

    @wraps(scene)
    def run(*arguments: P.args, **named: P.kwargs) -> None:
        asyncio.run(scene(*arguments, **named))  # type: ignore[arg-type]

    return run


@asynccontextmanager
async def joined(
    room: Path | Address, name: str, token: str = "", authority: Path | None = None, kind: str = PLAYERS
) -> AsyncIterator[Seat]:
    """A seat in the room behind a socket or an address, for as long as it is used; `name` is what it says of itself."""
    address = room if isinstance(room, Address) else Address(room)
    hello = wire.Hello(wire.VERSION, kind, new_key(), (), name, token, boards=version())
    way = Way(address, hello, authority)
    welcome = await asyncio.to_thread(knock, way)
    session = RemoteSession(way, welcome)
    seat = Seat(session, welcome.seats, session.opened)
    tasks = [asyncio.create_task(session.run()), asyncio.create_task(seat.follow())]
    try:
        yield seat
    finally:
        session.leave()
        await session.left()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(there: Callable[[], Any], what: str = "it", seconds: float = 15) -> Any:
    """Wait until `there` gives something; what it gave."""
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        if found := there():
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(f"{what} did not come")
