"""How long services were down, by the alerts that the plan's status page takes for that.

The promise is to customers: it is of the services that a component of the status page stands for. Such a service is
down from when an alert fires that makes its component unavailable, until the alert clears. One that nothing clears, for
it watches no metric, lasts until its incident is resolved. A false alarm is no downtime, and two alerts at once count
once. What went on before the alert fired is not in it: monitoring cannot know.
"""

from collections.abc import Iterable

from msgspec import Struct

from irsim.board.board import Board
from irsim.board.state import NEVER, Alert
from irsim.scoring.case import Case
from irsim.scoring.truth import survivor

Stretch = tuple[int, int]
"""From when to when (ms)."""


class Downtime(Struct, frozen=True):
    """How long (ms) a service was down; `lasting`: it still was at the end; `measured`: a monitor would tell."""

    service: str
    label: str
    measured: bool
    down: int
    lasting: bool


def downtimes(case: Case) -> list[Downtime]:
    """Every service of the session for which a component of the status page stands, in the world's order."""
    board = case.board
    stretches: dict[str, list[Stretch]] = {}
    lasting = set()
    for alert in board.alerts.values():
        if (stretch := _down(case, alert)) is not None:
            stretches.setdefault(alert.service, []).append(stretch)
            if _end(case, alert) == NEVER:
                lasting.add(alert.service)
    return [
        Downtime(
            name,
            service.label or name,
            name in stretches or _watched(case, name),
            length(stretches.get(name, ())),
            name in lasting,
        )
        for name, service in board.services.items()
        if name in board.rules.components_on
    ]


def downtime_of(case: Case, incidents: Iterable[str]) -> int:
    """How long (ms) any service was down by the alerts of these incidents."""
    alerts = [case.board.alerts[alert] for name in incidents for alert in case.board.incidents[name].alerts]
    return length(stretch for alert in alerts if (stretch := _down(case, alert)) is not None)


def length(stretches: Iterable[Stretch]) -> int:
    """How long all of them are together (ms); where they overlap, once."""
    total, reached = 0, NEVER
    for since, until in sorted(stretches):
        total += max(0, until - max(since, reached))
        reached = max(reached, until)
    return total


def _down(case: Case, alert: Alert) -> Stretch | None:
    """While the alert's service was down by it; None where it was not."""
    board = case.board
    about = board.incidents.get(survivor(case, alert.incident))
    false = bool(alert.dismissed) or (about is not None and bool(about.dismissed))
    promised = alert.service in board.services and alert.service in board.rules.components_on
    if false or not promised or not _is_down(board, alert.monitor, alert.severity, alert.category):
        return None
    until = _end(case, alert)
    return alert.fired_at, max(alert.fired_at, case.now if until == NEVER else until)


def _end(case: Case, alert: Alert) -> int:
    """When it was over (ms); NEVER while it lasts."""
    if alert.resolved_at != NEVER or alert.metric:
        return alert.resolved_at
    about = case.board.incidents.get(survivor(case, alert.incident))
    return about.resolved_at if about is not None else NEVER


def _is_down(board: Board, monitor: str, severity: str, category: str) -> bool:
    page = board.rules.plan.status_page
    if not page.levels or not page.follows:
        return False
    at_worst = board.rules.level_of(monitor, severity, category)
    return any(level.down for level in page.levels if level.id == at_worst)


def _watched(case: Case, service: str) -> bool:
    """Whether some monitor of plan or world would say that the service is down."""
    world = case.loaded.world.monitors if case.loaded else []
    return any(
        monitor.watches(service, metric) and _is_down(case.board, monitor.id, monitor.severity, monitor.category)
        for metric in case.board.services[service].units
        for monitor in [*case.board.rules.plan.monitors, *world]
    )
