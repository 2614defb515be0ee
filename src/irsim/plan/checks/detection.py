"""Monitors, and what the machine may do."""

from irsim.plan.checks.base import PlanChecker


def check(about: PlanChecker) -> None:
    """What alerts suggest exists; a monitor of a metric has one threshold."""
    plan, ids = about.plan, about.ids
    alerting = plan.alerting
    for severity, level in alerting.suggests.items():
        about.known(("alerting", "suggests", severity), level, ids["severities"], "severity")
    about.known(("alerting", "provisional"), alerting.provisional, ids["severities"], "severity")
    about.known(("alerting", "category"), alerting.category, ids["categories"], "category")
    for n, monitor in enumerate(plan.monitors):
        if monitor.metric and (monitor.above is None) == (monitor.below is None):
            about.say(("monitors", n), "a monitor of a metric needs one of 'above' and 'below'")
        if monitor.category:
            about.known(("monitors", n, "category"), monitor.category, ids["categories"], "category")
