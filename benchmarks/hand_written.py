"""The synthetic drill as a SimPy program: what one writes who needs this one drill, and needs it fast.

It simulates: its parameters are the numbers of `synthetic.py` and nothing that was found out by running it. It has no
board, plan, rules or ledger; what they would say about this drill is written out by hand. Events and lines are ours
(`irsim.events`, `seal`), and it writes the same bytes as our engine.

- A process each for a fault, a message under way, an alert that will clear, a clock; one process feeds the injects.
- A metric is a callback on timeouts, which is faster than a process that is interrupted. Its line is the sum of the
  pushes on it, worked out anew where one of them bends. All pushes go up, so only ceilings are looked after.
- One process samples all monitors every 30 s, and skips metrics that stand still and have been judged. A process a
  monitor costs several times as much: 65 monitors would wake 46,800 times.

Identical bytes ask for our order within an instant, which costs it little: priorities, and `order`, a count that says
which of several alerts comes first and whether the desk comes before them (`Monitor.order`, `Drill.desk`). It also
writes the clocks twice that start with the first alert of an incident, as our rules do.
"""

from collections.abc import Generator
from heapq import heappop, heappush
from typing import Any

import simpy

from irsim.events.alerts import AlertAttached, AlertFired, AlertResolved
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockStarted, ClockWarned
from irsim.events.incident import IncidentDetected
from irsim.events.session import InjectDelivered, SessionEnded
from irsim.events.world import FaultStarted, MessageDelivered, MessageSent, ServiceChanged
from irsim.log.records import Record, seal

SECOND, MINUTE, HOUR = 1000, 60_000, 3_600_000
SAMPLE, DESK, LATE = 2, 3, 4
"""Places within an instant, after SimPy's own 0 and 1."""

Steps = Generator[simpy.Event, None, None]

