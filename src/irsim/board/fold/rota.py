"""Who is on call: behind each contact of the plan as far as the desk has said."""

from irsim.board.board import Board
from irsim.board.fold.base import on
from irsim.board.state import NEVER, OnCall
from irsim.events import live
from irsim.log.records import Record


@on(live.OnCallChanged)
def _changed(board: Board, body: live.OnCallChanged, record: Record) -> None:
    was = board.on_call.get(body.contact)
    if not body.person and not body.rota:  # no rota stands behind it any more
        board.on_call.pop(body.contact, None)
        return
    since = record.at if body.since == NEVER else min(body.since, record.at)
    before = was.person if was is not None else ""
    if was is not None and was.person == body.person:
        since = was.since
    board.on_call[body.contact] = OnCall(body.contact, body.person, since, body.until, body.rota, before)
