"""Times and counts: how long each incident took to be detected, taken on, contained and told, and what was done."""

from collections.abc import Iterable
from dataclasses import dataclass

from irsim.board.fold import instant_of
from irsim.board.state import NEVER, Incident
from irsim.events.communication import StatuspagePosted, UpdateSent
from irsim.events.work import StepCompleted
from irsim.scoring.case import Case
from irsim.scoring.scorecard import ClockResult, Metrics, TrueTime
from irsim.scoring.truth import Realised, survivor

CONTAINMENT = ("immediate", "short_term")
"""The phases of containment whose steps count as a response."""


def metrics(case: Case, truths: dict[str, Realised], clocks: list[ClockResult]) -> Metrics:
    """Times for every incident of the truth and every one of the board that realises none; counts over the session."""
    board = case.board
    verdicts = [clock.verdict for clock in clocks]
    dismissed = {name for name, about in board.incidents.items() if about.dismissed}
    sent = [update for update in board.updates.values() if update.sent_at != NEVER]
    return Metrics(
        incidents=times(case, truths),
        clocks_met=verdicts.count("met"),
        clocks_late=verdicts.count("late"),
        clocks_overdue=verdicts.count("overdue"),
        clocks_waived=verdicts.count("waived"),
        alerts=len(board.alerts),
        alerts_dismissed=sum(bool(alert.dismissed) for alert in board.alerts.values()),
        false_positives=sum(bool(alert.dismissed) or alert.incident in dismissed for alert in board.alerts.values()),
        commands=len(case.of("command.submitted")),
        refused=board.refused,
        pages=len(board.pages),
        pages_missed=sum(page.missed_at != NEVER for page in board.pages.values()),
        updates=len(sent),
        public_updates=sum(_public(case, update.audience) for update in sent),
        automations=len(board.automations),
    )


def clock_results(case: Case) -> list[ClockResult]:
    """Every running of a clock on the board, as it stood at the end."""
    results = []
    for clock in case.board.clocks.values():
        rule = case.board.rules.clocks.get(clock.rule)
        results.append(
            ClockResult(
                clock.id,
                clock.rule,
                rule.label if rule else clock.rule,
                clock.incident,
                clock.since,
                clock.due,
                clock.stopped_at,
                clock.verdict(case.records[-1].at),
                rule.basis if rule else "",
                rule.owner if rule else "",
                clock.due - clock.since,
                clock.stopped_at - clock.since if clock.stopped_at != NEVER else NEVER,
            )
        )
    return results


def times(case: Case, truths: dict[str, Realised]) -> list[TrueTime]:
    """Each incident of the truth, then the board's own that stand for none of them."""
    real = {name for realised in truths.values() for name in realised.incidents}
    others = [name for name, about in case.board.incidents.items() if name not in real and not about.merged_into]
    return [_true(case, realised) for realised in truths.values()] + [_other(case, name) for name in others]


@dataclass(frozen=True)
class _Marks:
    """When things first happened on some incidents of the board (ms, NEVER where not)."""

    detected: int
    acknowledged: int
    declared: int
    contained: int
    told: int
    resolved: int
    responded: int

    def after_detection(self, instant: int) -> int:
        """How long after detection; NEVER where it never came."""
        return NEVER if NEVER in (instant, self.detected) else max(0, instant - self.detected)


def _marks(case: Case, names: Iterable[str]) -> _Marks:
    incidents = [case.board.incidents[name] for name in names]
    ours = [about for about in incidents if not about.dismissed]
    contained = _first(about.contained_at for about in ours)
    declared = _first(about.declared_at for about in incidents)
    return _Marks(
        detected=_first(about.since for about in incidents),
        acknowledged=_first(about.acknowledged_at for about in incidents),
        declared=declared,
        contained=contained,
        told=_told(case, incidents),
        resolved=_first(about.resolved_at for about in ours),
        responded=_first([declared, contained, _stepped(case, {about.id for about in ours})]),
    )


def _stepped(case: Case, names: set[str]) -> int:
    """When somebody first did a step of containment; what automation did is no response of the team's."""
    return _first(
        instant_of(case.board, record)
        for record in case.of("step.completed")
        if isinstance(body := record.body, StepCompleted)
        and body.incident in names
        and body.phase in CONTAINMENT
        and body.through != "automation.attached"
    )


def _first(instants: Iterable[int]) -> int:
    return min((instant for instant in instants if instant != NEVER), default=NEVER)


def _told(case: Case, incidents: list[Incident]) -> int:
    """When somebody outside was first told: an update to an audience that is not internal, or the status page."""
    names = {about.id for about in incidents}
    instants = []
    for record in [*case.of("update.sent"), *case.of("statuspage.posted")]:
        body = record.body
        public = isinstance(body, StatuspagePosted) or (isinstance(body, UpdateSent) and _public(case, body.audience))
        if public and getattr(body, "incident", "") in names:
            instants.append(instant_of(case.board, record))
    return _first(instants)


def _public(case: Case, audience: str) -> bool:
    known = case.board.rules.audiences.get(audience)
    return known is None or not known.internal


def _true(case: Case, realised: Realised) -> TrueTime:
    truth, marks = realised.truth, _marks(case, realised.incidents)
    name = survivor(case, realised.incidents[0]) if realised.incidents else ""
    first = realised.first_sign.at if realised.first_sign is not None else NEVER
    by_world = NEVER if NEVER in (first, realised.contained_at) else max(0, realised.contained_at - first)
    return TrueTime(
        incident=name,
        truth=truth.id,
        title=case.filled(truth.title),
        assigned_severity=case.board.incidents[name].severity if name in case.board.incidents else "",
        true_severity=truth.severity,
        first_sign=first,
        detect=NEVER if marks.detected == NEVER else max(0, marks.detected - truth.onset),
        acknowledge=marks.after_detection(marks.acknowledged),
        declare=marks.after_detection(marks.declared),
        contain=marks.after_detection(marks.contained),
        contain_by_world=by_world,
        first_public_update=marks.after_detection(marks.told),
        resolve=marks.after_detection(marks.resolved),
        respond=marks.after_detection(marks.responded),
    )


def _other(case: Case, name: str) -> TrueTime:
    """An incident of the board's own: it has no onset, no true severity and no faults that we know of."""
    about, marks = case.board.incidents[name], _marks(case, [name])
    return TrueTime(
        incident=name,
        truth="",
        title=about.title,
        assigned_severity=about.severity,
        true_severity="",
        first_sign=NEVER,
        detect=NEVER,
        acknowledge=marks.after_detection(marks.acknowledged),
        declare=marks.after_detection(marks.declared),
        contain=marks.after_detection(marks.contained),
        contain_by_world=NEVER,
        first_public_update=marks.after_detection(marks.told),
        resolve=marks.after_detection(marks.resolved),
        respond=marks.after_detection(marks.responded),
    )
