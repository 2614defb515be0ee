"""Notices, the fact sheet, determinations."""

from irsim.plan.checks.base import PlanChecker
from irsim.plan.checks.conditions import FACTS


def check(about: PlanChecker) -> None:
    """A notice asks for lines that the fact sheet has, each once."""
    plan, ids = about.plan, about.ids
    for n, notice in enumerate(plan.notices):
        about.unique(("notices", n, "fields"))
        own = [field.id for field in notice.fields]
        for part in ("asks", "may"):
            for k, name in enumerate(getattr(notice, part)):
                about.known(("notices", n, part, k), name, ids["facts"], "fact")
                if name in own or (part == "may" and name in notice.asks):
                    about.say(("notices", n, part, k), f"'{name}' is asked for twice; leave one out")
        content = [*own, *notice.asks, *notice.may]
        for heading, names in notice.headings.items():
            for k, name in enumerate(names):
                about.known(("notices", n, "headings", heading, k), name, content, "content of the notice")
    for n, fact in enumerate(plan.facts):
        if fact.known_from:
            about.known(("facts", n, "known_from"), fact.known_from, FACTS, "fact of an incident")
