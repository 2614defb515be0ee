"""Event patterns in a plan: their fields exist, and the values that they wait for can occur."""

from collections.abc import Collection
from typing import get_args

from irsim.events import fields_of
from irsim.plan.checks.base import PlanChecker
from irsim.plan.fields import EventPattern
from irsim.plan.models import Means, StepPhase
from irsim.plan.models.detection import AlertSeverity
from irsim.words.faults import nearest
from irsim.words.yamltext import Path

REFERENCES = {
    ("notice.filed", "regime"): ("notices", "notice"),
    ("update.sent", "audience"): ("audiences", "audience"),
    ("update.delivered", "audience"): ("audiences", "audience"),
    ("update.confirmed", "audience"): ("audiences", "audience"),
    ("update.sent", "template"): ("templates", "template"),
    ("update.delivered", "template"): ("templates", "template"),
    ("update.confirmed", "template"): ("templates", "template"),
    ("determination.made", "determination"): ("determinations", "determination"),
    ("subject-request.received", "right"): ("rights", "right"),
    ("check.passed", "check"): ("checks", "check"),
    ("check.failed", "check"): ("checks", "check"),
    ("approach.chosen", "approach"): ("approaches", "approach"),
    ("evidence.collected", "evidence_kind"): ("evidence_kinds", "kind of evidence"),
    ("incident.detected", "severity"): ("severities", "severity"),
    ("incident.detected", "category"): ("categories", "category"),
    ("incident.classified", "severity"): ("severities", "severity"),
    ("incident.classified", "category"): ("categories", "category"),
    ("incident.classified", "track"): ("tracks", "track"),
    ("incident.assigned", "role"): ("roles", "role"),
    ("incident.escalated", "to"): ("contacts", "contact"),
    ("page.sent", "contact"): ("contacts", "contact"),
    ("page.acknowledged", "contact"): ("contacts", "contact"),
    ("page.missed", "contact"): ("contacts", "contact"),
    ("playbook.opened", "playbook"): ("playbooks", "playbook"),
    ("step.completed", "playbook"): ("playbooks", "playbook"),
    ("step.skipped", "playbook"): ("playbooks", "playbook"),
    ("alert.fired", "category"): ("categories", "category"),
}
"""Event and field to the section of the plan that lists what it can be."""


def check_pattern(about: PlanChecker, path: Path, item: EventPattern) -> None:
    """Every field is one of the event's, and every value one that it can have."""
    fields = fields_of(item.event)
    for name, wanted in item.where.items():
        if name.split(".")[0] not in fields:
            about.say(path, f"'{item.event}' has no field '{name[:60]}'; {nearest(name, fields)}")
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if isinstance(value, str) and value != "*":
                _value(about, path, item.event, name, value)


def _value(about: PlanChecker, path: Path, event: str, name: str, value: str) -> None:
    tracks = about.plan.tracks
    given: dict[tuple[str, str], tuple[Collection[str], str]] = {
        ("alert.fired", "severity"): (get_args(AlertSeverity), "severity of alerts"),
        ("step.completed", "phase"): (get_args(StepPhase), "phase"),
        ("step.skipped", "phase"): (get_args(StepPhase), "phase"),
        ("step.completed", "step"): ([s.id for book in about.plan.playbooks for s in book.steps], "step"),
        ("incident.status-changed", "status"): ([s.id for track in tracks for s in track.statuses], "status"),
    }
    if (event, name) in REFERENCES:
        section, what = REFERENCES[event, name]
        about.known(path, value, about.ids[section], what)
    elif (event, name) in given:
        names, what = given[event, name]
        about.known(path, value, names, what)
    elif (event, name) == ("incident.status-changed", "means"):
        check_means(about, path, value)


def check_means(about: PlanChecker, path: Path, value: str) -> None:
    """A status of some track means this."""
    meanings = get_args(Means)
    if value not in meanings:
        about.say(path, f"no status can mean '{value[:60]}'; {nearest(value[:60], meanings)}")
        return
    found = {status.means for track in about.plan.tracks for status in track.statuses}
    if value not in found and value != "closed" and not _in_doubt(about):  # a track without it is told of itself
        about.say(path, f"no status of any track means '{value}'; {nearest(value, found)}")


def _in_doubt(about: PlanChecker) -> bool:
    """Whether a status was lost to another mistake, so that nobody knows what is missing."""
    return any(path[:1] == ("tracks",) for path in about.reading.maimed) or () in about.reading.maimed


def overlap(first: EventPattern, second: EventPattern) -> bool:
    """Whether one event can fit both."""
    if first.event != second.event:
        return False
    shared = first.where.keys() & second.where.keys()
    return all(_values(first.where[name]) & _values(second.where[name]) or _any(first, second, name) for name in shared)


def _values(wanted: object) -> set[object]:
    return set(wanted) if isinstance(wanted, list) else {wanted}


def _any(first: EventPattern, second: EventPattern, name: str) -> bool:
    return "*" in _values(first.where[name]) | _values(second.where[name])
