"""Reads a plan from YAML text, and finds what does not hang together in it, with lines."""

from functools import lru_cache
from importlib import resources

from irsim.plan.checks import check_plan
from irsim.plan.models import Plan
from irsim.words.documents import STAND_IN, few, read_sound
from irsim.words.faults import BadInput
from irsim.words.yamltext import read_yaml

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
def load_plan(text: str | bytes, name: str = "plan") -> Plan:
    """The plan in `text`. Raises BadInput naming every mistake with its line and cure."""
    document = read_yaml(text, name)
    reading = read_sound(Plan, document, _STAND_IN)
    plan, faults = reading.value, reading.faults
    if plan is not None:
        faults = [*faults, *check_plan(reading, plan)]
    if faults or plan is None:
        raise BadInput(few(faults))
    return plan
