"""A small drill, told record by record over the plan that ships, and a scorecard made by hand for it."""

from pathlib import Path
from typing import Any

from irsim.board.board import Board
from irsim.board.fold import apply, instant_of
from irsim.board.reacting import react
from irsim.commands import Resolve
from irsim.events.after import ActionItemOpened, ActionItemProgressed, FeedbackGiven, ObservationMade
from irsim.events.alerts import AlertDismissed, AlertFired, AlertTriaged
from irsim.events.base import Event
from irsim.events.communication import NoticeFiled, StatuspagePosted, UpdateQueued, UpdateRecalled, UpdateSent
from irsim.events.incident import (
    AwarenessRecorded,
    ImpactAssessed,
    IncidentAcknowledged,
    IncidentClassified,
    IncidentDeclared,
    IncidentStatusChanged,
    NoteAdded,
)
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import (
    ActionBrief,
    ChannelBrief,
    ContactBrief,
    DiscussionClosed,
    DiscussionOpened,
    InjectDelivered,
    ServiceBrief,
    SessionClosed,
    SessionEnded,
    SessionOpened,
    Setting,
)
from irsim.events.work import (
    ActionCompleted,
    ActionTaken,
    CauseRecorded,
    EvidenceCollected,
    EvidenceTransferred,
    FindingRecorded,
    HoldPlaced,
    PageAcknowledged,
    PageMissed,
    PageSent,
    StepCompleted,
)
from irsim.events.world import (
    DecisionOffered,
    DecisionTaken,
    FaultStarted,
    MessageAnswered,
    MessageDelivered,
    Stance,
)
from irsim.log.reading import Recording
from irsim.log.records import GENESIS, Record, seal
from irsim.plan import default_plan_text
from irsim.scoring.scorecard import Claim, ClockResult, Metrics, Scorecard, Total, TrueTime
from irsim.words.durations import MINUTE, SECOND

COMMANDER, LEAD, COMMS = "incident_commander", "technical_lead:Ana", "sim:communications_lead"

WORLD = """
id: small
title: PenguinMails
services:
  - {id: api, label: API}
channels: [{id: slack, label: Slack}]
"""

SCENARIO = """
id: kite
title: Contact lists leave the house
codename: Paper Kite
family: breach
difficulty: introductory
summary: Somebody exports contact lists.
briefing: A quiet morning.
starts: 2026-11-16T09:00:00+00:00
duration: 2h
world: worlds/small.yaml
objectives: [{id: detect, label: Detect and classify}, {id: tell, label: Tell people}]
truth:
  story: A stolen token is used to export contact lists.
  incidents:
    - {id: leak, title: The leak, severity: SEV-1, category: data, personal_data: true, signs: [hint], cause: A token}
injects:
  - {id: hint, title: The first hint, at: 4m, message: {channel: slack, from: Monitoring, subject: Look, text: Look}}
decisions:
  - id: tell-press
    at: 30m
    question: Do we talk to the press?
    alternatives: [{id: yes-now, text: Now, why: It is early.}, {id: later, text: Later}]
expectations:
  - id: classify
    title: Classify as SEV-1
    objective: detect
    role: incident_commander
    points: 10
    does: {event: incident.classified}
    late_share: 25
discussion: [What did you see first?, Who was missing?]
"""


def opened(**changes: Any) -> SessionOpened:
    """The first record's body."""
    setting = Setting(
        scenario="kite",
        codename="Paper Kite",
        briefing="A quiet morning.\nThe second shift is ill.",
        objectives={"detect": "Detect and classify", "tell": "Tell people"},
        duration=120 * MINUTE,
        services={"api": ServiceBrief("API", metrics={"error_rate": "ppm"}, baselines={"error_rate": 0})},
        actions={"revoke": ActionBrief("Revoke all tokens", "technical_lead")},
        contacts={"primary-on-call": ContactBrief("Mira Lund")},
        channels={
            "slack": ChannelBrief("Slack"),
            "mail": ChannelBrief("Mail"),
            "status_page": ChannelBrief("Status page", True),
        },
        difficulty="introductory",
    )
    given: dict[str, Any] = {
        "rules": 1,
        "engine": "drill",
        "seed": "7",
        "starts": "2026-11-16T09:00:00+00:00",
        "seats": {"incident_commander": "people", "technical_lead": "people", "communications_lead": "simulated"},
        "setting": setting,
        "plan": default_plan_text(),
        "world": WORLD,
        "scenario": SCENARIO,
    }
    return SessionOpened(**{**given, **changes})


