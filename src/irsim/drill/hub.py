"""What the parts of the engine share: the ledger, the stage, the scenario, and triggers that wait for something."""

import random
from collections.abc import Callable
from typing import Any

from irsim.drill.monitors import Watch
from irsim.drill.stage import Stage
from irsim.events import KINDS
from irsim.events.base import Event
from irsim.events.session import InjectDelivered
from irsim.events.world import ServiceChanged
from irsim.log.records import Record
from irsim.plan.fields import EventPattern
from irsim.scenario.library import Loaded
from irsim.scenario.models import Trigger
from irsim.session.ledger import ENGINE, Ledger
from irsim.words.patterns import Pattern
from irsim.words.quantities import parse_quantity
from irsim.words.texts import render

Anchor = str | EventPattern


class Hub:
    """One drill's parts in one place. Streams of chance are made once, each by its purpose."""

    def __init__(self, ledger: Ledger, stage: Stage, loaded: Loaded) -> None:
        self.ledger = ledger
        self.stage = stage
        self.scenario = loaded.scenario
        self.world = loaded.world
        self.seed = ledger.board.opened.seed
        self.names: dict[str, Any] = {**ledger.board.opened.cast, "facts": loaded.world.facts}
        self._happened: dict[Pattern, bool] = {}
        self._watches: dict[tuple[str, str], list[Watch]] = {}
        ledger.listen([ServiceChanged], self._service_changed)

    def chance(self, component: str, purpose: str) -> random.Random:
        """A stream of its own for one purpose of one component."""
        return random.Random(f"{self.seed}/{component}/{purpose}")

    def enter(self, event: Event, cause: int = -1) -> Record:
        """The engine says that something happened, now."""
        return self.ledger.enter(event, ENGINE, self.stage.now, cause)

    def text(self, template: str) -> str:
        """A text of the scenario over the cast."""
        return render(template, self.names)

    def obstacle(self, trigger: Trigger) -> str:
        """What speaks against a trigger that is due, in words; empty where nothing does. See `remember`."""
        if not trigger.unless and not trigger.needs:
            return ""
        happened = [anchor for anchor in trigger.unless if self._has_happened(anchor)]
        if happened:
            return f"not needed: {_words(happened[0])} came first"
        missing = [anchor for anchor in trigger.needs if not self._has_happened(anchor)]
        return f"not prepared: {_words(missing[0])} has not come" if missing else ""

    def _has_happened(self, anchor: Anchor) -> bool:
        delivered = self.ledger.board.show.delivered
        return anchor in delivered if isinstance(anchor, str) else self._happened[anchor.compiled()]

    def remember(self, trigger: Trigger) -> None:
        """Keep an eye on the events that `obstacle` will be asked about."""
        for anchor in (*trigger.unless, *trigger.needs):
            if isinstance(anchor, EventPattern):
                pattern = anchor.compiled()
                if pattern not in self._happened:
                    self._happened[pattern] = False
                    self.ledger.listen([KINDS[pattern.kind]], self._keep(pattern))

    def _keep(self, pattern: Pattern) -> Callable[[Record], None]:
        def look(record: Record) -> None:
            if not self._happened[pattern] and pattern.matches(record.body):
                self._happened[pattern] = True

        return look

    def arm(self, trigger: Trigger, go: Callable[[int], None]) -> None:
        """Call `go(cause)` once when the trigger is due; whether an obstacle stands then is for `go` to ask and say."""
        self.remember(trigger)
        if trigger.at is not None:
            self.stage.at(max(0, trigger.at), lambda _: go(-1))
            return
        fired = [False]

        def once(cause: int) -> None:
            if not fired[0]:
                fired[0] = True
                self.stage.at(self.stage.now + trigger.delay, lambda _: go(cause))

        for anchor in trigger.after or ():
            if isinstance(anchor, str):
                self._on_inject(anchor, once)
            else:
                self.on(anchor, lambda record: once(record.seq))
        if trigger.when is not None:
            self._on_metric(trigger, once)

    def on(self, pattern: EventPattern, go: Callable[[Record], None]) -> None:
        """Call `go` with every record that matches."""
        compiled = pattern.compiled()

        def look(record: Record) -> None:
            if compiled.matches(record.body):
                go(record)

        self.ledger.listen([KINDS[pattern.event]], look)

    def _on_inject(self, name: str, once: Callable[[int], None]) -> None:
        def look(record: Record) -> None:
            assert isinstance(record.body, InjectDelivered)
            if record.body.inject == name:
                once(record.seq)

        self.ledger.listen([InjectDelivered], look)

    def _on_metric(self, trigger: Trigger, once: Callable[[int], None]) -> None:
        when = trigger.when
        assert when is not None
        metric = next(s for s in self.world.services if s.id == when.service).metrics[when.metric]
        above = None if when.above is None else parse_quantity(when.above, metric.unit)
        below = None if when.below is None else parse_quantity(when.below, metric.unit)
        self.watch(when.service, when.metric, lambda _: once(-1), lambda _: None, above=above, below=below, every=1)

    def watch(
        self,
        service: str,
        metric: str,
        fired: Callable[[int], None],
        cleared: Callable[[int], None],
        *,
        above: int | None,
        below: int | None,
        every: int,
        lasting: int = 0,
    ) -> None:
        """Watch a metric from its calm value on."""
        calm = self.ledger.board.services[service].baselines[metric]
        watch = Watch(
            self.stage, (0, calm, 0, calm), fired, cleared, above=above, below=below, every=every, lasting=lasting
        )
        self._watches.setdefault((service, metric), []).append(watch)

    def _service_changed(self, record: Record) -> None:
        body = record.body
        assert isinstance(body, ServiceChanged)
        watches = self._watches.get((body.service, body.metric))
        if watches:
            segment = (body.t0, body.v0, body.t1, body.v1)
            for watch in watches:
                watch.update(segment)


def _words(anchor: Anchor) -> str:
    return anchor if isinstance(anchor, str) else str(anchor.compiled())
