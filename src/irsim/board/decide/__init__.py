"""`decide`: what a command comes to on this board: events, or a refusal that says what to do instead. Pure."""

from collections.abc import Callable
from typing import Any

from irsim.board.actors import CONTROL_SEATS, others_act
from irsim.board.board import Board
from irsim.board.decide import (
    assessing,
    channels,
    closing,
    communicating,
    debriefing,
    duties,
    escalating,
    facilitating,
    learning,
    maintaining,
    recovering,
    room,
    triage,
    working,
)
from irsim.board.decide.common import Refused
from irsim.board.decide.said import DATING, check_said
from irsim.board.instants import stamp
from irsim.board.state import NEVER
from irsim.commands import COMMANDS, Command
from irsim.events.base import Event
from irsim.events.roles import DeviationRecorded

Rule = Callable[[Board, Any, int], list[Event]]

_RULES: dict[str, Any] = {
    **triage.RULES,
    **maintaining.RULES,
    **assessing.RULES,
    **working.RULES,
    **escalating.RULES,
    **communicating.RULES,
    **channels.RULES,
    **duties.RULES,
    **closing.RULES,
    **recovering.RULES,
    **learning.RULES,
    **debriefing.RULES,
    **room.RULES,
    **facilitating.RULES,
}

assert set(_RULES) == set(COMMANDS), set(_RULES) ^ set(COMMANDS)


def decide(board: Board, command: Command, at: int, said: int = NEVER, *, by: str = "") -> list[Event] | Refused:
    """The events that follow from `command` at `at` (ms), or why it is refused and what to do first.

    `said` is when it was said at the table (ms), NEVER where it is said now. `by` is who gives it, as records have it;
    where it is empty nobody asks whose act it is.
    """
    if board.closed:
        return Refused("the session is closed", "start another drill")
    if command.drill and board.live:
        return Refused("this is no exercise: real alerts come for as long as it is served", "leave the room with q")
    if board.ended_at != NEVER and not command.after_end:
        return Refused(
            f"the exercise ended at {stamp(board, board.ended_at)}", "give feedback, observations or improvements"
        )
    if board.off_stage_until > at and board.ended_at == NEVER and not command.after_end:
        return Refused(
            "the exercise has moved on and the off-stage shift has the watch",
            f"act from {stamp(board, board.off_stage_until)} on",
        )
    if command.control and by and by.partition(":")[0] not in CONTROL_SEATS:
        return Refused("only facilitator and evaluator can do that", "ask whoever runs the room")
    try:
        verb = str(command.__struct_config__.tag)
        rule: Rule = _RULES[verb]
        owner = others_act(board, command, by) if by else ""
        if owner and verb in board.rules.plan.strict:
            label = board.rules.roles[owner].label if owner in board.rules.roles else owner
            raise Refused(f"the plan keeps '{verb}' to {label}", f"ask {label} to do it")
        if said != NEVER:
            check_said(board, command, said, at)
        follows = rule(board, command, said if said != NEVER and isinstance(command, DATING) else at)
        if owner and board.rules.plan.deviations:
            role = by.partition(":")[0]
            about = next((name for event in follows if (name := getattr(event, "incident", ""))), "")
            follows = [*follows, DeviationRecorded(about, verb, role, owner)]
        return follows
    except Refused as refused:
        return refused


__all__ = ["Refused", "decide"]
