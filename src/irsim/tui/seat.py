"""What one terminal sees and may do: a board folded from the records that reach its seats, and commands that go back.

No textual here: screens draw a `Seat`, tests can use one without a screen.
"""

from __future__ import annotations

import asyncio
import secrets
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.board.actors import owner_of
from irsim.board.board import Board
from irsim.board.decide import Refused, decide
from irsim.board.fold import apply
from irsim.board.keeping import thawed
from irsim.board.rota import page_waits
from irsim.board.state import NEVER, Clock, Decision, Discussion, Incident, Message, Page, Service
from irsim.commands import Command, Evidence
from irsim.events.after import ActionItemOpened, FeedbackGiven
from irsim.events.alerts import AlertAttached, AlertFired, AlertResolved
from irsim.events.live import AlertRepeated, AlertReturned, AlertUpdated, DeliveryReceived, IncidentArchived
from irsim.events.session import SessionOpened
from irsim.log.records import Record
from irsim.reports.names import Names
from irsim.session.attaching import attached, wants_file
from irsim.session.protocol import CONTROLLING, FACILITATOR, OBSERVER, PLAYERS, SCREEN, Accepted, NotAccepted
from irsim.session.rights import may_give
from irsim.tui.items import FeedItem, feed_item
from irsim.tui.past import Past
from irsim.words.clean import clean_title

if TYPE_CHECKING:
    from irsim.session.protocol import Session

BEHIND = 20
"""Milliseconds for each hundredth of the pace, two seconds in all: who is further behind than that is jumping."""

GATHER = 0.05
"""Seconds in which records are gathered before the screen is told: a burst is one redraw."""

STREAM, CALM = 1.25, 0.9
"""Seconds between two tellings of alerts that come and go, in live: hundreds of them are one redraw, and that of a tick
of the clock where one comes after a calm while. What people do, what asks for somebody, and what comes after calm
seconds, is told as soon as it is gathered."""

SHARE = 80
"""How many times as long as the screen took over the last telling of such alerts it is left alone afterwards: a board
of a thousand incidents takes its time, and nobody reads faster for it."""

LONGEST = 0.02
"""Seconds of a telling that count for that at most: an alert is on the screen within two seconds, whatever it is."""

STREAMING = (DeliveryReceived, AlertFired, AlertRepeated, AlertUpdated, AlertResolved, AlertReturned, AlertAttached)
"""What a stream of alerts is made of."""

KEPT = 20_000
"""Lines of the feed that are kept at least, in live; what was told before of an incident is asked for again."""

TURNS = 10
"""Turns of the event loop in which `follow` is given time to fold what a command came to; it needs one or two."""

QUIET = frozenset(
    {
        *("service.changed", "command.submitted", "command.refused", "message.delivered", "message.read"),
        *("delivery.received", "alert.fired", "alert.repeated", "alert.updated", "alert.resolved", "alert.returned"),
    }
)
"""Kinds that move neither an incident nor, where the plan stops none by them, a clock."""

STILL = QUIET | {"alert.attached", "alert.triaged", "note.added", "decision.stated"}
"""Kinds that move no clock, where the plan stops none by them."""


def _unwritten(why: str) -> NotAccepted:
    """What was asked for is not on record, so it did not happen."""
    refused = Refused(f"the recording cannot be written: {why}", "make room, leave, and go on from the home screen")
    return NotAccepted(NEVER, refused)


