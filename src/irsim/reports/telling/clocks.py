"""Clocks, told in plain words: what is due when, what is overdue and whose it is."""

from irsim.board.instants import stamp
from irsim.events import clocks as events
from irsim.reports.plain import one_line, span, whole_seconds
from irsim.reports.telling.base import Teller, Told, because, tells


def _owned(t: Teller, rule: str) -> str:
    owner = t.names.owner(rule)
    return f", owner {owner}" if owner else ""


@tells(events.ClockStarted)
def _started(body: events.ClockStarted, t: Teller) -> Told:
    left = whole_seconds(body.due - t.record.at)
    before = "before" if body.strict else "by"
    when = f"in {span(left)}" if left > 0 else "already past"
    text = f"{t.names.clock(body.id)}: due {before} {t.names.due(body.due)}, {when}{_owned(t, body.clock)}"
    return Told("clock", text)


@tells(events.ClockReaimed)
def _re_aimed(body: events.ClockReaimed, t: Teller) -> Told:
    reason = f" ({one_line(body.reason)})" if body.reason else ""
    return Told("clock", f"{t.names.clock(body.id)}: the limit moves to {t.names.due(body.due)}{reason}")


@tells(events.ClockWaived)
def _waived(body: events.ClockWaived, t: Teller) -> Told:
    return Told("clock", f"{t.names.clock(body.id)} no longer counts{because(one_line(body.reason))}")


@tells(events.ClockWarned)
def _warned(body: events.ClockWarned, t: Teller) -> Told:
    clock = t.board.clocks.get(body.id)
    if clock is None:
        return Told("clock", f"{t.names.clock(body.id)}: little time is left", urgency="notice")
    left = span(whole_seconds(max(0, clock.due - t.record.at)))
    text = f"{t.names.clock(body.id)}: {left} left, due {t.names.due(clock.due)}{_owned(t, clock.rule)}"
    return Told("clock", text, urgency="notice")


@tells(events.ClockOverdue)
def _overdue(body: events.ClockOverdue, t: Teller) -> Told:
    clock = t.board.clocks.get(body.id)
    if clock is None:
        return Told("overdue", f"{t.names.clock(body.id)} is overdue", urgency="urgent")
    text = f"{t.names.clock(body.id)} is overdue: it was due at {stamp(t.board, clock.due)}{_owned(t, clock.rule)}"
    return Told("overdue", text, urgency="urgent")
