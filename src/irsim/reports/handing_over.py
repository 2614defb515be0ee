"""The handover between shifts: what changed since an instant, what goes on, which clocks come next, what was promised,
what waits. A pure function of the board and of the records since then; its words are for the mail to the next person.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from irsim.board.board import Board
from irsim.board.catalogue import OVER
from irsim.board.exercise import is_exercise
from irsim.board.instants import stamp
from irsim.board.rota import called_first, page_waits, until_said
from irsim.board.state import NEVER, Clock, Incident
from irsim.events.base import Event
from irsim.events.communication import UpdateSent
from irsim.events.incident import (
    IncidentClassified,
    IncidentDetected,
    IncidentDismissed,
    IncidentMerged,
    IncidentStatusChanged,
)
from irsim.events.live import IncidentReturned
from irsim.events.session import SeatLeft
from irsim.log.records import Record
from irsim.reports.columns import hang
from irsim.reports.found import in_unix_ms
from irsim.reports.markdown import md
from irsim.reports.measuring import brief
from irsim.reports.names import Names
from irsim.reports.plain import counted, one_line, span
from irsim.words.durations import DAY, HOUR, MINUTE, SECOND
from irsim.words.faults import sentence

READ: tuple[type[Event], ...] = (
    IncidentDetected,
    IncidentClassified,
    IncidentStatusChanged,
    IncidentDismissed,
    IncidentMerged,
    IncidentReturned,
    UpdateSent,
)

KINDS: tuple[str, ...] = tuple(str(each.__struct_config__.tag) for each in READ)
"""Kinds of the records that a handover reads."""

SHIFT = 8 * HOUR
"""How far back one looks who never sat here, and whom no rota names."""

AHEAD = DAY
"""How far ahead maintenance windows are named."""

CLOCKS = 12
"""Clocks that are named: the next ones."""

CALM, NOTICE, URGENT = "calm", "notice", "urgent"


class Item(Struct, frozen=True):
    """A line of a handover: the incident that it is about (empty for none), when (ms, NEVER for no instant), what."""

    text: str
    incident: str = ""
    at: int = NEVER
    urgency: str = CALM


class Section(Struct, frozen=True):
    """A group of lines; `id` is its name in JSON."""

    id: str
    title: str
    items: tuple[Item, ...]


class Handover(Struct, frozen=True):
    """All of it, from `since` to `now` (ms)."""

    organisation: str
    since: int
    now: int
    sections: tuple[Section, ...]

    @property
    def count(self) -> int:
        """How many lines there are."""
        return sum(len(section.items) for section in self.sections)


def shift_began(board: Board, left: Iterable[Record], person: str, now: int) -> int:
    """Since when `person` wants to know what changed: since they last got up from their seat (`left` are records of
    that), or since their turn on call began, whichever was later; eight hours where neither is known."""
    gone = [each.at for each in left if isinstance(each.body, SeatLeft) and person and each.body.name == person]
    names = Names(board)
    turns = [
        known.since
        for known in board.on_call.values()
        if person
        and known.since != NEVER
        and person.casefold() in (known.person.casefold(), names.person(known.person).casefold())
    ]
    return max([*gone, *turns], default=max(0, now - SHIFT))


def handover(board: Board, records: Sequence[Record], since: int, now: int) -> Handover:
    """What whoever comes on duty at `now` should know of the time since `since`. `records` are those of `KINDS` since
    then, in any order; others are passed over."""
    recent = sorted((each for each in records if each.at >= since), key=lambda each: each.seq)
    writer = _Writer(board, recent, since, now)
    sections = (
        Section("open", "Open now", writer.open()),
        Section("new", "New", writer.new()),
        Section("severity", "Severity changed", writer.severity()),
        Section("resolved", "Resolved, closed or dismissed", writer.ended()),
        Section("returned", "Came back", writer.returned()),
        Section("clocks", "Clocks that come next", writer.clocks()),
        Section("promised", "Promised", writer.promised()),
        Section("waiting", "Waits for somebody", writer.waiting()),
        Section("quiet", "Kept quiet", writer.quiet()),
        Section("oncall", "On call", writer.on_call()),
    )
    organisation = one_line(board.rules.plan.plan.organisation, 80)
    return Handover(organisation, since, now, tuple(section for section in sections if section.items))


class _Writer:
    def __init__(self, board: Board, records: Sequence[Record], since: int, now: int) -> None:
        self.board, self.records, self.since, self.now = board, records, since, now
        self.names = Names(board)
        self.ranks = {severity: rank for rank, severity in enumerate(board.rules.severities)}
        self.titles = {
            each.body.incident: each.body.title for each in records if isinstance(each.body, IncidentDetected)
        }

    def when(self, at: int) -> str:
        return stamp(self.board, at, self.now)

    def title(self, incident: str) -> str:
        about = self.board.incidents.get(incident)
        title = one_line(about.title if about is not None else self.titles.get(incident, ""), 120)
        exercise = about is not None and self.board.live and is_exercise(self.board, about)
        return f"EXERCISE {title}" if exercise else title

    def open(self) -> tuple[Item, ...]:
        going = sorted(self.board.active.values(), key=lambda each: (self.ranks.get(each.severity, 99), each.since))
        return tuple(self._open(about) for about in going)

    def _open(self, about: Incident) -> Item:
        age = brief(max(SECOND, self.now - about.since))
        words = [about.severity, one_line(about.status.replace("_", " "), 30), f"for {age}"]
        held = [self.names.person(name) or one_line(name, 40) for name in about.assigned.values() if name]
        words += [f"with {held[0]}"] if held else []
        words += ["nobody has taken it on"] if about.acknowledged_at == NEVER else []
        urgency = URGENT if about.acknowledged_at == NEVER else CALM
        return Item(f"{', '.join(words)}: {self.title(about.id)}", about.id, about.since, urgency)

    def new(self) -> tuple[Item, ...]:
        return tuple(
            Item(f"{each.body.severity}: {self.title(each.body.incident)}", each.body.incident, each.at)
            for each in self.records
            if isinstance(each.body, IncidentDetected)
        )

    def severity(self) -> tuple[Item, ...]:
        """Where it was before is known of what is new, and of what was changed twice."""
        known: dict[str, str] = {}
        found = []
        for each in self.records:
            body = each.body
            if isinstance(body, IncidentClassified):
                before = known.get(body.incident, "")
                if before != body.severity:
                    raised = self.ranks.get(body.severity, 99) < self.ranks.get(before, 99) if before else False
                    word = f"{'raised' if raised else 'lowered'} from {before} to" if before else "classified"
                    because = f" ({one_line(body.reason, 120)})" if body.reason else ""
                    text = f"{word} {body.severity}: {self.title(body.incident)}{because}"
                    found.append(Item(text, body.incident, each.at, NOTICE if raised else CALM))
            if isinstance(body, IncidentDetected | IncidentClassified):
                known[body.incident] = body.severity
        return tuple(found)

    def ended(self) -> tuple[Item, ...]:
        """Each incident once, by the last thing that was said of its end."""
        found: dict[str, Item] = {}
        for each in self.records:
            body, word = each.body, ""
            if isinstance(body, IncidentStatusChanged) and body.means in OVER:
                word = one_line(body.status.replace("_", " "), 30)
            elif isinstance(body, IncidentDismissed):
                word = "false alarm"
            elif isinstance(body, IncidentMerged):
                word = f"merged into {one_line(body.into, 20)}"
            elif isinstance(body, IncidentStatusChanged):
                found.pop(body.incident, None)  # it was opened again
            if word:
                incident = body.incident  # type: ignore[attr-defined]  # all of them name one
                found.pop(incident, None)
                found[incident] = Item(f"{word}: {self.title(incident)}", incident, each.at)
        return tuple(found.values())

    def returned(self) -> tuple[Item, ...]:
        """Each incident once: what it asked for last, and how often it did."""
        found: dict[str, list[Item]] = {}
        over: set[str] = set()
        for each in self.records:
            body, text = each.body, ""
            if isinstance(body, IncidentReturned):
                text = f"untouched for {span(body.untouched)}"
            elif isinstance(body, IncidentStatusChanged):
                text = "opened again" if body.incident in over and body.means not in OVER else ""
                (over.add if body.means in OVER else over.discard)(body.incident)
            if text:
                incident = body.incident  # type: ignore[attr-defined]  # both of them name one
                found.setdefault(incident, []).append(Item(text, incident, each.at, NOTICE))
        return tuple(self._often(items) for items in found.values())

    def _often(self, items: Sequence[Item]) -> Item:
        last = items[-1]
        times = f" ({len(items)} times)" if len(items) > 1 else ""
        return Item(f"{last.text}{times}: {self.title(last.incident)}", last.incident, last.at, NOTICE)

    def clocks(self) -> tuple[Item, ...]:
        pages = self.board.pages
        running = [
            clock
            for name in self.board.active
            for clock in self.board.running.get(name, ())
            # a page that nobody answered is nobody's to keep any more: whoever came next was paged
            if clock.running and not (clock.subject in pages and pages[clock.subject].missed_at != NEVER)
        ]
        return tuple(self._clock(clock) for clock in sorted(running, key=lambda each: each.due)[:CLOCKS])

    def _clock(self, clock: Clock) -> Item:
        late = not clock.in_time(self.now)
        away = abs(clock.due - self.now)
        unit = MINUTE if away >= 10 * MINUTE else SECOND
        left = span(max(SECOND, away // unit * unit))
        word = f"overdue by {left}" if late else f"in {left}, at {self.when(clock.due)}"
        return Item(f"{self.names.clock_rule(clock.rule)} {word}", clock.incident, clock.due, URGENT if late else CALM)

    def promised(self) -> tuple[Item, ...]:
        """Updates whose fields promise the next one, as long as no later one to the same audience kept that."""
        last: dict[tuple[str, str], Item] = {}
        for each in self.records:
            body = each.body
            if not isinstance(body, UpdateSent):
                continue
            last.pop((body.incident, body.audience), None)
            template = self.board.rules.templates.get(body.template)
            promises = [field for field in (template.fields if template else ()) if field.promises]
            words = [body.fields.get(field.id, "").strip() for field in promises]
            if any(words) and body.incident in self.board.active:
                text = f"the next update to {self.names.audience(body.audience)} within {one_line(words[0], 40)}"
                last[body.incident, body.audience] = Item(text, body.incident, each.at)
        known = self.board.rules.clocks
        kept = [
            self._clock(clock)
            for name in self.board.active
            for clock in self.board.running.get(name, ())
            if clock.running and clock.rule in known and known[clock.rule].per == "promise"
        ]
        told = {item.incident for item in kept}
        return (*kept, *(item for item in last.values() if item.incident not in told))

    def waiting(self) -> tuple[Item, ...]:
        board, found = self.board, list[Item]()
        for page in board.pages.values():
            if page_waits(board, page):
                called = self.names.contact(page.contact, page.person)
                found.append(Item(f"page {page.id} to {called} is not answered", page.incident, page.sent_at, URGENT))
        for request in board.requests.values():
            if request.open:
                what = one_line(request.what, 100) or self.names.resource(request.resource, request.amount)
                found.append(
                    Item(f"request {request.id} is not decided: {what}", request.incident, request.requested_at)
                )
        for about in board.active.values():
            if about.proposed_at != NEVER and about.means not in OVER:
                text = f"all of its alerts are over; is it resolved? {self.title(about.id)}"
                found.append(Item(text, about.id, about.proposed_at, NOTICE))
        for each in board.notifications.values():
            lost = each.final and not each.withheld and each.confirmed_at == NEVER and not each.then
            if lost and each.failed_at >= self.since:
                text = f"nothing reached {one_line(each.to, 40)} by {one_line(each.way, 30)}"
                text += f": {one_line(each.reason, 80)}"
                found.append(Item(text, self._about(each.about), each.failed_at, NOTICE))
        return tuple(found)

    def _about(self, name: str) -> str:
        board = self.board
        known = board.pages.get(name) or board.updates.get(name)
        return known.incident if known is not None else name if name in board.incidents else ""

    def quiet(self) -> tuple[Item, ...]:
        board, found = self.board, list[Item]()
        for name in board.standing:
            window = board.windows[name]
            if window.begins <= self.now + AHEAD and self.now < window.ends:
                covered = ", ".join(one_line(each, 30) for each in window.services) or "what bears its labels"
                begins = f"from {self.when(window.begins)} " if window.begins > self.now else ""
                text = (
                    f"maintenance of {covered} {begins}until {self.when(window.ends)}: {one_line(window.reason, 100)}"
                )
                found.append(Item(text, at=window.ends))
        for alert in board.alerts.values():
            if alert.silenced_until > self.now:
                why = f" ({one_line(alert.silenced, 80)})" if alert.silenced else ""
                text = (
                    f"{alert.id} is silenced until {self.when(alert.silenced_until)}: {one_line(alert.title, 100)}{why}"
                )
                found.append(Item(text, alert.incident, alert.silenced_until))
        for source in board.sources.values():
            if source.silent_since != NEVER:
                text = f"nothing is heard of {one_line(source.id, 40)} since {self.when(source.silent_since)}"
                found.append(Item(text, at=source.silent_since, urgency=NOTICE))
        return tuple(found)

    def on_call(self) -> tuple[Item, ...]:
        found = []
        for name in called_first(self.board):
            known = self.board.on_call.get(name)
            if known is None or not known.rota:
                continue
            until = until_said(self.board, name)
            who = self.names.person(known.person) or "nobody"
            text = f"{self.names.contact_label(name)}: {who}{f' until {until}' if until else ''}"
            found.append(Item(text, at=known.until, urgency=CALM if known.person else URGENT))
        return tuple(found)


# In words


def handover_text(told: Handover, board: Board, width: int = 100) -> str:
    """Plain text in lines of at most `width` columns."""
    lines = [_head(told, board)]
    for section in told.sections:
        lines += ["", f"{section.title} ({len(section.items)})"]
        for item in section.items:
            mark = {URGENT: "!", NOTICE: "*"}.get(item.urgency, " ")
            lines += hang(f"  {mark} {item.incident:<7} ", item.text, width)
    return "\n".join(lines)


def handover_markdown(told: Handover, board: Board) -> str:
    """Markdown for a mail or a chat, ending in a newline."""
    lines = [f"# {md(_head(told, board))}"]
    for section in told.sections:
        lines += ["", f"## {section.title}", ""]
        for item in section.items:
            about = f"**{md(item.incident)}** " if item.incident else ""
            text = f"**{md(item.text)}**" if item.urgency == URGENT else md(item.text)
            lines.append(f"- {about}{text}")
    return "\n".join(lines) + "\n"


def handover_json(told: Handover, board: Board) -> dict[str, Any]:
    """JSON. Instants are Unix ms; -1 where a line has none."""
    unix = in_unix_ms(board)
    return {
        "organisation": told.organisation,
        "since": unix(told.since),
        "now": unix(told.now),
        **{
            section.id: [
                {"incident": item.incident, "at": unix(item.at), "urgency": item.urgency, "text": item.text}
                for item in section.items
            ]
            for section in told.sections
        },
    }


def _head(told: Handover, board: Board) -> str:
    since, now = (stamp(board, at, told.now) for at in (told.since, told.now))
    what = "nothing to hand over" if not told.count else counted(len(board.active), "open incident")
    return sentence(f"Handover of {told.organisation}, {since} to {now} UTC: {what}")
