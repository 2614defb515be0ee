"""What is asked for before an incident is over, and what comes after it."""

from irsim.plan.checks.base import PlanChecker
from irsim.words.calendar import PROMISED
from irsim.words.durations import format_duration
from irsim.words.yamltext import Path

GIVEN = (
    "acknowledged",
    "declared",
    "classified",
    "assigned",
    "impact",
    "playbook",
    "cause",
    "review",
    "review-held",
    "watch",
    "follow-ups",
    "documents",
)
"""What can be asked for beside checks: facts that the board knows by itself."""


def check(about: PlanChecker) -> None:
    """Severities, checks and roles that are named exist; nothing is asked for that cannot be given."""
    plan, ids = about.plan, about.ids
    for part in ("acknowledge", "resolve", "close"):
        for severity, checks in getattr(plan.requires, part).items():
            about.known(("requires", part, severity), severity, [*ids["severities"], "all"], "severity")
            for k, item in enumerate(checks):
                path: Path = ("requires", part, severity, k)
                _criterion(about, path, item)
                if part == "acknowledge" and item == "acknowledged":
                    about.say(path, "'acknowledged' cannot be asked for before acknowledging; take it out")
                if part != "close" and (item == "follow-ups" or (item == "watch" and not _recovers(about))):
                    about.say(path, f"'{item}' begins once an incident is resolved; ask for it under close")
    for path, period in [
        *((("follow_ups", n, "within"), each.within) for n, each in enumerate(plan.follow_ups)),
        *([(("review", "within"), plan.review.within)] if plan.review is not None else []),
    ]:
        if period.unit == PROMISED:
            about.say(path, "nothing is promised here; give a period, as 5 business days")
    for n, each in enumerate(plan.follow_ups):
        about.known(("follow_ups", n, "owner"), each.owner, ids["roles"], "role")
        for k, severity in enumerate(each.severities):
            about.known(("follow_ups", n, "severities", k), severity, ids["severities"], "severity")
        for k, item in enumerate(each.done_when):
            _criterion(about, ("follow_ups", n, "done_when", k), item)
            if item == "follow-ups":
                about.say(("follow_ups", n, "done_when", k), "a follow-up cannot wait for itself; take it out")
    if plan.watch is not None:
        about.unique(("watch", "metrics"))
        least, most = plan.watch.at_least, plan.watch.at_most
        if most < least:
            message = f"{format_duration(most)} is shorter than at_least, {format_duration(least)}; give a longer one"
            about.say(("watch", "at_most"), message)
    if plan.review is not None:
        about.unique(("review", "agenda"))
        about.unique(("review", "attendees"))


def _criterion(about: PlanChecker, path: Path, item: str) -> None:
    about.known(path, item, [*about.ids["checks"], *GIVEN], "check")
    if item == "watch" and about.plan.watch is None and not about.reading.follows(("watch",)):
        about.say(path, "the plan has no watch; add a section 'watch', or take this out")


def _recovers(about: PlanChecker) -> bool:
    """Whether every track has a status before resolved from which on the watch can run."""
    return all(any(status.means == "recovered" for status in track.statuses) for track in about.plan.tracks)
