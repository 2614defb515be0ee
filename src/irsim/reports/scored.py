"""Everything that is scored of a recording, with what the report says beside the score: the shape of
`irsim score --json` and of a report written as JSON.

It is the scorecard with more lists at its end, so that who reads a scorecard reads this too. Instants and lengths are
in ms, -1 for what never came; `seq` and `evidence` are numbers of records. The shape is stable: fields are added, none
changes its meaning, and `form` is raised if that must be broken.
"""

from typing import Any

import msgspec
from msgspec import Struct

from irsim.board.state import NEVER
from irsim.events.after import ActionItemOpened, ObservationMade, QuestionnaireFilled, SatisfactionGiven
from irsim.events.world import MessageAnswered
from irsim.reports.account import facilitation, overview
from irsim.reports.account.chart import lanes
from irsim.reports.account.participants import attendance
from irsim.reports.account.source import Source
from irsim.reports.plain import one_line
from irsim.reports.verdicts import IMPROVEMENTS, by_objective
from irsim.scoring.ratings import Rating, ratings
from irsim.scoring.scorecard import Scorecard, TrueTime
from irsim.scoring.spread import Spread, spread

FORM = 1

TEXT = 400
"""Characters of a text in a list; the whole of it stands in the recording."""

COUNTED = tuple(name for name in TrueTime.__struct_fields__ if TrueTime.__annotations__[name] is int)
"""The times of an incident that are lengths or instants."""


class Held(Struct, frozen=True):
    """What was held: `planned` and `length` in ms, `records` how many the recording has."""

    name: str
    held: str
    starts: str
    family: str
    organisation: str
    planned: int
    length: int
    records: int
    broken: str
    seed: str
    rules: int


class Happening(Struct, frozen=True):
    """A line of the timeline."""

    seq: int
    at: int
    by: str
    kind: str
    text: str


class Exchange(Struct, frozen=True):
    """A message, an update, a page or a decision: when it came and when it was answered, sent or taken. `took` is
    between the two; `state` says how it ended."""

    sort: str
    id: str
    seq: int
    at: int
    due: int
    done: int
    took: int
    done_seq: int
    state: str
    title: str


class Observation(Struct, frozen=True):
    """What the evaluator wrote down."""

    seq: int
    at: int
    by: str
    objective: str
    expectation: str
    rating: str
    sort: str
    text: str


class Improvement(Struct, frozen=True):
    """A line of the improvement plan."""

    seq: int
    item: str
    incident: str
    objective: str
    issue: str
    action: str
    element: str
    owner: str
    contact: str
    start: str
    due: str
    priority: str
    measure: str
    status: str


class Participant(Struct, frozen=True):
    """Somebody who took a seat; `until` is -1 for who stayed."""

    role: str
    name: str
    proof: str
    since: int
    until: int
    commands: int


class Agreement(Struct, frozen=True):
    """How far participants agree with a statement; the spread is in hundredths."""

    statement: str
    spread: Spread
    lowest: int
    highest: int


class Left(Struct, frozen=True):
    """Points that were left in an objective."""

    objective: str
    label: str
    points: float
    claims: list[str]


class Scored(Scorecard, frozen=True):
    """The scorecard, and what the report tells beside it."""

    form: int = FORM
    session: Held | None = None
    ratings: list[Rating] = []
    spreads: dict[str, Spread] = {}
    """the times of `metrics.incidents` over all of them"""
    left: list[Left] = []
    exchanges: list[Exchange] = []
    observations: list[Observation] = []
    satisfaction: list[int] = []
    feedback: list[Agreement] = []
    improvements: list[Improvement] = []
    participants: list[Participant] = []
    facilitation: list[Happening] = []
    timeline: list[Happening] = []
    marks: list[dict[str, Any]] = []
    """what stands in the lanes of the figure: lane, at, seq, kind, verdict, claims"""
    bars: list[dict[str, Any]] = []
    """what stands in them with a length: lane, since, until, due, verdict, label"""


def scored(source: Source) -> Scored:
    """Everything, of a recording that was scored."""
    card = source.card
    own = {name: getattr(card, name) for name in Scorecard.__struct_fields__}
    drawn = lanes(source)
    return Scored(
        **own,
        session=_session(source),
        ratings=ratings(card.objectives, card.claims, source.records),
        spreads={
            name: spread(took for each in card.metrics.incidents if (took := getattr(each, name)) != NEVER)
            for name in COUNTED
        },
        left=_left(source),
        exchanges=_exchanges(source),
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
        timeline=[
            Happening(each.record.seq, each.record.at, each.record.by, each.told.kind, one_line(each.told.text, TEXT))
            for each in source.tellings
        ],
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
        planned=opened.setting.duration,
        length=source.now,
        records=len(source.records),
        broken=source.recording.broken,
        seed=opened.seed,
        rules=opened.rules,
    )


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
            body.contact,
            body.start_date,
            body.due_date,
            body.priority,
            body.measure,
            status.get(body.item, "pending"),
        )
        for record, body in source.of(ActionItemOpened)
    ]
