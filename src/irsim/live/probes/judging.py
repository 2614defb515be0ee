"""What the plan makes of looks: alerts of its monitors, and readings for the room. Pure: time comes with the looks."""

from collections import deque
from collections.abc import Iterable

from irsim.events.signals import FIRING, RESOLVED, Signal
from irsim.live.config.probes import Probe
from irsim.live.probes.looking import Look
from irsim.plan.models import Monitor, Plan, Probing
from irsim.words.durations import DAY, HOUR, MINUTE
from irsim.words.quantities import format_quantity

METRICS = {"http": ("response_time", "error_rate", "apdex"), "tls": ("certificate_left",)}
"""What each kind of probe measures: that a port takes connections, or a name resolves, is no figure."""

WHOLE = 1_000_000
"""All looks, in ppm."""


class Judge:
    """Judges the looks of one probe by the plan's monitors."""

    def __init__(self, probe: Probe, plan: Plan) -> None:
        self.probe = probe
        self.rules: Probing = plan.probing
        by_id = {monitor.id: monitor for monitor in plan.monitors}
        self.fails_as = by_id.get(getattr(plan.probing, probe.kind) or "")
        measured = METRICS.get(probe.kind, ())
        watched = [m for m in plan.monitors if any(m.watches(probe.service or "", metric) for metric in measured)]
        self.watches = [_Watch(monitor, plan.probing.quiet) for monitor in watched]
        self.every = probe.every or min((w.monitor.every for w in self.watches), default=plan.probing.every)
        """how often (ms) it looks"""
        self._last: deque[bool] = deque(maxlen=plan.probing.of)
        self._window: deque[tuple[int, int]] = deque()
        """instant and took (-1: it failed) of the looks in the window"""
        self._failing: bool | None = None

    @property
    def keys(self) -> set[str]:
        """The keys that its alerts can have."""
        monitors = [watch.monitor for watch in self.watches] + ([self.fails_as] if self.fails_as is not None else [])
        return {self._key(monitor) for monitor in monitors}

    def _key(self, monitor: Monitor) -> str:
        return f"{self.probe.name}/{monitor.id}"

    def hear(self, look: Look) -> tuple[list[Signal], dict[str, int]]:
        """The alerts that begin or end with this look (all, once, after the start), and what was measured.

        Metric to value in its unit.
        """
        signals = list(self._failed(look))
        values = self._measured(look)
        for watch in self.watches:
            value = values.get(watch.monitor.metric)
            if value is not None and (turned := watch.hear(value, look.at)) is not None:
                signals.append(self._signal(watch.monitor, turned, self._crossed(watch.monitor, value), look.at))
        return signals, values

    def _failed(self, look: Look) -> Iterable[Signal]:
        self._last.append(bool(look.why))
        if self.fails_as is None:
            return
        failing = self._failing
        if sum(self._last) >= self.rules.failed:
            failing = True
        elif not any(self._last) and (len(self._last) == self.rules.of or failing is None):
            failing = False
        if failing is not None and failing != self._failing:
            self._failing = failing
            said = f"{self._what()}: {look.why}" if look.why else f"{self._what()} is well again"
            yield self._signal(self.fails_as, failing, said, look.at)

    def _measured(self, look: Look) -> dict[str, int]:
        values: dict[str, int] = {}
        self._window.append((look.at, -1 if look.why else look.took))
        while self._window and self._window[0][0] <= look.at - self.rules.window:
            self._window.popleft()
        if look.took >= 0:
            values["response_time"] = look.took
        if look.left is not None:
            values["certificate_left"] = look.left
        looks = len(self._window)
        if looks >= self.rules.enough:
            failed = sum(took < 0 for _, took in self._window)
            satisfied = sum(0 <= took <= self.rules.satisfied for _, took in self._window)
            tolerated = sum(self.rules.satisfied < took <= 4 * self.rules.satisfied for _, took in self._window)
            values["error_rate"] = failed * WHOLE // looks
            values["apdex"] = (2 * satisfied + tolerated) * WHOLE // (2 * looks)
        return {metric: value for metric, value in values.items() if metric in METRICS.get(self.probe.kind, ())}

    def _what(self) -> str:
        return self.probe.service or self.probe.name

    def _crossed(self, monitor: Monitor, value: int) -> str:
        side, threshold = ("above", monitor.above) if monitor.above is not None else ("below", monitor.below or 0)
        return f"{self._what()}: {monitor.label} {shown(value, monitor)}, {side} {shown(threshold, monitor)}"

    def _signal(self, monitor: Monitor, firing: bool, said: str, at: int) -> Signal:
        labels = {**self.probe.labels, "probe": self.probe.name, "kind": self.probe.kind}
        if not firing:
            said = f"{self._what()}: {monitor.label}, over"
        looks_at = f"Probe {self.probe.name} ({self.probe.kind}) looks at {self.probe.target}."
        return Signal(
            key=self._key(monitor),
            state=FIRING if firing else RESOLVED,
            title=said,
            text=f"{looks_at} {monitor.text}".strip() if firing else "",
            severity=monitor.severity,
            service=self.probe.service or "",
            category=monitor.category,
            labels=labels,
            since=at if firing else -1,
            until=-1 if firing else at,
            monitor=monitor.id,
        )


