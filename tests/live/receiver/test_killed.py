"""`kill -9` of the receiver under load: every alert that its sender was told is kept is in the store, once."""

import asyncio
import json
import os
import sys
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from irsim.live.store.sqlite import SqliteStore
from tests.live.receiver.senders import alerts, read_answer, request

KILLS = int(os.environ.get("IRSIM_KILLS", "3"))
"""How often: twenty times takes half a minute."""

SENDERS = 8


async def burden(port: int, numbers: "count[int]", acknowledged: list[int]) -> None:
    """Send alerts, each with a number of its own, until the receiver is gone."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while True:
            number = next(numbers)
            writer.write(request("/in/open", alerts(1, number=str(number))))
            if (await read_answer(reader)).code == 200:
                acknowledged.append(number)
    except (OSError, asyncio.IncompleteReadError):
        return


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_what_was_acknowledged_survives_and_is_there_once(tmp_path: Path) -> None:
    numbers, acknowledged = count(), list[int]()

    async def life(file: Path) -> int:
        """One receiver from its start to its violent end; how many it acknowledged."""
        before = len(acknowledged)
        line = [sys.executable, "-m", "tests.live.receiver.process", str(file)]
        process = await asyncio.create_subprocess_exec(*line, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        port = int(await asyncio.wait_for(process.stdout.readline(), 30))
        senders = [asyncio.create_task(burden(port, numbers, acknowledged)) for _ in range(SENDERS)]
        while len(acknowledged) < before + 200:
            await asyncio.sleep(0.01)
        process.kill()
        await process.wait()
        await asyncio.gather(*senders)
        return len(acknowledged) - before

    async def story() -> None:
        for _ in range(KILLS):
            assert await life(tmp_path / "live.db") >= 200

    asyncio.run(story())
    store = SqliteStore(tmp_path / "live.db")
    kept = Counter[int]()
    after = 0
    while waiting := store.waiting(after, 1_000):
        kept.update(int(json.loads(each.delivery.body)["alerts"][0]["labels"]["number"]) for each in waiting)
        after = waiting[-1].number
    store.close()
    assert [number for number in acknowledged if kept[number] != 1] == []
    assert max(kept.values()) == 1
    assert len(kept) <= len(acknowledged) + KILLS * SENDERS
