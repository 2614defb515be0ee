"""Replay of 100,000 records: how long the first opening takes, and a seek to any of them. Limit: a seek in 100 ms.

Two recordings, played by our engine on the synthetic drill of six hours (`synthetic.py`) with the plan that ships:

- notes: 50 incidents that people declare and take on, and a table that writes everything down (one note every half
  second of the exercise);
- incidents: 1,000 incidents, none of which is ever closed, each with the clocks of the plan, of which most come to be
  overdue: more than any team has on its board.

The opening is what the screen does in its thread: read and verify the file, fold it, tell its feed, keep snapshots. A
seek goes to a random record: the board and the feed as they were. Then the same through the screen, on a terminal of
120x40 that nobody looks at: seek, and bring every panel up to date. All of it is as a facilitator sees it, which is the
longest; the peer is one fold of the whole recording, which is how one would come to an instant without snapshots.
"""

import asyncio
import gc
import random
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from textual.screen import Screen

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.commands import Acknowledge, Assign, Command, Declare, Note
from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.events.inputs import CommandSubmitted
from irsim.log.writing import MemorySink
from irsim.plan import default_plan_text, load_plan
from irsim.scenario.library import parse_scenario
from irsim.session.ledger import Ledger
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.launch import ReplayWish
from irsim.tui.replay.replay import Replay, read_replay
from irsim.tui.screens.replay import ReplayScreen
from irsim.tui.terminal import Terminal
from synthetic import scenario_text, world_text

RECORDS, SEEKS, LIMIT = 100_000, 300, 100.0
KINDS = {"notes": 50, "incidents": 1_000}


def recording(incidents: int) -> bytes:
    """A drill of about `RECORDS` records, with so many incidents declared by people."""
    plan_text = default_plan_text()
    plan = load_plan(plan_text, "default.yaml")
    seats = {role.id: "people" for role in plan.roles}
    loaded = parse_scenario(scenario_text(), world_text())
    sink = MemorySink()
    ledger = Ledger(sink, open_drill(loaded, plan, plan_text, seed="1", seats=seats))
    engine = DrillEngine(ledger, loaded)
    ledger.open()
    engine.start()
    chance = random.Random(1)
    end, at, given = ledger.board.opened.setting.duration, 60_000, 0
    severities, categories = list(ledger.board.rules.severities), list(ledger.board.rules.categories)

    def give(command: Command, by: str) -> None:
        nonlocal given
        given += 1
        ledger.input_now(CommandSubmitted(f"c{given}", command), by, at)

    declared = 0
    while len(ledger.records) < RECORDS and not engine.ended:
        at += max(1, (end - at) // max(1, (RECORDS - len(ledger.records)) // 2))
        engine.advance(at)
        if declared < incidents and chance.random() < incidents * 8 / RECORDS:
            declared += 1
            title = f"Something is wrong with part {declared}"
            severity, category = chance.choice(severities), chance.choice(categories)
            give(Declare(title=title, severity=severity, category=category), "incident_commander")
            name = next(reversed(ledger.board.incidents))
            give(Acknowledge(name), "incident_commander")
            give(Assign(name, "technical_lead"), "incident_commander")
        if ledger.board.active:
            name = chance.choice(list(ledger.board.active))
            give(
                Note(name, f"Looked at node {given}: nothing new since the last look, on to the next."),
                "technical_lead",
            )
    return b"".join(sink.lines)


def spread(milliseconds: list[float]) -> str:
    """Median, p95 and p99, and the limit over p99."""
    parts = statistics.quantiles(milliseconds, n=100)
    median, p95, p99 = statistics.median(milliseconds), parts[94], parts[98]
    return f"p50 {median:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms; limit / p99 = {LIMIT / p99:.1f}"


def seeks(replay: Replay) -> list[float]:
    """Milliseconds of seeks to random records; garbage is looked for afterwards, as the screen does it."""
    chance = random.Random(2)
    took = []
    gc.disable()
    for _ in range(SEEKS):
        place = chance.randrange(1, replay.reel.count + 1)
        begun = time.perf_counter()
        replay.seek(place)
        took.append((time.perf_counter() - begun) * 1000)
    gc.enable()
    return took


class Alone(IrsimApp):
    """The app without a home screen beneath."""

    def get_default_screen(self) -> Screen[Any]:
        """Nothing beneath."""
        return Screen()


async def on_screen(path: Path) -> tuple[float, list[float]]:
    """Seconds until the screen stands, milliseconds of seeks with every panel brought up to date and drawn."""
    app = Alone(None, Settings(), Terminal(False, "full"), replay=ReplayWish(path))  # type: ignore[arg-type]
    begun = time.perf_counter()
    async with app.run_test(size=(120, 40)) as pilot:
        while not isinstance(app.screen, ReplayScreen):
            await asyncio.sleep(0.01)
        opened = time.perf_counter() - begun
        screen = app.screen
        assert isinstance(screen, ReplayScreen)
        chance = random.Random(3)
        took = []
        await pilot.pause()
        for _ in range(SEEKS // 3):
            place = chance.randrange(1, screen.replay.reel.count + 1)
            start = time.perf_counter()
            screen._target = partial(screen.replay.seek, place)
            screen._arrive()
            await pilot.pause(0)
            took.append((time.perf_counter() - start) * 1000)
    return opened, took


def main() -> None:
    """Print the figures of both."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, incidents in KINDS.items():
            path = Path(folder) / f"{kind}.jsonl"
            path.write_bytes(recording(incidents))
            begun = time.perf_counter()
            replay = read_replay(path)
            opening = time.perf_counter() - begun
            gc.collect()
            gc.freeze()
            board = Board(replay.recording.opened)
            begun = time.perf_counter()
            for record in replay.recording.records:
                apply(board, record)
            folding = (time.perf_counter() - begun) * 1000
            count, kept = replay.reel.count, replay.reel.kept / 1e6
            print(f"{kind}: {count:,} records, {len(board.incidents):,} incidents, {len(board.clocks):,} clocks")
            print(f"  first opening {opening:.1f} s; snapshots {kept:.0f} MB")
            took = seeks(replay)
            times = folding / statistics.median(took)
            print(f"  seek: {spread(took)}; folding everything {folding:.0f} ms, {times:.0f} times the median")
            del replay, board
            gc.unfreeze()
            gc.collect()
            opened, drawn = asyncio.run(on_screen(path))
            print(f"  on the screen: stands after {opened:.1f} s; seek and draw: {spread(drawn)}")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
