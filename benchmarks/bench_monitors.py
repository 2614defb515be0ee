"""Monitors that know when a line crosses a threshold against one that samples. Goal: well above 1.

What is compared: 90 days of 20 services, one metric each that takes a new course at random instants, one monitor each
on a grid of 30 s that fires above 900 once that has held for two minutes.

- Ours: `drill.monitors.Watch`, told of each new line; one timer for the next tick at which something changes.
- The peer: one process that samples every service every 30 s, with the same threshold and the same two minutes.

Both run in the same SimPy with the same processes that announce the lines, and the script checks that both made the
same list of alerts. The ratio is peer time / our time, medians of interleaved rounds. Drawing the lines is not timed.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Generator
from typing import Any

from irsim.board.state import value_at
from irsim.drill.crossings import Segment
from irsim.drill.monitors import Watch
from irsim.drill.stage import OBSERVE, Stage
from irsim.words.durations import DAY, HOUR, MINUTE, SECOND

ROUNDS = 7
SPAN, SERVICES, EVERY, ABOVE, LASTING = 90 * DAY, 20, 30 * SECOND, 900, 2 * MINUTE

Alert = tuple[int, int, bool, int]
"""When, which service, whether it fired or cleared, and the value."""


def lines_of(service: int) -> list[Segment]:
    """A metric's courses over the whole span: a calm value, now and then something higher, for a while or for hours."""
    chance = random.Random(f"lines/{service}")
    lines: list[Segment] = []
    at, value = 0, 200
    while at < SPAN:
        goal = chance.randrange(100, 850) if chance.random() < 0.8 else chance.randrange(850, 1500)
        length = chance.randrange(30 * SECOND, 3 * HOUR)
        lines.append((at, value, at + length, goal))
        value = goal
        at += length + chance.choice([0, chance.randrange(6 * HOUR)])
    return lines


def announce(stage: Stage, lines: list[Segment], take: Callable[[Segment], None]) -> Generator[Any, Any, None]:
    """The world: says each line when it begins."""
    for line in lines:
        yield stage.env.timeout(line[0] - stage.now)
        take(line)


def analytic(all_lines: list[list[Segment]]) -> list[Alert]:
    """Ours."""
    stage = Stage()
    alerts: list[Alert] = []

    def watch(service: int) -> Watch:
        return Watch(
            stage,
            (0, 200, 0, 200),
            lambda value: alerts.append((stage.now, service, True, value)),
            lambda value: alerts.append((stage.now, service, False, value)),
            above=ABOVE,
            every=EVERY,
            lasting=LASTING,
        )

    for service, lines in enumerate(all_lines):
        stage.env.process(announce(stage, lines, watch(service).update))
    stage.advance(SPAN)
    return sorted(alerts)


def polling(all_lines: list[list[Segment]]) -> list[Alert]:
    """The peer: one loop over all services, with what it needs in local lists."""
    stage = Stage()
    alerts: list[Alert] = []
    current: list[Segment] = [(0, 200, 0, 200)] * len(all_lines)
    since = [-1] * len(all_lines)
    firing = [False] * len(all_lines)

    def sample(_: object) -> None:
        now = stage.now
        for service, line in enumerate(current):
            value = value_at(line, now)
            if value > ABOVE:
                if since[service] < 0:
                    since[service] = now
                if not firing[service] and now - since[service] >= LASTING:
                    firing[service] = True
                    alerts.append((now, service, True, value))
            elif since[service] >= 0:
                since[service] = -1
                if firing[service]:
                    firing[service] = False
                    alerts.append((now, service, False, value))
        stage.at(now + EVERY, sample, OBSERVE)

    def taker(service: int) -> Callable[[Segment], None]:
        def take(line: Segment) -> None:
            current[service] = line

        return take

    for service, lines in enumerate(all_lines):
        stage.env.process(announce(stage, lines, taker(service)))
    stage.at(0, sample, OBSERVE)
    stage.advance(SPAN)
    return sorted(alerts)


def main() -> None:
    """Print the ratio, once both made the same alerts."""
    all_lines = [lines_of(service) for service in range(SERVICES)]
    took: dict[str, list[float]] = {"analytic": [], "polling": []}
    alerts: dict[str, list[Alert]] = {}
    for _ in range(ROUNDS):
        for name, run in (("analytic", analytic), ("polling", polling)):
            gc.collect()
            begun = time.perf_counter()
            alerts[name] = run(all_lines)
            took[name].append(time.perf_counter() - begun)
    if alerts["analytic"] != alerts["polling"]:
        raise SystemExit("the alerts differ: the figures would mean nothing")
    medians = {name: statistics.median(times) for name, times in took.items()}
    print(f"{sum(map(len, all_lines))} lines, {len(alerts['analytic'])} alerts fired and cleared, the same in both")
    print(", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in medians.items()))
    print(f"ratio polling / analytic: {medians['polling'] / medians['analytic']:.1f} (goal: well above 1)")


if __name__ == "__main__":
    main()
