"""The plan's follow-ups: opened as tracked actions when an incident resolves, completed once what they ask is met."""

from datetime import datetime, timedelta

from irsim.board.board import Board
from irsim.board.criteria import met
from irsim.board.state import Incident
from irsim.events.after import ActionItemOpened, ActionItemProgressed
from irsim.events.base import Event
from irsim.events.incident import IncidentStatusChanged

RESOLVED = ("resolved", "reviewing")


def opened(board: Board, about: Incident, event: IncidentStatusChanged, at: int) -> list[Event]:
    """One action for each follow-up of the plan, at the first time that the incident is resolved."""
    if event.means not in RESOLVED or about.dismissed:
        return []
    there = {item["follow_up"] for item in board.items.values() if item["incident"] == about.id}
    follows: list[Event] = []
    for each in board.rules.plan.follow_ups:
        if each.id in there or (each.severities and about.severity not in each.severities):
            continue
        due = board.rules.calendar.due(board.rules.moment(at), each.within)
        name = f"AI-{len(board.items) + len(follows) + 1}"
        follows.append(
            ActionItemOpened(
                name, about.id, each.text, each.owner, each.priority, _day(board, due), each.measure, each.id
            )
        )
    return follows


def _day(board: Board, due: datetime) -> str:
    """The last day (ISO 8601) of a period that ends then, in the plan's zone: one that ends at 24:00 ends that day."""
    return (due.astimezone(board.rules.calendar.zone) - timedelta(milliseconds=1)).date().isoformat()


def completed(board: Board, about: Incident, event: Event, at: int) -> list[Event]:
    """Follow-ups of this incident whose `done_when` is met by now."""
    asked = {each.id: each.done_when for each in board.rules.plan.follow_ups if each.done_when}
    return [
        ActionItemProgressed(name, "completed", "what it asks for is on record", about.id)
        for name, item in board.items.items()
        if item["incident"] == about.id
        and item["status"] != "completed"
        and item["follow_up"] in asked
        and all(met(board, about, wanted) for wanted in asked[item["follow_up"]])
    ]
