"""Channels as they really are: what leans on a service, what the scenario cuts, and what becomes of what is sent.

Only control knows a channel's state. The team learns of it by what bounces, what is delivered, what is confirmed, what
a test message shows, and what its provider says, which may be wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from irsim.board.state import NEVER
from irsim.drill.hub import Hub
from irsim.events.channels import (
    ChannelChanged,
    ChannelProbed,
    ChannelReported,
    PageBounced,
    PageLost,
    ProbeSent,
    UpdateBounced,
    UpdateConfirmed,
    UpdateDelivered,
    UpdateLost,
)
from irsim.events.communication import UpdateQueued, UpdateSent
from irsim.events.work import ActionCompleted, PageSent
from irsim.events.world import MessageRead
from irsim.log.records import Record
from irsim.plan.fields import EventPattern
from irsim.scenario.models import Channel, Confirming, Dependence, Outage
from irsim.scenario.world import ChannelState
from irsim.words.durations import HOUR, MINUTE, SECOND, format_duration
from irsim.words.quantities import parse_quantity

STATES: tuple[ChannelState, ...] = ("up", "slow", "silent", "down")
"""From the best to the worst: of several things that are wrong with a channel the worst counts."""

READING_TIME = 20 * MINUTE
"""After this most of those who will read a post have read it."""

REFUSED = 5 * SECOND
"""After this a test message over a channel that refuses it has failed."""

ANSWERED = 20 * SECOND
"""After this, beside the channel's own delay, somebody has answered a test message that arrived."""

NO_ANSWER = 2 * MINUTE
"""So long one waits for the answer to a test message."""


@dataclass(frozen=True)
class Condition:
    """How a channel works: `delay` (ms) more than usual, `loss` percent that nobody gets, and what its tool shows."""

    state: ChannelState = "up"
    delay: int = 0
    loss: int = 0
    says: str = ""
    why: str = ""
    probe: str = ""
    receipts: bool = False
    outage: str = ""


UP = Condition()


@dataclass
class Line:
    """A channel and everything that is wrong with it now, in the order in which it began."""

    channel: Channel
    wrong: dict[str, Condition] = field(default_factory=dict)
    shown: Condition = UP

    @property
    def now(self) -> Condition:
        """The worst of it; of several as bad the first."""
        return max(self.wrong.values(), key=lambda each: STATES.index(each.state), default=UP)


