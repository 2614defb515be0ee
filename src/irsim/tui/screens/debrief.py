"""After the exercise: first the hot wash, typed in while it is fresh; then the score, what was missed and what would
have counted, every claim with its evidence, the timeline, the clocks and the times.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from irsim.events.session import SessionClosed
from irsim.reports.plain import few_lines
from irsim.session.protocol import Denied
from irsim.session.rights import may_close
from irsim.tui.actions import BY_ID
from irsim.tui.debriefing.pages import tabs_of
from irsim.tui.debriefing.story import Story
from irsim.tui.dialogs.simple import Pick, Reader
from irsim.tui.screens.scored import Scored
from irsim.tui.screens.seated import why_not
from irsim.tui.widgets.debriefhelp import help_text
from irsim.tui.widgets.debriefkeys import keys_of
from irsim.tui.widgets.debriefpages import DebriefPages
from irsim.tui.widgets.hotwash import HotWash
from irsim.tui.widgets.keyline import KeyLine
from irsim.tui.widgets.whereline import WhereLine

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.table import Table

EVERYBODY = 60.0
"""Seconds in which other terminals are sent the whole recording."""

WAITING = (
    ("keep", "Leave", "what you said is in the recording"),
    ("", "Stay", "the debrief comes when the host or the facilitator closes the recording"),
)

LEAVING = (("keep", "Leave", "the others go on"), WAITING[1])
"""The same at a screen that only shows."""

WIDE_TABS = 84
"""Columns from which the pages of a fork stand beside each other by their whole names."""

FINISH = (
    ("finish", "Finish, and see the score", "the recording is closed: nothing can be added after that"),
    ("keep", "Leave it open", "the hot wash can be continued from the home screen"),
    ("", "Stay", ""),
)


class DebriefScreen(Scored):
    """The debrief of a recording, or of the sitting at this terminal; then the hot wash comes first."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("debrief.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "home", "Home", show=False),
        Binding("w", "report", "Write the after-action report", show=False),
        Binding("p", "replay", "Play it again", show=False),
        Binding("question_mark,f1", "help", "Help", show=False),
        Binding(",".join(("f2", *BY_ID["ratings"].keys)), "evaluate", "Evaluation", show=False),
        Binding(",".join(BY_ID["theme"].keys), "theme", "Theme", id="theme", show=False),
        Binding(",".join(BY_ID["mouse"].keys), "mouse", "Mouse", id="mouse", show=False),
    ]

    class Asked(Message):
        """The scenario's questions for the hot wash are known."""

        def __init__(self, questions: list[str]) -> None:
            super().__init__()
            self.questions = questions

    def __init__(self, path: Path | None, table: Table | None) -> None:
        if path is None and table is None:
            raise ValueError("a debrief needs a recording or a table")
        super().__init__(path if path is not None else cast("Table", table).sitting.path)
        self.table = table
        self.where = WhereLine(id="where")
        self.tabs = KeyLine(id="tabs")
        self.keys = KeyLine(id="keyline")
        self.pages = DebriefPages()
        self.wash: HotWash | None = None
        if table is not None and table.session.whole is None:
            self.wash = HotWash(table)
        self._unlisten: Callable[[], None] = lambda: None
        self._finishing = False

    def compose(self) -> ComposeResult:
        """Where we are, the pages by their numbers, the page, keys."""
        yield self.where
        yield self.tabs
        if self.wash is not None:
            yield self.wash
        yield self.reading
        yield self.pages
        yield self.keys

    def on_mount(self) -> None:
        """The hot wash, or straight to the score."""
        self.pages.display = False
        self.app.clear_notifications()  # what was said in the room is no news any more
        if self.table is not None:
            self.where.about(self.table.seat.board)
        if self.wash is not None and self.table is not None:
            self.reading.display = self.tabs.display = False
            self._ask_questions(self.table)
            self._unlisten = self.table.seat.listen(lambda records: self.call_later(self._hear, records))
        else:
            self.load()
        self._renew_keys()

    # What was read

    def disclosed(self) -> list[Record] | None:
        """What the session told this terminal, once it is closed."""
        return list(self.table.session.whole or ()) if self.table is not None else None

    def sent(self) -> list[Record] | None:
        """The same, where the file lies with a host elsewhere."""
        return self.disclosed() if self.table is not None and self.table.sitting.joined else None

    def told(self, story: Story) -> None:
        """The pages, instead of how far reading has come."""
        self.pages.display = self.tabs.display = True
        self.where.scored(story.source.board, story.source.card)
        self.pages.tell(story)
        self._renew_keys()

    def reported(self, path: str) -> None:
        """The score says where the report is."""
        self.pages.reported(path)

    # The hot wash

    @on(Asked)
    def _asked(self, message: Asked) -> None:
        if self.wash is not None:
            self.wash.ask(message.questions)

    @on(HotWash.Done)
    async def _done(self, message: HotWash.Done) -> None:
        self._ask_to_leave(message.first)

    def _ask_questions(self, table: Table) -> None:
        self.post_message(self.Asked([few_lines(text, 400) for text in table.seat.board.questions]))

    def _hear(self, records: list[Record]) -> None:
        """What was said at another terminal; the end, where somebody else closed the recording."""
        if self.wash is None or not self.is_attached:
            return
        self.wash.renew()
        if any(isinstance(record.body, SessionClosed) for record in records) and not self._finishing:
            self._finishing = True
            self.run_worker(self._after_closing(), exclusive=True, group="finish")

    def _ask_to_leave(self, first: str) -> None:
        assert self.table is not None
        may = not self.table.sitting.joined or may_close(self.table.seat.kind, True) is None
        choices = FINISH if may else LEAVING if self.wash is not None and self.wash.only_shows else WAITING

        def chosen(what: str | None) -> None:
            if what == "finish":
                self.run_worker(self._finish(), exclusive=True, group="finish")
            elif what == "keep":
                self._go_home()

        self.app.push_screen(Pick("The hot wash", choices, chosen=first if may else ""), chosen)

    async def _finish(self) -> None:
        """Record what still stands in the line, close the recording, and read it."""
        if self.wash is None or self.table is None or self._finishing:
            return
        if not await self.wash.record():
            return
        self._finishing = True
        try:
            await self.table.session.close()
        except Denied as denied:
            self._finishing = False
            self.notify(denied.refused.reason, severity="warning", markup=False)
            return
        except OSError as error:
            self.app.run_worker(self.room.unwritten(error.strerror))  # the app's: this screen goes
            return
        except asyncio.CancelledError:
            if not self.table.session.gone:
                raise
            self.app.run_worker(self.room.unwritten(""))
            return
        await self._after_closing()

    async def _after_closing(self) -> None:
        """The recording is closed, here or elsewhere: everything is told, as soon as it is here."""
        table = self.table
        if self.wash is None or table is None:
            return
        self._unlisten()
        await self._come_up()
        await self.wash.remove()
        self.wash = None
        self.reading.display = True
        self.reading.update(Content("The recording is closed; its debrief is on its way …"))
        self._renew_keys()
        await table.session.disclosed()
        await table.stop()
        if not table.sitting.joined:
            self.room.table = None
            self.room.farewell = asyncio.create_task(table.gone(EVERYBODY))  # the others are told everything meanwhile
        self.load()
        self._renew_keys()

    async def _come_up(self) -> None:
        """Nothing is added to the recording any more: what stood open over the hot wash for that goes away."""
        if self not in self.app.screen_stack or self.app.screen is self:
            return
        while self.app.screen is not self:
            await self.app.pop_screen()
        self.notify("The recording was closed. This is its debrief.", markup=False)

    # Keys

    @on(DebriefPages.Turned)
    def _turned(self) -> None:
        self._renew_keys()

    @on(DebriefPages.Left)
    def _left(self) -> None:
        self._go_home()

    def on_descendant_focus(self) -> None:
        """Other keys do something now."""
        self._renew_keys()

    def _renew_keys(self) -> None:
        if self.wash is not None:
            rating = [("f2", "Evaluation", "evaluate")] if self.table is not None and self.table.seat.control else []
            self.keys.show([*self.wash.keys(), *rating])
            return
        pages = self.pages
        marked = f"page({pages.choice.tab})"
        shown = tabs_of(pages.story, narrow=self.size.width < WIDE_TABS) if pages.story else ()
        self.tabs.show([(str(number), word, f"page({number - 1})") for number, word in enumerate(shown, 1)], marked)
        if pages.story is None:
            self.keys.show([("esc", "Home", "home")])
            return
        self.keys.show(keys_of(pages))

    def action_page(self, tab: int) -> None:
        """A page, by a click on its name."""
        self.pages.action_go(tab)

    async def action_on_pages(self, name: str) -> None:
        """A key of the pages, by a click on it."""
        await self.pages.run_action(name)

    async def action_on_wash(self, name: str) -> None:
        """A key of the hot wash, by a click on it."""
        if self.wash is not None:
            await self.wash.run_action(name)

    def action_enter(self) -> None:
        """Open what is selected."""
        (self.pages.aside if self.pages.aside.has_focus else self.pages.place).action_choose()

    async def action_on_lanes(self, name: str) -> None:
        """A key of the lanes, by a click on it."""
        await self.pages.lanes.panel.run_action(name)

    def action_on_lanes_jump(self) -> None:
        """A line for an instant."""
        self.pages.lanes.action_jump()

    def action_home(self) -> None:
        """Home; a hot wash that is not finished asks first."""
        if self.wash is not None:
            self._ask_to_leave("keep")
        else:
            self._go_home()

    def _go_home(self) -> None:
        self.app.call_later(self.room.go_home)

    def action_report(self) -> None:
        """Write the after-action report beside the recording; where that lies elsewhere, in the folder here."""
        if self.pages.story is not None:
            self.write_report()

    def action_replay(self) -> None:
        """Play the recording again: from the record that is selected, or that the selected claim rests on."""
        if self.wash is None and self.pages.story is not None:
            from irsim.tui.screens.replay_opening import open_replay

            open_replay(self.room, self.path, record=self.pages.record, sent=self.sent())

    def action_evaluate(self) -> None:
        """Observations, ratings and other verdicts, for whoever rates: until the recording is closed."""
        from irsim.tui.screens.evaluating import evaluate_after

        refused = evaluate_after(self.app, self.table if self.wash is not None else None)
        if refused is not None:
            self.notify(why_not(refused), severity="warning", markup=False)

    def action_help(self) -> None:
        """Every key, and what the verdicts mean."""
        width = min(86, self.size.width * 96 // 100 - 6)
        self.app.push_screen(Reader("Help: the debrief", help_text(width, washing=self.wash is not None)))

    def action_theme(self) -> None:
        """The next theme."""
        self.room.next_theme()

    def action_mouse(self) -> None:
        """The mouse to the terminal, and back."""
        self.room.toggle_mouse()
