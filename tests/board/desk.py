"""A duty desk for tests: a session in memory with two services, driven by hand, the desk looking at each `next_due`."""

import re
from typing import Any

import msgspec

from irsim.board.board import Board
from irsim.board.due import next_due
from irsim.board.state import Clock, Incident
from irsim.commands import Acknowledge, Act, Classify, Command, Declare, SendUpdate
from irsim.events import kind_of
from irsim.events.alerts import AlertFired
from irsim.events.base import Event
from irsim.events.clocks import ClockOverdue
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import ActionBrief, ChannelBrief, ServiceBrief, SessionOpened, Setting
from irsim.events.world import DecisionOffered, MessageDelivered, Stance
from irsim.log.records import Record
from irsim.log.writing import MemorySink
from irsim.plan import default_plan_text
from irsim.session.ledger import Ledger
from irsim.session.protocol import NotAccepted
from irsim.words.durations import format_duration, parse_duration

CHANNELS = ("slack", "bridge", "mail", "phone", "sms", "status_page", "support", "social")

MONDAY = "2026-11-16T09:00:00+00:00"


def without_pages() -> str:
    """The plan that ships, without whom the desk pages by itself: for tests that count pages and clocks."""
    text = default_plan_text()
    assert "\npages:\n" in text
    assert "\npaging:\n" in text
    return re.sub(r"\n(pages|paging):\n(  .*\n)+", "\n", text)


def opening(plan: str = "", starts: str = MONDAY, holidays: tuple[str, ...] = (), engine: str = "") -> SessionOpened:
    """A first record with the default plan, or another."""
    setting = Setting(
        "shop",
        "HERON",
        objectives={"triage": "Detect and triage"},
        services={
            "api": ServiceBrief("API", metrics={"error_rate": "ppm"}, baselines={"error_rate": 10}),
            "db": ServiceBrief("Database"),
        },
        actions={
            "close-door": ActionBrief("Close the door", "technical_lead", step="isolate-compromised-systems"),
            "Restart": ActionBrief("Restart the API", "technical_lead"),
        },
        channels={name: ChannelBrief(name) for name in CHANNELS},
    )
    seats = {"incident_commander": "people", "technical_lead": "people"}
    return SessionOpened(1, engine, "1", starts, seats, setting, plan or default_plan_text(), holidays=holidays)


