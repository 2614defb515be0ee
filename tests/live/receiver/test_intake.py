"""Deliveries that come together are committed together; nobody is answered before the commit."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from irsim.live.receiver.intake import Intake
from irsim.live.store.base import Away, Delivery
from tests.live.receiver.senders import Kept


def delivery(number: int = 0, size: int = 1) -> Delivery:
    return Delivery("a", "generic", b"x" * size, number)


class Held(Kept):
    """A store that commits when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def put(self, deliveries: Sequence[Delivery]) -> int:
        assert self.gate.wait(5)
        return super().put(deliveries)


def test_what_comes_during_a_commit_is_the_next_batch() -> None:
    async def story() -> None:
        store = Held()
        told: list[int] = []
        intake = Intake(store, lambda: told.append(len(store.deliveries)))
        first = asyncio.create_task(intake.put(delivery(0)))
        await asyncio.sleep(0.01)
        rest = [asyncio.create_task(intake.put(delivery(number))) for number in range(1, 8)]
        await asyncio.sleep(0.01)
        assert not first.done()
        assert len(intake) == 8
        store.gate.set()
        await asyncio.gather(first, *rest)
        assert store.batches == [1, 7]
        assert [each.received for each in store.deliveries] == list(range(8))
        assert told == [1, 8]
        assert len(intake) == 0
        await intake.close()

    asyncio.run(story())


def test_when_the_store_is_away_every_sender_hears_it_and_the_next_one_is_taken_again() -> None:
    async def story() -> None:
        store = Kept(away="the disk is full")
        intake = Intake(store)
        ends = await asyncio.gather(*(intake.put(delivery(n)) for n in range(3)), return_exceptions=True)
        assert [type(end) for end in ends] == [Away] * 3
        assert intake.fault == "the disk is full"
        store.away = ""
        await intake.put(delivery())
        assert intake.fault == ""
        await intake.close()

    asyncio.run(story())


def test_one_delivery_that_cannot_be_kept_does_not_take_the_others_along() -> None:
    class Picky(Kept):
        def put(self, deliveries: Sequence[Delivery]) -> int:
            if any(each.received == 1 for each in deliveries):
                raise ValueError("not this one")
            return super().put(deliveries)

    async def story() -> None:
        store = Picky()
        intake = Intake(store)
        ends = await asyncio.gather(*(intake.put(delivery(n)) for n in range(3)), return_exceptions=True)
        assert [type(end) for end in ends] == [type(None), ValueError, type(None)]
        assert [each.received for each in store.deliveries] == [0, 2]
        await intake.close()

    asyncio.run(story())


@pytest.mark.parametrize("bounds", [{"most": 3}, {"most_bytes": 35}])
def test_what_waits_is_bounded(bounds: dict[str, int]) -> None:
    async def story() -> None:
        store = Held()
        intake = Intake(store, **bounds)  # type: ignore[arg-type]  # both are whole numbers
        first = asyncio.create_task(intake.put(delivery(0, 10)))
        await asyncio.sleep(0.01)
        waiting = [asyncio.create_task(intake.put(delivery(n, 10))) for n in range(1, 4)]
        await asyncio.sleep(0.01)
        with pytest.raises(Away, match="more comes in"):
            await intake.put(delivery(9, 10))
        store.gate.set()
        await asyncio.gather(first, *waiting)
        await intake.put(delivery(10))
        await intake.close()
        assert len(store.deliveries) == 5

    asyncio.run(story())


def test_a_store_that_hangs_keeps_no_sender_waiting_and_is_used_again_when_it_is_back() -> None:
    async def story() -> None:
        store = Held()
        intake = Intake(store, patience=0.05)
        with pytest.raises(Away, match="takes too long"):
            await intake.put(delivery())
        with pytest.raises(Away, match="takes too long"):
            await intake.put(delivery())
        store.gate.set()
        for _ in range(100):
            await asyncio.sleep(0.01)
            if not len(intake):
                break
        await intake.put(delivery())
        await intake.close()

    asyncio.run(story())


def test_closing_commits_what_has_come_and_takes_no_more() -> None:
    async def story() -> None:
        store = Held()
        intake = Intake(store)
        coming = [asyncio.create_task(intake.put(delivery(n))) for n in range(5)]
        await asyncio.sleep(0.01)
        store.gate.set()
        await intake.close()
        await asyncio.gather(*coming)
        assert len(store.deliveries) == 5
        with pytest.raises(Away, match="shut down"):
            await intake.put(delivery())

    asyncio.run(story())


def test_senders_who_come_again_at_once_share_a_commit_with_those_who_waited() -> None:
    """Eight are being committed while eight wait: from then on there are sixteen a commit, and not eight."""

    async def story() -> None:
        store = Held()
        intake = Intake(store)

        async def sender(number: int) -> None:
            for _ in range(5):
                await intake.put(delivery(number))

        first = [asyncio.create_task(sender(number)) for number in range(8)]
        await asyncio.sleep(0.01)
        rest = [asyncio.create_task(sender(number)) for number in range(8, 16)]
        await asyncio.sleep(0.01)
        store.gate.set()
        await asyncio.gather(*first, *rest)
        assert store.batches == [8, 16, 16, 16, 16, 8]
        await intake.close()

    asyncio.run(story())


def test_who_does_not_come_again_keeps_nobody_waiting() -> None:
    async def story() -> None:
        store = Held()
        intake = Intake(store)
        once = asyncio.create_task(intake.put(delivery()))
        await asyncio.sleep(0.01)
        other = asyncio.create_task(intake.put(delivery()))
        await asyncio.sleep(0.01)
        store.gate.set()
        async with asyncio.timeout(0.5):
            await asyncio.gather(once, other)
        await intake.close()

    asyncio.run(story())
