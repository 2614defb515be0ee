"""Clocks: started, re-aimed, waived, and what the duty desk announced of them. Met and overdue are folded."""

from irsim.events.base import Event


class ClockStarted(Event, frozen=True, tag="clock.started"):
    """`id` is this running of the plan's `clock`. It runs from `since` to `due` (ms), computed once.

    `strict` means that a stop at `due` itself is too late (`under`); otherwise it counts (`within`). What stops it
    before `not_before` (ms) does not count.
    """

    id: str
    clock: str
    since: int
    due: int
    incident: str = ""
    subject: str = ""
    strict: bool = False
    not_before: int = 0


class ClockReaimed(Event, frozen=True, tag="clock.re-aimed"):
    """The due instant moved, because what it depends on changed."""

    id: str
    due: int
    reason: str = ""


class ClockWaived(Event, frozen=True, tag="clock.waived"):
    """It no longer counts."""

    id: str
    reason: str = ""


class ClockWarned(Event, frozen=True, tag="clock.warned"):
    """The desk said that little time is left."""

    id: str


class ClockOverdue(Event, frozen=True, tag="clock.overdue"):
    """The desk announced that the due instant passed."""

    id: str
