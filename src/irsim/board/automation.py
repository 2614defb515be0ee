"""What sources do by themselves finds the incident that it belongs to, as alerts do. Pure."""

from irsim.board.board import Board
from irsim.board.joining import resembles
from irsim.board.merging import survivor
from irsim.board.state import Automation, Incident
from irsim.events.base import Event
from irsim.events.work import AutomationAttached, AutomationReported


def on_report(board: Board, reported: AutomationReported, at: int) -> list[Event]:
    """It belongs to the incident that the source names, or else to the first open one that it resembles."""
    named = survivor(board, reported.incident)
    if named is not None and named.open:
        return [AutomationAttached(reported.automation, named.id)]
    done = board.automations[reported.automation]
    for about in board.active.values():
        if resembles(board, done.service, done.category, done.at, about):
            return [AutomationAttached(done.id, about.id)]
    return []


def waiting_for(board: Board, about: Incident) -> list[Event]:
    """What was done before there was an incident to which it belongs."""
    if not about.open:
        return []
    return [
        AutomationAttached(done.id, about.id)
        for done in board.automations.values()
        if not done.incident and resembles(board, done.service, done.category, done.at, about)
    ]


def done_by_source(board: Board, about: Incident, step: str) -> Automation | None:
    """What a source did by itself that fulfils a step; None where people did it, or nobody."""
    mine = (board.automations[name] for name in about.automations)
    return next((done for done in mine if done.step == step), None)
