"""Real alerts: a storm is one line with a count that opens to its alerts, and several can be marked to be acted on
together."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.timer import Timer

from irsim.board.exercise import alert_is_exercise
from irsim.board.quiet import why_quiet
from irsim.board.state import NEVER, Alert
from irsim.board.storms import Storm, storms
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import ALERT_STYLES, at_a_glance
from irsim.tui.seat import Seat
from irsim.tui.sources import listening, silent
from irsim.tui.widgets.alerts import AlertsPanel, is_new

MANY = 500
"""Alerts from which they are put in order now and then only: nobody reads faster than that."""

PAUSE = 0.9
"""Seconds between two times at least."""


class Line(NamedTuple):
    """A line of the panel: an alert, or a storm as a whole where `alert` is None."""

    storm: Storm
    alert: Alert | None

    @property
    def key(self) -> str:
        """What tells lines apart from one moment to the next."""
        return self.alert.id if self.alert is not None else f"storm of {self.storm.alerts[0].id}"


class LiveAlertsPanel(AlertsPanel):
    """Alerts in lines: those that hold first, then by what was last said of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", show=False),
        Binding("asterisk", "mark_group", "Mark all of it", show=False),
    ]

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:
        super().__init__(seat, id=id)
        self.wanted = ""
        self.marked: dict[str, None] = {}
        """the ids of the alerts that were marked, in the order in which they were"""
        self._opened: set[str] = set()
        """the first alerts of storms that stand open"""
        self._rows: list[Line] = []
        self._new = 0
        self._read_at = 0.0
        self._later: Timer | None = None

    @property
    def news(self) -> int:
        """How many alerts hold that nobody has dealt with, and that are not quiet on purpose."""
        return self._new

    # What is selected

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self._rows[self.index] if 0 <= self.index < len(self._rows) else None

    @property
    def selected(self) -> str:
        """The id of the alert under the cursor: of a storm that of the worst that holds, else of the first."""
        line = self.line
        if line is None:
            return ""
        if line.alert is not None:
            return line.alert.id
        holding = [alert for alert in line.storm.alerts if alert.holds] or line.storm.alerts
        return next((alert.id for alert in holding if alert.severity == line.storm.severity), holding[0].id)

    def targets(self) -> tuple[str, ...]:
        """The alerts that an act is about: those that are marked, else all of the storm or the one under the cursor."""
        if self.marked:
            return tuple(self.marked)
        line = self.line
        if line is None:
            return ()
        return (line.alert.id,) if line.alert is not None else tuple(alert.id for alert in line.storm.alerts)

    def toggle(self) -> bool:
        """Open the storm under the cursor, or close it; whether there is one."""
        line = self.line
        if line is None or line.alert is not None:
            return False
        first = line.storm.alerts[0].id
        self._opened ^= {first}
        self._read()
        return True

    def action_mark(self) -> None:
        """Mark what is under the cursor, or take its mark away, and go on to the next line."""
        line = self.line
        if line is not None:
            self._mark([line.alert] if line.alert is not None else line.storm.alerts)
            self.select(self.cursor + 1)

    def action_mark_group(self) -> None:
        """Mark all of the group under the cursor, or take their marks away."""
        if self.line is not None:
            self._mark(self.line.storm.alerts)

    def _mark(self, alerts: Sequence[Alert]) -> None:
        names = [alert.id for alert in alerts]
        if all(name in self.marked for name in names):
            for name in names:
                del self.marked[name]
        else:
            self.marked.update(dict.fromkeys(names))
        self._headline()
        self._drawn.clear()
        self.refresh()
        self.post_message(self.Moved(self, self.index))

    def unmark(self) -> bool:
        """Take all marks away; whether there were any."""
        had = bool(self.marked)
        if had:
            self.marked.clear()
            self._read()
        return had

    def filter(self, words: str) -> None:
        """Show only alerts that hold all these words; none shows everything."""
        self.wanted = words.strip()
        self._read()

    # What stands there

    def changed(self) -> None:
        """The board may have changed."""
        rest = self._read_at + PAUSE - time.monotonic()
        if len(self.seat.board.alerts) > MANY and rest > 0:
            if self._later is None and self.is_attached:
                self._later = self.set_timer(rest, self._read)
            return
        self._read()

    def _read(self) -> None:
        """Put everything in lines again; the same line stays selected."""
        if self._later is not None:
            self._later.stop()
            self._later = None
        board = self.seat.board
        before = self.line.key if self.line is not None else ""
        words = self.wanted.lower().split()
        known = [alert for alert in board.alerts.values() if not words or _holds(alert, words)]
        self.marked = {name: None for name in self.marked if name in board.alerts}
        rows: list[Line] = []
        for storm in storms(board, self.seat.now, known):
            if storm.count == 1:
                rows.append(Line(storm, storm.alerts[0]))
                continue
            rows.append(Line(storm, None))
            if storm.alerts[0].id in self._opened:
                worst = sorted(storm.alerts, key=lambda alert: (not alert.holds, -alert.fired_at))
                rows += [Line(storm, alert) for alert in worst]
        self._rows = rows
        self._ids = [line.key for line in rows]
        if before in self._ids and (self.has_focus or self.marked):
            self.cursor = self._ids.index(before)
        elif not self.has_focus:
            self.cursor = 0
        self._figures(known)
        self._read_at = time.monotonic()
        self.empty = self._nothing()
        self._headline()
        super(AlertsPanel, self).changed()

    def _figures(self, known: Sequence[Alert]) -> None:
        board, now = self.seat.board, self.seat.now
        self._new = sum(is_new(alert) and alert.holds and not why_quiet(board, alert, now) for alert in known)
        self._holding = sum(alert.holds for alert in known)
        self._id_width = max(map(len, (_name(line) for line in self._rows)), default=0)
        self._stormy = any(line.alert is None for line in self._rows)
        # Times of the same day are as wide as each other: the first and the last line by time tell for all.
        ends = (min(self._rows, key=_since), max(self._rows, key=_since)) if self._rows else ()
        self._time_width = max((cell_len(self._when(line)) for line in ends), default=0)

    def _headline(self) -> None:
        words = [f"Alerts · {self.wanted!r}: {len(self._ids)}" if self.wanted else "Alerts"]
        words += [f"{self._holding} hold"] if self._holding else []
        words += [f"{self._new} new"] if self._new else []
        words += [f"{len(self.marked)} marked"] if self.marked else []
        self.entitle(" · ".join(words))

    def _nothing(self) -> str:
        """Where there is none: whether anybody would say so."""
        if self.wanted:
            return "No alert holds these words; esc shows everything."
        quiet = silent(self.seat)
        heard = listening(self.seat)
        words = [*(span.text for span in quiet), heard]
        return f"No alert. {'; '.join(words)[:1].upper()}{'; '.join(words)[1:]}."

    def tick(self) -> None:
        """How long ago a source was heard reads differently."""
        if not self._rows:
            empty = self._nothing()
            if empty != self.empty:
                self.empty = empty
                self.refresh()
        else:
            super().tick()

    def stamp(self, index: int) -> Hashable:
        """What a second changes: on another day the time reads otherwise, and a silence ends."""
        line = self._rows[index]
        return self._when(line), self._place(line)

    def _when(self, line: Line) -> str:
        return at_a_glance(self.seat, _since(line))

    def _place(self, line: Line) -> tuple[str, str]:
        """Where it went, or why it is no news, with its style."""
        if line.alert is None:
            storm = line.storm
            if storm.incident:
                return f"→ {storm.incident}", "muted"
            if not storm.holding:
                return "over ✔", "muted"
            return (storm.quiet, "muted") if storm.quiet else ("new", "notice")
        return place_of(self.seat, line.alert)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """One line."""
        here = self._rows[index]
        place, style = self._place(here)
        alert, storm = here.alert, here.storm
        inside = alert is not None and storm.count > 1
        if alert is not None:
            marked, over, exercise = alert.id in self.marked, not alert.holds, alert_is_exercise(self.seat.board, alert)
            severity, title, services = alert.severity, one_line(alert.title), [alert.service] * bool(alert.service)
            many = f"{alert.count}x" if alert.count > 1 else ""
        else:
            marked, over = all(each.id in self.marked for each in storm.alerts), not storm.holding
            exercise = all(alert_is_exercise(self.seat.board, each) for each in storm.alerts)
            severity, title, services, many = storm.severity, one_line(storm.title), storm.services, ""
        more = f" +{len(services) - 1}" if len(services) > 1 else ""
        told = bool(services) and services[0] in title
        where = one_line(services[0], 14) + more if services and not (told and not more) else ""
        dim = "muted" if over else ""
        opens = "" if alert is not None else "▾" if storm.alerts[0].id in self._opened else "▸"
        name, keep = _name(here), 0 if self._stormy else 4
        held = f"{storm.holding} hold" if alert is None and 0 < storm.holding < storm.count else ""
        cells = [
            Cell(f"{'*' if marked else ' '}{opens or (' ' * (1 + inside))}", "accent"),
            Cell(self._when(here), "muted", width=self._time_width, right=True),
            Cell(name, (dim or "strong") if alert is None else "muted", width=self._id_width, drop=keep),
            Cell(severity, dim or ALERT_STYLES.get(severity, ""), width=8, drop=1),
            Cell("EXERCISE" if exercise else "", "exercise"),
            Cell(title, dim, flex=True),
            Cell(held, "muted", drop=3),
            Cell(many, "muted", drop=5),
            Cell(where, "muted", drop=2),
            Cell(place, style, right=True),
        ]
        return lay(cells, width)


