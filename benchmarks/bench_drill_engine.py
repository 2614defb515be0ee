"""The drill engine against the same drill written by hand in bare SimPy. Goal: a ratio of 0.6 or more.

What is compared: a synthetic drill of six hours with 20 services (60 metrics), 200 injects and 50 clocks (ten rules on
five incidents, some of them cadences), in which metrics bend, monitors fire and clear, and clocks are started, stopped,
warned of and overdue: see the kinds that it prints.

- Ours: `DrillEngine` from `start()` to the end, on a ledger that folds every record and applies the plan's rules.
- The peer: what a good SimPy programmer would write for this one drill: a process for each metric, monitor, clock and
  message, and one that feeds the timed injects; every instant, number and text is a constant that was worked out
  beforehand, and there is no board, no rule and no plan. It makes the same events and writes the same lines through the
  same encoder and chain (`irsim.log.records.seal`). The script checks that both wrote identical bytes.

Two more, for orientation:

- The floor: one SimPy process that walks down the finished list of lines. No simulation can be faster.
- The peer on our ledger: it writes what happens by itself, and the ledger folds it and adds what the rules say follows
  (incidents, clocks). Against this one the ratio is that of the engine proper, without board and rules.

Set-up is outside the timed part for all: reading YAML, pydantic, the cast, the first record, and the peer's constants.
The ratio is peer time / our time, medians of interleaved rounds.
"""

import gc
import statistics
import time
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import simpy
import yaml

from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.events import kind_of
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockStarted, ClockWarned
from irsim.events.session import SessionOpened
from irsim.events.world import MessageDelivered, ServiceChanged
from irsim.log.records import Record, seal
from irsim.log.writing import MemorySink
from irsim.plan import default_plan_text, load_plan
from irsim.scenario.library import Loaded, parse_scenario
from irsim.session.ledger import DESK, Ledger
from irsim.words.durations import HOUR

ROUNDS = 15
DURATION = 6 * HOUR

# ------------------------------------------------------------------ the synthetic drill


def plan_text() -> str:
    """The plan that ships, with ten clocks on each incident."""
    plan = yaml.safe_load(default_plan_text())
    owner, basis = "incident_commander", "synthetic"
    plan["clocks"] = [
        {
            "id": f"clock-{n}",
            "label": f"Clock {n}",
            "starts": "incident.detected" if n % 2 else "alert.attached",
            "stops": "alert.attached" if n % 5 == 0 else {"event": "update.sent", "where": {"audience": "customers"}},
            "under" if n % 3 else "within": {"SEV-1": f"{15 + 11 * n}m", "SEV-2": "2h"},
            "cadence": n % 4 == 0,
            "owner": owner,
            "basis": basis,
        }
        for n in range(10)
    ]
    return yaml.safe_dump(plan, sort_keys=False)


def world_text() -> str:
    """Twenty services, each leaning on one before it; a critical monitor on five of them."""
    services = [
        {
            "id": f"s{n}",
            "label": f"Service {n}",
            "depends_on": [f"s{n // 2}"] if n else [],
            "metrics": {
                "response_time": {"unit": "ms", "baseline": f"{150 + 10 * n} ms"},
                "error_rate": {"unit": "ppm", "baseline": "0.2 %", "ceiling": "100 %"},
                "cpu_usage": {"unit": "ppm", "baseline": f"{25 + n} %", "ceiling": "100 %"},
            },
        }
        for n in range(20)
    ]
    down = {"id": "down", "label": "Down", "severity": "critical", "metric": "response_time", "unit": "ms"}
    world = {
        "id": "synthetic",
        "title": "A synthetic world",
        "services": services,
        "channels": [{"id": "mail", "label": "Mail", "delay": "7s"}, {"id": "chat", "label": "Chat"}],
        "monitors": [{**down, "above": "9 s", "for": "1m", "services": ["s1", "s5", "s9", "s13", "s17"]}],
        "cast": {"boss": "colleague"},
    }
    return yaml.safe_dump(world, sort_keys=False)


