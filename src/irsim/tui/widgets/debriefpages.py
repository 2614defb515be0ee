"""The pages of the debrief with what stands beside them, and the ways between them: from the score to its claims, from
a claim to its evidence in the timeline, and back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from irsim.reports.plain import one_line
from irsim.tui.debriefing.lanes import Spotlight
from irsim.tui.debriefing.pages import CLAIMS, HOME_OF, OPENING, SCORE, TABS, TIMELINE, Choice, beside, page, tabs_of
from irsim.tui.debriefing.rows import NOWHERE, Link
from irsim.tui.debriefing.story import Story
from irsim.tui.widgets.lanes import LanesView
from irsim.tui.widgets.pages import PagePanel
from irsim.tui.widgets.panel import Panel

WIDE = 108
"""Columns from which a claim, a record or a clock is read beside its list; below, it takes the list's place."""


class DebriefPages(Vertical):
    """The pages, one at a time."""

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

    class Turned(Message):
        """Another page, or another part of it, is in sight."""

    class Left(Message):
        """Back from where one began."""

    def __init__(self) -> None:
        super().__init__(id="pages")
        self.story: Story | None = None
        self.choice = Choice()
        self.report = ""
        self.opened = False
        """on a narrow terminal: whether the selected row takes the list's place"""
        self.main = PagePanel(id="main-page")
        self.aside = PagePanel(id="side-page")
        self.lanes = LanesView()
        self.left = Vertical(self.main, self.lanes, classes="column", id="main")
        self.right = Vertical(self.aside, classes="column", id="side")
        self.line = Input(id="filter", placeholder="words the timeline must hold; esc shows everything", compact=True)
        self._came: list[tuple[Choice, Link, bool]] = []
        self._stood: dict[int, Link] = {}
        self._beside: tuple[Choice, Link] | None = None

    def compose(self) -> ComposeResult:
        """The page, what stands beside it, and the filter below."""
        yield Horizontal(self.left, self.right, id="sides")
        yield self.line

    @property
    def wide(self) -> bool:
        """Whether two columns fit; lanes take all of them."""
        return self.app.size.width >= WIDE and not self.in_lanes

    @property
    def in_lanes(self) -> bool:
        """Whether the timeline is shown as swimlanes."""
        choice = self.choice
        return choice.tab == TIMELINE and not (choice.listed or choice.wanted or self.line.display)

    @property
    def place(self) -> Panel:
        """What the keys go to: the page, or its lanes."""
        return self.lanes.panel if self.in_lanes else self.main

    def tell(self, story: Story) -> None:
        """Everything is known: the first page."""
        self.story = story
        self.set_class(not self.wide, "-narrow")
        self._show()
        self.place.focus()

    def reported(self, path: str) -> None:
        """The after-action report was written."""
        self.report = path
        if self.choice.tab == SCORE:
            top = self.main.scroll_offset.y
            self._show(self._link)
            self.main.scroll_to(y=top, animate=False)

    @property
    def _link(self) -> Link:
        if self.in_lanes:
            return self.lanes.link
        row = self.main.selected
        return row.link if row is not None else NOWHERE

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

    # Drawing

    def _show(self, link: Link = NOWHERE) -> None:
        """The page that was chosen, with the cursor on the row that leads to `link`."""
        if self.story is None:
            return
        self.main.display, self.lanes.display = not self.in_lanes, self.in_lanes
        if self.in_lanes:
            lit = [claim for claim in self.story.source.card.claims if claim.id in self.choice.lit]
            self.left.border_title = Content(f"Timeline · {self.choice.of}" if self.choice.of else "Timeline")
            self.lanes.tell(self.story, Spotlight(self.choice.of, tuple(lit)))
        else:
            shown = page(self.story, self.choice, wide=self.wide, report=self.report)
            self.left.border_title = Content(shown.title)
            self.main.show(shown.rows, shown.empty)
            if link != NOWHERE:
                self.main.choose(link)
        self._beside = None
        self._arrange()

    def _arrange(self) -> None:
        """Who stands where, at this width."""
        if self.story is None:
            return
        key = (self.choice, self._link)
        if key != self._beside and (self.opened or not self.in_lanes):
            self._beside = key
            aside = beside(self.story, self.choice, self._link)
            if aside is not None:
                self.right.border_title = Content(aside.title)
                self.aside.show(aside.rows, aside.empty)
            self.right.set_class(aside is None, "-none")
        has_aside = not self.right.has_class("-none")
        turned = self.opened and self.choice.tab in OPENING
        self.left.display = self.wide or not turned
        self.right.display = has_aside and (self.wide or turned)
        self.post_message(self.Turned())

    def on_resize(self, _: events.Resize) -> None:
        """Two columns, or one at a time."""
        narrow = not self.wide
        if self.story is not None and narrow != self.has_class("-narrow"):
            self.set_class(narrow, "-narrow")
            self._show(self._link)
            (self.aside if self.opened and narrow else self.place).focus()

    @on(Panel.Moved)
    def _moved(self, message: Panel.Moved) -> None:
        message.stop()
        if message.panel is self.main:
            self._arrange()
        else:
            self.post_message(self.Turned())

    # Ways

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
