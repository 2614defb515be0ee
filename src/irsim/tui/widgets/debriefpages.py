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
from irsim.tui.debriefing.pages import CLAIMS, HOME_OF, OPENING, SCORE, TABS, TIMELINE, Choice, beside, page, tabs_of
from irsim.tui.debriefing.rows import NOWHERE, Link
from irsim.tui.debriefing.story import Story
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
        self.left = Vertical(self.main, classes="column", id="main")
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
        """Whether two columns fit."""
        return self.app.size.width >= WIDE

    def tell(self, story: Story) -> None:
        """Everything is known: the first page."""
        self.story = story
        self.set_class(not self.wide, "-narrow")
        self._show()
        self.main.focus()

    def reported(self, path: str) -> None:
        """The after-action report was written."""
        self.report = path
        if self.choice.tab == SCORE:
            top = self.main.scroll_offset.y
            self._show(self._link)
            self.main.scroll_to(y=top, animate=False)

    @property
    def _link(self) -> Link:
        row = self.main.selected
        return row.link if row is not None else NOWHERE

    @property
    def record(self) -> int | None:
        """The record that the selected row is about: its own, or the first that a claim rests on; None for others."""
        row = (self.aside if self.aside.has_focus else self.main).selected
        if row is None or self.story is None:
            return None
        kind, id = row.link
        if kind == "record":
            return int(id)
        claim = self.story.claim(id) if kind == "claim" else None
        return min(claim.evidence, default=None) if claim is not None else None

    @property
    def leads_somewhere(self) -> bool:
        """Whether Enter does something on the selected row."""
        row = (self.aside if self.aside.has_focus else self.main).selected
        return row is not None and row.link != NOWHERE

    @property
    def can_go_back(self) -> bool:
        """Whether escape leads somewhere within these pages."""
        return bool(self.line.display or self._came or self.aside.has_focus or self.choice.unmet or self.choice.role)

    # Drawing

    def _show(self, link: Link = NOWHERE) -> None:
        """The page that was chosen, with the cursor on the row that leads to `link`."""
        if self.story is None:
            return
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
        if key != self._beside:
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
            (self.aside if self.opened and narrow else self.main).focus()

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
        row = message.panel.selected if isinstance(message.panel, PagePanel) else None
        if row is None or row.link == NOWHERE:
            return
        if message.panel is self.main and HOME_OF.get(row.link[0]) == self.choice.tab:
            self.opened = True
            self._arrange()
            self.aside.focus()
        else:
            self.follow(row.link)

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
            self._go(replace(self.choice, tab=TIMELINE, wanted=""), link if known else NOWHERE, opened=known)
        else:
            self._go(replace(self.choice, tab=HOME_OF[kind]), link)

    def _go(self, choice: Choice, link: Link = NOWHERE, *, opened: bool = False) -> None:
        self._stood[self.choice.tab] = self._link
        self.choice, self.opened = choice, opened
        if choice.tab != TIMELINE or not choice.wanted:
            self.line.value = choice.wanted
            self.line.display = False
        self._show(link)
        (self.aside if opened and not self.wide else self.main).focus()

    def action_go(self, tab: int) -> None:
        """A page by its number, where one stood on it last."""
        if self.story is None or tab >= len(tabs_of(self.story)):
            return
        self._came.clear()
        self._go(replace(self.choice, tab=tab), self._stood.get(tab, NOWHERE))

    def action_turn(self, by: int) -> None:
        """The page before or after."""
        if self.story is not None:
            self.action_go((self.choice.tab + by) % len(tabs_of(self.story)))

    def action_other_side(self) -> None:
        """To what stands beside the page, and back."""
        if self.aside.has_focus and self.wide:
            self.main.focus()
        elif self.right.display:
            self.aside.focus()

    def action_back(self) -> None:
        """From the filter, from what was opened, from where a link led; in the end out of here."""
        if self.line.display:
            self.line.display = False
            self.line.value = ""
            self.main.focus()
        elif self._came:
            choice, link, opened = self._came.pop()
            self._go(choice, link, opened=opened)
        elif self.aside.has_focus:
            self.opened = False
            self._arrange()
            self.main.focus()
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
        self._arrange()
        self.line.display = True
        self.line.focus()

    @on(Input.Changed, "#filter")
    def _filtered(self, message: Input.Changed) -> None:
        if self.choice.tab == TIMELINE and message.value.strip() != self.choice.wanted:
            self.choice = replace(self.choice, wanted=message.value.strip())
            self._show()

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self.main.focus()

    def action_copy(self) -> None:
        """The head digest on the first page, else the selected line."""
        if self.story is None:
            return
        panel = self.aside if self.aside.has_focus else self.main
        row = panel.selected
        text = row.copy if row is not None else ""
        if self.choice.tab == SCORE and panel is self.main and not (row and row.link == NOWHERE and text):
            text = one_line(self.story.source.card.head, 80)
        if text:
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied: {one_line(text, 100)}", markup=False)
