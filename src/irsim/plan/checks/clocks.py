"""Clocks."""

from irsim.events import fields_of
from irsim.plan.checks.base import PlanChecker
from irsim.plan.checks.conditions import check_condition
from irsim.plan.fields import EventPattern
from irsim.plan.models import ClockRule, Limit
from irsim.words.calendar import PROMISED
from irsim.words.faults import nearest
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
    for part in ("starts", "stops"):
        for k, item in enumerate(getattr(clock, part)):
            _pattern(about, about.item((*here, part), k), item)
    for k, leg in enumerate(clock.also):
        _limit(about, (*here, "also", k, "within"), clock, leg.within)
        for m, item in enumerate(leg.starts):
            _pattern(about, about.item((*here, "also", k, "starts"), m), item)


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


def _limit(about: PlanChecker, path: Path, clock: ClockRule, limit: Limit | None) -> None:
    for severity in limit if isinstance(limit, dict) else ():
        about.known((*path, severity), severity, about.ids["severities"], "severity")


REFERENCES = {
    ("notice.filed", "regime"): ("notices", "notice"),
    ("update.sent", "audience"): ("audiences", "audience"),
    ("update.delivered", "audience"): ("audiences", "audience"),
    ("update.confirmed", "audience"): ("audiences", "audience"),
    ("update.sent", "template"): ("templates", "template"),
    ("update.delivered", "template"): ("templates", "template"),
    ("update.confirmed", "template"): ("templates", "template"),
    ("determination.made", "determination"): ("determinations", "determination"),
    ("subject-request.received", "right"): ("rights", "right"),
}
"""Event and field to the section of the plan that lists what it can be."""


def _pattern(about: PlanChecker, path: Path, item: EventPattern) -> None:
    for name, wanted in item.where.items():
        if name.split(".")[0] not in fields_of(item.event):
            about.say(path, f"'{item.event}' has no field '{name}'; {nearest(name, fields_of(item.event))}")
        section, what = REFERENCES.get((item.event, name), ("", ""))
        for value in wanted if isinstance(wanted, list) else [wanted]:
            if section and isinstance(value, str) and value != "*":
                about.known(path, value, about.ids[section], what)
