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
    moment = t.names.moment(body.starts, year=True) if body.starts is not None else one_line(body.when)
    groups = f", with {t.names.attendees(body.attendees)}" if body.attendees else ""
    return Told("review", f"{one_line(body.incident, 40)} post-mortem scheduled{t.by} for {moment}{groups}")


@tells(events.ReviewHeld)
def _held(body: events.ReviewHeld, t: Teller) -> Told:
    groups = f", with {t.names.attendees(body.attendees)}" if body.attendees else ""
    return Told("review", f"{one_line(body.incident, 40)} post-mortem held{t.by}{groups}", few_lines(body.summary))


@tells(events.ActionItemOpened)
def _opened(body: events.ActionItemOpened, t: Teller) -> Told:
    parts = [f"{one_line(body.priority, 20)} priority"] if body.priority else []
    owner = t.names.role(body.owner) if body.follow_up else one_line(body.owner, 80)
    parts += [f"owner {owner}"] if body.owner else []
    parts += [f"due {one_line(body.due_date, 40)}"] if body.due_date else []
    kind = "follow-up " if body.follow_up else ""
    of = one_line(body.incident, 40) or "the exercise"
    about = f"{kind}{one_line(body.item, 40)} for {of}{t.by}"
    measure = f"Success shows in: {one_line(body.measure, 400)}" if body.measure and not body.follow_up else ""
    details = ", ".join(parts) or "no owner yet"
    return Told("improve", f"{about}: {one_line(body.description, 600)} ({details})", measure)


@tells(events.ActionItemProgressed)
def _progressed(body: events.ActionItemProgressed, t: Teller) -> Told:
    status = one_line(body.status.replace("_", " "), 40)
    item = t.board.items.get(body.item)
    what = f" ({one_line(item['description'], 100)})" if item else ""
    return Told("improve", f"{one_line(body.item, 40)}{what} is {status}{t.by}{because(one_line(body.note, 400))}")


@tells(events.LessonRecorded)
def _lesson(body: events.LessonRecorded, t: Teller) -> Told:
    kind = f" ({one_line(body.lesson_kind, 40)})" if body.lesson_kind else ""
    change = f": {one_line(body.change, 600)}" if body.change else ""
    section = f"Changes the plan's {one_line(body.section.replace('_', ' '), 60)}{change}" if body.section else ""
    return Told("lesson", f"{one_line(body.incident, 40)}, {t.who}{kind}: {one_line(body.text, 1_000)}", section)


@tells(events.ThresholdProposed)
def _threshold(body: events.ThresholdProposed, t: Teller) -> Told:
    value = f"{one_line(body.side, 20)} {one_line(body.written, 40)}"
    text = f"{one_line(body.incident, 40)} threshold proposed{t.by}: {t.names.monitor(body.monitor)} {value}"
    return Told("lesson", text + because(one_line(body.reason, 400)))


@tells(events.SatisfactionGiven)
def _satisfaction(body: events.SatisfactionGiven, t: Teller) -> Told:
    text = f"{one_line(body.incident, 40)} resolution: {body.score} of 5{t.by}{because(one_line(body.text, 600))}"
    return Told("feedback", text)


@tells(events.ObservationMade)
def _observed(body: events.ObservationMade, t: Teller) -> Told:
    about = one_line(t.board.opened.setting.objectives.get(body.objective, body.objective) or body.expectation)
    rating = f"{body.rating}, {RATINGS[body.rating]}" if body.rating in RATINGS else one_line(body.rating, 20)
    parts = ": ".join(part for part in (about, rating) if part)
    return Told("rating", f"{t.who}, {parts}" if parts else t.who, few_lines(body.text))


@tells(events.FeedbackGiven)
def _feedback(body: events.FeedbackGiven, t: Teller) -> Told:
    topic = f", {one_line(body.topic, 40)}" if body.topic else ""
    became = f" ({one_line(body.item, 40)})" if body.item else ""
    return Told("feedback", f"{t.who}{topic}: {one_line(body.text, 1_000)}{became}")


@tells(events.HotWashOpened)
def _washing(body: events.HotWashOpened, t: Teller) -> Told:
    questions = "\n".join(f"{n}. {one_line(question, 400)}" for n, question in enumerate(body.questions[:30], 1))
    return Told("feedback", "the hot wash begins: what went well, what did not, what to fix", questions, "notice")


@tells(events.QuestionnaireFilled)
def _filled(body: events.QuestionnaireFilled, t: Teller) -> Told:
    lines = [f"{t.names.statement(name)}: {rating} of 5" for name, rating in body.ratings.items()]
    for label, said in (("Strength", body.strengths), ("To improve", body.improvements), ("To review", body.review)):
        lines += [f"{label}: {one_line(text, 600)}" for text in said]
    for action in body.actions:
        by = f", owner {one_line(action.owner, 80)}" if action.owner else ""
        due = f", due {one_line(action.due_date, 40)}" if action.due_date else ""
        lines.append(f"Action: {one_line(action.text, 600)} ({one_line(action.priority, 20)} priority{by}{due})")
    became = f"; opened {', '.join(one_line(each, 40) for each in body.items)}" if body.items else ""
    return Told("feedback", f"{t.who} filled in the participants' feedback{became}", few_lines("\n".join(lines), 6_000))
