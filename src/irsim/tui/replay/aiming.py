"""Where somebody wants to be in a replay, as they write it."""

from __future__ import annotations

from irsim.reports.plain import moment
from irsim.session.seeking import NO_RECORD, aim
from irsim.tui.replay.replay import Replay
from irsim.words.durations import format_instant


def aim_of(replay: Replay, written: str) -> tuple[int, int]:
    """The instant (ms) that somebody means who writes where to go, and the record, `NO_RECORD` where none is named.
    Raises ValueError with the cure."""
    return aim(written, replay.now, replay.recording.records, replay.seat.board.rules.moment)


def go(replay: Replay, written: str) -> None:
    """Be where `written` says. Raises ValueError."""
    at, record = aim_of(replay, written)
    if record == NO_RECORD:
        replay.go_to(at)
    else:
        replay.seek(replay.record(record))


def told(replay: Replay, at: int) -> str:
    """Where an instant (ms) is, in words."""
    return f"{format_instant(at)} · {moment(replay.seat.board.rules.moment(at))}"
