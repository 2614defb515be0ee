"""Finds what does not hang together in a plan, section by section."""

from irsim.plan.checks import (
    classification,
    clocks,
    closure,
    communication,
    detection,
    detections,
    duties,
    escalation,
    exercise,
    intake,
    metrics,
    organisation,
    rota,
    status_page,
    work,
)
from irsim.plan.checks.base import SECTIONS, PlanChecker
from irsim.plan.models import Plan
from irsim.words.documents import Reading
from irsim.words.faults import Fault

_CHECKS = (
    classification,
    organisation,
    rota,
    escalation,
    work,
    communication,
    detection,
    intake,
    detections,
    clocks,
    duties,
    closure,
    status_page,
    metrics,
    exercise,
)


def check_plan(reading: Reading[Plan], plan: Plan) -> list[Fault]:
    """Every reference that leads nowhere, with its line."""
    checker = PlanChecker(reading, plan)
    for section in SECTIONS:
        checker.unique((section,))
    for part in _CHECKS:
        part.check(checker)
    return checker.faults
