"""The whole examination, in the order in which an alert goes: in, kept, worked on, and out."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from typing import TYPE_CHECKING

from irsim.live.doctor import inside, outside, watched
from irsim.live.doctor.findings import FAULT, Finding, Room, faults_of
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.live.config.whole import Config


async def examined(config: "Config", room: Room, *, send: bool = False) -> AsyncIterator[Finding]:
    """Each finding as soon as it is there. `room` is what the process that serves tells; with `send` test messages go
    out, and the outgoing heartbeat is called."""
    parts: list[Callable[[], Iterable[Finding]]] = [
        lambda: inside.configured(config),
        lambda: inside.kept(config),
        lambda: inside.filed(config),
        lambda: inside.staying(room),
    ]
    for part in parts:
        for found in await asyncio.to_thread(_all, part):
            yield found
    for tries in (outside.received(config), outside.listening(config)):
        async for found in tries:
            yield found
    for found in watched.heard(config, room, time.time_ns() // 1_000_000):
        yield found
    for tries in (outside.polled(config), outside.probed(config), outside.fed(config)):
        async for found in tries:
            yield found
    for found in watched.on_duty(config, room):
        yield found
    async for found in outside.sent(config, send=send):
        yield found
    async for found in outside.beaten(config, send=send):
        yield found


def _all(part: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a part finds; a fault of its own is one of the installation's, too."""
    found: list[Finding] = []
    try:
        found += part()
    except BadInput as bad:
        found += faults_of("installation", bad)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        found.append(Finding("installation", FAULT, f"{error.filename or 'a file'}: {why}", "check the path's rights"))
    return found
