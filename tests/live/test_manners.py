"""The duty desk gives way to the receiver, and takes no more together than is soon worked off."""

import asyncio
import time

from irsim.live.manners import SHARE, SLICE, TOGETHER, Manners
from irsim.live.store.base import Delivery, Waiting
from tests.live.terminals import in_a_loop


def waiting(number: int, size: int = 1_000) -> Waiting:
    return Waiting(number, Delivery("made", "signals", b"x" * size, 0))


@in_a_loop
async def test_it_rests_longer_than_it_worked_while_senders_come() -> None:
    busy = True
    manners = Manners(lambda: busy)
    manners.begin()
    time.sleep(SLICE * 2)
    begun = time.perf_counter()
    await manners.turn()
    assert time.perf_counter() - begun >= SLICE * 2 * SHARE * 0.9
    busy = False
    time.sleep(SLICE * 2)
    begun = time.perf_counter()
    await manners.turn()
    assert time.perf_counter() - begun < SLICE * 2 * SHARE
    await asyncio.sleep(0)


def test_deliveries_are_taken_as_many_as_are_soon_worked_off() -> None:
    manners = Manners(lambda: False)
    given = [waiting(number) for number in range(100)]
    for _ in range(20):
        manners.took(TOGETHER / 10, given[:1])  # ten of them take as long as is wanted
    parts = list(manners.parts(given))
    assert [each for part in parts for each in part] == given
    assert 9 <= max(map(len, parts)) <= 11
    large = [waiting(1, 5_000_000), waiting(2)]
    assert [len(part) for part in manners.parts(large)] == [1, 1]
