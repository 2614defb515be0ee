"""What the team's incidents stand for: each incident of the truth, its first sign, and who on the board realises it."""

from dataclasses import dataclass

from irsim.board.state import NEVER, Incident
from irsim.commands import Declare
from irsim.events.alerts import AlertFired
from irsim.events.incident import IncidentDeclared, IncidentDetected
from irsim.events.inputs import CommandSubmitted
from irsim.events.world import FaultEnded, FaultStarted, MessageDelivered
from irsim.log.records import Record
from irsim.scenario.models import TrueIncident
from irsim.scoring.case import Case


@dataclass(frozen=True)
class Realised:
    """An incident of the truth as the session saw it.

    `first_sign` is the record with which it reached a seat, None where none did. `incidents` are the board's that
    stand for it, in order of detection. `ended` are the records with which its last faults ended, and `contained_at`
    (ms) when the last of them did, NEVER while one holds; both say nothing where the truth names no fault.
    """

    truth: TrueIncident
    first_sign: Record | None
    incidents: tuple[str, ...]
    contained_at: int
    ended: tuple[int, ...]


def realise(case: Case) -> dict[str, Realised]:
    """Every incident of the truth by its id."""
    if case.scenario is None:
        return {}
    truths = case.scenario.truth.incidents
    signs = {truth.id: _signs(case, truth) for truth in truths}
    holders = {truth.id: _spread(case, _holding(case, signs[truth.id])) for truth in truths}
    told = set().union(*holders.values()) if holders else set()
    for truth in truths:
        if not holders[truth.id]:
            holders[truth.id] = _spread(case, {n for n in case.board.incidents if n not in told} & _alike(case, truth))
    return {
        truth.id: Realised(
            truth,
            min(signs[truth.id], key=lambda record: (record.at, record.seq), default=None),
            tuple(name for name in case.board.incidents if name in holders[truth.id]),
            *_contained(case, truth),
        )
        for truth in truths
    }


def _signs(case: Case, truth: TrueIncident) -> list[Record]:
    """Everything by which it showed itself: for an inject what reached a seat, for a monitor its alerts."""
    found: list[Record] = []
    for sign in truth.signs:
        if sign in case.injects:
            came = [r for r in case.of("inject.delivered") if case.roots[r.seq] == sign]
            if sign in case.arrivals:
                found += case.arrivals[sign]
            elif sign not in case.underway:
                found += came
        else:
            found += [record for record in case.of("alert.fired") if _fired(case, truth, sign, record)]
    return found


def _fired(case: Case, truth: TrueIncident, sign: str, record: Record) -> bool:
    """Whether an alert is the sign `monitor` or `monitor@service`. What a decoy makes a monitor say is no sign."""
    monitor, _, service = sign.partition("@")
    alert = record.body
    if not isinstance(alert, AlertFired) or alert.monitor != monitor:
        return False
    inject = case.injects.get(case.roots.get(record.seq, ""))
    if inject is not None and (inject.decoy or inject.truth == "false"):
        return False
    services = [service] if service else truth.services
    return not services or alert.service in services


def _holding(case: Case, signs: list[Record]) -> set[str]:
    """The board's incidents that hold one of these alerts, or were detected by or declared with one of the messages."""
    alerts = {record.body.alert for record in signs if isinstance(record.body, AlertFired)}
    messages = {record.body.message for record in signs if isinstance(record.body, MessageDelivered)}
    holding = {name for name, about in case.board.incidents.items() if alerts.intersection(about.alerts)}
    for record in [*case.of("incident.detected"), *case.of("incident.declared")]:
        if isinstance(record.body, IncidentDetected | IncidentDeclared) and messages & _reports(case, record):
            holding.add(record.body.incident)
    return holding


def _reports(case: Case, record: Record) -> set[str]:
    named = {record.body.detected_by} if isinstance(record.body, IncidentDetected) else set()
    cause = case.by_seq.get(record.cause)
    command: object = cause.body.command if cause is not None and isinstance(cause.body, CommandSubmitted) else None
    if isinstance(command, Declare):
        named.update(command.messages)
    return named


def _alike(case: Case, truth: TrueIncident) -> set[str]:
    """Incidents of the same category whose services overlap; one that names no service cannot contradict."""
    return {
        name
        for name, about in case.board.incidents.items()
        if about.category == truth.category
        and (not about.services or not truth.services or set(about.services) & set(truth.services))
    }


def survivor(case: Case, name: str) -> str:
    """The incident in which work goes on, after any merging."""
    seen: set[str] = set()
    while name not in seen and name in case.board.incidents and case.board.incidents[name].merged_into:
        seen.add(name)
        name = case.board.incidents[name].merged_into
    return name


def _spread(case: Case, names: set[str]) -> set[str]:
    """`names` with everything that was merged with them."""
    survivors = {survivor(case, name) for name in names}
    return {name for name in case.board.incidents if survivor(case, name) in survivors}


def _contained(case: Case, truth: TrueIncident) -> tuple[int, tuple[int, ...]]:
    """When the last fault of the truth ended. One that never began need not end, unless none of them ever did."""
    begun: set[str] = set()
    ended: dict[str, Record] = {}
    for record in case.records:
        body = record.body
        if isinstance(body, FaultStarted):
            begun.add(body.fault)
            ended.pop(body.fault, None)
        elif isinstance(body, FaultEnded):
            begun.add(body.fault)
            ended[body.fault] = record
    wanted = [fault for fault in truth.faults if fault in begun] or truth.faults
    if not wanted or any(fault not in ended for fault in wanted):
        return NEVER, ()
    records = sorted((ended[fault] for fault in wanted), key=lambda record: record.seq)
    return records[-1].at, tuple(record.seq for record in records)


def false_alarm(about: Incident, record: Record) -> bool:
    """Whether `record` closes an incident that was dismissed: then nothing was contained or resolved."""
    return bool(about.dismissed) and getattr(record.body, "means", "") == "closed"
