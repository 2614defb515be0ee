"""Monitors, and what the machine may do."""

from itertools import pairwise
from typing import get_args

from irsim.plan.checks.base import PlanChecker
from irsim.plan.models import AlertSeverity


def check(about: PlanChecker) -> None:
    """What alerts suggest exists; a monitor of a metric has one threshold."""
    plan, ids = about.plan, about.ids
    alerting = plan.alerting
    for severity, level in alerting.suggests.items():
        about.known(("alerting", "suggests", severity), level, ids["severities"], "severity")
    _graded(about)
    about.known(("alerting", "provisional"), alerting.provisional, ids["severities"], "severity")
    about.known(("alerting", "category"), alerting.category, ids["categories"], "category")
    for n, monitor in enumerate(plan.monitors):
        if monitor.metric and (monitor.above is None) == (monitor.below is None):
            about.say(("monitors", n), "a monitor of a metric needs one of 'above' and 'below'")
        if monitor.category:
            about.known(("monitors", n, "category"), monitor.category, ids["categories"], "category")


def _graded(about: PlanChecker) -> None:
    """A worse alert never suggests a laxer severity."""
    levels, suggests = about.ids["severities"], about.plan.alerting.suggests
    ranked = [(name, levels.index(suggests[name])) for name in get_args(AlertSeverity) if suggests.get(name) in levels]
    for (worse, strict), (name, level) in pairwise(ranked):
        if level < strict:
            message = f"stricter than what '{worse}' suggests; give one that is not stricter than '{suggests[worse]}'"
            about.say(("alerting", "suggests", name), message)
