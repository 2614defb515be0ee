"""Which incident an alert is a sign of: what the plan lets alerts share, in time."""

from collections.abc import Mapping

from irsim.board.board import Board
from irsim.board.exercise import mixes
from irsim.board.state import NEVER, Alert, Incident

Group = tuple[str, ...]
"""Names and values of the labels that alerts share."""

OVER = ("resolved", "reviewing")
"""What a status means at which, in earnest, an incident takes no further alerts: people have said that it is over, and
what fires after that wants somebody."""


def groups(board: Board, labels: Mapping[str, str]) -> list[Group | None]:
    """For each join of the plan the labels by which an alert goes, empty for none, None where it lacks one."""
    found: list[Group | None] = []
    for join in board.rules.plan.alerting.joins:
        names = join.labels
        if all(labels.get(name) for name in names):
            found.append(tuple(part for name in names for part in (name, labels[name])))
        else:
            found.append(None)
    return found


def resembles(
    board: Board, service: str, category: str, at: int, about: Incident, by_labels: list[Group | None] | None = None
) -> bool:
    """Whether something that came at `at` (ms) shares with an incident what the plan lets alerts join by, in time."""
    last = about.since if about.alerted_at == NEVER else about.alerted_at
    for number, join in enumerate(board.rules.plan.alerting.joins):
        if abs(at - last) > join.within:
            continue
        if "service" in join.same and not (service and service in about.services):
            continue
        if "category" in join.same and not (category and category == about.category):
            continue
        group = by_labels[number] if by_labels is not None else None
        if join.labels and (group is None or about.id not in board.alike.get(group, ())):
            continue
        return True
    return False


def joined_by(board: Board, alert: Alert, at: int) -> Incident | None:
    """The first open incident that an alert joins which holds at `at` (ms); None where it joins none."""
    by_labels = groups(board, alert.labels)
    for about in board.active.values():
        if board.live and about.means in OVER:
            continue
        same = resembles(board, alert.service, alert.category, at, about, by_labels)
        if same and not mixes(board, about, exercise=alert.exercise):
            return about
    return None


def keep_alike(board: Board, alert: Alert, incident: str, by: int) -> None:
    """Count an alert in (`by` 1) or out (-1) of what alerts of an incident share. Only the fold calls this."""
    if not (incident and alert.labels):
        return
    for group in dict.fromkeys(groups(board, alert.labels)):
        if group:
            among = board.alike.setdefault(group, {})
            among[incident] = among.get(incident, 0) + by
            if among[incident] <= 0:
                del among[incident]
            if not among:
                del board.alike[group]


def regroup(board: Board) -> None:
    """Count anew, where another plan lets other labels be shared. Only the fold calls this."""
    board.alike.clear()
    for alert in board.alerts.values():
        keep_alike(board, alert, alert.incident, 1)
