"""Whose an act is: the role that it belongs to on this board, who may do it as well, and who acts when nobody says."""

from irsim.board.board import Board
from irsim.board.playbooks import tasks_of
from irsim.commands import (
    Act,
    Answer,
    Authorise,
    Command,
    Decide,
    Decline,
    End,
    Handover,
    Observe,
    Override,
    Proceed,
    Step,
)

FACILITATOR = "facilitator"
EVALUATOR = "evaluator"
CONTROL_SEATS = (FACILITATOR, EVALUATOR)
"""Who may know everything; no roles of the plan."""


def owner_of(board: Board, command: Command) -> str:
    """The role that owns the act: an action's or a step's own role, the one a message or a decision was put to, else
    the role to which the plan gives the command."""
    if isinstance(command, Observe | Override):
        return EVALUATOR
    if isinstance(command, Proceed | End) or command.control:
        return FACILITATOR
    own = _own(board, command)
    return own[0] if own else board.rules.owners[_verb(command)]


def others_act(board: Board, command: Command, by: str) -> str:
    """The role whose act it is, where the role in `by` neither owns nor may do it; empty where there is nothing to say.

    That is so too where `by` is no role of the plan: facilitator, engine, a simulated responder.
    """
    role = by.partition(":")[0]
    acting = board.rules.roles.get(role)
    verb = _verb(command)
    if acting is None or by.startswith("sim:") or verb in acting.may:
        return ""
    owners = _own(board, command) or tuple(each.id for each in board.rules.plan.roles if verb in each.owns)
    return "" if not owners or role in owners else owners[0]


def _own(board: Board, command: Command) -> tuple[str, ...]:
    """The roles that an act has of its own, whatever the plan says of its kind; none for most."""
    if isinstance(command, Act):
        brief = board.opened.setting.actions.get(command.action)
        return (brief.role,) if brief and brief.role else ()
    if isinstance(command, Answer) and command.message in board.messages:
        return board.messages[command.message].to
    if isinstance(command, Decide) and command.decision in board.decisions:
        return board.decisions[command.decision].to
    if isinstance(command, Step):
        about = board.incidents.get(command.incident.upper())
        theirs = [] if about is None else [task.step for task in tasks_of(board, about)]
        steps = [*theirs, *(step for book in board.rules.plan.playbooks for step in book.steps)]
        return tuple(step.role for step in steps if step.id == command.step)[:1]
    if isinstance(command, Authorise | Decline) and command.request in board.requests:
        resource = board.rules.resources.get(board.requests[command.request].resource)
        return (resource.authorises,) if resource is not None else ()
    if isinstance(command, Handover):
        return (command.role,) if command.role in board.rules.roles else ()
    return ()


def _verb(command: Command) -> str:
    return str(command.__struct_config__.tag)
