"""Review, improvement, observation and feedback, told."""

from irsim.events import after as events
from irsim.reports.plain import few_lines, one_line
from irsim.reports.telling.base import Teller, Told, because, tells

RATINGS = {
    "P": "performed without challenges",
    "S": "performed with some challenges",
    "M": "performed with major challenges",
    "U": "unable to be performed",
}
"""The exercise evaluation guide's ratings (HSEEP)."""


@tells(events.ReviewScheduled)
def _scheduled(body: events.ReviewScheduled, t: Teller) -> Told:
    return Told("review", f"{one_line(body.incident, 40)} post-mortem scheduled{t.by} for {one_line(body.when)}")


@tells(events.ReviewHeld)
def _held(body: events.ReviewHeld, t: Teller) -> Told:
    return Told("review", f"{one_line(body.incident, 40)} post-mortem held{t.by}", few_lines(body.summary))


@tells(events.ActionItemOpened)
def _opened(body: events.ActionItemOpened, t: Teller) -> Told:
    parts = [f"{one_line(body.priority, 20)} priority"] if body.priority else []
    parts += [f"owner {one_line(body.owner, 80)}"] if body.owner else []
    parts += [f"due {one_line(body.due_date, 40)}"] if body.due_date else []
    about = f"{one_line(body.item, 40)} for {one_line(body.incident, 40)}{t.by}"
    measure = f"Success shows in: {one_line(body.measure, 400)}" if body.measure else ""
    details = ", ".join(parts) or "no owner yet"
    return Told("improve", f"{about}: {one_line(body.description, 600)} ({details})", measure)


@tells(events.ActionItemProgressed)
def _progressed(body: events.ActionItemProgressed, t: Teller) -> Told:
    status = one_line(body.status.replace("_", " "), 40)
    return Told("improve", f"{one_line(body.item, 40)} is {status}{t.by}{because(one_line(body.note, 400))}")


@tells(events.ObservationMade)
def _observed(body: events.ObservationMade, t: Teller) -> Told:
    about = one_line(t.board.opened.setting.objectives.get(body.objective, body.objective) or body.expectation)
    rating = f"{body.rating}, {RATINGS[body.rating]}" if body.rating in RATINGS else one_line(body.rating, 20)
    parts = ": ".join(part for part in (about, rating) if part)
    return Told("rating", f"{t.who}, {parts}" if parts else t.who, few_lines(body.text))


@tells(events.FeedbackGiven)
def _feedback(body: events.FeedbackGiven, t: Teller) -> Told:
    topic = f", {one_line(body.topic, 40)}" if body.topic else ""
    return Told("feedback", f"{t.who}{topic}: {one_line(body.text, 1_000)}")
