"""Updates and notices."""

from irsim.board.board import Board
from irsim.board.exercise import hidden_from_public
from irsim.board.fold.base import instant_of, on
from irsim.board.state import (
    Turn,
    Update,
)
from irsim.events import communication
from irsim.log.records import Record


@on(communication.UpdateQueued)
def _queued(board: Board, body: communication.UpdateQueued, record: Record) -> None:
    if record.cause in board.said:
        board.said[record.seq] = board.said[record.cause]
    board.updates[body.update] = Update(
        body.update,
        body.incident,
        body.audience,
        body.channel,
        body.template,
        body.fields,
        body.text,
        instant_of(board, record),
        body.leaves,
        record.seq,
        record.by,
        body.state,
        flags=body.flags,
        lacks=body.lacks,
        component=body.component,
        level=body.level,
        confirm=body.confirm,
        unsaid=body.unsaid,
        beside=body.beside,
    )
    board.remind(body.leaves, "update", body.update)


@on(communication.UpdateRecalled)
def _recalled(board: Board, body: communication.UpdateRecalled, record: Record) -> None:
    board.updates[body.update].recalled = True
    for clock in board.running.get(body.incident, ()):
        if not clock.announced and not clock.in_time(record.at):
            board.remind(record.at, "due", clock.id)


@on(communication.UpdateSent)
def _sent(board: Board, body: communication.UpdateSent, record: Record) -> None:
    update = board.updates[body.update]
    update.sent_at, update.number, update.sent_by = record.at, body.number, record.seq
    told = (update.incident, update.audience)
    board.told[told] = board.told.get(told, 0) + 1


@on(communication.BridgeOpened)
def _bridge(board: Board, body: communication.BridgeOpened, _: Record) -> None:
    about = board.incidents[body.incident]
    if body.bridge:
        about.bridge, about.joining = body.bridge, ": ".join(filter(None, (body.label, body.join)))
    about.document = body.document or about.document


@on(communication.StatuspagePosted)
def _posted(board: Board, body: communication.StatuspagePosted, record: Record) -> None:
    about = board.incidents.get(body.incident)
    if about is not None and body.state:
        about.page_state = body.state
    if hidden_from_public(board, body.incident):
        return
    part = board.components.get(body.component)
    if part is not None:
        part.said, part.said_for, part.said_at = body.level, body.incident, record.seq
        part.alerts.clear()
    if body.state and body.state == board.rules.page_over:
        board.over_on_page[body.incident] = record.seq
        board.last_over_at = record.at


@on(communication.ComponentChanged)
def _component(board: Board, body: communication.ComponentChanged, record: Record) -> None:
    part = board.components[body.component]
    part.level = body.level
    part.turns.append(Turn(record.at, body.level, body.alert, body.update))


@on(communication.NoticeFiled)
def _notice(board: Board, body: communication.NoticeFiled, record: Record) -> None:
    board.notices[body.notice] = (body.incident, body.regime)
    board.filed[body.incident, body.regime] = body.fields
    if board.rules.notices[body.regime].authority:
        board.incidents[body.incident].reported_to_authorities = True
