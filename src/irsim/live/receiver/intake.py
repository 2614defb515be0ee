"""The way into the store: what many senders bring at once is committed in one transaction, one at a time.

A sender is answered after the commit that holds its delivery. While one commit is under way the next ones gather, so
the disk's pace sets the size of the batches and nothing waits without need.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from irsim.live.store.base import Away, Delivery

BATCH = 2_000
"""Deliveries of one transaction: a larger one gains nothing and keeps its first sender waiting."""

BATCH_BYTES = 16 * 1_048_576

GATHERING = 0.001
"""Seconds that a batch waits for the senders who were just answered, where others wait already: a commit costs as much
as several requests, so that one for all of them is a third less work than two for half of them each."""


LATELY = 0.02
"""Seconds for which senders count as coming after one of them came: the next ones are on their way."""


class Putting(Protocol):
    """What of a store is needed here."""

    def put(self, deliveries: Sequence[Delivery]) -> object:
        """Durable on return, in one transaction. Raises Away."""


class Intake:
    """Takes deliveries for the store. To be used from one event loop."""

    def __init__(
        self,
        store: Putting,
        delivered: Callable[[], None] = lambda: None,
        *,
        most: int = 10_000,
        most_bytes: int = 64 * 1_048_576,
        patience: float = 10.0,
    ) -> None:
        """`delivered` is called in the loop after each commit. No more than `most` deliveries or `most_bytes` wait;
        a sender is told to come again where a commit takes longer than `patience` seconds."""
        self._store = store
        self._delivered = delivered
        self._most = most
        self._most_bytes = most_bytes
        self._patience = patience
        self._gathered: list[tuple[Delivery, asyncio.Future[None]]] = []
        self._bytes = 0
        self._committing: list[tuple[Delivery, asyncio.Future[None]]] = []
        self._under_way: asyncio.Future[list[BaseException | None]] | None = None
        self._begun = False
        self._timer: asyncio.TimerHandle | None = None
        self._expected = 0
        self._late = False
        self._last = 0.0
        self._closed = False
        self._worker = ThreadPoolExecutor(1, "intake")
        self.fault = ""
        """why the last commit failed; empty where it did not"""

    def __len__(self) -> int:
        """Deliveries that are not durable yet."""
        return len(self._gathered) + len(self._committing)

    @property
    def busy(self) -> bool:
        """Whether senders come just now."""
        return bool(self) or time.monotonic() - self._last < LATELY

    async def put(self, delivery: Delivery) -> None:
        """Durable on return. Raises Away where it is not, or is not known to be."""
        if self._closed:
            raise Away("the receiver is being shut down")
        if self._late:
            raise Away("the store takes too long")
        if len(self._gathered) >= self._most or self._bytes + len(delivery.body) > self._most_bytes:
            raise Away("more comes in than the store can take")
        loop = asyncio.get_running_loop()
        self._last = time.monotonic()
        durable: asyncio.Future[None] = loop.create_future()
        self._gathered.append((delivery, durable))
        self._bytes += len(delivery.body)
        if not self._begun:
            self._begun = True
            loop.call_soon(self._begin)  # what is read in this turn of the loop comes along
        elif self._timer is not None and len(self._gathered) >= self._expected:
            self._timer.cancel()
            self._timer = None
            loop.call_soon(self._begin)
        await durable

    async def close(self) -> None:
        """Commit what has come, and take no more."""
        self._closed = True
        while self._begun:
            if self._under_way is not None:
                await asyncio.wait({self._under_way})
            await asyncio.sleep(0.001)
        self._worker.shutdown(wait=False)

    def _begin(self) -> None:
        """Commit what has gathered, as far as it fits in one transaction."""
        self._timer = None
        size = count = 0
        for count, (delivery, _) in enumerate(self._gathered[:BATCH], 1):  # noqa: B007  # how far it came is the result
            size += len(delivery.body)
            if size > BATCH_BYTES:
                break
        self._committing, self._gathered = self._gathered[:count], self._gathered[count:]
        self._bytes -= size
        batch = [delivery for delivery, _ in self._committing]
        loop = asyncio.get_running_loop()
        late = loop.call_later(self._patience, self._too_late)
        self._under_way = loop.run_in_executor(self._worker, self._commit, batch)
        self._under_way.add_done_callback(lambda done: self._end(done, late))

    def _commit(self, batch: list[Delivery]) -> list[BaseException | None]:
        """In the worker: what became of each delivery."""
        try:
            self._store.put(batch)
        except Away as away:
            return [away] * len(batch)
        except Exception as error:
            if len(batch) == 1:
                return [error]
            # One that cannot be kept must not take the others along.
            return [self._commit([delivery])[0] for delivery in batch]
        return [None] * len(batch)

    def _end(self, done: "asyncio.Future[list[BaseException | None]]", late: asyncio.TimerHandle) -> None:
        late.cancel()
        self._late = False
        self._under_way = None
        if done.cancelled():
            ends: list[BaseException | None] = [Away("the receiver is being shut down")] * len(self._committing)
        else:
            error = done.exception()
            ends = [error] * len(self._committing) if error is not None else done.result()
        failed = next((end for end in ends if end is not None), None)
        self.fault = str(failed) if failed is not None else ""
        for (_, durable), end in zip(self._committing, ends, strict=True):
            if not durable.done():
                durable.set_result(None) if end is None else durable.set_exception(end)
        self._expected = len(self._committing) + len(self._gathered)
        self._committing = []
        if self._closed and self._gathered:
            self._begin()
        elif self._gathered:
            self._timer = asyncio.get_running_loop().call_later(GATHERING, self._begin)
        else:
            self._begun = False
        if None in ends:
            self._delivered()

    def _too_late(self) -> None:
        """Senders have waited long enough. What is under way may arrive; they come again, and it counts once more."""
        self._late = True
        waiting = [durable for _, durable in (*self._committing, *self._gathered)]
        self._gathered = []
        self._bytes = 0
        for durable in waiting:
            if not durable.done():
                durable.set_exception(Away("the store takes too long"))
