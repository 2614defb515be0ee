"""What an inject brings, once it comes: a message on its way, an alert, a report of automation, a discussion, a gap in
time, or a metric that bends."""

from irsim.board.script import monitors_of
from irsim.board.state import value_at
from irsim.drill.channels import Channels
from irsim.drill.hub import Hub
from irsim.drill.world import World
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.base import Event
from irsim.events.facilitation import InjectAdded, InjectEdited
from irsim.events.session import DiscussionOpened, InjectSkipped, PartOpened, TimeAdvanced
from irsim.events.work import AutomationReported
from irsim.events.world import MessageDelivered, MessageLost, MessageSent, Stance
from irsim.scenario.models import AlertText, AutomationText, Hold, Inject, Message, Part
from irsim.words.quantities import parse_quantity


class Delivery:
    """Lets an inject take place, in the words that the facilitator gave it where she changed them."""

    def __init__(self, hub: Hub, channels: Channels, world: World) -> None:
        self.hub = hub
        self.ways = channels
        self.world = world
        self.messages = 0
        self.channels = {channel.id: channel for channel in hub.world.channels}
        self.luck = {channel.id: hub.chance("channel", channel.id) for channel in hub.world.channels}

    def bring(self, inject: Inject, cause: int) -> None:
        """Everything that follows from an inject that was delivered as the record `cause`."""
        show = self.hub.ledger.board.show
        edited = show.edited.get(inject.id, InjectEdited(inject.id))
        if inject.message is not None:
            self._message(_reworded(inject.message, edited), cause)
        elif inject.alert is not None:
            changes = {name: text for name, text in (("title", edited.subject), ("text", edited.text)) if text}
            added = show.added.get(inject.id)
            self._alert(inject.alert.model_copy(update=changes), cause, added.value if added else None)
        elif inject.automation is not None:
            self._automation(inject.automation, cause)
        elif inject.hold is not None:
            self._hold(inject.hold, cause)
        elif inject.advance is not None:
            self._advance(inject, cause)
        else:
            self._metric(show.added[inject.id])

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

    def _alert(self, alert: AlertText, cause: int, reads: int | None = None) -> None:
        hub, board = self.hub, self.hub.ledger.board
        monitor = monitors_of(board)[alert.monitor]
        value = reads if alert.value is None else parse_quantity(alert.value, monitor.unit)
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
                monitor.unit if value is not None else "",
                value or 0,
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
        """Discussion. With stopped clocks no engine time passes: the room pauses itself."""
        hub = self.hub
        name = f"TALK-{hub.ledger.board.show.talks + 1}"
        hub.enter(DiscussionOpened(name, tuple(map(hub.text, hold.questions)), hold.clocks, hold.for_), cause)

    def _metric(self, added: InjectAdded) -> None:
        """From what it reads now to what the facilitator wants it to read."""
        metric = self.world.metrics[added.service, added.metric]
        amount = (added.value or 0) - value_at(metric.segment, self.hub.stage.now)
        self.world.push(added.service, added.metric, amount, 0, added.over, lasts=added.lasts or None, fades=added.over)

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


def _reworded(message: Message, edited: InjectEdited) -> Message:
    """The message with what was changed."""
    given = {"subject": edited.subject, "text": edited.text, "sender": edited.sender, "channel": edited.channel}
    changes: dict[str, object] = {name: text for name, text in given.items() if text}
    return message.model_copy(update={**changes, "to": list(edited.to)} if edited.to else changes)


def part_opened(hub: Hub, part: Part) -> PartOpened:
    """The event that opens a part, its texts filled."""
    return PartOpened(part.id, hub.text(part.title), hub.text(part.summary))
