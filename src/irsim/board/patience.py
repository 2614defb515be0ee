"""How long an incident that somebody has taken on may go untouched."""

from irsim.board.board import Board
from irsim.board.joining import OVER
from irsim.board.quiet import UNTOUCHED
from irsim.board.state import NEVER, Incident
from irsim.commands import Command


def patience(board: Board, about: Incident) -> int:
    """How long (ms) an incident may go untouched, 0 for as long as it likes."""
    taken_on = about.acknowledged_at != NEVER and about.open and about.means not in OVER
    return board.rules.plan.intake.untouched.get(about.severity, 0) if board.live and taken_on else 0


def watch_untouched(board: Board, about: Incident, at: int) -> None:
    """Somebody touched it at `at` (ms), or it asked for somebody: the desk looks again. Only the fold calls this."""
    allowed = patience(board, about)
    if allowed:
        board.remind(at + allowed, UNTOUCHED, about.id)


def is_person(by: str) -> bool:
    """Whether a record's `by` is somebody at a terminal, and neither a machine nor a simulated responder."""
    return by not in ("engine", "desk") and not by.startswith(("source:", "sim:"))


def touch(board: Board, command: Command, at: int) -> None:
    """A person does something about incidents, or about their alerts and pages. Only the fold calls this."""
    alerts = [getattr(command, "alert", ""), *getattr(command, "alerts", ())]
    page = board.pages.get(getattr(command, "page", ""))
    named = [getattr(command, "incident", ""), getattr(command, "into", ""), "" if page is None else page.incident]
    of_alerts = [board.alerts[name].incident for name in alerts if name in board.alerts]
    for name in dict.fromkeys([*named, *of_alerts]):
        about = board.active.get(name)
        if about is not None:
            about.touched_at = at
            watch_untouched(board, about, at)
