"""What is counted of deliveries, and all of it in Prometheus' text format (0.0.4), which is a few lines."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from irsim.live.receiver.facts import Facts

KIND = "text/plain; version=0.0.4; charset=utf-8"

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: from a commit on a fast disk to a sender that has lost patience."""

Labels = tuple[tuple[str, str], ...]


class Counts:
    """Counts since the process began."""

    def __init__(self) -> None:
        self.deliveries: dict[tuple[str, int], int] = {}
        """by source (empty where it is not known) and status code"""
        self.faults: dict[str, int] = {}
        """parts of deliveries that were taken and could not be read, by source"""
        self._buckets = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0

    def count(self, source: str, code: int, seconds: float) -> None:
        """A request was answered."""
        key = source, code
        self.deliveries[key] = self.deliveries.get(key, 0) + 1
        self._buckets[bisect_left(BOUNDS, seconds)] += 1
        self._seconds += seconds

    def lines(self) -> Iterator[str]:
        """The counts in Prometheus' text format."""
        yield from _metric(
            "irsim_deliveries_total",
            "counter",
            "Requests of senders, by source and the status code they got.",
            (((("source", source), ("code", str(code))), count) for (source, code), count in self.deliveries.items()),
        )
        yield from _metric(
            "irsim_delivery_faults_total",
            "counter",
            "Parts of deliveries that were taken and could not be read.",
            (((("source", source),), count) for source, count in self.faults.items()),
        )
        name = "irsim_delivery_seconds"
        yield from _head(name, "histogram", "Time from a request's headers to its answer.")
        below = 0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), self._buckets, strict=True):
            below += count
            yield f'{name}_bucket{{le="{bound}"}} {below}'
        yield f"{name}_sum {self._seconds:.6f}"
        yield f"{name}_count {below}"


def exposed(counts: Counts, facts: Facts, waiting: int, connections: int) -> bytes:
    """All metrics as the body of an answer."""
    lines = [*counts.lines()]
    for name, said, value in (
        ("irsim_intake_waiting", "Deliveries that are not durable yet.", waiting),
        ("irsim_connections", "Open connections of senders.", connections),
        ("irsim_store_up", "1 where the store is well.", int(not facts.store)),
        ("irsim_desk_held", "1 where this process has the duty desk.", int(facts.desk_held)),
        ("irsim_desk_lag_seconds", "How long the oldest delivery has waited for the desk.", facts.lag / 1000),
        ("irsim_clocks_running", "Clocks that run.", facts.clocks_running),
        ("irsim_clocks_overdue", "Clocks that are overdue.", facts.clocks_overdue),
        ("irsim_outbox_waiting", "Notifications that are not out yet.", facts.outbox),
        ("irsim_outbox_oldest_seconds", "How long the oldest of them has waited.", facts.outbox_oldest / 1000),
    ):
        lines += _metric(name, "gauge", said, [((), value)])
    lines += _metric(
        "irsim_incidents_open",
        "gauge",
        "Incidents that are not closed, by severity.",
        (((("severity", severity),), count) for severity, count in facts.open_incidents.items()),
    )
    lines += _metric(
        "irsim_source_last_heard_timestamp_seconds",
        "gauge",
        "When a source was last heard.",
        (((("source", source),), at / 1000) for source, at in facts.heard.items() if at >= 0),
    )
    return ("\n".join(lines) + "\n").encode()


def _head(name: str, kind: str, said: str) -> list[str]:
    return [f"# HELP {name} {said}", f"# TYPE {name} {kind}"]


def _metric(name: str, kind: str, said: str, values: Iterable[tuple[Labels, float]]) -> list[str]:
    return [
        *_head(name, kind, said),
        *(
            f"{name}{_labels(dict(labels))} {value:.3f}"
            if isinstance(value, float)
            else f"{name}{_labels(dict(labels))} {value}"
            for labels, value in values
        ),
    ]


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    written = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{written}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
