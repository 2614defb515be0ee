"""Audiences and templates: channels, contacts, phrase lists, fields and the text over them; bridges."""

from irsim.plan.checks.base import PlanChecker
from irsim.plan.models import Audience, Template
from irsim.words.faults import nearest
from irsim.words.texts import TextFault, names_in
from irsim.words.yamltext import Path


def check(about: PlanChecker) -> None:
    """What a template names is there."""
    plan, ids = about.plan, about.ids
    _lists(about)
    for n, audience in enumerate(plan.audiences):
        _audience(about, n, audience)
    for n, template in enumerate(plan.templates):
        about.unique(("templates", n, "fields"))
        for k, name in enumerate(template.audiences):
            about.known(("templates", n, "audiences", k), name, ids["audiences"], "audience")
        _phrases(about, ("templates", n), template)
        _text(about, ("templates", n, "text"), template)
        if not template.audiences:
            about.say(("templates", n, "audiences"), "it is for nobody; name an audience")
        if template.state:
            states = plan.status_page.states
            about.known(("templates", n, "state"), template.state, states, "state of the status page")


def _lists(about: PlanChecker) -> None:
    """Phrases are found in prose whose capitals are not looked at, and there is something to find."""
    for name, phrases in about.plan.phrases.items():
        if not phrases:
            about.say(("phrases", name), "an empty list; give phrases, or take it out")
        for k, phrase in enumerate(phrases):
            if not phrase.strip():
                about.say(("phrases", name, k), "an empty phrase is found in every text; take it out")
            elif phrase != phrase.lower():
                about.say(("phrases", name, k), f"write it in lower case: {phrase.lower()[:60]}")


def _audience(about: PlanChecker, n: int, audience: Audience) -> None:
    here: Path = ("audiences", n)
    for part in ("immediate", "regular"):
        for k, channel in enumerate(getattr(audience, part)):
            about.known((*here, part, k), channel, audience.channels, "channel of this audience")
    for k, contact in enumerate(audience.through):
        about.known(about.item((*here, "through"), k), contact, about.ids["contacts"], "contact")
    if audience.only_through and not audience.through:
        about.say((*here, "only_through"), "nobody is named through whom; name a contact under 'through'")
    _phrases(about, here, audience)


def _phrases(about: PlanChecker, here: Path, item: Audience | Template) -> None:
    for part in ("must", "must_not"):
        for k, phrases in enumerate(getattr(item, part)):
            about.known((*here, part, k), phrases, about.plan.phrases, "phrase list")
            if part == "must_not" and phrases in item.must:
                about.say((*here, part, k), f"'{phrases}' must occur and must not; leave it out of one of the two")


INCIDENT = ("id", "title", "bridge", "document")
"""What a template may say of the incident."""


def _text(about: PlanChecker, path: Path, template: Template) -> None:
    """A template's text names its own fields and the incident, and nothing else."""
    try:
        used = names_in(template.text)
    except TextFault as fault:
        about.say(path, str(fault))
        return
    known = [field.id for field in template.fields]
    for n, field in enumerate(template.fields):
        if field.required and field.id not in {name for name, _ in used} and field.id not in known[:n]:
            about.say(
                (*path[:-1], "fields", n), f"the text never says it; write {{{{ {field.id} }}}} in it, or leave it out"
            )
        if field.promises and field.type != "duration":
            about.say((*path[:-1], "fields", n, "promises"), "only a duration can be promised; write type: duration")
    for name, attribute in sorted(used):
        if name == "incident" and attribute not in INCIDENT:
            known_names = ", ".join(f"incident.{each}" for each in INCIDENT)
            about.say(path, f"'incident' has no '{attribute[:60]}'; use one of: {known_names}")
        elif name not in [*known, "incident"]:
            about.say(path, f"'{name[:60]}' is no field of this template; {nearest(name, [*known, 'incident'])}")