class Story:
    """A log that grows: each event is sealed and folded, and what the rules make of it follows at once."""

    def __init__(self, first: SessionOpened | None = None) -> None:
        self.records: list[Record] = []
        self.lines: list[bytes] = []
        first = first or opened()
        self.board = Board(first)
        self.add(0, "engine", first)

    def add(self, at: int, by: str, body: Event, cause: int = -1) -> Record:
        """The record of `body`; clocks and the like follow."""
        previous = self.records[-1].digest if self.records else GENESIS
        record, line = seal(len(self.records), at, by, cause, body, previous)
        self.records.append(record)
        self.lines.append(line)
        apply(self.board, record)
        for event in react(self.board, body, instant_of(self.board, record)):
            self.add(at, "desk", event, record.seq)
        return record

    def recording(self, **changes: Any) -> Recording:
        """As it would be read from a file."""
        return Recording(Path("kite.jsonl"), self.records, self.lines, **changes)


def whole_story(text: str = "") -> Story:
    """A drill from opening to closing, with something of everything; `text` is put wherever people write."""
    story = Story()
    add = story.add
    hint = add(4 * MINUTE, "engine", InjectDelivered("hint"))
    add(4 * MINUTE, "engine", FaultStarted("leak", "api", "A token was stolen."), hint.seq)
    fired = AlertFired(
        "AL-1", "error-rate", text or "Error rate", "critical", "api", "data", text, "error_rate", "ppm", 120_000
    )
    add(4 * MINUTE, "engine", fired)
    add(5 * MINUTE, "engine", AlertFired("AL-2", "cpu-usage", text or "CPU usage", "medium"))
    add(6 * MINUTE, LEAD, AlertTriaged("AL-2", text or "A backup"))
    add(6 * MINUTE, LEAD, AlertDismissed("AL-2", text or "The nightly backup"))
    add(7 * MINUTE, COMMANDER, IncidentDeclared("INC-1", text or "Contact lists exported", text or "A token."))
    add(8 * MINUTE, COMMANDER, IncidentAcknowledged("INC-1"))
    classified = IncidentClassified("INC-1", "SEV-2", "data", "security", "", True, text or "Names in the export")
    add(9 * MINUTE, COMMANDER, classified)
    add(9 * MINUTE, COMMANDER, ImpactAssessed("INC-1", (text or "api",), 10, 3, True))
    add(10 * MINUTE, COMMANDER, PageSent("PG-1", "primary-on-call", "INC-1", 15 * MINUTE, text or "Help"))
    add(12 * MINUTE + 40 * SECOND, "engine", PageAcknowledged("PG-1", "primary-on-call", "INC-1", text or "Coming"))
    add(13 * MINUTE, COMMANDER, PageSent("PG-2", "cto", "INC-1", 18 * MINUTE))
    add(18 * MINUTE, "desk", PageMissed("PG-2", "cto", "INC-1"))
    message = MessageDelivered(
        "MSG-1",
        "mail",
        text or "CEO",
        text or "Tell me it is one customer",
        text or "The press\nis calling.",
        ("incident_commander",),
        (Stance("facts", text or "Only what we know"), Stance("calm", "It is one customer")),
        40 * MINUTE,
    )
    add(20 * MINUTE, "engine", message)
    add(21 * MINUTE, COMMANDER, MessageAnswered("MSG-1", "facts", text or "Three customers so far."))
    second = MessageDelivered("MSG-2", "slack", "Press", text or "A question", "", (), (), 30 * MINUTE)
    add(21 * MINUTE, "engine", second)
    asked = add(22 * MINUTE, COMMANDER, CommandSubmitted("c1", Resolve("INC-1", text or "over")))
    refusal = CommandRefused(text or "the plan's criteria for SEV-2 are not met", text or "record the root cause")
    add(22 * MINUTE, COMMANDER, refusal, asked.seq)
    add(23 * MINUTE, LEAD, ActionTaken("revoke", "INC-1", text or "Revoke all tokens"))
    add(24 * MINUTE, "engine", ActionCompleted("revoke", "INC-1", text or "412 tokens revoked"))
    add(24 * MINUTE, LEAD, StepCompleted("INC-1", "data_incident", "no-such-step"))
    queued = UpdateQueued(
        "UPD-1",
        "INC-1",
        "customers",
        "status_page",
        "customer-update",
        {"now": text},
        text or "We are looking into it.\n\nMore soon.",
        25 * MINUTE + 10 * SECOND,
        flags=("promises",),
        lacks=("next_update_by",),
    )
    add(25 * MINUTE, COMMS, queued)
    sent = UpdateSent(
        "UPD-1",
        "INC-1",
        "customers",
        "status_page",
        "customer-update",
        {},
        queued.text,
        25 * MINUTE,
        1,
        ("promises",),
        ("next_update_by",),
    )
    add(25 * MINUTE + 10 * SECOND, "desk", sent)
    add(25 * MINUTE + 10 * SECOND, "desk", StatuspagePosted("INC-1", "investigating", "UPD-1"))
    recalled = UpdateQueued("UPD-2", "INC-1", "media", "mail", text=text or "No comment", leaves=27 * MINUTE)
    add(26 * MINUTE, COMMS, recalled)
    add(26 * MINUTE, COMMS, UpdateRecalled("UPD-2", "INC-1"))
    question = DecisionOffered(
        "tell-press",
        text or "Do we talk to the press?",
        (Stance("yes-now", text or "Now"), Stance("later", "Later")),
        ("communications_lead",),
        60 * MINUTE,
    )
    add(30 * MINUTE, "engine", question)
    add(31 * MINUTE, COMMANDER, DecisionTaken("tell-press", "later", text or "Facts first"))
    kept = EvidenceCollected("EV-1", "INC-1", text or "Access log", text or "api-1", "a" * 64, text or "Ana")
    add(32 * MINUTE, LEAD, kept)
    add(33 * MINUTE, LEAD, EvidenceTransferred("EV-1", "INC-1", text or "Legal counsel", text or "for the authority"))
    add(33 * MINUTE, LEAD, HoldPlaced("INC-1", text or "all logs"))
    add(34 * MINUTE, LEAD, FindingRecorded("INC-1", text or "The token was in a repository", "high"))
    add(35 * MINUTE, LEAD, CauseRecorded("INC-1", text or "A leaked token", (text or "It was committed", "No scan")))
    add(36 * MINUTE, COMMANDER, AwarenessRecorded("INC-1", 20 * MINUTE, text or "The export had names"))
    notice = NoticeFiled("NOT-1", "INC-1", "gdpr", text or "The authority", {"nature": text}, ("records",))
    add(37 * MINUTE, COMMANDER, notice)
    add(38 * MINUTE, COMMANDER, NoteAdded("INC-1", text or "The board wants a call"))
    add(39 * MINUTE, "engine", DiscussionOpened("talk", (text or "Whom do we tell?",), "stopped", 8 * MINUTE))
    add(39 * MINUTE, "engine", DiscussionClosed("talk"))
    contained = IncidentStatusChanged("INC-1", "contained", "contained", "containment", text or "No exports")
    add(50 * MINUTE, LEAD, contained)
    add(60 * MINUTE, "facilitator", SessionEnded(text or "time is up"))
    add(60 * MINUTE, "evaluator", ObservationMade(text or "Calm voices", "detect", "", "S"))
    add(60 * MINUTE, COMMANDER, FeedbackGiven(text or "Good teamwork", "strength"))
    improvement, measure = text or "Scan repositories", text or "0 leaks"
    item = ActionItemOpened("AI-1", "INC-1", improvement, text or "Ana", "high", "2026-12-01", measure)
    add(60 * MINUTE, COMMANDER, item)
    add(60 * MINUTE, COMMANDER, ActionItemProgressed("AI-1", "in_progress", text or "begun"))
    add(60 * MINUTE, "engine", SessionClosed())
    return story


