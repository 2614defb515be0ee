"""What somebody looks for in a log, and what was found. The host answers; the words of a query are read here. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct

from irsim.board.board import Board
from irsim.board.catalogue import Brief, Catalogue
from irsim.board.instants import from_here
from irsim.board.state import NEVER
from irsim.events import kind_of
from irsim.log.records import Record
from irsim.session.bounds import LAST, text_within, within
from irsim.words.durations import parse_duration, parse_instant
from irsim.words.faults import nearest

MOST = 500
"""Records, and incidents, that one answer holds."""

STORY = 5_000
"""Records of one incident that an answer holds."""

LONGEST = 300
"""Characters of a query."""

FIELDS = ("service", "severity", "status", "since", "until", "incident")

STATES = ("open", "resolved", "closed", "false-alarm", "merged", "archived")
"""What `status:` takes beside the plan's statuses: how an incident ended, and whether it has left the board."""

HINT = "service:api severity:SEV-1 status:closed since:7d until:2026-11-20 incident:INC-3 words"

SILENT = frozenset({"session.opened", "plan.adopted", "delivery.received", "command.submitted", "command.refused"})
"""Kinds whose texts are in the records that follow from them."""


class Search(Struct, frozen=True, omit_defaults=True):
    """What is looked for. Each word of `text` must occur; an empty field leaves everything in. `since_at` (in) and
    `until_at` (out) are ms; of incidents those are found that were going on in between. `kinds` asks for records of
    these kinds; `before` is the record behind the end of this page, NEVER for the newest."""

    text: str = ""
    incident: str = ""
    service: str = ""
    severity: str = ""
    status: str = ""
    kinds: tuple[str, ...] = ()
    since_at: int | None = None
    until_at: int | None = None
    limit: int = 100
    before: int = NEVER

    @property
    def of_incidents(self) -> bool:
        """Whether it asks what an incident is."""
        return bool(self.incident or self.service or self.severity or self.status)

    @property
    def bounded(self) -> Search:
        """The same within what a host answers."""
        return msgspec.structs.replace(
            self,
            text=text_within(self.text, LONGEST),
            kinds=tuple(text_within(kind, 60) for kind in self.kinds[:60]),
            since_at=None if self.since_at is None else within(self.since_at, -LAST),
            until_at=None if self.until_at is None else within(self.until_at, -LAST),
            before=within(self.before, NEVER),
            limit=max(1, min(self.limit, MOST)),
        )


class Found(Struct, frozen=True):
    """The newest `incidents` that fit, of `count`, and a page of `records`, the newest first; the next page lies before
    record `more`, NEVER where none does."""

    incidents: tuple[Brief, ...] = ()
    count: int = 0
    records: tuple[Record, ...] = ()
    more: int = NEVER


class Story(Struct, frozen=True):
    """The records of one incident, in their order; `left` of them were left out, for there are too many."""

    records: tuple[Record, ...] = ()
    left: int = 0


# A query


def parse_query(written: str, board: Board, now: int) -> Search:
    """What somebody wants who writes `service:api severity:SEV-1 since:7d words` at `now` (ms). Raises ValueError: one
    sentence with the cure."""
    if len(written) > LONGEST:
        raise ValueError(f"a query has at most {LONGEST} characters; leave some words out")
    words = words_of(written)
    given: dict[str, str] = {}
    text: list[str] = []
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z]+", name) or value.startswith("//"):
            text.append(word.strip('"'))
            continue
        name = name.lower()
        if name not in FIELDS:
            raise ValueError(f"there is no '{name[:20]}:' to search by; {nearest(name[:20], FIELDS)}")
        if name in given:
            raise ValueError(f"'{name}:' stands there twice; leave one of them out")
        if not value.strip('"'):
            raise ValueError(f"'{name}:' has no value; write it as in {HINT}")
        given[name] = value.strip('"')
    since, until = _since(given, board, now), _until(given, board, now)
    if since is not None and until is not None and since >= until:
        raise ValueError("'since:' lies behind 'until:'; exchange them")
    return Search(
        " ".join(filter(None, text)),
        given.get("incident", "").upper(),
        given.get("service", ""),
        _severity(given.get("severity", ""), board),
        _status(given.get("status", ""), board),
        since_at=since,
        until_at=until,
    )


