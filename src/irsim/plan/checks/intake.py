"""What senders' words mean."""

from irsim.plan.checks.base import PlanChecker


def check(about: PlanChecker) -> None:
    """Categories and severities that are named exist; what flaps can settle and flap again."""
    intake, ids = about.plan.intake, about.ids
    for n, rule in enumerate(intake.categories):
        about.known(("intake", "categories", n, "category"), rule.category, ids["categories"], "category")
        if not (rule.monitor or rule.title or rule.source or rule.labels):
            cure = "give 'monitor', 'title', 'source' or 'labels'"
            about.say(("intake", "categories", n), f"every alert would fit; {cure}")
    for severity in intake.untouched:
        about.known(("intake", "untouched", severity), severity, ids["severities"], "severity")