def claim(verdict: Any, **changes: Any) -> Claim:
    """A claim of ten points."""
    earned = {"met": 10.0, "late": 5.0, "partly": 2.5, "wrong": -4.0}.get(verdict, 0.0)
    given: dict[str, Any] = {
        "id": f"c-{verdict.replace(' ', '-')}",
        "title": f"A claim that is {verdict}",
        "objective": "detect",
        "role": "incident_commander",
        "verdict": verdict,
        "points": earned,
        "possible": 10.0,
        "evidence": [3, 4],
        "rule": "classify as SEV-1, within 10m",
        "why": "Severity decides who is woken.",
        "at": 9 * MINUTE,
        "due": 14 * MINUTE,
    }
    return Claim(**{**given, **changes})


def card_of(story: Story, claims: list[Claim], **changes: Any) -> Scorecard:
    """A scorecard for `story`, as the scorer might have made it."""
    now = story.board.at
    clocks = [
        ClockResult(c.id, c.rule, c.rule, c.incident, c.since, c.due, c.stopped_at, c.verdict(now), "GDPR", COMMANDER)
        for c in story.board.clocks.values()
    ]
    incidents = [
        TrueTime(id, "leak", about.title, about.severity, "SEV-1", 240_000, 0, 240_000, 180_000, -1, -1, 1_260_000, -1)
        for id, about in story.board.incidents.items()
    ]
    given: dict[str, Any] = {
        "scenario": "kite",
        "codename": "Paper Kite",
        "score": 72.5,
        "coverage": 85.0,
        "objectives": [
            Total("detect", "Detect and classify", 72.5, 85.0, 14.5, 20.0),
            Total("tell", "Tell people", None, 0.0, 0.0, 0.0),
        ],
        "roles": [Total("incident_commander", "Incident Commander", 72.5, 85.0, 14.5, 20.0)],
        "claims": claims,
        "metrics": Metrics(incidents, 3, 1, 2, 1, 2, 1, 1, 20, 1, 2, 1, 1, 1),
        "clocks": clocks,
        "seats": story.board.seats,
        "assist": "standard",
        "closed": story.board.closed,
        "ended_at": story.board.ended_at,
        "head": story.records[-1].digest,
    }
    return Scorecard(**{**given, **changes})
