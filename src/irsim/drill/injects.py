"""What the scenario does to the team, and when: injects in their time, the facilitator's orders, decisions."""

from collections.abc import Callable

from irsim.board.actors import FACILITATOR
from irsim.drill.channels import Channels
from irsim.drill.delivering import Delivery
from irsim.drill.hub import Hub
from irsim.drill.world import World
from irsim.events.facilitation import (
    InjectAdded,
    InjectAwaiting,
    InjectCalled,
    InjectDelayed,
    InjectWithdrawn,
)
from irsim.events.session import (
    DiscussionClosed,
    DiscussionOpened,
    InjectDelivered,
    InjectSkipped,
    SeatLeft,
    SessionResumed,
)
from irsim.events.world import DecisionLapsed, DecisionOffered, Stance
from irsim.log.records import Record
from irsim.scenario.models import AlertText, DecisionRule, Inject, Message


class Injects:
    """Delivers injects. Those with a time come from one sorted list; the others wait for their trigger.

    The facilitator may call one at any time, leave it out, or let it come later; what she calls waits for nothing.
    """

    def __init__(self, hub: Hub, channels: Channels, world: World) -> None:
        self.hub = hub
        self.show = hub.ledger.board.show
        self.delivery = Delivery(hub, channels, world)
        self.injects = {inject.id: inject for inject in hub.scenario.injects}
        self.waiting: list[Callable[[], None]] | None = None
        """what came due while the table talks; None while it does not"""
        self.holding = ""
        self.later: dict[str, int] = {}
        """inject to the instant (ms) at which the facilitator lets it come"""
        self.acting: dict[str, int] = {}
        """inject that waits to be acted out to the record that made it due"""
        timed: list[tuple[int, Inject]] = []
        for inject in hub.scenario.injects:
            if inject.at is not None:
                hub.remember(inject)
                timed.append((inject.at, inject))
            else:
                hub.arm(inject, lambda cause, inject=inject: self.due(inject, cause))  # type: ignore[misc]
        self.times = sorted(timed, key=lambda item: item[0])
        self._position = 0
        self._feed()
        hub.ledger.listen([DiscussionOpened], self._talking)
        hub.ledger.listen([DiscussionClosed], self._released)
        hub.ledger.listen([InjectCalled], self._called)
        hub.ledger.listen([InjectWithdrawn], self._withdrawn)
        hub.ledger.listen([InjectDelayed], self._delayed)
        hub.ledger.listen([InjectAdded], self._added)
        hub.ledger.listen([SeatLeft, SessionResumed], self._left)

    def _feed(self) -> None:
        if self._position < len(self.times):
            self.hub.stage.at(self.times[self._position][0], self._timed)

    def _timed(self, _: object) -> None:
        at = self.times[self._position][0]
        while self._position < len(self.times) and self.times[self._position][0] == at:
            inject = self.times[self._position][1]
            self._position += 1
            self.due(inject, -1)
        self._feed()

    def due(self, inject: Inject, cause: int, times: int = 0) -> None:
        """Deliver it, unless something speaks against it, the table is talking, or the facilitator does."""
        name, now = inject.id, self.hub.stage.now
        done_with = not times and (name in self.show.delivered or name in self.show.skipped)
        if done_with or name in self.show.withdrawn:
            return
        if self.show.delayed.get(name, 0) > now and not times:
            self._postpone(inject, self.show.delayed[name], cause)
            return
        if self.waiting is not None:
            self.waiting.append(lambda: self.due(inject, cause, times))
            return
        obstacle = self.hub.obstacle(inject)
        if obstacle:
            self.hub.enter(InjectSkipped(name, obstacle), cause)
            return
        if inject.delivery == "facilitator" and self.hub.ledger.board.sitting.get(FACILITATOR) and not times:
            if name not in self.acting:
                self.acting[name] = cause
                self.hub.enter(InjectAwaiting(name), cause)
            return
        self._deliver(inject, cause, times)

    def _deliver(self, inject: Inject, cause: int, times: int) -> None:
        if inject.repeat is not None and times < inject.repeat.times:
            later = self.hub.stage.now + inject.repeat.every
            self.hub.stage.at(later, lambda _: self.due(inject, cause, times + 1))
        self.later.pop(inject.id, None)
        self.acting.pop(inject.id, None)
        record = self.hub.enter(InjectDelivered(inject.id), cause)
        self.delivery.bring(inject, record.seq)

    def _postpone(self, inject: Inject, until: int, cause: int) -> None:
        """Come back then; who delays it twice has it asked for twice, and the first time finds that it is too early."""
        self.later[inject.id] = until
        self.hub.stage.at(until, lambda _: self.due(inject, cause))

    # What the facilitator wants

    def _called(self, record: Record) -> None:
        assert isinstance(record.body, InjectCalled)
        inject = self.injects[record.body.inject]
        again = inject.repeat.times if inject.repeat is not None and inject.id in self.show.delivered else 0
        self._deliver(inject, record.seq, again)

    def _withdrawn(self, record: Record) -> None:
        assert isinstance(record.body, InjectWithdrawn)
        name, reason = record.body.inject, record.body.reason
        self.later.pop(name, None)
        self.acting.pop(name, None)
        self.hub.enter(InjectSkipped(name, f"left out by the facilitator{f': {reason}' if reason else ''}"), record.seq)

    def _delayed(self, record: Record) -> None:
        """One that waits to be acted out, or for a later time, waits anew; the others find it when they are due."""
        assert isinstance(record.body, InjectDelayed)
        name = record.body.inject
        if name in self.acting or name in self.later:
            self.acting.pop(name, None)
            self._postpone(self.injects[name], record.body.until, record.seq)

    def _added(self, record: Record) -> None:
        added = record.body
        assert isinstance(added, InjectAdded)
        inject = self.injects[added.inject] = of_added(added)
        if added.at <= self.hub.stage.now:
            self._deliver(inject, record.seq, 0)
        else:
            self._postpone(inject, added.at, record.seq)

    def _left(self, record: Record) -> None:
        """Nobody acts out any more what waits for it: it comes by itself, once the room goes on. Over an adjournment
        everybody leaves, and comes back before anybody goes on."""
        board = self.hub.ledger.board
        if not board.sitting.get(FACILITATOR) and not board.paused:
            acting, self.acting = self.acting, {}
            for name, cause in acting.items():
                self.due(self.injects[name], cause)

    # Discussion

    def _talking(self, record: Record) -> None:
        """While clocks run on, injects wait; with stopped clocks no time passes in which any could be due."""
        talk = record.body
        assert isinstance(talk, DiscussionOpened)
        if talk.clocks == "stopped":
            return
        self.waiting = self.waiting if self.waiting is not None else []
        self.holding = talk.discussion
        self.hub.stage.at(self.hub.stage.now + talk.length, lambda _: self._time_is_up(talk.discussion, record.cause))

    def _time_is_up(self, name: str, cause: int) -> None:
        if self.holding == name:
            self.hub.enter(DiscussionClosed(name), cause)

    def _released(self, record: Record) -> None:
        """What waited comes now, in its order."""
        assert isinstance(record.body, DiscussionClosed)
        if self.holding != record.body.discussion or self.waiting is None:
            return
        waited, self.waiting, self.holding = self.waiting, None, ""
        for deliver in waited:
            deliver()

    def next_stop(self, now: int) -> int:
        """The time of the next timed inject after `now`; -1 where none is left."""
        gone = self.show.withdrawn | self.show.delivered.keys() | self.later.keys()
        planned = next((at for at, each in self.times[self._position :] if at > now and each.id not in gone), -1)
        return min((at for at in (planned, *self.later.values()) if at > now), default=-1)


