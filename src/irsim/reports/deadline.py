"""The arithmetic of a deadline, for people: from when, how it is counted, which days are not, and when it is due."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from irsim.board.rules import Rules, leg_mark
from irsim.plan.models import ClockRule
from irsim.scoring.wording import pattern_words
from irsim.words.calendar import Period

_HOW = {
    "ms": "by the clock: nights, weekends and holidays count",
    "business": "to the close of hours on the last business day",
}
ENDS = "the day of the event is not counted, and the last day ends at 24:00"


def explain(
    rules: Rules,
    clock: ClockRule,
    severity: str,
    legs: Sequence[datetime | None],
    names: Mapping[str, str],
    unlike: Sequence[str] = (),
) -> list[str]:
    """Lines that explain when `clock` is due whose starts came at `legs` (its own, then each further one).

    `names` are the days off of its calendar, ISO date to name. The rules start at the first of the legs. `unlike` is
    what the clock needs of the organisation and the plan's profile denies.
    """
    marks = {
        mark: round((moment - rules.starts).total_seconds() * 1000)
        for mark, moment in zip([clock.id, *(leg_mark(clock, leg) for leg in clock.also)], legs, strict=False)
        if moment is not None
    }
    since = rules.begins(clock, marks)
    due = rules.aim(clock, severity, since, marks)
    lines = [f"{clock.label} ({clock.id})", clock.basis, ""]
    if due is None:
        return [*lines, f"It does not run: the plan sets no time at {severity}."]
    for at, period, starts in _legs(clock, severity, marks):
        lines.append(f"From    {_moment(rules, clock, at)}")
        lines.append(f"        {starts}")
        lines.append(f"Within  {period.written}, {_HOW.get(period.unit, ENDS)}")
        lines += _days(rules, clock, period, at, names)
        if clock.also:
            lines.append(f"        ends {_moment(rules, clock, rules.due(clock, period, at))}")
    if clock.also:
        lines.append("The earliest of these counts; a start that comes after it counts from itself.")
    lines.append(f"Due     {_moment(rules, clock, due)}")
    if clock.target:
        lines.append("        a target of the plan's, not a time that the law gives")
    if clock.not_before is not None:
        lines.append(f"        and not before {_moment(rules, clock, rules.earliest_stop(clock, since))}")
    lines += ["", "Stopped by " + " or ".join(pattern_words(item) for item in clock.stops)]
    if unlike:
        missing = ", ".join(unlike).replace("_", " ")
        lines.append(f"By the plan's profile the organisation is not: {missing}. In a session this clock never runs.")
    if clock.differs:
        lines.append(clock.differs)
    if clock.legal and rules.plan.law.caution:
        as_of = f" Table of {rules.plan.law.as_of}." if rules.plan.law.as_of else ""
        lines.append(rules.plan.law.caution + as_of)
    return lines


def _legs(clock: ClockRule, severity: str, marks: Mapping[str, int]) -> list[tuple[int, Period, str]]:
    """Each start that came: its instant (ms), its period, what it is."""
    parts = [(clock.id, clock.starts, clock.under if clock.under is not None else clock.within)]
    parts += [(leg_mark(clock, leg), leg.starts, leg.within) for leg in clock.also]
    found = []
    for mark, starts, limit in parts:
        period = limit.get(severity) if isinstance(limit, dict) else limit
        if mark in marks and period is not None:
            found.append((marks[mark], period, " or ".join(pattern_words(item) for item in starts)))
    return found


def _days(rules: Rules, clock: ClockRule, period: Period, since: int, names: Mapping[str, str]) -> list[str]:
    """For business days: each that counts, and each that does not."""
    if period.unit != "business":
        return []
    calendar = rules.calendar_of(clock)
    day = rules.moment(since).astimezone(calendar.zone).date()
    counted = calendar.business_days(day, period.count)
    lines = [f"        {_day(day)}  the day of the event, not counted"]
    while day < counted[-1]:
        day += timedelta(days=1)
        if day in counted:
            lines.append(f"        {_day(day)}  business day {counted.index(day) + 1}")
        else:
            lines.append(f"        {_day(day)}  not counted: {names.get(day.isoformat(), 'no working hours')}")
    return lines


def _day(day: date) -> str:
    return f"{day:%a} {day.isoformat()}"


def _moment(rules: Rules, clock: ClockRule, at: int) -> str:
    """In UTC, and in the clock's zone where that differs; the end of a day there as 24:00."""
    moment, zone = rules.moment(at), rules.calendar_of(clock).zone
    there, utc = moment.astimezone(zone), moment.astimezone(UTC)
    written = f"{_day(utc.date())} {utc:%H:%M} UTC"
    if there.time() == time.min:
        return f"{written} ({_day(there.date() - timedelta(days=1))} 24:00 in {zone.key})"
    return f"{written} ({there:%a %H:%M} in {zone.key})" if there.utcoffset() else written
