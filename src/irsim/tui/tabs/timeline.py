"""Everything on record about the incident, in order, the newest last. Built on from where it ended: a long incident has
thousands of lines, and news of one costs one.
"""

from __future__ import annotations

from bisect import insort
from datetime import UTC

from irsim.board.instants import dated
from irsim.board.state import NEVER, Incident
from irsim.reports.telling.base import happened
from irsim.tui.forms.fields import Focus
from irsim.tui.items import FeedItem
from irsim.tui.lines import Cell, Span
from irsim.tui.marks import short
from irsim.tui.tabs.rows import Opens, Row, View, heading

LINES = 4
"""Lines that an item takes at most; Enter shows the whole of it."""

STYLES = {"urgent": "urgent", "notice": "notice", "calm": ""}

ROOM = frozenset({"message.answered", "decision.taken", "decision.lapsed"})
"""Kinds that no incident is named in: they belong to the one that was open alone, or that their text names."""


def rows(view: View) -> list[Row]:
    """The whole timeline."""
    if view.seat.past.waits(view.about.id):
        return [Row("past", (Span("What was before is being read.", "muted"),))]
    return Timeline().read(view) or [view.hint("Nothing is on record yet.", "note", "writes a line")]


class Timeline:
    """The rows so far, and how much of the feed was read for them."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._items: list[FeedItem] = []
        """what the rows tell, in the order in which it happened"""
        self._read = 0
        self._alerts: tuple[str, ...] = ()
        self._past = 0
        """lines from before the feed that are among them"""
        self._day = ""

    def read(self, view: View) -> list[Row]:
        """The rows, with what is new; from the beginning where an alert came or went, for it brings its past along."""
        alerts, past = tuple(view.about.alerts), view.seat.past.of(view.about.id)
        if alerts != self._alerts or len(past) > self._past:
            self._items, self._read, self._alerts, self._past = [], 0, alerts, len(past)
            self._begin()
        mine = set(alerts)
        fresh, place = view.seat.told_since(self._read)
        for item in (*(past if not self._read else ()), *fresh):
            if item.incident == view.about.id or item.alert in mine or (item.kind in ROOM and _belongs(view, item)):
                late = bool(self._items) and _when(item) < _when(self._items[-1])
                insort(self._items, item, key=_when)
                if late:
                    self._begin()
                    for each in self._items:
                        self._add(view, each)
                else:
                    self._add(view, item)
        self._read = place
        return list(self.rows)

    def _begin(self) -> None:
        self.rows, self._day = [], ""

    def _add(self, view: View, item: FeedItem) -> None:
        day, clock = _calendar(view, _when(item))
        if day != self._day:
            self._day = day
            self.rows.append(heading(day, "UTC"))
        self.rows.append(_row(view, item, clock))


def _when(item: FeedItem) -> int:
    """When it happened (ms), which may be earlier than it was recorded."""
    return item.line.at if item.occurred is None else item.occurred


def _belongs(view: View, item: FeedItem) -> bool:
    if view.about.id in item.line.text.split():
        return True
    at = item.line.at
    return _open_at(view.about, at) and not any(
        _open_at(other, at) for other in view.board.incidents.values() if other is not view.about
    )


def _open_at(about: Incident, at: int) -> bool:
    return about.since <= at and not about.merged_into and (about.closed_at == NEVER or about.closed_at >= at)


def _calendar(view: View, at: int) -> tuple[str, str]:
    """The day and the time of day; empty where the instant lies beyond any calendar."""
    try:
        utc = view.board.rules.moment(at).astimezone(UTC)
    except (OverflowError, ValueError):
        return "", ""
    return view.names.moment(at).rsplit(" ", 2)[0], f"{utc:%H:%M}"


def _row(view: View, item: FeedItem, clock: str) -> Row:
    style = STYLES[item.line.urgency]
    focus = Focus(view.about.id, item.alert, item.message, item.decision, item.update)
    when = _when(item)
    live = view.board.live
    stamp = dated(view.board, when)[-8:] if live else short(when) if when >= 0 else f"-{short(-when)}"
    said = view.told(item)
    if item.occurred is not None:
        recorded = _calendar(view, item.line.at)[1] or short(item.line.at)
        said = said.replace(happened(view.seat.board, item.occurred, item.line.at), "", 1) + f" (recorded {recorded})"
    return Row(
        f"seq:{item.seq}",
        (Span(said, style),),
        (
            Cell(stamp, "strong" if style else "", width=max(7, len(stamp)), right=True),
            *([] if live else [Cell(clock, "muted", width=5, drop=1)]),
            Cell(item.line.kind, style or "muted", width=8),
        ),
        indent=0,
        limit=LINES,
        focus=focus,
        opens=_opens(item),
    )


def _opens(item: FeedItem) -> Opens:
    if item.update:
        return Opens("update", item.update)
    if item.alert:
        return Opens("alert", item.alert)
    return Opens("item", str(item.seq))
