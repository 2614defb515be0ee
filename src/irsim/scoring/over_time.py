"""How quickly incidents are detected, taken on and resolved, week by week or month by month: the metrics of a live log,
from few kinds of its records, so that incidents which left the board count, too. An exercise counts nowhere. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from irsim.board.board import Board
from irsim.board.catalogue import FOLDED, Brief, Catalogue
from irsim.board.state import NEVER
from irsim.events.alerts import AlertAttached, AlertDismissed, AlertFired
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue, ClockReaimed, ClockStarted, ClockWaived
from irsim.events.live import AlertSurfaced
from irsim.log.records import Record
from irsim.scoring.spread import Share, Spread, spread

READ: tuple[type[Event], ...] = (
    *FOLDED,
    AlertFired,
    AlertAttached,
    AlertDismissed,
    AlertSurfaced,
    ClockStarted,
    ClockReaimed,
    ClockOverdue,
    ClockWaived,
)

KINDS: tuple[str, ...] = tuple(str(each.__struct_config__.tag) for each in READ)
"""Kinds of the records from which the metrics are made."""

Unit = Literal["week", "month"]

MOST = 520
"""Periods: ten years of weeks."""


class Times(Struct, frozen=True):
    """How long (ms) incidents took: from the onset that the sender names to the alert (MTTD), from detection to the
    acknowledgement (MTTA), from detection to the resolution (MTTR)."""

    detect: Spread
    acknowledge: Spread
    resolve: Spread


class Period(Struct, frozen=True):
    """A week or a month, or all of them. An incident belongs to where it was detected, an alert to where it fired, a
    clock to where it fell due. `begins` is its first day (ISO), `since` its first instant (ms)."""

    begins: str
    since: int
    incidents: int
    severities: dict[str, int]
    services: dict[str, int]
    times: Times
    false_incidents: Share
    false_alerts: Share
    in_time: Share
    """clocks that fell due: those that were met, and all of them"""


class OverTime(Struct, frozen=True):
    """Periods in their order, the last one still going on, and all of them together."""

    unit: Unit
    periods: list[Period]
    whole: Period


class _Sign(Struct):
    fired_at: int
    since: int | None
    exercise: bool
    fired: AlertFired
    attached: str = ""
    dismissed: bool = False


class _Due(Struct):
    due: int
    incident: str
    late: bool = False
    waived: bool = False


class Course:
    """Takes up the records of a log, in order; then tells its metrics."""

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.catalogue = Catalogue()
        self._signs: dict[str, _Sign] = {}
        self._attached: list[tuple[str, AlertFired]] = []
        """alerts that became signs of incidents since somebody last asked"""
        self._dues: dict[str, _Due] = {}
        for record in records:
            self.fold(record)

    def fold(self, record: Record) -> None:
        """One of `KINDS`; others tell it nothing."""
        self.catalogue.fold(record)
        body = record.body
        if isinstance(body, AlertFired):
            self._signs[body.alert] = _Sign(record.at, body.since, body.exercise, _short(body))
        elif isinstance(body, AlertAttached):
            if sign := self._signs.get(body.alert):
                sign.attached = body.incident
                self._attached.append((body.incident, sign.fired))
                sign.dismissed = sign.dismissed and not body.after_all
        elif isinstance(body, AlertDismissed):
            if sign := self._signs.get(body.alert):
                sign.dismissed = True
        elif isinstance(body, AlertSurfaced):
            if sign := self._signs.get(body.alert):
                sign.dismissed = False  # it is worse than what was dismissed
        elif isinstance(body, ClockStarted):
            self._dues[body.id] = _Due(body.due, body.incident)
        elif isinstance(body, ClockReaimed | ClockOverdue | ClockWaived) and (clock := self._dues.get(body.id)):
            clock.due = body.due if isinstance(body, ClockReaimed) else clock.due
            clock.late = clock.late or isinstance(body, ClockOverdue)
            clock.waived = clock.waived or isinstance(body, ClockWaived)

    def over_time(self, board: Board, unit: Unit, count: int, now: int) -> OverTime:
        """The last `count` weeks (from Monday) or months of the plan's calendar, the present one among them, as far as
        the log goes back. `board` gives the plan."""
        for incident, fired in self._attached:
            self.catalogue.sign(board.rules, incident, fired)
        self._attached = []
        starts = _starts(board, unit, max(1, min(count, MOST)), now)
        real = self._real()
        signs = [(name, sign) for name, sign in self._signs.items() if not sign.exercise]
        by: list[_Sample] = [_Sample() for _ in starts]
        for about in real.values():
            place = bisect_right(starts, about.since, key=_instant) - 1
            if place >= 0 and not about.merged_into:
                by[place].incidents.append(about)
        false = {name for name, about in real.items() if about.dismissed}
        for _, sign in signs:
            place = bisect_right(starts, sign.fired_at, key=_instant) - 1
            if place >= 0:
                by[place].alerts.append(sign.dismissed or sign.attached in false)
        for clock in self._dues.values():
            place = bisect_right(starts, clock.due, key=_instant) - 1
            judged = clock.due <= now and not clock.waived and (not clock.incident or clock.incident in real)
            if place >= 0 and judged:
                by[place].dues.append(not clock.late)
        periods = [self._period(day, at, sample) for (day, at), sample in zip(starts, by, strict=True)]
        return OverTime(unit, periods, self._period(*starts[0], _Sample.all(by)))

    def _real(self) -> dict[str, Brief]:
        """Incidents that are no exercise: a single real sign makes one real."""
        signs: dict[str, list[bool]] = {}
        for sign in self._signs.values():
            if sign.attached:
                signs.setdefault(sign.attached, []).append(sign.exercise)
        found = {}
        for name, about in self.catalogue.incidents.items():
            first = self._signs.get(about.detected_by)
            if first is None or not all([first.exercise, *signs.get(name, ())]):
                found[name] = about
        return found

    def _period(self, day: str, at: int, sample: _Sample) -> Period:
        true = [about for about in sample.incidents if not about.dismissed]
        return Period(
            day,
            at,
            len(true),
            _counted(about.severity for about in true),
            _counted(name for about in true for name in about.services),
            Times(
                spread(took for about in true if (took := self._detect(about)) != NEVER),
                spread(about.acknowledged_at - about.since for about in true if about.acknowledged_at != NEVER),
                spread(about.resolved_at - about.since for about in true if about.resolved_at != NEVER),
            ),
            Share(len(sample.incidents) - len(true), len(sample.incidents)),
            Share(sum(sample.alerts), len(sample.alerts)),
            Share(sum(sample.dues), len(sample.dues)),
        )

    def _detect(self, about: Brief) -> int:
        """From when the condition began, as its sender says, to the first alert; NEVER where no sender says so."""
        sign = self._signs.get(about.detected_by)
        return NEVER if sign is None or sign.since is None else max(0, sign.fired_at - sign.since)


class _Sample:
    def __init__(self) -> None:
        self.incidents: list[Brief] = []
        self.alerts: list[bool] = []
        """whether each was false"""
        self.dues: list[bool] = []
        """whether each was met"""

    @classmethod
    def all(cls, samples: Sequence[_Sample]) -> _Sample:
        whole = cls()
        for each in samples:
            whole.incidents += each.incidents
            whole.alerts += each.alerts
            whole.dues += each.dues
        return whole


def _short(fired: AlertFired) -> AlertFired:
    """What is kept of an alert: there may be very many."""
    return AlertFired(fired.alert, "", "", fired.severity, fired.service)


def _counted(names: Iterable[str]) -> dict[str, int]:
    """How often each occurs, the most frequent first."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _instant(start: tuple[str, int]) -> int:
    return start[1]


def _starts(board: Board, unit: Unit, count: int, now: int) -> list[tuple[str, int]]:
    """First days (ISO) and instants (ms) of the last periods; none before the one in which the log begins."""
    zone = ZoneInfo(board.rules.plan.calendar.zone)
    begun, here = (board.rules.moment(at).astimezone(zone) for at in (0, now))
    found = []
    day = _first_day(here, unit)
    for _ in range(count):
        at = (day.astimezone(UTC) - board.rules.moment(0).astimezone(UTC)) // timedelta(milliseconds=1)
        found.append((day.date().isoformat(), at))
        if day <= begun:
            break
        day = _first_day(day - timedelta(days=1), unit)
    return found[::-1]


def _first_day(moment: datetime, unit: Unit) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday()) if unit == "week" else day.replace(day=1)
