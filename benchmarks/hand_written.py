"""The synthetic drill as a SimPy program: what one writes who needs this one drill, and needs it fast.

It simulates: its parameters are the numbers of `synthetic.py` and nothing that was found out by running it. It has no
board, plan, rules or ledger; what they would say about this drill is written out by hand. Events and lines are ours
(`irsim.events`, `seal`), and it writes the same bytes as our engine.

- A process each for a fault, a message under way, an alert that will clear, a clock; one process feeds the injects.
- A metric is a callback on timeouts, which is faster than a process that is interrupted. Its line is the sum of the
  pushes on it, worked out anew where one of them bends. All pushes go up, so only ceilings are looked after.
- One process samples all monitors every 30 s, and skips metrics that stand still and have been judged. A process a
  monitor would wake 46,800 times, and take twice as long as all of this.

Identical bytes ask for our order within an instant, which costs it little: priorities, and `order`, a count that says
which of several alerts comes first and whether the desk comes before them (`Monitor.order`, `Drill.desk`).
"""

from heapq import heappop, heappush
from typing import Any

from hand_parts import (
    DESK,
    HOUR,
    LATE,
    LEANING,
    MINUTE,
    SAMPLE,
    SECOND,
    SERVICES,
    Clock,
    Incident,
    Metric,
    Monitor,
    Shared,
    Steps,
    Turn,
    short,
)
from irsim.events.after import HotWashOpened
from irsim.events.alerts import AlertAttached, AlertFired, AlertResolved
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockStarted, ClockWarned
from irsim.events.incident import IncidentDetected
from irsim.events.session import InjectDelivered, SessionEnded
from irsim.events.world import FaultStarted, MessageDelivered, MessageSent
from irsim.log.records import Record

TEXT = "We see errors since this morning. When will it work again?"


