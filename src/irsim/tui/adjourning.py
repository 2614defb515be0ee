"""The sentence with which terminals go home when the room is closed for today. No textual here."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.events.facilitation import SessionAdjourned
from irsim.log.records import Record
from irsim.reports.plain import one_line
from irsim.words.faults import sentence


def adjourned_in(records: Sequence[Record], known: int) -> str:
    """What to say where `records` adjourn the session; empty where they do not, or did before record `known`."""
    told = next((r.body for r in records if r.seq >= known and isinstance(r.body, SessionAdjourned)), None)
    if told is None:
        return ""
    part = one_line(told.title or told.part, 80)
    reason = f" {sentence(one_line(told.reason, 200))}" if told.reason.strip() else ""
    return f"Closed for today{f' in {part!r}' if part else ''}; it goes on another day, on the same recording.{reason}"
