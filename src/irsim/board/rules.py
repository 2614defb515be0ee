"""The plan, made ready for the rules: lookups by id, clock rules by the kind of event that starts or stops them."""

import re
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import get_args
from zoneinfo import ZoneInfo

from irsim.commands import COMMANDS
from irsim.plan.models import (
    Category,
    ClockRule,
    Contact,
    Means,
    Monitor,
    Plan,
    Playbook,
    Role,
    Status,
    Template,
    Track,
)
from irsim.words.calendar import WEEKDAYS, BusinessCalendar, Period, milliseconds_between, parse_hours
from irsim.words.patterns import Pattern

MEANS: tuple[str, ...] = get_args(Means)
"""What statuses may mean, from the first sign to the end."""

WARN_SHARE = 5
"""A clock without a `warn` of its own is warned of when a fifth of its period is left."""


class Rules:
    """A plan and its calendar, indexed."""

    def __init__(self, plan: Plan, starts: datetime, holidays: tuple[str, ...] = ()) -> None:
        self.plan = plan
        self.starts = starts
        self.severities = [severity.id for severity in plan.severities]
        self.aliases = {severity.alias: severity.id for severity in plan.severities if severity.alias}
        self.categories: dict[str, Category] = {category.id: category for category in plan.categories}
        self.tracks: dict[str, Track] = {track.id: track for track in plan.tracks}
        self.roles: dict[str, Role] = {role.id: role for role in plan.roles}
        self.contacts: dict[str, Contact] = {contact.id: contact for contact in plan.contacts}
        self.monitors: dict[str, Monitor] = {monitor.id: monitor for monitor in plan.monitors}
        self.playbooks: dict[str, Playbook] = {book.id: book for book in plan.playbooks}
        self.templates: dict[str, Template] = {template.id: template for template in plan.templates}
        self.audiences = {audience.id: audience for audience in plan.audiences}
        self.notices = {notice.id: notice for notice in plan.notices}
        self.checks = {check.id: check for check in plan.checks}
        self.approaches = {approach.id: approach for approach in plan.approaches}
        self.clocks: dict[str, ClockRule] = {clock.id: clock for clock in plan.clocks}
        self.cadences = [clock for clock in plan.clocks if clock.cadence]
        self.suggests = {str(severity): level for severity, level in plan.alerting.suggests.items()}
        self.starting: dict[str, list[tuple[ClockRule, Pattern]]] = {}
        self.stopping: dict[str, list[tuple[ClockRule, Pattern]]] = {}
        for clock in plan.clocks:
            for item in clock.starts:
                self.starting.setdefault(item.event, []).append((clock, item.compiled()))
            for item in clock.stops:
                self.stopping.setdefault(item.event, []).append((clock, item.compiled()))
        self._holidays = frozenset(date.fromisoformat(day) for day in holidays)

    @cached_property
    def calendar(self) -> BusinessCalendar:
        """Working hours and public holidays."""
        hours = {WEEKDAYS.index(day): parse_hours(written) for day, written in self.plan.calendar.hours.items()}
        return BusinessCalendar(ZoneInfo(self.plan.calendar.zone), hours, self._holidays)

    @cached_property
    def phrases(self) -> dict[str, re.Pattern[str]]:
        """The plan's phrase lists, each as a pattern that finds any of its phrases between word boundaries."""
        return {
            name: re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase.lower()) for phrase in phrases) + r")(?!\w)")
            for name, phrases in self.plan.phrases.items()
            if phrases
        }

    @cached_property
    def owners(self) -> dict[str, str]:
        """Command to the role that owns it; what nobody owns is the first role's."""
        owned = {verb: role.id for role in self.plan.roles for verb in role.owns}
        return {verb: owned.get(verb, self.plan.roles[0].id) for verb in COMMANDS}

    def severity(self, written: str) -> str:
        """The id of a severity given by id or alias in any case; empty where there is none."""
        for severity in self.severities:
            if severity.lower() == written.lower():
                return severity
        return next((level for alias, level in self.aliases.items() if alias.lower() == written.lower()), "")

    def strictest(self, severities: list[str]) -> str:
        """The strictest of some severities; empty for none."""
        return min(severities, key=self.severities.index, default="")

    def suggested(self, alert_severities: list[str]) -> str:
        """The provisional severity of an incident with alerts of these severities: the strictest; empty for none."""
        return self.strictest([self.suggests[name] for name in alert_severities if name in self.suggests])

    def status(self, track: str, status: str) -> Status | None:
        """A status of a track."""
        return next((item for item in self.tracks[track].statuses if item.id == status), None)

    def meaning(self, track: str, means: str) -> Status | None:
        """The track's first status that means this."""
        return next((item for item in self.tracks[track].statuses if item.means == means), None)

    def nearest_status(self, track: str, means: str) -> Status:
        """The track's status that means this, or else the furthest one that means less: another lifecycle's place."""
        statuses = self.tracks[track].statuses
        reached = [item for item in statuses if MEANS.index(item.means) <= MEANS.index(means)]
        return self.meaning(track, means) or max(reached, key=lambda item: MEANS.index(item.means), default=statuses[0])

    def period(self, clock: ClockRule, severity: str) -> Period | None:
        """How long the clock allows at this severity; None where it does not apply."""
        limit = clock.under if clock.under is not None else clock.within
        if clock.severities and severity not in clock.severities:
            return None
        return limit.get(severity) if isinstance(limit, dict) else limit

    def due(self, period: Period, since: int) -> int:
        """The instant (ms) at which `period` from `since` (ms) ends, on the plan's calendar."""
        if period.unit == "ms":
            return since + period.count
        return milliseconds_between(self.starts, self.calendar.due(self.moment(since), period))

    def moment(self, at: int) -> datetime:
        """Calendar time of an instant."""
        return self.starts + timedelta(milliseconds=at)

    def warn_at(self, clock: ClockRule | None, since: int, due: int) -> int:
        """When the desk says that little time is left."""
        if clock is not None and clock.warn is not None:
            return max(since, due - clock.warn)
        return due - (due - since) // WARN_SHARE
