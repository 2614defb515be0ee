"""Records as a host tells them, for whoever reads at this terminal. What everybody has read is let go where the host
gives out boards to go on from: a terminal may stay for weeks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from irsim.board.state import NEVER
from irsim.log.records import Record

KEPT = 5_000
"""Records that are kept at least, though everybody here has read them."""


class Stream:
    """Those of one terminal, in order; `over` once nothing follows."""

    def __init__(self) -> None:
        self.epoch = 0
        """raised when they begin anew, for another host tells them"""
        self.over = False
        self.records: list[Record] = []
        """the newest"""
        self._dropped = 0
        """records that everybody here has read, and that are not kept"""
        self._places: dict[object, int] = {}
        """how far each reader has come"""
        self._news = asyncio.Event()

    @property
    def last(self) -> int:
        """The number of the last one; NEVER where there is none."""
        return self.records[-1].seq if self.records else NEVER

    def begin_anew(self, first: Record | None) -> None:
        """Another host tells them, `first` of all."""
        self.records = [] if first is None else [first]
        self._dropped = 0
        self._places = dict.fromkeys(self._places, 0)
        self.epoch += 1

    def take(self, record: Record, *, keep_all: bool) -> None:
        """The next one. `keep_all`: the host could not give a board to go on from in place of what is let go."""
        self.records.append(record)
        if len(self.records) >= 2 * KEPT and self._places and not keep_all:
            read = max(0, min(min(self._places.values()) - self._dropped, len(self.records) - 1))
            del self.records[:read]
            self._dropped += read
        self.tell()

    def tell(self) -> None:
        """Something is different: who waits looks again."""
        self._news.set()
        self._news = asyncio.Event()

    async def news(self) -> None:
        """Until something is different."""
        await self._news.wait()

    async def read(self, since: int, from_the_start: Callable[[], Awaitable[None]]) -> AsyncIterator[Record]:
        """Records from `since` on; all of them, where they begin anew. `from_the_start` has the host tell them anew:
        it is asked where part of what came before is not kept."""
        reader = object()
        self._places[reader] = 0
        try:
            if self._dropped:
                before, since = self.epoch, 0
                await from_the_start()
                while self.epoch == before and not self.over:
                    await self.news()
            epoch = self.epoch
            while True:
                news = self._news
                if epoch != self.epoch:
                    epoch, since = self.epoch, 0
                while (place := self._places[reader] - self._dropped) < len(self.records) and epoch == self.epoch:
                    record = self.records[place]
                    self._places[reader] += 1
                    if record.seq >= since:
                        yield record
                if epoch == self.epoch and self.over:
                    return
                if news is self._news:
                    await news.wait()
        finally:
            del self._places[reader]
