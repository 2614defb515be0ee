"""Tells a session record by record, and scores it: a small scenario of one outage, one data leak and one decoy."""

import json
from typing import Any

from irsim.commands import Declare, Note
from irsim.events.after import ObservationMade
from irsim.events.alerts import AlertAttached, AlertFired
from irsim.events.base import Event
from irsim.events.communication import UpdateQueued, UpdateSent
from irsim.events.incident import (
    IncidentAcknowledged,
    IncidentClassified,
    IncidentDeclared,
    IncidentDetected,
    IncidentStatusChanged,
)
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import InjectDelivered, ServiceBrief, SessionEnded, SessionOpened, Setting
from irsim.events.world import FaultEnded, FaultStarted
from irsim.log.records import GENESIS, Record, seal
from irsim.plan import default_plan_text
from irsim.scoring.score import score
from irsim.scoring.scorecard import Claim, Scorecard
from irsim.words.durations import parse_duration

WORLD = """
id: small
title: A small world
services:
  - {id: api, label: API, metrics: {error_rate: {unit: ppm, baseline: 0 %}}}
  - {id: mail, label: Mail}
actions: []
channels: [{id: slack, label: Slack}, {id: mail, label: Mail}]
facts: {mailboxes: 120}
"""

SCENARIO = """
id: leak
title: The leak
codename: HERON
family: breach
difficulty: introductory
summary: A leak.
briefing: A quiet morning.
starts: 2026-11-16T09:00:00+00:00
duration: 2h
world: worlds/small.yaml
parts:
  - {id: day, title: The day}
  - {id: week, title: The week after, exercised: [gdpr-33]}
objectives:
  - {id: detection, label: Detect and classify}
  - {id: telling, label: Tell people}
truth:
  incidents:
    - id: outage
      title: The API is down
      severity: SEV-1
      category: outage
      services: [api]
      onset: -2m
      signs: [page-from-siem, error-rate]
      faults: [bad-deploy]
    - id: exfil
      title: Recipient lists have left
      severity: SEV-1
      category: data
      personal_data: true
      services: [mail]
      onset: 0s
      signs: [mail-from-customer]
faults:
  - {id: bad-deploy, at: 1m, service: api}
injects:
  - id: page-from-siem
    title: The SIEM calls
    at: 4m
    alert: {monitor: unauthorized-access, service: api, title: A new login}
  - id: mail-from-customer
    title: A customer writes
    at: 6m
    message: {channel: mail, from: somebody, subject: Our lists, text: They are for sale.}
  - id: false-lead
    title: A decoy
    at: 8m
    decoy: true
    truth: false
    alert: {monitor: error-rate, service: api, title: Nothing at all}
"""

PEOPLE = {
    "incident_commander": "people",
    "technical_lead": "people",
    "communications_lead": "people",
    "legal_compliance": "people",
}

EXPECTED: dict[str, Any] = {
    "id": "classify",
    "title": "Classify as SEV-1",
    "objective": "detection",
    "role": "incident_commander",
    "points": 10,
    "does": {"event": "incident.classified"},
    "by": "10m",
    "why": "Severity decides who is woken.",
}


def expected(**changes: Any) -> dict[str, Any]:
    """An expectation as a trainer writes it; None takes a key out."""
    return {name: value for name, value in {**EXPECTED, **changes}.items() if value is not None}


