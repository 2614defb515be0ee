"""The drill engine against the same drill written by hand in bare SimPy. Goal: a ratio of 0.6 or more; 1.0 is better.

What is compared: a synthetic drill of six hours with 20 services (60 metrics), 200 injects and 50 clocks (ten rules on
five incidents, some of them cadences), in which metrics bend, monitors fire and clear, and clocks are started, stopped,
warned of and overdue: see the kinds that it prints.

- Ours: `DrillEngine` from `start()` to the end, on a ledger that folds every record and applies the plan's rules.
- The peer, `hand_written.py`: a SimPy program for this one drill that simulates it from the same parameters, as plain
  Python: it works out the metrics' lines, samples the monitors, runs the clocks. It has no plan, rules, board or
  ledger, and can do nothing else. It makes the same events and writes the same lines through the same encoder and chain
  (`irsim.log.records.seal`).

For orientation, three that are told everything beforehand and simulate nothing; `worked_out.py` says what each means.

The script checks that all wrote identical bytes. Set-up is outside the timed part for all: reading YAML, pydantic, the
cast, the first record; the peer's objects; the constants. A ratio is their time / ours, medians of interleaved rounds.
"""

import gc
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from hand_written import Drill
from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.events import kind_of
from irsim.events.session import SessionOpened
from irsim.log.writing import MemorySink
from irsim.plan import load_plan
from irsim.scenario.library import Loaded, parse_scenario
from irsim.session.ledger import Ledger
from synthetic import DURATION, plan_text, scenario_text, world_text
from worked_out import Floor, OnLedger, WorkedOut, actors_of

ROUNDS = 15

OURS, PEER = "ours", "hand-written simulation"


@dataclass
class Ours:
    """One run of the engine; `go` is the timed part."""

    opened: SessionOpened
    loaded: Loaded
    sink: MemorySink = field(default_factory=MemorySink)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.sink, self.opened)
        self.engine = DrillEngine(self.ledger, self.loaded)
        self.ledger.open()

    def go(self) -> None:
        self.engine.start()
        self.engine.advance(DURATION)


def timed(run: Callable[[], None]) -> float:
    """Seconds of one run, begun with a clean heap."""
    gc.collect()
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def main() -> None:
    """Print what is compared, whether the bytes are the same, and the ratios."""
    text = plan_text()
    plan = load_plan(text)
    loaded = parse_scenario(scenario_text(), world_text())
    opened = open_drill(loaded, plan, text, seed="1", seats={})
    first = Ours(opened, loaded)
    first.go()
    records, lines = first.ledger.records, first.sink.lines
    actors = actors_of(records)
    kinds = Counter(kind_of(record.body) for record in records)
    print(f"{len(records)} records:", ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    took: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        ours, on_ledger = Ours(opened, loaded), OnLedger(opened, actors)
        peers: dict[str, Drill | WorkedOut] = {
            PEER: Drill(records[0], lines[0]),
            "everything worked out beforehand": WorkedOut(records[0], lines[0], actors),
            "floor": Floor(records[0], lines[0], records),
        }
        took.setdefault(OURS, []).append(timed(ours.go))
        for name, peer in peers.items():
            took.setdefault(name, []).append(timed(peer.go))
        took.setdefault("worked out beforehand, on our ledger", []).append(timed(on_ledger.go))
        written = [ours.sink.lines, on_ledger.sink.lines, *(peer.lines for peer in peers.values())]
        if any(each != lines for each in written):
            raise SystemExit("the drills differ: the figures would mean nothing")
    medians = {name: statistics.median(times) for name, times in took.items()}
    for name, seconds in medians.items():
        print(f"{name}: {seconds * 1000:.1f} ms, {len(records) / seconds / 1000:.0f} k records/s")
    print(f"identical bytes; ratio {PEER} / ours: {medians[PEER] / medians[OURS]:.2f} (goal 0.6, look for 1.0)")
    for name, seconds in medians.items():
        if name not in (OURS, PEER):
            print(f"for orientation, {name} / ours: {seconds / medians[OURS]:.2f}")


if __name__ == "__main__":
    main()
