"""What the public may read of a recording, and nothing else: posts as they were sent, states, components, times.

No title of an incident, no name of a person and no text that went anywhere else gets this far.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from irsim.board.board import Board
from irsim.board.exercise import hidden_from_public
from irsim.board.fold import apply
from irsim.board.state import Component, Turn
from irsim.events.communication import StatuspagePosted, UpdateSent
from irsim.log.reading import Recording
from irsim.log.records import Record
from irsim.plan.models import Level
from irsim.reports.names import Names
from irsim.reports.plain import few_lines, one_line
from irsim.reports.statuspage.moments import day, length
from irsim.words.clean import TEXT_LIMIT

DAYS = 90
"""Days of history that are shown."""

LINES = 400
"""Lines of one post."""

FULL = 1_000_000
"""All of the time, in parts per million."""

BAR = 1_000
"""Width of a component's bar, in its own units."""

_PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Shown:
    """A level in words, and the kind of mark it gets: good, slow, part, down or planned."""

    id: str
    label: str
    mark: str


@dataclass(frozen=True)
class Change:
    """A component came to another level; `seen_by` is monitoring or people."""

    id: str
    at: datetime
    component: str
    level: Shown
    seen_by: str
    incident: str


@dataclass(frozen=True)
class Post:
    """What was posted of an incident; `text` as it was sent, cleaned."""

    id: str
    at: datetime
    incident: str
    state: str
    text: str
    summary: bool
    component: str = ""
    level: Shown | None = None

    @property
    def heading(self) -> str:
        """What kind of post it is."""
        return "Summary" if self.summary else self.state.capitalize() or "Update"

    @property
    def paragraphs(self) -> list[str]:
        """The text, cut at its empty lines."""
        return [part for part in self.text.split("\n\n") if part]


@dataclass(frozen=True)
class Incident:
    """An incident of which something was posted; the posts in their order."""

    id: str
    page: str
    posts: list[Post]
    changes: list[Change]
    components: list[str]
    state: str
    over: bool
    continued: str
    """the incident under which it goes on"""
    ended: datetime | None
    """when the page said that it is over; None where it does not, or another incident's page does"""

    @property
    def began(self) -> datetime:
        """When it was first posted."""
        return self.posts[0].at

    @property
    def updated(self) -> datetime:
        """When something was last posted."""
        return self.posts[-1].at

    @property
    def lasted(self) -> str:
        """How long it was open, in words; empty while it is."""
        return length(self.ended - self.began) if self.ended else ""

    @property
    def summary(self) -> Post | None:
        """The public summary of the post-mortem; the last one, where it was corrected."""
        return next((post for post in reversed(self.posts) if post.summary), None)

    @property
    def timeline(self) -> list[Post | Change]:
        """Posts and what became of the components, in order."""
        # sorted() is stable: a change that a post brings follows it
        return sorted([*self.posts, *self.changes], key=lambda each: each.at)


@dataclass(frozen=True)
class Part:
    """A component: how it is, how it came there, and for how much of the time it was available."""

    id: str
    label: str
    level: Shown
    since: datetime
    changes: list[Change]
    available: int | None
    """parts per million of the session so far; None where no time has passed"""
    bar: list[tuple[int, int, Shown]]
    """from, width (of BAR) and level"""


@dataclass(frozen=True)
class Day:
    """A day in UTC, with what was posted in it, by incident, the latest incident first."""

    date: date
    incidents: list[tuple[Incident, list[Post]]]

    @property
    def label(self) -> str:
        """`Monday, 16 November 2026`."""
        return day(self.date)


