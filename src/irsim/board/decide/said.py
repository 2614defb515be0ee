"""What was said at the table and is entered later: how far back it may be dated, and never before what it answers."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused
from irsim.board.instants import stamp
from irsim.commands import Act, Aware, Command, Declare, Determine, Say
from irsim.words.durations import MINUTE

SAY_BACK = 10 * MINUTE
"""How far back what was said may be dated: the scribe is never further behind than that."""

DATING = (Declare, Aware, Determine, Say)
"""Commands whose events tell an instant of their own, now where nothing else is given: for them said is now."""


def earliest(at: int) -> int:
    """The first instant (ms) to which something that is entered at `at` (ms) may be dated."""
    return max(0, at - SAY_BACK)


def check_said(board: Board, command: Command, said: int, at: int) -> None:
    """Raises Refused where `command`, entered at `at` (ms), cannot have been said at `said` (ms)."""
    if said > at:
        raise Refused("what was said lies in the future", f"give an instant up to {stamp(board, at)}")
    first = earliest(at)
    if said < first:
        raise Refused("that was said too long ago", f"give an instant from {stamp(board, first)} on")
    if said < board.on_stage_since:
        back = stamp(board, board.on_stage_since)
        raise Refused("the off-stage shift had the watch then", f"give an instant from {back} on")
    if isinstance(command, Say) and command.at:
        raise Refused("it is given twice when that was said", "leave one of the two out")
    for name, since in _answered(board, command):
        if said < since:
            came = stamp(board, since)
            raise Refused(f"{name} was not there before {came}", f"give an instant from {came} on")


def _answered(board: Board, command: Command) -> list[tuple[str, int]]:
    """What `command` answers, each with the instant (ms) from which the table could know of it.

    Acting and declaring answer nothing: both may come before there is an incident on the board. What does not exist is
    for the command's own rule to refuse.
    """
    if isinstance(command, Act | Declare):
        return []
    opened = {about.id: about.opened_at for about in board.incidents.values()}
    known: dict[str, dict[str, int]] = {
        "incident": opened,
        "into": opened,
        "alert": {alert.id: alert.fired_at for alert in board.alerts.values()},
        "message": {message.id: message.delivered_at for message in board.messages.values()},
        "decision": {decision.id: decision.offered_at for decision in board.decisions.values()},
        "update": {update.id: update.queued_at for update in board.updates.values()},
        "evidence": {kept.id: kept.recorded_at for kept in board.evidence.values()},
        "request": {
            **{request.id: request.requested_at for request in board.requests.values()},
            **{asked.id: asked.received_at for asked in board.subject_requests.values()},
        },
    }
    answered = []
    for field, since in known.items():
        given = getattr(command, field, "")
        name = next((each for each in (given, given.upper(), given.lower()) if each in since), "")
        answered += [(name, since[name])] if name else []
    return answered
