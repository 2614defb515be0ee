"""What is owed by law and contract: clocks that a notice stops, and what each notice still lacks."""

from collections.abc import Mapping

from irsim.board.board import Board
from irsim.board.decide.communicating import lacking
from irsim.board.facts import filled
from irsim.board.state import Clock, Incident
from irsim.plan.models import Notice


def owing(board: Board, incident: str) -> list[Clock]:
    """The running clocks of an incident that a notice stops, the earliest due first."""
    running = [clock for clock in board.running.get(incident, ()) if clock.running and regimes_of(board, clock)]
    return sorted(running, key=lambda clock: (clock.due, clock.seq))


def regimes_of(board: Board, clock: Clock) -> list[str]:
    """The regimes whose notice stops the clock; none where another event does."""
    rule = board.rules.clocks.get(clock.rule)
    found: list[str] = []
    for stop in rule.stops if rule is not None else ():
        if stop.event == "notice.filed":
            if stop.where.get("authority"):
                found += [name for name, notice in board.rules.notices.items() if notice.authority]
            wanted = stop.where.get("regime", [])
            found += wanted if isinstance(wanted, list) else [wanted]
    return [name for name in dict.fromkeys(found) if name in board.rules.notices]


def still_lacks(
    board: Board, about: Incident, notice: Notice, given: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The required content of a notice that is neither `given` nor known to the fact sheet or the board."""
    return lacking(notice.fields, filled(board, about, notice, given or {}))