@dataclass(frozen=True)
class Account:
    """Everything that the pages show."""

    organisation: str
    exercise: str
    """the code name of the exercise that it belongs to; empty where it is none"""
    is_exercise: bool
    began: datetime
    now: datetime
    recording: str
    """digest of the first record"""
    levels: list[Shown]
    down: list[str]
    """labels of the levels that count as unavailable"""
    parts: list[Part]
    incidents: list[Incident]
    """the latest first"""
    days: list[Day]
    """the latest first"""

    @property
    def open(self) -> list[Incident]:
        """Incidents that the page does not say are over."""
        return [each for each in self.incidents if not each.over]

    @property
    def worst(self) -> Shown | None:
        """The worst level of any component; None without components."""
        ranks = [level.id for level in self.levels]
        return max((part.level for part in self.parts), key=lambda level: ranks.index(level.id), default=None)

    @property
    def affected(self) -> list[str]:
        """Labels of the components that are not at their best."""
        return [part.label for part in self.parts if part.level != self.levels[0]]


def read_account(recording: Recording, until: int) -> Account:
    """What is public at `until` (ms). Raises LookupError or ValueError where the records do not fit together."""
    board = Board(recording.opened)
    posts: dict[str, list[Post]] = {}
    for record in recording.records:
        if record.at > until:
            break
        apply(board, record)
        _collect(board, record, posts)
    return _account(board, posts, recording.records[0].digest, until)


def account_of(board: Board, digest: str, posted: Iterable[Record], until: int, real: Mapping[str, int]) -> Account:
    """The same of a live log, of which the board is at hand and not all records: `posted` are those by which updates
    left and the page was set, in order, and `digest` is the first record's. `real` says for each incident among them
    from which record on it was no exercise; nothing from before reaches the public, nor anything of one that is not
    named. Raises LookupError or ValueError."""
    posts: dict[str, list[Post]] = {}
    for record in posted:
        incident = getattr(record.body, "incident", "")
        if record.at <= until and incident in real and record.seq >= real[incident]:
            _collect(board, record, posts)
    return _account(board, posts, digest, until)


def _account(board: Board, posts: dict[str, list[Post]], digest: str, until: int) -> Account:
    reader = _Reader(board, until)
    incidents = [reader.incident(id, listed) for id, listed in posts.items()]
    incidents.sort(key=lambda each: each.began, reverse=True)
    names, moment = Names(board), board.rules.moment
    codename = one_line(board.opened.setting.codename, 60)
    return Account(
        one_line(board.rules.plan.plan.organisation, 80),
        "" if names.live else codename,
        not names.live,
        moment(0).astimezone(UTC),
        moment(until).astimezone(UTC),
        digest,
        list(reader.levels.values()),
        [one_line(level.label, 60).lower() for level in board.rules.plan.status_page.levels if level.down],
        [reader.part(part) for part in board.components.values()],
        incidents,
        _days(incidents, moment(0).astimezone(UTC).date(), moment(until).astimezone(UTC).date()),
    )


def _collect(board: Board, record: Record, posts: dict[str, list[Post]]) -> None:
    """Takes up what `record` makes public: an update that left by the page's channel, or a state of the page."""
    body, page = record.body, board.rules.plan.status_page
    at = board.rules.moment(record.at).astimezone(UTC)
    if hidden_from_public(board, getattr(body, "incident", "")):
        return
    if isinstance(body, UpdateSent) and body.channel == page.channel:
        text = few_lines(body.text, TEXT_LIMIT, LINES)
        summary = bool(page.summary) and body.template == page.summary
        posts.setdefault(body.incident, []).append(Post(body.update, at, body.incident, "", text, summary))
    elif isinstance(body, StatuspagePosted):
        listed = posts.setdefault(body.incident, [])
        state = one_line(body.state.replace("_", " "), 40)
        level = shown_levels(page.levels).get(body.level)
        component = Names(board).component(body.component) if body.component else ""
        if listed and body.update and listed[-1].id == body.update:
            known = listed.pop()
            text, summary = known.text, known.summary
        else:  # told by another channel: the page has the state and not the words
            text, summary = "", False
        id = body.update or f"record-{record.seq}"
        listed.append(Post(id, at, body.incident, state, text, summary, component, level))


def shown_levels(levels: list[Level]) -> dict[str, Shown]:
    """Level to how it is shown, the best one first."""
    shown: dict[str, Shown] = {}
    for n, level in enumerate(levels):
        if n == 0:
            mark = "good"
        elif level.down:
            mark = "part" if any(other.down for other in levels[n + 1 :]) else "down"
        else:
            mark = "planned" if any(other.down for other in levels[:n]) else "slow"
        shown[level.id] = Shown(level.id, one_line(level.label, 60), mark)
    return shown


