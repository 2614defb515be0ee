"""Conditions on an incident's facts: each fact must be one that an incident has."""

from collections.abc import Mapping, Sequence
from typing import Any

from irsim.events.incident import ImpactAssessed
from irsim.plan.checks.base import PlanChecker
from irsim.words.faults import nearest
from irsim.words.yamltext import Path

FACTS = (
    "acknowledged_at",
    "affected_customers",
    "affected_users",
    "alerting",
    "approach",
    "aware_at",
    "category",
    "cause",
    "contained_at",
    "data_compromised",
    "data_kinds",
    "means",
    "personal_data",
    "phase",
    "reported_to_authorities",
    "resolved_at",
    "services",
    "severity",
    "since",
    "status",
    "subcategory",
    "tags",
    "title",
    "track",
)
"""What a condition may ask of an incident by itself; `impact.`, `determined.` and `facts.` lead further."""

IMPACTS = {
    "functionality_loss": ("partial", "complete"),
    "customer_impact": ("none", "degraded", "unavailable"),
    "brand": ("low", "medium", "high"),
}
"""Words that an impact assessment can have in a field."""

IMPACT = tuple(name for name in ImpactAssessed.__struct_fields__ if name != "incident")


def check_condition(about: PlanChecker, path: Path, conditions: list[dict[str, Any]]) -> None:
    """Every fact that is asked for exists, and so does what it is held against, where the plan lists it."""
    plan, ids = about.plan, about.ids
    listed: Mapping[str, list[str]] = {
        "severity": ids["severities"],
        "category": ids["categories"],
        "track": ids["tracks"],
        "data_kinds": [kind.id for kind in plan.data_kinds],
    }
    for n, condition in enumerate(conditions):
        for name, wanted in condition.items():
            here = (*about.item(path, n), name)
            first, _, rest = name.partition(".")
            if first == "determined" and rest:
                about.known(here, rest, ids["determinations"], "determination")
            elif first == "facts" and rest:
                about.known(here, rest, ids["facts"], "fact")
            elif first == "impact" and rest:
                about.known(here, rest, IMPACT, "field of the impact assessment")
                _words(about, here, IMPACTS.get(rest, ()), wanted)
            elif name in ("means", "phase"):
                known = {getattr(status, name) for track in plan.tracks for status in track.statuses}
                _words(about, here, sorted(known), wanted)
            elif name not in FACTS:
                about.say(here, f"'{name[:60]}' is no fact of an incident; {nearest(name, FACTS)}")
            elif name in listed:
                for value in wanted if isinstance(wanted, list) else [wanted]:
                    if isinstance(value, str) and value != "*":
                        about.known(here, value, listed[name], name.replace("_", " "))


def _words(about: PlanChecker, path: Path, words: Sequence[str], wanted: Any) -> None:
    """Where a fact has one of a few words, it is held against one of them."""
    for value in wanted if isinstance(wanted, list) else [wanted]:
        if words and isinstance(value, str) and value != "*" and value not in words:
            about.say(path, f"'{value[:60]}' never occurs here; {nearest(value[:60], words)}")
