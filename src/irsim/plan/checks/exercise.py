"""The participants' feedback."""

from irsim.plan.checks.base import PlanChecker


def check(about: PlanChecker) -> None:
    """Every statement has a name of its own: ratings are counted by it."""
    about.unique(("exercise", "statements"))