class Desk:
    """Times are written `4m`; `now` only moves on."""

    def __init__(self, plan: str = "", starts: str = MONDAY, holidays: tuple[str, ...] = (), engine: str = "") -> None:
        self.ledger = Ledger(MemorySink(), opening(plan, starts, holidays, engine))
        self.ledger.open()
        self.now = 0
        self.commands = 0

    @property
    def board(self) -> Board:
        return self.ledger.board

    @property
    def incident(self) -> Incident:
        """The first incident."""
        return self.board.incidents["INC-1"]

    def to(self, when: str | int) -> int:
        """Let time pass: the desk looks whenever something is due, up to and including then."""
        at = parse_duration(when)
        assert at >= self.now, f"{when} is past"
        while 0 <= next_due(self.board) <= at:
            self.now = max(self.now, next_due(self.board))
            self.ledger.look(self.now)
        self.now = at
        return at

    def enter(self, when: str, event: Event, by: str = "engine") -> list[Event]:
        """Something happens; what the log gained by it, itself first."""
        at, before = self.to(when), len(self.ledger.records)
        self.ledger.enter(event, by, at)
        self.to(at_text(at))
        return [record.body for record in self.ledger.records[before:]]

    def submit(
        self, when: str, command: Command, by: str = "incident_commander", said: str = ""
    ) -> tuple[list[Event], Any]:
        """A command, said at the table before if `said` is given; what the log gained by it, and the outcome."""
        at, before = self.to(when), len(self.ledger.records)
        self.commands += 1
        body = CommandSubmitted(f"c{self.commands}", command, said=parse_duration(said) if said else -1)
        outcome = self.ledger.input_now(body, by, at)
        self.to(at_text(at))
        return [record.body for record in self.ledger.records[before + 1 :]], outcome

    def do(self, when: str, command: Command, said: str = "") -> list[Event]:
        """A command that must be accepted; what followed."""
        events, outcome = self.submit(when, command, said=said)
        assert not isinstance(outcome, NotAccepted), (outcome.refused.reason, outcome.refused.hint)
        return events

    def refused(self, when: str, command: Command, said: str = "") -> tuple[str, str]:
        """A command that must be refused; the reason and the hint."""
        events, outcome = self.submit(when, command, said=said)
        assert isinstance(outcome, NotAccepted), events
        assert [kind_of(event) for event in events] == ["command.refused"]
        return outcome.refused.reason, outcome.refused.hint

    def clock(self, rule: str, incident: str = "INC-1") -> Clock:
        """The last running of a clock."""
        return self.board.runs[incident, rule][-1]

    def runs(self, rule: str, incident: str = "INC-1") -> list[tuple[str, str, str]]:
        """All runnings of a clock: from, due, verdict now."""
        return [
            (at_text(clock.since), at_text(clock.due), clock.verdict(self.now))
            for clock in self.board.runs.get((incident, rule), [])
        ]

    def announced(self, rule: str = "") -> list[str]:
        """When the desk said that a clock is overdue."""
        return [
            at_text(record.at)
            for record in self.ledger.records
            if isinstance(record.body, ClockOverdue) and rule in ("", self.board.clocks[record.body.id].rule)
        ]

    def records(self, kind: str) -> list[Record]:
        """Every record of a kind."""
        return [record for record in self.ledger.records if kind_of(record.body) == kind]

    # what tests need again and again

    def alert(self, when: str, severity: str = "critical", service: str = "api", category: str = "") -> str:
        """An alert fires; its id."""
        name = f"AL-{len(self.board.alerts) + 1}"
        self.enter(when, AlertFired(name, "watch", f"Alert {name}", severity, service, category))
        return name

    def message(self, when: str, to: tuple[str, ...] = (), stances: tuple[Stance, ...] = ()) -> str:
        """A message comes in; its id."""
        name = f"MSG-{len(self.board.messages) + 1}"
        self.enter(when, MessageDelivered(name, "mail", "A customer", "Our lists", "Are for sale", to, stances))
        return name

    def decision(self, when: str, name: str = "police") -> str:
        """A decision is put to the team; its id."""
        self.enter(when, DecisionOffered(name, "Call?", (Stance("now", "Now"), Stance("later", "Later"))))
        return name

    def declare(self, when: str, severity: str = "SEV-1", category: str = "outage") -> str:
        """A declared, acknowledged and classified incident; its id."""
        name = f"INC-{len(self.board.incidents) + 1}"
        self.do(when, Declare(title="It is down", severity=severity, category=category))
        self.do(when, Acknowledge(name))
        self.do(when, Classify(name, severity, category))
        return name

    def update(self, when: str, audience: str = "customers", incident: str = "INC-1", said: str = "") -> str:
        """Words to an audience; the update's id."""
        channel = "status_page" if audience == "customers" else "slack"
        name = f"UPD-{len(self.board.updates) + 1}"
        self.do(when, SendUpdate(incident, audience, channel, text="We are on it."), said)
        return name

    def act(self, when: str, action: str = "close-door") -> list[Event]:
        """A technical action about the first incident."""
        return self.do(when, Act(action, "INC-1"))


def at_text(at: int) -> str:
    """An instant as tests write it."""
    return format_duration(at)


def kinds(events: list[Event]) -> list[str]:
    """What happened, by kind."""
    return [kind_of(event) for event in events]


def encoded(board: Board, *, agenda: bool = True) -> bytes:
    """The board's state as bytes. The agenda of a fold that no desk looked at differs from the room's."""
    leave_out = {"rules", "opened"} if agenda else {"rules", "opened", "_agenda", "_entries"}
    state = {name: value for name, value in vars(board).items() if name not in leave_out}
    return msgspec.json.encode(_plain(state))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    return value
