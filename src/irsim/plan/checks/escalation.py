"""Whom the desk pages by itself, and who authorises what."""

from irsim.plan.checks.base import PlanChecker
from irsim.plan.checks.patterns import check_pattern
from irsim.plan.models import PageRule
from irsim.words.faults import nearest
from irsim.words.texts import TextFault, names_in

ALERT = "alert.fired"

WAITED_FOR = (
    ALERT,
    "incident.detected",
    "incident.declared",
    "incident.classified",
    "incident.impact-assessed",
    "incident.returned",
    "incident.status-changed",
)
"""What a rule may wait for: never what a page follows from or brings about itself."""


def check(about: PlanChecker) -> None:
    """Contacts and roles that are named exist, and rules wait for what they can see."""
    plan, ids = about.plan, about.ids
    for n, rule in enumerate(plan.pages):
        _rule(about, n, rule)
    for n, resource in enumerate(plan.resources):
        about.known(("resources", n, "authorises"), resource.authorises, ids["roles"], "role")
        for k, contact in enumerate(resource.contacts):
            about.known(("resources", n, "contacts", k), contact, ids["contacts"], "contact")
        if resource.above is not None and not resource.contacts:
            about.say(("resources", n, "above"), "nobody authorises more than this; name them under 'contacts'")
        if resource.contacts and resource.above is None:
            about.say(("resources", n, "contacts"), "these are asked from an amount on; give it as 'above'")
    _chains(about)
    for part in ("title", "text"):
        _page_text(about, part)


PAGE_NAMES = {
    "page": ("id", "to", "reason", "answer_by"),
    "incident": ("id", "title", "severity", "category", "status", "since", "bridge"),
    "alert": ("id", "title", "severity"),
    "clock": ("label", "due", "left"),
    "services": (),
    "runbook": (),
    "dashboard": (),
    "acknowledge": (),
}
"""What the text of a page may say."""


def _page_text(about: PlanChecker, part: str) -> None:
    """A page's text asks for what there is to say."""
    path = ("paging", part)
    try:
        used = names_in(getattr(about.plan.paging, part))
    except TextFault as fault:
        about.say(path, str(fault))
        return
    for name, attribute in sorted(used):
        if name not in PAGE_NAMES:
            about.say(path, f"a page knows no '{name[:60]}'; {nearest(name[:60], PAGE_NAMES)}")
        elif attribute and attribute not in PAGE_NAMES[name]:
            cure = nearest(attribute[:60], PAGE_NAMES[name])
            about.say(path, f"'{name}' has no '{attribute[:60]}'; {cure}")


def _rule(about: PlanChecker, n: int, rule: PageRule) -> None:
    for k, contact in enumerate(rule.pages):
        about.known(("pages", n, "pages", k), contact, about.ids["contacts"], "contact")
    if not rule.pages and not rule.team:
        about.say(("pages", n), "this rule pages nobody; give 'pages' or 'team: true'")
    if rule.unhandled_for and any(item.event != ALERT for item in rule.on):
        about.say(("pages", n, "unhandled_for"), f"only an alert can be unhandled; wait for {ALERT}")
    for k, item in enumerate(rule.on):
        path = about.item(("pages", n, "on"), k)
        if item.event not in WAITED_FOR:
            about.say(path, f"nobody is paged upon '{item.event}'; use one of: {', '.join(WAITED_FOR)}")
        check_pattern(about, path, item)
        if item.event == ALERT and rule.team:
            about.say(path, "the whole team is notified of an incident; wait for an event of one")


def _chains(about: PlanChecker) -> None:
    """A chain ends: who comes back to the first contact would go round for ever. A circle is one mistake."""
    following = {contact.id: contact.then for contact in about.plan.contacts}
    told: set[str] = set()
    for n, contact in enumerate(about.plan.contacts):
        seen, name = [contact.id], contact.then
        while name in following and name not in seen:
            seen.append(name)
            name = following[name]
        if name == contact.id and name not in told:
            told.update(seen)
            cure = "leave out one 'then', 'paging.repeat' begins anew"
            about.say(("contacts", n, "then"), f"the chain comes back to '{name}'; {cure}")
