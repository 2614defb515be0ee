"""What is an exercise: a drill is, through and through; in a live session, what an exercise's alerts brought about.

Every screen, document and way out asks here, so that nothing of an exercise is ever taken for real, or the other way
round.
"""

from irsim.board.board import Board
from irsim.board.state import Alert, Incident
from irsim.events.session import SessionOpened


def plays_scenario(opened: SessionOpened) -> bool:
    """Whether a session plays a scenario: then everything in it is an exercise, also where its engine is live."""
    return bool(opened.scenario or opened.setting.scenario)


def is_exercise(board: Board, incident: Incident | None = None) -> bool:
    """Whether `incident` is an exercise; without one, whether the whole session is.

    Within a live session an incident is one while an exercise's alert found it and every alert of it is one. A single
    real alert makes it real: an exercise must never hide what is. Who declares one by hand, without an alert, means it.
    """
    if plays_scenario(board.opened):
        return True
    if incident is None:
        return False
    signs = [incident.detected_by, *incident.alerts]
    return all(name in board.alerts and board.alerts[name].exercise for name in signs)


def alert_is_exercise(board: Board, alert: Alert) -> bool:
    """Whether an alert is an exercise's."""
    return alert.exercise or plays_scenario(board.opened)


def hidden_from_public(board: Board, incident: str) -> bool:
    """Whether nothing of this incident may reach the public: it is an exercise in a live session. A drill has a public
    of its own, whose page says that it is one."""
    about = board.incidents.get(incident)
    return about is not None and not plays_scenario(board.opened) and is_exercise(board, about)


def mixes(board: Board, incident: Incident, *, exercise: bool) -> bool:
    """Whether an alert that is (or is not) an exercise's differs from what `incident` is: it must not join it."""
    return is_exercise(board, incident) != (exercise or plays_scenario(board.opened))
