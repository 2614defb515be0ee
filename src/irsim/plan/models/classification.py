"""What an incident is: severities, tracks, categories."""

from typing import Annotated, Literal

from pydantic import Field

from irsim.plan.fields import Condition, Name
from irsim.words.documents import Model

Means = Literal["detected", "working", "contained", "eradicated", "recovered", "resolved", "reviewing", "closed"]
"""What a status of some lifecycle means to clocks and metrics."""


class Severity(Model):
    """A level of the severity scale; the list goes from the strictest down."""

    id: Name
    label: str
    alias: str = ""
    definition: str
    examples: list[str] = []
    response: str = ""
    """the response time in words, for people; the clock that carries it out is under `clocks`"""
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


class DataKind(Model):
    """A kind of data, or of people whose data they are, that decides which laws ask for something."""

    id: Name
    label: str


class Suggestion(Model):
    """What an impact assessment of some kind suggests, and why."""

    when: Condition
    """over the assessment, `personal_data`, and the severities and categories of the incident's `alerts`"""
    severity: str = ""
    category: str = ""
    because: str


class Category(Model):
    """A kind of incident."""

    id: Name
    label: str
    track: Name
    definition: str = ""
    playbook: str = ""
    by_subcategory: dict[str, Name] = {}
    """subcategory to the playbook that takes the place of the category's own"""
    subcategories: list[str] = []
    presume_personal_data: bool = False
    """personal data count as involved until somebody shows otherwise"""
