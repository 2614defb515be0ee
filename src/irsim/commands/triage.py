"""Alerts and incidents: what is one, who has it, how bad it is."""

from typing import Annotated

from irsim.commands.base import Command, Names, Words, of


class Declare(Command, frozen=True, tag="declare"):
    """Say that this is an incident: a new one from alerts or a report, or confirm one that was detected."""

    incident: Annotated[str, of("the detected incident to confirm; empty opens a new one")] = ""
    title: Annotated[str, of("one line that says what is wrong")] = ""
    description: Words = ""
    alerts: Annotated[Names, of("alerts that are signs of it, as AL-1")] = ()
    messages: Annotated[Names, of("messages that reported it, as MSG-1")] = ()
    services: Annotated[Names, of("affected services")] = ()
    severity: Annotated[str, of("a first severity; the plan's provisional one where empty")] = ""
    category: Annotated[str, of("a first category")] = ""


class Acknowledge(Command, frozen=True, tag="acknowledge"):
    """Take an incident on: somebody is working on it now."""

    incident: str


class Classify(Command, frozen=True, tag="classify"):
    """Set severity, category and whether personal data are involved."""

    incident: str
    severity: Annotated[str, of("a severity of the plan, or its alias")]
    category: Annotated[str, of("a category of the plan")]
    subcategory: Annotated[str, of("a subcategory that the plan gives the category")] = ""
    personal_data: Annotated[bool | None, of("are personal data involved; leave out while unknown")] = None
    track: Annotated[str, of("a track of the plan; the category's own where empty")] = ""
    reason: Words = ""


class Assess(Command, frozen=True, tag="assess"):
    """Record the impact: technical, business, operational."""

    incident: str
    systems: Annotated[Names, of("affected systems")] = ()
    users: Annotated[int, of("affected users")] = 0
    customers: Annotated[int, of("affected customers")] = 0
    data_compromised: Annotated[bool | None, of("are data compromised")] = None
    functionality_loss: Annotated[str, of("partial or complete")] = ""
    revenue: Annotated[int, of("estimated revenue impact, in whole units of the plan's currency")] = 0
    customer_impact: Annotated[str, of("none, degraded or unavailable")] = ""
    brand: Annotated[str, of("low, medium or high")] = ""
    regulatory: Annotated[bool | None, of("does it require a notification")] = None
    resources: Annotated[int, of("additional people needed")] = 0
    data_kinds: Annotated[Names, of("kinds of data that may be affected; what is left empty stays")] = ()


class Amend(Command, frozen=True, tag="amend"):
    """Correct or add facts of an incident; what is left out stays."""

    incident: str
    title: str | None = None
    description: str | None = None
    services: Names | None = None
    affected_customers: int | None = None
    affected_users: int | None = None
    tags: Names | None = None
    personal_data: bool | None = None
    data_compromised: bool | None = None
    reported_to_authorities: bool | None = None
    data_kinds: Annotated[Names | None, of("kinds of data that may be affected")] = None


class Assign(Command, frozen=True, tag="assign"):
    """Give a role, or a person in it, the incident or a part in it."""

    incident: str
    role: Annotated[str, of("a role of the plan")]
    name: Annotated[str, of("who, where it matters")] = ""


class Triage(Command, frozen=True, tag="triage"):
    """Look at an alert and say what it is."""

    alert: Annotated[str, of("the alert, as AL-1")]
    finding: Words = ""


class Attach(Command, frozen=True, tag="attach"):
    """An alert is a sign of this incident."""

    alert: Annotated[str, of("the alert, as AL-1")]
    incident: str


class Dismiss(Command, frozen=True, tag="dismiss"):
    """An alert, or a whole detected incident, is a false alarm: closed in one step with its reason."""

    reason: Words
    alert: Annotated[str, of("the alert, as AL-1")] = ""
    incident: str = ""


class Merge(Command, frozen=True, tag="merge"):
    """Two incidents are the same thing: work goes on in `into`."""

    incident: str
    into: Annotated[str, of("the incident that stays")]


class Split(Command, frozen=True, tag="split"):
    """Part of an incident is something else: these alerts leave it and begin an incident of their own."""

    incident: str
    alerts: Annotated[Names, of("the alerts that leave it, as AL-1")]
    title: Annotated[str, of("one line that says what the new one is")] = ""


class Silence(Command, frozen=True, tag="silence"):
    """Want no more of an alert for a while; where its source can, it is silenced there, too."""

    alert: Annotated[str, of("the alert, as AL-1")]
    length: Annotated[str, of("for how long, as 2h")]
    reason: Words = ""


class EndSilence(Command, frozen=True, tag="end-silence"):
    """Want to hear of a silenced alert again before its time; where its source silences it, too, that ends there."""

    alert: Annotated[str, of("the silenced alert, as AL-1")]
    reason: Words = ""


class Maintain(Command, frozen=True, tag="maintain"):
    """Plan a maintenance window: what fires in it is recorded, opens no incident and pages nobody."""

    reason: Words
    length: Annotated[str, of("for how long, as 2h")]
    begins: Annotated[str, of("in how long it begins, as 30m; empty is now")] = ""
    services: Annotated[Names, of("the services that are worked on")] = ()
    labels: Annotated[dict[str, str], of("labels that the alerts bear, all of them")] = {}


class EndMaintenance(Command, frozen=True, tag="end-maintenance"):
    """End a maintenance window before its time."""

    window: Annotated[str, of("the window, as MW-1")]
    reason: Words = ""
