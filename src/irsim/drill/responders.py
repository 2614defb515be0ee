"""Simulated responders: a SimPy process a seat, with an inbox and human latencies, that acts from the plan.

A responder sees what its seat may see and nothing else: the board that everyone sees, messages to its role, and the
plan. It never reads expectations or truth. What it does is decided by the commands that its role owns in the plan,
so another organisation's roles need no code.
"""

from collections.abc import Callable, Generator, Iterator
from typing import Any

import simpy

from irsim.board.state import NEVER
from irsim.commands import Command
from irsim.drill.duties import Duties
from irsim.drill.hub import Hub
from irsim.events import seen_by_seat
from irsim.events.alerts import AlertFired
from irsim.events.channels import UpdateBounced
from irsim.events.clocks import ClockWarned
from irsim.events.facilitation import SeatHanded
from irsim.events.incident import IncidentClassified, IncidentDeclared, IncidentDetected
from irsim.events.session import PartOpened
from irsim.events.work import ActionCompleted, ResourceRequested
from irsim.events.world import DecisionOffered, MessageDelivered
from irsim.log.records import Record
from irsim.words.durations import MINUTE, SECOND

SKILLS = {"sharp": 60, "steady": 100, "green": 220}
"""Hundredths of the human latencies below."""

LATENCY = 90 * SECOND
"""Median from seeing something to having done what it calls for (`reference/scenario-facts.md`, section 4: a page is
acknowledged in 2.5 minutes in the median; a person at the table is already there)."""

SPREAD = 50
"""Sigma of the lognormal latency, in hundredths."""

ROUND = 10 * MINUTE
"""How often a responder looks around for what is left to do."""


class Responders:
    """A responder for every seat that is simulated, from the start or from when it was handed over."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.all = {
            role.id: Responder(hub, role.id)
            for role in hub.ledger.board.rules.plan.roles
            if hub.ledger.board.seats.get(role.id) == "simulated"
        }
        hub.ledger.listen([SeatHanded], self._handed)

    def _handed(self, record: Record) -> None:
        """Who takes a seat over in mid-exercise looks around first."""
        assert isinstance(record.body, SeatHanded)
        role = record.body.role
        if record.body.to != "simulated":
            return
        if role not in self.all:
            self.all[role] = Responder(self.hub, role)
        self.all[role].take_over(record.seq)


class Responder:
    """One role's responder: takes one thing at a time from its inbox, thinks, does it."""

    def __init__(self, hub: Hub, role: str) -> None:
        self.hub = hub
        self.role = role
        self.duties = Duties(hub.ledger.board, role, hub.chance("responder", role))
        self.chance = hub.chance("latency", role)
        self.slowness = SKILLS.get(hub.ledger.board.opened.skill, 100)
        self.inbox: simpy.Store = simpy.Store(hub.stage.env)
        hub.stage.env.process(self._work())
        hub.stage.env.process(self._look_around())
        seen: list[tuple[type, Callable[[Any], Callable[[], Iterator[Command]]]]] = [
            (IncidentDetected, lambda event: lambda: self.duties.detected(event.incident)),
            (IncidentDeclared, lambda event: lambda: self.duties.declared(event.incident)),
            (IncidentClassified, lambda event: lambda: self.duties.classified(event.incident)),
            (AlertFired, lambda event: lambda: self.duties.alert(event.alert)),
            (ClockWarned, lambda event: lambda: self.duties.clock(event.id)),
            (DecisionOffered, lambda event: lambda: self.duties.decision(event.decision)),
            (MessageDelivered, lambda event: lambda: self.duties.message(event.message)),
            (ActionCompleted, lambda event: lambda: self.duties.progress(event.incident)),
            (ResourceRequested, lambda event: lambda: self.duties.requested(event.request)),
            (UpdateBounced, lambda event: lambda: self.duties.bounced(event.update)),
            (PartOpened, lambda event: self.duties.round),
        ]
        for kind, duty in seen:
            hub.ledger.listen([kind], self._notice(duty))

    def take_over(self, seq: int) -> None:
        """Go through everything that was left undone, because of the record `seq`."""
        self.inbox.put((seq, self.duties.take_over))

    def _notice(self, duty: Callable[[Any], Callable[[], Iterator[Command]]]) -> Callable[[Record], None]:
        def look(record: Record) -> None:
            if seen_by_seat(record.body, self.role):
                self.inbox.put((record.seq, duty(record.body)))

        return look

    def _delay(self) -> int:
        return max(5 * SECOND, round(LATENCY * self.chance.lognormvariate(0, SPREAD / 100)) * self.slowness // 100)

    def _work(self) -> Generator[Any, Any, None]:
        env = self.hub.stage.env
        while True:
            seq, duty = yield self.inbox.get()
            for number, command in enumerate(self._still(duty)):
                yield env.timeout(self._delay() if number == 0 else self._delay() // 3)
                self._do(command, seq)

    def _still(self, duty: Callable[[], Iterator[Command]]) -> Iterator[Command]:
        """What a duty comes to, looked up again before each act: the board moves on while one thinks."""
        board = self.hub.ledger.board
        for command in duty():
            if board.ended_at != NEVER or board.seats.get(self.role) != "simulated":
                return
            yield command

    def _do(self, command: Command, cause: int) -> None:
        board = self.hub.ledger.board
        mine = board.seats.get(self.role) == "simulated"  # somebody may have sat down while it was thinking
        if mine and board.ended_at == NEVER and board.off_stage_until <= self.hub.stage.now:
            self.hub.ledger.carry_out(command, f"sim:{self.role}", self.hub.stage.now, cause)

    def _look_around(self) -> Generator[Any, Any, None]:
        while True:
            yield self.hub.stage.env.timeout(ROUND)
            if not self.inbox.items:
                self.inbox.put((self.hub.ledger.board.seq, self.duties.round))
