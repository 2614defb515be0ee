"""The timeline: what matters, in order, with calendar time, and what the scenario did beside what the team did."""

from collections.abc import Collection

from irsim.events import after, alerts, clocks, communication, facilitation, inputs, session, world
from irsim.events.base import Event
from irsim.reports.account.source import Row, Source
from irsim.reports.telling.base import happened

PRIVATE: frozenset[type[Event]] = frozenset({after.QuestionnaireFilled, facilitation.MemoAdded})
"""Who wrote a form, and what control notes for itself, is in no report."""

LEFT_OUT: frozenset[type[Event]] = PRIVATE | frozenset(
    {
        after.ActionItemOpened,
        after.ActionItemProgressed,
        after.FeedbackGiven,
        after.ObservationMade,
        alerts.AlertAttached,
        clocks.ClockReaimed,
        clocks.ClockStarted,
        clocks.ClockWarned,
        communication.UpdateQueued,
        inputs.CommandRefused,
        session.SessionPaced,
        world.MessageRead,
    }
)
"""Kinds that have a section of their own, or say what another line says as well."""


def timeline(source: Source, only: Collection[int] | None = None) -> list[Row]:
    """T+, calendar time in UTC, kind, what happened, record; of the records `only`, without what the scenario did."""
    rows: list[tuple[int, int, Row]] = []
    for telling in source.tellings:
        record = telling.record
        if type(record.body) in LEFT_OUT or (only is not None and record.seq not in only):
            continue
        beside = f" ({'; '.join(telling.remarks)})" if telling.remarks else ""
        occurred = getattr(record.body, "occurred", None)
        at = record.at if occurred is None else occurred
        said = telling.told.text
        if occurred is not None:
            said = said.replace(happened(source.board, occurred, record.at), "", 1)
            beside += f" (recorded {_clock(source, record.at)})"
        rows.append((at, record.seq, _row(source, at, telling.told.kind, said + beside, record.seq)))
    if only is None:
        rows += _scenario(source)
    return [row for _, _, row in sorted(rows, key=lambda item: item[:2])]


def _scenario(source: Source) -> list[tuple[int, int, Row]]:
    """What the scenario did, which only control may know while it runs."""
    rows: list[tuple[int, int, Row]] = []
    for record, body in source.of(session.InjectDelivered):
        rows.append(
            (record.at, record.seq, _row(source, record.at, "inject", _inject(source, body.inject), record.seq))
        )
    for record, skipped in source.of(session.InjectSkipped):
        text = f"{_inject(source, skipped.inject)} did not come: {skipped.reason}"
        rows.append((record.at, record.seq, _row(source, record.at, "inject", text, record.seq)))
    for record, fault in source.of(world.FaultStarted):
        why = f": {source.filled(fault.why)}" if fault.why else ""
        text = f"fault {fault.fault} takes hold of {source.names.service(fault.service)}{why}"
        rows.append((record.at, record.seq, _row(source, record.at, "fault", text, record.seq)))
    for record, ended in source.of(world.FaultEnded):
        by = f", ended by {', '.join(ended.ended_by)}" if ended.ended_by else ""
        text = f"fault {ended.fault} on {source.names.service(ended.service)} is over{by}"
        rows.append((record.at, record.seq, _row(source, record.at, "fault", text, record.seq)))
    return rows


def _row(source: Source, at: int, kind: str, text: str, seq: int) -> Row:
    return (source.names.stamp(at), _utc(source.names.moment(at)), kind, text, str(seq))


def _clock(source: Source, at: int) -> str:
    """`12:40 UTC`."""
    return " ".join(source.names.moment(at).split(" ")[-2:])


def _inject(source: Source, id: str) -> str:
    if source.loaded:
        found = next((inject for inject in source.loaded.scenario.injects if inject.id == id), None)
        if found is not None:
            return f"{source.filled(found.title)} ({id})"
    return id


def _utc(moment: str) -> str:
    """`16 Nov 09:47`: the column says UTC already, and must not be wider than it has to."""
    return " ".join(moment.removesuffix(" UTC").split(" ")[1:])
