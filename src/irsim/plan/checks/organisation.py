"""Roles and contacts."""

from irsim.commands import COMMANDS
from irsim.plan.checks.base import PlanChecker


def check(about: PlanChecker) -> None:
    """Commands, severities, categories and contacts that are named exist."""
    plan, ids = about.plan, about.ids
    for n, role in enumerate(plan.roles):
        for k, verb in enumerate(role.owns):
            about.known(("roles", n, "owns", k), verb, COMMANDS, "command")
    for n, contact in enumerate(plan.contacts):
        for k, severity in enumerate(contact.severities):
            about.known(("contacts", n, "severities", k), severity, ids["severities"], "severity")
        for k, name in enumerate(contact.categories):
            about.known(("contacts", n, "categories", k), name, ids["categories"], "category")
        if contact.then:
            about.known(("contacts", n, "then"), contact.then, ids["contacts"], "contact")