class Drill(Shared):
    """All of it; `go` is the timed part."""

    def __init__(self, opening: Record, line: bytes) -> None:
        super().__init__(opening, line)
        self.desk = 0
        """the place of the desk's next look in what was planned"""
        self.dues: list[int] = []
        """when the desk will look, as a heap"""
        self.alerts = self.messages = 0
        self.incidents: list[Incident] = []
        calm = (lambda n: 150 + 10 * n, lambda n: 2000, lambda n: 250_000 + 10_000 * n)
        self.metrics = [[Metric(self, n, kind, calm[kind](n)) for kind in range(3)] for n in SERVICES]
        for n in SERVICES:
            response, errors, cpu = self.metrics[n]
            response.monitors.append(Monitor("response-time", "Response time", "high", n, 0, 5000, 0))
            errors.monitors.append(Monitor("error-rate", "Error rate", "high", n, 1, 50_000, 0))
            cpu.monitors.append(Monitor("cpu-usage", "CPU usage", "medium", n, 2, 900_000, 0))
            if n % 4 == 1:
                response.monitors.append(Monitor("down", "Down", "critical", n, 0, 9000, MINUTE))

    def go(self) -> None:
        """Six hours."""
        env = self.env
        for n in range(60):
            env.process(self.fault(n))
        env.process(self.injects())
        env.process(self.sampler())
        env.run(until=6 * HOUR)
        end = self.write("engine", -1, SessionEnded("the exercise's time is up"))
        self.write("engine", end, HotWashOpened(()))

    def fault(self, n: int) -> Steps:
        """Bends three metrics of a service, and less so those of what depends on it, two hops far."""
        env = self.env
        yield env.timeout((5 + 5 * n) * MINUTE + n % 7 * SECOND)
        now: int = env.now  # type: ignore[assignment]
        service = n * 7 % 20
        self.write("engine", -1, FaultStarted(f"f{n}", f"s{service}", "It was time."))
        slow, failing, busy = (6 + n % 7) * SECOND, (4 + n % 9) * 10_000, 750_000
        reached, edge = {service}, [service]
        for hop in range(3):
            if hop:
                edge = sorted(on for at in edge for on in LEANING[at] if on not in reached)
                reached.update(edge)
            begins, share, whole = now + 2 * MINUTE * hop, 60**hop, 100**hop
            for at in edge:
                response, errors, cpu = self.metrics[at]
                response.push(begins, slow * share // whole, 4 * MINUTE, 6 * MINUTE, 3 * MINUTE)
                errors.push(begins, failing * share // whole, 2 * MINUTE, 9 * MINUTE, MINUTE)
                cpu.push(begins, busy * share // whole, 5 * MINUTE, 5 * MINUTE, 2 * MINUTE)

    def injects(self) -> Steps:
        """150 messages, every other one by mail, and 50 alerts that somebody reports."""
        env, write = self.env, self.write
        for n in range(200):
            yield env.timeout(105 * SECOND if n else 60 * SECOND)
            cause = write("engine", -1, InjectDelivered(f"i{n}"))
            if n % 4 == 3:
                name = self.fired(cause, "suspicious-activity", f"Odd login {n}", "high", f"s{n % 20}", "security")
                env.process(self.later(4 * MINUTE, cause, AlertResolved(name)))
                continue
            self.messages += 1
            name, channel, sender = f"MSG-{self.messages}", "mail" if n % 2 else "chat", f"Customer {n}"
            title = f"What is going on with order {n}?"
            delivered = MessageDelivered(name, channel, sender, title, TEXT, ("incident_commander",))
            if n % 2:
                write("engine", cause, MessageSent(name, channel, sender))
                env.process(self.later(7 * SECOND, cause, delivered))
            else:
                write("engine", cause, delivered)

    def later(self, delay: int, cause: int, event: Event) -> Steps:
        """A message under way, an alert that clears."""
        yield self.env.timeout(delay)
        self.write("engine", cause, event)

    def sampler(self) -> Steps:
        """Looks at every monitor whose metric moves; what was planned first comes first."""
        env = self.env
        while True:
            yield Turn(env, 30 * SECOND, SAMPLE)
            now: int = env.now  # type: ignore[assignment]
            changes: list[tuple[int, Monitor, int]] = []
            live: list[Metric] = []
            for metric in self.live:
                t0, v0, t1, v1 = metric.line
                moving = now < t1
                value = v0 + (v1 - v0) * (now - t0) // (t1 - t0) if moving else v1
                for monitor in metric.monitors:
                    if value > monitor.limit:
                        if not monitor.alert:
                            moving = True
                            if monitor.since < 0 or now - monitor.since >= monitor.lasts:
                                changes.append((max(metric.order, monitor.order), monitor, value))
                    elif monitor.since >= 0:
                        changes.append((max(metric.order, monitor.order), monitor, value))
                if moving:
                    live.append(metric)
                else:
                    metric.sampled = False
            self.live = live
            if not changes:
                continue
            changes.sort(key=lambda change: change[0])
            waits = bool(self.dues) and self.dues[0] <= now
            for order, monitor, value in changes:
                if waits and order > self.desk:
                    waits = False
                    yield Turn(env, 0, LATE)
                self.changed(now, monitor, value)

    def changed(self, now: int, monitor: Monitor, value: int) -> None:
        """A monitor begins to count, fires or clears."""
        if value <= monitor.limit:
            monitor.since = -1
            if monitor.alert:
                self.write("engine", -1, AlertResolved(monitor.alert))
                monitor.alert = ""
        else:
            if monitor.since < 0:
                monitor.since = now
            if now - monitor.since >= monitor.lasts:
                title = f"{monitor.label} {short(value / monitor.scale)} {monitor.sign}"
                what = (monitor.text, monitor.metric, monitor.unit, value)
                monitor.alert = self.fired(-1, monitor.name, title, monitor.severity, monitor.service, "", *what)
        self.order = monitor.order = self.order + 1

    def fired(self, cause: int, monitor: str, title: str, severity: str, service: str, *rest: Any) -> str:
        """An alert: it joins the incident of its service, or opens one if it is critical."""
        self.alerts += 1
        name = f"AL-{self.alerts}"
        seq = self.write("engine", cause, AlertFired(name, monitor, title, severity, service, *rest))
        now: int = self.env.now  # type: ignore[assignment]
        for incident in self.incidents:
            if incident.service == service and now - incident.alerted <= 2 * HOUR:
                self.clock(incident, 0, now, self.joins(name, seq, incident, now))
                return name
        if severity == "critical":
            self.opened(name, seq, f"{title} on Service {service[1:]}", service, now)
        return name

    def joins(self, alert: str, seq: int, incident: Incident, now: int) -> int:
        """The alert joins the incident, and stops some of its clocks."""
        incident.alerted = now
        for clock in incident.stopping:
            clock.stopped = True
        incident.stopping = []
        return self.write("desk", seq, AlertAttached(alert, incident.name))

    def opened(self, alert: str, seq: int, title: str, service: str, now: int) -> None:
        """The incident, the clocks that start with it, its alert, and the clocks that start with that one."""
        incident = Incident(len(self.incidents) + 1, service)
        self.incidents.append(incident)
        kind = ("SEV-1", "operational", "operational")
        detected = self.write("desk", seq, IncidentDetected(incident.name, title, now, *kind, alert, (service,)))
        for rule in (1, 3, 5, 7, 9):
            self.clock(incident, rule, now, detected)
        joined = self.joins(alert, seq, incident, now)
        for rule in (0, 2, 4, 6, 8):
            self.clock(incident, rule, now, joined)

    def clock(self, incident: Incident, rule: int, since: int, cause: int) -> None:
        """The next running of a clock."""
        incident.runs[rule] = run = incident.runs[rule] + 1
        name = f"{incident.name}/clock-{rule}" if run == 1 else f"{incident.name}/clock-{rule}/{run}"
        clock = Clock(incident, rule, name, since)
        self.start(clock, since, cause)
        if rule % 5 == 0:
            incident.stopping.append(clock)
        self.env.process(self.run(clock))

    def start(self, clock: Clock, since: int, cause: int) -> None:
        """It is written, and the desk will look at it."""
        name, rule, incident = clock.name, f"clock-{clock.rule}", clock.incident.name
        started = ClockStarted(name, rule, since, clock.due, incident, strict=clock.strict)
        clock.seq = self.write("desk", cause, started)
        dues = self.dues
        first = dues[0] if dues else -1
        heappush(dues, clock.warned)
        heappush(dues, clock.overdue)
        if dues[0] != first:
            self.desk = self.order = self.order + 1

    def run(self, clock: Clock) -> Steps:
        """Says that little time is left and that none is; a cadence goes on with its next interval."""
        env = self.env
        now: int = env.now  # type: ignore[assignment]
        warned, overdue = Turn(env, clock.warned - now, DESK), Turn(env, clock.overdue - now, DESK)
        yield warned
        self.look(clock.warned)
        if not clock.stopped:
            self.write("desk", clock.seq, ClockWarned(clock.name))
        yield overdue
        self.look(clock.overdue)
        if not clock.stopped:
            seq = self.write("desk", clock.seq, ClockOverdue(clock.name))
            if clock.rule % 4 == 0:
                self.clock(clock.incident, clock.rule, clock.due, seq)

    def look(self, now: int) -> None:
        """The desk looks, once an instant."""
        dues = self.dues
        if dues and dues[0] <= now:
            while dues and dues[0] <= now:
                heappop(dues)
            self.desk = self.order = self.order + 1