class _Reader:
    """Puts what the board holds into public words, as it stands at `until` (ms)."""

    def __init__(self, board: Board, until: int) -> None:
        self.board = board
        self.until = until
        self.names = Names(board)
        self.levels = shown_levels(board.rules.plan.status_page.levels)
        self.changes = [
            self._change(part, n, turn) for part in board.components.values() for n, turn in enumerate(part.turns)
        ]

    def moment(self, at: int) -> datetime:
        return self.board.rules.moment(at).astimezone(UTC)

    def incident(self, id: str, posts: list[Post]) -> Incident:
        root = self._root(id)
        changes = [each for each in self.changes if each.incident == id]
        said = [post.component for post in posts if post.component]
        stated = [post.state for post in posts if post.state]
        over = self.board.rules.page_over.replace("_", " ")
        # who reads of an incident that was merged finds its end where work went on
        is_over = bool(stated) and stated[-1] == over if root == id else root in self.board.over_on_page
        components = list(dict.fromkeys([*said, *(each.component for each in changes)]))
        page = id if _PLAIN_ID.fullmatch(id) else f"_{list(self.board.incidents).index(id) + 1}"
        state = stated[-1] if stated else ""
        ended = None
        for post in reversed([post for post in posts if post.state] if state == over else []):
            if post.state != over:
                break
            ended = post.at
        continued = one_line(root, 64) if root != id else ""
        return Incident(one_line(id, 64), page, posts, changes, components, state, is_over, continued, ended)

    def part(self, part: Component) -> Part:
        best = next(iter(self.levels))
        turns = [Turn(0, best), *part.turns]
        spans = [
            (turn.at, following, self.levels[turn.level])
            for turn, following in zip(turns, [*(turn.at for turn in turns[1:]), self.until], strict=True)
        ]
        down = {level.id for level in self.board.rules.plan.status_page.levels if level.down}
        lost = sum(end - since for since, end, level in spans if level.id in down)
        return Part(
            part.id,
            self.names.component(part.id),
            self.levels[part.level],
            self.moment(turns[-1].at),
            [each for each in self.changes if each.id.startswith(f"{part.id}/")],
            (self.until - lost) * FULL // self.until if self.until else None,
            [
                (since * BAR // self.until, max(2, end * BAR // self.until - since * BAR // self.until), level)
                for since, end, level in spans
                if self.until and end > since
            ],
        )

    def _change(self, part: Component, n: int, turn: Turn) -> Change:
        if turn.update:
            update = self.board.updates.get(turn.update)  # none where it has left the board with its incident
            incident = update.incident if update is not None else ""
        else:
            alert = self.board.alerts.get(turn.alert)
            incident = self._root(alert.incident) if alert else ""
        levels = self.board.rules.levels
        before = part.turns[n - 1].level if n else levels[0]
        worse = levels.index(turn.level) > levels.index(before)
        seen_by = "monitoring" if worse and not turn.update else "people"
        label, level = self.names.component(part.id), self.levels[turn.level]
        return Change(f"{part.id}/{n + 1}", self.moment(turn.at), label, level, seen_by, incident)

    def _root(self, incident: str) -> str:
        """The incident under which work goes on."""
        about = self.board.incidents.get(incident)
        while about is not None and about.merged_into in self.board.incidents:
            incident = about.merged_into
            about = self.board.incidents[incident]
        return incident


def _days(incidents: list[Incident], first: date, last: date) -> list[Day]:
    """Each day of the session up to now, as many as are shown."""
    days = []
    for back in range(min(DAYS, (last - first).days + 1)):
        today = last - timedelta(days=back)
        posted = [(each, [post for post in each.posts if post.at.date() == today]) for each in incidents]
        days.append(Day(today, [(each, listed) for each, listed in posted if listed]))
    return days
