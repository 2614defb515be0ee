"""The ways between the pages of the debrief: from the score to its claims, from a claim to its evidence in the
timeline, and back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from irsim.reports.plain import one_line
from irsim.tui.debriefing.pages import CLAIMS, HOME_OF, SCORE, TABS, TIMELINE, Choice, tabs_of
from irsim.tui.debriefing.rows import NOWHERE, Link
from irsim.tui.widgets.pageaside import PageAndAside
from irsim.tui.widgets.pages import PagePanel
from irsim.tui.widgets.panel import Panel


class DebriefPages(PageAndAside):
    """The pages, one at a time, by their numbers and by links from row to row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"go({number - 1})", show=False) for number in range(1, len(TABS) + 2)),
        Binding("left,h", "turn(-1)", "The page before", show=False),
        Binding("right,l", "turn(1)", "The next page", show=False),
        Binding("tab,shift+tab", "other_side", "To the other side", show=False),
        Binding("escape,backspace", "back", "Back", show=False),
        Binding("slash", "filter", "Filter the timeline", show=False),
        Binding("f", "unmet", "All claims, or those not met", show=False),
        Binding("t", "shine", "The evidence on the timeline", show=False),
        Binding("v", "listed", "The timeline as lanes, or as a list", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]

    class Left(Message):
        """Back from where one began."""

    def __init__(self) -> None:
        super().__init__()
        self._came: list[tuple[Choice, Link, bool]] = []
        self._stood: dict[int, Link] = {}

    @property
    def record(self) -> int | None:
        """The record that the selected row is about: its own, or the first that a claim rests on; None for others."""
        aside = self.aside.selected.link if self.aside.has_focus and self.aside.selected is not None else NOWHERE
        if self.story is None:
            return None
        kind, id = aside if self.aside.has_focus else self._link
        if kind == "record":
            return int(id)
        claim = self.story.claim(id) if kind == "claim" else None
        return min(claim.evidence, default=None) if claim is not None else None

    @property
    def leads_somewhere(self) -> bool:
        """Whether Enter does something on the selected row."""
        if self.in_lanes and not self.aside.has_focus:
            return self.lanes.link != NOWHERE
        row = (self.aside if self.aside.has_focus else self.main).selected
        return row is not None and row.link != NOWHERE

    @property
    def can_shine(self) -> bool:
        """Whether the selected row has evidence to see on the timeline."""
        row = self.main.selected
        return row is not None and row.link[0] in ("claim", "objective", "role")

    @property
    def can_go_back(self) -> bool:
        """Whether escape leads somewhere within these pages."""
        return bool(self.line.display or self._came or self.aside.has_focus or self.choice.unmet or self.choice.role)

    @on(Panel.Chosen)
    def _chosen(self, message: Panel.Chosen) -> None:
        message.stop()
        if message.panel is self.lanes.panel:
            self._read()
            return
        row = message.panel.selected if isinstance(message.panel, PagePanel) else None
        if row is None or row.link == NOWHERE:
            return
        if message.panel is self.main and HOME_OF.get(row.link[0]) == self.choice.tab:
            self._read()
        else:
            self.follow(row.link)

    def _read(self) -> None:
        """What is selected, in full."""
        if self._link == NOWHERE:
            return
        self.opened = True
        self._arrange()
        self.aside.focus()

    def follow(self, link: Link) -> None:
        """To what a row leads to; escape comes back."""
        assert self.story is not None
        kind, id = link
        self._came.append((self.choice, self._link, self.opened))
        claims = self.story.source.card.claims
        if kind == "objective":
            first = next((claim.id for claim in claims if claim.objective == id), "")
            self._go(replace(self.choice, tab=CLAIMS, unmet=False, role=""), ("claim", first))
        elif kind == "role":
            self._go(replace(self.choice, tab=CLAIMS, unmet=False, role=id))
        elif kind == "claim":
            self._go(replace(self.choice, tab=CLAIMS, unmet=False, role=""), link, opened=True)
        elif kind == "record":
            known = int(id) in self.story.known
            choice = replace(self.choice, tab=TIMELINE, wanted="", listed=True)
            self._go(choice, link if known else NOWHERE, opened=known)
        else:
            self._go(replace(self.choice, tab=HOME_OF[kind]), link)

    def _go(self, choice: Choice, link: Link = NOWHERE, *, opened: bool = False) -> None:
        self._stood[self.choice.tab] = self._link
        self.choice, self.opened = choice, opened
        if choice.tab != TIMELINE or not choice.wanted:
            self.line.value = choice.wanted
            self.line.display = False
        self._show(link)
        (self.aside if opened and not self.wide else self.place).focus()

    def action_go(self, tab: int) -> None:
        """A page by its number, where one stood on it last."""
        if self.story is None or tab >= len(tabs_of(self.story)):
            return
        self._came.clear()
        listed = self.choice.listed and self.choice.tab == TIMELINE
        self._go(replace(self.choice, tab=tab, listed=listed, lit=(), of=""), self._stood.get(tab, NOWHERE))

    def action_turn(self, by: int) -> None:
        """The page before or after."""
        if self.story is not None:
            self.action_go((self.choice.tab + by) % len(tabs_of(self.story)))

    def action_other_side(self) -> None:
        """To what stands beside the page, and back."""
        if self.aside.has_focus and self.wide:
            self.place.focus()
        elif self.right.display:
            self.aside.focus()

    def action_back(self) -> None:
        """From the filter, from what was opened, from where a link led; in the end out of here."""
        if self.line.display:
            self.line.display = False
            self.line.value = ""
            self.choice = replace(self.choice, wanted="")
            self._show()
            self.place.focus()
        elif self.in_lanes and self.opened:
            self.opened = False
            self._arrange()
            self.place.focus()
        elif self._came:
            choice, link, opened = self._came.pop()
            self._go(choice, link, opened=opened)
        elif self.aside.has_focus:
            self.opened = False
            self._arrange()
            self.place.focus()
        elif self.choice.unmet or self.choice.role:
            self._go(replace(self.choice, unmet=False, role=""), self._link)
        else:
            self.post_message(self.Left())

    def action_unmet(self) -> None:
        """All claims, or those that were not met."""
        self._came.clear()
        self._go(replace(self.choice, tab=CLAIMS, unmet=not self.choice.unmet), self._link)

    def action_filter(self) -> None:
        """Words that the timeline must hold."""
        if self.choice.tab != TIMELINE:
            self.action_go(TIMELINE)
        self.opened = False
        self.line.display = True
        self._show()
        self.line.focus()

    @on(Input.Changed, "#filter")
    def _filtered(self, message: Input.Changed) -> None:
        if self.choice.tab == TIMELINE and message.value.strip() != self.choice.wanted:
            self.choice = replace(self.choice, wanted=message.value.strip())
            self._show()

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self.main.focus()

    def action_listed(self) -> None:
        """The timeline as lanes, or as a list."""
        if self.story is None:
            return
        listed = self.in_lanes
        link = self._link if listed or self.choice.tab == TIMELINE else NOWHERE
        self.line.display = False
        self._go(replace(self.choice, tab=TIMELINE, listed=listed, wanted=""), link)
        mark = self.story.lanes.holding(int(link[1])) if not listed and link[0] == "record" else None
        if mark is not None:
            self.call_after_refresh(self.lanes.panel.choose, mark, quarter=True)

    def action_shine(self) -> None:
        """What a claim, or those of an objective or a seat, rest on, on the timeline."""
        if self.story is None or self.in_lanes:
            return
        kind, id = self.main.selected.link if self.main.selected is not None else NOWHERE
        names, card = self.story.source.names, self.story.source.card
        claims = [claim for claim in card.claims if id in {"claim": (claim.id,), "role": (claim.role,)}.get(kind, ())]
        of = names.role(id) if kind == "role" else ""
        if kind == "claim":
            of = one_line(claims[0].title, 80) if claims else ""
        if kind == "objective":
            claims = [claim for claim in card.claims if claim.objective == id]
            of = next((one_line(total.label, 80) for total in card.objectives if total.id == id), "")
        if claims:
            self._came.append((self.choice, self._link, self.opened))
            lit = tuple(claim.id for claim in claims)
            self._go(replace(self.choice, tab=TIMELINE, wanted="", listed=False, lit=lit, of=of))

    def action_copy(self) -> None:
        """The head digest on the first page, else the selected line."""
        if self.story is None:
            return
        panel = self.aside if self.aside.has_focus else self.main
        row = panel.selected
        text = row.copy if row is not None else ""
        if self.in_lanes and panel is self.main:
            kind, id = self._link
            text = self.story.entry(int(id)).copy if kind == "record" else ""
        if self.choice.tab == SCORE and panel is self.main and not (row and row.link == NOWHERE and text):
            text = one_line(self.story.source.card.head, 80)
        if text:
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied: {one_line(text, 100)}", markup=False)
