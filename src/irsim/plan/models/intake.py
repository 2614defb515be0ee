"""What senders' words mean here: severities, services, links; when alerts flap, and what comes back."""

from typing import Annotated, Any

from pydantic import Field, field_validator

from irsim.plan.fields import Duration, Many, Span
from irsim.plan.models.detection import AlertSeverity
from irsim.words.documents import Model

Label = Annotated[str, Field(min_length=1, max_length=200)]
"""The name of a label or an annotation."""


class Flapping(Model):
    """An alert that comes and goes."""

    within: Span
    """what holds again less than this after it was over is the same alert; later it is a new one"""
    turns: Annotated[int, Field(ge=1, le=1000)]
    """it flaps once it has held again so often `within` that time"""
    quiet: Span
    """it has settled once it has neither come nor gone for this long"""


class CategoryRule(Model):
    """Alerts whose words fit are of a category; everything that is given must fit."""

    category: str
    monitor: Annotated[list[str], Many] = []
    """the check or rule that fired is one of these; `*` stands for anything"""
    title: Annotated[list[str], Many] = []
    """its title is one of these; `*` stands for anything"""
    source: Annotated[list[str], Many] = []
    """it came from one of these"""
    labels: dict[Label, str] = {}
    """it bears these labels; in the values `*` stands for anything"""


class Intake(Model):
    """What the plan makes of what senders say."""

    severities: dict[str, AlertSeverity] = {}
    """a sender's word, in upper or lower case, to what it means here; our own four mean themselves"""
    otherwise: AlertSeverity = "medium"
    """what any other word means, and none at all"""
    severity: Annotated[list[Label], Many] = ["severity"]
    """labels that tell the severity where the sender has no field for it; the first one that is there counts"""
    service: Annotated[list[Label], Many] = ["service"]
    """labels that name the service, likewise"""
    services: dict[Label, str] = {}
    """a sender's name of a service, in upper or lower case, to ours"""
    category: Annotated[list[Label], Many] = ["category"]
    """labels that name a category of the plan, likewise"""
    categories: list[CategoryRule] = []
    """by which an alert that names no category gets one; the first that fits counts"""
    links: dict[str, Annotated[list[Label], Many]] = {}
    """what an address leads to, as `runbook`, to the annotations or labels that hold it; the first one counts"""
    flapping: Flapping | None = None
    """without it, whatever fires again is a new alert"""
    untouched: dict[str, Span] = {}
    """severity to how long an incident that somebody has taken on may go untouched before it asks for somebody again"""
    archive_after: Duration = 0
    """how long after it is closed an incident leaves the board, to be found by searching only; 0: never"""
    storm: Span = 600_000
    """alerts of the same check that come within this of each other are shown as one line"""

    @field_validator("severities", "services", mode="after")
    @classmethod
    def _folded(cls, words: dict[str, Any]) -> dict[str, Any]:
        return {word.strip().casefold(): meaning for word, meaning in words.items()}
