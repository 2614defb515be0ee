"""The synthetic drill with everything worked out beforehand: lower bounds, for orientation, and no simulations.

All of them take every instant, number and text from a finished recording of ours, so they cannot tell how fast one can
simulate this drill, only what of our time goes elsewhere.

- `WorkedOut`: a process for each metric, monitor, clock and message that waits and writes; it computes nothing.
- `OnLedger`: the same, but it writes what happens by itself through our ledger, which folds it and adds what the rules
  say follows (incidents, clocks).
- `Floor`: one process that walks down the finished list of lines. Whoever writes these lines from SimPy needs this.
"""

from collections.abc import Generator
from typing import Any

import simpy

from hand_parts import Turn
from irsim.events import kind_of
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockStarted, ClockWarned
from irsim.events.session import SessionOpened
from irsim.events.world import MessageDelivered, ServiceChanged
from irsim.log.records import Record, seal
from irsim.log.writing import MemorySink
from irsim.session.ledger import DESK, Ledger

Constants = tuple[str, int, type[Event], tuple[Any, ...], "list[Actor]"]
"""Who writes which event with which fields, from which cause, and the actors that it begins."""

Actor = list[tuple[int, int, list[Constants]]]
"""Steps: how long to wait, the place among what happens at that instant, and what is then written at once."""


class WorkedOut:
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


class OnLedger(WorkedOut):
    """The same, writing through the ledger; what the rules add is left to them."""

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


class Floor(WorkedOut):
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
    """The constants: who does what when. What follows at once from a record is done by the same actor."""
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
