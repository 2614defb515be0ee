"""Determinations, the fact sheet, requests of data subjects."""

from irsim.board.board import Board
from irsim.board.fold.base import instant_of, on
from irsim.board.state import SubjectRequest
from irsim.events import duties
from irsim.log.records import Record


@on(duties.DeterminationMade)
def _determined(board: Board, body: duties.DeterminationMade, _: Record) -> None:
    board.incidents[body.incident].determined[body.determination] = body.holds


@on(duties.FactsRecorded)
def _facts(board: Board, body: duties.FactsRecorded, _: Record) -> None:
    sheet = board.incidents[body.incident].facts
    for name, value in body.fields.items():
        if value.strip():
            sheet[name] = value
        else:
            sheet.pop(name, None)


@on(duties.SubjectRequestReceived)
def _asked(board: Board, body: duties.SubjectRequestReceived, record: Record) -> None:
    board.subject_requests[body.request] = SubjectRequest(
        body.request, body.incident, body.right, body.person, body.since, record.seq, body.message
    )


@on(duties.SubjectRequestVerified)
def _verified(board: Board, body: duties.SubjectRequestVerified, _: Record) -> None:
    board.subject_requests[body.request].verified = body.holds


@on(duties.SubjectRequestAnswered)
def _answered(board: Board, body: duties.SubjectRequestAnswered, record: Record) -> None:
    asked = board.subject_requests[body.request]
    asked.outcome = body.outcome
    if body.outcome != "extended":
        asked.answered_at = instant_of(board, record)
