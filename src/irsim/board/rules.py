"""The plan, made ready for the rules: lookups by id, clock rules by the kind of event that starts or stops them."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import get_args
from zoneinfo import ZoneInfo

from irsim.board.intake import IntakeRules
from irsim.board.state import NEVER
from irsim.commands import COMMANDS
from irsim.plan.models import (
    Calendar,
    Category,
    ClockRule,
    Contact,
    Leg,
    Limit,
    Means,
    Monitor,
    Notice,
    PageRule,
    Plan,
    Playbook,
    Resource,
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


def leg_mark(clock: ClockRule, leg: Leg) -> str:
    """The name of the mark that a further start of a clock leaves on the incident."""
    return f"{clock.id}+{clock.also.index(leg) + 1}"


def business_calendar(calendar: Calendar, holidays: frozenset[date] = frozenset()) -> BusinessCalendar:
    """A calendar of the plan, with its days off."""
    hours = {WEEKDAYS.index(day): parse_hours(written) for day, written in calendar.hours.items()}
    return BusinessCalendar(ZoneInfo(calendar.zone), hours, holidays)


def _with_facts(plan: Plan, notice: Notice) -> Notice:
    """The notice with the lines of the fact sheet that it asks for among its fields."""
    facts = {fact.id: fact for fact in plan.facts}
    asked = [(name, True) for name in notice.asks] + [(name, False) for name in notice.may]
    lines = [facts[name].model_copy(update={"required": required}) for name, required in asked]
    return notice.model_copy(update={"fields": [*lines, *notice.fields]})


def _at(limit: Limit | None, severity: str) -> Period | None:
    return limit.get(severity) if isinstance(limit, dict) else limit


class Rules:
    """A plan and its calendars, indexed."""

    def __init__(
        self,
        plan: Plan,
        starts: datetime,
        holidays: tuple[str, ...] = (),
        further: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """`holidays` are the days off of the plan's own calendar, `further` those of its others, as ISO dates."""
        self.plan = plan
        self.starts = starts
        self.severities = [severity.id for severity in plan.severities]
        self.aliases = {severity.alias: severity.id for severity in plan.severities if severity.alias}
        self.categories: dict[str, Category] = {category.id: category for category in plan.categories}
        self.data_kinds = {kind.id: kind for kind in plan.data_kinds}
        self.tracks: dict[str, Track] = {track.id: track for track in plan.tracks}
        self.roles: dict[str, Role] = {role.id: role for role in plan.roles}
        self.contacts: dict[str, Contact] = {contact.id: contact for contact in plan.contacts}
        self.monitors: dict[str, Monitor] = {monitor.id: monitor for monitor in plan.monitors}
        self.playbooks: dict[str, Playbook] = {book.id: book for book in plan.playbooks}
        self.templates: dict[str, Template] = {template.id: template for template in plan.templates}
        self.audiences = {audience.id: audience for audience in plan.audiences}
        self.bridges = {bridge.id: bridge for bridge in plan.bridges}
        self.notices = {notice.id: _with_facts(plan, notice) for notice in plan.notices}
        self.checks = {check.id: check for check in plan.checks}
        self.approaches = {approach.id: approach for approach in plan.approaches}
        self.clocks: dict[str, ClockRule] = {clock.id: clock for clock in plan.clocks}
        self.notifying = frozenset(severity.id for severity in plan.severities if severity.notify_team)
        self.page_rules = {rule.id: rule for rule in plan.pages}
        self.page_rules_on: dict[str, list[tuple[PageRule, Pattern]]] = {}
        """kind to the rules by which the desk pages upon it"""
        for rule in plan.pages:
            for item in rule.on:
                self.page_rules_on.setdefault(item.event, []).append((rule, item.compiled()))
        self.resources: dict[str, Resource] = {resource.id: resource for resource in plan.resources}
        self.cadences = [clock for clock in plan.clocks if clock.cadence]
        page = plan.status_page
        self.levels = [level.id for level in page.levels]
        """of the status page's components, the best one first"""
        self.components = {component.id: component for component in page.components}
        self.components_on: dict[str, list[str]] = {}
        """service to the components that stand for it"""
        for component in page.components:
            for service in component.services:
                self.components_on.setdefault(service, []).append(component.id)
        self.page_over = page.states[-1] if page.states else ""
        """the state by which the status page says that an incident is over"""
        self.suggests = {str(severity): level for severity, level in plan.alerting.suggests.items()}
        self.joins = [
            (join.within, "service" in join.same, "category" in join.same, join.labels) for join in plan.alerting.joins
        ]
        """for each join, within what time (ms), whether service and category are shared, and which labels"""
        self.joining_labels = [labels for *_, labels in self.joins if labels]
        """the labels that alerts may share, for each join that goes by labels"""
        self.lasting = [clock for clock in plan.clocks if clock.for_ and clock.per == "incident"]
        self.determinations = {item.id: item for item in plan.determinations}
        self.facts = {item.id: item for item in plan.facts}
        self.rights = {item.id: item for item in plan.rights}
        self.starting: dict[str, list[tuple[ClockRule, Pattern, str]]] = {}
        """kind to the clocks that it starts, with the pattern and the mark that it leaves"""
        self.stopping: dict[str, list[tuple[ClockRule, Pattern]]] = {}
        for clock in plan.clocks:
            for mark, starts_it in [
                (clock.id, clock.starts),
                *((leg_mark(clock, leg), leg.starts) for leg in clock.also),
            ]:
                for item in starts_it:
                    self.starting.setdefault(item.event, []).append((clock, item.compiled(), mark))
            for item in clock.stops:
                self.stopping.setdefault(item.event, []).append((clock, item.compiled()))
        self.showing: dict[str, list[tuple[str, Pattern]]] = {}
        """kind to the playbook steps that it may show to be done"""
        for book in plan.playbooks:
            for step in book.steps:
                for item in step.done_by:
                    self.showing.setdefault(item.event, []).append((step.id, item.compiled()))
        self._holidays = frozenset(date.fromisoformat(day) for day in holidays)
        self._further = further or {}
        self._periods: dict[tuple[str, str], object] = {}
        """(clock, severity) to the period, for it is asked of every clock after every alert"""
        asked = [each for clock in plan.clocks if not clock.for_ for each in clock.when]
        self.asks_of_alerting = any("alerting" in each for each in asked)

    @cached_property
    def calendar(self) -> BusinessCalendar:
        """Working hours and public holidays."""
        return business_calendar(self.plan.calendar, self._holidays)

    @cached_property
    def calendars(self) -> dict[str, BusinessCalendar]:
        """The plan's further calendars."""
        return {
            name: business_calendar(calendar, frozenset(map(date.fromisoformat, self._further.get(name, ()))))
            for name, calendar in self.plan.calendars.items()
        }

    @cached_property
    def intake(self) -> IntakeRules:
        """What senders' words mean."""
        return IntakeRules(self.plan)

    @cached_property
    def starts_unix(self) -> int:
        """The start as Unix time in ms, which senders' times are counted from."""
        starts = self.starts if self.starts.tzinfo else self.starts.replace(tzinfo=UTC)
        return (starts - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)

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

    def level_of(self, monitor: str, severity: str, category: str) -> str:
        """The level that an alert puts a component at by itself; the best one where the plan has no rule for it."""
        for rule in self.plan.status_page.follows:
            if rule.fits(monitor, severity, category):
                return rule.level
        return self.levels[0]

    def playbook_for(self, category: str, subcategory: str) -> str:
        """The playbook of a category, or of a subcategory that has one of its own; empty where there is none."""
        known = self.categories.get(category)
        return known.by_subcategory.get(subcategory, known.playbook) if known else ""

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

    def binds(self, clock: ClockRule) -> bool:
        """Whether the organisation is what the clock needs it to be."""
        return all(self.plan.profile.get(name, False) for name in clock.needs)

    def period(self, clock: ClockRule, severity: str) -> Period | None:
        """How long the clock allows at this severity; None where it does not apply."""
        known = self._periods.get((clock.id, severity), self)
        if known is self:
            applies = self.binds(clock) and (not clock.severities or severity in clock.severities)
            known = _at(clock.under if clock.under is not None else clock.within, severity) if applies else None
            self._periods[clock.id, severity] = known
        return known  # type: ignore[return-value]

    def due(self, clock: ClockRule, period: Period, since: int) -> int:
        """The instant (ms) at which `period` from `since` (ms) ends, on the clock's calendar."""
        if period.unit == "ms":
            return since + period.count
        return milliseconds_between(self.starts, self.calendar_of(clock).due(self.moment(since), period))

    def calendar_of(self, clock: ClockRule) -> BusinessCalendar:
        """The calendar on which the clock counts days."""
        return self.calendar if clock.calendar is None else self.calendars[clock.calendar]

    def begins(self, clock: ClockRule, marks: Mapping[str, int]) -> int:
        """The instant (ms) from which the clock runs, NEVER where none of its starts has come."""
        if not clock.also:
            return marks.get(clock.id, NEVER)
        begun = [marks[mark] for mark in (clock.id, *(leg_mark(clock, leg) for leg in clock.also)) if mark in marks]
        return marks.get(clock.id, min(begun, default=NEVER))

    def aim(self, clock: ClockRule, severity: str, since: int, marks: Mapping[str, int]) -> int | None:
        """When the clock is due (ms) that runs from `since`; None where it does not apply at this severity.

        Of several starts the earliest due counts; a start that comes after it counts from itself.
        """
        period = self.period(clock, severity)
        if period is None:
            return None
        begun = [(since, period)] if clock.id in marks or not clock.also else []
        for leg in clock.also:
            limit, mark = _at(leg.within, severity), marks.get(leg_mark(clock, leg))
            if limit is not None and mark is not None:
                begun.append((mark, limit))
        due: int | None = None
        for mark, limit in sorted(begun, key=lambda each: each[0]):
            ends = self.due(clock, limit, mark)
            due = ends if due is None or mark > due else min(due, ends)
        return due

    def earliest_stop(self, clock: ClockRule, since: int) -> int:
        """The first instant (ms) at which a stop counts."""
        return since if clock.not_before is None else self.due(clock, clock.not_before, since)

    def moment(self, at: int) -> datetime:
        """Calendar time of an instant."""
        return self.starts + timedelta(milliseconds=at)

    def warn_at(self, clock: ClockRule | None, since: int, due: int) -> int:
        """When the desk says that little time is left."""
        if clock is not None and clock.warn is not None:
            return max(since, due - clock.warn)
        return due - (due - since) // WARN_SHARE
