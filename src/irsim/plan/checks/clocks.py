"""Clocks."""

from irsim.events import fields_of
from irsim.plan.checks.base import PlanChecker
from irsim.plan.checks.conditions import check_condition
from irsim.plan.checks.patterns import check_means, check_pattern, overlap
from irsim.plan.models import ClockRule, Limit
from irsim.plan.models.clocks import SUBJECTS
from irsim.words.calendar import PROMISED
from irsim.words.yamltext import Path


def check(about: PlanChecker) -> None:
    """Each clock has one limit, and what it names exists."""
    for n, clock in enumerate(about.plan.clocks):
        _clock(about, n, clock)


def _clock(about: PlanChecker, n: int, clock: ClockRule) -> None:
    here: Path = ("clocks", n)
    ids = about.ids
    if (clock.under is None) == (clock.within is None):
        about.say(here, f"clock '{clock.id}' needs one of 'under' and 'within'")
    about.known((*here, "owner"), clock.owner, ids["roles"], "role")
    for k, severity in enumerate(clock.severities):
        about.known((*here, "severities", k), severity, ids["severities"], "severity")
    _limit(about, (*here, "under"), clock, clock.under)
    _limit(about, (*here, "within"), clock, clock.within)
    check_condition(about, (*here, "when"), clock.when)
    for k, need in enumerate(clock.needs):
        about.known((*here, "needs", k), need, about.plan.profile, "line of the profile")
    if clock.calendar is not None:
        about.known((*here, "calendar"), clock.calendar, about.plan.calendars, "further calendar")
    _fits_together(about, here, clock)
    _starts_and_stops(about, here, clock)
    for k, means in enumerate(clock.until):
        check_means(about, (*here, "until", k), means)
    for part in ("starts", "stops"):
        for k, item in enumerate(getattr(clock, part)):
            check_pattern(about, about.item((*here, part), k), item)
    for k, leg in enumerate(clock.also):
        _limit(about, (*here, "also", k, "within"), clock, leg.within)
        for m, item in enumerate(leg.starts):
            check_pattern(about, about.item((*here, "also", k, "starts"), m), item)


def _fits_together(about: PlanChecker, here: Path, clock: ClockRule) -> None:
    """Keys that only go with each other."""
    if clock.for_ and not clock.when:
        about.say((*here, "for"), f"clock '{clock.id}' has a 'for' and no 'when' that could hold so long")
    if clock.per != "incident" and (clock.cadence or clock.also or clock.for_ or clock.latest or clock.not_before):
        about.say(here, f"clock '{clock.id}' runs per {clock.per}; cadence, also, for, latest and not_before do not")
    if clock.cadence and (clock.also or clock.latest or clock.not_before):
        about.say(here, f"clock '{clock.id}' is a cadence; also, latest and not_before do not go with it")
    for limit in (clock.under, clock.within, *(leg.within for leg in clock.also)):
        periods = list(limit.values()) if isinstance(limit, dict) else [limit]
        if clock.per != "promise" and any(period is not None and period.unit == PROMISED for period in periods):
            about.say(here, f"only a clock per promise lasts as promised; give clock '{clock.id}' a period, as 30m")


def _starts_and_stops(about: PlanChecker, here: Path, clock: ClockRule) -> None:
    """It can begin, it can end, and not both at once; what it runs for is named by the event that starts it."""
    if not clock.stops and not clock.until:
        about.say(here, f"nothing ever ends clock '{clock.id}'; give 'stops', or 'until' for a cadence")
    if clock.not_before is not None and clock.not_before.unit == PROMISED:
        about.say((*here, "not_before"), "nothing is promised here; give a period, as 24h")
    limit = clock.within if clock.under is None else clock.under
    for period in limit.values() if isinstance(limit, dict) else [limit]:
        wait = clock.not_before
        if wait is not None and period is not None and wait.unit == period.unit and wait.count > period.count:
            about.say((*here, "not_before"), f"'{wait.written}' is longer than the clock runs; give a shorter one")
            break
    for k, item in enumerate(clock.starts):
        path = about.item((*here, "starts"), k)
        if clock.per == "promise":
            subject_is_known = item.event == "update.sent"
        else:
            subject_is_known = clock.per == "incident" or SUBJECTS[clock.per] in fields_of(item.event)
        if not subject_is_known:
            about.say(path, f"'{item.event}' names no {clock.per}; a clock per {clock.per} starts with one that does")
        again = clock.per == "promise" or clock.cadence  # each stop begins the next one anyway
        if not again and any(overlap(item, stop) for stop in clock.stops):
            about.say(path, f"'{item.event}' starts this clock and stops it too; tell them apart by 'where'")


def _limit(about: PlanChecker, path: Path, clock: ClockRule, limit: Limit | None) -> None:
    for severity in limit if isinstance(limit, dict) else ():
        about.known((*path, severity), severity, about.ids["severities"], "severity")
