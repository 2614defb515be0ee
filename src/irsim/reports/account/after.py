"""After the incident: questions of the hot wash, feedback, and the improvement plan."""

from irsim.events.after import (
    ActionItemOpened,
    ActionItemProgressed,
    FeedbackGiven,
    LessonRecorded,
    SatisfactionGiven,
    ThresholdProposed,
)
from irsim.events.session import DiscussionOpened
from irsim.reports.account.analysis import capability
from irsim.reports.account.source import Row, Source
from irsim.reports.verdicts import IMPROVEMENTS, by_objective, points, sign

TOPICS = {"strength": "Strengths", "gap": "Gaps", "fix": "Fixes"}


def questions(source: Source) -> list[str]:
    """The questions of the scenario's hot wash."""
    return [source.filled(question) for question in source.loaded.scenario.discussion] if source.loaded else []


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
    progress = {body.item: body for _, body in source.of(ActionItemProgressed)}
    rows: list[Row] = []
    for record, body in source.of(ActionItemOpened):
        latest = progress.get(body.item)
        status = latest.status.replace("_", " ") + (f": {latest.note}" if latest.note else "") if latest else "pending"
        rows.append(
            (
                body.item,
                capability(source, body.objective) if body.objective else "-",
                body.issue or f"from {body.incident}",
                f"{body.description} (follow-up of the plan)" if body.follow_up else body.description,
                body.element or "-",
                (source.names.role(body.owner) if body.follow_up else body.owner) or "-",
                body.contact or "-",
                body.start_date or "-",
                body.due_date or "-",
                body.priority or "-",
                body.measure or "-",
                f"{status}; opened {source.ref(record.seq)}",
            )
        )
    return rows


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
