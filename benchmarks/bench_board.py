"""The room with 10,000 open incidents. Limits: 12 ms of processor time a second, 8 ms from a key to its frame (p95).

The same room with 10 incidents is the peer: how much 10,000 cost more is the ratio. Each is a process on a
pseudo-terminal of 120x40, whose seat has folded synthetic records (an incident and its clock each); there is no session
behind it but a clock that runs and metrics that are calm.

- A tick: processor time a second over ten seconds in which nobody touches anything; each visible clock ticks.
- A key: the time from writing `down` to the terminal until the first bytes of what changes come back, 300 times.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from terminals import OnTerminal

INCIDENTS, FEW, KEYS, SECONDS = 10_000, 10, 300, 10
HOUR = 3_600_000


class Standing:
    """In the place of a session: time goes by, and nothing else."""

    speed, paused, next_stop = 100, False, -1

    def __init__(self, opened: Any) -> None:
        from irsim.board.gauges import Gauges

        self.opened = opened
        self.begun = time.monotonic()
        self.gauges = Gauges(opened)

    @property
    def now(self) -> int:
        """Two hours into the session, and on."""
        return 2 * HOUR + int((time.monotonic() - self.begun) * 1000)

    async def readings(self) -> dict[Any, int]:
        """Calm values."""
        return {metric: self.gauges.value(*metric, self.now) for metric in self.gauges.metrics}

    async def series(self, metrics: Sequence[Any], span: int, points: int) -> dict[Any, list[int]]:
        """Calm values."""
        return {metric: self.gauges.series(*metric, self.now - span, self.now, points) for metric in metrics}


def child(incidents: int) -> None:
    """The room on this terminal."""
    from irsim.cli.launcher import LocalLauncher
    from irsim.drill.opening import open_drill
    from irsim.events.clocks import ClockStarted
    from irsim.events.incident import IncidentDetected
    from irsim.events.session import SessionOpened
    from irsim.log.records import Record
    from irsim.plan import default_plan_text, load_plan
    from irsim.scenario.library import library_folder, load_scenario
    from irsim.tui.app import IrsimApp
    from irsim.tui.config import Settings
    from irsim.tui.launch import Sitting
    from irsim.tui.screens.room import Room
    from irsim.tui.table import Table
    from irsim.tui.terminal import Terminal
    from textual.screen import Screen

    plan = load_plan(default_plan_text(), "default.yaml")
    loaded = load_scenario(library_folder() / "data-breach.yaml", plan)
    opened: SessionOpened = open_drill(loaded, plan, default_plan_text(), seed="1", seats={})
    severities = [severity.id for severity in plan.severities]

    class AtOnce(IrsimApp):
        def open_first(self) -> None:
            self.push_screen(Screen())
            self.call_later(self.begin)

        async def begin(self) -> None:
            roles = tuple(role.id for role in plan.roles)
            session = cast("Any", Standing(opened))
            self.table = Table(Sitting(session, Path("none"), roles))
            seat = self.table.seat
            for number in range(incidents):
                name, at = f"INC-{number + 1}", number * HOUR // incidents
                title, level = f"Something is wrong with {number}", severities[number % len(severities)]
                found = IncidentDetected(name, title, at, level, "outage", "operational", "AL-1")
                clock = ClockStarted(f"respond/{name}", "respond", at, at + 2 * HOUR + number % 977 * 1000, name)
                for place, body in enumerate((found, clock)):
                    seat.take(Record(2 * number + place, at, "desk", -1, body, ""))
            await asyncio.sleep(0.2)
            await self.push_screen(Room(self.table))

    app = AtOnce(LocalLauncher(), Settings(), Terminal(False, "full"))
    app.run()
    if app.crash is not None:
        raise app.crash


def measured(incidents: int) -> tuple[float, list[float], float]:
    """Processor milliseconds a second, milliseconds from key to frame, memory in MB."""
    room = OnTerminal([sys.executable, __file__, str(incidents)])
    try:
        room.until("Playbook", 60)
        room.watch(3)
        before = room.cpu_seconds()
        room.watch(SECONDS)
        tick = (room.cpu_seconds() - before) / SECONDS * 1000
        waited = []
        for _ in range(KEYS):
            while room.read(0.012):
                pass
            begun = time.perf_counter()
            room.type("\x1b[B")
            while not room.read(1):
                pass
            waited.append((time.perf_counter() - begun) * 1000)
        return tick, waited, room.resident()
    finally:
        room.end()


def main() -> None:
    """Print both rooms and what the many cost more."""
    ticks = {}
    for incidents in (FEW, INCIDENTS):
        tick, waited, held = measured(incidents)
        ticks[incidents] = tick
        p95 = statistics.quantiles(waited, n=20)[-1]
        print(
            f"{incidents:,} incidents: {tick:.1f} ms a second (limit 12); key to frame {statistics.median(waited):.1f} ms, "
            f"p95 {p95:.1f} ms (limit 8); {held:.0f} MB"
        )
    print(f"ratio of a second, {INCIDENTS:,} / {FEW} incidents: {ticks[INCIDENTS] / ticks[FEW]:.2f}")


if __name__ == "__main__":
    if sys.argv[1:]:
        child(int(sys.argv[1]))
    else:
        main()
