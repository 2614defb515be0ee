"""What is quiet on purpose: silences and maintenance windows, until when, and the way to end them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from irsim.board.state import NEVER, Alert, Window
from irsim.reports.names import Names
from irsim.reports.plain import one_line, span
from irsim.tui.forms import Focus
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import ALERT_STYLES, at_a_glance
from irsim.tui.screens.workplace import Workplace
from irsim.tui.widgets.headed import Headed
from irsim.tui.widgets.header import Header
from irsim.tui.widgets.keyline import KeyLine
from irsim.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from irsim.tui.seat import Seat
    from irsim.tui.table import Table

NOTHING = "Nothing is kept quiet."


class QuietList(Headed[Alert | Window]):
    """Silenced alerts, then windows; each under its heading."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="quiet")
        self.seat = seat
        self.empty = NOTHING

    def changed(self) -> None:
        """As the board has it now."""
        board, now = self.seat.board, self.seat.now
        before = self.selected
        silenced = sorted(
            (each for each in board.alerts.values() if each.silenced_until > now), key=lambda each: each.silenced_until
        )
        elsewhere = [each for each in board.alerts.values() if each.silence and each.silenced_until == NEVER]
        windows = sorted((board.windows[name] for name in board.standing), key=lambda each: each.begins)
        rows: list[str | Alert | Window] = []
        if silenced:
            rows += [f"Silences · {len(silenced)}", *silenced]
        if elsewhere:
            rows += [f"Ended here, not yet at their source · {len(elsewhere)}", *elsewhere]
        if windows:
            rows += [f"Maintenance · {len(windows)}", *windows]
        self._rows = rows
        places = {each.id: place for place, each in enumerate(rows) if not isinstance(each, str)}
        self.cursor = places.get(before.id, 1) if before is not None else 1
        super().changed()

    def stamp(self, index: int) -> str:
        """What a second changes."""
        row = self._rows[index]
        return "" if isinstance(row, str) else self._left(row)

    def _left(self, row: Alert | Window) -> str:
        now = self.seat.now
        if isinstance(row, Alert):
            return span(max(0, row.silenced_until - now)) if row.silenced_until != NEVER else ""
        return span(row.ends - now) if row.runs(now) else f"in {span(max(0, row.begins - now))}"

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """A heading, a silence or a window."""
        row = self._rows[index]
        if isinstance(row, str):
            return lay([Cell(f" {row}", "accent", flex=True)], width)
        if isinstance(row, Alert):
            held = row.silenced_until != NEVER
            until = f"until {at_a_glance(self.seat, row.silenced_until)}" if held else ""
            where = "here only" if row.unsilenced else ""
            if row.silence:
                where = "at its source, too" if held else "still at its source"
            cells = [
                Cell(f"  {row.id}", "strong", width=9),
                Cell(row.severity, ALERT_STYLES.get(row.severity, ""), width=8, drop=2),
                Cell(one_line(row.title, 200), flex=True),
                Cell(f"{one_line(row.silenced, 30)}  " if row.silenced else "", "muted", drop=3),
                Cell(where, "notice" if row.unsilenced or not held else "muted", drop=4),
                Cell("" if row.holds else "no longer fires", "muted", drop=5),
                Cell(until, "muted", drop=1),
                Cell(self._left(row), width=8, right=True),
            ]
            return lay(cells, width)
        board, runs = self.seat.board, row.runs(self.seat.now)
        services = [Names(board).service(name) for name in row.services]
        labels = [one_line(f"{name}={value}", 40) for name, value in row.labels.items()]
        quiet = sum(each.holds and row.covers(each) for each in board.alerts.values()) if runs else 0
        at = row.ends if runs else row.begins
        cells = [
            Cell(f"  {row.id}", "strong", width=9),
            Cell("now" if runs else "to come", "notice" if runs else "muted", width=8, drop=2),
            Cell(", ".join([*services, *labels]), flex=True),
            Cell(f"{one_line(row.reason, 30)}  ", "muted", drop=3),
            Cell(f"{quiet} quiet" if quiet else "", "notice", drop=4),
            Cell(f"{'until' if runs else 'from'} {at_a_glance(self.seat, at)}", "muted", drop=1),
            Cell(self._left(row), width=8, right=True),
        ]
        return lay(cells, width)


class QuietScreen(Workplace):
    """Silences and windows; enter ends one."""

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("quiet.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "Back", show=False)]

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.header = Header(self.seat)
        self.quiet = QuietList(self.seat)
        self.keys = KeyLine()

    def compose(self) -> ComposeResult:
        """The list."""
        self.header.local = self.room.settings.local_time
        yield self.header
        yield self.quiet
        yield self.keys

    def on_mount(self) -> None:
        """As it is now."""
        super().on_mount()
        self.quiet.border_title = Content("Quiet on purpose")
        self.quiet.focus()

    def changed(self) -> None:
        """The board may have changed."""
        if self.quiet.is_attached:
            self.quiet.changed()
            self.keys.show(
                [
                    *([("enter", "End it", "end")] if self.quiet.count() else []),
                    (self.room.key_of("maintain"), "Plan maintenance", "do('maintain')"),
                    (self.room.key_of("silence"), "Silence an alert", "do('silence')"),
                    ("esc", "Back", "app.pop_screen"),
                ]
            )

    def tick(self) -> None:
        """What runs out is gone."""
        board, now = self.seat.board, self.seat.now
        here = [row for row in self.quiet._rows if isinstance(row, Alert) and row.silenced_until != NEVER]
        if any(row.silenced_until <= now for row in here) or any(each.id not in board.alerts for each in here):
            self.quiet.changed()
        else:
            self.quiet.tick()

    def focus_now(self) -> Focus:
        """The silenced alert under the cursor."""
        row = self.quiet.selected
        return Focus(row.incident, row.id) if isinstance(row, Alert) else Focus()

    @on(Panel.Chosen)
    def _chosen(self) -> None:
        self.action_end()

    async def _room_open(self, focus: Focus) -> None:
        self.action_end()

    def action_end(self) -> None:
        """End what is under the cursor, with a reason."""
        row = self.quiet.selected
        if isinstance(row, Window):
            self.fill_in("end-maintenance", Focus(), "reason", {"window": row.id})
        elif row is not None and row.silenced_until > self.seat.now:
            self.fill_in("end-silence", Focus(alert=row.id), "reason", {"alert": row.id})
        elif row is not None:
            self.say("It is over here; its source is told again at the next start. End it there by hand.", "warning")
