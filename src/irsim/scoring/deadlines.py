"""Claims about clocks: a hidden clock of the truth, from the first sign that reached a seat, at the true severity.

The board shows the clock that the team made for itself: from its own detection, at the severity that it assigned. Who
declares late would have all the time in the world; here late is late.
"""

from dataclasses import dataclass
from typing import Any

from irsim.board.clockwork import promise_of
from irsim.board.fold import instant_of
from irsim.board.fold.base import subject_of
from irsim.board.rules import leg_mark
from irsim.board.state import NEVER
from irsim.log.records import Record
from irsim.plan.models import ClockRule
from irsim.scenario.models import Expectation
from irsim.scoring.anchors import Finder, Found, Limit
from irsim.scoring.claims import claim
from irsim.scoring.scorecard import Claim, Verdict
from irsim.scoring.truth import Realised, false_alarm
from irsim.scoring.wording import lateness, pattern_words
from irsim.words.calendar import PROMISED
from irsim.words.conditions import in_words, satisfied
from irsim.words.durations import format_instant
from irsim.words.patterns import read_field


@dataclass(frozen=True)
class Stop:
    """What stops a hidden clock: the instant that counts (ms; NEVER where it never came), its records, and in words."""

    instant: int
    evidence: tuple[int, ...]
    words: str


def judge_clock(finder: Finder, expectation: Expectation, spoken: Stop | None = None) -> Claim:
    """The claim about a clock of the plan for an incident of the truth; `spoken` stands for what stops it."""
    case = finder.case
    realised = finder.truths.get(expectation.incident or "")
    rule = case.board.rules.clocks.get(expectation.clock or "")
    if realised is None or rule is None:
        words = f"{expectation.title}; the plan has no such clock, or the truth no such incident"
        return claim(expectation, "not exercised", words)
    what = f"{expectation.title}: {rule.label}"
    idle = _never_ran(finder, realised, rule)
    if idle:
        return claim(expectation, "not exercised", f"{what}; {idle}")
    begun = _begun(finder, realised, rule)
    if begun is None:
        starts = " or ".join(pattern_words(item) for item in rule.starts)
        if not case.ended:
            words = f"{what}; it runs from {starts}, which has not come yet"
            return claim(expectation, "not exercised", words)
        words = f"{what}; the incident is real and asks for it, but what starts the clock never came: {starts}"
        return claim(expectation, "missed", words, evidence=_sign(realised))
    limit = _limit(finder, rule, realised, begun)
    stop = spoken or _stop(finder, realised, rule, begun)
    words = f"{what}, {limit.words}{_as_assigned(finder, realised)}; {stop.words}"
    in_time = stop.instant != NEVER and limit.in_time(stop.instant)
    if not in_time and case.off_stage(limit.due, rule.id):
        words += f"; it fell due off stage, at {format_instant(limit.due)}"
        return claim(expectation, "not exercised", words, evidence=stop.evidence, limit=limit)
    if stop.instant == NEVER:
        if not case.reached(limit.due):
            words += f"; at {format_instant(case.now)} it was not yet due"
            return claim(expectation, "not exercised", words, evidence=stop.evidence, limit=limit)
        words += "; what counts: " + " or ".join(pattern_words(item) for item in rule.stops)
        return claim(expectation, "missed", words, evidence=stop.evidence, limit=limit)
    words += lateness(limit, stop.instant, expectation.late_share)
    share = limit.worth(stop.instant, expectation.late_share)
    verdict: Verdict = "met" if in_time else "late"
    return claim(expectation, verdict, words, share=share, evidence=stop.evidence, at=stop.instant, limit=limit)


def _sign(realised: Realised) -> list[Record]:
    return [realised.first_sign] if realised.first_sign is not None else []


def _never_ran(finder: Finder, realised: Realised, rule: ClockRule) -> str:
    """Why the plan asks nothing here; empty where the clock runs."""
    truth = realised.truth
    if realised.first_sign is None:
        return f"no sign of '{truth.title}' reached anybody"
    if finder.case.board.rules.period(rule, truth.severity) is None:
        return f"the plan sets no time at {truth.severity}, which it truly was"
    if rule.when and not any(_truly(finder, realised, condition) for condition in rule.when):
        return f"it only runs where {' or '.join(map(in_words, rule.when))}, and it truly was not so"
    return ""


def _truly(finder: Finder, realised: Realised, condition: dict[str, Any]) -> bool:
    return all(satisfied(_true_field(finder, realised, path), wanted) for path, wanted in condition.items())


