"""Fills in everything that is scored, from a recording that was told."""

from typing import Any

import msgspec

from irsim.board.state import NEVER, Incident
from irsim.events import kind_of
from irsim.events.after import ActionItemOpened, ObservationMade, QuestionnaireFilled, SatisfactionGiven
from irsim.events.communication import NoticeFiled
from irsim.events.session import LIVE
from irsim.events.world import FaultEnded, FaultStarted, MessageAnswered
from irsim.reports.account import after, communication, facilitation, overview, work
from irsim.reports.account.chart import lanes
from irsim.reports.account.participants import attendance
from irsim.reports.account.source import Source
from irsim.reports.account.timeline import PRIVATE
from irsim.reports.plain import one_line
from irsim.reports.scored.shape import (
    Act,
    Agreement,
    Alternative,
    Exchange,
    Happening,
    Held,
    Improvement,
    Left,
    Observation,
    Opened,
    Participant,
    Scored,
    TrueIncident,
)
from irsim.reports.verdicts import IMPROVEMENTS, by_objective
from irsim.scoring.expectations import RATINGS
from irsim.scoring.ratings import ratings
from irsim.scoring.scorecard import Scorecard, TrueTime
from irsim.scoring.spread import spread

TEXT = 400
"""Characters of a text in a list; the whole of it stands in the recording."""

LONG = 2_000
"""Characters of a notice's content."""

COUNTED = tuple(name for name in TrueTime.__struct_fields__ if TrueTime.__annotations__[name] is int)
"""The times of an incident that are lengths or instants."""


def scored(source: Source) -> Scored:
    """Everything, of a recording that was scored."""
    card = source.card
    own = {name: getattr(card, name) for name in Scorecard.__struct_fields__}
    drawn = lanes(source)
    return Scored(
        **own,
        session=_session(source),
        worth={letter: share for letter, (_, share, _) in RATINGS.items()},
        ratings=ratings(card.objectives, card.claims, source.records),
        spreads={
            name: spread(took for each in card.metrics.incidents if (took := getattr(each, name)) != NEVER)
            for name in COUNTED
        },
        left=_left(source),
        truth=_truth(source),
        incidents=[_opened(about) for about in source.board.incidents.values()],
        exchanges=_exchanges(source),
        alternatives=_alternatives(source),
        notices=[
            Happening(
                record.seq, record.at, record.by, body.regime, one_line(communication.content(source, body), LONG)
            )
            for record, body in source.of(NoticeFiled)
        ],
        actions=_actions(source),
        observations=[
            Observation(
                record.seq,
                record.at,
                record.by,
                body.objective,
                body.expectation,
                body.rating,
                body.sort,
                one_line(body.text, TEXT),
            )
            for record, body in source.of(ObservationMade)
        ],
        satisfaction=[body.score for _, body in source.of(SatisfactionGiven)],
        feedback=_agreements(source),
        questions=after.questions(source),
        improvements=_improvements(source),
        participants=[
            Participant(each.role, each.name, each.proof, each.since, each.until, each.commands)
            for each in attendance(source)
        ],
        facilitation=[
            Happening(record.seq, record.at, record.by, told[0], one_line(told[1], TEXT))
            for record in source.records
            if (tell := facilitation.TELLINGS.get(type(record.body))) is not None
            for told in [tell(source, record.body)]
        ],
        timeline=_timeline(source),
        marks=[_without(each, "text", "by") for each in drawn.marks],
        bars=[_without(each) for each in drawn.bars],
    )


def as_json(everything: Scored) -> str:
    """Indented, for people and diffs too."""
    return msgspec.json.format(msgspec.json.encode(everything), indent=2).decode()


