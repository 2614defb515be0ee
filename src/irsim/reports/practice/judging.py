"""What is expected: the deadlines that really ran, each for the role that owns it; and what there is to talk about."""

from typing import Any

from irsim.board.state import NEVER, Clock
from irsim.events.communication import UpdateRecalled
from irsim.events.incident import IncidentClassified
from irsim.plan.models import ClockRule
from irsim.reports.plain import counted, span
from irsim.reports.practice.hiding import Hiding
from irsim.reports.practice.history import History, missed_pages, returned_in
from irsim.reports.practice.signs import Signs
from irsim.words.durations import format_duration, format_instant

TRUTH = "incident"
"""The incident of the truth."""

OBJECTIVES = {
    "respond": "Notice the incident and take it on",
    "restore": "Contain it and restore the service",
    "tell": "Tell those who need to know, in time",
    "duties": "Meet what law and contracts ask",
    "learn": "Follow up and learn from it",
}

POINTS = {"respond": 6, "restore": 8, "tell": 4, "duties": 8, "learn": 3}
"""A first weight, the same for all of a kind: to be weighed by hand."""

MOST_TIMES = 12
"""Updates that are asked for at most: who keeps a rhythm that long has shown it."""

AFTERWARDS = ("review.scheduled", "review.held", "watch.started", "action-item.opened")


def clocks_of(history: History) -> dict[str, list[Clock]]:
    """Clock rule to its runnings about the incident that were really running, in order."""
    found: dict[str, list[Clock]] = {}
    for (incident, rule), runs in history.board.runs.items():
        if incident in history.family:
            real = [clock for clock in runs if clock.stopped_at != NEVER or not clock.waived or clock.announced]
            found.setdefault(rule, []).extend(real)
    return {rule: sorted(runs, key=lambda clock: clock.since) for rule, runs in found.items() if runs}


def expectations(history: History) -> list[dict[str, Any]]:
    """One for each clock that ran and can be judged before the end; its rhythm beside it where it is a cadence."""
    rules, found = history.board.rules, [_classify(history)]
    for name, runs in clocks_of(history).items():
        rule = rules.clocks.get(name)
        if rule is None or rule.per != "incident":
            continue
        stopped = next((clock for clock in runs if clock.stopped_at != NEVER), None)
        judged = runs[0].due <= history.ends or (stopped is not None and stopped.stopped_at <= history.ends)
        if judged:
            found += _about(history, rule, runs)
    found += _resolve(history)
    return found


def unjudged(history: History) -> list[str]:
    """Labels of the clocks that ran and fall due only after the exercise."""
    asked = {each["clock"] for each in expectations(history) if "clock" in each}
    rules = history.board.rules.clocks
    ran = [rules[name] for name in clocks_of(history) if name in rules and name not in asked]
    return [rule.label for rule in ran if rule.per == "incident"]


def objective_of(rule: ClockRule) -> str:
    """What a clock is about, by what it asks for."""
    stops = [each.event for each in rule.stops]
    if rule.legal or "notice.filed" in stops:
        return "duties"
    if any(each in ("update.sent", "statuspage.posted") for each in stops):
        return "tell"
    if "incident.acknowledged" in stops:
        return "respond"
    return "learn" if any(each in AFTERWARDS for each in [*stops, *(s.event for s in rule.starts)]) else "restore"


def _about(history: History, rule: ClockRule, runs: list[Clock]) -> list[dict[str, Any]]:
    objective = objective_of(rule)
    base = {"objective": objective, "role": rule.owner, "points": POINTS[objective]}
    found: list[dict[str, Any]] = [
        {"id": rule.id, "title": rule.label, **base, "clock": rule.id, "incident": TRUTH, "why": f"{rule.basis}."}
    ]
    if not rule.cadence:
        return found
    due = [clock for clock in runs if clock.due <= history.ends]
    if len(due) >= 2:
        patterns = [{"event": each.event, **({"where": each.where} if each.where else {})} for each in rule.stops]
        ways: dict[str, Any] = {"does": patterns[0]} if len(patterns) == 1 else {"any_of": patterns}
        found.append(
            {
                "id": f"{rule.id}-rhythm"[:64],
                "title": f"{rule.label}, again and again",
                **base,
                **ways,
                "at_least": min(len(due), MOST_TIMES),
                "incident": TRUTH,
                "why": f"{counted(len(due), 'interval')} passed then until it was over.",
            }
        )
    return found


