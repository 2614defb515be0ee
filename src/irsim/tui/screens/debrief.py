"""After the exercise: first the hot wash, typed in while it is fresh; then the score, what was missed and what would
have counted, every claim with its evidence, the timeline, the clocks and the times.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from irsim.events.session import SessionClosed
from irsim.reports.plain import few_lines, one_line
from irsim.session.protocol import Denied
from irsim.session.rights import may_close
from irsim.tui.actions import BY_ID
from irsim.tui.debriefing.pages import CLAIMS, OPENING, SCORE, TIMELINE, tabs_of
from irsim.tui.debriefing.story import Story, read_story
from irsim.tui.dialogs.simple import Pick, Reader
from irsim.tui.launch import Debriefing
from irsim.tui.screens.seated import why_not
from irsim.tui.widgets.debriefhelp import help_text
from irsim.tui.widgets.debriefpages import DebriefPages
from irsim.tui.widgets.hotwash import HotWash
from irsim.tui.widgets.keyline import Key, KeyLine
from irsim.tui.widgets.whereline import WhereLine
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.house import House
    from irsim.tui.table import Table

EVERYBODY = 60.0
"""Seconds in which other terminals are sent the whole recording."""

WAITING = (
    ("keep", "Leave", "what you said is in the recording"),
    ("", "Stay", "the debrief comes when the host or the facilitator closes the recording"),
)

LANE_KEYS: list[Key] = [
    ("+", "Zoom in", "on_lanes('zoom(-1)')"),
    ("-", "Out", "on_lanes('zoom(1)')"),
    ("n", "Next", "on_lanes('step(1)')"),
    ("g", "Jump", "on_lanes_jump"),
]

WIDE_TABS = 84
"""Columns from which the pages of a fork stand beside each other by their whole names."""

FINISH = (
    ("finish", "Finish, and see the score", "the recording is closed: nothing can be added after that"),
    ("keep", "Leave it open", "the hot wash can be continued from the home screen"),
    ("", "Stay", ""),
)


class DebriefScreen(Screen[None]):
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

    class Progress(Message):
        """How far reading has come."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Ready(Message):
        """Everything is read and scored."""

        def __init__(self, story: Story) -> None:
            super().__init__()
            self.story = story

    class Failed(Message):
        """What was asked for cannot be had."""

        def __init__(self, reason: str, *, reading: bool) -> None:
            super().__init__()
            self.reason = reason
            self.reading = reading

    class Asked(Message):
        """The scenario's questions for the hot wash are known."""

        def __init__(self, questions: list[str]) -> None:
            super().__init__()
            self.questions = questions

    class Written(Message):
        """The after-action report is on disk."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    def __init__(self, path: Path | None, table: Table | None) -> None:
        super().__init__()
        if path is None and table is None:
            raise ValueError("a debrief needs a recording or a table")
        self.table = table
        self.path: Path = path if path is not None else cast("Table", table).sitting.path
        self.where = WhereLine(id="where")
        self.tabs = KeyLine(id="tabs")
        self.keys = KeyLine(id="keyline")
        self.reading = Static("", id="loading", markup=False)
        self.pages = DebriefPages()
        self.wash: HotWash | None = None
        if table is not None and table.session.whole is None:
            self.wash = HotWash(table)
        self._unlisten: Callable[[], None] = lambda: None
        self._writing = False
        self._finishing = False

    @property
    def room(self) -> House:
        """The app, by its own type."""
        return cast("House", self.app)

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
            self._load()
        self._renew_keys()

    # Reading: in a thread, which only posts messages

    def _load(self) -> None:
        records = list(self.table.session.whole or ()) if self.table is not None else None
        self.reading.display = True
        self.run_worker(partial(self._read, records), thread=True)

    def _read(self, records: list[Record] | None) -> None:
        try:
            if records is None:
                self.post_message(self.Progress("Reading and scoring the recording"))
                debriefing = self.room.launcher.debrief(self.path)
            else:
                from irsim.scoring.score import score

                self.post_message(self.Progress("Scoring what was done"))
                debriefing = Debriefing(self.path, records, score(records))
            self.post_message(self.Progress(f"Telling what happened in {len(debriefing.records):,} records"))
            self.post_message(self.Ready(read_story(debriefing)))
        except BadInput as bad:
            self.post_message(self.Failed(one_line(str(bad), 600), reading=True))

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        self.reading.update(Content(f"{message.words} …"))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        if message.reading:
            text = Content.assemble((message.reason, "$urgent"), "\n\n", ("esc", "$accent bold"), " Home")
            self.reading.update(text)
        else:
            self._writing = False
            self.notify(message.reason, severity="error", markup=False, timeout=12)

    @on(Ready)
    def _ready(self, message: Ready) -> None:
        self.reading.display = False
        self.pages.display = self.tabs.display = True
        self.where.scored(message.story.source.board, message.story.source.card)
        self.pages.tell(message.story)
        self._renew_keys()

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
        choices = FINISH if may else WAITING

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
        self._load()
        self._renew_keys()

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
        keys: list[Key] = []
        if pages.leads_somewhere:
            keys.append(("enter", "Open" if pages.choice.tab in OPENING else "Go to", "enter"))
        if pages.choice.tab == CLAIMS:
            keys.append(("f", "All" if pages.choice.unmet else "Not met", "on_pages('unmet')"))
        if pages.choice.tab in (SCORE, CLAIMS) and pages.can_shine:
            keys.append(("t", "Timeline", "on_pages('shine')"))
        if pages.choice.tab == TIMELINE:
            keys += LANE_KEYS if pages.in_lanes and not pages.opened else []
            keys.append(("v", "List" if pages.in_lanes else "Lanes", "on_pages('listed')"))
            keys.append(("/", "Filter", "on_pages('filter')"))
        if pages.wide and pages.right.display:
            keys.append(("tab", "Other side", "on_pages('other_side')"))
        copied = "Copy digest" if not pages.choice.tab else "Copy"
        more: list[Key] = [("y", copied, "on_pages('copy')"), ("w", "Report", "report"), ("p", "Replay", "replay")]
        out: list[Key] = [("esc", "Back", "on_pages('back')")] if pages.can_go_back else []
        last: list[Key] = [("q", "Home", "home"), ("?", "Help", "help")]
        self.keys.show([*keys, *out, *reversed(last), *more] if pages.in_lanes else [*keys, *more, *out, *last])

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
        """Write the after-action report beside the recording."""
        if self.pages.story is None or self._writing:
            return
        self._writing = True
        self.notify("Writing the after-action report …", markup=False, timeout=2)
        self.run_worker(self._write, thread=True)

    def action_replay(self) -> None:
        """Play the recording again: from the record that is selected, or that the selected claim rests on."""
        if self.wash is None and self.pages.story is not None:
            from irsim.tui.screens.replay_opening import open_replay

            open_replay(self.room, self.path, record=self.pages.record)

    def _write(self) -> None:
        try:
            self.post_message(self.Written(self.room.launcher.report(self.path)))
        except BadInput as bad:
            self.post_message(self.Failed(one_line(str(bad), 600), reading=False))

    @on(Written)
    def _written(self, message: Written) -> None:
        self._writing = False
        path = one_line(str(message.path), 400)
        self.pages.reported(path)
        self.notify(f"The report is in {path}", markup=False, timeout=12)

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
