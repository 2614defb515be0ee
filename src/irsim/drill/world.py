"""The world of a drill: services and their metrics, monitors that watch them, faults that spread, actions that help."""

from collections.abc import Callable

from irsim.drill.hub import Hub
from irsim.drill.metrics import Bending, Metric, push
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.work import ActionCompleted, ActionTaken, AutomationReported
from irsim.events.world import FaultEnded, FaultStarted, ServiceChanged
from irsim.log.records import Record
from irsim.plan.fields import EventPattern
from irsim.plan.models import Monitor
from irsim.scenario.models import Action, FaultRule
from irsim.session.ledger import ENGINE
from irsim.words.quantities import Unit, format_quantity, parse_quantity


class World:
    """Services, monitors, faults and actions, made in the order in which the files declare them."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.metrics: dict[tuple[str, str], Metric] = {}
        self.leaning = {service.id: frozenset(service.depends_on) for service in hub.world.services}
        self.units: dict[tuple[str, str], Unit] = {}
        self._amounts: dict[tuple[Unit, str | int | float], int] = {}
        for service in hub.world.services:
            for name, metric in service.metrics.items():
                self.units[service.id, name] = metric.unit
                ceiling = None if metric.ceiling is None else parse_quantity(metric.ceiling, metric.unit)
                calm, floor = parse_quantity(metric.baseline, metric.unit), parse_quantity(metric.floor, metric.unit)
                told = self._teller(service.id, name)
                self.metrics[service.id, name] = Metric(hub.stage, calm, floor, ceiling, told)
        for monitor in [*hub.ledger.board.rules.plan.monitors, *hub.world.monitors]:
            for service in hub.world.services:
                if monitor.metric in service.metrics and monitor.watches(service.id, monitor.metric):
                    self._monitor(monitor, service.id)
        self.actions = {action.id: action for action in hub.world.actions}
        self.faults = [Fault(self, rule) for rule in hub.scenario.faults]
        hub.ledger.listen([ActionTaken], self._action_taken)
        hub.ledger.listen([AutomationReported], self._automated)

    def _teller(self, service: str, metric: str) -> Callable[[int, int, int, int], None]:
        enter = self.hub.ledger.enter

        def tell(t0: int, v0: int, t1: int, v1: int) -> None:
            enter(ServiceChanged(service, metric, t0, v0, t1, v1), ENGINE, t0)

        return tell

    def bend(
        self, service: str, metric: str, add: str | int | float, after: int, over: int, **rest: int | None
    ) -> Bending:
        """Push a metric from now on; `add` is written in its unit."""
        return self.push(service, metric, self.amount(service, metric, add), after, over, **rest)

    def amount(self, service: str, metric: str, written: str | int | float) -> int:
        """A quantity in the metric's unit; read once, however often it is used."""
        key = (self.units[service, metric], written)
        known = self._amounts.get(key)
        if known is None:
            known = self._amounts[key] = parse_quantity(written, key[0])
        return known

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
        limit = monitor.above if monitor.above is not None else monitor.below or 0
        text = f"{'over' if monitor.above is not None else 'under'} {format_quantity(limit, monitor.unit)}"

        def fired(value: int) -> None:
            board = self.hub.ledger.board
            name = board.next_id("AL", board.alerts)
            open_alert.append(name)
            title = f"{monitor.label} {format_quantity(value, monitor.unit)}"
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

    def _automated(self, record: Record) -> None:
        """What a source did has its effect at once: it reports what is done."""
        body = record.body
        assert isinstance(body, AutomationReported)
        if body.action:
            incident = self.hub.ledger.board.automations[body.automation].incident
            self._complete(self.actions[body.action], incident, record.seq)

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
            edge = [s for s, on in world.leaning.items() if s not in reached and not on.isdisjoint(edge)]
            reached.update(edge)
            for service in edge:
                for item in self.rule.bends:
                    if item.service or (service, item.metric) not in world.metrics:
                        continue
                    if spread.metrics and item.metric not in spread.metrics:
                        continue
                    amount = world.amount(self.rule.service, item.metric, item.add) * spread.share**hop // 100**hop
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