def scenario_text() -> str:
    """Sixty faults in three waves, 150 messages and 50 reported alerts."""
    faults = [
        {
            "id": f"f{n}",
            "at": f"{5 + 5 * n}m{n % 7}s",
            "service": f"s{n * 7 % 20}",
            "bends": [
                {"metric": "response_time", "add": f"{6 + n % 7} s", "over": "4m", "lasts": "6m", "fades": "3m"},
                {"metric": "error_rate", "add": f"{4 + n % 9} %", "over": "2m", "lasts": "9m", "fades": "1m"},
                {"metric": "cpu_usage", "add": "75 %", "over": "5m", "lasts": "5m", "fades": "2m"},
            ],
            "spreads": {"delay": "2m", "share": 60, "hops": 2},
            "why": "It was time.",
        }
        for n in range(60)
    ]
    injects: list[dict[str, Any]] = []
    for n in range(200):
        inject: dict[str, Any] = {"id": f"i{n}", "at": f"{60 + 105 * n}s", "title": f"Inject {n}"}
        if n % 4 == 3:
            alert = {"monitor": "suspicious-activity", "service": f"s{n % 20}", "title": f"Odd login {n}"}
            inject["alert"] = {**alert, "resolves": "4m"}
        else:
            inject["message"] = {
                "channel": "mail" if n % 2 else "chat",
                "from": f"Customer {n}",
                "to": ["incident_commander"],
                "subject": f"What is going on with order {n}?",
                "text": "We see errors since this morning. When will it work again?",
            }
        injects.append(inject)
    scenario = {
        "id": "synthetic",
        "title": "A synthetic drill",
        "codename": "Bench",
        "family": "outage",
        "difficulty": "advanced",
        "summary": "Much goes wrong.",
        "briefing": "Watch.",
        "starts": "2026-11-16T09:00:00+00:00",
        "duration": "6h",
        "world": "synthetic.yaml",
        "objectives": [{"id": "all", "label": "All"}],
        "truth": {"incidents": []},
        "faults": faults,
        "injects": injects,
        "expectations": [
            {"id": "e", "title": "E", "objective": "all", "role": "technical_lead", "points": 1, "clock": "clock-1"}
        ],
    }
    return yaml.safe_dump(scenario, sort_keys=False)


# ------------------------------------------------------------------ ours


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


# ------------------------------------------------------------------ by hand


Constants = tuple[str, int, type[Event], tuple[Any, ...], "list[Actor]"]
"""Who writes which event with which fields, from which cause, and the actors that it begins."""

Actor = list[tuple[int, int, list[Constants]]]
"""Steps: how long to wait, the place among what happens at that instant, and what is then written at once."""


class Turn(simpy.Event):
    """A timeout with a place among what happens at the same instant; otherwise SimPy's own Timeout."""

    def __init__(self, env: simpy.Environment, delay: int, place: int) -> None:
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        env.schedule(self, place, delay)  # type: ignore[arg-type]  # SimPy takes any whole number


class ByHand:
    """The drill as SimPy processes over constants; `go` is the timed part."""

    def __init__(self, opening: Record, line: bytes, actors: list[Actor]) -> None:
        self.lines = [line]
        self.head = opening.digest
        self.seq = 1
        self.actors = actors
        self.env = simpy.Environment()

    def act(self, steps: Actor) -> Generator[simpy.Event, None, None]:
        env, write = self.env, self.lines.append
        for delay, place, lines in steps:
            yield Turn(env, delay, place)
            now: int = env.now  # type: ignore[assignment]  # all delays are whole
            for by, cause, kind, fields, begins in lines:
                record, line = seal(self.seq, now, by, cause, kind(*fields), self.head)
                write(line)
                self.head = record.digest
                self.seq += 1
                for steps in begins:
                    env.process(self.act(steps))

    def go(self) -> None:
        for actor in self.actors:
            self.env.process(self.act(actor))
        self.env.run()


class OnLedger(ByHand):
    """The peer, writing through the ledger; what the rules add is left to them."""

    def __init__(self, opened: SessionOpened, actors: list[Actor]) -> None:
        self.sink = MemorySink()
        self.ledger = Ledger(self.sink, opened)
        super().__init__(self.ledger.open(), b"", actors)

    def act(self, steps: Actor) -> Generator[simpy.Event, None, None]:
        env, enter = self.env, self.ledger.enter
        for delay, place, lines in steps:
            yield Turn(env, delay, place)
            now: int = env.now  # type: ignore[assignment]  # all delays are whole
            for number, (by, cause, kind, fields, begins) in enumerate(lines):
                if by != DESK or number == 0:
                    enter(kind(*fields), by, now, cause)
                for steps in begins:
                    env.process(self.act(steps))


