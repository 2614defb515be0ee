"""One fact sheet an incident: what is known of it, and what each notice takes from that."""

from collections.abc import Mapping

from irsim.board.board import Board
from irsim.board.state import NEVER, Incident
from irsim.plan.models import Fact, Notice
from irsim.words.patterns import read_field


def sheet(board: Board, about: Incident) -> dict[str, str]:
    """Fact to what is known, in the plan's order: as written, else as the board knows it by itself."""
    known = {item.id: about.facts.get(item.id) or _by_itself(board, about, item) for item in board.rules.plan.facts}
    return {name: value for name, value in known.items() if value}


def _by_itself(board: Board, about: Incident, item: Fact) -> str:
    value = read_field(about, item.known_from) if item.known_from else None
    if item.type == "time":
        return board.rules.moment(value).strftime("%Y-%m-%d %H:%M") if isinstance(value, int) and value != NEVER else ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_label(board, str(item)) for item in value)
    return "" if value in (None, 0, NEVER) else str(value)


def _label(board: Board, name: str) -> str:
    service = board.services.get(name)
    return name if service is None else service.label


def filled(board: Board, about: Incident, notice: Notice, given: Mapping[str, str]) -> dict[str, str]:
    """The notice's content: what was typed for it, and where nothing was, what the fact sheet says."""
    known = sheet(board, about)
    content = {field.id: given.get(field.id, "").strip() or known.get(field.id, "") for field in notice.fields}
    return {name: value for name, value in content.items() if value}


def unwritten(board: Board, about: Incident, given: Mapping[str, str]) -> dict[str, str]:
    """What was typed for a notice and the fact sheet does not say yet, as far as it holds for other notices too."""
    known = sheet(board, about)
    return {
        name: value
        for name, value in given.items()
        if name in board.rules.facts and board.rules.facts[name].shared and value.strip() and not known.get(name)
    }
