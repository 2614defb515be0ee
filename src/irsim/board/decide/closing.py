"""The way out: approach, checks, resolve, close. Criteria are the plan's."""

from irsim.board.board import Board
from irsim.board.criteria import unmet
from irsim.board.decide.common import Refused, find, incident, resolved
from irsim.commands import Check, Close, Recover, Resolve
from irsim.events.base import Event
from irsim.events.incident import IncidentStatusChanged
from irsim.events.work import ApproachChosen, CheckFailed, CheckPassed


def recover(board: Board, command: Recover, at: int) -> list[Event]:
    """Rollback, fix forward or workaround."""
    about = incident(board, command.incident)
    approach = find(board.rules.approaches, command.approach, "approach")
    return [ApproachChosen(about.id, approach.id, command.reason)]


def check(board: Board, command: Check, at: int) -> list[Event]:
    """A criterion of the plan."""
    about = incident(board, command.incident)
    item = find(board.rules.checks, command.check, "check")
    kind = CheckPassed if command.holds else CheckFailed
    return [kind(about.id, item.id, command.note)]


def resolve(board: Board, command: Resolve, at: int) -> list[Event]:
    """Over for those it affected, by the plan's criteria."""
    about = incident(board, command.incident)
    status = board.rules.meaning(about.track, "resolved")
    if status is None:
        raise Refused(f"the {about.track} track has no status that means resolved", "set the status instead")
    if resolved(board, about):
        raise Refused(f"{about.id} is resolved already", f"close {about.id} when nothing is left to do")
    missing = unmet(board, about, "resolve")
    if missing:
        raise Refused(f"the plan's criteria for {about.severity} are not met", "; ".join(missing))
    return [IncidentStatusChanged(about.id, status.id, status.means, status.phase, command.reason)]


def close(board: Board, command: Close, at: int) -> list[Event]:
    """Nothing is left, by the plan's criteria."""
    about = incident(board, command.incident)
    if not resolved(board, about):
        raise Refused(f"{about.id} is not resolved", f"resolve {about.id} first, or dismiss it as a false alarm")
    missing = unmet(board, about, "close")
    if missing:
        raise Refused(f"the plan's criteria for {about.severity} are not met", "; ".join(missing))
    status = board.rules.meaning(about.track, "closed") or board.rules.tracks[about.track].statuses[-1]
    return [IncidentStatusChanged(about.id, status.id, status.means, status.phase, command.reason)]


RULES = {
    "recover": recover,
    "check": check,
    "resolve": resolve,
    "close": close,
}
