"""What happened before: earlier incidents of the same services and how they ended. What has left the board is found by
searching the store. Pure."""

from dataclasses import dataclass
from typing import Literal

from irsim.board.board import Board
from irsim.board.exercise import is_exercise
from irsim.board.state import NEVER, Incident

Ending = Literal["open", "resolved", "closed", "false alarm"]


@dataclass(frozen=True)
class Earlier:
    """An earlier incident. `shared` are the services or checks that both hit; times are ms, NEVER where there is none.

    `cause`, `approach` and `lessons` are what people wrote down; empty where they did not.
    """

    incident: str
    title: str
    severity: str
    category: str
    shared: tuple[str, ...]
    since: int
    ended: Ending
    ended_at: int
    took: int
    """from its detection to the resolution (ms); 0 where it has none"""
    why: str
    """why it was dismissed, where it was"""
    cause: str
    approach: str
    lessons: tuple[str, ...]


def earlier(board: Board, about: Incident, most: int = 10) -> list[Earlier]:
    """Incidents before `about` that hit one of its services, or came of one of the same checks, the latest first.

    What was merged is told with the incident into which it was; an exercise and what is real are kept apart.
    """
    services, checks = set(about.services), _checks(board, about)
    exercise = is_exercise(board, about)
    found: list[Earlier] = []
    for other in reversed(board.incidents.values()):
        if len(found) == most:
            break
        if other is about or other.seq > about.seq or other.merged_into or is_exercise(board, other) != exercise:
            continue
        hit = [name for name in other.services if name in services]
        hit += [name for name in _checks(board, other) if name in checks and name not in hit]
        if hit:
            found.append(_told(other, tuple(hit)))
    return found


def _checks(board: Board, about: Incident) -> dict[str, None]:
    """The checks or rules of which its alerts came, in their order."""
    alerts = [board.alerts[name] for name in about.alerts if name in board.alerts]
    return dict.fromkeys(alert.monitor for alert in alerts if alert.monitor and not alert.dismissed)


def _told(about: Incident, shared: tuple[str, ...]) -> Earlier:
    ended, ended_at = _ending(about)
    return Earlier(
        about.id,
        about.title,
        about.severity,
        about.category,
        shared,
        about.since,
        ended,
        ended_at,
        about.resolution_time,
        about.dismissed,
        about.cause,
        about.approach,
        tuple(lesson.text for lesson in about.lessons),
    )


def _ending(about: Incident) -> tuple[Ending, int]:
    if about.dismissed:
        return "false alarm", about.closed_at
    if about.closed_at != NEVER:
        return "closed", about.resolved_at if about.resolved_at != NEVER else about.closed_at
    if about.means in ("resolved", "reviewing") and about.resolved_at != NEVER:
        return "resolved", about.resolved_at
    return "open", NEVER
