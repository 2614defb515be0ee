"""The security plan's key metrics: a figure from the records where something here counts it, else why there is none."""

from irsim.board.conditions import fact
from irsim.board.state import Alert, Incident
from irsim.plan.models import Counted, SecurityMetric
from irsim.scoring.case import Case
from irsim.scoring.scorecard import SecurityFigure
from irsim.scoring.truth import survivor
from irsim.words.conditions import satisfied


def security_figures(case: Case) -> list[SecurityFigure]:
    """Every one that the plan names, in its order."""
    return [_figure(case, metric) for metric in case.board.rules.plan.security_metrics]


def _figure(case: Case, metric: SecurityMetric) -> SecurityFigure:
    figure = None if metric.measured_by is None else _count(case, metric.measured_by)
    about = (metric.id, metric.group, metric.label, metric.source)
    return SecurityFigure(*about, figure, metric.unit, metric.unmeasured, metric.note, int(figure is not None))


def _count(case: Case, counted: Counted) -> int:
    board = case.board
    if counted.monitors:
        return sum(alert.monitor in counted.monitors and not _false(case, alert) for alert in board.alerts.values())
    if counted.incidents:
        return sum(
            not about.dismissed and not about.merged_into and _fits(case, counted, about)
            for about in board.incidents.values()
        )
    patterns = [item.compiled() for item in counted.events]
    return sum(any(pattern.matches(record.body) for pattern in patterns) for record in case.records)


def _false(case: Case, alert: Alert) -> bool:
    about = case.board.incidents.get(survivor(case, alert.incident))
    return bool(alert.dismissed) or (about is not None and bool(about.dismissed))


def _fits(case: Case, counted: Counted, about: Incident) -> bool:
    return any(
        all(satisfied(fact(case.board, about, path), wanted) for path, wanted in condition.items())
        for condition in counted.incidents
    )
