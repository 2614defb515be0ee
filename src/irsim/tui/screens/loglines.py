"""Lines: what logs said, searched, followed, marked, and kept as evidence of an incident."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from irsim.board.state import NEVER
from irsim.reports.kept_lines import where_from
from irsim.reports.plain import counted, one_line
from irsim.session.loglines import HINT, LinesFound, LinesWanted, parse_lines_query
from irsim.tui.dialogs.simple import Reader
from irsim.tui.forms import Focus
from irsim.tui.reading import labelled
from irsim.tui.screens.workplace import Workplace
from irsim.tui.widgets.header import Header
from irsim.tui.widgets.keyline import KeyLine
from irsim.tui.widgets.loglines import LogLines
from irsim.tui.widgets.panel import Panel
from irsim.words.clean import clean, clean_title
from irsim.words.faults import BadInput, sentence

if TYPE_CHECKING:
    from irsim.tui.table import Table

PAGE = 200
"""Lines that are asked for at once."""

SHOWN = 5_000
"""Lines that stand there at most while new ones come: the oldest go."""


class LogLinesScreen(Workplace):
    """A query, and the lines that fit."""

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("loglines.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False),
        Binding("down", "results", show=False),
    ]

    def __init__(self, table: Table, query: str = "", incident: str = "") -> None:
        super().__init__(table)
        self.header = Header(self.seat)
        self.line = Input(query, placeholder=HINT, compact=True, id="query", select_on_focus=False)
        self.said = Static("", id="said", markup=False)
        self.results = LogLines(self.seat)
        self.keys = KeyLine()
        self.incident = incident
        self.following = False
        self._asked = LinesWanted()
        self._found = LinesFound()
        self._turn = 0
        self._asking = False
        self._wrong = False

    def compose(self) -> ComposeResult:
        """The query above what it found."""
        self.header.local = self.room.settings.local_time
        yield self.header
        yield self.line
        yield self.said
        yield self.results
        yield self.keys

    def on_mount(self) -> None:
        """The newest lines stand there at once."""
        super().on_mount()
        self.results.border_title = Content("Lines of logs")
        self._name_keys()
        self.results.focus()
        self.search()

    def _name_keys(self) -> None:
        evidence = self.room.key_of("evidence")
        self.keys.show(
            [
                ("/", "Search", "ask"),
                ("space", "Mark", "mark"),
                (evidence, "Evidence", "keep"),
                ("f", "Unfollow" if self.following else "Follow", "follow"),
                ("enter", "Read", "open"),
                ("*", "Mark all", "mark_all"),
                ("m", "Older", "more"),
                ("esc", "Back", "back"),
            ]
        )

    def focus_now(self) -> Focus:
        """The incident from which one came, else the only one that is open."""
        board = self.seat.board
        open_ones = list(board.active)
        about = self.incident if self.incident in board.incidents else ""
        return Focus(incident=about or (open_ones[0] if len(open_ones) == 1 else ""))

    # Asking

    @on(Input.Submitted, "#query")
    def search(self) -> None:
        """Look for what stands in the line."""
        try:
            wanted = parse_lines_query(self.line.value, self.seat.board, self.seat.now)
        except ValueError as error:
            self._say(sentence(str(error)), wrong=True)
            return
        self._asked = replace(wanted, limit=PAGE)
        if self.line.has_focus:
            self.results.focus()
        self._turn += 1
        self._say("looking ...")
        self.run_worker(self._look(self._asked, self._turn, stay=False), group="lines")

    async def _look(self, wanted: LinesWanted, turn: int, *, stay: bool) -> None:
        """Ask, and put what was found before or behind what stands there."""
        self._asking = True
        try:
            found = await self.seat.session.lines(wanted)
        except BadInput as bad:
            if turn == self._turn and self.is_attached:
                self.following = False
                self._name_keys()
                self.results.empty = "No line can be shown."
                self.results.refresh()
                self._say(sentence(f"log lines {bad.faults[0].message}"), wrong=True)
            return
        except asyncio.CancelledError:
            if not self.seat.session.gone:
                raise
            return
        finally:
            self._asking = False
        if turn != self._turn or not self.is_attached:
            return
        if not stay:
            self._found, lines = found, list(found.lines)
        else:
            older = wanted.before is not None
            known = {each.number: each for each in (*self.results.lines, *found.lines)}
            lines = sorted(known.values(), key=lambda each: (-each.at, -each.number))
            lines = lines if older else lines[:SHOWN]
            self._found = replace(self._found, more=found.more if older else self._found.more)
            if not found.lines and not older:
                return
        self.results.empty = "No line fits. Leave a word out, or another filter."
        self.results.show(lines, stay=stay)
        self._count()

    def tick(self) -> None:
        """While new lines are followed, ask for them."""
        if self.following and not self._asking:
            newest = max((each.number for each in self.results.lines), default=NEVER)
            self.run_worker(self._look(replace(self._asked, after=newest), self._turn, stay=True), group="lines")

    def _count(self) -> None:
        lines = self.results.lines
        words = [counted(len(lines), "line")]
        if self._found.more:
            words[0] += ", m shows older ones"
        if self.results.marked:
            words.append(f"{len(self.results.marked)} marked")
        if self.following:
            words.append("new ones appear by themselves")
        self._say("; ".join(words))

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._wrong = wrong
        self.said.update(Content.styled(f" {text}", "$notice" if wrong else "$muted"))

    # What can be done

    async def perform(self, name: str, focus: Focus) -> None:
        """Keeping evidence keeps these lines; everything else as in the room."""
        if name == "evidence":
            self.action_keep()
        else:
            await super().perform(name, focus)

    def action_keep(self) -> None:
        """Have the marked lines, else the one under the cursor, put into a file; then say what they are evidence of."""
        marked, here = self.results.marked, self.results.selected
        numbers = tuple(marked) or ((here.number,) if here is not None else ())
        if not numbers:
            self.say("Mark the lines first: space marks one, * all that stand here.", "warning")
            return
        if not self.seat.board.incidents:
            self.say("Evidence is of an incident; declare one first.", "warning")
            return
        self.run_worker(self._keep(numbers), group="keep", exclusive=True)

    async def _keep(self, numbers: tuple[int, ...]) -> None:
        try:
            kept = await self.seat.session.keep_lines(numbers)
        except BadInput as bad:
            self.say(sentence(f"log lines {bad.faults[0].message}"), "warning")
            return
        except asyncio.CancelledError:
            if not self.seat.session.gone:
                raise
            return
        if self.is_attached:
            typed = {"source": where_from(kept), "sha256": kept.sha256, "file": kept.name}
            self.fill_in("evidence", self.focus_now(), "what", typed)

    def _done(self, do: str, values: Mapping[str, str]) -> None:
        super()._done(do, values)
        if do == "evidence":
            count = len(self.results.marked) or 1
            self._unmark()
            self.say(f"{counted(count, 'line')} kept; the file lies beside the store, its sha256 is on record.")

    def action_mark(self) -> None:
        """Mark the line under the cursor, or take its mark away, and go on to the next."""
        here = self.results.selected
        if here is not None:
            if self.results.marked.pop(here.number, None) is None:
                self.results.marked[here.number] = here
            self._redraw()
            self.results.select(self.results.cursor + 1)

    def action_mark_all(self) -> None:
        """Mark all that stand here, or take their marks away."""
        shown = {each.number: each for each in self.results.lines}
        if shown.keys() <= self.results.marked.keys():
            for number in shown:
                del self.results.marked[number]
        else:
            self.results.marked.update(shown)
        self._redraw()

    def _unmark(self) -> None:
        self.results.marked.clear()
        self._redraw()

    def _redraw(self) -> None:
        self.results.changed()
        self._count()

    def action_follow(self) -> None:
        """New lines appear by themselves, or no longer."""
        self.following = not self.following
        self._name_keys()
        self._count()
        self.tick()

    def action_more(self) -> None:
        """Older lines behind those that are there."""
        lines = self.results.lines
        if not self._found.more or not lines:
            self.say("There are no older lines that fit.")
            return
        page = replace(self._asked, before=(lines[-1].at, lines[-1].number))
        self.run_worker(self._look(page, self._turn, stay=True), group="lines")

    async def _room_filter(self, focus: Focus) -> None:
        self.action_ask()

    def action_ask(self) -> None:
        """Type again."""
        self.line.focus()

    def action_results(self) -> None:
        """From the query to what was found."""
        self.results.focus()

    @on(Panel.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    async def _room_open(self, focus: Focus) -> None:
        self.action_open()

    def action_open(self) -> None:
        """All of the line under the cursor."""
        here = self.results.selected
        if here is None:
            return
        at = datetime.fromtimestamp(here.at / 1000, UTC).strftime("%a %d %b %Y %H:%M:%S.%f")[:-3]
        told = [("Time", f"{at} UTC"), ("Log", here.source), ("Host", here.host), ("Program", here.program)]
        told.append(("Level", here.level))
        parts = labelled([(label, clean_title(text, 300)) for label, text in told])
        parts += ["\n", clean(here.text)]
        if here.fields:
            parts += ["\n\n", ("Fields\n", "$muted")]
            fields = sorted(here.fields.items())
            parts += labelled([(clean_title(name, 60), clean_title(value, 1_000)) for name, value in fields])
        self.show_dialog(Reader(f"Line {here.number}", Content.assemble(*parts)))

    def copied(self) -> str:
        """The text of the line under the cursor."""
        here = self.results.selected
        return one_line(here.text, 8_000) if here is not None else ""

    def action_back(self) -> None:
        """From the query to the lines, from marks to none, then out of it."""
        if self.line.has_focus:
            self.results.focus()
        elif self.results.marked:
            self._unmark()
        else:
            self.app.pop_screen()