class _Watch:
    """One monitor on one measured value."""

    def __init__(self, monitor: Monitor, quiet: int) -> None:
        self.monitor = monitor
        self._quiet = quiet
        self._since: int | None = None
        """since when the condition holds, or, where it fires, has not held"""
        self._firing: bool | None = None

    def hear(self, value: int, at: int) -> bool | None:
        """True where it begins to fire, False where it is over, None where nothing turns."""
        monitor = self.monitor
        crossed = value > monitor.above if monitor.above is not None else value < (monitor.below or 0)
        if crossed == bool(self._firing):
            self._since = None
            if self._firing is None:
                self._firing = False
                return False
            return None
        if self._since is None:
            self._since = at
        if at - self._since < (monitor.for_ if crossed else self._quiet):
            return None
        self._firing, self._since = crossed, None
        return crossed


def shown(value: int, monitor: Monitor) -> str:
    """A value for a person; long times in days."""
    if monitor.unit == "ms" and abs(value) >= HOUR:
        days = value // DAY
        return f"{days} days" if abs(value) >= 2 * DAY else f"{value // HOUR} h"
    if monitor.unit == "ms" and abs(value) >= 2 * MINUTE:
        return f"{value // MINUTE} min"
    if monitor.metric == "apdex":
        return f"{value / WHOLE:.2f}".rstrip("0").rstrip(".")
    return format_quantity(value, monitor.unit)


class Sparing:
    """Lets through the readings that are worth a record: the log keeps every one for good.

    The first; one on the other side of a monitor's threshold; one that differs by a quarter, at most every minute; one
    that differs by a fiftieth, at most every ten minutes.
    """

    QUARTER, SLIGHT = 4, 50
    OFTEN, SELDOM = MINUTE, 10 * MINUTE

    def __init__(self, monitors: Iterable[Monitor]) -> None:
        self._thresholds: dict[str, list[int]] = {}
        for monitor in monitors:
            if monitor.metric:
                edge = monitor.above + 1 if monitor.above is not None else monitor.below or 0
                self._thresholds.setdefault(monitor.metric, []).append(edge)
        self._told: dict[tuple[str, str], tuple[int, int]] = {}

    def worth(self, service: str, metric: str, value: int, at: int) -> bool:
        """Whether it is; then it counts as told."""
        told = self._told.get((service, metric))
        if told is not None:
            before, when = told
            moved = abs(value - before)
            crossed = any((value >= edge) != (before >= edge) for edge in self._thresholds.get(metric, ()))
            often = moved * self.QUARTER >= max(1, abs(before)) and at - when >= self.OFTEN
            seldom = moved * self.SLIGHT >= max(1, abs(before)) and at - when >= self.SELDOM
            if not (crossed or often or seldom):
                return False
        self._told[service, metric] = (value, at)
        return True
