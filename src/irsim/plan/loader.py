"""Reads a plan from YAML text, and finds what does not hang together in it, with lines."""

from functools import lru_cache
from importlib import resources

from irsim.commands import COMMANDS
from irsim.events import fields_of
from irsim.plan.models import ClockRule, Plan, Template
from irsim.words.documents import STAND_IN, Checker, Reading, few, read_sound
from irsim.words.faults import BadInput, Fault, nearest
from irsim.words.texts import TextFault, names_in
from irsim.words.yamltext import Path, read_yaml

_STAND_IN = {
    "plan": {"id": STAND_IN, "title": "", "organisation": ""},
    "calendar": {"zone": "UTC", "hours": {"mon": "09:00-17:00"}},
    "severities": [{"id": STAND_IN, "label": "", "definition": ""}],
    "tracks": [
        {
            "id": STAND_IN,
            "label": "",
            "statuses": [{"id": n, "label": "", "means": "working", "phase": "recovery"} for n in ("a", "b")],
        }
    ],
    "categories": [{"id": STAND_IN, "label": "", "track": STAND_IN}],
    "roles": [{"id": STAND_IN, "label": "", "purpose": "", "responsibilities": []}],
    "alerting": {"suggests": {}, "provisional": STAND_IN, "category": STAND_IN},
}


def default_plan_text() -> str:
    """The plan that ships, as YAML text."""
    return resources.files("irsim.plan").joinpath("default.yaml").read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def load_plan(text: str, name: str = "plan") -> Plan:
    """The plan in `text`. Raises BadInput naming every mistake with its line and cure."""
    document = read_yaml(text, name)
    reading = read_sound(Plan, document, _STAND_IN)
    plan, faults = reading.value, reading.faults
    if plan is not None:
        faults = [*faults, *_Check(reading, plan).run()]
    if faults or plan is None:
        raise BadInput(few(faults))
    return plan


class _Check(Checker):
    """References within a plan: everything that is named must be there."""

    def __init__(self, reading: Reading[Plan], plan: Plan) -> None:
        super().__init__(reading, reading.lost)
        self.plan = plan

    def run(self) -> list[Fault]:
        plan = self.plan
        ids = {
            name: [item.id for item in getattr(plan, name)]
            for name in (
                "severities",
                "tracks",
                "categories",
                "roles",
                "contacts",
                "monitors",
                "clocks",
                "playbooks",
                "audiences",
                "templates",
                "notices",
                "checks",
                "approaches",
            )
        }
        for section in ids:
            self.unique((section,))
        for n in range(len(plan.tracks)):
            self.unique(("tracks", n, "statuses"))
        for n, category in enumerate(plan.categories):
            self.known(("categories", n, "track"), category.track, ids["tracks"], "track")
            if category.playbook:
                self.known(("categories", n, "playbook"), category.playbook, ids["playbooks"], "playbook")
        for n, role in enumerate(plan.roles):
            for k, verb in enumerate(role.owns):
                self.known(("roles", n, "owns", k), verb, COMMANDS, "command")
        for n, contact in enumerate(plan.contacts):
            for k, severity in enumerate(contact.severities):
                self.known(("contacts", n, "severities", k), severity, ids["severities"], "severity")
            for k, name in enumerate(contact.categories):
                self.known(("contacts", n, "categories", k), name, ids["categories"], "category")
            if contact.then:
                self.known(("contacts", n, "then"), contact.then, ids["contacts"], "contact")
        for n, book in enumerate(plan.playbooks):
            self.unique(("playbooks", n, "steps"))
            for k, step in enumerate(book.steps):
                self.known(("playbooks", n, "steps", k, "role"), step.role, ids["roles"], "role")
        for n, template in enumerate(plan.templates):
            self.unique(("templates", n, "fields"))
            for k, audience in enumerate(template.audiences):
                self.known(("templates", n, "audiences", k), audience, ids["audiences"], "audience")
            for k, phrases in enumerate(template.must_not):
                self.known(("templates", n, "must_not", k), phrases, plan.phrases, "phrase list")
            self.template(("templates", n, "text"), template)
            if template.state:
                self.known(
                    ("templates", n, "state"), template.state, plan.status_page.states, "state of the status page"
                )
        self.alerting(ids)
        for n, monitor in enumerate(plan.monitors):
            if monitor.metric and (monitor.above is None) == (monitor.below is None):
                self.say(("monitors", n), "a monitor of a metric needs one of 'above' and 'below'")
            if monitor.category:
                self.known(("monitors", n, "category"), monitor.category, ids["categories"], "category")
        for n, clock in enumerate(plan.clocks):
            self.clock(n, clock, ids)
        extras = ["cause", "review", "impact", "acknowledged", "playbook"]
        for part in ("resolve", "close"):
            for severity, checks in getattr(plan.requires, part).items():
                self.known(("requires", part, severity), severity, [*ids["severities"], "all"], "severity")
                for k, check in enumerate(checks):
                    self.known(("requires", part, severity, k), check, [*ids["checks"], *extras], "check")
        return self.faults

    def template(self, path: Path, template: Template) -> None:
        """A template's text names its own fields and the incident, and nothing else."""
        try:
            used = names_in(template.text)
        except TextFault as fault:
            self.say(path, str(fault))
            return
        known = [field.id for field in template.fields]
        for name, attribute in sorted(used):
            if name == "incident" and attribute not in ("id", "title"):
                self.say(path, f"'incident' has no '{attribute[:60]}'; use incident.id or incident.title")
            elif name not in [*known, "incident"]:
                self.say(path, f"'{name[:60]}' is no field of this template; {nearest(name, [*known, 'incident'])}")

    def alerting(self, ids: dict[str, list[str]]) -> None:
        alerting = self.plan.alerting
        for severity, level in alerting.suggests.items():
            self.known(("alerting", "suggests", severity), level, ids["severities"], "severity")
        self.known(("alerting", "provisional"), alerting.provisional, ids["severities"], "severity")
        self.known(("alerting", "category"), alerting.category, ids["categories"], "category")

    def clock(self, n: int, clock: ClockRule, ids: dict[str, list[str]]) -> None:
        here: Path = ("clocks", n)
        if (clock.under is None) == (clock.within is None):
            self.say(here, f"clock '{clock.id}' needs one of 'under' and 'within'")
        self.known((*here, "owner"), clock.owner, ids["roles"], "role")
        for k, severity in enumerate(clock.severities):
            self.known((*here, "severities", k), severity, ids["severities"], "severity")
        for limit in (clock.under, clock.within):
            for severity in limit if isinstance(limit, dict) else ():
                path = (*here, "under" if clock.under is not None else "within", severity)
                self.known(path, severity, ids["severities"], "severity")
        for part in ("starts", "stops"):
            for k, item in enumerate(getattr(clock, part)):
                for path in item.where:
                    if path.split(".")[0] not in fields_of(item.event):
                        cure = nearest(path, fields_of(item.event))
                        self.say(self.item((*here, part), k), f"'{item.event}' has no field '{path}'; {cure}")
                regimes = item.where.get("regime") if item.event == "notice.filed" else None
                for regime in regimes if isinstance(regimes, list) else [regimes]:
                    if isinstance(regime, str) and regime != "*":
                        self.known(self.item((*here, part), k), regime, ids["notices"], "notice")
