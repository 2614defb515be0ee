"""`decide`: what a command comes to on this board: events, or a refusal that says what to do instead. Pure."""

from collections.abc import Callable
from typing import Any

from irsim.board.board import Board
from irsim.board.decide import assessing, closing, communicating, room, triage, working
from irsim.board.decide.common import Refused
from irsim.board.decide.said import DATING, check_said
from irsim.board.state import NEVER
from irsim.commands import COMMANDS, Command
from irsim.events.base import Event
from irsim.words.durations import format_instant

Rule = Callable[[Board, Any, int], list[Event]]

_RULES: dict[str, Any] = {
    **triage.RULES,
    **assessing.RULES,
    **working.RULES,
    **communicating.RULES,
    **closing.RULES,
    **room.RULES,
}

assert set(_RULES) == set(COMMANDS), set(_RULES) ^ set(COMMANDS)


def decide(board: Board, command: Command, at: int, said: int = NEVER) -> list[Event] | Refused:
    """The events that follow from `command` at `at` (ms), or why it is refused and what to do first.

    `said` is when it was said at the table (ms), NEVER where it is said now.
    """
    if board.closed:
        return Refused("the session is closed", "start another drill")
    if board.ended_at != NEVER and not command.after_end:
        return Refused(
            f"the exercise ended at {format_instant(board.ended_at)}", "give feedback, observations or improvements"
        )
    if board.off_stage_until > at and board.ended_at == NEVER:
        return Refused(
            "the exercise has moved on and the off-stage shift has the watch",
            f"act from {format_instant(board.off_stage_until)} on",
        )
    try:
        rule: Rule = _RULES[str(command.__struct_config__.tag)]
        if said == NEVER:
            return rule(board, command, at)
        check_said(board, command, said, at)
        return rule(board, command, said if isinstance(command, DATING) else at)
    except Refused as refused:
        return refused


__all__ = ["Refused", "decide"]
