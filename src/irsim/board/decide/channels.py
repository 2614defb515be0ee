"""Finding out whether a channel works."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, find
from irsim.board.state import NEVER
from irsim.commands import Probe
from irsim.events.base import Event
from irsim.events.channels import ProbeSent


def probe(board: Board, command: Probe, at: int) -> list[Event]:
    """A test message; what it shows comes back after a while."""
    known = find(
        board.channels, command.channel, "channel", "" if board.channels else "this exercise has no channels at all"
    )
    if known.asked_at != NEVER:
        raise Refused(f"{known.label} is being tested already", "wait for what the test shows")
    return [ProbeSent(f"PR-{board.probes + 1}", known.id)]


RULES = {"probe": probe}
