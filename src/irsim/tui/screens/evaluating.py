"""The evaluation: objectives with their ratings and observations, claims as they stand, key points to tick."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from irsim.board.decide import Refused
from irsim.reports.names import Names
from irsim.reports.plain import few_lines, one_line
from irsim.scoring.run_of_show import RunOfShow
from irsim.tui.actions import Action
from irsim.tui.console.backstage import Backstage, backstage_of
from irsim.tui.console.detail import expectation_rows
from irsim.tui.control_keys import FOOTER_EVALUATION
from irsim.tui.dialogs.simple import Reader
from irsim.tui.forms import Focus
from irsim.tui.screens.control import Control
from irsim.tui.table import Table
from irsim.tui.widgets.controlfooter import ControlFooter
from irsim.tui.widgets.controllists import ExpectationsPanel, ObjectivesPanel, ObservationsPanel
from irsim.tui.widgets.pages import PagePanel
from irsim.tui.widgets.panel import Panel
from irsim.words.durations import format_instant

WIDE = 100
"""Columns from which both sides fit beside each other."""


class Evaluating(Control):
    """1 is the objectives, 2 the claims of the selected one, 3 the selected claim in full, 4 the observations; on a
    narrow terminal the last two take turns."""

    OFFERS: ClassVar[tuple[Action, ...]] = tuple(each for each in Control.OFFERS if each.group != "show")
    COURSE: ClassVar[tuple[str, tuple[str, ...]]] = ("Rating it", FOOTER_EVALUATION)

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("console.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"panel({number})", show=False) for number in range(1, 5)),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, table: Table, backstage: Backstage, *, opened: bool = False) -> None:
        """`opened`: over another screen, to which one goes back."""
        super().__init__(table, backstage)
        seat = self.seat
        self.opened = opened
        self.objectives = ObjectivesPanel(seat, id="objectives")
        self.claims = ExpectationsPanel(seat, id="claims")
        self.detail = PagePanel(id="detail")
        self.observed = ObservationsPanel(seat, id="observed")
        self.footer = ControlFooter(seat, FOOTER_EVALUATION, self.focus_now, lambda name: self.room.key_of(name))
        self._turn = 4
        self._about = ""

    @property
    def panels(self) -> list[Panel]:
        """In the order of their numbers."""
        return [self.objectives, self.claims, self.detail, self.observed]

    def compose(self) -> ComposeResult:
        """Objectives and claims, the claim and observations beside them."""
        yield self.header
        with Horizontal(id="columns"):
            with Vertical(id="left", classes="column"):
                yield self.objectives
                yield self.claims
            with Vertical(id="right", classes="column"):
                yield self.detail
                yield self.observed
        yield self.footer

    def on_mount(self) -> None:
        """The objectives have the focus."""
        self.columns = self.query_one("#columns")
        self.left = self.query_one("#left")
        self.right = self.query_one("#right")
        self.objectives.focus()

    def on_resize(self, _: events.Resize) -> None:
        """Another size."""
        self._arrange()

    def _arrange(self) -> None:
        wide = self.size.width >= WIDE
        lines = self.size.height - 5
        self.columns.set_class(not wide, "-narrow")
        turned = self.detail if self._turn == 3 else self.observed
        self.detail.display = wide or turned is self.detail
        self.observed.display = wide or turned is self.observed
        for panel in (self.detail, self.observed):
            panel.set_class(panel is (self.detail if wide else turned), "-first")
        self.left.border_title = (self.objectives.border_title or "").strip()
        self.right.border_title = ((self.detail if wide else turned).border_title or "").strip()
        self.objectives.styles.height = min(max(2, self.objectives.count()), max(3, lines // 3))
        self.left.styles.height = "1fr" if wide else max(8, lines * 2 // 3)
        self.observed.styles.height = max(5, lines * 2 // 5) if wide else "1fr"

    # News and the second hand

    def reread(self, show: RunOfShow) -> None:
        """Another state of everything."""
        super().reread(show)
        records = self.backstage.records
        self.objectives.show(show, records)
        self.observed.show(records)
        self._trail(anew=True)

    def tick(self) -> None:
        """What runs is drawn anew where it reads differently."""
        self.claims.tick()
        stands = self.standing()
        if stands != self.stood:
            self.stood = stands
            self._trail(anew=True)

    # Selection

    def focus_now(self) -> Focus:
        """The selected objective; a claim where the cursor stands on one."""
        each = self.claims.selected
        if each is not None and self.focused in (self.claims, self.detail):
            name = each.id if not each.claim.harm else ""
            return Focus(expectation=name, claim=each.id, objective=each.claim.objective)
        return Focus(objective=self.objectives.selected)

    def current_objective(self) -> str:
        """The selected one."""
        return self.objectives.selected

    def copied(self) -> str:
        """The id of what is selected."""
        focus = self.focus_now()
        return focus.claim or focus.objective

    @on(Panel.Moved)
    def _moved(self, _: Panel.Moved) -> None:
        self.call_after_refresh(self._trail)

    def on_descendant_focus(self) -> None:
        """Other actions make sense on another panel."""
        self.footer.look()

    def _trail(self, *, anew: bool = False) -> None:
        if self.show is None:
            return
        if anew or self.claims.objective != self.objectives.selected:
            self.claims.objective = self.objectives.selected
            self.claims.show(self.show)
        each = self.claims.selected
        name = each.id if each is not None else ""
        if anew or name != self._about:
            top = self.detail.scroll_offset.y if name == self._about else 0
            self._about = name
            rows = expectation_rows(self.seat, self.show, each) if each is not None else []
            self.detail.show(rows, "Nothing is claimed of this objective.")
            self.detail.entitle("Claim")
            if top:
                self.detail.call_after_refresh(self.detail.scroll_to, y=top, animate=False)
        self.footer.look()
        self._arrange()

    @on(Panel.Chosen)
    async def _chosen(self, message: Panel.Chosen) -> None:
        panel = message.panel
        if panel is self.objectives:
            self.action_panel(2)
        elif panel is self.claims:
            self.action_panel(3)
        elif panel is self.observed and self.observed.selected is not None:
            record, body = self.observed.selected
            who = f"{format_instant(record.at)} {Names(self.seat.board).who(record.by)}\n\n"
            rated = f"{body.rating} · " if body.rating else ""
            sort = {"strength": "strength", "area": "area for improvement"}.get(body.sort, "")
            about = self.seat.board.opened.setting.objectives.get(body.objective, body.expectation)
            parts = (f"{rated}{sort}\n" if rated or sort else "") + (f"{one_line(about, 100)}\n\n" if about else "")
            text = Content.assemble((who, "$muted"), (parts, "bold"), few_lines(body.text, 4000, 100))
            self.show_dialog(Reader("Observation", text))

    def action_panel(self, number: int) -> None:
        """Focus a panel; where it takes turns, show it."""
        if number > 2:
            self._turn = number
            self._arrange()
        self.panels[number - 1].focus()

    async def _room_ratings(self, _: Focus) -> None:
        if self.opened:
            await self.app.pop_screen()
        else:
            self.refuse(Refused("this is it", "record an observation"))

    async def action_back(self) -> None:
        """To the objectives; from there, back to where it was opened. After the end, back to the debrief at once."""
        if self.after_the_end:
            await self._go_back()
        elif self.focused is not self.objectives:
            self.objectives.focus()
        elif self.opened:
            await self.app.pop_screen()


def evaluate_after(app: App[Any], table: Table | None) -> Refused | None:
    """The evaluation over the debrief, while the recording is open; why not, where it is not to be had."""
    if table is None:
        return Refused("the recording is closed; nothing is added to it", "read it, or compare it")
    backstage = backstage_of(table)
    if isinstance(backstage, Refused):
        return backstage
    app.push_screen(Evaluating(backstage.control(), backstage, opened=True))
    return None
