"""Roles and contacts."""

from irsim.commands import COMMANDS
from irsim.plan.checks.base import PlanChecker
from irsim.plan.days_off import knows
from irsim.plan.models import Calendar
from irsim.words.yamltext import Path


def check(about: PlanChecker) -> None:
    """Commands, severities, categories and contacts that are named exist."""
    plan, ids = about.plan, about.ids
    for n, role in enumerate(plan.roles):
        for k, verb in enumerate(role.owns):
            about.known(("roles", n, "owns", k), verb, COMMANDS, "command")
        for k, verb in enumerate(role.may):
            about.known(("roles", n, "may", k), verb, COMMANDS, "command")
    owned = [verb for role in plan.roles for verb in role.owns]
    for k, verb in enumerate(plan.strict):
        about.known(("strict", k), verb, COMMANDS, "command")
        if verb in COMMANDS and verb not in owned:
            about.say(("strict", k), f"no role owns '{verb}', so it cannot be kept to one; add it to a role's 'owns'")
    _calendar(about, ("calendar",), plan.calendar)
    for name, calendar in plan.calendars.items():
        _calendar(about, ("calendars", name), calendar)
    for n, contact in enumerate(plan.contacts):
        if contact.hours == "critical" and not contact.severities:
            about.say(
                ("contacts", n, "hours"), "it is not said what is critical; name the severities: severities: [...]"
            )
        for k, severity in enumerate(contact.severities):
            about.known(("contacts", n, "severities", k), severity, ids["severities"], "severity")
        for k, name in enumerate(contact.categories):
            about.known(("contacts", n, "categories", k), name, ids["categories"], "category")
        if contact.then:
            about.known(("contacts", n, "then"), contact.then, ids["contacts"], "contact")


def _calendar(about: PlanChecker, here: Path, calendar: Calendar) -> None:
    if calendar.country and not knows(calendar.country):
        message = f"no public holidays are known for '{calendar.country}'; use an ISO 3166 code as NL or US-CA"
        about.say((*here, "country"), message)