class Telling:
    """A session told by hand. Times are written `4m`; every method returns the seq of its record."""

    def __init__(
        self,
        *expectations: dict[str, Any],
        harms: list[dict[str, Any]] | None = None,
        seats: dict[str, str] | None = None,
        scenario: str = SCENARIO,
    ) -> None:
        text = f"{scenario}\nexpectations: {json.dumps(list(expectations) or [expected()])}\n"
        text += f"harms: {json.dumps(harms or [])}\n"
        services = {"api": ServiceBrief("API"), "mail": ServiceBrief("Mail")}
        self.records: list[Record] = []
        self.at(
            "0s",
            SessionOpened(
                rules=1,
                engine="",
                seed="1",
                starts="2026-11-16T09:00:00+00:00",
                seats=PEOPLE if seats is None else seats,
                setting=Setting("leak", "HERON", services=services),
                plan=default_plan_text(),
                world=WORLD if scenario else "",
                scenario=text if scenario else "",
                cast={"customer": {"name": "Fjord Ltd"}},
            ),
        )

    def at(self, when: str, body: Event, *, cause: int = -1, by: str = "engine") -> int:
        """Append what happened at `when`, which is not before what was told last."""
        previous = self.records[-1].digest if self.records else GENESIS
        record, _ = seal(len(self.records), parse_duration(when), by, cause, body, previous)
        self.records.append(record)
        return record.seq

    def inject(self, when: str, name: str) -> int:
        return self.at(when, InjectDelivered(name))

    def alert(
        self, when: str, alert: str = "AL-1", monitor: str = "error-rate", service: str = "api", cause: int = -1
    ) -> int:
        return self.at(when, AlertFired(alert, monitor, "Something", "critical", service), cause=cause)

    def detected(
        self,
        when: str,
        incident: str = "INC-1",
        by: str = "declaration",
        category: str = "outage",
        services: tuple[str, ...] = (),
        cause: int = -1,
    ) -> int:
        track = "operational" if category == "outage" else "security"
        since = parse_duration(when)
        body = IncidentDetected(incident, "Trouble", since, "SEV-3", category, track, by, services)
        return self.at(when, body, cause=cause)

    def attached(self, when: str, alert: str = "AL-1", incident: str = "INC-1") -> int:
        return self.at(when, AlertAttached(alert, incident))

    def outage(self, when: str = "4m") -> int:
        """The outage shows itself: its inject, an alert, an incident on the board that holds it."""
        inject = self.inject(when, "page-from-siem")
        self.alert(when, "AL-1", "unauthorized-access", cause=inject)
        self.detected(when, "INC-1", "AL-1", services=("api",))
        self.attached(when)
        return inject

    def declared(self, when: str, incident: str = "INC-1") -> int:
        return self.at(when, IncidentDeclared(incident))

    def acknowledged(self, when: str, incident: str = "INC-1") -> int:
        return self.at(when, IncidentAcknowledged(incident))

    def classified(self, when: str, severity: str = "SEV-1", category: str = "outage", incident: str = "INC-1") -> int:
        return self.at(when, IncidentClassified(incident, severity, category, "operational"))

    def status(self, when: str, means: str, incident: str = "INC-1") -> int:
        statuses = {"contained": "mitigating", "working": "investigating"}
        return self.at(when, IncidentStatusChanged(incident, statuses.get(means, means), means, "containment"))

    def update(
        self,
        commanded: str,
        sent: str = "",
        *,
        audience: str = "customers",
        flags: tuple[str, ...] = (),
        name: str = "UPD-1",
        incident: str = "INC-1",
    ) -> int:
        queued = self.at(commanded, UpdateQueued(name, incident, audience, "slack", text="Word", flags=flags))
        instant = parse_duration(commanded)
        body = UpdateSent(name, incident, audience, "slack", text="Word", queued_at=instant, flags=flags)
        return self.at(sent or f"{instant + 10_000}ms", body, cause=queued)

    def fault(self, starts: str, ends: str = "", name: str = "bad-deploy") -> int:
        seq = self.at(starts, FaultStarted(name, "api"))
        return self.at(ends, FaultEnded(name, "api", ("rollback",))) if ends else seq

    def command(self, when: str, command: Declare | Note, by: str = "incident_commander") -> int:
        return self.at(when, CommandSubmitted(f"c{len(self.records)}", command), by=by)

    def rated(self, when: str, rating: str, expectation: str = "classify") -> int:
        return self.at(when, ObservationMade("Seen", expectation=expectation, rating=rating), by="evaluator")

    def ended(self, when: str = "2h") -> "Telling":
        self.at(when, SessionEnded("the exercise's time is up"))
        return self

    def score(self) -> Scorecard:
        return score(self.records)

    def claim(self, name: str = "classify") -> Claim:
        return next(claim for claim in self.score().claims if claim.id == name)
