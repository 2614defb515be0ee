"""An incident with everything about it, a tab for each kind of question; what is due and what is missing stays beside
them where there is room.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from irsim.board.duties import owing
from irsim.tui import reading
from irsim.tui.actions import BY_ID, refusal
from irsim.tui.forms import Focus
from irsim.tui.screens.workplace import Workplace
from irsim.tui.tabs import TABS, Row, Tab, View, overview, playbook
from irsim.tui.tabs.timeline import Timeline
from irsim.tui.widgets.clocks import ClocksPanel
from irsim.tui.widgets.footer import Footer
from irsim.tui.widgets.header import Header
from irsim.tui.widgets.incident_bar import IncidentBar
from irsim.tui.widgets.panel import Panel
from irsim.tui.widgets.rows import RowsPanel
from irsim.words.faults import BadInput, sentence

if TYPE_CHECKING:
    from irsim.tui.table import Table

WIDE = 100
"""Columns from which the clocks and what is missing stand beside the tab."""

ALIASES = {"causes": "evidence", "clocks": "overview", "updates": "communication", "steps": "playbook"}
"""Other words for a tab."""


class IncidentScreen(Workplace):
    """One incident. 1 to 8, left and right change the tab; Enter acts on the selected line; escape goes back."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("incident.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"open_tab({number - 1})", show=False) for number in range(1, len(TABS) + 1)),
        Binding("left,left_square_bracket", "tab(-1)", show=False),
        Binding("right,right_square_bracket", "tab(1)", show=False),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, table: Table, incident_id: str, tab: str = "") -> None:
        super().__init__(table)
        seat = table.seat
        self.incident = incident_id
        self.content = RowsPanel(id="content")
        self.clocks = ClocksPanel(seat, id="clocks")
        self.beside = RowsPanel(id="beside")
        self.header = Header(seat)
        self.bar = IncidentBar(seat, incident_id, self._notes)
        self.footer = Footer(seat, self.focus_now, lambda name: self.room.key_of(name))
        self._timeline = Timeline()
        wanted = ALIASES.get(tab, tab)
        self._number = next((number for number, each in enumerate(TABS) if each.id == wanted), 0)
        self._wide = False

    @property
    def tab(self) -> Tab:
        """The tab that is open."""
        return TABS[self._number]

    @property
    def view(self) -> View:
        """What tabs read."""
        return View(self.seat, self.seat.board.incidents[self.incident], self.room.key_of)

    def compose(self) -> ComposeResult:
        """Tab on the left, what is due and missing on the right where there is room."""
        yield self.header
        yield self.bar
        with Horizontal(id="columns"):
            with Vertical(id="left", classes="column"):
                yield self.content
            with Vertical(id="right", classes="column"):
                yield self.clocks
                yield self.beside
        yield self.footer

    def on_mount(self) -> None:
        """The tab has the focus."""
        self.left = self.query_one("#left")
        self.right = self.query_one("#right")
        self.left.border_subtitle = Content("enter opens · ← → tab · esc back")
        self.header.local = self.room.settings.local_time
        self.clocks.show(self.incident)
        super().on_mount()
        self._open(self._number)
        self.content.focus()
        self.seat.past.forgive(self.incident)
        self._recall()

    @work(group="recall")
    async def _recall(self) -> None:
        """What was told before this terminal's feed begins."""
        try:
            if await self.seat.recall(self.incident):
                self.changed()
        except BadInput as bad:
            self.say(sentence(f"what was before {bad.faults[0].message}"), "warning")

    def on_resize(self, _: events.Resize) -> None:
        """Another width: what stands beside the tab comes or goes."""
        width = self.size.width
        wide = width >= WIDE
        self.right.display = wide
        self.right.styles.width = min(64, max(44, width * 2 // 5))
        if wide != self._wide:
            self._wide = wide
            if not wide and not self.content.has_focus:
                self.content.focus()
            self.changed()

    # News and the second hand

    def changed(self) -> None:
        """Everything reads the board anew; the cursor stays with what it stood on."""
        if not hasattr(self, "left"):
            return
        self._show()
        self.clocks.changed()
        self.right.border_title = Content("Clocks")
        room = max(4, (self.size.height - 7) // 3)
        self.clocks.styles.height = min(max(2, self.clocks.count()), room)
        self._look()
        if self.seat.past.lacks(self.incident):
            self._recall()

    def tick(self) -> None:
        """Ages and clocks."""
        if self.tab.live:
            self._show()
        self.bar.look()
        if self._wide:
            self.clocks.tick()

    def _rows(self) -> list[Row]:
        view = self.view
        if self.tab.id == "timeline":
            return self._timeline.read(view) or self.tab.build(view)
        if self.tab.id == "overview" and self._wide:
            return overview.facts(view)
        return self.tab.build(view)

    def _show(self) -> None:
        self.content.show(self._rows(), follow=self.tab.id == "timeline")
        if self._wide:
            self.beside.show(overview.beside(self.view))

    def _look(self) -> None:
        self.bar.look()
        self.footer.look()

    def _notes(self) -> dict[str, str]:
        """What stands behind the names of tabs: how much there is."""
        view = self.view
        about = view.about
        told = sum(each.incident == about.id for each in self.seat.board.updates.values())
        kept = len(about.evidence)
        owed = len(owing(self.seat.board, about.id))
        return {
            "playbook": playbook.progress(view),
            "communication": str(told) if told else "",
            "duties": str(owed) if owed else "",
            "evidence": str(kept) if kept else "",
        }

    # Tabs

    def _open(self, number: int) -> None:
        self._number = self.bar.number = number
        self.content.renew(self._rows(), at_end=self.tab.id == "timeline")
        self.left.border_title = Content(self.tab.title)
        self._look()

    def action_open_tab(self, number: int) -> None:
        """Open a tab by its number, from 0."""
        if number != self._number:
            self._open(number)
        self.content.focus()

    def action_tab(self, by: int) -> None:
        """The next tab, or the one before."""
        self.action_open_tab((self._number + by) % len(TABS))

    @on(IncidentBar.Picked)
    def _picked(self, message: IncidentBar.Picked) -> None:
        self.action_open_tab(message.number)

    def action_back(self) -> None:
        """Back to the room."""
        self.app.pop_screen()

    # Selection

    def focus_now(self) -> Focus:
        """The incident, and what of it the cursor stands on."""
        row = self._row()
        return replace(row.focus, incident=self.incident) if row is not None else Focus(incident=self.incident)

    def _row(self) -> Row | None:
        panel = self.beside if self.beside.has_focus else None if self.clocks.has_focus else self.content
        return panel.selected if panel is not None else None

    def copied(self) -> str:
        """The selected line's text."""
        row = self._row()
        return row.plain if row is not None else self.incident

    @on(Panel.Moved)
    def _moved(self) -> None:
        self.footer.look()

    def on_descendant_focus(self) -> None:
        """Other actions make sense on another line."""
        self.footer.look()

    @on(Panel.Chosen)
    async def _chosen(self, message: Panel.Chosen) -> None:
        if message.panel is self.clocks and self.clocks.selected is not None:
            self.read(reading.read_clock(self.seat, self.clocks.selected))
        elif isinstance(message.panel, RowsPanel):
            row = message.panel.selected
            if row is not None:
                await self._act(row)

    async def _act(self, row: Row) -> None:
        """What Enter does with a row; one that opens nothing is read."""
        if row.opens is None:
            self.read(reading.Reading(self.incident, Content(row.plain), Focus(incident=self.incident)))
            return
        board, (what, name) = self.seat.board, row.opens
        if what == "do":
            await self._do(name, row)
        elif what == "alert" and name in board.alerts:
            self.read(reading.read_alert(self.seat, name, self.incident))
        elif what == "update" and name in board.updates:
            self.read(reading.read_update(self.seat, name))
        elif what == "clock" and name in board.clocks:
            self.read(reading.read_clock(self.seat, board.clocks[name]))
        elif what == "item":
            item = self.seat.told(int(name), self.incident)
            if item is not None:
                self.read(reading.read_item(self.seat, item))
        elif what == "tab":
            self.action_open_tab(next(number for number, tab in enumerate(TABS) if tab.id == name))
        elif what == "incident" and name in board.incidents:
            self.app.switch_screen(IncidentScreen(self.table, name))

    async def _do(self, name: str, row: Row) -> None:
        """An action about a row, with what the row says filled in."""
        focus = replace(row.focus, incident=self.incident)
        action = BY_ID[name]
        if row.typed and action.opens == "form" and refusal(action, self.seat, focus) is None:
            self.fill_in(action.do, focus, typed=dict(row.typed))
        else:
            await self.perform(name, focus)

    async def _room_open(self, focus: Focus) -> None:
        if isinstance(self.focused, Panel):
            self.focused.action_choose()
