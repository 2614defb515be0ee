"""How the duty desk shares its process with the receiver: a sender waits for its answer, the board can wait."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence

from irsim.live.store.base import Waiting

SLICE = 0.003
"""Seconds of work after which others have their turn."""

SHARE = 4
"""While senders come, the desk rests so many times as long as it has worked: a fifth of a core puts some hundred alerts
a second on the board, and the receiver takes nearly as many as if it were alone."""

LONGEST = 0.05
"""Seconds of one rest at most: what took longer than that was mostly waiting for the disk."""

TOGETHER = 0.1
"""Seconds for which deliveries are worked off together, about. Nobody else's command is carried out meanwhile."""


class Manners:
    """Of one desk. `senders` says whether any have come just now."""

    def __init__(self, senders: Callable[[], bool]) -> None:
        self._senders = senders
        self._since = time.perf_counter()
        self._pace = 1e-6
        """seconds of work for each byte of a delivery, as it was lately"""

    def begin(self) -> None:
        """Work begins now."""
        self._since = time.perf_counter()

    async def turn(self) -> None:
        """Between two pieces of work: once it is time, the others' turn."""
        worked = time.perf_counter() - self._since
        if worked >= SLICE:
            await self.rest(worked)
            self._since = time.perf_counter()

    async def rest(self, worked: float) -> None:
        """The others' turn after so many seconds of work, what the store took of them included."""
        await asyncio.sleep(min(worked * SHARE, LONGEST) if self._senders() else 0)

    def parts(self, waiting: Sequence[Waiting]) -> Iterator[list[Waiting]]:
        """Deliveries, in order, so many at a time as are soon worked off; at least one."""
        part: list[Waiting] = []
        size, most = 0, TOGETHER / self._pace
        for each in waiting:
            size += len(each.delivery.body)
            if part and size > most:
                yield part
                part, size = [], len(each.delivery.body)
            part.append(each)
        if part:
            yield part

    def took(self, seconds: float, deliveries: Sequence[Waiting]) -> None:
        """How long the work on these was, rests left out."""
        size = sum(len(each.delivery.body) for each in deliveries)
        self._pace = max((self._pace + seconds / max(size, 1)) / 2, 1e-9)
