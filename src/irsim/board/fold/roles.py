"""Roles that pass from one to another."""

from irsim.board.board import Board
from irsim.board.fold.base import instant_of, on
from irsim.board.state import Handover
from irsim.events import roles
from irsim.log.records import Record


@on(roles.RoleHandedOver)
def _handed_over(board: Board, body: roles.RoleHandedOver, record: Record) -> None:
    about = board.incidents[body.incident]
    about.assigned[body.role] = body.name
    at = instant_of(board, record)
    about.handovers.append(Handover(at, body.role, body.name, body.summary, body.was, record.by))
