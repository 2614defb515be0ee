"""The tabs of an incident: functions from the board to rows. A screen draws them; tests read them without one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from irsim.tui.tabs import communication, duties, evidence, impact, overview, playbook, review, timeline
from irsim.tui.tabs.rows import Opens, Row, View, heading, laid


@dataclass(frozen=True)
class Tab:
    """A tab: `live` where its rows read differently as time passes."""

    id: str
    title: str
    build: Callable[[View], list[Row]]
    live: bool = False
    brief: str = ""
    """the title where there is little room"""


TABS: tuple[Tab, ...] = (
    Tab("overview", "Overview", overview.rows, live=True),
    Tab("timeline", "Timeline", timeline.rows),
    Tab("impact", "Impact", impact.rows),
    Tab("playbook", "Playbook", playbook.rows),
    Tab("communication", "Communication", communication.rows, live=True, brief="Comms"),
    Tab("duties", "Duties", duties.rows, live=True),
    Tab("evidence", "Evidence", evidence.rows),
    Tab("review", "Review", review.rows, live=True),
)
"""In the order of their numbers."""

__all__ = ["TABS", "Opens", "Row", "Tab", "View", "heading", "laid"]
