"""Detection rules and probes: each leads to a monitor, whose alerts they are."""

from irsim.plan.checks.base import PlanChecker
from irsim.words.yamltext import Path


def check(about: PlanChecker) -> None:
    """The monitors are there, and none of them waits for a metric."""
    monitors = {monitor.id: monitor for monitor in about.plan.monitors}
    named: list[tuple[Path, str | None]] = [
        (("detections", n, "monitor"), rule.monitor) for n, rule in enumerate(about.plan.detections)
    ]
    probing = about.plan.probing
    named += [(("probing", kind), getattr(probing, kind)) for kind in ("http", "tcp", "tls", "dns")]
    for path, name in named:
        if name is not None:
            about.known(path, name, about.ids["monitors"], "monitor")
    for kind in ("http", "tcp", "tls", "dns"):
        monitor = monitors.get(getattr(probing, kind) or "")
        if monitor is not None and monitor.metric:
            about.say(("probing", kind), f"'{monitor.id}' watches a metric; name a monitor without one")
