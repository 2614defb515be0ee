"""After the incident and after the exercise: review, improvement, observation, feedback."""

from typing import ClassVar

from irsim.commands.debriefing import Corrective
from irsim.events.base import CONTROL, Event


class ReviewScheduled(Event, frozen=True, tag="review.scheduled"):
    """The post-mortem has a date; `when` as it was given, `starts` (ms) the instant, None where it was words."""

    incident: str
    when: str
    starts: int | None = None
    attendees: tuple[str, ...] = ()


class ReviewHeld(Event, frozen=True, tag="review.held"):
    """The post-mortem took place."""

    incident: str
    summary: str = ""
    attendees: tuple[str, ...] = ()


class ActionItemOpened(Event, frozen=True, tag="action-item.opened"):
    """An improvement with an owner, a priority, a due date and how success will be measured.

    `follow_up` is the plan's follow-up that it carries out; the desk opens those. `objective` and `issue` say which
    objective it is about and what was wrong; `element` is planning, organisation, equipment, training or exercise;
    `owner` is the responsible organisation or role, `person` whom to ask.
    """

    item: str
    incident: str
    description: str
    owner: str = ""
    priority: str = "medium"
    due_date: str = ""
    measure: str = ""
    follow_up: str = ""
    objective: str = ""
    issue: str = ""
    element: str = ""
    person: str = ""
    start_date: str = ""


class ActionItemProgressed(Event, frozen=True, tag="action-item.progressed"):
    """pending, in_progress or completed."""

    item: str
    status: str
    note: str = ""
    incident: str = ""


class LessonRecorded(Event, frozen=True, tag="lesson.recorded"):
    """A lesson: process, tool or training; the section of the plan that it changes, and how."""

    incident: str
    text: str
    lesson_kind: str
    section: str = ""
    change: str = ""


class ThresholdProposed(Event, frozen=True, tag="threshold.proposed"):
    """A monitor of the plan is to fire above or below another `value`, in its unit; `written` as it was given."""

    incident: str
    monitor: str
    side: str
    written: str
    value: int
    reason: str = ""


class SatisfactionGiven(Event, frozen=True, tag="satisfaction.given"):
    """How content somebody inside is with how the incident was resolved: 1 (not at all) to 5 (very)."""

    incident: str
    score: int
    text: str = ""


class ObservationMade(Event, frozen=True, tag="observation.made"):
    """An evaluator's observation: rating P, S, M or U against an objective or an expectation; `sort` is strength or
    area (for improvement), empty where nobody said."""

    seen_by: ClassVar[str] = CONTROL
    text: str = ""
    objective: str = ""
    expectation: str = ""
    rating: str = ""
    sort: str = ""


class FeedbackGiven(Event, frozen=True, tag="feedback.given"):
    """Hot wash and participants' feedback: strengths, gaps and fixes in their own words."""

    text: str
    topic: str = ""
    item: str = ""
    """the improvement that it became"""


class HotWashOpened(Event, frozen=True, tag="hot-wash.opened"):
    """The exercise is over: what the scenario wants everybody to talk about. Before that it would tell too much."""

    questions: tuple[str, ...] = ()


class QuestionnaireFilled(Event, frozen=True, tag="questionnaire.filled"):
    """A participant's feedback: statement of the plan to 1 (not at all) to 5 (fully), strengths, areas for improvement,
    corrective actions, plans and training to review. `items` are the improvements that actions with an owner became.
    """

    seen_by: ClassVar[str] = CONTROL
    ratings: dict[str, int] = {}
    strengths: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()
    actions: tuple[Corrective, ...] = ()
    review: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