def of_added(added: InjectAdded) -> Inject:
    """The inject that the facilitator added, in the shape of the scenario's own; one that bends a metric is bare."""
    message = alert = None
    if added.channel:
        message = Message.model_construct(
            channel=added.channel, sender=added.sender, to=list(added.to), subject=added.subject, text=added.text
        )
    elif added.monitor:
        alert = AlertText.model_construct(
            monitor=added.monitor, service=added.service, title=added.subject, text=added.text
        )
    return Inject.model_construct(id=added.inject, title=added.title, at=added.at, message=message, alert=alert)


class Decisions:
    """Puts decisions to the team, and lets them lapse. While the table talks they wait with the injects."""

    def __init__(self, hub: Hub, injects: Injects) -> None:
        self.hub = hub
        self.injects = injects
        for rule in hub.scenario.decisions:
            hub.arm(rule, lambda cause, rule=rule: self._offer(rule, cause))  # type: ignore[misc]

    def _offer(self, rule: DecisionRule, cause: int) -> None:
        hub = self.hub
        if self.injects.waiting is not None:
            self.injects.waiting.append(lambda: self._offer(rule, cause))
            return
        if hub.obstacle(rule):
            return
        alternatives = tuple(Stance(a.id, hub.text(a.text)) for a in rule.alternatives)
        closes = hub.stage.now + rule.open_for if rule.open_for else 0
        hub.enter(DecisionOffered(rule.id, hub.text(rule.question), alternatives, tuple(rule.to), closes), cause)
        if closes:
            hub.stage.at(closes, lambda _: self._lapse(rule))

    def _lapse(self, rule: DecisionRule) -> None:
        decision = self.hub.ledger.board.decisions[rule.id]
        if not decision.choice:
            self.hub.enter(DecisionLapsed(rule.id, rule.default or ""))
