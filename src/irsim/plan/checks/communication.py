"""Templates: their audiences, phrase lists, fields and the text over them."""

from irsim.plan.checks.base import PlanChecker
from irsim.plan.models import Template
from irsim.words.faults import nearest
from irsim.words.texts import TextFault, names_in
from irsim.words.yamltext import Path


def check(about: PlanChecker) -> None:
    """What a template names is there."""
    plan, ids = about.plan, about.ids
    for n, template in enumerate(plan.templates):
        about.unique(("templates", n, "fields"))
        for k, audience in enumerate(template.audiences):
            about.known(("templates", n, "audiences", k), audience, ids["audiences"], "audience")
        for k, phrases in enumerate(template.must_not):
            about.known(("templates", n, "must_not", k), phrases, plan.phrases, "phrase list")
        _text(about, ("templates", n, "text"), template)
        if template.state:
            states = plan.status_page.states
            about.known(("templates", n, "state"), template.state, states, "state of the status page")


def _text(about: PlanChecker, path: Path, template: Template) -> None:
    """A template's text names its own fields and the incident, and nothing else."""
    try:
        used = names_in(template.text)
    except TextFault as fault:
        about.say(path, str(fault))
        return
    known = [field.id for field in template.fields]
    for name, attribute in sorted(used):
        if name == "incident" and attribute not in ("id", "title"):
            about.say(path, f"'incident' has no '{attribute[:60]}'; use incident.id or incident.title")
        elif name not in [*known, "incident"]:
            about.say(path, f"'{name[:60]}' is no field of this template; {nearest(name, [*known, 'incident'])}")
