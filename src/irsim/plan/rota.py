"""Who has the duty at an instant, until when, and when nobody has: the rotas of a plan on the calendar. Pure.

A rota's times are those of the clock on the wall in its zone, so a handover at nine stays at nine over daylight saving,
and a turn of a week is then an hour longer or shorter. What is returned is in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from irsim.plan.models import Plan, Rota

NOBODY = ""
"""Who has the duty in a gap."""

LAST = datetime.max.replace(tzinfo=UTC)
"""Beyond any calendar."""


@dataclass(frozen=True)
class Shift:
    """A piece of duty that a calendar feed holds, from `since` up to and without `until` (UTC)."""

    person: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Turn:
    """`person` (empty in a gap) has the duty from `since` up to and without `until` (UTC; None where it has no end)."""

    person: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class _Held:
    """Who has it by what: the place of an override, of a feed's shift, or of a turn. Another one is another turn."""

    person: str
    by: str = ""
    place: int = 0


_GAP = _Held(NOBODY)


class Roster:
    """A rota made ready for questions. `shifts` is what its feed holds, where it has one; `zone` the plan's own."""

    def __init__(self, rota: Rota, zone: str, shifts: Sequence[Shift] = ()) -> None:
        self.rota = rota
        self.zone = ZoneInfo(rota.zone or zone)
        self._overrides = [(self.instant(each.from_), self.instant(each.until), each.person) for each in rota.overrides]
        self._shifts = sorted(shifts, key=lambda shift: (shift.since, shift.until, shift.person))
        ends = [end for since, until, _ in self._overrides for end in (since, until)]
        ends += [end for shift in self._shifts for end in (shift.since, shift.until)]
        if rota.turns is not None:
            ends.append(self.instant(rota.turns.starts))
        self._ends = sorted(set(ends))

    def instant(self, wall: datetime) -> datetime:
        """UTC of what a clock on the wall shows. An hour that comes twice is the first of the two, one that is left
        out the one after it."""
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def on_call(self, at: datetime) -> Turn:
        """Who has the duty at `at` (aware), since when and until when."""
        at = at.astimezone(UTC)
        held = self._held(at)
        since, until = self._end_before(at), self._end_after(at)
        while since is not None and self._held(since - timedelta.resolution) == held:
            since = self._end_before(since - timedelta.resolution)
        while until is not None and self._held(until) == held:
            until = self._end_after(until)
        return Turn(held.person, since, until)

    def turns(self, since: datetime, until: datetime) -> list[Turn]:
        """The turns from `since` up to `until` (aware), gaps among them: they follow one another without a hole, and
        the first and the last one are cut off there."""
        found: list[tuple[_Held, datetime, datetime]] = []
        at, last = since.astimezone(UTC), until.astimezone(UTC)
        while at < last:
            held, end = self._held(at), min(self._end_after(at) or last, last)
            if found and found[-1][0] == held:
                found[-1] = (held, found[-1][1], end)
            else:
                found.append((held, at, end))
            at = end
        return [Turn(held.person, begins, ends) for held, begins, ends in found]

    def gaps(self, since: datetime, until: datetime) -> list[Turn]:
        """The gaps that lie between `since` and `until` or reach into it, each in its whole length."""
        found = [turn for turn in self.turns(since, until) if turn.person == NOBODY]
        return [self.on_call(turn.since) for turn in found if turn.since is not None]

    def _held(self, at: datetime) -> _Held:
        """The last override that is listed, else the feed's shift that began last, else the turn."""
        for place in range(len(self._overrides) - 1, -1, -1):
            since, until, person = self._overrides[place]
            if since <= at < until:
                return _Held(person, "override", place)
        for place in range(bisect_right(self._shifts, at, key=lambda shift: shift.since) - 1, -1, -1):
            if at < self._shifts[place].until:
                return _Held(self._shifts[place].person, "shift", place)
        turns = self.rota.turns
        if turns is None:
            return _GAP
        number = self._number(at)
        return _GAP if number < 0 else _Held(turns.order[number % len(turns.order)], "turn", number)

    def _end_after(self, at: datetime) -> datetime | None:
        """The first instant after `at` at which somebody's duty may end."""
        place = bisect_right(self._ends, at)
        ends = [self._ends[place]] if place < len(self._ends) else []
        number = self._number(at) if self.rota.turns is not None else -1
        if number >= 0:
            ends.append(self._handover(number + 1))
        return min((end for end in ends if end < LAST), default=None)

    def _end_before(self, at: datetime) -> datetime | None:
        """The last instant up to `at` at which somebody's duty may have begun."""
        place = bisect_right(self._ends, at)
        ends = [self._ends[place - 1]] if place else []
        number = self._number(at) if self.rota.turns is not None else -1
        if number >= 0:
            ends.append(self._handover(number))
        return max(ends, default=None)

    def _handover(self, number: int) -> datetime:
        """When a turn begins, counted from 0."""
        turns = self.rota.turns
        assert turns is not None
        try:
            return self.instant(turns.starts + timedelta(days=number * turns.length))
        except OverflowError:
            return LAST

    def _number(self, at: datetime) -> int:
        """The number of the turn at `at`; below 0 before the first one."""
        turns = self.rota.turns
        assert turns is not None
        number = (at.astimezone(self.zone).date() - turns.starts.date()).days // turns.length
        if self._handover(number + 1) <= at:
            return number + 1
        return number - 1 if self._handover(number) > at else number


def rotas_of(plan: Plan) -> Iterator[tuple[str, Rota]]:
    """Each contact behind whom a rota stands, with it, in the plan's order."""
    for rota in plan.rotas:
        for contact in rota.contacts:
            yield contact, rota


def person_named(plan: Plan, person: str) -> str:
    """The name of somebody whom a rota knows by this id; what was given where none does."""
    found = (each.name for rota in plan.rotas for each in rota.people if each.id == person)
    return next(found, person)


def on_call(rota: Rota, at: datetime, zone: str = "UTC", shifts: Sequence[Shift] = ()) -> Turn:
    """Who has the duty of `rota` at `at` (aware); see `Roster`."""
    return Roster(rota, zone, shifts).on_call(at)


def turns(rota: Rota, since: datetime, until: datetime, zone: str = "UTC", shifts: Sequence[Shift] = ()) -> list[Turn]:
    """The turns of `rota` from `since` up to `until` (aware); see `Roster`."""
    return Roster(rota, zone, shifts).turns(since, until)
