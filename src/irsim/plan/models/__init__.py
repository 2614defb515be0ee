"""What a response plan says, as models: every decision of the organisation is data here, none is code."""

from irsim.plan.models.classification import Category, Means, Severity, Status, Track
from irsim.plan.models.clocks import ClockRule, Limit
from irsim.plan.models.closure import Criteria
from irsim.plan.models.communication import Audience, StatusPage, Template, TemplateField
from irsim.plan.models.detection import Alerting, AlertSeverity, Join, Monitor
from irsim.plan.models.duties import Notice
from irsim.plan.models.organisation import About, Calendar, Contact, Role
from irsim.plan.models.whole import Plan
from irsim.plan.models.work import Approach, Check, Playbook, PlaybookStep

__all__ = [
    "About",
    "AlertSeverity",
    "Alerting",
    "Approach",
    "Audience",
    "Calendar",
    "Category",
    "Check",
    "ClockRule",
    "Contact",
    "Criteria",
    "Join",
    "Limit",
    "Means",
    "Monitor",
    "Notice",
    "Plan",
    "Playbook",
    "PlaybookStep",
    "Role",
    "Severity",
    "Status",
    "StatusPage",
    "Template",
    "TemplateField",
    "Track",
]
