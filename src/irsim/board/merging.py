"""Where work on an incident goes on."""

from irsim.board.board import Board
from irsim.board.state import Incident


def survivor(board: Board, incident: str) -> Incident | None:
    """The incident in which work on this one goes on, after any merging; None where there is none."""
    about = board.incidents.get(incident)
    while about is not None and about.merged_into:
        about = board.incidents[about.merged_into]
    return about
