"""Tracks and categories."""

from typing import get_args

from irsim.events import fields_of
from irsim.plan.checks.base import PlanChecker
from irsim.plan.models import Means, Suggestion
from irsim.words.documents import STAND_IN
from irsim.words.faults import nearest
from irsim.words.yamltext import Path

ASKED = (
    *(name for name in fields_of("incident.impact-assessed") if name != "incident"),
    "personal_data",
    "alerts",
    "alert_categories",
)
"""What a suggestion may go by."""


def check(about: PlanChecker) -> None:
    """Statuses are told apart, and categories name a track and a playbook that exist."""
    plan, ids = about.plan, about.ids
    for n in range(len(plan.tracks)):
        about.unique(("tracks", n, "statuses"))
        _lifecycle(about, n)
    _aliases(about)
    for n, category in enumerate(plan.categories):
        about.known(("categories", n, "track"), category.track, ids["tracks"], "track")
        if category.playbook:
            about.known(("categories", n, "playbook"), category.playbook, ids["playbooks"], "playbook")
        for name, book in category.by_subcategory.items():
            path = ("categories", n, "by_subcategory", name)
            about.known(path, name, category.subcategories, f"subcategory of {category.id}")
            about.known(path, book, ids["playbooks"], "playbook")
    for n, suggestion in enumerate(plan.suggestions):
        _suggestion(about, ("suggestions", n), suggestion)


def _suggestion(about: PlanChecker, here: Path, suggestion: Suggestion) -> None:
    if not suggestion.severity and not suggestion.category:
        about.say(here, "suggests nothing; add a 'severity' or a 'category'")
    if suggestion.severity:
        about.known((*here, "severity"), suggestion.severity, about.ids["severities"], "severity")
    if suggestion.category:
        about.known((*here, "category"), suggestion.category, about.ids["categories"], "category")
    for k, condition in enumerate(suggestion.when):
        path = about.item((*here, "when"), k)
        for name, wanted in condition.items():
            if name not in ASKED:
                about.say(path, f"an assessment has no '{name[:60]}'; {nearest(name[:60], ASKED)}")
            for kind in _named(wanted) if name == "data_kinds" else ():
                about.known(path, kind, about.ids["data_kinds"], "kind of data")


def _named(wanted: object) -> list[str]:
    return [item for item in (wanted if isinstance(wanted, list) else [wanted]) if isinstance(item, str)]


def _lifecycle(about: PlanChecker, n: int) -> None:
    """A track leads from its first status to one that means closed, and each status can be reached."""
    track, order = about.plan.tracks[n], get_args(Means)
    if track.id == STAND_IN:
        return
    meanings = [status.means for status in track.statuses]
    if "closed" not in meanings and not about.reading.follows(("tracks", n, "statuses")):
        about.say(("tracks", n, "statuses"), "no status means closed, so that nothing ever ends; add one as the last")
    for k, means in enumerate(meanings):
        path = ("tracks", n, "statuses", k, "means")
        if k and order.index(means) < order.index(meanings[k - 1]):
            before = track.statuses[k - 1].id
            about.say(
                path, f"'{means}' comes before '{meanings[k - 1]}', and '{before}' stands above; change the order"
            )
        elif means == "closed" and "closed" in meanings[:k]:
            about.say(path, f"nothing leads to '{track.statuses[k].id}', closing ends before it; leave it out")


def _aliases(about: PlanChecker) -> None:
    """A severity's other name is nobody else's."""
    names = {severity.id.lower() for severity in about.plan.severities}
    for n, severity in enumerate(about.plan.severities):
        if severity.alias and severity.alias.lower() in names - {severity.id.lower()}:
            about.say(("severities", n, "alias"), f"'{severity.alias[:60]}' is another severity's name; choose another")
        names.add(severity.alias.lower())
