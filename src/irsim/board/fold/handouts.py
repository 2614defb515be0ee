"""Handouts that were given."""

from irsim.board.board import Board
from irsim.board.fold.base import on
from irsim.board.state import Handout
from irsim.events import handouts
from irsim.log.records import Record


@on(handouts.HandoutGiven)
def _given(board: Board, body: handouts.HandoutGiven, record: Record) -> None:
    board.handouts[body.handout] = Handout(
        body.handout,
        body.title,
        body.name,
        body.sha256,
        body.size,
        body.media,
        body.to,
        body.message,
        body.alert,
        record.at,
    )
