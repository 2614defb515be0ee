"""What to do: playbooks, checks, ways to recover."""

from typing import Annotated, Literal

from irsim.plan.fields import Many, Name, PatternField, Span
from irsim.words.documents import Model

StepPhase = Literal["assessment", "immediate", "short_term", "investigation", "eradication", "recovery", "verification"]
"""When in a response a step has its place; `immediate` and `short_term` are the two halves of containment."""


class PlaybookStep(Model):
    """One step of a playbook. The same id in two playbooks of an incident is the same step."""

    id: Name
    text: str
    role: Name
    how: str = ""
    """the runbook: how it is done, in a sentence or two"""
    phase: StepPhase | None = None
    """the playbook's where left out"""
    within: Span | None = None
    """how long after the first sign it should be done; shown, and no clock"""
    done_by: Annotated[list[PatternField], Many] = []
    """what shows that it is done: the first of these events about the incident ticks it"""
    severities: list[str] = []
    """only for these; all where empty"""
    categories: list[str] = []
    """only for these; all where empty"""


class Playbook(Model):
    """What to do about a kind of incident, or about every incident."""

    id: Name
    label: str
    phase: StepPhase = "immediate"
    """of the steps that name none"""
    severities: list[str] = []
    """only for these; all where empty"""
    categories: list[str] = []
    """only for these; all where empty"""
    steps: list[PlaybookStep]


class Check(Model):
    """A criterion that can be ticked."""

    id: Name
    text: str
    of: Literal["validation", "restoration", "closure", "documentation", "follow_up"]


class Approach(Model):
    """A way to recover."""

    id: Name
    text: str