_SPACED = re.compile(
    r"\b(since|until):"
    r"((?:[0-9]{1,2} [a-z]{3,9}(?: [0-9]{4})?,? [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9][0-9a-z]* ago)\b)",
    re.IGNORECASE,
)
"""An instant in which spaces belong to it, as it is printed beside lines."""


def words_of(written: str) -> list[str]:
    """The words of a query; what stands in quotation marks is one, and so is an instant. Raises ValueError."""
    if written.count('"') % 2:
        raise ValueError('a quotation mark has no other one; write "the whole text" in two of them')
    return re.findall(r'(?:[^\s"]*"[^"]*")+[^\s"]*|[^\s"]+', _SPACED.sub(r'\1:"\2"', written))


def _severity(written: str, board: Board) -> str:
    found = board.rules.severity(written)
    if written and not found:
        known = [*board.rules.severities, *board.rules.aliases]
        raise ValueError(f"the plan has no severity '{written[:20]}'; {nearest(written[:20], known)}")
    return found


def _status(written: str, board: Board) -> str:
    name = written.lower().replace("_", "-")
    known = {each: each for each in STATES}
    for track in board.rules.tracks.values():
        known.update({each.id.lower().replace("_", "-"): each.id for each in track.statuses})
    if written and name not in known:
        raise ValueError(f"there is no status '{written[:20]}'; {nearest(name[:20], known)}")
    return known.get(name, "")


def _since(given: Mapping[str, str], board: Board, now: int) -> int | None:
    return instant(given["since"], board, now) if "since" in given else None


def _until(given: Mapping[str, str], board: Board, now: int) -> int | None:
    return instant(given["until"], board, now, end=True) if "until" in given else None


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

WHEN = "8h (so long ago), 14:05, 21 Nov 03:12, 2026-11-20 or 2026-11-20T14:05 (UTC)"
"""How an instant to look back to is written."""


def instant(written: str, board: Board, now: int, *, end: bool = False) -> int:
    """The instant (ms) that `7d` (so long ago), `14:05` (the last such time, UTC), `21 Nov 03:12` (the last such day),
    `2026-11-20` or `2026-11-20T14:05` means at `now`; of a day its begin, or its `end`. In a drill `T+00:40:00`, too.
    Raises ValueError with the cure, also where a begin is still to come."""
    text = " ".join(written.split())
    here = board.rules.moment(now).astimezone(UTC)
    try:
        at = _instant(text, board, now, here, end=end)
    except (ValueError, OverflowError):
        raise ValueError(f"'{text[:30]}' is no time; write it as {WHEN}") from None
    if at > now and not end:
        raise ValueError(f"'{text[:30]}' is still to come, for it is {here:%Y-%m-%d %H:%M} (UTC); give an earlier time")
    return at


def _instant(text: str, board: Board, now: int, here: datetime, *, end: bool) -> int:
    if text.startswith("T") and not board.live:
        return parse_instant(text)
    if _DATE.fullmatch(text):
        day = datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(days=1 if end else 0)
        return now + (day - here) // timedelta(milliseconds=1)
    try:
        return now - abs(parse_duration(text))
    except ValueError:
        return now + from_here(text, here)


# What fits


def fits(about: Brief, wanted: Search) -> bool:
    """Whether an incident is one of those that are looked for, its text aside."""
    if wanted.incident and about.id != wanted.incident:
        return False
    if wanted.severity and about.severity != wanted.severity:
        return False
    if wanted.service and not any(wanted.service.casefold() in name.casefold() for name in about.services):
        return False
    if wanted.status and not _has(about, wanted.status):
        return False
    if wanted.until_at is not None and about.since >= wanted.until_at:
        return False
    return not (wanted.since_at is not None and NEVER < about.ended_at < wanted.since_at)


