"""The room with 10,000 open incidents. Limits: 12 ms of processor time a second, 8 ms from a key to its frame (p95).

Three programs, each on a pseudo-terminal of 120x40:

- The room with 10,000 incidents, whose seat has folded synthetic records (an incident and its clock each); there is no
  session behind it but a clock that runs and metrics that are calm. The cursor is drawn in the first frame after a key,
  what depends on the selection in the next; the cursor's frame counts.
- The same with 200: how much more a second of 10,000 costs is a ratio.
- The smallest Textual program with a table, of 10,000 rows: its key to frame says how busy the machine is.

A second: processor time of eight seconds in which nobody touches anything and each visible clock ticks. A key: the time
from writing `down` to the terminal until the cursor's bytes come back, 100 times.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from bench_first_frame import PEER
from terminals import OnTerminal

INCIDENTS, FEW, KEYS, SECONDS = 10_000, 200, 100, 8
QUIET = 0.03
"""Seconds without a byte after which the next key is pressed."""

HOUR = 3_600_000


class Standing:
    """In the place of a session: time goes by, and nothing else."""

    speed, paused, next_stop = 100, False, -1
    recorded = 0
    trouble = ""

    def __init__(self, opened: Any) -> None:
        from irsim.board.gauges import Gauges

        self.opened = opened
        self.begun = time.monotonic()
        self.gauges = Gauges(opened)

    @property
    def now(self) -> int:
        """Two hours into the session, and on."""
        return 2 * HOUR + int((time.monotonic() - self.begun) * 1000)

    @property
    def reached(self) -> int:
        """Never behind."""
        return self.now

    async def readings(self) -> dict[Any, int]:
        """Calm values."""
        return {metric: self.gauges.value(*metric, self.now) for metric in self.gauges.metrics}

    async def series(self, metrics: Sequence[tuple[str, str]], span: int, points: int) -> dict[Any, list[int]]:
        """Calm values."""
        return {(s, m): self.gauges.series(s, m, self.now - span, self.now, points) for s, m in metrics}


def child(incidents: int) -> None:
    """The room on this terminal."""
    from textual.screen import Screen

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


def cost(program: OnTerminal, mark: str) -> tuple[float, list[float], float]:
    """Processor milliseconds of a second, milliseconds from key to the bytes of `mark`, memory in MB."""
    program.watch(3)
    before = program.cpu_seconds()
    program.watch(SECONDS)
    tick = (program.cpu_seconds() - before) / SECONDS * 1000
    waited = []
    for _ in range(KEYS):
        while program.read(QUIET):
            pass
        begun = time.perf_counter()
        program.type("\x1b[B")
        seen = b""
        while mark.encode() not in seen:
            seen += program.read(1)
        waited.append((time.perf_counter() - begun) * 1000)
    return tick, waited, program.resident()


def main() -> None:
    """Print all three, and their ratios."""
    programs = {
        "hello world": ([sys.executable, "-c", PEER.replace("range(10)", f"range({INCIDENTS})")], "row9", "row"),
        f"{FEW} incidents": ([sys.executable, __file__, str(FEW)], "Playbook", "▸"),
        f"{INCIDENTS:,} incidents": ([sys.executable, __file__, str(INCIDENTS)], "Playbook", "▸"),
    }
    found: dict[str, tuple[float, float]] = {}
    for name, (command, ready, mark) in programs.items():
        program = OnTerminal(command)
        try:
            program.until(ready, 60)
            tick, waited, held = cost(program, mark)
        finally:
            program.end()
        median, p95 = statistics.median(waited), statistics.quantiles(waited, n=20)[-1]
        print(f"{name}: {tick:.1f} ms a second, key to frame {median:.1f} ms, p95 {p95:.1f} ms, {held:.0f} MB")
        found[name] = tick, p95
    (_, peer), (few, _), (many, key) = found.values()
    print(f"{INCIDENTS:,} incidents: a second {many:.1f} ms (limit 12), {many / few:.2f} times that of {FEW}")
    print(f"{INCIDENTS:,} incidents: key to frame, p95 {key:.1f} ms (limit 8), {key / peer:.2f} times hello world's")


if __name__ == "__main__":
    if sys.argv[1:]:
        child(int(sys.argv[1]))
    else:
        main()
