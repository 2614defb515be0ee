"""How a record reaches its fold, and what every event of an incident does: stop and mark clocks."""

from collections.abc import Callable
from typing import Any

from irsim.board.board import Board
from irsim.board.state import (
    Incident,
)
from irsim.events import KINDS, communication, incident
from irsim.events.base import Event
from irsim.log.records import Record

Fold = Callable[[Board, Any, Record], None]

FOLDS: dict[type[Event], Fold] = {}
"""Kind to its function; the modules of this package fill it."""

ABOUT_INCIDENTS = frozenset(kind for kind in KINDS.values() if "incident" in kind.__struct_fields__)
"""Kinds that name an incident. Most records do not, and looking for the field costs more than this."""


def on(kind: type[Event]) -> Callable[[Fold], Fold]:
    """The function below is the fold of this kind."""

    def keep(function: Fold) -> Fold:
        FOLDS[kind] = function
        return function

    return keep


def apply(board: Board, record: Record) -> None:
    """Bring `board` up to `record`, which must be the next one."""
    body = record.body
    kind = type(body)
    board.at = record.at
    board.seq = record.seq
    if kind in FOLDS:
        FOLDS[kind](board, body, record)
    if kind in ABOUT_INCIDENTS:
        about = board.incidents.get(body.incident)  # type: ignore[attr-defined]
        if about is not None:
            about.timeline.append(record.seq)
            _stop_and_mark(board, body, record, about)


def instant_of(board: Board, record: Record) -> int:
    """When it happened (ms), for clocks and claims: what follows from a command, when that was said at the table."""
    return _occurred(record.body, board.said.get(record.cause, record.at))


def _occurred(event: Event, at: int) -> int:
    """An update when it was commanded, awareness and detection when they were."""
    if type(event) is communication.UpdateSent:
        return event.queued_at
    if type(event) is incident.AwarenessRecorded or type(event) is incident.IncidentDetected:
        return event.since
    return at


def _stop_and_mark(board: Board, body: Event, record: Record, about: Incident) -> None:
    kind = str(body.__struct_config__.tag)
    stopping = board.rules.stopping.get(kind)
    if stopping:
        instant = instant_of(board, record)
        running = board.running.get(about.id, ())
        said = record.cause in board.said
        for rule, pattern in stopping:
            if not pattern.fields_fit(body):
                continue
            if rule.per == "incident":
                stops = about.stops.setdefault(rule.id, [])
                stops.append((instant, record.seq))
                if said:
                    stops.sort()
            for clock in board.runs.get((about.id, rule.id), ()) if said else running:
                subject = getattr(body, "page", "") if rule.per == "page" else ""
                stops_it = clock.running or instant < clock.stopped_at
                if clock.rule == rule.id and clock.subject == subject and stops_it and instant >= clock.since:
                    clock.stopped_at = instant
                    clock.stopped_by = record.seq
        board.running[about.id] = [clock for clock in running if clock.running]
    for rule, pattern in board.rules.starting.get(kind, ()):
        if rule.per == "incident" and rule.id not in about.marks and pattern.fields_fit(body):
            about.marks[rule.id] = instant_of(board, record)
