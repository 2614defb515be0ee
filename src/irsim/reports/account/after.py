"""After the incident: questions of the hot wash, feedback, and the improvement plan."""

from irsim.events.after import ActionItemOpened, ActionItemProgressed, FeedbackGiven
from irsim.events.session import DiscussionOpened
from irsim.reports.account.source import Row, Source

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
                body.incident,
                body.description,
                body.owner or "-",
                body.priority or "-",
                body.due_date or "-",
                body.measure or "-",
                f"{status}; opened {source.ref(record.seq)}",
            )
        )
    return rows