def _without(each: object, *names: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(each)
    return {name: value for name, value in found.items() if name not in names}


def _session(source: Source) -> Held:
    opened = source.board.opened
    return Held(
        name=overview.title(source),
        held=opened.held,
        starts=opened.starts,
        family=source.loaded.scenario.family if source.loaded else "",
        organisation=source.board.rules.plan.plan.organisation,
        planned=0 if opened.engine == LIVE else opened.setting.duration,
        length=source.now,
        records=len(source.records),
        broken=source.recording.broken,
        seed=opened.seed,
        rules=opened.rules,
    )


def _truth(source: Source) -> list[TrueIncident]:
    incidents = source.loaded.scenario.truth.incidents if source.loaded else []
    return [
        TrueIncident(
            each.id, source.filled(each.title), each.severity, each.category, each.onset, source.filled(each.cause)
        )
        for each in incidents
    ]


def _opened(about: Incident) -> Opened:
    return Opened(
        id=about.id,
        title=one_line(about.title, TEXT),
        severity=about.severity,
        category=about.category,
        status=about.status,
        detected=about.since,
        declared=about.declared_at,
        acknowledged=about.acknowledged_at,
        classified=about.classified_at,
        contained=about.contained_at,
        resolved=about.resolved_at,
        closed=about.closed_at,
        aware=about.aware_at,
        review=about.review_at,
        customers=about.affected_customers,
        users=about.affected_users,
        revenue=about.impact.revenue if about.impact else 0,
        response_time=about.response_time,
        resolution_time=about.resolution_time,
    )


def _alternatives(source: Source) -> list[Alternative]:
    rules = {rule.id: rule for rule in source.loaded.scenario.decisions} if source.loaded else {}
    found = []
    for decision in source.board.decisions.values():
        rule = rules.get(decision.id)
        why = {each.id: source.filled(each.why) for each in rule.alternatives} if rule else {}
        found += [
            Alternative(decision.id, name, text, why.get(name, ""), name == decision.choice)
            for name, text in decision.alternatives.items()
        ]
    return found


def _actions(source: Source) -> list[Act]:
    found = []
    for record, body, done in work.acts(source):
        at = done[0].at if done else NEVER
        result = one_line(done[1].result, TEXT) if done else ""
        took = at - record.at if done else NEVER
        found.append(Act(record.seq, record.at, record.by, body.action, body.incident, at, took, result))
    return found


def _timeline(source: Source) -> list[Happening]:
    """What was told, and the faults, which nobody was told of while they lasted."""
    found = [
        Happening(each.record.seq, each.record.at, each.record.by, each.told.kind, one_line(each.told.text, TEXT))
        for each in source.tellings
        if type(each.record.body) not in PRIVATE
    ]
    found += [
        Happening(record.seq, record.at, record.by, kind_of(record.body), record.body.fault)
        for record in source.records
        if isinstance(record.body, FaultStarted | FaultEnded)
    ]
    return sorted(found, key=lambda each: each.seq)


def _left(source: Source) -> list[Left]:
    found = []
    for id, label, claims in by_objective(source.card):
        short = [claim for claim in claims if claim.verdict in IMPROVEMENTS]
        if short:
            left = round(sum(claim.possible - claim.points for claim in short), 2)
            found.append(Left(id, label, left, [claim.id for claim in short]))
    return found


def _exchanges(source: Source) -> list[Exchange]:
    board = source.board
    answers = {body.message: record.seq for record, body in source.of(MessageAnswered)}
    found = [
        _exchange("message", each.id, each.seq, each.delivered_at, each.answer_by, each.answered_at, each.title)
        for each in board.messages.values()
    ]
    found += [
        _exchange("update", each.id, each.seq, each.queued_at, NEVER, each.sent_at, f"to {each.audience}")
        for each in board.updates.values()
    ]
    found += [
        _exchange("page", each.id, each.seq, each.sent_at, each.answer_by, each.acknowledged_at, f"to {each.contact}")
        for each in board.pages.values()
    ]
    found += [
        _exchange("decision", each.id, each.seq, each.offered_at, each.closes, each.taken_at, each.question)
        for each in board.decisions.values()
    ]
    return [
        msgspec.structs.replace(each, done_seq=answers[each.id]) if each.id in answers else each
        for each in sorted(found, key=lambda each: each.seq)
    ]


def _exchange(sort: str, id: str, seq: int, at: int, due: int, done: int, title: str) -> Exchange:
    took = done - at if done != NEVER else NEVER
    late = done != NEVER and due > 0 and done > due
    state = "late" if late else "done" if done != NEVER else "open"
    return Exchange(sort, id, seq, at, due or NEVER, done, took, NEVER, state, one_line(title, TEXT))


def _agreements(source: Source) -> list[Agreement]:
    forms = [body.ratings for _, body in source.of(QuestionnaireFilled)]
    found = []
    for name in dict.fromkeys(name for form in forms for name in form):
        given = [form[name] for form in forms if name in form]
        found.append(Agreement(name, spread(rating * 100 for rating in given), min(given), max(given)))
    return found


def _improvements(source: Source) -> list[Improvement]:
    status = {name: str(item["status"]) for name, item in source.board.items.items()}
    return [
        Improvement(
            record.seq,
            body.item,
            body.incident,
            body.objective,
            body.issue,
            body.description,
            body.element,
            body.owner,
            body.person,
            body.start_date,
            body.due_date,
            body.priority,
            body.measure,
            status.get(body.item, "pending"),
        )
        for record, body in source.of(ActionItemOpened)
    ]
