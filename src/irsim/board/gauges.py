"""What every metric was at every instant: the fold of the full log's segments. Control's, for they say what is to come.

The board knows the line that a metric is on; a graph wants those that it was on before.
"""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from irsim.board.rules import Rules
from irsim.board.state import value_at
from irsim.events.session import SessionOpened
from irsim.events.world import ServiceChanged
from irsim.log.records import Record

Metric = tuple[str, str]
"""(service, metric)"""


class Threshold(NamedTuple):
    """Where a monitor of the plan begins to fire: over `above` or under `below`, in the metric's unit."""

    monitor: str
    severity: str
    above: int | None
    below: int | None


class Gauges:
    """The lines of each metric in the order of their begins. A line holds until the next one begins."""

    def __init__(self, opened: SessionOpened) -> None:
        self._calm: dict[Metric, int] = {
            (service, metric): brief.baselines.get(metric, 0)
            for service, brief in opened.setting.services.items()
            for metric in brief.metrics | brief.baselines
        }
        self._begins: dict[Metric, list[int]] = {key: [] for key in self._calm}
        self._lines: dict[Metric, list[tuple[int, int, int, int]]] = {key: [] for key in self._calm}

    def fold(self, record: Record) -> None:
        """Take in a record; what is no segment of a known metric is passed over."""
        body = record.body
        if not isinstance(body, ServiceChanged) or (body.service, body.metric) not in self._calm:
            return
        key = body.service, body.metric
        begins, lines = self._begins[key], self._lines[key]
        kept = bisect_left(begins, body.t0)  # from t0 on it is this line, whatever was said before
        begins[kept:] = [body.t0]
        lines[kept:] = [(body.t0, body.v0, body.t1, body.v1)]

    def kept(self) -> dict[str, dict[str, list[tuple[int, int, int, int]]]]:
        """All lines, by service and metric, for `restore`."""
        found: dict[str, dict[str, list[tuple[int, int, int, int]]]] = {}
        for (service, metric), lines in self._lines.items():
            if lines:
                found.setdefault(service, {})[metric] = lines
        return found

    def restore(self, kept: dict[str, dict[str, list[tuple[int, int, int, int]]]], since: int = 0) -> None:
        """Take lines over that were kept, of those that ended before `since` (ms) the last one alone."""
        for key in self._calm:
            lines = [tuple(line) for line in kept.get(key[0], {}).get(key[1], [])]
            begun = max(0, bisect_right([line[0] for line in lines], since) - 1)
            self._lines[key] = lines[begun:]  # type: ignore[assignment]  # four integers each
            self._begins[key] = [line[0] for line in lines[begun:]]

    @property
    def metrics(self) -> list[Metric]:
        """Every metric of every service, in the order of the world."""
        return list(self._calm)

    def value(self, service: str, metric: str, at: int) -> int:
        """A metric's value at `at` (ms), the calm one before anything bent it. Raises KeyError for an unknown one."""
        return self.series(service, metric, at, at, 1)[0]

    def series(self, service: str, metric: str, since: int, until: int, points: int) -> list[int]:
        """Its values at the `instants` from `since` to `until` (ms). Raises KeyError for an unknown one."""
        key = service, metric
        calm, begins, lines = self._calm[key], self._begins[key], self._lines[key]
        values = []
        for at in instants(since, until, points):
            passed = bisect_right(begins, at)
            values.append(value_at(lines[passed - 1], at) if passed else calm)
        return values


def instants(since: int, until: int, points: int) -> list[int]:
    """`points` instants (ms), evenly spaced: the last is `until`, and the first `since` where there are several."""
    steps = points - 1
    return [until - (until - since) * step // steps if steps else until for step in range(steps, -1, -1)]


def thresholds(rules: Rules, service: str, metric: str) -> list[Threshold]:
    """Where the plan's monitors fire on a metric, in the plan's order; a world's own monitors are not the plan's."""
    return [
        Threshold(monitor.id, monitor.severity, monitor.above, monitor.below)
        for monitor in rules.plan.monitors
        if monitor.watches(service, metric)
    ]