class Channels:
    """Every channel of the world, made in the order of the files; each draw has a stream of its own."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.lines = {channel.id: Line(channel) for channel in hub.world.channels}
        self.confirms: dict[str, Confirming] = {**hub.world.confirms, **hub.scenario.confirms}
        self.reading = hub.chance("readers", "share")
        for line in self.lines.values():
            for n, leans in enumerate(line.channel.depends_on):
                self._lean(line, leans, f"depends_on {n + 1}")
        for rule in hub.scenario.outages:
            Cut(self, rule)
        hub.ledger.listen([UpdateQueued], self._queued)
        hub.ledger.listen([UpdateSent], self._sent)
        hub.ledger.listen([PageSent], self._paged)
        hub.ledger.listen([ProbeSent], self._probed)

    def condition(self, channel: str) -> Condition:
        """How a channel works now; one that the world does not have always does."""
        return self.lines[channel].now if channel in self.lines else UP

    def _lean(self, line: Line, leans: Dependence, name: str) -> None:
        """The channel follows a metric, at the very instant at which it crosses the value."""
        hub = self.hub
        unit = next(s for s in hub.world.services if s.id == leans.service).metrics[leans.metric].unit
        wrong = Condition(
            leans.state,
            leans.lag if leans.state == "slow" else 0,
            100 if leans.state == "silent" else 0,
            hub.text(leans.says),
            hub.text(leans.why),
        )
        hub.watch(
            leans.service,
            leans.metric,
            lambda _: self.worsen(line, name, wrong, -1),
            lambda _: self.mend(line, name, -1),
            above=None if leans.above is None else parse_quantity(leans.above, unit),
            below=None if leans.below is None else parse_quantity(leans.below, unit),
            every=1,
        )

    def worsen(self, line: Line, name: str, wrong: Condition, cause: int) -> None:
        """Something more is wrong with it."""
        line.wrong[name] = wrong
        self._show(line, cause)

    def mend(self, line: Line, name: str, cause: int) -> None:
        """Something is no longer wrong with it."""
        if line.wrong.pop(name, None) is not None:
            self._show(line, cause)

    def _show(self, line: Line, cause: int) -> None:
        """For control, where it makes a difference."""
        was, now = line.shown, line.now
        line.shown = now
        if was != now:
            self.hub.enter(ChannelChanged(line.channel.id, now.state, was.state, now.why, now.outage), cause)

    def _queued(self, record: Record) -> None:
        """When an update should leave, a channel that is down refuses it, before the desk lets it go."""
        update = record.body
        assert isinstance(update, UpdateQueued)
        if update.channel in self.lines:
            leaves = max(update.leaves, self.hub.stage.now)
            self.hub.stage.at(leaves, lambda _: self._leaves(update, record.seq))

    def _leaves(self, update: UpdateQueued, cause: int) -> None:
        wrong = self.condition(update.channel)
        known = self.hub.ledger.board.updates[update.update]
        if wrong.state == "down" and not known.recalled and known.sent_at == NEVER:
            reason = self._refusal(update.channel, wrong)
            self.hub.enter(
                UpdateBounced(update.update, update.incident, update.audience, update.channel, reason), cause
            )

    def _refusal(self, channel: str, wrong: Condition) -> str:
        return wrong.says or f"{self.lines[channel].channel.label} refuses the message: not available."

    def _sent(self, record: Record) -> None:
        """Delivered, read and confirmed; or none of it."""
        update = record.body
        assert isinstance(update, UpdateSent)
        line = self.lines.get(update.channel)
        if line is None:
            return
        hub, wrong, channel = self.hub, line.now, line.channel
        share = self.reading.randint(55, 95) if channel.readers else 0
        loss = wrong.loss if wrong.state == "silent" else 0
        if loss == 100:
            hub.enter(UpdateLost(update.update, channel.id), record.seq)
        reached = channel.readers - channel.readers * loss // 100
        late = wrong.delay
        if channel.receipts and channel.readers and (loss < 100 or wrong.receipts):
            shown = channel.readers if wrong.receipts else reached
            delivered = UpdateDelivered(
                update.update,
                update.incident,
                update.audience,
                channel.id,
                shown,
                channel.readers,
                update.template,
            )
            self._later(channel.delay + late, lambda: hub.enter(delivered, record.seq))
        if loss == 100:
            return
        if channel.readers:
            read = MessageRead(update.update, reached * share // 100)
            self._later(READING_TIME + late, lambda: hub.enter(read, record.seq))
        if update.confirm:
            self._confirm(update, channel.delay + late, loss, record.seq)

    def _confirm(self, update: UpdateSent, arrives: int, loss: int, cause: int) -> None:
        """Somebody confirms after a while, by the way on which it came, if that works then."""
        hub, board = self.hub, self.hub.ledger.board
        asked = sum(u.audience == update.audience and u.confirm for u in board.updates.values())
        habits = self.confirms.get(update.audience, Confirming())
        chance = hub.chance("confirms", f"{update.audience}/{asked}")
        never = chance.randrange(100) < habits.never
        delay = round(habits.after * chance.lognormvariate(0, habits.spread / 100))
        if never or chance.randrange(100) < loss:
            return
        who = hub.text(habits.who) or board.rules.audiences[update.audience].label
        confirmed = UpdateConfirmed(
            update.update, update.incident, update.audience, update.channel, who, hub.text(habits.says), update.template
        )
        self._later(arrives + min(max(delay, 10 * SECOND), 4 * HOUR), lambda: self._confirmed(confirmed, cause))

    def _confirmed(self, confirmed: UpdateConfirmed, cause: int) -> None:
        back = self.condition(confirmed.channel)
        if back.state in ("up", "slow") or (back.state == "silent" and back.loss < 100):
            self._later(back.delay, lambda: self.hub.enter(confirmed, cause))

    def _paged(self, record: Record) -> None:
        """Whether a page rings anywhere is said once; that nobody answers it is for the contacts."""
        page = record.body
        assert isinstance(page, PageSent)
        wrong = self.condition(page.via)
        if wrong.state == "down":
            reason = self._refusal(page.via, wrong)
            self.hub.enter(PageBounced(page.page, page.contact, page.incident, page.via, reason), record.seq)
        elif wrong.state == "silent" and wrong.loss == 100:
            self.hub.enter(PageLost(page.page, page.via), record.seq)

    def _probed(self, record: Record) -> None:
        """A test message shows what its sender can see: an error, an answer, or none."""
        probe = record.body
        assert isinstance(probe, ProbeSent)
        wrong, channel = self.condition(probe.channel), self.lines[probe.channel].channel
        works = {"works": True, "fails": False}.get(wrong.probe, wrong.state in ("up", "slow"))
        if not works and wrong.state == "down":
            after, detail = REFUSED, self._refusal(probe.channel, wrong)
        elif not works:
            after, detail = NO_ANSWER, f"no answer to a test message within {format_duration(NO_ANSWER)}"
        else:
            after = ANSWERED + channel.delay + wrong.delay
            detail = f"a test message was answered after {format_duration(after)}"
        shown = ChannelProbed(probe.probe, probe.channel, works, detail)
        self._later(after, lambda: self.hub.enter(shown, record.seq))

    def _later(self, delay: int, act: Callable[[], object]) -> None:
        if delay:
            self.hub.stage.at(self.hub.stage.now + delay, lambda _: act())
        else:
            act()


class Cut:
    """An outage of the scenario: it begins by its trigger and ends by what ends it, or when its time is over."""

    def __init__(self, channels: Channels, rule: Outage) -> None:
        self.channels = channels
        self.rule = rule
        self.active = False
        self.over = False
        self.done: set[str] = set()
        """actions that count towards its end"""
        self.groups: list[list[str]] = [end for end in rule.ended_by if isinstance(end, list)]
        hub = channels.hub
        self.wrong = Condition(
            rule.state,
            rule.lag if rule.state == "slow" else 0,
            rule.loss if rule.state == "silent" else 0,
            hub.text(rule.says),
            hub.text(rule.why),
            rule.probe,
            rule.receipts,
            rule.id,
        )
        hub.arm(rule, self.begin)
        hub.ledger.listen([ActionCompleted], self._completed)
        for end in rule.ended_by:
            if isinstance(end, EventPattern):
                hub.on(end, lambda record: self.end(record.seq))

    def begin(self, cause: int) -> None:
        """It takes hold, unless something prevents it or what would end it has been done for good."""
        hub = self.channels.hub
        self.done &= {action.id for action in hub.world.actions if action.once}
        prevented = any(set(group) <= self.done for group in self.groups)
        if self.over or prevented or hub.obstacle(self.rule):
            return
        self.active = True
        for name in self.rule.channels:
            self.channels.worsen(self.channels.lines[name], self.rule.id, self.wrong, cause)
        if self.rule.lasts is not None:
            hub.stage.at(hub.stage.now + self.rule.lasts, lambda _: self.end(-1))
        if self.rule.announced is not None:
            hub.stage.at(hub.stage.now + self.rule.announced, lambda _: self._announce())

    def _announce(self) -> None:
        """It becomes known, if it is still so."""
        if self.active:
            for name in self.rule.channels:
                text = self.channels.hub.text(self.rule.announces)
                self.channels.hub.enter(ChannelReported(name, self.rule.well, text))

    def _completed(self, record: Record) -> None:
        """An action may complete one of the groups that end it."""
        body = record.body
        assert isinstance(body, ActionCompleted)
        self.done.add(body.action)
        if self.active and any(set(group) <= self.done for group in self.groups):
            self.end(record.seq)

    def end(self, cause: int) -> None:
        """It is over, for good."""
        if not self.active:
            return
        self.active, self.over = False, True
        for name in self.rule.channels:
            self.channels.mend(self.channels.lines[name], self.rule.id, cause)
