"""Who acts when nobody says: the role that a command belongs to, on this board."""

from irsim.board.board import Board
from irsim.commands import Act, Answer, Command, Decide, End, Observe, Proceed, Step

FACILITATOR = "facilitator"
EVALUATOR = "evaluator"


def owner_of(board: Board, command: Command) -> str:
    """The role that owns the act: an action's or a step's own role, the one a message or a decision was put to, else
    the role to which the plan gives the command."""
    role = ""
    if isinstance(command, Observe):
        return EVALUATOR
    if isinstance(command, Proceed | End):
        return FACILITATOR
    if isinstance(command, Act):
        brief = board.opened.setting.actions.get(command.action)
        role = brief.role if brief else ""
    elif isinstance(command, Answer) and command.message in board.messages:
        role = next(iter(board.messages[command.message].to), "")
    elif isinstance(command, Decide) and command.decision in board.decisions:
        role = next(iter(board.decisions[command.decision].to), "")
    elif isinstance(command, Step):
        steps = [step for book in board.rules.plan.playbooks for step in book.steps]
        role = next((step.role for step in steps if step.id == command.step), "")
    return role or board.rules.owners[str(command.__struct_config__.tag)]
