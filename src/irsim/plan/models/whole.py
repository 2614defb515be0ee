"""The whole response plan."""

from typing import Annotated

from pydantic import Field

from irsim.plan.fields import Duration
from irsim.plan.models.classification import Category, Severity, Track
from irsim.plan.models.clocks import ClockRule
from irsim.plan.models.closure import Criteria
from irsim.plan.models.communication import Audience, StatusPage, Template
from irsim.plan.models.detection import Alerting, Monitor
from irsim.plan.models.duties import Notice
from irsim.plan.models.organisation import About, Calendar, Contact, Role
from irsim.plan.models.work import Approach, Check, Playbook
from irsim.words.documents import Model


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
