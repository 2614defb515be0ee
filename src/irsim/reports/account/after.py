"""After the incident: questions of the hot wash, feedback, and the improvement plan."""

from irsim.events.after import (
    ActionItemOpened,
    ActionItemProgressed,
    FeedbackGiven,
    LessonRecorded,
    QuestionnaireFilled,
    SatisfactionGiven,
    ThresholdProposed,
)
from irsim.events.session import DiscussionOpened
from irsim.log.records import Record
from irsim.reports.account.analysis import capability
from irsim.reports.account.source import Row, Source
from irsim.reports.verdicts import IMPROVEMENTS, by_objective, points, sign
from irsim.scoring.spread import spread

TOPICS = {"strength": "Strengths", "gap": "Gaps", "fix": "Fixes"}


def questions(source: Source) -> list[str]:
    """The questions of the scenario's hot wash."""
    return [source.filled(question) for question in source.loaded.scenario.discussion] if source.loaded else []


def agree(source: Source) -> list[Row]:
    """How far participants agree with each statement of the plan: statement, n, mean, median, lowest and highest.
    Nobody's form is named: who wrote what is for facilitator and evaluator."""
    forms = [body.ratings for _, body in source.of(QuestionnaireFilled)]
    rows: list[Row] = []
    for name in dict.fromkeys(name for form in forms for name in form):
        given = [form[name] for form in forms if name in form]
        over = spread(rating * 100 for rating in given)
        figures = ("-" if each is None else f"{each // 100}.{each % 100:02d}" for each in (over.mean, over.median))
        rows.append((source.names.statement(name), str(over.n), *figures, str(min(given)), str(max(given))))
    return rows


def written(source: Source) -> list[tuple[str, list[Row]]]:
    """What participants wrote into their forms, by heading, without their names."""
    forms = [body for _, body in source.of(QuestionnaireFilled)]
    actions: list[Row] = [
        (each.text, each.priority, each.owner or "-", each.due_date or "-") for form in forms for each in form.actions
    ]
    found: list[tuple[str, list[Row]]] = [
        ("Strengths, as participants wrote", [(text,) for form in forms for text in form.strengths]),
        ("Areas for improvement, as participants wrote", [(text,) for form in forms for text in form.improvements]),
        ("Plans and training to review", [(text,) for form in forms for text in form.review]),
        ("Corrective actions that participants propose", actions),
    ]
    return [(title, rows) for title, rows in found if rows]


def forms(source: Source) -> int:
    """How many participants filled in a form."""
    return len(source.of(QuestionnaireFilled))


def discussions(source: Source) -> list[Row]:
    """Questions that were put to the table during the exercise."""
    return [
        (source.ref(record.seq), question)
        for record, body in source.of(DiscussionOpened)
        for question in body.questions
    ]


def feedback(source: Source) -> list[tuple[str, list[Row]]]:
    """Feedback by topic: strengths, gaps, fixes, and what belongs to none of these."""
    given = source.of(FeedbackGiven)
    groups: list[tuple[str, list[Row]]] = []
    for topic, label in {**TOPICS, "": "Other feedback"}.items():
        rows: list[Row] = [
            (source.ref(record.seq), source.names.who(record.by), body.text)
            for record, body in given
            if body.topic == topic or (not topic and body.topic not in TOPICS)
        ]
        if rows:
            groups.append((label, rows))
    return groups


def improvement_plan(source: Source) -> list[Row]:
    """The improvements that were opened, with their latest status. Nothing is invented: what is not said stays open."""
    return [
        (
            body.item,
            body.incident,
            f"{body.description} (follow-up)" if body.follow_up else body.description,
            _responsible(source, body),
            body.priority or "-",
            body.due_date or "-",
            body.measure or "-",
            _status(source, record, body),
        )
        for record, body in source.of(ActionItemOpened)
    ]


def improvements(source: Source) -> list[Row]:
    """The same in the columns of an AAR's improvement plan."""
    return [
        (
            body.item,
            capability(source, body.objective) if body.objective else "-",
            body.issue or (f"from {body.incident}" if body.incident else "from the feedback"),
            f"{body.description} (follow-up of the plan)" if body.follow_up else body.description,
            body.element or "-",
            _responsible(source, body),
            body.person or "-",
            body.start_date or "-",
            body.due_date or "-",
            body.priority or "-",
            body.measure or "-",
            _status(source, record, body),
        )
        for record, body in source.of(ActionItemOpened)
    ]


def _responsible(source: Source, body: ActionItemOpened) -> str:
    return (source.names.role(body.owner) if body.follow_up else body.owner) or "-"


def _status(source: Source, record: Record, body: ActionItemOpened) -> str:
    latest = next((each for _, each in reversed(source.of(ActionItemProgressed)) if each.item == body.item), None)
    note = f": {latest.note}" if latest and latest.note else ""
    return f"{latest.status.replace('_', ' ') if latest else 'pending'}{note}; opened {source.ref(record.seq)}"


def without_action(source: Source) -> list[Row]:
    """Objectives in which something was left and for which no improvement is named: capability, claims, points."""
    named = {body.objective for _, body in source.of(ActionItemOpened)}
    rows: list[Row] = []
    for id, _, claims in by_objective(source.card):
        short = [claim for claim in claims if claim.verdict in IMPROVEMENTS]
        if short and id not in named:
            titles = "; ".join(f"{claim.title} ({sign(claim.verdict)})" for claim in short)
            left = sum(claim.possible - claim.points for claim in short)
            rows.append((capability(source, id), titles, points(left)))
    return rows


def lessons(source: Source) -> list[Row]:
    """Lessons, and what of the plan each changes."""
    return [
        (
            source.ref(record.seq),
            body.incident,
            body.lesson_kind,
            body.text,
            f"{body.section}: {body.change}" if body.section and body.change else body.section or "-",
        )
        for record, body in source.of(LessonRecorded)
    ]


def thresholds(source: Source) -> list[Row]:
    """Thresholds that are to be changed."""
    return [
        (
            source.ref(record.seq),
            body.incident,
            source.names.monitor(body.monitor),
            f"{body.side} {body.written}",
            body.reason or "-",
        )
        for record, body in source.of(ThresholdProposed)
    ]


def satisfaction(source: Source) -> list[Row]:
    """How content people inside are with the resolution."""
    return [
        (source.ref(record.seq), body.incident, source.names.who(record.by), f"{body.score} of 5", body.text or "-")
        for record, body in source.of(SatisfactionGiven)
    ]
