"""What is on record of one incident, as far as an exercise can be made of it: signs, messages and deeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.gauges import Gauges
from irsim.board.state import NEVER, Incident
from irsim.commands import Command
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.live import AlertReturned, AlertUpdated, IncidentArchived, IncidentReturned, OnCallChanged
from irsim.events.session import SeatLeft, SeatTaken, SessionOpened
from irsim.events.work import ActionCompleted, ActionTaken, AutomationReported, PageMissed
from irsim.events.world import MessageDelivered, ServiceChanged
from irsim.log.records import Record
from irsim.words.durations import HOUR, MINUTE
from irsim.words.faults import BadInput, nearest

LEAD = 2 * MINUTE
"""From the exercise's start to its first sign: time to read the briefing."""

WIND_DOWN = 15 * MINUTE
"""From when it was over to the exercise's end."""


@dataclass
class Held:
    """An alert that held from `since` to `until` (ms; NEVER where no end is known)."""

    fired: AlertFired
    since: int
    severity: str
    until: int = NEVER


@dataclass
class History:
    """One incident's. All instants are the session's; `begins` is the exercise's T+0."""

    opened: SessionOpened
    board: Board
    about: Incident
    family: tuple[str, ...]
    """itself, and those that were merged into it, in order of detection"""
    signs: list[Held] = field(default_factory=list)
    beside: list[Held] = field(default_factory=list)
    """alerts of the time that belong to no incident"""
    elsewhere: int = 0
    """alerts of the time that belong to other incidents"""
    messages: list[tuple[int, MessageDelivered]] = field(default_factory=list)
    automations: list[tuple[int, AutomationReported]] = field(default_factory=list)
    commands: list[tuple[Record, CommandSubmitted]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    """everything from the first sign to the end"""
    changes: list[ServiceChanged] = field(default_factory=list)
    """every segment of a metric up to the end, those from before the first sign too"""
    gauges: Gauges | None = None
    begins: int = 0
    ends: int = 0
    known: int = 0
    """up to when the log says how things were"""
    digest: str = ""
    """of the record by which it was detected"""

    def offset(self, at: int) -> int:
        """An instant from T+0 on, in whole seconds."""
        return (at - self.begins) // 1000 * 1000


def history_of(records: Iterable[Record], incident: str, name: str = "the log") -> History:
    """Read the incident called `incident` out of a log. Raises BadInput where that cannot be."""
    read = _Reading(records, incident.upper())
    if read.board is None or read.about is None:
        known = list(read.board.incidents) if read.board is not None else []
        message = f"has no incident '{incident[:40]}'; {nearest(incident[:40].upper(), known)}"
        raise BadInput.one(name, 0, message if known else "has no incident of which an exercise could be made")
    if read.about.merged_into:
        message = f"{read.about.id} was merged into {read.about.merged_into}; name that one"
        raise BadInput.one(name, 0, message)
    return _history(read, read.board, read.about)


def people_in(opened: SessionOpened, records: Iterable[Record]) -> list[str]:
    """Whoever the log names: in the cast, as a contact, at a table, on call, by their account."""
    named: dict[str, None] = {}
    for member in opened.cast.values():
        named.update(
            dict.fromkeys(member.get(key, "") for key in ("name", "contact") if "last" in member or key != "name")
        )
    named.update(dict.fromkeys(each.name for each in opened.setting.contacts.values()))
    for record in records:
        body = record.body
        if isinstance(body, SeatTaken | SeatLeft):
            named.update(dict.fromkeys((body.name, body.proof)))
        elif isinstance(body, OnCallChanged):
            named[body.person] = None
        elif isinstance(body, CommandSubmitted):
            given = msgspec.to_builtins(body.command)
            for key in ("name", "person", "holder", "collector", "owner"):
                if isinstance(given.get(key), str):
                    named[given[key]] = None
        if not record.by.startswith(("sim:", "source:")):
            named[record.by.partition(":")[2]] = None
    labels = {contact.label for contact in Board(opened).rules.contacts.values()}
    return [name for name in named if name and name not in labels]


def companies_in(opened: SessionOpened) -> list[str]:
    """Whoever the log's cast names that is no person."""
    return [member["name"] for member in opened.cast.values() if "name" in member and "last" not in member]


class _Reading:
    """Folds a log up to where the incident leaves the board, if it does."""

    def __init__(self, records: Iterable[Record], incident: str) -> None:
        self.board: Board | None = None
        self.about: Incident | None = None
        self.kept: list[Record] = []
        self.held: list[Held] = []
        self._open: dict[str, Held] = {}
        for record in records:
            body = record.body
            if isinstance(body, SessionOpened):
                self.board = Board(body)
                self.gauges = Gauges(body)
            if self.board is None:
                continue
            if isinstance(body, IncidentArchived) and body.incident == incident:
                break
            apply(self.board, record)
            self.gauges.fold(record)
            self._alert(record)
            self.kept.append(record)
            self.about = self.board.incidents.get(incident, self.about)

    def _alert(self, record: Record) -> None:
        """Each time that an alert holds, with the severity that it then had, is one of its own."""
        body = record.body
        if isinstance(body, AlertFired):
            self._begins(body.alert, Held(body, record.at, body.severity))
        elif isinstance(body, AlertResolved):
            self._ends(body.alert, record.at)
        elif isinstance(body, AlertReturned | AlertUpdated):
            before = next((each for each in reversed(self.held) if each.fired.alert == body.alert), None)
            if before is None:
                return
            if isinstance(body, AlertReturned):
                self._begins(body.alert, Held(before.fired, record.at, before.severity))
            elif body.severity and body.severity != before.severity:
                self._ends(body.alert, record.at)
                fired = msgspec.structs.replace(before.fired, title=body.title or before.fired.title)
                self._begins(body.alert, Held(fired, record.at, body.severity))

    def _begins(self, alert: str, held: Held) -> None:
        self._open[alert] = held
        self.held.append(held)

    def _ends(self, alert: str, at: int) -> None:
        held = self._open.pop(alert, None)
        if held is not None:
            held.until = at


def _history(read: _Reading, board: Board, about: Incident) -> History:
    family = tuple(name for name, each in board.incidents.items() if name == about.id or _leads_to(board, each, about))
    history = History(board.opened, board, about, family, gauges=read.gauges)
    history.digest = next((each.digest for each in read.kept if each.seq == about.seq), "")
    signs = {name for member in family for name in board.incidents[member].alerts}
    history.signs = [held for held in read.held if held.fired.alert in signs]
    first = min([board.incidents[name].since for name in family] + [held.since for held in history.signs])
    first = max(0, first)
    over = about.resolved_at if about.resolved_at != NEVER else about.closed_at
    last = max([over if over != NEVER else read.kept[-1].at, *(held.since for held in history.signs)])
    cleared = [held.until for held in history.signs if held.until != NEVER]
    history.ends = min(
        max([last, *(at for at in cleared if over == NEVER or at <= over + WIND_DOWN)]), last + WIND_DOWN
    )
    history.ends += WIND_DOWN
    if over == NEVER:  # it goes on still: its first deadlines are for the exercise to judge
        history.ends = max(history.ends, first + HOUR)
    history.known = min(history.ends, read.kept[-1].at)
    start = board.rules.moment(first - LEAD)
    history.begins = first - LEAD - start.second * 1000 - start.microsecond // 1000
    around = [held for held in read.held if history.begins <= held.since < history.ends and held not in history.signs]
    for held in around:
        owner = board.alerts[held.fired.alert].incident if held.fired.alert in board.alerts else ""
        if owner:
            history.elsewhere += 1
        else:
            history.beside.append(held)
    history.changes = [
        each.body for each in read.kept if isinstance(each.body, ServiceChanged) and each.body.t0 < history.ends
    ]
    history.records = [each for each in read.kept if first <= each.at < history.ends]
    _deeds(history)
    return history


def _leads_to(board: Board, each: Incident, about: Incident) -> bool:
    seen: set[str] = set()
    while each.merged_into in board.incidents and each.id not in seen:
        seen.add(each.id)
        each = board.incidents[each.merged_into]
        if each.id == about.id:
            return True
    return False


def _deeds(history: History) -> None:
    refused = {record.cause for record in history.records if isinstance(record.body, CommandRefused)}
    for record in history.records:
        body = record.body
        if isinstance(body, MessageDelivered):
            history.messages.append((record.at, body))
        elif isinstance(body, AutomationReported) and (body.service or body.category):
            history.automations.append((record.at, body))
        elif isinstance(body, CommandSubmitted) and record.seq not in refused and not is_control(body.command):
            history.commands.append((record, body))


def is_control(command: Command) -> bool:
    """Whether only facilitator and evaluator give it."""
    return type(command).control


def results_of(history: History) -> dict[str, tuple[int, str]]:
    """Action to how long (ms) it took and what it said when it was done, where it was taken."""
    begun: dict[str, int] = {}
    found: dict[str, tuple[int, str]] = {}
    for record in history.records:
        if isinstance(record.body, ActionTaken):
            begun[record.body.action] = record.at
        elif isinstance(record.body, ActionCompleted) and record.body.action in begun:
            found[record.body.action] = (record.at - begun[record.body.action], record.body.result)
    return found


def returned_in(history: History) -> list[tuple[int, IncidentReturned]]:
    """When it came back because nobody had touched it."""
    return [
        (record.at, record.body)
        for record in history.records
        if isinstance(record.body, IncidentReturned) and record.body.incident in history.family
    ]


def missed_pages(history: History) -> Sequence[PageMissed]:
    """Pages about it that nobody answered in time."""
    found = [record.body for record in history.records if isinstance(record.body, PageMissed)]
    return [body for body in found if body.incident in history.family]
