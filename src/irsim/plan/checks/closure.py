"""What is asked for before an incident is over."""

from irsim.plan.checks.base import PlanChecker

GIVEN = ("cause", "review", "impact", "acknowledged", "playbook")
"""What can be asked for beside checks: facts that the board knows by itself."""


def check(about: PlanChecker) -> None:
    """Severities and checks that are named exist."""
    ids = about.ids
    for part in ("resolve", "close"):
        for severity, checks in getattr(about.plan.requires, part).items():
            about.known(("requires", part, severity), severity, [*ids["severities"], "all"], "severity")
            for k, item in enumerate(checks):
                about.known(("requires", part, severity, k), item, [*ids["checks"], *GIVEN], "check")
