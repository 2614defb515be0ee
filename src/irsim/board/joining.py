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


def groups(board: Board, labels: Mapping[str, str]) -> list[Group]:
    """For each join of the plan that goes by labels those by which an alert with these goes, if it bears them all."""
    return [
        tuple(part for name in names for part in (name, labels[name]))
        for names in board.rules.joining_labels
        if all(labels.get(name) for name in names)
    ]


class Ways:
    """The joins of the plan that are open to something with this service, category and labels."""

    def __init__(self, board: Board, service: str, category: str, labels: Mapping[str, str]) -> None:
        self._service = service
        self._category = category
        self._ways: list[tuple[int, bool, bool, Mapping[str, int] | None]] = []
        """within what time (ms), whether service and category are shared, and which incidents share the labels"""
        for within, by_service, by_category, names in board.rules.joins:
            among: Mapping[str, int] | None = None
            if names:
                group = tuple(part for name in names for part in (name, labels.get(name, "")))
                among = board.alike.get(group, NOBODY) if all(group) else NOBODY
            if (service or not by_service) and (category or not by_category) and among is not NOBODY:
                self._ways.append((within, by_service, by_category, among))

    def lead_to(self, about: Incident, at: int) -> bool:
        """Whether something that came at `at` (ms) shares with the incident what one of them asks, in time."""
        apart = abs(at - (about.since if about.alerted_at == NEVER else about.alerted_at))
        return any(
            apart <= within
            and (not by_service or self._service in about.services)
            and (not by_category or self._category == about.category)
            and (among is None or about.id in among)
            for within, by_service, by_category, among in self._ways
        )

    def __bool__(self) -> bool:
        return bool(self._ways)


NOBODY: Mapping[str, int] = {}
"""No incident shares these labels."""


def resembles(board: Board, service: str, category: str, at: int, about: Incident) -> bool:
    """Whether something that came at `at` (ms) shares with an incident what the plan lets alerts join by, in time."""
    return Ways(board, service, category, {}).lead_to(about, at)


def joined_by(board: Board, alert: Alert, at: int) -> Incident | None:
    """The first open incident that an alert joins which holds at `at` (ms); None where it joins none."""
    ways = Ways(board, alert.service, alert.category, alert.labels)
    if not ways:
        return None
    for about in board.active.values():
        if board.live and about.means in OVER:
            continue
        if ways.lead_to(about, at) and not mixes(board, about, exercise=alert.exercise):
            return about
    return None


def keep_alike(board: Board, alert: Alert, incident: str, by: int) -> None:
    """Count an alert in (`by` 1) or out (-1) of what alerts of an incident share. Only the fold calls this."""
    if not (incident and alert.labels):
        return
    for group in dict.fromkeys(groups(board, alert.labels)):
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
