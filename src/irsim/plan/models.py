"""What a response plan says, as models: every decision of the organisation is data here, none is code."""

import re
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from irsim.plan.fields import ByShape, Duration, IfMap, IfPlain, Many, Name, PatternField, PeriodField, Span
from irsim.words.calendar import parse_hours
from irsim.words.documents import Model
from irsim.words.quantities import Unit, parse_quantity

Means = Literal["detected", "working", "contained", "eradicated", "recovered", "resolved", "reviewing", "closed"]
"""What a status of some lifecycle means to clocks and metrics."""

AlertSeverity = Literal["critical", "high", "medium", "low"]


class About(Model):
    """What this plan is."""

    id: Name
    title: str
    organisation: str
    version: str = ""
    sources: list[str] = []
    """the documents that it carries out"""


class Calendar(Model):
    """Time zone, working hours by weekday, public holidays."""

    zone: str
    hours: Annotated[dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], str], Field(min_length=1)]
    country: str = ""
    """ISO 3166 code (and subdivision after a dash) whose public holidays count"""
    holidays: list[str] = []
    """further days off, as 2026-12-24"""

    @field_validator("hours")
    @classmethod
    def _hours(cls, hours: dict[str, str]) -> dict[str, str]:
        for written in hours.values():
            parse_hours(written)
        return hours

    @field_validator("country")
    @classmethod
    def _country(cls, country: str) -> str:
        if country and not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", country):
            raise ValueError(f"'{country[:40]}' is no country code; write it as NL, or DE-BY with its subdivision")
        return country

    @field_validator("holidays")
    @classmethod
    def _days(cls, days: list[str]) -> list[str]:
        for day in days:
            try:
                date.fromisoformat(day)
            except ValueError:
                raise ValueError(f"'{day[:40]}' is no date; write it as 2026-12-24") from None
        return days

    @field_validator("zone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"'{zone[:40]}' is no time zone; write it as Europe/Amsterdam or UTC") from None
        return zone


class Severity(Model):
    """A level of the severity scale; the list goes from the strictest down."""

    id: Name
    label: str
    alias: str = ""
    definition: str
    examples: list[str] = []
    response: str = ""
    """the response time in the plan's words; the respond clock carries it out"""
    notify_team: bool = False


class Status(Model):
    """A status of a lifecycle."""

    id: Name
    label: str
    means: Means
    phase: Literal["detection", "assessment", "containment", "eradication", "recovery", "lessons learned"]


class Track(Model):
    """A lifecycle: its statuses in order."""

    id: Name
    label: str
    statuses: Annotated[list[Status], Field(min_length=2)]


class Category(Model):
    """A kind of incident."""

    id: Name
    label: str
    track: Name
    definition: str = ""
    playbook: str = ""
    subcategories: list[str] = []
    presume_personal_data: bool = False
    """personal data count as involved until somebody shows otherwise"""


class Role(Model):
    """A role of the response team, what it answers for, and the commands it owns."""

    id: Name
    label: str
    purpose: str
    responsibilities: list[str]
    owns: list[str] = []


class Contact(Model):
    """Somebody to page or escalate to."""

    id: Name
    label: str
    person: str
    """the function: Engineering Lead, CTO"""
    hours: Literal["always", "business", "critical"] = "always"
    """when they may be reached: around the clock, in business hours, or for critical incidents only"""
    severities: list[str] = []
    """`critical`: the severities that count as such"""
    categories: list[str] = []
    """external help is for these categories only"""
    answers_within: Span = 300_000
    """after this a page counts as missed"""
    then: str = ""
    """the contact paged next, when a page is missed"""
    external: bool = False


class Join(Model):
    """An alert joins an open incident that shares its `same`, if that saw its last alert within `within`."""

    same: Literal["service", "category"]
    within: Duration


class Alerting(Model):
    """What monitoring may do by itself."""

    opens: list[AlertSeverity] = []
    """an alert of these severities opens a detected incident, unless it joins one"""
    joins: list[Join] = []
    suggests: dict[AlertSeverity, str]
    """alert severity to provisional incident severity"""
    provisional: str
    """the severity of an incident without alerts, until it is classified"""
    category: str
    """the category of an incident whose alerts name none"""


class Monitor(Model):
    """Watches a metric against a threshold on a grid, or names a kind of event that a source reports."""

    id: Name
    label: str
    severity: AlertSeverity
    metric: str = ""
    unit: Unit = "count"
    above: int | None = None
    below: int | None = None
    every: Span = 30_000
    for_: Annotated[Duration, Field(alias="for")] = 0
    """how long the condition must hold before it fires"""
    category: str = ""
    source: str = ""
    """tools that report it"""
    services: list[str] = []
    """only these services; all that have the metric, where empty"""

    @field_validator("above", "below", mode="before")
    @classmethod
    def _threshold(cls, written: Any, info: Any) -> Any:
        return None if written is None else parse_quantity(written, info.data.get("unit", "count"))

    def watches(self, service: str, metric: str) -> bool:
        """Whether it holds this metric of this service against its threshold."""
        return self.metric == metric != "" and (not self.services or service in self.services)


Limit = Annotated[Annotated[dict[str, PeriodField], IfMap] | Annotated[PeriodField, IfPlain], ByShape]
"""A period, or one for each severity."""


class ClockRule(Model):
    """A deadline. One of `under` (a stop at the due instant is late) and `within` (it counts)."""

    id: Name
    label: str
    per: Literal["incident", "page"] = "incident"
    when: dict[str, Any] = {}
    """fields of the incident that must fit, for the clock to run at all"""
    starts: Annotated[list[PatternField], Many]
    stops: Annotated[list[PatternField], Many]
    under: Limit | None = None
    within: Limit | None = None
    cadence: bool = False
    """a new one begins at each stop, and at each missed due, while the incident is active"""
    until: list[Means] = []
    """ends without verdict when the incident's status means this"""
    severities: list[str] = []
    """only for these; with a map, the severities in it"""
    owner: Name
    basis: str
    legal: bool = False
    extension: bool = False
    """ours, not in the documents that the plan carries out"""
    warn: Duration | None = None
    """how long before it is due the desk says so; a fifth of the period where left out"""


class PlaybookStep(Model):
    """One step of a playbook."""

    id: Name
    text: str
    role: Name


class Playbook(Model):
    """The containment checklist of a kind of incident."""

    id: Name
    label: str
    steps: list[PlaybookStep]


class TemplateField(Model):
    """A typed field of a message template."""

    id: Name
    label: str
    type: Literal["text", "time", "duration", "count", "choice", "yes_no"] = "text"
    required: bool = True
    choices: list[str] = []


class Template(Model):
    """A message with typed fields; `text` is Jinja2 over the fields and `incident`."""

    id: Name
    label: str
    audiences: list[str]
    fields: list[TemplateField]
    text: str
    must_not: list[str] = []
    """phrase lists that must not occur"""
    state: str = ""
    """what the status page shows with it, where the update goes there and does not say otherwise"""


class Audience(Model):
    """Whom one tells."""

    id: Name
    label: str
    channels: list[str]
    internal: bool = False


class Notice(Model):
    """A legal regime under which somebody is owed a notice, and its content."""

    id: Name
    label: str
    recipient: str
    basis: str
    authority: bool = False
    """whether it goes to an authority"""
    fields: list[TemplateField]


class Criteria(Model):
    """What the plan asks for before resolve and close, by severity (`all` for every one)."""

    resolve: dict[str, list[str]] = {}
    close: dict[str, list[str]] = {}


class Check(Model):
    """A criterion that can be ticked."""

    id: Name
    text: str
    of: Literal["validation", "restoration", "closure", "documentation", "follow_up"]


class StatusPage(Model):
    """The public status page."""

    channel: str = "status_page"
    """the channel that it is"""
    states: list[str] = []
    """what it can show of an incident, first to last"""


class Approach(Model):
    """A way to recover."""

    id: Name
    text: str


class Plan(Model):
    """The whole response plan."""

    plan: About
    calendar: Calendar
    severities: Annotated[list[Severity], Field(min_length=1)]
    tracks: Annotated[list[Track], Field(min_length=1)]
    categories: Annotated[list[Category], Field(min_length=1)]
    roles: Annotated[list[Role], Field(min_length=1)]
    contacts: list[Contact] = []
    alerting: Alerting
    monitors: list[Monitor] = []
    clocks: list[ClockRule] = []
    playbooks: list[Playbook] = []
    audiences: list[Audience] = []
    templates: list[Template] = []
    phrases: dict[str, list[str]] = {}
    """named lists of phrases, lower case, that prose is held against"""
    notices: list[Notice] = []
    checks: list[Check] = []
    approaches: list[Approach] = []
    requires: Criteria = Criteria()
    """ids of checks; also `cause`, `review`, `impact`, `acknowledged`"""
    status_page: StatusPage = StatusPage()
    recall: Duration = 10_000
    """how long an update can be taken back"""
