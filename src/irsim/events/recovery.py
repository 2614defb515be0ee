"""The watch after recovery: for how long, what each metric showed, and how it ended."""

from irsim.events.base import Event


class WatchStarted(Event, frozen=True, tag="watch.started"):
    """The watch has begun: it lasts until `until` (ms) at least, and until `at_most` (ms) at most."""

    incident: str
    until: int
    at_most: int


class WatchJudged(Event, frozen=True, tag="watch.judged"):
    """A metric of the plan's watch is normal, or is not; the latest verdict on it counts."""

    incident: str
    metric: str
    holds: bool
    note: str = ""


class WatchEnded(Event, frozen=True, tag="watch.ended"):
    """`verdict` is held or failed."""

    incident: str
    verdict: str
    note: str = ""
