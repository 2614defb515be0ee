"""The parts of `hand_written.py`: metrics and what pushes them, monitors, clocks, incidents."""

from collections.abc import Generator

import simpy

from irsim.events.base import Event
from irsim.events.world import ServiceChanged
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


class Shared:
    """What all parts of the drill share: the environment, the lines, and the order of what was planned."""

    def __init__(self, opening: Record, line: bytes) -> None:
        self.env = simpy.Environment()
        self.lines, self.head, self.seq = [line], opening.digest, 1
        self.order = 0
        """how much was planned so far"""
        self.live: list[Metric] = []
        """the metrics that are sampled"""

    def write(self, by: str, cause: int, event: Event) -> int:
        """It happened."""
        seq = self.seq
        record, line = seal(seq, self.env.now, by, cause, event, self.head)  # type: ignore[arg-type]
        self.head = record.digest
        self.seq = seq + 1
        self.lines.append(line)
        return seq


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

    def __init__(self, drill: Shared, service: int, metric: int, calm: int) -> None:
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
            self.drill.env.timeout(0).callbacks.append(self.say)

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
            turn.callbacks.append(self.say)


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
