"""The whole response plan."""

from typing import Annotated

from pydantic import Field

from irsim.plan.fields import Duration, Name
from irsim.plan.models.classification import Category, DataKind, Severity, Suggestion, Track
from irsim.plan.models.clocks import ClockRule
from irsim.plan.models.closure import Criteria, EvidenceKind, FollowUp, ReviewRule, WatchRule
from irsim.plan.models.communication import Audience, Bridge, Template
from irsim.plan.models.detection import Alerting, Monitor
from irsim.plan.models.detections import Detection
from irsim.plan.models.duties import Determination, Fact, Law, Notice, Right
from irsim.plan.models.escalation import PageRule, Paging, Resource
from irsim.plan.models.exercise import Exercise
from irsim.plan.models.intake import Intake
from irsim.plan.models.metrics import SecurityMetric, ServiceLevels
from irsim.plan.models.organisation import About, Calendar, Contact, Role
from irsim.plan.models.probing import Probing
from irsim.plan.models.rota import Rota
from irsim.plan.models.status_page import StatusPage
from irsim.plan.models.work import Approach, Check, Playbook
from irsim.words.documents import Model


class Plan(Model):
    """The whole response plan."""

    plan: About
    calendar: Calendar
    calendars: dict[Name, Calendar] = {}
    """further ones, for clocks that count other business days or end in another zone"""
    profile: dict[Name, bool] = {}
    """what the organisation is, where the law asks: a public company, an essential entity"""
    law: Law = Law()
    severities: Annotated[list[Severity], Field(min_length=1)]
    tracks: Annotated[list[Track], Field(min_length=1)]
    categories: Annotated[list[Category], Field(min_length=1)]
    suggestions: list[Suggestion] = []
    """what an impact assessment suggests for severity and category"""
    data_kinds: list[DataKind] = []
    """kinds of data that an impact assessment can name"""
    roles: Annotated[list[Role], Field(min_length=1)]
    deviations: bool = False
    """whether it is recorded when a role gives a command that it neither owns nor may give"""
    strict: list[str] = []
    """commands that are refused to a role that neither owns nor may give them"""
    contacts: list[Contact] = []
    rotas: list[Rota] = []
    """who stands behind contacts, and when; without one their own persons do"""
    pages: list[PageRule] = []
    paging: Paging = Paging()
    resources: list[Resource] = []
    alerting: Alerting
    intake: Intake = Intake()
    """what senders' words mean here, where alerts are real"""
    monitors: list[Monitor] = []
    probing: Probing = Probing()
    detections: list[Detection] = []
    """what log lines give away"""
    clocks: list[ClockRule] = []
    playbooks: list[Playbook] = []
    routine: list[Name] = []
    """playbooks that every incident has"""
    audiences: list[Audience] = []
    bridges: list[Bridge] = []
    """where the team meets; the first one is the one to try first"""
    templates: list[Template] = []
    phrases: dict[str, list[str]] = {}
    """named lists of phrases, lower case, that prose is held against"""
    notices: list[Notice] = []
    facts: list[Fact] = []
    """the fact sheet of an incident: one line for whatever several notices ask for"""
    determinations: list[Determination] = []
    rights: list[Right] = []
    checks: list[Check] = []
    approaches: list[Approach] = []
    requires: Criteria = Criteria()
    """ids of checks; also `acknowledged`, `declared`, `classified`, `assigned`, `impact`, `playbook`, `cause`, `watch`,
    `follow-ups`, `documents`, `review`, `review-held`"""
    evidence_kinds: list[EvidenceKind] = []
    watch: WatchRule | None = None
    """the watch after recovery"""
    follow_ups: list[FollowUp] = []
    """what is opened as tracked actions when an incident is resolved"""
    review: ReviewRule | None = None
    """the post-mortem"""
    status_page: StatusPage = StatusPage()
    service_levels: ServiceLevels | None = None
    """how much of the time a service is to be there"""
    security_metrics: list[SecurityMetric] = []
    exercise: Exercise = Exercise()
    """what those who took part in an exercise are asked afterwards"""
    recall: Duration = 10_000
    """how long an update can be taken back"""
