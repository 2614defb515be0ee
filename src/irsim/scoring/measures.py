"""The metrics of both plans (Incident Response Operations, incident metrics; security plan, key security metrics).

A recording gives a `Sample` of raw figures; `measures` makes one set of metrics of one sample or of many, so that the
mean over ten drills is that of all their incidents and not a mean of means.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

from msgspec import Struct

from irsim.board.state import NEVER, Incident
from irsim.events.incident import ImpactAssessed, IncidentClassified
from irsim.log.records import Record
from irsim.plan.models.metrics import WHOLE, ServiceLevels
from irsim.scoring.availability import Downtime, downtime_of, downtimes
from irsim.scoring.case import Case, read
from irsim.scoring.metrics import clock_results
from irsim.scoring.metrics import times as incident_times
from irsim.scoring.scorecard import (
    Accuracy,
    ClockResult,
    InTime,
    Measures,
    SecurityFigure,
    ServiceLevel,
    TrueTime,
)
from irsim.scoring.security import security_figures
from irsim.scoring.spread import Share, spread
from irsim.scoring.truth import realise, survivor

T = TypeVar("T")

TIMES = ("detect", "acknowledge", "declare", "respond", "contain", "contain_by_world", "first_public_update", "resolve")
"""The times of an incident, fields of `TrueTime`."""

TOLD = ("update.sent", "statuspage.posted")
"""What stops a clock that is about telling somebody."""

HUNDREDTHS = 100
"""Satisfaction is counted in hundredths of a point, for means are whole."""


class Judged(Struct, frozen=True):
    """How far the assigned severity lay from the right one, in levels: above zero too mild. `true`: by the truth."""

    off: int
    true: bool


class Objective(Struct, frozen=True):
    """What the plan promises of every service: the share (ppm) of a window, the window and what may be lost (ms)."""

    availability: int
    period: int
    budget: int


class Sample(Struct, frozen=True):
    """The raw figures of one recording. Times in ms, money in whole dollars."""

    times: list[TrueTime]
    incidents: int
    """those of the board, but for what was merged into others"""
    dismissed: int
    """of these, the false alarms"""
    downtimes: list[int]
    """of each incident that was none"""
    services: list[Downtime]
    objective: Objective | None
    customers: list[int]
    revenue: list[int]
    alerts: int
    false_alerts: int
    severities: list[Judged]
    satisfaction: list[int]
    automated: int
    answers: list[int]
    """of pages: how long each took"""
    pages: int
    missed: int
    told: list[ClockResult]
    security: list[SecurityFigure]


def sample_of(records: Sequence[Record]) -> Sample:
    """The sample of a recording by itself. Raises ValueError, or BadInput, where `score` would."""
    case = read(records)
    return sample(case, incident_times(case, realise(case)), clock_results(case))


def sample(case: Case, times: list[TrueTime], clocks: list[ClockResult]) -> Sample:
    """What a recording has to say, of which `times` and `clocks` are known already."""
    board = case.board
    groups: dict[str, list[Incident]] = {}
    for name, about in board.incidents.items():
        groups.setdefault(survivor(case, name), []).append(about)
    dismissed = [name for name in groups if board.incidents[name].dismissed]
    real = [group for name, group in groups.items() if name not in dismissed]
    impacts = [impact for group in real if (impact := _assessed(group)) is not None]
    false = {about.id for name in dismissed for about in groups[name]}
    levels = board.rules.plan.service_levels
    pages = [page for page in board.pages.values() if page.answer_by or page.acknowledged_at != NEVER]
    return Sample(
        times=times,
        incidents=len(groups),
        dismissed=len(dismissed),
        downtimes=[downtime_of(case, [about.id for about in group]) for group in real] if levels else [],
        services=downtimes(case) if levels else [],
        objective=None if levels is None else _objective(levels, case.now),
        customers=[impact.customers for impact in impacts],
        revenue=[impact.revenue for impact in impacts],
        alerts=len(board.alerts),
        false_alerts=sum(bool(alert.dismissed) or alert.incident in false for alert in board.alerts.values()),
        severities=[judged for item in times if (judged := _judged(case, item)) is not None],
        satisfaction=[score * HUNDREDTHS for about in board.incidents.values() for score in about.satisfaction],
        automated=len(board.automations),
        answers=[page.acknowledged_at - page.sent_at for page in pages if page.acknowledged_at != NEVER],
        pages=len(pages),
        missed=sum(page.missed_at != NEVER for page in pages),
        told=[clock for clock in clocks if _tells(case, clock.rule)],
        security=security_figures(case),
    )


def _objective(levels: ServiceLevels, length: int) -> Objective:
    """For what a recording stands for: the plan's window, or its own length where that is longer."""
    period = max(levels.window, length)
    return Objective(levels.availability, period, levels.budget(period))


def _assessed(group: list[Incident]) -> ImpactAssessed | None:
    """The latest impact assessment of a merged group."""
    latest = max((each for each in group if each.impact is not None), key=lambda each: each.assessed_at, default=None)
    return None if latest is None else latest.impact


