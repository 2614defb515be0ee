"""The public status page of a live log: written anew on every post, whole or not at all, and nothing of an exercise."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.board.board import Board
from irsim.cli.past import StoreBack
from irsim.cli.statuspage import write_site
from irsim.events.alerts import AlertAttached, AlertFired
from irsim.events.incident import IncidentDetected
from irsim.log.records import Record, unseal
from irsim.reports.statuspage.account import DAYS, Account, account_of
from irsim.reports.statuspage.site import site_of
from irsim.words.durations import DAY

if TYPE_CHECKING:
    from irsim.live.config.whole import Config
    from irsim.live.store.base import Store

POSTED = ("update.sent", "statuspage.posted")
"""Kinds of the records that the page shows."""

SIGNS = ("incident.detected", "alert.fired", "alert.attached")
"""Kinds of the records that tell whether an incident is an exercise."""

MOST = 5_000
"""Posts of the days that are shown."""

TRIES = 5
"""The board goes on while it is read; where that shows, it is read again."""


def publisher(config: Config, config_file: Path | None) -> Callable[[Board], None] | None:
    """What writes the page of a board into the configured folder; None where none is configured. It blocks, and raises
    BadInput or OSError where the page cannot be written."""
    if not config.statuspage.folder:
        return None
    folder, back, turn = config.place(config.statuspage.folder), StoreBack(config_file), threading.Lock()

    def publish(board: Board) -> None:
        with turn, back.opened() as store:
            write_site(folder, site_of(_steady(lambda: live_account(store, board))))

    return publish


def live_account(store: Store, board: Board) -> Account:
    """What is public of a live log now: the board's components, and the posts of the last days. Raises Away."""
    until = board.at
    lines = store.find(kinds=POSTED, since_at=until - DAYS * DAY, limit=MOST)
    posted = [_record(line) for line in reversed(lines)]
    digest = _record(next(iter(store.read(0, 1)))).digest
    incidents = {getattr(record.body, "incident", "") for record in posted}
    real = {}
    for name in sorted(incidents):
        found = store.find(incident=name, kinds=SIGNS, limit=MOST, newest_first=False)
        begun = real_from(name, map(_record, found))
        if begun is not None:
            real[name] = begun
    return account_of(board, digest, posted, until, real)


def real_from(incident: str, signs: Iterable[Record]) -> int | None:
    """From which record on an incident is no exercise, by what is known of its alerts: from 0 where it was never one,
    None where it is one still. A single real alert makes it real; one declared without an alert is."""
    exercise: dict[str, bool] = {}
    known = begun = None
    for record in signs:
        body = record.body
        if isinstance(body, AlertFired):
            exercise[body.alert] = body.exercise
        elif isinstance(body, IncidentDetected) and body.incident == incident:
            known = body.incident
            begun = None if exercise.get(body.detected_by, False) else 0
        elif isinstance(body, AlertAttached) and body.incident == incident and begun is None:
            begun = None if exercise.get(body.alert, True) else record.seq
    return begun if known is not None else None


def _steady(read: Callable[[], Account]) -> Account:
    for _ in range(TRIES):
        try:
            return read()
        except RuntimeError as error:  # a dictionary of the board changed its size meanwhile
            last = error
    raise last


def _record(line: bytes) -> Record:
    return unseal(line.rstrip(b"\n"))
