"""Plays a drill from end to end without a room: scripted decisions at their stamps, at a pace or flat out."""

import time
from collections.abc import Callable, Sequence

import msgspec

from irsim.board.actors import owner_of
from irsim.commands import Answer, Attach, Command, Declare, Dismiss, SubjectRequest, Triage
from irsim.events.alerts import AlertFired
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import InjectDelivered, SessionClosed
from irsim.events.world import MessageDelivered
from irsim.log.lineage import fork_of
from irsim.log.records import Record
from irsim.scenario.script import Scripted
from irsim.session.ledger import Ledger
from irsim.session.pace import Pace
from irsim.session.protocol import Engine

STEP = 1000
"""Milliseconds of session time between two looks at the wall clock when a pace is kept."""


def play(
    ledger: Ledger,
    engine: Engine,
    script: Sequence[Scripted],
    *,
    start: int = 0,
    speed: int = 0,
    tick: Callable[[int], None] = lambda at: None,
) -> None:
    """Run to the end and close the recording. `speed` is in hundredths of real time, 0 is flat out.

    Decisions are stamped with their own time, whatever the pace, so that the same script writes the same bytes. Those
    that the recording holds already (it was taken up again) are passed over.
    `tick(at)` is called as time goes by.
    """
    aliases = Aliases(ledger)
    walk = _Walk(engine, start, speed, tick)
    for name, decision in still_to_come(ledger, script):
        walk.to(max(decision.at, start))
        command = aliases.resolve(decision.command)
        by = decision.by or owner_of(ledger.board, command)
        submitted = CommandSubmitted(name, command, decision.unstated, decision.said)
        ledger.input_now(submitted, by, ledger.board.ended_at if engine.ended else max(decision.at, start))
    while not engine.ended:
        walk.to(engine.now + 60 * STEP)
    ledger.input_now(SessionClosed(), "facilitator", ledger.board.ended_at)
    ledger.sink.close()


def still_to_come(ledger: Ledger, script: Sequence[Scripted]) -> list[tuple[str, Scripted]]:
    """The decisions that the recording does not hold yet, each with the id that it is recorded under.

    A fork goes by its script from its own beginning on: what lies before that is passed over, and what its parent did
    at that very instant is not done twice.
    """
    forked = fork_of(ledger.records)
    if forked is None:
        named = [(f"script-{number}", decision) for number, decision in enumerate(script)]
        return [(name, decision) for name, decision in named if name not in ledger.results]
    aliases = Aliases(ledger)
    parents = ledger.records[: forked.seq]
    inherited = [(each, each.body) for each in parents if isinstance(each.body, CommandSubmitted)]
    taken = {body.id for _, body in inherited}
    done = [(each.by, body.command) for each, body in inherited if each.at == forked.at]
    coming = []
    for number, decision in enumerate(script):
        name = f"script-{number}" if f"script-{number}" not in taken else f"fork-{forked.seq}-{number}"
        command = aliases.resolve(decision.command)
        deed = (decision.by or owner_of(ledger.board, command), command)
        if decision.at == forked.at and deed in done:
            done.remove(deed)
        elif decision.at >= forked.at and name not in ledger.results:
            coming.append((name, decision))
    return coming


class _Walk:
    """Goes on in session time, waiting for the wall clock where a pace is kept."""

    def __init__(self, engine: Engine, start: int, speed: int, tick: Callable[[int], None]) -> None:
        self.engine = engine
        self.tick = tick
        self.pace = Pace(start, time.monotonic(), speed)

    def to(self, at: int) -> None:
        """Be at `at`, with everything that is due there done."""
        while self.pace.speed and self.engine.now + STEP < at and not self.engine.ended:
            self._wait(self.engine.now + STEP)
        self._wait(at)

    def _wait(self, at: int) -> None:
        if self.pace.speed:
            time.sleep(max(0.0, self.pace.wall_at(at) - time.monotonic()))
        self.engine.advance(at)
        self.tick(at)


class Aliases:
    """Scripts may name a message or a reported alert by its inject, whose number they cannot know."""

    def __init__(self, ledger: Ledger) -> None:
        self._injects: dict[int, str] = {}
        self._names: dict[str, str] = {}
        for record in ledger.records:
            self._look(record)
        ledger.listen_to_all(self._look)

    def _look(self, record: Record) -> None:
        body = record.body
        if isinstance(body, InjectDelivered):
            self._injects[record.seq] = body.inject
        elif isinstance(body, MessageDelivered | AlertFired):
            inject = self._injects.get(record.cause)
            name = body.message if isinstance(body, MessageDelivered) else body.alert
            if inject:
                self._names[inject] = name
            elif isinstance(body, AlertFired):
                self._names[f"{body.monitor}@{body.service}"] = name

    def resolve(self, command: Command) -> Command:
        """`command` with inject ids replaced by the numbers of what they delivered last."""
        if isinstance(command, Answer | SubjectRequest):
            return msgspec.structs.replace(command, message=self._names.get(command.message, command.message))
        if isinstance(command, Attach | Dismiss | Triage) and command.alert:
            return msgspec.structs.replace(command, alert=self._names.get(command.alert, command.alert))
        if isinstance(command, Declare):
            alerts = tuple(self._names.get(name, name) for name in command.alerts)
            messages = tuple(self._names.get(name, name) for name in command.messages)
            return msgspec.structs.replace(command, alerts=alerts, messages=messages)
        return command