class Floor(ByHand):
    """One process, one list."""

    def __init__(self, opening: Record, line: bytes, records: list[Record]) -> None:
        super().__init__(opening, line, [_steps(records)])


def _constants(record: Record) -> Constants:
    body = record.body
    return record.by, record.cause, type(body), tuple(getattr(body, name) for name in body.__struct_fields__), []


def _steps(records: list[Record]) -> Actor:
    """All that happens as one actor's steps."""
    steps: Actor = []
    now = 0
    for record in records[1:]:
        if not steps or record.at > now:
            steps.append((record.at - now, 0, []))
            now = record.at
        steps[-1][2].append(_constants(record))
    return steps


def actors_of(records: list[Record]) -> list[Actor]:
    """The peer's constants: who does what when. What follows at once from a record is done by the same actor."""
    actors: dict[str, Actor] = {}
    at_start: list[Actor] = []
    now: dict[str, int] = {}
    written: dict[int, Constants] = {}
    chain: list[Constants] = []
    starts = {r.body.id: r.seq for r in records if isinstance(r.body, ClockStarted)}
    alerts = {r.body.alert: r for r in records if isinstance(r.body, AlertFired)}
    for record in records[1:]:
        line = written[record.seq] = _constants(record)
        if record.cause > 0 and records[record.cause].at == record.at:
            chain.append(line)
            continue
        name, begins = _actor_of(record, starts, alerts)
        if name not in actors:
            actors[name] = []
            now[name] = records[begins].at
            (written[begins][4] if begins else at_start).append(actors[name])
        chain = [line]
        actors[name].append((record.at - now[name], record.seq, chain))
        now[name] = record.at
    return at_start


def _actor_of(record: Record, starts: dict[str, int], alerts: dict[str, Record]) -> tuple[str, int]:
    """Who does it, and the record with which that one begins to act (0: the start)."""
    body = record.body
    if isinstance(body, ServiceChanged):
        return f"{body.service}/{body.metric}", 0
    if isinstance(body, ClockWarned | ClockOverdue):
        return body.id, starts[body.id]
    if isinstance(body, AlertResolved) and record.cause > 0:
        return f"{body.alert} clears", record.cause
    if isinstance(body, AlertFired | AlertResolved):
        fired = alerts[body.alert].body
        assert isinstance(fired, AlertFired)
        return f"{fired.monitor}@{fired.service}", 0
    if isinstance(body, MessageDelivered) and record.cause > 0:
        return body.message, record.cause
    return kind_of(body), 0


# ------------------------------------------------------------------ the measurement


def timed(run: Callable[[], None]) -> float:
    """Seconds of one run, begun with a clean heap."""
    gc.collect()
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def main() -> None:
    """Print what is compared, whether the bytes are the same, and the ratio."""
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
    took: dict[str, list[float]] = {"ours": [], "by hand": [], "floor": [], "by hand on our ledger": []}
    for _ in range(ROUNDS):
        ours = Ours(opened, loaded)
        took["ours"].append(timed(ours.go))
        peer = ByHand(records[0], lines[0], actors)
        took["by hand"].append(timed(peer.go))
        floor = Floor(records[0], lines[0], records)
        took["floor"].append(timed(floor.go))
        folded = OnLedger(opened, actors)
        took["by hand on our ledger"].append(timed(folded.go))
        if not folded.sink.lines == ours.sink.lines == peer.lines == floor.lines == lines:
            raise SystemExit("the drills differ: the figures would mean nothing")
    medians = {name: statistics.median(times) for name, times in took.items()}
    for name, seconds in medians.items():
        print(f"{name}: {seconds * 1000:.1f} ms, {len(records) / seconds / 1000:.0f} k records/s")
    print(f"identical bytes; ratio by hand / ours: {medians['by hand'] / medians['ours']:.2f} (goal 0.6)")
    for name in ("floor", "by hand on our ledger"):
        print(f"for orientation, {name} / ours: {medians[name] / medians['ours']:.2f}")


if __name__ == "__main__":
    main()
