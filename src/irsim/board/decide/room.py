"""What concerns the exercise rather than an incident: discussion, the end, observations."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice
from irsim.commands import End, Observe, Proceed
from irsim.events.after import ObservationMade
from irsim.events.base import Event
from irsim.events.session import DiscussionClosed, SessionEnded


def proceed(board: Board, command: Proceed, at: int) -> list[Event]:
    """The table has talked enough."""
    if board.discussion is None or board.discussion.until < at:
        raise Refused("no discussion is open", "go on with the exercise")
    if command.discussion not in ("", board.discussion.id):
        raise Refused(
            f"'{command.discussion[:40]}' is not being discussed", "leave the name out: one is open at a time"
        )
    return [DiscussionClosed(board.discussion.id)]


def end(board: Board, command: End, at: int) -> list[Event]:
    """The exercise is over."""
    return [SessionEnded(command.reason or "ended by the room")]


def observe(board: Board, command: Observe, at: int) -> list[Event]:
    """The evaluator's."""
    choice(command.rating, ("P", "S", "M", "U"), "rating")
    choice(command.objective, board.opened.setting.objectives, "objective")
    choice(command.sort, ("strength", "area"), "sort of observation")
    if not command.text.strip() and not command.rating:
        raise Refused("nothing is observed", "give a text or a rating")
    return [ObservationMade(command.text, command.objective, command.expectation, command.rating, command.sort)]


RULES = {"proceed": proceed, "end": end, "observe": observe}
