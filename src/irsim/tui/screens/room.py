"""The room: incidents with their clocks, alerts, the feed, services and the playbook, on one screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from irsim.tui import reading
from irsim.tui.announce import announce
from irsim.tui.forms import Focus
from irsim.tui.screens.workplace import Workplace
from irsim.tui.widgets.alerts import AlertsPanel
from irsim.tui.widgets.clocks import ClocksPanel
from irsim.tui.widgets.feed import FeedPanel
from irsim.tui.widgets.footer import Footer
from irsim.tui.widgets.header import Header
from irsim.tui.widgets.incidents import IncidentsPanel
from irsim.tui.widgets.live_alerts import LiveAlertsPanel
from irsim.tui.widgets.panel import Panel
from irsim.tui.widgets.playbook import PlaybookPanel
from irsim.tui.widgets.services import ServicesPanel

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.table import Table

WIDE = 100
"""Columns from which both sides fit beside each other."""


FILTERS = {
    "feed": "words the feed must hold; esc shows everything",
    "alerts": "words the alerts must hold, as api or severity=critical; esc shows everything",
}
"""What is to be typed, by the panel that is filtered."""


class Room(Workplace):
    """Everything at a glance. On a narrow terminal the panels take turns: 1 feed, 2 alerts, 3 clocks, 4 services,
    5 playbook; incidents with their next clock stay."""

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("room.tcss")

    chrome = 5
    """lines that header, footer and frames take"""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"panel({number})", show=False) for number in range(1, 6)),
        Binding("0", "panel(0)", show=False),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        seat = table.seat
        self.incidents = IncidentsPanel(seat, id="incidents")
        self.incidents.pointing = table.sitting.pointing
        self.alerts = LiveAlertsPanel(seat, id="alerts") if seat.board.live else AlertsPanel(seat, id="alerts")
        self.feed = FeedPanel(seat, id="feed")
        self.clocks = ClocksPanel(seat, id="clocks")
        self.services = ServicesPanel(seat, id="services")
        self.playbook = PlaybookPanel(seat, id="playbook")
        self.header = Header(seat)
        self.footer = Footer(seat, self.focus_now, lambda name: self.room.key_of(name))
        self._filtering: FeedPanel | LiveAlertsPanel = self.feed
        """what the words of the filter are for"""
        self._turn = 1
        self._heights: dict[str, int] = {}
        self._trailing = False

    @property
    def panels(self) -> list[Panel]:
        """In the order of their numbers; the incidents are the first."""
        return [self.incidents, self.feed, self.alerts, self.clocks, self.services, self.playbook]

    def compose(self) -> ComposeResult:
        """Two columns; the second one goes where there is no room."""
        yield self.header
        with Horizontal(id="columns"):
            with Vertical(id="left", classes="column") as left:
                left.border_title = "Incidents"
                yield self.incidents
                yield self.alerts
                yield self.feed
                yield Input(id="filter", placeholder=FILTERS["feed"], compact=True)
            with Vertical(id="right", classes="column"):
                yield self.clocks
                yield self.services
                yield self.playbook
        yield self.footer

    def on_mount(self) -> None:
        """The incidents have the focus."""
        self.query_one("#filter").display = False
        self.columns = self.query_one("#columns")
        self.left = self.query_one("#left")
        self.right = self.query_one("#right")
        super().on_mount()
        self.incidents.focus()
        self.header.local = self.room.settings.local_time
        if self.table.sitting.notice:
            self.say(self.table.sitting.notice)
        self.discuss()

    def on_resize(self, _: events.Resize) -> None:
        """Another size: what stands where is decided anew."""
        self._arrange()

    def _arrange(self) -> None:
        width, rows = self.size.width, self.size.height - self.chrome
        wide = width >= WIDE
        turned = self.panels[self._turn]
        self.columns.set_class(not wide, "-narrow")
        for panel in self.panels:
            panel.display = wide or panel in (self.incidents, turned)
        self._tell_unseen()
        self.right.display = wide or turned.parent is self.right
        self.right.styles.width = min(64, max(46, width * 5 // 12)) if wide else "1fr"
        first = self.clocks if wide else turned
        for panel in (self.clocks, self.services, self.playbook):
            panel.set_class(panel is first, "-first")
        self.right.border_title = (first.border_title or "").strip()
        incidents = self.incidents.wanted
        if wide:
            self._set(self.incidents, min(max(3, incidents), max(3, rows // 4)))
            share = 3 if self.seat.board.live else 4  # real alerts are what one came for
            self._set(self.alerts, 1 + min(max(2, self.alerts.count()), max(2, rows // share)))
            clocks = min(max(4, self.clocks.count()), max(4, rows // 3))
            steps = 1 + min(max(2, self.playbook.count()), max(6, rows // 3))
            self._set(self.clocks, clocks)
            self._set(self.services, max(4, min(1 + self.services.count(), rows - clocks - steps)))
            self.left.styles.height = "1fr"
            return
        shown = min(max(2, incidents), max(2, rows // 3))
        self._set(self.incidents, shown)
        for panel in (self.alerts, self.clocks, self.services):
            self._set(panel, 0)
        self.left.styles.height = "1fr" if turned.parent is self.left else shown + 2

    def _tell_unseen(self) -> None:
        """On a narrow terminal the header says how many alerts are new while another panel stands there."""
        alerts = self.alerts
        self.header.unseen = alerts.news if isinstance(alerts, LiveAlertsPanel) and not alerts.display else 0

    def _set(self, panel: Panel, height: int) -> None:
        """A panel's height in lines; 0 takes what is left."""
        if self._heights.get(panel.id or "") != height:
            self._heights[panel.id or ""] = height
            panel.styles.height = height or "1fr"

    # News and the second hand

    def changed(self) -> None:
        """Everything reads the board anew."""
        if not hasattr(self, "left"):
            return
        self.incidents.changed()
        about = self.incidents.selected
        self.clocks.show(about)
        self.playbook.show(about)
        for panel in (self.alerts, self.feed, self.clocks, self.services, self.playbook):
            panel.changed()
        self._tell_unseen()
        self.footer.look()
        self._arrange()

    def _news(self, records: list[Record]) -> None:
        super()._news(records)
        announce(self.room, self.seat, self.discuss, records)

    def tick(self) -> None:
        """What runs is drawn anew where it reads differently."""
        self.incidents.tick()
        self.clocks.tick()
        self.services.tick()

    # Selection

    def focus_now(self) -> Focus:
        """The selected incident; an alert or a line of the feed where the cursor stands there."""
        about = self.incidents.selected
        if self.alerts.has_focus:
            alert = self.seat.board.alerts.get(self.alerts.selected)
            incident = (alert.incident if alert else "") or about
            return Focus(incident=incident, alert=self.alerts.selected, alerts=self.alerts.targets())
        if self.feed.has_focus and self.feed.selected is not None:
            item = self.feed.selected
            about = item.incident if item.incident in self.seat.board.incidents else about
            return Focus(about, item.alert, item.message, item.decision, item.update)
        if self.playbook.has_focus:
            return Focus(incident=about, step=self.playbook.selected)
        return Focus(incident=about)

    @on(Panel.Moved)
    def _moved(self, _: Panel.Moved) -> None:
        """The cursor is drawn first, what depends on it in the frame after: keys that are held down stay smooth."""
        if not self._trailing:
            self._trailing = True
            self.call_after_refresh(self._trail)

    def _trail(self) -> None:
        self._trailing = False
        about = self.incidents.selected
        if about != self.clocks.about:
            self.clocks.show(about)
            self.playbook.show(about)
            self._arrange()
        self.footer.look()

    def on_descendant_focus(self) -> None:
        """Other actions make sense on another panel."""
        self.footer.look()

    @on(Panel.Chosen)
    async def _chosen(self, message: Panel.Chosen) -> None:
        panel = message.panel
        if panel is self.incidents and self.incidents.selected:
            self.open_incident(self.incidents.selected)
        elif panel is self.alerts and self.alerts.toggle():
            self._arrange()
        elif panel is self.alerts and self.alerts.selected:
            self.read(reading.read_alert(self.seat, self.alerts.selected, self.incidents.selected))
        elif panel is self.feed and self.feed.selected is not None:
            self.read(reading.read_item(self.seat, self.feed.selected))
        elif panel is self.playbook and self.playbook.selected:
            await self.perform("step", self.focus_now())
        elif panel is self.clocks and self.clocks.selected is not None:
            self.read(reading.read_clock(self.seat, self.clocks.selected))
        elif panel is self.services and self.services.selected:
            await self._room_plot(self.focus_now())

    def open_incident(self, name: str, tab: str = "") -> None:
        """The incident with its tabs."""
        from irsim.tui.screens.incident import IncidentScreen

        self.app.push_screen(IncidentScreen(self.table, name, tab))

    # Panels, filter, keys of the room

    def action_panel(self, number: int) -> None:
        """Focus a panel; on a narrow terminal, show it."""
        if number and self.size.width < WIDE:
            self._turn = number
            self._arrange()
        self.panels[number].focus()

    def action_back(self) -> None:
        """Everything in the feed again, else back to the incidents."""
        line = self.query_one("#filter", Input)
        if line.display:
            line.display = False
            line.value = ""
            self._filtering.filter("")
            self._filtering.focus()
        elif not (self.alerts.has_focus and self.alerts.unmark()):
            self.incidents.focus()

    async def _room_filter(self, focus: Focus) -> None:
        line = self.query_one("#filter", Input)
        wanted = self.alerts if self.alerts.has_focus and isinstance(self.alerts, LiveAlertsPanel) else self.feed
        if wanted is not self._filtering:
            line.value = ""
            self._filtering.filter("")
            self._filtering = wanted
        line.placeholder = FILTERS[wanted.id or ""]
        if self.size.width < WIDE:
            self._turn = self.panels.index(wanted)
            self._arrange()
        line.display = True
        line.focus()

    @on(Input.Changed, "#filter")
    def _filtered(self, message: Input.Changed) -> None:
        self._filtering.filter(message.value)

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self._filtering.focus()

    def acted(self) -> None:
        """Marks have done their work."""
        self.alerts.unmark()

    async def _room_plot(self, focus: Focus) -> None:
        from irsim.tui.screens.plot import PlotScreen

        name = self.services.selected
        if name:
            self.app.push_screen(PlotScreen(self.table, name))

    async def _room_open(self, focus: Focus) -> None:
        if isinstance(self.focused, Panel):
            self.focused.action_choose()
