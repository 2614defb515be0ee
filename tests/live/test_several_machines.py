"""Several processes on one PostgreSQL: one has the duty desk, each receives and lets terminals in."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from irsim.commands import Acknowledge, Declare
from irsim.events.live import DeskTaken
from irsim.session.protocol import Accepted, NotAccepted
from tests.live.loads import Load, names, settled
from tests.live.postgres import Server, server
from tests.live.serves import Installation, firing, webhook
from tests.live.terminals import in_a_loop, joined, until

__all__ = ["server"]


@pytest.fixture
def two(server: Server, tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    """Two installations on one database; the first one serves and has the desk."""
    url = server.fresh()
    first, second = (Installation(tmp_path, store=url, name=name) for name in ("one", "two"))
    first.start()
    first.well()
    second.start()
    second.well()
    try:
        yield first, second
    finally:
        first.kill()
        second.kill()


@in_a_loop
async def test_each_sees_what_the_other_does_and_the_second_to_acknowledge_is_told(
    two: tuple[Installation, Installation],
) -> None:
    first, second = two
    assert second.post("/in/alertmanager", webhook(firing("Slow"))) == 200
    async with joined(first.socket, "ana") as ana, joined(second.socket, "ben") as ben:
        for seat in (ana, ben):
            await until(partial(seat.board.incidents.get, "INC-1"), "the incident")
        began = time.monotonic()
        done = await ben.submit(Acknowledge("INC-1"))
        assert isinstance(done, Accepted)
        await until(lambda: ana.board.incidents["INC-1"].acknowledged_at >= 0, "ben's deed at ana's terminal")
        assert time.monotonic() - began < 5  # the figure is the benchmark's
        both = await asyncio.gather(*(seat.submit(Declare(incident="INC-1")) for seat in (ana, ben)))
        refused = [each for each in both if isinstance(each, NotAccepted)]
        assert len(refused) == 1
        assert "declared already" in refused[0].refused.reason


@in_a_loop
async def test_the_desk_is_taken_over_when_its_process_is_killed(two: tuple[Installation, Installation]) -> None:
    first, second = two
    async with joined(second.socket, "ben") as ben:
        first.kill()
        killed = time.monotonic()
        assert second.post("/in/alertmanager", webhook(firing("Slow"))) == 200  # before anybody has the desk
        await until(lambda: second.health()[1].get("desk") == "here", "another desk", 10)
        assert time.monotonic() - killed < 10
        await until(lambda: ben.board.incidents.get("INC-1"), "the incident")
        assert isinstance(await ben.submit(Acknowledge("INC-1")), Accepted)
    first.start()
    first.until(lambda: first.health()[1].get("desk") == "elsewhere", "the other's desk")
    records = second.records()
    assert [type(each.body) for each in records].count(DeskTaken) == 2


@in_a_loop
async def test_the_database_is_restarted_under_load(server: Server, tmp_path: Path) -> None:
    room = Installation(tmp_path, store=server.fresh())
    room.start()
    room.well()
    try:
        async with joined(room.socket, "ana") as ana:
            with Load(room) as load:
                await until(lambda: len(load.acknowledged) > 30, "some load")
                await asyncio.to_thread(server.stop, "immediate")
                await until(lambda: load.codes.get(503, 0) > 2, "the store is away")
                await until(lambda: ana.session.trouble or room.health()[0] == 503, "a word of it")
                refused = await ana.submit(Declare(title="While it is away"))
                assert isinstance(refused, NotAccepted)
                assert "store is away" in refused.refused.reason
                assert ana.board.alerts  # what was known stays readable
                await asyncio.to_thread(server.start)
                again = len(load.acknowledged)
                await until(lambda: len(load.acknowledged) > again + 30, "load after it", 30)
            assert set(load.codes) <= {200, 503}
            await until(lambda: room.health()[0] == 200, "good health")
            assert isinstance(await ana.submit(Declare(title="It is back")), Accepted)
        settled(room)
        found = names(room)
        assert len(found) == len(set(found))
        assert set(load.acknowledged) <= set(found)
    finally:
        room.kill()
