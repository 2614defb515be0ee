"""Which alerts are no news for now: flapping, silenced, or expected in a maintenance window. Pure."""

from irsim.board.board import Board
from irsim.board.state import Alert, Window

SETTLES, WINDOW, SILENCED, UNTOUCHED, ARCHIVED = "settles", "window", "silenced", "untouched", "archived"
"""What the agenda calls an alert that may have settled, the end of a window or a silence, an incident to look at, and
what may leave the board."""


def window_of(board: Board, alert: Alert, at: int) -> Window | None:
    """The maintenance window that runs at `at` (ms) and covers the alert; None where there is none."""
    for name in board.standing:
        window = board.windows[name]
        if window.runs(at) and window.covers(alert):
            return window
    return None


def why_quiet(board: Board, alert: Alert, at: int) -> str:
    """Why the alert opens nothing and pages nobody at `at` (ms); empty where it does."""
    return "flapping" if alert.flapping else why_unwanted(board, alert, at)


def why_unwanted(board: Board, alert: Alert, at: int) -> str:
    """Why people have said that they want to hear nothing of the alert at `at` (ms); empty where they have not."""
    if alert.silenced_until > at:
        return "silenced"
    window = window_of(board, alert, at) if board.standing else None
    return "" if window is None else f"expected in {window.id}"
