"""How a service is, in one glance: which of its metrics to show, and what the plan's thresholds say about it.

Which metric is the most telling one changes only for a good reason: a line that jumps between metrics cannot be read.
No textual here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from irsim.board.board import Board
from irsim.board.gauges import Metric, Threshold, thresholds
from irsim.board.rules import Rules
from irsim.board.state import Service
from irsim.plan.models.detection import ALERT_SEVERITIES, mildness
from irsim.reports.names import Names
from irsim.reports.plain import one_line

CALM = log(1.3)
"""How far (log of the ratio to the calm value) a metric may stray before that is worth a word."""

CLEARLY = 1.5
"""How much further than the shown metric another one must stray to take its place."""

MARKS = {"critical": ("▲", "urgent"), "high": ("■", "notice"), "medium": ("■", "notice"), "low": ("■", "notice")}
"""Glyph and style of a crossed threshold."""

SHORT = {
    "response_time": "response",
    "error_rate": "errors",
    "cpu_usage": "cpu",
    "http_5xx": "5xx",
    "replication_lag": "lag",
    "memory_used": "memory",
    "disk_used": "disk",
    "queue_depth": "queue",
    "queue_latency": "wait",
}
"""Metrics that have a shorter name where columns are few."""


@dataclass(frozen=True, slots=True)
class Vital:
    """A metric as it reads now. `crossed` is the strictest threshold of the plan that it is beyond, None where it is
    beyond none; `strays` how far it is from its calm value, as the log of their ratio (0: as always)."""

    service: str
    metric: str
    unit: str
    value: int
    calm: int
    crossed: Threshold | None
    strays: float

    @property
    def mark(self) -> tuple[str, str]:
        """Glyph and style."""
        if self.crossed is not None:
            return MARKS.get(self.crossed.severity, ("■", "notice"))
        return "●", "good" if self.strays < CALM else "muted"

    @property
    def rank(self) -> int:
        """0 for a critical threshold crossed, 1 for another one, 2 for none: what troubled services are sorted by."""
        if self.crossed is None:
            return 2
        return 0 if MARKS.get(self.crossed.severity, ("", ""))[1] == "urgent" else 1

    def beyond(self, value: int) -> bool:
        """Whether another value of the metric crosses the same threshold."""
        return self.crossed is not None and crosses(self.crossed, value)


def crosses(threshold: Threshold, value: int) -> bool:
    """Whether a value is where the monitor fires."""
    over = threshold.above is not None and value > threshold.above
    return over or (threshold.below is not None and value < threshold.below)


def vital(rules: Rules, service: Service, metric: str, value: int) -> Vital:
    """One metric of a service, held against the plan."""
    calm = service.baselines.get(metric, value)
    crossed = min(
        (each for each in thresholds(rules, service.id, metric) if crosses(each, value)),
        key=lambda each: mildness(each.severity),
        default=None,
    )
    strays = abs(log((max(0, value) + 1) / (max(0, calm) + 1)))
    return Vital(service.id, metric, service.units.get(metric, "count"), value, calm, crossed, strays)


def known(board: Board, readings: Mapping[Metric, int]) -> Mapping[Metric, int]:
    """The readings that somebody took: in live what no probe or sender has measured is not known, however calm the
    world is by itself."""
    if not board.live:
        return readings
    return {key: value for key, value in readings.items() if key[1] in board.services[key[0]].metrics}


def vitals(rules: Rules, service: Service, readings: Mapping[Metric, int]) -> list[Vital]:
    """All metrics of a service, in the order of the world; those without a reading are left out."""
    return [
        vital(rules, service, metric, readings[service.id, metric])
        for metric in service.units
        if (service.id, metric) in readings
    ]


def most_telling(found: list[Vital], shown: str = "") -> Vital | None:
    """The metric to show: what crosses the strictest threshold, else what strays furthest from calm, else the first.

    `shown` is the metric that stands there now: it stays unless another is in clearly more trouble. None where the
    service has no metric.
    """
    if not found:
        return None
    here = next((each for each in found if each.metric == shown), None)
    best = min(found, key=lambda each: (_trouble(each), -each.strays))
    if best.crossed is None and best.strays < CALM:
        best = found[0]
    if here is None or _trouble(here) != _trouble(best):
        return best
    if here.crossed is None and here.strays < CALM <= best.strays:
        return best
    return best if best.strays > here.strays * CLEARLY or max(best.strays, here.strays) < CALM else here


def _trouble(each: Vital) -> int:
    return mildness(each.crossed.severity) if each.crossed is not None else len(ALERT_SEVERITIES) + 1


def metric_word(metric: str, short: bool = False) -> str:
    """A metric as people read it."""
    return SHORT.get(metric, metric.replace("_", " ")) if short else one_line(metric.replace("_", " "), 40)


def limit_word(names: Names, threshold: Threshold, unit: str, short: bool = False) -> str:
    """Where a monitor fires: `above 5 s`, `<80 %`."""
    if threshold.above is not None:
        return f"{'>' if short else 'above '}{names.value(threshold.above, unit)}"
    return f"{'<' if short else 'below '}{names.value(threshold.below or 0, unit)}"


def verdict_word(names: Names, each: Vital, short: bool = False) -> str:
    """What is to be said about it: the threshold it is beyond, how many times its usual value it is, or ok."""
    if each.crossed is not None:
        return limit_word(names, each.crossed, each.unit, short)
    if each.strays < CALM:
        return "ok"
    if not each.calm:
        return "up" if short else "unusual"
    times = each.value / each.calm
    text = ">99x" if times > 99 else f"{times:.0f}x" if times >= 9.5 else f"{times:.1f}x"
    return text if short else f"{text} usual"
