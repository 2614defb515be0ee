"""What has to leave, and by which way: read from the board and the configuration, so that after a restart the answer is
the same. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from irsim.board.board import Board
from irsim.board.exercise import alert_is_exercise, is_exercise
from irsim.board.merging import survivor
from irsim.board.rota import behind
from irsim.board.state import NEVER, Incident, Notification, Page, Update
from irsim.live.config.channels import Channel, Notifications
from irsim.live.config.people import Person
from irsim.plan.rota import person_named
from irsim.words.clean import clean_title

STATUS_PAGE = "status-page"
"""The way of what goes to the folder of the status page; no channel of the configuration."""

NO_WAY = "none"
"""The way of what no channel carries."""

SAID_FOR = 7 * 24 * 3_600_000
"""What is too old to be sent is said to be, unless it is older than this (ms): then it is history."""


@dataclass(frozen=True)
class Owed:
    """Something that must leave by `way` and has not been queued. `kept` says why it is recorded and not sent."""

    about: str
    way: str
    to: str
    key: str
    kept: str = ""
    fault: str = ""
    """why it cannot leave at all"""


class Routes:
    """The ways of the configuration, asked about what is on a board. `sends` is False where nothing may leave."""

    def __init__(
        self,
        ways: Mapping[str, Channel],
        people: Mapping[str, Person],
        settings: Notifications,
        *,
        sends: bool = True,
        status_page: bool = False,
    ) -> None:
        self.ways = ways
        self.people = people
        self.settings = settings
        self.sends = sends
        self.status_page = status_page

    @property
    def _at_work(self) -> bool:
        """Whether there is anything to say: without ways people are told by hand; an exercise says that none left."""
        return bool(self.ways or self.status_page or not self.sends)

    def all_owed(self, board: Board, now: int) -> Iterator[Owed]:
        """Everything on the board that should have left and was never queued, in the order in which it was said."""
        if not self._at_work:
            return
        for about in [*board.pages, *board.updates, *board.incidents]:
            yield from self.owed(board, about, now)

    def owed(self, board: Board, about: str, now: int, given_up: str = "") -> Iterator[Owed]:
        """What is owed about a page, an update or an incident at `now` (ms); nothing once it has been taken.

        `given_up` is a notification that is about to be.
        """
        if about in board.pages:
            yield from self._page(board, board.pages[about], now, given_up)
        elif about in board.updates:
            yield from self._update(board, board.updates[about], now, given_up)
        elif about in board.incidents:
            yield from self._team(board, board.incidents[about], now, given_up)

    def _page(self, board: Board, page: Page, now: int, given_up: str) -> Iterator[Owed]:
        if (self.sends and not self.ways) or over(board, page.id):
            return
        contact = board.rules.contacts.get(page.contact)
        via = page.via or (contact.via if contact is not None else "")
        person, own = self.person(board, page.contact)
        names = self.followed([*own, *self.carriers(via, self.settings.pages)])
        names = [name for name in names if not self.ways[name].audiences]
        what = f"'{via}'" if via else "a page by no channel"
        fault = f"no channel of irsim.toml carries {what}; add one, or by_hand = true"
        yield from self._by(
            board, page.id, names, called(board, page.contact, person), page.sent_at, now, given_up, fault
        )

    def _update(self, board: Board, update: Update, now: int, given_up: str) -> Iterator[Owed]:
        if update.sent_at == NEVER or update.recalled:
            return
        audience = board.rules.audiences.get(update.audience)
        to = audience.label if audience else update.audience
        public = update.channel == board.rules.plan.status_page.channel
        if self.status_page and (public or update.state or update.component):
            yield from self._by(board, update.id, [STATUS_PAGE], "the status page", update.sent_at, now, given_up)
        if (public and self.status_page) or (self.sends and not self.ways):
            return
        names = [
            name
            for name in self.followed(self.carriers(update.channel, ()))
            if not self.ways[name].audiences or update.audience in self.ways[name].audiences
        ]
        cure = "name a folder in [statuspage]" if public else "add one, or by_hand = true"
        fault = f"no channel of irsim.toml carries '{update.channel}' to {update.audience}; {cure}"
        yield from self._by(board, update.id, names, to, update.sent_at, now, given_up, fault)

    def _team(self, board: Board, about: Incident, now: int, given_up: str) -> Iterator[Owed]:
        """Each way that the configuration names for the team, once a severity."""
        if not about.notified or not about.open:
            return
        since = max(about.opened_at, about.declared_at, about.classified_at)
        for name in self.settings.team if self.ways else ():
            key = key_of(board, f"{about.id}/{about.notified}", name)
            yield from self._by(board, about.id, [name], "the whole team", since, now, given_up, key=key)

    def person(self, board: Board, contact: str) -> tuple[str, tuple[str, ...]]:
        """Who stands behind a contact now, by the rota or the configuration, and the ways that are theirs."""
        name = on_call(board, contact)
        known = self.people.get(behind(board, contact)) or self.people.get(name)
        for key, each in self.people.items():
            if known is None and (each.label == name if name else contact in each.contacts):
                name, known = key, each
        if known is None:
            return name, ()
        return known.label or name, tuple(way for way in known.ways if way in self.ways)

    def carriers(self, channel: str, otherwise: Sequence[str]) -> list[str]:
        """The ways by which a channel of the plan goes, in the order of the configuration."""
        named = [name for name, way in self.ways.items() if channel and channel in (way.carries or (name,))]
        return named or [name for name in otherwise if name in self.ways]

    def followed(self, names: Sequence[str]) -> list[str]:
        """These ways, each with those that come after it, none twice."""
        found: list[str] = []
        for name in names:
            branch = [name]
            for each in branch:  # grows
                branch += [other for other in self.ways[each].then if other in self.ways and other not in branch]
            found += [each for each in branch if each not in found]
        return found

    def _by(
        self,
        board: Board,
        about: str,
        names: list[str],
        to: str,
        since: int,
        now: int,
        given_up: str,
        fault: str = "",
        key: str = "",
    ) -> Iterator[Owed]:
        """The next way that has not been tried, unless one has taken it, is still at it, or it was kept back."""
        made = [board.notifications[name] for name in board.notified.get(about, ())]
        made = [each for each in made if (each.key == key if key else each.way in (*names, NO_WAY))]
        if any((not each.final and each.id != given_up) or each.withheld for each in made):
            return
        old = not made and now - since > self.settings.not_older_than
        if old and now - since > SAID_FOR:
            return
        kept = self._kept(board, about, names) or ("not sent: it is too old" if old else "")
        if not kept and exercise(board, about):
            names = [name for name in names if self._for_exercises(name)]
        left = [name for name in names if name not in {each.way for each in made}]
        if left and not (left[0] in self.ways and self.ways[left[0]].by_hand):
            yield Owed(about, left[0], to, key or key_of(board, about, left[0]), kept)
        elif not names and not made and about not in board.incidents:
            yield Owed(about, NO_WAY, to, key_of(board, about, NO_WAY), kept, fault)

    def _kept(self, board: Board, about: str, names: Sequence[str]) -> str:
        """Why it is recorded and not sent: an exercise goes by the ways that are there for exercises, or nowhere."""
        kept = exercise(board, about) and not any(self._for_exercises(name) for name in names)
        return "not sent: exercise" if kept or not self.sends else ""

    def _for_exercises(self, name: str) -> bool:
        return name in self.ways and self.ways[name].exercise


def over(board: Board, about: str) -> bool:
    """Whether nobody needs to hear of a page any more: it was answered, or its incident is over. One that was missed
    goes out late all the same: the one who was to be woken may be awake by now."""
    page = board.pages.get(about)
    if page is None:
        return False
    incident = incident_of(board, page.incident)
    return page.acknowledged_at != NEVER or (incident is not None and not incident.open)


def exercise(board: Board, about: str) -> bool:
    """Whether a page, an update or an incident belongs to an exercise."""
    page, update = board.pages.get(about), board.updates.get(about)
    if page is not None and page.alert in board.alerts and not page.incident:
        return alert_is_exercise(board, board.alerts[page.alert])
    return is_exercise(board, incident_of(board, page.incident if page else update.incident if update else about))


def incident_of(board: Board, name: str) -> Incident | None:
    """The incident, or the one into which it was merged; None where there is none."""
    return survivor(board, name) if name in board.incidents else None


def key_of(board: Board, subject: str, way: str) -> str:
    """The idempotency key: the same whenever this subject goes by this way in this session, and never another's."""
    opened = board.opened
    said = "\n".join((opened.seed, opened.starts, opened.held, subject, way))
    return f"irsim-{sha256(said.encode()).hexdigest()[:32]}"


def called(board: Board, contact: str, person: str = "") -> str:
    """Who is paged: the person behind the contact and what the plan calls it, as `Ana (Primary on-call)`."""
    known = board.rules.contacts.get(contact)
    label = known.label if known else contact
    return clean_title(f"{person} ({label})" if person else label, 120)


def on_call(board: Board, contact: str) -> str:
    """Who stands behind a contact now: by the rota, else in this world; empty where nobody does."""
    if contact in board.on_call:
        return person_named(board.rules.plan, behind(board, contact))
    brief = board.opened.setting.contacts.get(contact)
    return brief.name if brief else ""


def waiting(board: Board) -> list[Notification]:
    """What is still to be delivered, in order."""
    return [board.notifications[name] for name in board.undelivered]
