"""Clocks."""

from irsim.events import fields_of
from irsim.plan.checks.base import PlanChecker
from irsim.plan.models import ClockRule
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
    for limit in (clock.under, clock.within):
        for severity in limit if isinstance(limit, dict) else ():
            path = (*here, "under" if clock.under is not None else "within", severity)
            about.known(path, severity, ids["severities"], "severity")
    for part in ("starts", "stops"):
        for k, item in enumerate(getattr(clock, part)):
            for path in item.where:
                if path.split(".")[0] not in fields_of(item.event):
                    cure = nearest(path, fields_of(item.event))
                    about.say(about.item((*here, part), k), f"'{item.event}' has no field '{path}'; {cure}")
            regimes = item.where.get("regime") if item.event == "notice.filed" else None
            for regime in regimes if isinstance(regimes, list) else [regimes]:
                if isinstance(regime, str) and regime != "*":
                    about.known(about.item((*here, part), k), regime, ids["notices"], "notice")
