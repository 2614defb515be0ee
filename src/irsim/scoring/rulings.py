"""What facilitator and evaluator said of claims: what was spoken at the table and counts, key points that were heard,
the reactions to added injects, and verdicts that were put in the place of the rules'."""

import msgspec

from irsim.board.script import reaction_to
from irsim.events import KINDS
from irsim.events.facilitation import InjectAdded, StatementJudged
from irsim.log.records import Record
from irsim.plan.fields import EventPattern
from irsim.scenario.models import By, Expectation, Harm
from irsim.scoring.anchors import Finder, Found
from irsim.scoring.case import Case
from irsim.scoring.claims import CENTS, claim
from irsim.scoring.deadlines import Stop, judge_clock
from irsim.scoring.deeds import never_anchored
from irsim.scoring.scorecard import Claim, Verdict
from irsim.scoring.wording import lateness
from irsim.words.durations import format_instant

PARTLY = 0.5
"""What partly is worth when the evaluator says so, as a share of the points: she gives no fields to weigh."""


def expected_of_added(case: Case) -> list[Expectation]:
    """An expectation for each inject that the facilitator added with an objective: by an event, or to be rated."""
    found = []
    for record in case.of("inject.added"):
        body = record.body
        if not isinstance(body, InjectAdded) or not body.objective:
            continue
        by_event = body.does in KINDS
        found.append(
            Expectation.model_construct(
                id=reaction_to(body.inject),
                title=body.expects,
                objective=body.objective,
                role=body.role,
                points=max(1, body.points),
                by=By.model_construct(within=body.within, after=body.inject),
                does=EventPattern(event=body.does) if by_event else None,
                judge="rules" if by_event else "evaluator",
                why=f"The facilitator added {body.inject}: {body.title}",
            )
        )
    return found


def adjudicated(finder: Finder, expectation: Expectation) -> Claim | None:
    """The claim of an expectation that something said at the table meets, by when it was said; None where nothing does.

    The facilitator's word stands for the deed: nothing else is asked of it.
    """
    case = finder.case
    judged = [
        (record, body)
        for record in case.of("statement.judged")
        if isinstance(body := record.body, StatementJudged) and body.expectation == expectation.id
    ]
    if not judged:
        return None
    record, body = min(judged, key=lambda each: each[1].said_at)
    held = f"said at the table at {format_instant(body.said_at)}, and the facilitator held that it meets this"
    held += f": {body.reason}" if body.reason else ""
    if expectation.clock:
        stop = Stop(body.said_at, (body.statement, record.seq), held)
        return msgspec.structs.replace(judge_clock(finder, expectation, stop), basis="facilitator")
    limit = finder.limit(expectation)
    if limit is None:
        return never_anchored(case, expectation)
    worth = limit.worth(body.said_at, expectation.late_share)
    verdict: Verdict = "met" if limit.in_time(body.said_at) else "late"
    words = f"{expectation.title}, {limit.words}; {held}{lateness(limit, body.said_at, expectation.late_share)}"
    evidence: list[Found | int] = [body.statement, Found(body.said_at, record)]
    made = claim(expectation, verdict, words, share=worth, evidence=evidence, at=body.said_at, limit=limit)
    return msgspec.structs.replace(made, basis="facilitator")


def heard(finder: Finder, expectation: Expectation) -> Claim | None:
    """The claim of an expectation whose key points were ticked and which nobody rated; None where none was."""
    ticked = finder.case.board.show.ticked.get(expectation.id)
    if not ticked or not expectation.key_points:
        return None
    count, wanted = len(ticked), len(expectation.key_points)
    ticks = [r for r in finder.case.of("key-point.ticked") if getattr(r.body, "expectation", "") == expectation.id]
    words = f"{expectation.title}; {count} of {wanted} key points were heard: "
    words += ", ".join(point for number, point in enumerate(expectation.key_points, 1) if number in ticked)
    verdict: Verdict = "met" if count == wanted else "partly"
    made = claim(expectation, verdict, words, share=count / wanted, evidence=ticks, at=ticks[-1].at)
    return msgspec.structs.replace(made, basis="evaluator")


def overridden(case: Case, judged: Claim, item: Expectation | Harm) -> Claim:
    """The claim of `item` with the evaluator's verdict in the place of the rules' own, where she gave one."""
    ruling = case.board.show.overrides.get(judged.id)
    if ruling is None:
        return judged
    given = _ruled(case, judged.id)
    late = item.late_share / 100 if isinstance(item, Expectation) else 0.0
    share = {"met": 1.0, "late": late, "partly": PARTLY}.get(ruling.verdict, 0.0)
    lost = item.costs if ruling.verdict == "wrong" else 0
    return msgspec.structs.replace(
        judged,
        verdict=ruling.verdict,
        points=round(judged.possible * share, CENTS) - lost,
        evidence=sorted({*judged.evidence, given.seq}),
        rule=f"{judged.rule}; the evaluator held it to be {ruling.verdict}: {ruling.reason}",
        basis="evaluator",
        was=judged.verdict,
        overridden=ruling.reason,
    )


def seen_harm(case: Case, harm: Harm) -> Claim | None:
    """The claim of a harm that the rules did not see and the evaluator did; None where she said nothing of it."""
    ruling = case.board.show.overrides.get(harm.id)
    if ruling is None or ruling.verdict != "wrong":
        return None
    given = _ruled(case, harm.id)
    return Claim(
        id=harm.id,
        title=harm.title,
        objective=harm.objective,
        role=harm.role,
        verdict="not exercised",
        points=0.0,
        possible=0.0,
        evidence=[given.seq],
        rule=f"{harm.title}; the rules did not see it",
        why=harm.why,
        at=given.at,
        harm=True,
    )


def _ruled(case: Case, name: str) -> Record:
    """The record by which the evaluator's verdict on a claim stands."""
    return next(
        record
        for record in reversed(case.of("claim.overridden"))
        if getattr(record.body, "claim", "") == name and getattr(record.body, "verdict", "")
    )