def _has(about: Brief, status: str) -> bool:
    if status == "archived":
        return about.archived
    if status == "closed":
        return about.closed_at != NEVER
    return status in (about.ending.replace(" ", "-"), about.status) or (status == about.means and not about.merged_into)


def incidents_found(catalogue: Catalogue, wanted: Search, hit: Iterable[str] = ()) -> list[Brief]:
    """The incidents that are looked for, the newest first; those in `hit` have the words in one of their records."""
    terms, among = wanted.text.casefold().split(), set(hit)
    found = [about for about in catalogue.incidents.values() if fits(about, wanted)]
    if terms:
        found = [about for about in found if about.id in among or all(term in about.words() for term in terms)]
    return sorted(found, key=lambda about: (-about.since, -about.at))


def incident_named(record: Record) -> str:
    """The incident that a record names by itself; empty where it names none."""
    body = record.body
    named = getattr(body, "incident", "") or getattr(getattr(body, "command", None), "incident", "")
    return named if isinstance(named, str) else ""


# Over records in memory: a drill's, or those of a recording


def search_records(records: Sequence[Record], wanted: Search, board: Board) -> Found:
    """What was found in a log that is in memory, of which `records` may be known, and that has come to `board`."""
    wanted = wanted.bounded
    catalogue = Catalogue(records)
    catalogue.see(board)
    about = _subjects(records)
    among = {each.id for each in catalogue.incidents.values() if fits(each, wanted)} if wanted.of_incidents else None
    page: list[Record] = []
    more = NEVER
    if wanted.text or wanted.kinds:
        for record in reversed(records):
            if (wanted.before != NEVER and record.seq >= wanted.before) or not _matches(record, wanted):
                continue
            if among is not None and about.get(record.seq, "") not in among:
                continue
            if len(page) == wanted.limit:
                more = page[-1].seq
                break
            page.append(record)
    hit = [about.get(record.seq, "") for record in page]
    found = [] if wanted.kinds else incidents_found(catalogue, wanted, hit)
    return Found(tuple(found[: wanted.limit]), len(found), tuple(page), more)


def story_in(records: Sequence[Record], incident: str) -> Story:
    """The records of one incident in a log that is in memory, of which `records` may be known."""
    about = _subjects(records)
    alerts = {
        record.body.alert  # type: ignore[attr-defined]
        for record in records
        if kind_of(record.body) == "alert.attached" and about.get(record.seq) == incident
    }
    found = [
        record
        for record in records
        if about.get(record.seq, "") == incident or (getattr(record.body, "alert", "") or None) in alerts
    ]
    return bounded_story(found)


def bounded_story(records: Sequence[Record]) -> Story:
    """What an answer holds of them: of a long story first of all what its senders only repeated is left out."""
    kept = list(records)
    if len(kept) > STORY:
        kept = [record for record in kept if kind_of(record.body) not in ("alert.repeated", "alert.updated")]
    return Story(tuple(kept[:STORY]), len(records) - len(kept[:STORY]))


def _subjects(records: Sequence[Record]) -> dict[int, str]:
    """The incident of each record: the one it names, else that of the record from which it follows."""
    about: dict[int, str] = {}
    for record in records:
        about[record.seq] = incident_named(record) or about.get(record.cause, "")
    return about


def _matches(record: Record, wanted: Search) -> bool:
    if wanted.since_at is not None and record.at < wanted.since_at:
        return False
    if wanted.until_at is not None and record.at >= wanted.until_at:
        return False
    kind = kind_of(record.body)
    if wanted.kinds and kind not in wanted.kinds:
        return False
    terms = wanted.text.casefold().split()
    if not terms:
        return True
    if kind in SILENT:
        return False
    words = " ".join(_texts(msgspec.to_builtins(record.body))).casefold()
    return all(term in words for term in terms)


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