def _of_a_stream(record: Record) -> bool:
    """Whether it can wait a moment: nobody did it, and it asks for nobody."""
    body = record.body
    pressing = isinstance(body, AlertFired) and body.severity == "critical"
    return isinstance(body, STREAMING) and not pressing and (record.by == "desk" or record.by.startswith("source:"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for this table: `what` is message, decision or page, `due` (ms) 0 where it may for ever."""

    what: str
    id: str
    title: str
    since: int
    due: int


class Seat:
    """The view from some seats of a session. Run `follow` as a task; `listen` says when something is new."""

    def __init__(self, session: Session, roles: tuple[str, ...], opened: SessionOpened, kind: str = PLAYERS) -> None:
        """`roles` are those that people play here (what is seen, for observers and a screen); none for control.
        `kind` is players, facilitator, evaluator, screen or observer."""
        self.session = session
        self.anew: Callable[[], object] = lambda: None
        """called when the board begins to be folded anew, for the host was started again: nothing kept of it holds"""
        self.roles = roles
        self.kind = kind
        self.past = Past()
        """what was told of incidents before the feed begins"""
        self.feed: list[FeedItem] = []
        """the newest lines"""
        self._dropped = 0
        """lines that were in the feed and are not any more"""
        self.board = self._begun(opened)
        self.version = 0
        """raised whenever the board has changed"""
        self.incidents_version = 0
        """raised whenever an incident or a clock has changed"""
        self.clocks_version = 0
        """raised whenever a clock has changed"""
        self.known = session.recorded
        """records that were there before this table sat down: no news"""
        self.recording: Path | None = None
        """beside which files are kept that people at this terminal attach; None where there is no such place"""
        self.washed: list[Record] = []
        """what was said after the exercise, and what is to be done better"""
        self.speaking = ""
        """the role that gives the next commands; empty where the table does not say"""
        self._listeners: list[Callable[[list[Record]], object]] = []
        self._fresh: list[Record] = []
        self._telling: asyncio.TimerHandle | None = None
        self._told = -STREAM
        """when the screen was told last, by the event loop's clock"""
        self._took = 0.0
        """seconds that it took over it"""
        self._token = secrets.token_hex(4)
        self._given = 0
        self._forget()

    def _forget(self) -> None:
        """What is worked out from the board once, until it changes."""
        self._dues: list[Clock] = []
        self._dues_of = -1
        self._order: list[str] = []
        self._order_of = -1
        self._runs_of: dict[str, list[tuple[str, str]]] = {}
        self._known_runs = 0

    def _begun(self, opened: SessionOpened) -> Board:
        """The board with which the session's records begin."""
        board, (after, base) = Board(opened), self.session.base
        if base:
            board = thawed(board, base)
        self.past.begins(board.incidents if base else (), after + 1)
        return board

    def reset(self, opened: SessionOpened) -> None:
        """Begin anew with the first record: the host was started again, and tells its records from there."""
        self.board = self._begun(opened)
        self.feed.clear()
        self._dropped = 0
        self.washed.clear()
        self.known = self.session.recorded
        self._fresh = []
        self._forget()
        self.anew()

    @property
    def now(self) -> int:
        """The instant at which the room stands (ms); while it catches up with a jump, where it has come to."""
        now, reached = self.session.now, self.session.reached
        return reached if now - reached > BEHIND * max(self.session.speed, 100) else now

    @property
    def control(self) -> bool:
        """Whether this terminal sees all, as facilitator or evaluator."""
        return self.kind in CONTROLLING

    @property
    def people(self) -> dict[str, tuple[str, ...]]:
        """Who sits where: role (a plan's, or facilitator, evaluator, observer, screen) to names."""
        return {role: tuple(names) for role, names in self.board.sitting.items() if names}

    @property
    def facilitated(self) -> bool:
        """Whether a facilitator sits at another terminal: then time is hers, and so is her view."""
        return bool(self.board.sitting.get(FACILITATOR))

    @property
    def person(self) -> str:
        """Who sits here, as the room knows them; clean, and empty where it does not."""
        return clean_title(self.session.person, 60)

    @property
    def heard(self) -> tuple[int, int]:
        """In live, how many sources were heard so far, and when one was last (ms); 0 and -1 where none was."""
        known = [source.heard_at for source in self.board.sources.values() if source.heard_at != NEVER]
        count, last = self.session.heard
        return max(count, len(known)), max([last, *known])

    @property
    def paused(self) -> bool:
        """Whether the room stands still."""
        return self.session.paused

    @property
    def ended(self) -> bool:
        """Whether the exercise is over."""
        return self.board.ended_at != NEVER

    @property
    def discussion(self) -> Discussion | None:
        """What the table is to talk about now; one for which the clocks stood still is over once they run."""
        talk = self.board.discussion
        return talk if talk is not None and self.now <= talk.until else None

    @property
    def talk_left(self) -> int:
        """What is left of the discussion (ms), by whichever clock counts it; -1 where this terminal does not know."""
        talk = self.discussion
        if talk is None:
            return NEVER
        return talk.until - self.now if talk.clocks == "running" else self.session.talk_left

    def listen(self, listener: Callable[[list[Record]], object]) -> Callable[[], None]:
        """Call `listener` with what is new, gathered; what is returned ends it."""
        self._listeners.append(listener)

        def forget() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return forget

    async def follow(self) -> None:
        """Fold what reaches these seats, until the session is over or left."""
        async for record in self.session.records(() if self.control else self.roles, 0):
            self.take(record)

    def take(self, record: Record) -> None:
        """Fold one record; the first of a session that was told already begins it anew."""
        body = record.body
        if isinstance(body, SessionOpened) and (self.version or self.session.base[1]):
            self.reset(body)
            if self.session.base[1]:
                return  # that board has folded it
        apply(self.board, record)
        self.board.forget(record.at)  # what falls due is announced by whoever has the desk
        self.version += 1
        kind = str(type(body).__struct_config__.tag)
        stops = kind in self.board.rules.stopping
        if stops or kind not in QUIET:
            self.incidents_version += 1
        if stops or kind not in STILL:
            self.clocks_version += 1
        if isinstance(body, IncidentArchived):
            self._runs_of, self._known_runs = {}, 0  # its clocks have left the board
        item = feed_item(record, self.board)
        if item is not None:
            self.feed.append(item)
            if len(self.feed) >= 2 * KEPT and self.board.live:
                del self.feed[:KEPT]
                self._dropped += KEPT
                self.past.begins(self.board.incidents, self.feed[0].seq)
        if isinstance(body, FeedbackGiven | ActionItemOpened):
            self.washed.append(record)
        self._fresh.append(record)
        loop = asyncio.get_running_loop()
        due = loop.time() + GATHER
        if self.board.live and _of_a_stream(record):
            due = max(due, self._told + self._rest(STREAM))
        if self._telling is None or due < self._telling.when() - GATHER:
            if self._telling is not None:
                self._telling.cancel()
            self._telling = loop.call_at(due, self._tell)

    def told_since(self, place: int) -> tuple[list[FeedItem], int]:
        """Lines of the feed since a place, 0 for all there are, and the place behind the last of them."""
        return self.feed[max(0, place - self._dropped) :], self._dropped + len(self.feed)

    def told_of(self, incident: str) -> list[FeedItem]:
        """All lines about an incident that this terminal knows, in order."""
        return [*self.past.of(incident), *(item for item in self.feed if item.incident == incident)]

    def told(self, seq: int, incident: str) -> FeedItem | None:
        """A line by its record's number, of the feed or of what was told of an incident before."""
        return next((item for item in (*self.past.of(incident), *self.feed) if item.seq == seq), None)

    async def recall(self, incident: str) -> bool:
        """Ask for what was told of an incident before the feed begins, if that was not done; whether there is more now.
        Raises BadInput."""
        if not self.past.lacks(incident):
            return False
        await self.past.recall(self.session, () if self.control else self.roles, self.board, incident)
        self.version += 1
        return True

    def _tell(self) -> None:
        self._telling, self._told = None, asyncio.get_running_loop().time()
        fresh, self._fresh = self._fresh, []
        for listener in list(self._listeners):
            listener(fresh)

    def _rest(self, least: float) -> float:
        """Seconds for which the screen is left alone by alerts that come and go."""
        return max(least, SHARE * self._took)

    def tick(self) -> None:
        """The screen is about to be drawn for another second: what waits to be told comes along."""
        if self._telling is not None and asyncio.get_running_loop().time() >= self._told + self._rest(CALM):
            self._telling.cancel()
            self._tell()

    def took(self, seconds: float) -> None:
        """How long a screen took over what it was told last."""
        self._took = min(seconds, LONGEST)

    def speaker(self, command: Command) -> tuple[str, bool]:
        """Who gives `command`, and whether the table left that open: the role that speaks, else the act's owner."""
        if self.kind != PLAYERS:
            return self.kind, False
        if self.speaking:
            return self.speaking, False
        owner = owner_of(self.board, command)
        if owner in self.board.rules.roles and owner not in self.roles and self.roles:
            return self.roles[0], len(self.roles) > 1
        if len(self.roles) == 1 and owner in self.board.rules.roles:
            return self.roles[0], False
        return owner, True

    async def submit(self, command: Command, said: int = NEVER, by: str = "") -> Accepted | NotAccepted:
        """Give a command; `said` (ms) where it was said at the table before now, `by` the role where that is known."""
        refused = may_give(self.kind, command, self.facilitated) if self.kind != PLAYERS else None
        if refused is not None:
            return NotAccepted(NEVER, refused)
        by, unstated = (by, False) if by else self.speaker(command)
        here = wants_file(command) and not (self.board.live and isinstance(command, Evidence) and command.sha256)
        kept = await asyncio.to_thread(attached, command, self.recording) if here else command
        if isinstance(kept, Refused):
            return NotAccepted(NEVER, kept)
        command = kept
        self._given += 1
        try:
            result = await self.session.submit(command, by, f"{self._token}-{self._given}", unstated, said)
        except OSError as error:
            return _unwritten(error.strerror or str(error))
        except asyncio.CancelledError:
            if self.session.gone:
                return _unwritten("it is closed")
            raise
        for _ in range(TURNS):  # who asked may read on the board what came of it
            if self.board.seq >= result.seq:
                break
            await asyncio.sleep(0)
        return result

    def ask(self, command: Command, said: int = NEVER) -> Refused | None:
        """What the rules would say to `command` now, or to one said before (ms): nothing, or why not and what to do."""
        refused = may_give(self.kind, command, self.facilitated) if self.kind != PLAYERS else None
        if refused is not None:
            return refused
        by, unstated = self.speaker(command)
        decided = decide(self.board, command, self.now, said, by="" if unstated else by)
        return decided if isinstance(decided, Refused) else None

    def incidents(self) -> list[str]:
        """Incidents in the board's order: open ones by severity and age, then those that are over, newest first."""
        if self._order_of != self.incidents_version:
            ranks = {name: rank for rank, name in enumerate(self.board.rules.severities)}
            found = sorted(
                self.board.incidents.values(),
                key=lambda about: (
                    not about.open,
                    ranks.get(about.severity, 99) if about.open else 0,
                    about.since if about.open else -about.since,
                ),
            )
            self._order = [about.id for about in found]
            self._order_of = self.incidents_version
        return self._order

    def incident(self, name: str) -> Incident | None:
        """An incident by its id."""
        return self.board.incidents.get(name)

    def running(self) -> list[Clock]:
        """All running clocks of work that goes on, the one that is due first at the beginning."""
        if self._dues_of != self.clocks_version:
            active = self.board.active
            running = self.board.running.items()
            self._dues = sorted(
                (clock for name, clocks in running if name in active for clock in clocks if self.stands(clock)),
                key=attrgetter("due"),
            )
            self._dues_of = self.clocks_version
        return self._dues

    def overdue(self, now: int) -> int:
        """How many running clocks are past their due instant."""
        running = self.running()
        return bisect_right(running, now, key=attrgetter("due")) if running else 0

    def next_clock(self, now: int) -> Clock | None:
        """The clock that is due next."""
        running = self.running()
        first = self.overdue(now)
        return running[first] if first < len(running) else None

    def clocks_of(self, incident: str) -> list[Clock]:
        """The latest running of each of an incident's clocks: running ones by due, then those that are over."""
        runs = self.board.runs
        for key in islice(runs, self._known_runs, None):  # the board only ever adds to them
            self._runs_of.setdefault(key[0], []).append(key)
        self._known_runs = len(runs)
        found = [clock for key in self._runs_of.get(incident, ()) for clock in self._latest(key[1], runs[key])]
        return sorted(found, key=self._rank)

    def _rank(self, clock: Clock) -> tuple[int, int]:
        """What is to be kept first, by its due; then what nobody can keep any more, then what is over."""
        stands = clock.running and self.stands(clock)
        return (0 if stands else 1 if clock.running else 2, clock.due if stands else -clock.due)

    def _latest(self, rule: str, runs: list[Clock]) -> list[Clock]:
        """The last running of a clock; where each page has its own, those that still run besides."""
        per_page = rule in self.board.rules.clocks and self.board.rules.clocks[rule].per == "page"
        return [each for each in runs if each is runs[-1] or (per_page and each.running)]

    def next_clock_of(self, incident: str) -> Clock | None:
        """The running clock of an incident that is due first."""
        running = self.board.running.get(incident, ())
        return min((clock for clock in running if self.stands(clock)), key=attrgetter("due"), default=None)

    def stands(self, clock: Clock) -> bool:
        """Whether it is still to be kept: a missed interval of a cadence is over once the next one runs, and a page
        that nobody answered once somebody else is paged."""
        page = self.board.pages.get(clock.subject)
        if page is not None and page.missed_at != NEVER:
            return False
        rule = self.board.rules.clocks.get(clock.rule)
        return rule is None or not rule.cadence or self.board.runs[clock.incident, clock.rule][-1] is clock

    def waiting(self) -> list[Waiting]:
        """What waits for an answer from these seats: what is due first, then what nobody set a time for, then what
        was due before."""
        found = [
            Waiting(
                "message", message.id, f"{message.sender}: {message.title}", message.delivered_at, message.answer_by
            )
            for message in self.board.messages.values()
            if self._unanswered(message)
        ]
        found += [
            Waiting("decision", decision.id, decision.question, decision.offered_at, decision.closes)
            for decision in self.board.decisions.values()
            if self._undecided(decision)
        ]
        found += [
            Waiting("page", page.id, self._paged(page), page.sent_at, page.answer_by)
            for page in self.board.pages.values()
            if page_waits(self.board, page)
        ]
        now = self.now
        return sorted(found, key=lambda each: (0 < each.due < now, each.due or 1 << 60, each.since))

    def _paged(self, page: Page) -> str:
        about = f" about {page.incident}" if page.incident else ""
        called = Names(self.board).contact(page.contact, page.person)
        return f"{page.id} to {called}{about}: {page.reason}".removesuffix(": ")

    def _unanswered(self, message: Message) -> bool:
        return bool(message.stances) and message.answered_at == NEVER

    def _undecided(self, decision: Decision) -> bool:
        return decision.taken_at == NEVER and decision.lapsed_at == NEVER

    def needs_you(self, item: FeedItem) -> bool:
        """Whether a line of the feed still waits for an answer, which who only watches does not give."""
        if self.kind in (SCREEN, OBSERVER):
            return False
        if item.kind == "message.delivered":
            message = self.board.messages.get(item.message)
            return message is not None and self._unanswered(message)
        if item.kind == "decision.offered":
            decision = self.board.decisions.get(item.decision)
            return decision is not None and self._undecided(decision)
        if item.kind == "page.sent":
            page = self.board.pages.get(item.page)
            return page is not None and page_waits(self.board, page)
        return False

    def services(self) -> list[Service]:
        """The services of the world."""
        return list(self.board.services.values())
