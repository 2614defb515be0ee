"""The room and the exercise: seats, pauses, parts, discussion, commands."""

from irsim.board.board import Board
from irsim.board.fold.adopting import set_anew
from irsim.board.fold.base import on
from irsim.board.joining import regroup
from irsim.board.patience import is_person, touch
from irsim.board.state import (
    NEVER,
    Discussion,
)
from irsim.events import inputs, live, session
from irsim.log.records import Record


@on(session.SeatTaken)
def _seat_taken(board: Board, body: session.SeatTaken, _: Record) -> None:
    if body.role in board.rules.roles:
        board.seats[body.role] = "people"
    board.sitting.setdefault(body.role, []).append(body.name)
    board.chairs.append((body.role, body.name, body.proof))


@on(session.SeatLeft)
def _seat_left(board: Board, body: session.SeatLeft, _: Record) -> None:
    sitting = board.sitting.setdefault(body.role, [])
    if body.name in sitting:
        sitting.remove(body.name)
    if (body.role, body.name, body.proof) in board.chairs:
        board.chairs.remove((body.role, body.name, body.proof))
    if not sitting and body.role in board.rules.roles and board.opened.seats.get(body.role) != "people":
        board.seats[body.role] = "empty"  # a seat of the table's own stays the table's


@on(live.PlanAdopted)
def _adopted(board: Board, body: live.PlanAdopted, record: Record) -> None:
    before = board.rules
    board.adopt(body)
    regroup(board)
    set_anew(board, before, record.at)


@on(session.SessionPaused)
def _paused(board: Board, _: session.SessionPaused, __: Record) -> None:
    board.paused = True


@on(session.SessionResumed)
def _resumed(board: Board, _: session.SessionResumed, __: Record) -> None:
    board.paused = False


@on(session.SessionPaced)
def _paced(board: Board, body: session.SessionPaced, _: Record) -> None:
    board.pace = body.pace


@on(session.SessionEnded)
def _ended(board: Board, _: session.SessionEnded, record: Record) -> None:
    board.ended_at = record.at


@on(session.SessionClosed)
def _closed(board: Board, _: session.SessionClosed, __: Record) -> None:
    board.closed = True


@on(session.PartOpened)
def _part(board: Board, body: session.PartOpened, record: Record) -> None:
    board.part, board.part_title = body.part, body.title
    if board.off_stage_until != NEVER:
        board.on_stage_since = record.at
    board.off_stage_until = NEVER


@on(session.TimeAdvanced)
def _advanced(board: Board, body: session.TimeAdvanced, _: Record) -> None:
    board.off_stage_until = body.to
    board.exercised = body.exercised


@on(session.DiscussionOpened)
def _discussion(board: Board, body: session.DiscussionOpened, record: Record) -> None:
    until = record.at + (body.length if body.clocks == "running" else 0)
    board.discussion = Discussion(body.discussion, body.questions, body.clocks, until, body.length)
    board.show.talks += 1


@on(session.DiscussionClosed)
def _discussed(board: Board, _: session.DiscussionClosed, __: Record) -> None:
    board.discussion = None


@on(inputs.CommandSubmitted)
def _command(board: Board, body: inputs.CommandSubmitted, record: Record) -> None:
    if body.said != NEVER:
        board.said[record.seq] = body.said
    if board.live and is_person(record.by):
        touch(board, body.command, record.at)


@on(inputs.CommandRefused)
def _refused(board: Board, _: inputs.CommandRefused, __: Record) -> None:
    board.refused += 1
