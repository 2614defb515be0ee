"""The drill engine against the same drill written by hand in bare SimPy. Goal: a ratio of 0.6 or more.

What is compared: a synthetic drill of six hours with 20 services (60 metrics), 200 injects and 50 clocks (ten rules on
five incidents, some of them cadences), in which metrics bend, monitors fire and clear, and clocks are started, stopped,
warned of and overdue: see the kinds that it prints.

- Ours: `DrillEngine` from `start()` to the end, on a ledger that folds every record and applies the plan's rules.
- The peer: what a good SimPy programmer would write for this one drill: a process for each metric, monitor, clock and
  message, and one that feeds the timed injects; every instant, number and text is a constant that was worked out
  beforehand, and there is no board, no rule and no plan. It makes the same events and writes the same lines through the
  same encoder and chain (`irsim.log.records.seal`). The script checks that both wrote identical bytes.
- The floor, for orientation: one SimPy process that walks down the finished list of lines. No simulation can be faster.

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
from irsim.events.world import MessageDelivered, MessageSent, ServiceChanged
from irsim.log.records import GENESIS, Record, seal
from irsim.log.writing import MemorySink
from irsim.plan import default_plan_text, load_plan
from irsim.scenario.library import Loaded, parse_scenario
from irsim.session.ledger import Ledger
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

Line = tuple[str, int, type[Event], tuple[Any, ...]]
"""by, cause, kind and fields of an event."""

Step = tuple[int, int, list[Line]]
"""How long to wait, the place among what happens at that instant, and what is then written at once."""


class Turn(simpy.Event):
    """A timeout with a place among what happens at the same instant; otherwise SimPy's own Timeout."""

    def __init__(self, env: simpy.Environment, delay: int, place: int) -> None:
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        env.schedule(self, place, delay)


class ByHand:
    """The same drill as SimPy processes over constants. An actor that appears on the way is begun by what causes it."""

    def __init__(self, opening: Record, line: bytes, actors: dict[str, list[Step]], begun: dict[int, list[str]]) -> None:
        self.lines = [line]
        self.head = opening.digest
        self.seq = 1
        self.actors = actors
        self.begun = begun
        self.env = simpy.Environment()

    def actor(self, steps: list[Step]) -> Generator[simpy.Event, None, None]:
        env, begun, lines = self.env, self.begun, self.lines
        for delay, place, chain in steps:
            yield Turn(env, delay, place)
            now = env.now
            for by, cause, kind, fields in chain:
                seq = self.seq
                record, line = seal(seq, now, by, cause, kind(*fields), self.head)
                lines.append(line)
                self.head = record.digest
                self.seq = seq + 1
                if seq in begun:
                    for name in begun[seq]:
                        env.process(self.actor(self.actors[name]))

    def go(self) -> None:
        for name in self.begun[0]:
            self.env.process(self.actor(self.actors[name]))
        self.env.run()


def written_by_hand(records: list[Record]) -> tuple[dict[str, list[Step]], dict[int, list[str]]]:
    """The constants of the peer: the steps of each actor, and the record that begins each (0: the start)."""
    actors: dict[str, list[Step]] = {}
    begun: dict[int, list[str]] = {0: []}
    last: dict[str, int] = {}
    chain: list[Line] = []
    before: Record | None = None
    for record in records[1:]:
        body = record.body
        line: Line = (record.by, record.cause, type(body), tuple(getattr(body, f) for f in body.__struct_fields__))
        name, begins = _actor_of(record, records)
        follows = before is not None and before.at == record.at and 0 < record.cause and records[record.cause].at == record.at
        if follows and name not in actors and not begins:
            chain.append(line)
        elif follows and not begins:
            chain.append(line)
        else:
            if name not in actors:
                actors[name] = []
                begun.setdefault(begins, []).append(name)
                last[name] = records[begins].at
            chain = [line]
            actors[name].append((record.at - last[name], record.seq, chain))
            last[name] = record.at
        before = record
    return actors, begun


def _actor_of(record: Record, records: list[Record]) -> tuple[str, int]:
    """Who does it, and the record with which that one began to act."""
    body = record.body
    if isinstance(body, ServiceChanged):
        return f"{body.service}/{body.metric}", 0
    if isinstance(body, ClockWarned | ClockOverdue):
        started = next(r for r in records if isinstance(r.body, ClockStarted) and r.body.id == body.id)
        return body.id, started.seq
    if isinstance(body, AlertFired) and record.cause < 0:
        return f"{body.monitor}@{body.service}", 0
    if isinstance(body, AlertResolved):
        fired = next(r for r in records if isinstance(r.body, AlertFired) and r.body.alert == body.alert)
        assert isinstance(fired.body, AlertFired)
        if fired.cause < 0:
            return f"{fired.body.monitor}@{fired.body.service}", 0
        return f"clears {body.alert}", fired.seq
    if isinstance(body, MessageDelivered) and isinstance(records[record.cause + 1].body, MessageSent):
        return body.message, record.cause
    return kind_of(body).split(".")[0], 0
