"""Playbooks."""

from irsim.events import fields_of
from irsim.plan.checks.base import PlanChecker
from irsim.plan.checks.patterns import check_pattern
from irsim.plan.models import PlaybookStep
from irsim.words.yamltext import Path


def check(about: PlanChecker) -> None:
    """Steps are told apart, are a role's that exists, and what they and the plan's routine name is there."""
    plan, ids = about.plan, about.ids
    for k, name in enumerate(plan.routine):
        about.known(("routine", k), name, ids["playbooks"], "playbook")
    for n, book in enumerate(plan.playbooks):
        about.unique(("playbooks", n, "steps"))
        _only_for(about, ("playbooks", n), book.severities, book.categories)
        for k, step in enumerate(book.steps):
            _step(about, ("playbooks", n, "steps", k), step)


def _step(about: PlanChecker, here: Path, step: PlaybookStep) -> None:
    about.known((*here, "role"), step.role, about.ids["roles"], "role")
    _only_for(about, here, step.severities, step.categories)
    for k, item in enumerate(step.done_by):
        path = about.item((*here, "done_by"), k)
        fields = fields_of(item.event)
        if "incident" not in fields and item.event != "alert.triaged":
            about.say(path, f"'{item.event}' is about no incident; name one that is, as action.taken")
        check_pattern(about, path, item)


def _only_for(about: PlanChecker, here: Path, severities: list[str], categories: list[str]) -> None:
    for k, severity in enumerate(severities):
        about.known((*here, "severities", k), severity, about.ids["severities"], "severity")
    for k, category in enumerate(categories):
        about.known((*here, "categories", k), category, about.ids["categories"], "category")
