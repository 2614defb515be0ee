"""What leaves the board once it has been closed for the plan's time, so that years of incidents do not weigh on it.

Records stay in the log; only the fold lets go of them. Improvements stay: they are worked on for months.
"""

from typing import Any

from irsim.board.board import Board
from irsim.board.joining import keep_alike
from irsim.board.quiet import ARCHIVED
from irsim.board.signals import shelf
from irsim.board.state import NEVER, Alert, Incident
from irsim.events.base import Event
from irsim.events.live import AlertsArchived, IncidentArchived

AT_ONCE = 1_000
"""Alerts that leave in one event."""


def remember(board: Board, name: str, at: int) -> None:
    """An incident was closed, or an alert is over: the desk looks at it in time. Only the fold calls this."""
    remember_since(board, name, at, at)


def remember_since(board: Board, name: str, at: int, soonest: int) -> None:
    """It was over at `at` (ms): the desk looks at it in time, at `soonest` (ms) at the earliest. Only the fold calls
    this."""
    after = board.rules.plan.intake.archive_after
    if board.live and after:
        board.remind(max(soonest, at + after), ARCHIVED, name)


def outlived(board: Board, name: str, now: int) -> list[Event]:
    """What the desk lets go of: a closed incident, or an alert of none that has been over for as long."""
    after = board.rules.plan.intake.archive_after
    if not after:
        return []  # the plan that counts now keeps everything
    about, alert = board.incidents.get(name), board.alerts.get(name)
    if (
        about is not None
        and about.closed_at != NEVER
        and now - about.closed_at >= after
        and not board.running.get(name)
    ):
        return [IncidentArchived(each.id) for each in [*_merged_into(board, about), about]]
    if alert is None or alert.resolved_at == NEVER or alert.incident in board.incidents:
        return []
    return [AlertsArchived((alert.id,))] if now - alert.resolved_at >= after else []


def together(follows: list[tuple[Event, int]]) -> list[tuple[Event, int]]:
    """The same, with alerts that leave at one instant in few events: after a month without a desk they are many."""
    leaving = [name for event, _ in follows if type(event) is AlertsArchived for name in event.alerts]
    if len(leaving) < 2:
        return follows
    kept: list[tuple[Event, int]] = [each for each in follows if type(each[0]) is not AlertsArchived]
    cause = next(seq for event, seq in follows if type(event) is AlertsArchived)
    return kept + [
        (AlertsArchived(tuple(leaving[start : start + AT_ONCE])), cause) for start in range(0, len(leaving), AT_ONCE)
    ]


def _merged_into(board: Board, about: Incident) -> list[Incident]:
    """Those whose work went on in it, the furthest first."""
    found: list[Incident] = []
    for other in board.incidents.values():
        if other.merged_into == about.id:
            found += [*_merged_into(board, other), other]
    return found


def drop_incident(board: Board, about: Incident) -> None:
    """The incident and whatever is its own leave. An alert of it that still holds stays, as one of no incident."""
    for name in about.alerts:
        alert = board.alerts[name]
        if alert.resolved_at == NEVER:
            keep_alike(board, alert, about.id, -1)
            alert.came_from, alert.incident = about.id, ""
        else:
            drop_alert(board, alert)
    pages = [page.id for page in board.pages.values() if page.incident == about.id]
    updates = [update.id for update in board.updates.values() if update.incident == about.id]
    for told in (*pages, *updates, about.id):
        _drop_notifications(board, told)
    for prefix, known, names in (
        ("PG", board.pages, pages),
        ("UPD", board.updates, updates),
        ("EV", board.evidence, about.evidence),
        ("LH", board.holds, about.holds),
        ("REQ", board.requests, [each.id for each in board.requests.values() if each.incident == about.id]),
        ("NOT", board.notices, [name for name, told in board.notices.items() if told[0] == about.id]),
        ("DSR", board.subject_requests, _of(board.subject_requests, about)),
        ("", board.automations, about.automations),
        ("", board.clocks, _of(board.clocks, about)),
    ):
        for name in list(names):
            _take(board, prefix, known, name)
    for by_incident in (board.runs, board.told, board.filed):
        for key in [key for key in by_incident if key[0] == about.id]:
            del by_incident[key]
    board.running.pop(about.id, None)
    board.over_on_page.pop(about.id, None)
    _take(board, "INC", board.incidents, about.id)


def drop_alert(board: Board, alert: Alert) -> None:
    """The alert leaves, and its sender's key with it, where no later alert has that."""
    keep_alike(board, alert, alert.incident, -1)
    keys = board.keys.get(shelf(alert.source, alert.exercise), {})
    if keys.get(alert.key) == alert.id:
        del keys[alert.key]
    for part in board.components.values():
        if alert.id in part.alerts:
            part.alerts.remove(alert.id)
    _drop_pages(board, [page.id for page in board.pages.values() if page.alert == alert.id and not page.incident])
    _take(board, "AL", board.alerts, alert.id)


def drop_windows(board: Board, at: int) -> None:
    """Maintenance windows that were over for the plan's time at `at` (ms) leave, but for those in which an alert of the
    board fired: somebody may look up why it was expected. Only the fold calls this."""
    after = board.rules.plan.intake.archive_after
    if not (board.live and after):
        return
    named = {alert.window for alert in board.alerts.values() if alert.window}
    over = [each.id for each in board.windows.values() if NEVER < each.ended_at <= at - after and each.id not in named]
    for name in over:
        _take(board, "MW", board.windows, name)


def _drop_pages(board: Board, pages: list[str]) -> None:
    """Pages about no incident leave, with their clocks and what was sent of them."""
    if not pages:
        return
    left = set(pages)
    for name in pages:
        _drop_notifications(board, name)
        _take(board, "PG", board.pages, name)
    for name in [clock.id for clock in board.clocks.values() if not clock.incident and clock.subject in left]:
        del board.clocks[name]
    for key in [key for key in board.runs if not key[0]]:
        board.runs[key] = [clock for clock in board.runs[key] if clock.subject not in left]
    board.running[""] = [clock for clock in board.running.get("", []) if clock.subject not in left]


def _drop_notifications(board: Board, about: str) -> None:
    for name in board.notified.pop(about, ()):
        _take(board, "NT", board.notifications, name)
        board.undelivered.pop(name, None)


def _of(known: dict[str, Any], about: Incident) -> list[str]:
    return [name for name, each in known.items() if each.incident == about.id]


def _take(board: Board, prefix: str, known: dict[str, Any], name: str) -> None:
    """It leaves; its number is not given again."""
    if known.pop(name, None) is not None and prefix:
        board.gone[prefix] = board.gone.get(prefix, 0) + 1