def _tells(case: Case, rule: str) -> bool:
    known = case.board.rules.clocks.get(rule)
    return known is not None and any(item.event in TOLD for item in known.stops)


def _judged(case: Case, item: TrueTime) -> Judged | None:
    """The assigned severity against the true one; where no truth is known, the first against the last. None where
    nobody classified the incident, or it was a false alarm."""
    ranks = {severity: rank for rank, severity in enumerate(case.board.rules.severities)}
    about = case.board.incidents.get(item.incident)
    said = [
        record.body.severity
        for record in case.of("incident.classified")
        if isinstance(record.body, IncidentClassified) and record.body.incident == item.incident
    ]
    if about is None or about.dismissed or not said or any(severity not in ranks for severity in said):
        return None
    if item.true_severity in ranks:
        return Judged(ranks[said[-1]] - ranks[item.true_severity], True)
    return Judged(ranks[said[0]] - ranks[said[-1]], False)


def measures(samples: Sequence[Sample]) -> Measures:
    """The metrics over all incidents of all `samples`."""
    times = _all(item.times for item in samples)
    severities = _all(item.severities for item in samples)
    return Measures(
        recordings=len(samples),
        incidents=len(times),
        times={name: spread(took for item in times if (took := getattr(item, name)) != NEVER) for name in TIMES},
        downtime=spread(_all(item.downtimes for item in samples)),
        services=_services(samples),
        customers=spread(_all(item.customers for item in samples)),
        revenue=spread(_all(item.revenue for item in samples)),
        false_alerts=Share(sum(item.false_alerts for item in samples), sum(item.alerts for item in samples)),
        false_incidents=Share(sum(item.dismissed for item in samples), sum(item.incidents for item in samples)),
        severity=Accuracy(
            n=len(severities),
            right=sum(judged.off == 0 for judged in severities),
            too_mild=sum(judged.off > 0 for judged in severities),
            too_strict=sum(judged.off < 0 for judged in severities),
            by_truth=sum(judged.true for judged in severities),
        ),
        satisfaction=spread(_all(item.satisfaction for item in samples)),
        automated=sum(item.automated for item in samples),
        page_answers=spread(_all(item.answers for item in samples)),
        pages_missed=Share(sum(item.missed for item in samples), sum(item.pages for item in samples)),
        updates=_in_time(_all(item.told for item in samples)),
        security=_security(samples),
    )


def _all(lists: Iterable[list[T]]) -> list[T]:
    return list(chain.from_iterable(lists))


def _services(samples: Sequence[Sample]) -> list[ServiceLevel]:
    """Each service by its id, over the recordings that have it: each of them stands for one window of its own."""
    found: dict[str, list[tuple[Downtime, Objective]]] = {}
    for item in samples:
        for service in item.services:
            if item.objective is not None:
                found.setdefault(service.service, []).append((service, item.objective))
    return [_service(name, entries) for name, entries in found.items()]


def _service(name: str, entries: list[tuple[Downtime, Objective]]) -> ServiceLevel:
    known = [(service, objective) for service, objective in entries if service.measured]
    period = sum(objective.period for _, objective in known)
    down = sum(service.down for service, _ in known)
    return ServiceLevel(
        service=name,
        label=entries[-1][0].label,
        n=len(known),
        down=down,
        lasting=any(service.lasting for service, _ in known),
        period=period,
        availability=(period - down) * WHOLE // period if period else None,
        objective=max(objective.availability for _, objective in entries),
        budget=sum(objective.budget for _, objective in known),
    )


def _in_time(clocks: list[ClockResult]) -> list[InTime]:
    rules = dict.fromkeys(clock.rule for clock in clocks)
    return [_of_rule([clock for clock in clocks if clock.rule == rule]) for rule in rules]


def _of_rule(clocks: list[ClockResult]) -> InTime:
    verdicts = [clock.verdict for clock in clocks]
    met, late, overdue = (verdicts.count(word) for word in ("met", "late", "overdue"))
    return InTime(clocks[0].rule, clocks[0].label, met, late, overdue, verdicts.count("waived"))


def _security(samples: Sequence[Sample]) -> list[SecurityFigure]:
    """Each metric by its id: summed over the recordings whose plan can count it."""
    found: dict[str, list[SecurityFigure]] = {}
    for item in samples:
        for figure in item.security:
            found.setdefault(figure.id, []).append(figure)
    return list(_summed(found.values()))


def _summed(metrics: Iterable[list[SecurityFigure]]) -> Iterator[SecurityFigure]:
    for entries in metrics:
        counted = [each for each in entries if each.figure is not None]
        last = (counted or entries)[-1]
        figure = sum(each.figure or 0 for each in counted) if counted else None
        about = (last.id, last.group, last.label, last.source)
        yield SecurityFigure(*about, figure, last.unit, last.unmeasured, last.note, len(counted))
