"""Services, messages and decisions."""

from irsim.board.board import Board
from irsim.board.fold.base import instant_of, on
from irsim.board.fold.channels import learn
from irsim.board.state import (
    Decision,
    Message,
)
from irsim.events import world
from irsim.log.records import Record


@on(world.ServiceChanged)
def _service(board: Board, body: world.ServiceChanged, _: Record) -> None:
    service = board.services.get(body.service)
    if service is not None:
        service.metrics[body.metric] = (body.t0, body.v0, body.t1, body.v1)


@on(world.MessageDelivered)
def _message(board: Board, body: world.MessageDelivered, record: Record) -> None:
    board.messages[body.message] = Message(
        body.message,
        body.channel,
        body.sender,
        body.title,
        body.text,
        body.to,
        {stance.id: stance.text for stance in body.stances},
        body.answer_by,
        record.at,
        record.seq,
    )
    learn(board, body.channel, True, record.at, f"{body.message} came by it")


@on(world.MessageAnswered)
def _answered(board: Board, body: world.MessageAnswered, record: Record) -> None:
    message = board.messages.get(body.message)
    if message is not None:  # a seat's board lacks what was sent to other seats only
        message.answered_at = instant_of(board, record)
        message.stance = body.stance


@on(world.MessageRead)
def _read(board: Board, body: world.MessageRead, _: Record) -> None:
    board.updates[body.update].readers = body.readers


@on(world.DecisionOffered)
def _offered(board: Board, body: world.DecisionOffered, record: Record) -> None:
    choices = {stance.id: stance.text for stance in body.alternatives}
    board.decisions[body.decision] = Decision(
        body.decision, body.question, choices, body.to, record.at, body.closes, record.seq
    )


@on(world.DecisionTaken)
def _taken(board: Board, body: world.DecisionTaken, record: Record) -> None:
    decision = board.decisions.get(body.decision)
    if decision is not None:  # a seat's board lacks what was put to other seats only
        decision.choice, decision.taken_at = body.choice, instant_of(board, record)


@on(world.DecisionLapsed)
def _lapsed(board: Board, body: world.DecisionLapsed, record: Record) -> None:
    decision = board.decisions.get(body.decision)
    if decision is not None:
        decision.choice, decision.lapsed_at = body.choice, record.at
