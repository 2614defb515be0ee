"""Incidents: detected, declared, classified, assessed, merged."""

from irsim.board.archiving import remember
from irsim.board.board import Board
from irsim.board.fold.base import instant_of, on
from irsim.board.patience import watch_untouched
from irsim.board.state import (
    NEVER,
    Incident,
)
from irsim.events import incident
from irsim.log.records import Record


@on(incident.IncidentDetected)
def _detected(board: Board, body: incident.IncidentDetected, record: Record) -> None:
    status = board.rules.meaning(body.track, "detected") or board.rules.tracks[body.track].statuses[0]
    board.incidents[body.incident] = board.active[body.incident] = Incident(
        body.incident,
        body.title,
        body.severity,
        body.category,
        body.track,
        status.id,
        status.means,
        status.phase,
        body.detected_by,
        body.since,
        record.seq,
        services=list(body.services),
        assigned={},
        stated=body.severity if body.stated else "",
        opened_at=board.said.get(record.cause, record.at),
    )


@on(incident.IncidentDeclared)
def _declared(board: Board, body: incident.IncidentDeclared, record: Record) -> None:
    about = board.incidents[body.incident]
    about.declared_at = instant_of(board, record)
    about.title = body.title or about.title
    about.description = body.description or about.description


@on(incident.IncidentAcknowledged)
def _acknowledged(board: Board, body: incident.IncidentAcknowledged, record: Record) -> None:
    about = board.incidents[body.incident]
    about.acknowledged_at, about.acknowledged_by = instant_of(board, record), record.by
    watch_untouched(board, about, record.at)


@on(incident.IncidentAmended)
def _amended(board: Board, body: incident.IncidentAmended, _: Record) -> None:
    about = board.incidents[body.incident]
    for name in body.__struct_fields__[1:]:
        value = getattr(body, name)
        if value is not None:
            setattr(about, name, list(value) if isinstance(value, tuple) else value)


@on(incident.IncidentClassified)
def _classified(board: Board, body: incident.IncidentClassified, record: Record) -> None:
    about = board.incidents[body.incident]
    about.severity, about.category, about.subcategory = body.severity, body.category, body.subcategory
    about.track = body.track
    if body.severity not in board.rules.notifying:
        about.notified = ""
    if body.personal_data is not None:
        about.personal_data = body.personal_data
    if about.classified_at == NEVER:
        about.classified_at = instant_of(board, record)
    watch_untouched(board, about, record.at)


@on(incident.IncidentAssigned)
def _assigned(board: Board, body: incident.IncidentAssigned, _: Record) -> None:
    board.incidents[body.incident].assigned[body.role] = body.name


@on(incident.IncidentStatusChanged)
def _status(board: Board, body: incident.IncidentStatusChanged, record: Record) -> None:
    about = board.incidents[body.incident]
    about.status, about.means, about.phase = body.status, body.means, body.phase
    if about.contained_at == NEVER and body.means in ("contained", "eradicated", "recovered", "resolved", "closed"):
        about.contained_at = instant_of(board, record)
    if about.resolved_at == NEVER and body.means in ("resolved", "reviewing", "closed"):
        about.resolved_at = instant_of(board, record)
    if body.means == "closed":
        about.closed_at = instant_of(board, record)
        board.active.pop(about.id, None)
        remember(board, about.id, record.at)
    watch_untouched(board, about, record.at)


@on(incident.ImpactAssessed)
def _impact(board: Board, body: incident.ImpactAssessed, record: Record) -> None:
    about = board.incidents[body.incident]
    about.impact, about.assessed_at = body, instant_of(board, record)
    about.affected_users = body.users or about.affected_users
    about.affected_customers = body.customers or about.affected_customers
    if body.data_compromised is not None:
        about.data_compromised = body.data_compromised
    if body.data_kinds:
        about.data_kinds = list(body.data_kinds)


@on(incident.IncidentDismissed)
def _false_alarm(board: Board, body: incident.IncidentDismissed, _: Record) -> None:
    board.incidents[body.incident].dismissed = body.reason


@on(incident.IncidentMerged)
def _merged(board: Board, body: incident.IncidentMerged, _: Record) -> None:
    board.incidents[body.incident].merged_into = body.into
    board.active.pop(body.incident, None)


@on(incident.AwarenessRecorded)
def _aware(board: Board, body: incident.AwarenessRecorded, _: Record) -> None:
    board.incidents[body.incident].aware_at = body.since