def _true_field(finder: Finder, realised: Realised, path: str) -> object:
    """What is true of the incident; what the truth does not tell, as the team recorded it."""
    if path.split(".")[0] in type(realised.truth).model_fields:
        return read_field(realised.truth, path)
    return [read_field(finder.case.board.incidents[name], path) for name in realised.incidents]


def _begun(finder: Finder, realised: Realised, rule: ClockRule) -> Found | None:
    """The first sign for what runs from detection; else the first event that the plan names, on our incidents.

    A page goes out when it is recorded, whenever it was said that it should.
    """
    if realised.first_sign is not None and any(item.event == "incident.detected" for item in rule.starts):
        return Found(realised.first_sign.at, realised.first_sign)
    starts = [*rule.starts, *(item for leg in rule.also for item in leg.starts)]
    ours = [each.record for each in finder.matches(starts) if _on(realised, each)]
    if rule.per == "promise":
        ours = [record for record in ours if promise_of(finder.case.board, record.body)]
    if not ours:
        return None
    begun = ours[-1] if rule.latest else ours[0]
    return Found(begun.at if rule.per == "page" else instant_of(finder.case.board, begun), begun)


def _on(realised: Realised, each: Found) -> bool:
    return getattr(each.record.body, "incident", "") in realised.incidents


def _limit(finder: Finder, rule: ClockRule, realised: Realised, begun: Found) -> Limit:
    rules, severity = finder.case.board.rules, realised.truth.severity
    period = rules.period(rule, severity)
    if period is None:
        raise ValueError(f"clock '{rule.id}' does not apply at {severity}")
    if period.unit == PROMISED:
        due = begun.instant + promise_of(finder.case.board, begun.record.body)
    else:
        due = rules.aim(rule, severity, begun.instant, _marks(finder, realised, rule)) or begun.instant
    strict = rule.under is not None
    first = begun.record is realised.first_sign
    words = f"{'under' if strict else 'within'} {period.written} of {format_instant(begun.instant)}"
    words += f" ({'its first sign' if first else 'its start'}; truly {severity})"
    return Limit(begun.instant, due, words, begun.record, strict)


def _marks(finder: Finder, realised: Realised, rule: ClockRule) -> dict[str, int]:
    """When each start of a clock that has several came."""
    marks: dict[str, int] = {}
    for mark, starts in [(rule.id, rule.starts), *((leg_mark(rule, leg), leg.starts) for leg in rule.also)]:
        for each in finder.matches(starts):
            if _on(realised, each) and (rule.latest or mark not in marks):
                marks[mark] = instant_of(finder.case.board, each.record)
    return marks


def _as_assigned(finder: Finder, realised: Realised) -> str:
    """Where board and truth differ, the debrief says so."""
    incidents = finder.case.board.incidents
    differing = [n for n in realised.incidents if incidents[n].severity != realised.truth.severity]
    return "".join(f"; the team had {name} as {incidents[name].severity}" for name in differing)


def _stop(finder: Finder, realised: Realised, rule: ClockRule, begun: Found) -> Stop:
    """The first stop on our incidents; containment counts once the world agrees."""
    subject = subject_of(rule, begun.record.body)
    earliest = finder.case.board.rules.earliest_stop(rule, begun.instant) if rule.not_before else NEVER
    stops = [
        each
        for each in finder.matches(rule.stops)
        if _on(realised, each)
        and not false_alarm(finder.case.board.incidents[getattr(each.record.body, "incident", "")], each.record)
        and (not rule.cadence or each.instant >= begun.instant)
        and each.instant >= earliest
        and (not subject or (subject_of(rule, each.record.body) == subject and each.record.seq > begun.record.seq))
    ]
    if not stops:
        return Stop(NEVER, (), _undone(realised))
    done = stops[0]
    words = f"done at {format_instant(done.instant)}"
    if not (realised.truth.faults and _contains(rule)):
        return Stop(done.instant, (done.record.seq,), words)
    world = realised.contained_at
    evidence = (done.record.seq, *realised.ended)
    words = f"declared contained at {format_instant(done.instant)}"
    if world == NEVER:
        return Stop(NEVER, evidence, f"{words}, but it never was: its faults had not ended")
    if world > done.instant:
        words += f", before it was: the last of its faults ended at {format_instant(world)}, which counts"
    return Stop(max(done.instant, world), evidence, words)


def _undone(realised: Realised) -> str:
    if not realised.incidents:
        return "no incident on the board stands for it"
    return "not done" + (" by the team, though its faults had ended" if realised.contained_at != NEVER else "")


def _contains(rule: ClockRule) -> bool:
    """Whether the clock stops at containment, which the world judges."""
    for item in rule.stops:
        means = item.where.get("means", [])
        if item.event == "incident.status-changed" and "contained" in (means if isinstance(means, list) else [means]):
            return True
    return False
