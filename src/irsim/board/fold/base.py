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


def occurred(event: Event, at: int) -> int:
    """When it happened, for clocks: an update when it was commanded, awareness and detection when they were."""
    if type(event) is communication.UpdateSent:
        return event.queued_at
    if type(event) is incident.AwarenessRecorded or type(event) is incident.IncidentDetected:
        return event.since
    return at


def _stop_and_mark(board: Board, body: Event, record: Record, about: Incident) -> None:
    kind = str(body.__struct_config__.tag)
    stopping = board.rules.stopping.get(kind)
    if stopping:
        instant = occurred(body, record.at)
        running = board.running.get(about.id, ())
        for rule, pattern in stopping:
            if not pattern.fields_fit(body):
                continue
            if rule.per == "incident":
                about.stops.setdefault(rule.id, []).append((instant, record.seq))
            for clock in running:
                subject = getattr(body, "page", "") if rule.per == "page" else ""
                if clock.rule == rule.id and clock.subject == subject and clock.running and instant >= clock.since:
                    clock.stopped_at = instant
                    clock.stopped_by = record.seq
        board.running[about.id] = [clock for clock in running if clock.running]
    for rule, pattern in board.rules.starting.get(kind, ()):
        if rule.per == "incident" and rule.id not in about.marks and pattern.fields_fit(body):
            about.marks[rule.id] = occurred(body, record.at)
