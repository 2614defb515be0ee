"""The world of a drill: services and their metrics, monitors that watch them, faults that spread, actions that help."""

from collections.abc import Callable

from irsim.drill.hub import Hub
from irsim.drill.metrics import Bending, Metric, push
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.work import ActionCompleted, ActionTaken
from irsim.events.world import FaultEnded, FaultStarted, ServiceChanged
from irsim.log.records import Record
from irsim.plan.fields import EventPattern
from irsim.plan.models import Monitor
from irsim.scenario.models import Action, FaultRule
from irsim.words.quantities import format_quantity, parse_quantity


class World:
    """Services, monitors, faults and actions, made in the order in which the files declare them."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.metrics: dict[tuple[str, str], Metric] = {}
        for service in hub.world.services:
            for name, metric in service.metrics.items():
                ceiling = None if metric.ceiling is None else parse_quantity(metric.ceiling, metric.unit)
                calm, floor = parse_quantity(metric.baseline, metric.unit), parse_quantity(metric.floor, metric.unit)
                told = self._teller(service.id, name)
                self.metrics[service.id, name] = Metric(hub.stage, calm, floor, ceiling, told)
        for monitor in [*hub.ledger.board.rules.plan.monitors, *hub.world.monitors]:
            if monitor.metric:
                for service in hub.world.services:
                    if monitor.metric in service.metrics and service.id in (monitor.services or [service.id]):
                        self._monitor(monitor, service.id)
        self.actions = {action.id: action for action in hub.world.actions}
        self.faults = [Fault(self, rule) for rule in hub.scenario.faults]
        hub.ledger.listen([ActionTaken], self._action_taken)

    def _teller(self, service: str, metric: str) -> Callable[[int, int, int, int], None]:
        def tell(t0: int, v0: int, t1: int, v1: int) -> None:
            self.hub.enter(ServiceChanged(service, metric, t0, v0, t1, v1))

        return tell

    def bend(
        self, service: str, metric: str, add: str | int | float, after: int, over: int, **rest: int | None
    ) -> Bending:
        """Push a metric from now on; `add` is written in its unit."""
        unit = next(s for s in self.hub.world.services if s.id == service).metrics[metric].unit
        return self.push(service, metric, parse_quantity(add, unit), after, over, **rest)

    def push(
        self,
        service: str,
        metric: str,
        amount: int,
        after: int,
        over: int,
        *,
        lasts: int | None = None,
        fades: int | None = 0,
    ) -> Bending:
        """Push a metric by an integer in its unit."""
        bending = push(self.hub.stage.now, amount, after, over, lasts, fades or 0)
        self.metrics[service, metric].bend(bending)
        return bending

    def _monitor(self, monitor: Monitor, service: str) -> None:
        open_alert: list[str] = []

        def fired(value: int) -> None:
            board = self.hub.ledger.board
            name = board.next_id("AL", board.alerts)
            open_alert.append(name)
            limit = monitor.above if monitor.above is not None else monitor.below or 0
            side = "over" if monitor.above is not None else "under"
            shown = format_quantity(value, monitor.unit)
            title = f"{monitor.label} {shown}"
            text = f"{side} {format_quantity(limit, monitor.unit)}"
            self.hub.enter(
                AlertFired(
                    name,
                    monitor.id,
                    title,
                    monitor.severity,
                    service,
                    monitor.category,
                    text,
                    monitor.metric,
                    monitor.unit,
                    value,
                )
            )

        def cleared(_: int) -> None:
            self.hub.enter(AlertResolved(open_alert[-1]))

        self.hub.watch(
            service,
            monitor.metric,
            fired,
            cleared,
            above=monitor.above,
            below=monitor.below,
            every=monitor.every,
            lasting=monitor.for_,
        )

    def _action_taken(self, record: Record) -> None:
        body = record.body
        assert isinstance(body, ActionTaken)
        action = self.actions[body.action]
        self.hub.stage.at(
            self.hub.stage.now + action.takes, lambda _: self._complete(action, body.incident, record.seq)
        )

    def _complete(self, action: Action, incident: str, cause: int) -> None:
        again = action.once and action.id in self.hub.ledger.board.completed
        result = "It was done already: nothing changes." if again else self.hub.text(action.result)
        done = self.hub.enter(ActionCompleted(action.id, incident, result), cause)
        if not again:
            for item in action.bends:
                self.bend(
                    item.service or "", item.metric, item.add, item.after, item.over, lasts=item.lasts, fades=item.fades
                )
        for fault in self.faults:
            fault.action_completed(action.id, done.seq)

    def lasting(self, action: str) -> bool:
        """Whether an action has been completed and holds for good."""
        return action in self.hub.ledger.board.completed and self.actions[action].once


class Fault:
    """One fault of the scenario: it starts by its trigger, bends, spreads, and ends when what ends it is done."""

    def __init__(self, world: World, rule: FaultRule) -> None:
        self.world = world
        self.rule = rule
        self.active = False
        self.over = False
        self.done: set[str] = set()
        self.bendings: list[tuple[str, str, Bending]] = []
        self.groups: list[list[str]] = [end for end in rule.ended_by if isinstance(end, list)]
        hub = world.hub
        hub.arm(rule, self.start)
        for end in rule.ended_by:
            if isinstance(end, EventPattern):
                hub.on(end, lambda record, end=end: self.end((end.event,), record.seq))  # type: ignore[misc]

    def start(self, cause: int) -> None:
        """It takes hold, unless something prevents it or what would end it has been done for good."""
        hub = self.world.hub
        prevented = any(all(self.world.lasting(action) for action in group) for group in self.groups)
        if self.over or prevented or hub.obstacle(self.rule):
            return
        self.active = True
        self.done = {action for group in self.groups for action in group if self.world.lasting(action)}
        hub.enter(FaultStarted(self.rule.id, self.rule.service, self.rule.why), cause)
        for item in self.rule.bends:
            service = item.service or self.rule.service
            bending = self.world.bend(
                service, item.metric, item.add, item.after, item.over, lasts=item.lasts, fades=item.fades
            )
            self.bendings.append((service, item.metric, bending))
        if self.rule.spreads is not None:
            self._spread()

    def _spread(self) -> None:
        """Along the service graph, hop by hop: the services that depend on one already hit, each once."""
        spread, world = self.rule.spreads, self.world
        assert spread is not None
        reached, edge = {self.rule.service}, [self.rule.service]
        for hop in range(1, spread.hops + 1):
            edge = [s.id for s in world.hub.world.services if s.id not in reached and set(s.depends_on) & set(edge)]
            reached.update(edge)
            for service in edge:
                for item in self.rule.bends:
                    if item.service or (service, item.metric) not in world.metrics:
                        continue
                    if spread.metrics and item.metric not in spread.metrics:
                        continue
                    unit = next(s for s in world.hub.world.services if s.id == self.rule.service)
                    amount = parse_quantity(item.add, unit.metrics[item.metric].unit) * spread.share**hop // 100**hop
                    after = item.after + spread.delay * hop
                    bending = world.push(
                        service, item.metric, amount, after, item.over, lasts=item.lasts, fades=item.fades
                    )
                    self.bendings.append((service, item.metric, bending))

    def action_completed(self, action: str, cause: int) -> None:
        """An action may complete one of the groups that end it."""
        if not self.active:
            return
        self.done.add(action)
        for group in self.groups:
            if action in group and all(other in self.done for other in group):
                self.end(tuple(group), cause)
                return

    def end(self, by: tuple[str, ...], cause: int) -> None:
        """It is over; its metrics come back."""
        if not self.active:
            return
        self.active, self.over = False, True
        hub = self.world.hub
        hub.enter(FaultEnded(self.rule.id, self.rule.service, by), cause)
        for service, metric, bending in self.bendings:
            bending.end(hub.stage.now, self.rule.recovers)
            self.world.metrics[service, metric].touch()
