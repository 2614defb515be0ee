"""How a record reaches its fold, and what every event of an incident does: stop and mark clocks."""

from collections.abc import Callable
from typing import Any

from irsim.board.archiving import remember
from irsim.board.board import Board
from irsim.board.conditions import holds
from irsim.board.playbooks import show
from irsim.board.state import NEVER, Incident
from irsim.events import KINDS, communication, duties, incident
from irsim.events.alerts import AlertAttached
from irsim.events.base import Event
from irsim.log.records import Record
from irsim.plan.models import ClockRule
from irsim.plan.models.clocks import SUBJECTS

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
        if about is not None and board.rules.lasting:
            watch_conditions(board, about, record.at)
    if str(body.__struct_config__.tag) in board.rules.showing or kind is AlertAttached:
        show(board, body)


def watch_conditions(board: Board, about: Incident, at: int) -> None:
    """Keep since when each condition holds that must hold for a while, and remind the desk of its end."""
    for rule in board.rules.lasting:
        if not (about.open and holds(board, rule, about)):
            about.holding.pop(rule.id, None)
        elif rule.id not in about.holding:
            about.holding[rule.id] = at
            board.remind(at + rule.for_, "held", f"{about.id}/{rule.id}")


def instant_of(board: Board, record: Record) -> int:
    """When it happened (ms), for clocks and claims: what follows from a command, when that was said at the table."""
    return _occurred(record.body, board.said.get(record.cause, record.at))


_SINCE = (
    incident.AwarenessRecorded,
    incident.IncidentDetected,
    duties.DeterminationMade,
    duties.SubjectRequestReceived,
)
"""Kinds that say themselves when it happened."""


def _occurred(event: Event, at: int) -> int:
    """An update when it was commanded, awareness and detection when they were."""
    if type(event) is communication.UpdateSent:
        return event.queued_at
    if isinstance(event, _SINCE):
        return event.since
    return at


def subject_of(rule: ClockRule, body: Event) -> str:
    """What a clock of this rule runs for, beside the incident: a page, a request, an audience; empty for nothing."""
    return "" if rule.per == "incident" else str(getattr(body, SUBJECTS[rule.per], ""))


def _stop_and_mark(board: Board, body: Event, record: Record, about: Incident | None) -> None:
    kind = str(body.__struct_config__.tag)
    name = "" if about is None else about.id
    stopping = board.rules.stopping.get(kind)
    if stopping:
        instant = instant_of(board, record)
        running = board.running.get(name, ())
        said = record.cause in board.said
        for rule, pattern in stopping:
            if not pattern.fields_fit(body):
                continue
            if rule.per == "incident" and about is not None:
                stops = about.stops.setdefault(rule.id, [])
                stops.append((instant, record.seq))
                if said:
                    stops.sort()
            subject = subject_of(rule, body)
            for clock in board.runs.get((name, rule.id), ()) if said else running:
                stops_it = clock.running or instant < clock.stopped_at
                counts = instant >= max(clock.since, clock.not_before) and clock.seq < record.seq
                if clock.rule == rule.id and clock.subject == subject and stops_it and counts:
                    clock.stopped_at = instant
                    clock.stopped_by = record.seq
        board.running[name] = [clock for clock in running if clock.running]
        if about is not None and about.closed_at != NEVER:
            remember(board, name, record.at)
    if about is not None:
        for rule, pattern, mark in board.rules.starting.get(kind, ()):
            if rule.per == "incident" and (rule.latest or mark not in about.marks) and pattern.fields_fit(body):
                came = instant_of(board, record)  # dated back, it is not the latest
                about.marks[mark] = max(came, about.marks.get(mark, came))
