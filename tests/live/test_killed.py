"""`irsim serve` is killed again and again while alerts come in: what was acknowledged is in the store, once."""

import os
import time
from functools import partial
from pathlib import Path

from tests.live.loads import Load, names, settled
from tests.live.parts import ALL
from tests.live.serves import Installation

TIMES = 20 if os.environ.get(ALL) else 5


def _loaded(loads: list[Load], more: int) -> bool:
    return sum(len(load.acknowledged) for load in loads) > more


def test_every_acknowledged_alert_is_in_the_store_once(tmp_path: Path) -> None:
    room = Installation(tmp_path)
    room.start()
    loads = [Load(room, f"Load{number}x") for number in range(2)]
    try:
        for load in loads:
            load.__enter__()
        for _ in range(TIMES):
            more = sum(len(load.acknowledged) for load in loads) + 5
            room.until(partial(_loaded, loads, more), "some load")
            time.sleep(0.01)
            room.kill()
            room.start()
        for load in loads:
            load.__exit__()
        room.well()
        settled(room)
        found = names(room)
        acknowledged = {name for load in loads for name in load.acknowledged}
        assert len(acknowledged) > TIMES * 5
        assert len(found) == len(set(found))
        assert acknowledged <= set(found)
    finally:
        for load in loads:
            load.__exit__()
        room.kill()
