"""How things read at a glance: severities, clocks, instants. Glyph, word and style together, never hue alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irsim.board.instants import stamp
from irsim.board.rules import Rules
from irsim.board.state import NEVER, Clock, Incident
from irsim.words.durations import DAY, HOUR, MINUTE, SECOND, format_left

if TYPE_CHECKING:
    from irsim.tui.seat import Seat

SEVERITY = (("▲", "urgent"), ("■", "notice"), ("◆", "accent"), ("●", "muted"), ("○", "muted"))
"""Glyph and style from the strictest severity down."""

ALERT_STYLES = {"critical": "urgent", "high": "notice", "medium": "accent", "low": "muted"}

SOON = 5
"""A clock is urgent to look at when less than a fifth of its period is left, as the desk's own warning."""


def severity_mark(rules: Rules, severity: str) -> tuple[str, str]:
    """Glyph and style of a severity, by its place on the plan's scale."""
    rank = rules.severities.index(severity) if severity in rules.severities else len(SEVERITY) - 1
    return SEVERITY[min(rank, len(SEVERITY) - 1)]


def short(at: int) -> str:
    """An instant in the session: `46:10`, `1:02:10`, `3d 01:02`."""
    seconds = max(0, at) // SECOND
    if at >= DAY:
        return f"{at // DAY}d {seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}"
    if at >= HOUR:
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


def at_a_glance(seat: Seat, at: int) -> str:
    """An instant in a list: `46:10` since the start of a drill, `03:12:05` or `21 Nov 03:12` (UTC) in live."""
    return stamp(seat.board, at, seat.now) if seat.board.live else short(at)


def age(milliseconds: int) -> str:
    """How long something has gone on: `47s`, `47m`, `3h48`, `5d`."""
    if milliseconds < MINUTE:
        return f"{max(0, milliseconds) // SECOND}s"
    if milliseconds < HOUR:
        return f"{milliseconds // MINUTE}m"
    if milliseconds < DAY:
        return f"{milliseconds // HOUR}h{milliseconds // MINUTE % 60:02d}"
    return f"{milliseconds // DAY}d"


def left(clock: Clock, now: int) -> tuple[str, str]:
    """Time left on a running clock, and the style it is read in."""
    remaining = clock.due - now
    if not clock.in_time(now):
        return format_left(min(remaining, -SECOND) if remaining > -SECOND else remaining), "urgent"
    if remaining * SOON < clock.due - clock.since:
        return format_left(remaining), "notice"
    return format_left(remaining), ""


def clock_mark(clock: Clock, now: int) -> tuple[str, str]:
    """Glyph and style of a clock."""
    verdict = clock.verdict(now)
    if verdict == "running":
        return ("▲", "notice") if left(clock, now)[1] else ("○", "")
    return {"met": ("✔", "good"), "late": ("✘", "urgent"), "overdue": ("!", "urgent"), "waived": ("–", "muted")}[
        verdict
    ]


def share_left(clock: Clock, now: int) -> float:
    """The share of its period that a running clock has left, from 0 to 1."""
    length = clock.due - clock.since
    return max(0.0, min(1.0, (clock.due - now) / length)) if length > 0 else 0.0


def status_word(rules: Rules, about: Incident) -> str:
    """An incident's status in the plan's word, or what became of it."""
    if about.merged_into:
        return f"in {about.merged_into}"
    if about.dismissed:
        return "false alarm"
    status = rules.status(about.track, about.status)
    return (status.label if status else about.status).lower()


def since_detected(about: Incident, now: int) -> str:
    """How long it has gone on, or went on."""
    end = about.closed_at if about.closed_at != NEVER else now
    return age(end - about.since)
