"""A calendar feed of duties (iCalendar, RFC 5545) as the shifts that it holds. It is from outside: bounded, cleaned.

A recurrence keeps its wall clock at both ends: weeks that follow one another leave no hole over daylight saving.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from irsim.plan.models import Person, Rota
from irsim.plan.rota import Roster, Shift
from irsim.words.clean import clean_title
from irsim.words.recurring import FURTHEST, recurrence

SIZE_LIMIT = 1_000_000
"""Bytes of a feed: several thousand events."""

EVENT_LIMIT = 5_000
"""Events of a feed."""

SHIFT_LIMIT = 20_000
"""Shifts that are made of a feed's events and their recurrences."""

DAY_LIMIT = 2_000_000
"""Days that recurrences are held against, in all: some seconds."""

FAULT_LIMIT = 5
"""What could not be read of a feed, so many times."""

NAME_LIMIT = 80
"""Characters of the name of somebody whom the plan does not know."""

_ZONES = re.compile(r"^BEGIN:VTIMEZONE\r?$.*?^END:VTIMEZONE\r?$\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE)
_EVENT = re.compile(r"^BEGIN:VEVENT", re.MULTILINE | re.IGNORECASE)


class TooMuch(ValueError):
    """A feed is beyond the limits: one sentence."""


@dataclass
class Feed:
    """What a feed holds between two instants, and what of it could not be read, in a few words each."""

    shifts: list[Shift] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def say(self, fault: str) -> None:
        """Something could not be read."""
        if len(self.faults) < FAULT_LIMIT and fault not in self.faults:
            self.faults.append(fault)


def read_feed(text: bytes, rota: Rota, zone: str, since: datetime, until: datetime) -> Feed:
    """The shifts of a feed that lie between two instants (aware) or reach there; `zone` is the plan's own.

    Raises ValueError, with a sentence for people, where it is no calendar or beyond the limits: then nothing of it may
    be used, for half a feed would show gaps that there are none.
    """
    from icalendar import Calendar  # slow to import, and few need it

    if len(text) > SIZE_LIMIT:
        raise TooMuch(f"the feed has more than {SIZE_LIMIT:,} bytes; export fewer months")
    # zones are taken from their names: a definition of one's own can recur for ever, too
    plain = _ZONES.sub("", text.decode("utf-8", "replace"))
    if len(_EVENT.findall(plain)) > EVENT_LIMIT:
        raise TooMuch(f"the feed has more than {EVENT_LIMIT:,} events; export fewer months")
    try:
        calendars = Calendar.from_ical(plain, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise ValueError("the feed is no iCalendar file; look at what its address answers") from None
    if not calendars:
        raise ValueError("the feed is no iCalendar file; look at what its address answers")
    return _Reading(rota, Roster(rota, zone).zone, since.astimezone(UTC), until.astimezone(UTC)).read(events)


class _Reading:
    def __init__(self, rota: Rota, zone: tzinfo, since: datetime, until: datetime) -> None:
        self.rota, self.zone, self.since, self.until = rota, zone, since, until
        self.feed = Feed()
        self._days = 0

    def read(self, events: Sequence[Any]) -> Feed:
        """Each event, and what it recurs as; an instance that was changed stands in place of the one it was."""
        changed = {
            (str(event.get("UID", "")), _instant(instance, self.zone))
            for event in events
            if (instance := _instance(event)) is not None
        }
        for event in events:
            try:
                for shift in self._shifts(event, changed):
                    self.feed.shifts.append(shift)
                    if len(self.feed.shifts) > SHIFT_LIMIT:
                        raise TooMuch(f"the feed recurs more than {SHIFT_LIMIT:,} times; export fewer months")
            except TooMuch:
                raise
            except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
                self.feed.say(f"'{self._title(event)}' has no time that can be read")
        return self.feed

    def _shifts(self, event: Any, changed: set[tuple[str, datetime]]) -> Iterator[Shift]:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            return
        begins, person = event["DTSTART"].dt, self._person(event)
        if not person:
            self.feed.say(f"the event at {_wall(begins):%Y-%m-%d %H:%M} names nobody")
            return
        zone = begins.tzinfo if isinstance(begins, datetime) and begins.tzinfo else self.zone
        wall, length = _wall(begins), self._length(event, zone)
        if length <= timedelta(0):
            return
        alone = _instance(event) is not None
        uid = str(event.get("UID", ""))
        left_out = set() if alone else {*_instants(event.get("EXDATE"), self.zone)}
        for start in [wall] if alone else self._starts(event, wall, zone, length):
            since, until = _utc(start, zone), _utc(start + length, zone)
            moved = not alone and (since in left_out or (uid, since) in changed)
            if not moved and until > self.since and since < self.until:
                yield Shift(person, since, until)

    def _starts(self, event: Any, wall: datetime, zone: tzinfo, length: timedelta) -> Iterator[datetime]:
        """By the clock on the wall: the event itself, its extra times, and its recurrences up to the end asked for."""
        last = self.until.astimezone(zone).date()
        extra = [each.astimezone(zone).replace(tzinfo=None) for each in _instants(event.get("RDATE"), self.zone)]
        rules = event.get("RRULE")
        for start in dict.fromkeys([wall, *extra]):
            if start.date() <= last:
                yield start
        if rules is None:
            return
        rule = rules[0] if isinstance(rules, list) else rules
        try:
            again = recurrence({name: list(values) for name, values in rule.items()})
        except ValueError as fault:
            self.feed.say(f"'{self._title(event)}' {fault}; only its first time counts")
            return
        ends = rule.get("UNTIL")
        until = _instant(ends[0], zone, end=True) if ends else None
        since = self._from(zone, length)
        self._days += max(0, min((last - again.begins(wall.date(), since)).days, FURTHEST))
        if self._days > DAY_LIMIT:
            raise TooMuch("the feed recurs over too many days; export fewer months")
        for day in again.days(wall.date(), last, since):
            start = datetime.combine(day, wall.time())
            if until is not None and _utc(start, zone) > until:
                return
            if start != wall and start not in extra and day >= since:
                yield start

    def _from(self, zone: tzinfo, length: timedelta) -> date:
        return (self.since.astimezone(zone) - length).date() - timedelta(days=1)

    def _length(self, event: Any, zone: tzinfo) -> timedelta:
        """By the clock on the wall; of a whole day where nothing is said of its end."""
        begins = event["DTSTART"].dt
        if event.get("DTEND") is not None:
            ends = event["DTEND"].dt
            if isinstance(ends, datetime) and ends.tzinfo is not None:
                ends = ends.astimezone(zone).replace(tzinfo=None)
            return _wall(ends) - _wall(begins)
        if event.get("DURATION") is not None:
            lasts = event["DURATION"].dt
            return lasts if isinstance(lasts, timedelta) else timedelta(0)
        return timedelta(0) if isinstance(begins, datetime) else timedelta(days=1)

    def _person(self, event: Any) -> str:
        """Whoever the event names, by the id that the plan gives them where it knows them."""
        given = event.get("ATTENDEE")
        first = given[0] if isinstance(given, list) and given else given
        attendee = str(first or "").lower().removeprefix("mailto:")
        named = str(getattr(first, "params", {}).get("CN", "")) if first is not None else ""
        summary = str(event.get("SUMMARY", ""))
        order = (summary, attendee, named) if self.rota.who == "summary" else (attendee, named, summary)
        known = (_known(self.rota.people, text) for text in order)
        shown = (summary, named, attendee) if self.rota.who == "summary" else (named, attendee, summary)
        cleaned = (clean_title(text, NAME_LIMIT) for text in shown)
        return next((person for person in (*known, *cleaned) if person), "")

    def _title(self, event: Any) -> str:
        return clean_title(str(event.get("SUMMARY", "an event")), 60)


def _instance(event: Any) -> date | None:
    """Which instance of a recurrence an event stands in place of; None where it is one by itself."""
    try:
        moment = event["RECURRENCE-ID"].dt
    except (ValueError, KeyError, AttributeError):
        return None
    return moment if isinstance(moment, date) else None


def _known(people: Sequence[Person], text: str) -> str:
    """The person of whom the text is the id, the address or the name, or whose name occurs in it; empty for nobody."""
    written = clean_title(text, 400).casefold()
    for person in people:
        if written and written in (person.id.casefold(), person.mail.casefold(), person.name.casefold()):
            return person.id
    for person in sorted(people, key=lambda each: -len(each.name)):
        if re.search(rf"(?<!\w){re.escape(person.name.casefold())}(?!\w)", written):
            return person.id
    return ""


def _wall(moment: date) -> datetime:
    """What the clock on the wall shows; of a whole day its first instant."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())


def _utc(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _instant(moment: date, zone: tzinfo, *, end: bool = False) -> datetime:
    """UTC of a moment that may lack zone or time; with `end` a whole day counts to its end."""
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    return _utc(datetime.combine(moment, time.max if end else time()), zone)


def _instants(given: Any, zone: tzinfo) -> Iterator[datetime]:
    """The moments of a property that may be given several times, each with several values."""
    for each in given if isinstance(given, list) else [given] if given is not None else []:
        for value in getattr(each, "dts", ()):
            if isinstance(value.dt, date):
                yield _instant(value.dt, zone)
