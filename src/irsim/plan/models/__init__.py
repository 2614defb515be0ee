"""What a response plan says, as models: every decision of the organisation is data here, none is code."""

from irsim.plan.models.classification import Category, DataKind, Means, Severity, Status, Suggestion, Track
from irsim.plan.models.clocks import ClockRule, Leg, Limit, Per
from irsim.plan.models.closure import (
    AgendaItem,
    Attendees,
    Criteria,
    EvidenceKind,
    FollowUp,
    ReviewRule,
    WatchMetric,
    WatchRule,
)
from irsim.plan.models.communication import Audience, Bridge, Template, TemplateField
from irsim.plan.models.detection import Alerting, AlertSeverity, Join, Monitor
from irsim.plan.models.detections import Detection, FieldMatch, LineMatch
from irsim.plan.models.duties import Determination, Fact, Law, Notice, Right
from irsim.plan.models.escalation import PageRule, Paging, Resource
from irsim.plan.models.exercise import Exercise, Statement
from irsim.plan.models.intake import CategoryRule, Flapping, Intake
from irsim.plan.models.metrics import Counted, SecurityMetric, ServiceLevels
from irsim.plan.models.organisation import About, Calendar, Contact, Role
from irsim.plan.models.probing import Probing
from irsim.plan.models.rota import Override, Person, Rota, Turns
from irsim.plan.models.status_page import Component, Follow, Level, StatusPage
from irsim.plan.models.whole import Plan
from irsim.plan.models.work import Approach, Check, Playbook, PlaybookStep, StepPhase

__all__ = [
    "About",
    "AgendaItem",
    "AlertSeverity",
    "Alerting",
    "Approach",
    "Attendees",
    "Audience",
    "Bridge",
    "Calendar",
    "Category",
    "CategoryRule",
    "Check",
    "ClockRule",
    "Component",
    "Contact",
    "Counted",
    "Criteria",
    "DataKind",
    "Detection",
    "Determination",
    "EvidenceKind",
    "Exercise",
    "Fact",
    "FieldMatch",
    "Flapping",
    "Follow",
    "FollowUp",
    "Intake",
    "Join",
    "Law",
    "Leg",
    "Level",
    "Limit",
    "LineMatch",
    "Means",
    "Monitor",
    "Notice",
    "Override",
    "PageRule",
    "Paging",
    "Per",
    "Person",
    "Plan",
    "Playbook",
    "PlaybookStep",
    "Probing",
    "Resource",
    "ReviewRule",
    "Right",
    "Role",
    "Rota",
    "SecurityMetric",
    "ServiceLevels",
    "Severity",
    "Statement",
    "Status",
    "StatusPage",
    "StepPhase",
    "Suggestion",
    "Template",
    "TemplateField",
    "Track",
    "Turns",
    "WatchMetric",
    "WatchRule",
]