def _classify(history: History) -> dict[str, Any]:
    """Severity and category, as they stood in the end; by the first deadline of the plan that asks for it."""
    rules, about = history.board.rules, history.about
    limits = [
        period.count
        for rule in rules.plan.clocks
        if rule.per == "incident" and any(each.event == "incident.detected" for each in rule.starts)
        for period in [rules.period(rule, about.severity)]
        if period is not None and period.unit == "ms" and objective_of(rule) in ("respond", "restore")
    ]
    found: dict[str, Any] = {
        "id": "classify",
        "title": "Classify the incident",
        "objective": "respond",
        "role": rules.owners.get("classify", rules.plan.roles[0].id),
        "points": POINTS["respond"],
        "does": {"event": "incident.classified"},
        "values": {"severity": about.severity, "category": about.category},
        "incident": TRUTH,
    }
    if limits:
        found["by"] = format_duration(history.offset(first_sign(history)) + min(limits))
    found["why"] = "Severity and category set every other deadline."
    return found


def first_sign(history: History) -> int:
    """When the team could first know (ms of the session)."""
    return min([held.since for held in history.signs] + [history.about.since])


def _resolve(history: History) -> list[dict[str, Any]]:
    if history.about.resolved_at == NEVER:
        return []
    rules = history.board.rules
    return [
        {
            "id": "resolve",
            "title": "Say that it is over, once it is",
            "objective": "restore",
            "role": rules.owners.get("resolve", rules.plan.roles[0].id),
            "points": POINTS["restore"],
            "does": {"event": "incident.status-changed", "where": {"means": ["resolved", "closed"]}},
            "incident": TRUTH,
            "why": f"Then it was resolved at {format_instant(history.offset(history.about.resolved_at))}.",
        }
    ]


def truth_of(history: History, hiding: Hiding, signs: list[str], services: list[str]) -> dict[str, Any]:
    """What really was, as it stood in the end."""
    about = history.about
    incident: dict[str, Any] = {
        "id": TRUTH,
        "title": hiding.title(about.title) or "The incident",
        "severity": about.severity,
        "category": about.category,
    }
    if about.personal_data:
        incident["personal_data"] = True
    if services:
        incident["services"] = services
    incident["onset"] = _offset(history.offset(about.since))
    incident["signs"] = signs
    if about.cause:
        incident["cause"] = hiding.text(about.cause, 1_000)
    truth: dict[str, Any] = {"incidents": [incident]}
    if about.description:
        truth["story"] = hiding.text(about.description, 2_000)
    return truth


def _offset(at: int) -> str:
    return f"-{format_duration(-at)}" if at < 0 else format_duration(at)


def discussion(history: History, hiding: Hiding, signs: Signs) -> list[str]:
    """Questions that the course of things asks; they stand open when the exercise is over."""
    found = []
    for name, runs in clocks_of(history).items():
        rule = history.board.rules.clocks.get(name)
        if rule is not None:
            found += _late(history, rule, runs)
    for at, returned in returned_in(history):
        found.append(
            f"Then nobody touched the incident for {span(returned.untouched)} before {_at(history, at)}. "
            "What would have kept it in sight? Was it so today?"
        )
    missed = missed_pages(history)
    if missed:
        found.append(f"Then {counted(len(missed), 'page')} went unanswered. Whom do you call when nobody answers?")
    classified = [each.body for each in history.records if isinstance(each.body, IncidentClassified)]
    levels = list(dict.fromkeys(each.severity for each in classified if each.incident in history.family))
    if len(levels) > 1:
        found.append(f"Then its severity went from {' to '.join(levels)}. What could have been known at the beginning?")
    if len(history.family) > 1:
        found.append(f"Then it was first {len(history.family)} incidents. What showed that they were one?")
    recalled = sum(isinstance(each.body, UpdateRecalled) for each in history.records)
    if recalled:
        found.append(
            f"Then {counted(recalled, 'update')} had to be taken back before leaving. What was said too early?"
        )
    if signs.storms:
        found.append("How did you find the alert that mattered among so many of the same kind?")
    found.append("What did you do differently from the team of then, and what would you do again?")
    return [hiding.title(each, 400) for each in found]


def _late(history: History, rule: ClockRule, runs: list[Clock]) -> list[str]:
    """A question for a clock that was late or never met; one for all the intervals of a cadence."""
    late = [clock for clock in runs if clock.verdict(history.known) in ("late", "overdue")]
    if not late:
        return []
    if rule.cadence:
        of = counted(len(runs), "interval")
        return [f"'{rule.label}' was late in {len(late)} of {of} then. What makes a rhythm hold?"]
    clock = late[0]
    if clock.stopped_at == NEVER:
        return [f"'{rule.label}' was due at {_at(history, clock.due)} then, and never came. What stood in its way?"]
    over = span(clock.stopped_at - clock.due)
    return [f"'{rule.label}' came {over} after it was due then. What held it up, and what held you up?"]


def _at(history: History, at: int) -> str:
    return format_instant(history.offset(at))
