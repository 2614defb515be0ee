"""The run of show, what control judged, and seats that change hands."""

from irsim.board.board import Board
from irsim.board.fold.base import on
from irsim.board.state import Statement
from irsim.events import facilitation, session, world
from irsim.log.records import Record


@on(session.InjectDelivered)
def _delivered(board: Board, body: session.InjectDelivered, record: Record) -> None:
    board.show.delivered[body.inject] = record.at
    board.show.awaiting.pop(body.inject, None)


@on(session.InjectSkipped)
def _skipped(board: Board, body: session.InjectSkipped, _: Record) -> None:
    board.show.skipped[body.inject] = body.reason
    board.show.awaiting.pop(body.inject, None)


@on(facilitation.InjectWithdrawn)
def _withdrawn(board: Board, body: facilitation.InjectWithdrawn, _: Record) -> None:
    board.show.withdrawn.add(body.inject)
    board.show.awaiting.pop(body.inject, None)


@on(facilitation.InjectCalled)
def _called(board: Board, body: facilitation.InjectCalled, _: Record) -> None:
    board.show.withdrawn.discard(body.inject)
    board.show.skipped.pop(body.inject, None)


@on(facilitation.InjectDelayed)
def _delayed(board: Board, body: facilitation.InjectDelayed, _: Record) -> None:
    board.show.delayed[body.inject] = body.until
    board.show.awaiting.pop(body.inject, None)


@on(facilitation.InjectEdited)
def _edited(board: Board, body: facilitation.InjectEdited, _: Record) -> None:
    before = board.show.edited.get(body.inject, body)
    fields = {name: getattr(body, name) or getattr(before, name) for name in body.__struct_fields__}
    board.show.edited[body.inject] = facilitation.InjectEdited(**fields)


@on(facilitation.InjectAdded)
def _added(board: Board, body: facilitation.InjectAdded, _: Record) -> None:
    board.show.added[body.inject] = body


@on(facilitation.InjectAwaiting)
def _awaiting(board: Board, body: facilitation.InjectAwaiting, record: Record) -> None:
    board.show.awaiting[body.inject] = record.at


@on(world.DecisionStated)
def _stated(board: Board, body: world.DecisionStated, record: Record) -> None:
    said = board.said.get(record.cause, body.said_at)
    board.show.statements[record.seq] = Statement(body.text, said, body.role)


@on(facilitation.StatementJudged)
def _judged(board: Board, body: facilitation.StatementJudged, record: Record) -> None:
    board.show.statements[body.statement].judged = True
    if record.cause >= 0:  # what follows from the same word of hers counts from when it was said
        board.said[record.cause] = body.said_at


@on(facilitation.KeyPointTicked)
def _ticked(board: Board, body: facilitation.KeyPointTicked, _: Record) -> None:
    ticked = board.show.ticked.setdefault(body.expectation, set())
    if body.done:
        ticked.add(body.point)
    else:
        ticked.discard(body.point)


@on(facilitation.SeatHanded)
def _handed(board: Board, body: facilitation.SeatHanded, _: Record) -> None:
    board.seats[body.role] = body.to


@on(facilitation.SessionAdjourned)
def _adjourned(board: Board, _: facilitation.SessionAdjourned, __: Record) -> None:
    board.adjourned = True


@on(session.SessionReopened)
def _reopened(board: Board, _: session.SessionReopened, __: Record) -> None:
    board.adjourned = False


@on(facilitation.ClaimOverridden)
def _overridden(board: Board, body: facilitation.ClaimOverridden, _: Record) -> None:
    if body.verdict:
        board.show.overrides[body.claim] = body
    else:
        board.show.overrides.pop(body.claim, None)