def _since(line: Line) -> int:
    """When it began, or the first of them did (ms)."""
    return line.alert.fired_at if line.alert is not None else line.storm.first_at


def _name(line: Line) -> str:
    """An alert's id, or how many a storm is."""
    return line.alert.id if line.alert is not None else f"{line.storm.count} alerts"


def place_of(seat: Seat, alert: Alert) -> tuple[str, str]:
    """Where an alert went, or why it is no news now, with its style."""
    over = " ✔" if alert.resolved_at != NEVER else ""
    quiet = why_quiet(seat.board, alert, seat.now) if alert.holds else ""
    if alert.dismissed:
        return "false alarm", "muted"
    if alert.incident:
        return f"{f'{quiet} ' if quiet else ''}→ {alert.incident}{over}", "muted"
    if quiet:
        return quiet, "muted"
    if alert.triaged_at != NEVER:
        return f"looked at{over}", "muted"
    return ("over ✔", "muted") if over else ("new", "notice")


def _holds(alert: Alert, words: Sequence[str]) -> bool:
    """Whether an alert holds all words, anywhere in what is known of it."""
    labels = " ".join(f"{name}={value}" for name, value in alert.labels.items())
    text = f"{alert.id} {alert.title} {alert.severity} {alert.service} {alert.source} {alert.incident} {labels}".lower()
    return all(word in text for word in words)
