"""Incidents, with every field of the plan's `Incident`, `SecurityIncident` and `ImpactAssessment` interfaces."""

from irsim.events.base import Event


class IncidentDetected(Event, frozen=True, tag="incident.detected"):
    """The incident exists. `since` (ms) is the earliest of first attached alert, report and declaration.

    `detected_by` says what saw it first (an alert, a message, a person); `severity` is provisional, and
    `stated` says that a person gave it.
    """

    incident: str
    title: str
    since: int
    severity: str
    category: str
    track: str
    detected_by: str
    services: tuple[str, ...] = ()
    stated: bool = False


class IncidentDeclared(Event, frozen=True, tag="incident.declared"):
    """A person says: this is an incident."""

    incident: str
    title: str = ""
    description: str = ""


class IncidentAcknowledged(Event, frozen=True, tag="incident.acknowledged"):
    """A person has taken it on."""

    incident: str


class IncidentAmended(Event, frozen=True, tag="incident.amended"):
    """Facts corrected or added; what is None stays as it was."""

    incident: str
    title: str | None = None
    description: str | None = None
    services: tuple[str, ...] | None = None
    affected_customers: int | None = None
    affected_users: int | None = None
    tags: tuple[str, ...] | None = None
    personal_data: bool | None = None
    data_compromised: bool | None = None
    reported_to_authorities: bool | None = None
    data_kinds: tuple[str, ...] | None = None


class IncidentClassified(Event, frozen=True, tag="incident.classified"):
    """Severity, category and track as assigned. `personal_data` None means not yet known."""

    incident: str
    severity: str
    category: str
    track: str
    subcategory: str = ""
    personal_data: bool | None = None
    reason: str = ""


class IncidentAssigned(Event, frozen=True, tag="incident.assigned"):
    """A role (and a person, where named) has the incident, or a part in it."""

    incident: str
    role: str
    name: str = ""


class IncidentStatusChanged(Event, frozen=True, tag="incident.status-changed"):
    """The only way a status changes. `means` and `phase` are the plan's for this status."""

    incident: str
    status: str
    means: str
    phase: str
    reason: str = ""


class ImpactAssessed(Event, frozen=True, tag="incident.impact-assessed"):
    """The plan's impact assessment: technical, business (whole dollars), operational (ms; people).

    Without `data_kinds` those that the incident is known to affect stay.
    """

    incident: str
    systems: tuple[str, ...] = ()
    users: int = 0
    customers: int = 0
    data_compromised: bool | None = None
    functionality_loss: str = ""
    revenue: int = 0
    customer_impact: str = ""
    brand: str = ""
    regulatory: bool | None = None
    response_time: int = 0
    resolution_time: int = 0
    resources: int = 0
    data_kinds: tuple[str, ...] = ()


class IncidentDismissed(Event, frozen=True, tag="incident.dismissed"):
    """It turned out to be a false alarm."""

    incident: str
    reason: str


class IncidentMerged(Event, frozen=True, tag="incident.merged"):
    """The same thing as another incident, where work goes on."""

    incident: str
    into: str


class AwarenessRecorded(Event, frozen=True, tag="awareness.recorded"):
    """The organisation was aware at `since` (ms) that personal data were compromised; starts legal clocks."""

    incident: str
    since: int
    basis: str = ""


class NoteAdded(Event, frozen=True, tag="note.added"):
    """A line for the record. `occurred` (ms): when it happened, if before it was recorded."""

    incident: str
    text: str
    occurred: int | None = None
