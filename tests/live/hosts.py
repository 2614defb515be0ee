"""A live host in the test's own loop, over a store that may be made to fail."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import msgspec

from irsim.live.engine import LiveEngine
from irsim.live.host import LiveHost
from irsim.live.sources import read
from irsim.live.store.base import Away, Delivery, Store
from tests.live.logs_made import opened
from tests.live.serves import firing, webhook
from tests.live.terminals import until


def host_of(store: Store, holder: str = "test") -> LiveHost:
    """A host on the store's log."""
    loaded = opened(store)
    made = LiveEngine(loaded.ledger, lambda source, form, body, received: read(form, body, None, received=received))
    made.start()
    return LiveHost(loaded, made, store, holder=holder)


@asynccontextmanager
async def leading(store: Store) -> AsyncIterator[LiveHost]:
    """One that has the desk; at the end it is left as `Serving` leaves it."""
    host = host_of(store)
    running = asyncio.create_task(host.run())
    await until(lambda: host.leading and host.recorded > 1, "the desk")
    try:
        yield host
    finally:
        host.leave()
        running.cancel()
        await asyncio.wait({running})


def delivery(name: str) -> Delivery:
    """An Alertmanager's webhook with one alert of this name."""
    return Delivery("am", "alertmanager", msgspec.json.encode(webhook(firing(name))), 1)


def titles(host: LiveHost) -> list[str]:
    """What the alerts on its board are called."""
    return sorted(alert.title.partition(" ")[0] for alert in host.ledger.board.alerts.values())


def failing_once(
    append: Callable[[Sequence[bytes], int], None], kind: bytes, *, committed: bool
) -> Callable[[Sequence[bytes], int], None]:
    """`Store.append`, whose line breaks once, over a record of this kind: before the database commits, or after."""
    broken = False

    def tried(lines: Sequence[bytes], after: int) -> None:
        nonlocal broken
        breaks = not broken and any(kind in line for line in lines)
        broken = broken or breaks
        if committed or not breaks:
            append(lines, after)
        if breaks:
            raise Away("the line broke")

    return tried