SERVICES = range(20)
LEANING = [[n for n in SERVICES if n and n // 2 == on] for on in SERVICES]
"""Service to those that depend on it."""

METRICS = ("response_time", "error_rate", "cpu_usage")
UNITS = ("ms", "ppm", "ppm")
CEILINGS = (1 << 62, 1_000_000, 1_000_000)


def short(number: float) -> str:
    """As people write it."""
    return f"{number:.1f}".removesuffix(".0") if number < 100 else f"{number:,.0f}"


class Turn(simpy.Event):
    """A timeout with a place among what happens at the same instant; otherwise SimPy's own Timeout."""

    def __init__(self, env: simpy.Environment, delay: int, place: int) -> None:
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        env.schedule(self, place, delay)  # type: ignore[arg-type]  # SimPy takes any whole number


class Monitor:
    """A threshold on a metric, and how it stands."""

    def __init__(self, name: str, label: str, severity: str, service: int, metric: int, limit: int, lasts: int) -> None:
        self.name, self.label, self.severity = name, label, severity
        self.service, self.metric, self.limit, self.lasts = f"s{service}", METRICS[metric], limit, lasts
        self.unit = UNITS[metric]
        self.sign, self.scale = ("s", 1000) if self.unit == "ms" else ("%", 10_000)
        self.text = f"over {short(limit / self.scale)} {self.sign}"
        self.since = -1
        self.alert = ""
        self.order = 0


class Metric:
    """A calm value and the pushes on it: (begins, is reached, fades, is over, amount)."""

    def __init__(self, drill: "Drill", service: int, metric: int, calm: int) -> None:
        self.drill, self.service, self.name = drill, f"s{service}", METRICS[metric]
        self.calm, self.ceiling = calm, CEILINGS[metric]
        self.pushes: list[tuple[int, int, int, int, int]] = []
        self.line = (0, calm, 0, calm)
        self.turn: simpy.Event | None = None
        self.touched = self.sampled = False
        self.order = 0
        self.monitors: list[Monitor] = []

    def push(self, begins: int, amount: int, over: int, lasts: int, fades: int) -> None:
        """One more; the new line is said once all that happens now has been done."""
        reached = begins + over
        self.pushes.append((begins, reached, reached + lasts, reached + lasts + fades, amount))
        if not self.touched:
            self.touched = True
            self.drill.env.timeout(0).callbacks.append(self.say)  # type: ignore[union-attr]

    def say(self, _: simpy.Event) -> None:
        """The line from now to where the next push bends, or the ceiling is met."""
        self.touched = False
        turn = self.turn
        if turn is not None and turn.callbacks:
            turn.callbacks.clear()
        drill = self.drill
        now: int = drill.env.now  # type: ignore[assignment]  # all delays are whole
        raw, end, spent = self.calm, 0, False
        sloping = []
        for begins, reached, fades, over, amount in self.pushes:
            if now >= over:
                spent = True
                continue
            if now >= fades:
                bend = over
                raw += amount + -amount * (now - fades) // (over - fades)
                sloping.append((fades, over - fades, -amount))
            elif now >= reached:
                bend = fades
                raw += amount
            elif now >= begins:
                bend = reached
                raw += amount * (now - begins) // (reached - begins)
                sloping.append((begins, reached - begins, amount))
            else:
                bend = begins
            if not end or bend < end:
                end = bend
        if spent:
            self.pushes = [push for push in self.pushes if push[3] > now]
        heading, ceiling = raw, self.ceiling
        if end:
            for start, width, amount in sloping:
                heading += amount * (end - start) // width - amount * (now - start) // width
            if raw < ceiling < heading or heading < ceiling < raw:
                end = now + -(-abs(ceiling - raw) * (end - now) // abs(heading - raw))
                heading = ceiling
        else:
            end = now
        v0 = raw if raw < ceiling else ceiling
        v1 = heading if heading < ceiling else ceiling
        line, said = (now, v0, end, v1), self.line
        if line != said and not (v0 == v1 == said[3] and (said[2] <= now or said[1] == v0)):
            self.line = line
            drill.write("engine", -1, ServiceChanged(self.service, self.name, now, v0, end, v1))
            drill.order = self.order = drill.order + 1
            if not self.sampled:
                self.sampled = True
                drill.live.append(self)
        if end > now:
            self.turn = turn = drill.env.timeout(end - now)
            turn.callbacks.append(self.say)  # type: ignore[union-attr]


class Clock:
    """One running of a clock: `seq` is the line that says so."""

    def __init__(self, incident: "Incident", rule: int, name: str, since: int) -> None:
        self.incident, self.rule, self.name = incident, rule, name
        period = (15 + 11 * rule) * MINUTE
        self.due, self.warned = since + period, since + period - period // 5
        self.strict = rule % 3 != 0
        self.overdue = self.due if self.strict else self.due + 1
        self.seq = 0
        self.stopped = False


class Incident:
    """A service is down."""

    def __init__(self, number: int, service: str) -> None:
        self.name, self.service = f"INC-{number}", service
        self.alerted = -1
        self.runs = [0] * 10
        """of each clock"""
        self.stopping: list[Clock] = []
        """clocks that the next alert stops"""


class Drill:
    """All of it; `go` is the timed part."""

    def __init__(self, opening: Record, line: bytes) -> None:
        self.env = simpy.Environment()
        self.lines, self.head, self.seq = [line], opening.digest, 1
        self.order = self.desk = 0
        """what was planned so far; the place in it of the desk's next look"""
        self.dues: list[int] = []
        """when the desk will look, as a heap"""
        self.live: list[Metric] = []
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

    def write(self, by: str, cause: int, event: Event) -> int:
        """It happened."""
        seq = self.seq
        record, line = seal(seq, self.env.now, by, cause, event, self.head)  # type: ignore[arg-type]
        self.head = record.digest
        self.seq = seq + 1
        self.lines.append(line)
        return seq

    def go(self) -> None:
        """Six hours."""
        env = self.env
        for n in range(60):
            env.process(self.fault(n))
        env.process(self.injects())
        env.process(self.sampler())
        env.run(until=6 * HOUR)
        self.write("engine", -1, SessionEnded("the exercise's time is up"))

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
            delivered = MessageDelivered(
                name,
                channel,
                sender,
                f"What is going on with order {n}?",
                "We see errors since this morning. When will it work again?",
                ("incident_commander",),
            )
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
                monitor.alert = self.fired(
                    -1,
                    monitor.name,
                    title,
                    monitor.severity,
                    monitor.service,
                    "",
                    monitor.text,
                    monitor.metric,
                    monitor.unit,
                    value,
                )
        self.order = monitor.order = self.order + 1

    def fired(self, cause: int, monitor: str, title: str, severity: str, service: str, *rest: Any) -> str:
        """An alert: it joins the incident of its service, or opens one if it is critical."""
        self.alerts += 1
        name = f"AL-{self.alerts}"
        seq = self.write("engine", cause, AlertFired(name, monitor, title, severity, service, *rest))
        now: int = self.env.now  # type: ignore[assignment]
        for incident in self.incidents:
            if incident.service == service and now - incident.alerted <= 2 * HOUR:
                incident.alerted = now
                joined = self.write("desk", seq, AlertAttached(name, incident.name))
                for clock in incident.stopping:
                    clock.stopped = True
                incident.stopping = []
                self.clock(incident, 0, now, joined)
                return name
        if severity == "critical":
            self.opened(name, seq, f"{title} on Service {service[1:]}", service, now)
        return name

    def opened(self, alert: str, seq: int, title: str, service: str, now: int) -> None:
        """The incident, the clocks that start with it, its alert, and the clocks that start with that one."""
        incident = Incident(len(self.incidents) + 1, service)
        incident.alerted = now
        self.incidents.append(incident)
        detected = self.write(
            "desk",
            seq,
            IncidentDetected(incident.name, title, now, "SEV-1", "operational", "operational", alert, (service,)),
        )
        for rule in (1, 3, 5, 7, 9):
            self.clock(incident, rule, now, detected)
        joined = self.write("desk", seq, AlertAttached(alert, incident.name))
        for clock in incident.stopping:
            clock.stopped = True
        incident.stopping = []
        for rule in (0, 2, 4, 6, 8):
            self.start(Clock(incident, rule, f"{incident.name}/clock-{rule}", now), now, joined)
        for rule in (0, 2, 4, 6, 8):
            self.clock(incident, rule, now, joined)
            incident.runs[rule] = 2

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
