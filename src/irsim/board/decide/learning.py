"""What is learnt: post-mortem, improvements and follow-ups, lessons, thresholds, satisfaction.

All but the post-mortem go on after the exercise, and on an incident that is closed.
"""

from datetime import datetime
from typing import Literal

from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice, find, incident, required, several
from irsim.board.state import Incident
from irsim.commands import Improve, Lesson, Progress, Review, Satisfaction, Threshold
from irsim.events.after import (
    ActionItemOpened,
    ActionItemProgressed,
    LessonRecorded,
    ReviewHeld,
    ReviewScheduled,
    SatisfactionGiven,
    ThresholdProposed,
)
from irsim.events.base import Event
from irsim.plan.models import Monitor
from irsim.words.calendar import milliseconds_between
from irsim.words.quantities import parse_quantity

PRIORITIES = ("high", "medium", "low")
STATUSES = ("pending", "in_progress", "completed")
LESSONS = ("process", "tool", "training")
ELEMENTS = ("planning", "organisation", "equipment", "training", "exercise")
"""What a capability is made of (HSEEP)."""


def review(board: Board, command: Review, at: int) -> list[Event]:
    """The post-mortem: an instant of the calendar that is still to come, or that it was held."""
    about = incident(board, command.incident)
    groups = board.rules.plan.review.attendees if board.rules.plan.review is not None else []
    attendees = command.attendees
    if groups:
        attendees = several({each.id: each for each in groups}, attendees, "group of attendees")
    if command.held:
        return [ReviewHeld(about.id, command.summary, attendees)]
    begins = _moment(board, required(command.when, "when it takes place"))
    if begins <= at:
        raise Refused("that moment has passed", f"give one after {board.rules.moment(at):%Y-%m-%d %H:%M}")
    return [ReviewScheduled(about.id, command.when.strip(), begins, attendees)]


def _moment(board: Board, written: str) -> int:
    """The instant (ms) of a date and a time; the plan's zone where none is given. Raises Refused."""
    try:
        given = datetime.fromisoformat(written.strip())
        if len(written.strip()) <= len("2026-11-19"):
            raise ValueError
        if given.tzinfo is None:
            given = given.replace(tzinfo=board.rules.calendar.zone)
        return milliseconds_between(board.rules.starts, given)
    except (ValueError, OverflowError):
        cure = "write it as 2026-11-19T14:00, in the plan's time zone, or 2026-11-19T13:00Z"
        raise Refused(f"'{written[:40]}' is no date with a time", cure) from None


def improve(board: Board, command: Improve, at: int) -> list[Event]:
    """An improvement."""
    about = _any(board, command.incident)
    if command.priority not in PRIORITIES:
        raise Refused(f"'{command.priority[:40]}' is no priority", "use high, medium or low")
    objective = choice(command.objective, board.opened.setting.objectives, "objective")
    element = choice(command.element, ELEMENTS, "capability element")
    return [
        ActionItemOpened(
            board.next_id("AI", board.items),
            about.id,
            required(command.description, "a description"),
            command.owner,
            command.priority,
            command.due_date,
            command.measure,
            objective=objective,
            issue=command.issue,
            element=element,
            person=command.person,
            start_date=command.start_date,
        )
    ]


def progress(board: Board, command: Progress, at: int) -> list[Event]:
    """How far an improvement or a follow-up is."""
    item = find(board.items, command.item, "improvement", "" if board.items else "open one with 'improve'")
    if command.status not in STATUSES:
        raise Refused(
            f"'{command.status[:40]}' is no status of an improvement", "use pending, in_progress or completed"
        )
    if item["status"] == command.status and not command.note.strip():
        raise Refused(f"{item['item']} is {command.status.replace('_', ' ')} already", "give another status, or a note")
    return [ActionItemProgressed(item["item"], command.status, command.note, item["incident"])]


def lesson(board: Board, command: Lesson, at: int) -> list[Event]:
    """A lesson, and what of the plan it changes."""
    about = _any(board, command.incident)
    choice(required(command.kind, "the kind of lesson"), LESSONS, "kind of lesson")
    section = choice(command.section, type(board.rules.plan).model_fields, "section of the plan")
    if command.change.strip() and not section:
        raise Refused("a change without a section of the plan", "name the section that it changes")
    return [LessonRecorded(about.id, required(command.text, "the lesson"), command.kind, section, command.change)]


def threshold(board: Board, command: Threshold, at: int) -> list[Event]:
    """Another threshold for a monitor, in the monitor's unit."""
    about = _any(board, command.incident)
    monitor = find(board.rules.monitors, command.monitor, "monitor of the plan")
    if not monitor.metric:
        raise Refused(f"{monitor.label} has no threshold: a source reports it", "name a monitor of a metric")
    if bool(command.above.strip()) == bool(command.below.strip()):
        raise Refused("a threshold is above or below one value", "give one of above and below")
    side: Literal["above", "below"] = "above" if command.above.strip() else "below"
    written = (command.above or command.below).strip()
    if getattr(monitor, side) is None:
        other = "below" if side == "above" else "above"
        raise Refused(f"{monitor.label} fires {other} a value, not {side}", f"give {other}")
    value = _quantity(monitor, written)
    if getattr(monitor, side) == value:
        raise Refused(f"{monitor.label} fires {side} {written} already", "propose another value")
    return [ThresholdProposed(about.id, monitor.id, side, written, value, command.reason)]


def _quantity(monitor: Monitor, written: str) -> int:
    try:
        return parse_quantity(written, monitor.unit)
    except ValueError as error:
        reason, _, cure = str(error).partition("; ")
        raise Refused(reason, cure) from None


def satisfaction(board: Board, command: Satisfaction, at: int) -> list[Event]:
    """How content somebody inside is with the resolution."""
    about = _any(board, command.incident)
    if not 1 <= command.score <= 5:
        raise Refused(f"{command.score} is no score", "give a whole number from 1 to 5")
    return [SatisfactionGiven(about.id, command.score, command.text)]


def _any(board: Board, name: str) -> Incident:
    """An incident, closed or not."""
    return find(board.incidents, name, "incident")


RULES = {
    "review": review,
    "improve": improve,
    "progress": progress,
    "lesson": lesson,
    "threshold": threshold,
    "satisfaction": satisfaction,
}
