"""Clocks: started, re-aimed, waived, announced."""

from irsim.board.archiving import remember
from irsim.board.board import Board
from irsim.board.fold.base import on
from irsim.board.state import NEVER, Clock
from irsim.events import clocks
from irsim.log.records import Record


@on(clocks.ClockStarted)
def _clock(board: Board, body: clocks.ClockStarted, record: Record) -> None:
    clock = Clock(body.id, body.clock, body.incident, body.subject, body.since, body.due, body.strict, record.seq)
    clock.not_before = body.not_before
    _by_this_plan(board, clock)
    board.clocks[body.id] = clock
    board.runs.setdefault((body.incident, body.clock), []).append(clock)
    _stopped_already(board, clock)
    if clock.running:
        board.running.setdefault(body.incident, []).append(clock)
        _remind_of(board, clock, record.at, record.at + 1)


def _by_this_plan(board: Board, clock: Clock) -> None:
    """It no longer stands as by an earlier version of the plan."""
    about = board.incidents.get(clock.incident)
    if about is not None:
        about.spared.pop(clock.rule, None)


def _stopped_already(board: Board, clock: Clock) -> None:
    """A clock that begins to apply late was stopped by what stops it, if that has happened since its start."""
    rule, about = board.rules.clocks.get(clock.rule), board.incidents.get(clock.incident)
    if rule is not None and about is not None and rule.per == "incident" and not rule.cadence:
        # a condition that has to last began before its clock, and what was done since then counts
        begun = min(clock.since, about.holding.get(rule.id, clock.since))
        for instant, seq in about.stops.get(rule.id, ()):
            if instant >= max(begun, clock.not_before):
                clock.stopped_at, clock.stopped_by = instant, seq
                return


def _remind_of(board: Board, clock: Clock, now: int, earliest: int) -> None:
    """A clock is overdue at its due instant if it is strict, and a millisecond later if not.

    One that is overdue when it starts is announced a millisecond after (`earliest`): the desk, which may be the one
    that starts it, takes everything up to now off the agenda when it has looked.
    """
    warn = board.rules.warn_at(board.rules.clocks.get(clock.rule), clock.since, clock.due)
    if warn >= now and warn < clock.due:
        board.remind(warn, "warn", clock.id)
    board.remind(max(earliest, clock.due + (not clock.strict)), "due", clock.id)


@on(clocks.ClockReaimed)
def _reaimed(board: Board, body: clocks.ClockReaimed, record: Record) -> None:
    clock = board.clocks[body.id]
    clock.due = body.due
    clock.re_aimed += 1
    clock.announced = clock.warned = False
    _by_this_plan(board, clock)
    _remind_of(board, clock, record.at, record.at)


@on(clocks.ClockWaived)
def _waived(board: Board, body: clocks.ClockWaived, record: Record) -> None:
    clock = board.clocks[body.id]
    clock.waived = body.reason or "waived"
    _by_this_plan(board, clock)
    board.running[clock.incident] = [other for other in board.running.get(clock.incident, ()) if other.running]
    about = board.incidents.get(clock.incident)
    if about is not None and about.closed_at != NEVER:
        remember(board, about.id, record.at)


@on(clocks.ClockWarned)
def _warned(board: Board, body: clocks.ClockWarned, _: Record) -> None:
    board.clocks[body.id].warned = True


@on(clocks.ClockOverdue)
def _overdue(board: Board, body: clocks.ClockOverdue, _: Record) -> None:
    board.clocks[body.id].announced = True
