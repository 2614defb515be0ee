"""Playbooks."""

from irsim.plan.checks.base import PlanChecker


def check(about: PlanChecker) -> None:
    """Steps are told apart, and are a role's that exists."""
    plan, ids = about.plan, about.ids
    for n, book in enumerate(plan.playbooks):
        about.unique(("playbooks", n, "steps"))
        for k, step in enumerate(book.steps):
            about.known(("playbooks", n, "steps", k, "role"), step.role, ids["roles"], "role")
