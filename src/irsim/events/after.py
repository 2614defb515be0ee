"""After the incident and after the exercise: review, improvement, observation, feedback."""

from typing import ClassVar

from irsim.events.base import CONTROL, Event


class ReviewScheduled(Event, frozen=True, tag="review.scheduled"):
    """The post-mortem has a date; `when` is ISO 8601 or words."""

    incident: str
    when: str


class ReviewHeld(Event, frozen=True, tag="review.held"):
    """The post-mortem took place."""

    incident: str
    summary: str = ""


class ActionItemOpened(Event, frozen=True, tag="action-item.opened"):
    """An improvement with an owner, a priority, a due date and how success will be measured."""

    item: str
    incident: str
    description: str
    owner: str = ""
    priority: str = "medium"
    due_date: str = ""
    measure: str = ""


class ActionItemProgressed(Event, frozen=True, tag="action-item.progressed"):
    """pending, in_progress or completed."""

    item: str
    status: str
    note: str = ""


class ObservationMade(Event, frozen=True, tag="observation.made"):
    """An evaluator's observation: rating P, S, M or U against an objective or an expectation."""

    seen_by: ClassVar[str] = CONTROL
    text: str = ""
    objective: str = ""
    expectation: str = ""
    rating: str = ""


class FeedbackGiven(Event, frozen=True, tag="feedback.given"):
    """Hot wash and participants' feedback: strengths, gaps and fixes in their own words."""

    text: str
    topic: str = ""
