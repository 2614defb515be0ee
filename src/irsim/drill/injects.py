"""What the scenario does to the team: injects, holds, advances and decisions, each when it is due."""

from collections.abc import Callable

from irsim.drill.channels import Channels
from irsim.drill.hub import Hub
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.base import Event
from irsim.events.session import (
    DiscussionClosed,
    DiscussionOpened,
    InjectDelivered,
    InjectSkipped,
    PartOpened,
    TimeAdvanced,
)
from irsim.events.work import AutomationReported
from irsim.events.world import (
    DecisionLapsed,
    DecisionOffered,
    MessageDelivered,
    MessageLost,
    MessageSent,
    Stance,
)
from irsim.log.records import Record
from irsim.scenario.models import AlertText, AutomationText, DecisionRule, Hold, Inject, Message, Part
from irsim.words.quantities import parse_quantity


class Injects:
    """Delivers injects. Those with a time come from one sorted list; the others wait for their trigger."""

    def __init__(self, hub: Hub, channels: Channels) -> None:
        self.hub = hub
        self.ways = channels
        self.messages = 0
        self.waiting: list[Callable[[], None]] | None = None
        """what came due while the table talks; None while it does not"""
        self.holding = ""
        self.talks = 0
        self.channels = {channel.id: channel for channel in hub.world.channels}
        self.luck = {channel.id: hub.chance("channel", channel.id) for channel in hub.world.channels}
        timed: list[tuple[int, Inject]] = []
        for inject in hub.scenario.injects:
            if inject.at is not None:
                hub.remember(inject)
                timed.append((inject.at, inject))
            else:
                hub.arm(inject, lambda cause, inject=inject: self.due(inject, cause))  # type: ignore[misc]
        self.times = sorted(timed, key=lambda item: item[0])
        self.stops = [at for at, _ in self.times]
        self._position = 0
        self._feed()
        hub.ledger.listen([DiscussionClosed], self._released)

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
        """Deliver it, unless something speaks against it or the table is talking."""
        if self.waiting is not None:
            self.waiting.append(lambda: self.due(inject, cause, times))
            return
        obstacle = self.hub.obstacle(inject)
        if obstacle:
            self.hub.enter(InjectSkipped(inject.id, obstacle), cause)
            return
        if inject.repeat is not None and times < inject.repeat.times:
            later = self.hub.stage.now + inject.repeat.every
            self.hub.stage.at(later, lambda _: self.due(inject, cause, times + 1))
        self.hub.delivered.add(inject.id)
        record = self.hub.enter(InjectDelivered(inject.id), cause)
        if inject.message is not None:
            self._message(inject.message, record.seq)
        elif inject.alert is not None:
            self._alert(inject.alert, record.seq)
        elif inject.automation is not None:
            self._automation(inject.automation, record.seq)
        elif inject.hold is not None:
            self._hold(inject.hold, record.seq)
        elif inject.advance is not None:
            self._advance(inject, record.seq)

    def _message(self, message: Message, cause: int) -> None:
        """Along its channel: sent, then lost or delivered; by its fallback where its own channel is dead."""
        self.messages += 1
        name = f"MSG-{self.messages}"
        arrived = self._by(name, message, message.channel, cause)
        if not arrived and message.fallback and self.ways.condition(message.channel).state in ("down", "silent"):
            later = self.hub.stage.now + message.fallback_after
            self.hub.stage.at(later, lambda _: self._by(name, message, message.fallback or "", cause))

    def _by(self, name: str, message: Message, way: str, cause: int) -> bool:
        """Whether it arrives by this channel, sooner or later."""
        hub, channel, wrong = self.hub, self.channels[way], self.ways.condition(way)
        sender = hub.text(message.sender)
        dead = wrong.state == "down" or (wrong.state == "silent" and wrong.loss == 100)
        if channel.delay or channel.loss or wrong.state != "up":
            hub.enter(MessageSent(name, channel.id, sender), cause)
        unlucky = bool(channel.loss) and self.luck[channel.id].randrange(100) < channel.loss
        if wrong.state == "silent" and not dead:
            unlucky = self.hub.chance("outage", f"{way}/{name}").randrange(100) < wrong.loss or unlucky
        if dead or unlucky:
            hub.enter(MessageLost(name, channel.id), cause)
            return False
        takes = channel.delay + wrong.delay
        delivered = MessageDelivered(
            name,
            channel.id,
            sender,
            hub.text(message.subject),
            hub.text(message.text),
            tuple(message.to),
            tuple(Stance(stance.id, hub.text(stance.text)) for stance in message.answers),
            hub.stage.now + takes + message.answer_within if message.answer_within else 0,
        )
        self._then(takes, delivered, cause)
        return True

    def _then(self, delay: int, event: Event, cause: int) -> None:
        if delay:
            self.hub.stage.at(self.hub.stage.now + delay, lambda _: self.hub.enter(event, cause))
        else:
            self.hub.enter(event, cause)

    def _alert(self, alert: AlertText, cause: int) -> None:
        hub, board = self.hub, self.hub.ledger.board
        monitor = board.rules.monitors.get(alert.monitor) or next(
            m for m in hub.world.monitors if m.id == alert.monitor
        )
        value = 0 if alert.value is None else parse_quantity(alert.value, monitor.unit)
        name = board.next_id("AL", board.alerts)
        hub.enter(
            AlertFired(
                name,
                monitor.id,
                hub.text(alert.title),
                monitor.severity,
                alert.service,
                monitor.category,
                hub.text(alert.text),
                monitor.metric,
                monitor.unit if alert.value is not None else "",
                value,
            ),
            cause,
        )
        if alert.resolves is not None:
            self._then(alert.resolves, AlertResolved(name), cause)

    def _automation(self, done: AutomationText, cause: int) -> None:
        """A source says what it did; a step that it does not name is that of the action which it took."""
        hub, board = self.hub, self.hub.ledger.board
        brief = board.opened.setting.actions.get(done.action or "")
        source = hub.text(done.source)
        reported = AutomationReported(
            board.next_id("AU", board.automations),
            source,
            hub.text(done.text),
            done.service or "",
            done.category or "",
            step=done.step or (brief.step if brief else ""),
            action=done.action or "",
        )
        hub.ledger.enter(reported, f"source:{source}", hub.stage.now, cause)

    def _hold(self, hold: Hold, cause: int) -> None:
        """Discussion. With stopped clocks no engine time passes: the room pauses itself, and injects need not wait."""
        hub = self.hub
        length = hold.for_
        self.talks += 1
        name = f"TALK-{self.talks}"
        hub.enter(DiscussionOpened(name, tuple(map(hub.text, hold.questions)), hold.clocks, length), cause)
        if hold.clocks == "stopped":
            return
        self.waiting, self.holding = [], name
        hub.stage.at(hub.stage.now + length, lambda _: self._time_is_up(name, cause))

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

    def _advance(self, inject: Inject, cause: int) -> None:
        advance = inject.advance
        assert advance is not None
        part = next((part for part in self.hub.scenario.parts if part.id == advance.part), None)
        summary = self.hub.text(advance.summary)
        if advance.to <= self.hub.stage.now:
            self.hub.enter(InjectSkipped(inject.id, "the exercise is past that time"), cause)
            return
        self.hub.enter(TimeAdvanced(advance.to, summary, tuple(part.exercised) if part else ()), cause)
        opened = part_opened(self.hub, part) if part else PartOpened("", "", summary)
        self.hub.stage.at(advance.to, lambda _: self.hub.enter(opened, cause))

    def next_stop(self, now: int) -> int:
        """The time of the next timed inject after `now`; -1 where none is left."""
        return next((at for at in self.stops[self._position :] if at > now), -1)


def part_opened(hub: Hub, part: Part) -> PartOpened:
    """The event that opens a part, its texts filled."""
    return PartOpened(part.id, hub.text(part.title), hub.text(part.summary))


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
