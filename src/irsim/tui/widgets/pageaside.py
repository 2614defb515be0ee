"""A page of the debrief and what stands beside it: both where there is room, one at a time where there is not; the
timeline as lanes or as a list.
"""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from irsim.tui.debriefing.lanes import Spotlight
from irsim.tui.debriefing.pages import OPENING, SCORE, TIMELINE, Choice, beside, page
from irsim.tui.debriefing.rows import NOWHERE, Link
from irsim.tui.debriefing.story import Story
from irsim.tui.widgets.lanes import LanesView
from irsim.tui.widgets.pages import PagePanel
from irsim.tui.widgets.panel import Panel

WIDE = 108
"""Columns from which a claim, a record or a clock is read beside its list; below, it takes the list's place."""


class PageAndAside(Vertical):
    """Two columns over a story, of which `choice` says what they show."""

    class Turned(Message):
        """Another page, or another part of it, is in sight."""

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
