"""The facilitator's console: run of show, the selected inject in full, expectations, what was said, who sits where."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from irsim.reports.plain import one_line
from irsim.scoring.cues import Item
from irsim.scoring.run_of_show import RunOfShow
from irsim.tui import reading
from irsim.tui.console.backstage import Backstage
from irsim.tui.console.detail import decision_rows, expectation_rows, inject_rows, statement_rows
from irsim.tui.control_keys import FOOTER_CONSOLE
from irsim.tui.debriefing.rows import Row
from irsim.tui.forms import Focus
from irsim.tui.screens.control import Control
from irsim.tui.table import Table
from irsim.tui.widgets.controlfooter import ControlFooter
from irsim.tui.widgets.controllists import ExpectationsPanel, SeatsPanel, StatementsPanel
from irsim.tui.widgets.feed import FeedPanel
from irsim.tui.widgets.pages import PagePanel
from irsim.tui.widgets.panel import Panel
from irsim.tui.widgets.runofshow import RunOfShowPanel

WIDE = 100
"""Columns from which the run of show and the inject stand beside each other."""


class Console(Control):
    """The run of show and everything about it. 1 is the run of show, 2 the inject in full, 3 the expectations, 4 what
    was said, 5 the feed, 6 the seats; on a narrow terminal the last five take turns."""

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("console.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"panel({number})", show=False) for number in range(1, 7)),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, table: Table, backstage: Backstage) -> None:
        super().__init__(table, backstage)
        seat = self.seat
        self.list = RunOfShowPanel(seat, id="show")
        self.detail = PagePanel(id="detail")
        self.expected = ExpectationsPanel(seat, id="expected")
        self.said = StatementsPanel(seat, id="said")
        self.feed = FeedPanel(seat, id="feed")
        self.seats = SeatsPanel(seat, id="seats")
        self.footer = ControlFooter(seat, FOOTER_CONSOLE, self.focus_now, lambda name: self.room.key_of(name))
        self._turn = 3
        self._about: tuple[str, str] = ("", "")
        """what the detail shows: inject, decision, claim or statement, and which"""

    @property
    def panels(self) -> list[Panel]:
        """In the order of their numbers."""
        return [self.list, self.detail, self.expected, self.said, self.feed, self.seats]

    def compose(self) -> ComposeResult:
        """Two columns; on a narrow terminal one over the other."""
        yield self.header
        with Horizontal(id="columns"):
            with Vertical(id="left", classes="column"):
                yield self.list
            with Vertical(id="right", classes="column"):
                yield self.detail
                yield self.expected
                yield self.said
                yield self.feed
                yield self.seats
        yield self.footer

    def on_mount(self) -> None:
        """The run of show has the focus."""
        self.columns = self.query_one("#columns")
        self.left = self.query_one("#left")
        self.right = self.query_one("#right")
        self.list.focus()

    def on_resize(self, _: events.Resize) -> None:
        """Another size: what stands where is decided anew."""
        self._arrange()

    def _arrange(self) -> None:
        wide = self.size.width >= WIDE
        self.columns.set_class(not wide, "-narrow")
        turned = self.panels[self._turn - 1]
        for panel in self.panels[1:]:
            panel.display = panel is turned or (wide and panel is self.detail)
            panel.set_class(panel is (self.detail if wide else turned), "-first")
        if wide and turned is self.detail:
            self.expected.display = True
        first = self.detail if wide else turned
        self.left.border_title = (self.list.border_title or "").strip()
        self.right.border_title = (first.border_title or "").strip()
        lines = self.size.height - 5
        self.left.styles.height = "1fr" if wide else max(6, lines // 2)
        low = turned if turned is not self.detail else self.expected
        low.styles.height = max(6, lines * 2 // 5) if wide else "1fr"

    # News and the second hand

    def reread(self, show: RunOfShow) -> None:
        """Another run of show."""
        super().reread(show)
        before = self.list.selected
        self.list.show(show)
        self._announce(before)
        self.expected.show(show)
        self._detail(anew=True)
        self.footer.look()
        self._arrange()

    def _announce(self, before: Item | None) -> None:
        """What she had selected came or was left out: the keys mean another inject now, and that is not silent."""
        now = self.list.selected
        moved = now is not None and before is not None and (now.id, now.decision) != (before.id, before.decision)
        if now is not None and moved and self.list.picked and self.app.screen is self:
            self.say(f"Selected now: {one_line(now.title, 100)}")

    def changed(self) -> None:
        """What is read from the board alone."""
        super().changed()
        if hasattr(self, "left"):
            for panel in (self.said, self.feed, self.seats):
                panel.changed()
            self.footer.look()
            self._arrange()

    def tick(self) -> None:
        """What runs is drawn anew where it reads differently."""
        self.list.tick()
        self.expected.tick()
        stands = self.standing()
        if stands != self.stood:
            self.stood = stands
            self._detail(anew=True)

    # Selection

    def focus_now(self) -> Focus:
        """The selected inject, and whatever has the focus beside it."""
        item, show = self.list.selected, self.show
        inject = (
            item.id
            if item is not None and not item.decision and self.focused not in (self.expected, self.said, self.seats)
            else ""
        )
        focus = Focus(inject=inject)
        if self.focused is self.said and self.said.selected >= 0:
            return Focus(statement=str(self.said.selected))
        if self.focused is self.expected and (each := self.expected.selected) is not None:
            return Focus(
                expectation=each.id if not each.claim.harm else "", claim=each.id, objective=each.claim.objective
            )
        if item is not None and show is not None and inject:
            about = [found for name in item.expectations if (found := show.expectation(name)) is not None]
            pointed = next((each.id for each in about if each.key_points), "")
            objective = about[0].claim.objective if about else ""
            return Focus(inject=inject, expectation=pointed, objective=objective)
        return focus

    def current_objective(self) -> str:
        """That of the inject that came last and asks for something."""
        if self.show is None:
            return ""
        came = sorted((each for each in self.show.items if each.state == "delivered"), key=lambda each: -each.at)
        names = [name for item in came for name in item.expectations]
        found = next((each for name in names if (each := self.show.expectation(name)) is not None), None)
        return found.claim.objective if found is not None else ""

    def copied(self) -> str:
        """The id of what is selected."""
        focus = self.focus_now()
        return focus.claim or focus.inject or focus.statement

    def _detail(self, *, anew: bool = False) -> None:
        """What is selected, in full; the page stays where it was while it is about the same."""
        if self.show is None:
            return
        about, rows = self._rows()
        if about == self._about and not anew:
            return
        same, top = about == self._about, self.detail.scroll_offset.y
        self._about = about
        self.detail.show(rows, "Select an inject in the run of show.")
        self.detail.entitle({"claim": "Expectation", "said": "Said", "decision": "Decision"}.get(about[0], "Inject"))
        if same and top:
            self.detail.call_after_refresh(self.detail.scroll_to, y=top, animate=False)

    def _rows(self) -> tuple[tuple[str, str], list[Row]]:
        assert self.show is not None
        kind, name = self._about
        if self.focused is self.expected and self.expected.selected is not None:
            kind, name = "claim", self.expected.selected.id
        elif self.focused is self.said and self.said.selected >= 0:
            kind, name = "said", str(self.said.selected)
        elif self.focused is self.list or not kind:
            chosen = self.list.selected
            kind = "decision" if chosen is not None and chosen.decision else "inject"
            name = chosen.id if chosen is not None else ""
        if kind == "claim" and (each := self.show.expectation(name)) is not None:
            return (kind, name), expectation_rows(self.seat, self.show, each)
        if kind == "said":
            return (kind, name), statement_rows(self.seat, int(name), self.room.key_of("adjudicate"))
        if kind == "decision":
            found = next((each for each in self.show.decisions if each.id == name), None)
            return (kind, name), decision_rows(self.seat, found) if found is not None else []
        item = self.show.item(name)
        rows = inject_rows(self.seat, self.show, item, self.room.key_of("script")) if item is not None else []
        return ("inject", name), rows

    @on(Panel.Moved)
    def _moved(self, _: Panel.Moved) -> None:
        self.call_after_refresh(self._trail)

    def _trail(self) -> None:
        self._detail()
        self.footer.look()
        self._arrange()

    def on_descendant_focus(self) -> None:
        """The detail is about what has the focus."""
        self.call_after_refresh(self._trail)

    @on(Panel.Chosen)
    async def _chosen(self, message: Panel.Chosen) -> None:
        panel = message.panel
        if panel is self.list:
            chosen = self.list.selected
            if chosen is not None and chosen.state == "awaiting" and not chosen.decision:
                await self.perform("script", self.focus_now())
            else:
                self.action_panel(2)
        elif panel is self.expected:
            self.action_panel(2)
        elif panel is self.detail and self.detail.selected is not None:
            self._follow(*self.detail.selected.link)
        elif panel is self.said:
            await self.perform("adjudicate", self.focus_now())
        elif panel is self.feed and self.feed.selected is not None:
            self.read(reading.read_item(self.seat, self.feed.selected))
        elif panel is self.seats and self.seats.selected in self.seat.board.rules.roles:
            self.fill_in("hand", Focus(), typed={"role": self.seats.selected})

    def _follow(self, kind: str, name: str) -> None:
        if kind == "claim":
            self.action_panel(3)
            self.expected.choose(name)
        elif kind == "inject":
            self.action_panel(1)
            self.list.choose(name)

    # Panels

    def action_panel(self, number: int) -> None:
        """Focus a panel; where it takes turns, show it."""
        if number > 1 and not (number == 2 and self.size.width >= WIDE):
            self._turn = number
        self._detail()
        self._arrange()
        self.panels[number - 1].focus()

    async def action_back(self) -> None:
        """To the run of show; from there, back to the room at the host's own terminal."""
        if self.focused is not self.list:
            self.list.focus()
        elif not self.backstage.table.seat.control:
            await self._go_back()

    async def _room_ratings(self, _: Focus) -> None:
        from irsim.tui.screens.evaluating import Evaluating

        self.app.push_screen(Evaluating(self.table, self.backstage, opened=True))
