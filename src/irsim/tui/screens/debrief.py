"""After the exercise: first the hot wash, typed in while it is fresh, then the score, what was missed and what would
have counted, every claim with its evidence, the timeline, the clocks and the times.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from irsim.reports.plain import one_line
from irsim.tui.actions import BY_ID
from irsim.tui.debriefing import pages
from irsim.tui.debriefing.pages import TABS, Choice
from irsim.tui.debriefing.story import Story, hot_wash_questions, read_story
from irsim.tui.dialogs.simple import Pick, Reader
from irsim.tui.launch import Debriefing
from irsim.tui.widgets.hotwash import HotWash
from irsim.tui.widgets.keyline import KeyLine
from irsim.tui.widgets.pages import PagePanel
from irsim.tui.widgets.panel import Panel
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.tui.app import IrsimApp
    from irsim.tui.table import Table

WIDE = 108
"""Columns from which a claim, a record or a clock is read beside the list; below, it takes the list's place."""

FINISH = (
    ("finish", "Finish: close the recording, see the score", "nothing can be added after that"),
    ("keep", "Leave it open for later", "go on with the hot wash from the home screen"),
    ("", "Stay", ""),
)


class DebriefScreen(Screen[None]):
    """The debrief of a recording, or of the sitting at this terminal; then the hot wash comes first."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("debrief.tcss")  # type: ignore[misc]

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"number({number})", show=False) for number in range(1, 7)),
        Binding("left,h", "turn(-1)", "The tab before", show=False),
        Binding("right,l", "turn(1)", "The next tab", show=False),
        Binding("tab", "other_side", show=False),
        Binding("escape,backspace", "back", "Back", show=False),
        Binding("q", "home", "Home", show=False),
        Binding("slash", "filter", "Filter the timeline", show=False),
        Binding("f", "unmet", "All claims, or those not met", show=False),
        Binding("w", "report", "Write the after-action report", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("plus", "improve", "Open an improvement", show=False),
        Binding("f10,ctrl+s,F", "finish", "Finish the hot wash", show=False),
        Binding("i", "type", "Back to the line", show=False),
        Binding("question_mark,f1", "help", "Help", show=False),
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
        """It cannot be read."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    class Questions(Message):
        """The scenario's questions for the hot wash."""

        def __init__(self, questions: list[str]) -> None:
            super().__init__()
            self.questions = questions

    def __init__(self, path: Path | None = None, table: Table | None = None) -> None:
        super().__init__()
        if path is None and table is None:
            raise ValueError("neither a recording nor a table was given")
        self.path = path or cast("Table", table).sitting.path
        self.table = table
        self.washing = table is not None and not table.session.ledger.board.closed
        self.story: Story | None = None
        self.choice = Choice()
        self.report = ""
        self._writing = False
        self.main = PagePanel(id="main-page")
        self.aside = PagePanel(id="side-page")
        self.where = Static("", id="where", markup=False)
        self.tabs = KeyLine(id="tabs")
        self.keys = KeyLine(id="keyline")
        self.loading = Static("", id="loading", markup=False)
        self.wash = HotWash(table) if table is not None and self.washing else None
        self._places: dict[int, tuple[int, float]] = {}

    @property
    def room(self) -> IrsimApp:
        """The app, by its own type."""
        return cast("IrsimApp", self.app)

    def compose(self) -> ComposeResult:
        """Where we are, tabs, the page with what stands beside it, keys."""
        yield self.where
        yield self.tabs
        if self.wash is not None:
            yield self.wash
        yield self.loading
        with Horizontal(id="pages"):
            with Vertical(id="main", classes="column"):
                yield self.main
            with Vertical(id="side", classes="column"):
                yield self.aside
        yield Input(id="filter", placeholder="words the timeline must hold; esc shows everything", compact=True)
        yield self.keys

    def on_mount(self) -> None:
        """The hot wash, or straight to the score."""
        self.box, self.left, self.right = (self.query_one(name) for name in ("#pages", "#main", "#side"))
        self.box.display = False
        if self.washing:
            self.loading.display = False
            self.run_worker(self._find_questions, thread=True, group="questions")
        else:
            self._load()
        self._say_where()

    # Reading, in a thread: it only posts messages

    def _load(self) -> None:
        self.loading.display = True
        if self.table is not None:
            records = list(self.table.session.ledger.records)
            self.run_worker(partial(self._read, Debriefing, records), thread=True, group="read", exclusive=True)
        else:
            self.run_worker(partial(self._read, None, None), thread=True, group="read", exclusive=True)

    def _read(self, made: type[Debriefing] | None, records: list[object] | None) -> None:
        try:
            if records is not None:
                from irsim.scoring.score import score

                self.post_message(self.Progress("Scoring what was done"))
                debriefing = Debriefing(self.path, records, score(records))  # type: ignore[arg-type]
            else:
                self.post_message(self.Progress("Reading and scoring the recording"))
                debriefing = self.room.launcher.debrief(self.path)
            self.post_message(self.Progress("Telling what happened"))
            self.post_message(self.Ready(read_story(debriefing)))
        except BadInput as bad:
            self.post_message(self.Failed(one_line(str(bad), 600)))
