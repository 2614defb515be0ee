"""Looking things up in the store: all incidents that ever were, and the records that hold some words. It runs in
threads, and nothing that it does keeps the desk."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from irsim.board.catalogue import KINDS, Catalogue
from irsim.board.state import NEVER
from irsim.events.alerts import AlertAttached, AlertFired
from irsim.events.live import IncidentArchived
from irsim.live.store.base import Away
from irsim.log.records import Record, unseal
from irsim.session.searching import MOST, Found, Search, Story, bounded_story, fits, incident_named, incidents_found
from irsim.session.seats import reduced
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.board.board import Board
    from irsim.live.store.base import Store

PAGE = 5_000
"""Lines that are read at once for the catalogue."""

SIGNS = ("alert.fired", "alert.attached")
"""What is read again of incidents that left the board."""

AT_ONCE = 200
"""Such incidents of which it is read in one go."""

AMONG = 1_000
"""Incidents, the newest, in whose records words are looked for where only some are wanted."""


class Shelf:
    """What was, by the store. Threads may use it at once."""

    def __init__(self, store: Store, board: Callable[[], Board]) -> None:
        """`board` is the present one of the same log."""
        self._store = store
        self._board = board
        self._catalogue = Catalogue()
        self._reading = threading.Lock()

    def search(self, wanted: Search, seats: tuple[str, ...] = ()) -> Found:
        """What fits, as far as `seats` may know (none: everything). Raises BadInput where the store is away."""
        wanted = wanted.bounded
        try:
            catalogue = self._all()
            page, more = self._page(wanted, catalogue)
            page = list(self._seen(page, seats))
        except Away as away:
            raise _away("the search", away) from None
        if wanted.kinds:
            return Found((), 0, tuple(page), more)
        found = incidents_found(catalogue, wanted, map(incident_named, page))
        return Found(tuple(found[: wanted.limit]), len(found), tuple(page), more)

    def story(self, incident: str, seats: tuple[str, ...] = ()) -> Story:
        """The records of one incident. Raises BadInput where there is none of this name, or the store is away."""
        try:
            if incident not in self._all().incidents:
                raise BadInput.one(incident, 0, "is no incident of this log; search for it")
            return bounded_story(list(self._seen(map(_record, self._store.lines_of(incident)), seats)))
        except Away as away:
            raise _away(incident, away) from None

    def _all(self) -> Catalogue:
        """Every incident there is by now; what was read before is not read again."""
        with self._reading:
            catalogue, gone = self._catalogue, list[str]()
            while True:
                lines = self._store.find(kinds=KINDS, after=catalogue.seq, limit=PAGE, newest_first=False)
                for line in lines:
                    record = _record(line)
                    catalogue.fold(record)
                    if isinstance(record.body, IncidentArchived):
                        gone.append(record.body.incident)
                if len(lines) < PAGE:
                    break
            for begin in range(0, len(gone), AT_ONCE):
                self._recall(catalogue, gone[begin : begin + AT_ONCE])
            catalogue.see(self._board())
            return Catalogue.of(catalogue)

    def _recall(self, catalogue: Catalogue, gone: Sequence[str]) -> None:
        """What the alerts of incidents that left the board said of them."""
        fired: dict[str, AlertFired] = {}
        after, rules = NEVER, self._board().rules
        while True:
            lines = self._store.find(incident=gone, kinds=SIGNS, after=after, limit=PAGE, newest_first=False)
            for record in map(_record, lines):
                body, after = record.body, record.seq
                if isinstance(body, AlertFired):
                    fired[body.alert] = body
                elif isinstance(body, AlertAttached) and body.alert in fired:
                    catalogue.sign(rules, body.incident, fired[body.alert])
            if len(lines) < PAGE:
                return

    def _page(self, wanted: Search, catalogue: Catalogue) -> tuple[list[Record], int]:
        """Records that fit, the newest first, and where the next page ends."""
        if not (wanted.text or wanted.kinds):
            return [], NEVER
        among: str | Sequence[str] = ""
        if wanted.of_incidents:
            named = [about.id for about in reversed(catalogue.incidents.values()) if fits(about, wanted)]
            if not named:
                return [], NEVER
            among = named[0] if len(named) == 1 else named[:AMONG]
        lines = self._store.find(
            wanted.text,
            incident=among,
            kinds=wanted.kinds,
            since_at=wanted.since_at,
            until_at=wanted.until_at,
            before=None if wanted.before == NEVER else wanted.before,
            limit=min(wanted.limit, MOST) + 1,
        )
        records = [_record(line) for line in lines]
        page = records[: wanted.limit]
        return page, page[-1].seq if len(records) > len(page) else NEVER

    def _seen(self, records: Iterable[Record], seats: tuple[str, ...]) -> Iterable[Record]:
        if not seats:
            yield from records
            return
        causes = _Causes(self._store)
        for record in records:
            seen = reduced(record, cast("Sequence[Record]", causes), seats)
            if seen is not None:
                yield seen


class _Causes(dict[int, Record]):
    """Records of the log by their numbers, each read when somebody asks."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, seq: int) -> Record:
        found = self[seq] = _record(next(iter(self._store.read(seq, seq + 1))))
        return found


def _record(line: bytes) -> Record:
    return unseal(line.rstrip(b"\n"))


def _away(name: str, away: Away) -> BadInput:
    return BadInput.one(name, 0, f"cannot be looked up: the store is away ({away}); try again")
