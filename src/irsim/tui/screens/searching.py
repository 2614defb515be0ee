"""Search: over all incidents that ever were, and every line of the log; what is found opens as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from irsim.board.catalogue import Brief
from irsim.board.instants import stamp
from irsim.board.state import NEVER
from irsim.log.records import Record
from irsim.reports.found import Told, ended_word, lasted_word, told_line
from irsim.reports.plain import counted, one_line
from irsim.session.searching import HINT, Found, Search, parse_query
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import severity_mark
from irsim.tui.saved_searches import save_search, saved_searches
from irsim.tui.screens.preparing import preparing
from irsim.tui.screens.seated import Seated
from irsim.tui.stories import story_replay
from irsim.tui.widgets.headed import Headed
from irsim.tui.widgets.header import Header
from irsim.tui.widgets.keyline import KeyLine
from irsim.tui.widgets.panel import Panel
from irsim.words.faults import BadInput, sentence

if TYPE_CHECKING:
    from irsim.tui.replay.replay import Replay
    from irsim.tui.seat import Seat
    from irsim.tui.table import Table

PAGE = 100
"""Lines that are asked for at once."""

WIDE = 100
"""Columns from which services stand beside an incident."""


class Results(Headed[Brief | Told]):
    """Incidents, then lines; each under its heading."""

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="results")
        self.seat = seat
        self.empty = "Type what you look for, then enter; nothing typed lists the newest incidents."

    def show(self, rows: Sequence[str | Brief | Told], *, stay: bool = False) -> None:
        """Other results; with `stay` the cursor stays where it was."""
        self._rows = list(rows)
        self.cursor = self.cursor if stay else next((n for n, row in enumerate(rows) if not isinstance(row, str)), 0)
        self.changed()
        if not stay:
            self.scroll_to(y=0, animate=False)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """A heading, an incident or a line."""
        row, board, now = self._rows[index], self.seat.board, self.seat.now
        if isinstance(row, str):
            return lay([Cell(f" {row}", "accent", flex=True)], width)
        if isinstance(row, Told):
            cells = [
                Cell(f" {row.stamp if width >= WIDE else row.stamp.rsplit(':', 1)[0]}", "muted"),
                Cell(row.incident or " ", "accent", width=7),
                Cell(row.kind, "muted", width=8),
                Cell(row.text, flex=True),
            ]
            return lay(cells, width)
        glyph, style = severity_mark(board.rules, row.severity)
        over = row.ending != "open"
        services = ", ".join(one_line(name, 20) for name in row.services[:3]) if width >= WIDE else ""
        cells = [
            Cell(f" {one_line(row.id, 10)}", "accent", width=8),
            Cell(f"{glyph} {one_line(row.severity, 8)}", style, width=7),
            Cell(stamp(board, row.since, now), "muted", width=17 if width >= WIDE else 12),
            Cell(one_line(row.title, 200), "" if over else "strong", flex=True),
            Cell(services, "muted", width=20, drop=2) if services else Cell(""),
            Cell(ended_word(row), "muted" if over else "notice", width=18 if width >= WIDE else 13, drop=1),
            Cell(lasted_word(row, now), "muted", width=6, right=True),
        ]
        return lay(cells, width)


class SearchScreen(Seated):
    """A line to type in, and what was found."""

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("searching.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "ask", "Type", show=False),
        Binding("s", "save", "Save", show=False),
        Binding("f", "saved", "Saved searches", show=False),
        Binding("m", "more", "Older lines", show=False),
        Binding("escape", "back", "Back", show=False),
        Binding("q", "app.pop_screen", "Back", show=False),
        Binding("down", "results", show=False),
    ]

    def __init__(self, table: Table, query: str = "") -> None:
        super().__init__(table)
        self.header = Header(self.seat)
        self.line = Input(query, placeholder=HINT, compact=True, id="query", select_on_focus=False)
        self.said = Static("", id="said", markup=False)
        self.results = Results(self.seat)
        self.keys = KeyLine()
        self._asked: Search | None = None
        self._found = Found()
        self._lines: list[Record] = []
        self._turn = 0

    def compose(self) -> ComposeResult:
        """The query above what it found."""
        self.header.local = self.room.settings.local_time
        yield self.header
        yield self.line
        yield self.said
        with Vertical(id="frame") as frame:
            frame.border_title = Content("Search")
            yield self.results
        yield self.keys

    def on_mount(self) -> None:
        """The newest incidents stand there at once."""
        self.keys.show(
            [
                ("enter", "Open", "open"),
                ("/", "Type", "ask"),
                ("m", "Older lines", "more"),
                ("s", "Save", "save"),
                ("f", "Saved", "saved"),
                ("esc", "Back", "back"),
            ]
        )
        self.line.focus()
        self.search()

    # Asking

    @on(Input.Submitted, "#query")
    def search(self) -> None:
        """Look for what stands in the line."""
        try:
            wanted = parse_query(self.line.value, self.seat.board, self.seat.now)
        except ValueError as error:
            self._say(sentence(str(error)), wrong=True)
            return
        if self.line.value.strip():
            self.results.focus()
        self._asked = replace(wanted, limit=PAGE)
        self._ask(NEVER)

    def _ask(self, before: int) -> None:
        self._turn += 1
        self._say("looking ...")
        self.run_worker(self._answered(before, self._turn), group="search")

    async def _answered(self, before: int, turn: int) -> None:
        asked, seat = self._asked, self.seat
        assert asked is not None
        try:
            found = await seat.session.search(replace(asked, before=before), () if seat.control else seat.roles)
        except BadInput as bad:
            if turn == self._turn:
                self._say(sentence(f"it {bad.faults[0].message}"), wrong=True)
            return
        except asyncio.CancelledError:
            if not seat.session.gone:
                raise
            return
        if turn == self._turn and self.is_attached:
            older = before != NEVER
            self._lines = [*self._lines, *found.records] if older else list(found.records)
            self._found = Found(self._found.incidents, self._found.count, (), found.more) if older else found
            self._draw(stay=older)

    def _draw(self, *, stay: bool = False) -> None:
        found, rows = self._found, list[str | Brief | Told]()
        if found.incidents:
            more = f", the newest {len(found.incidents)}" if found.count > len(found.incidents) else ""
            rows += [f"Incidents · {found.count}{more}", *found.incidents]
        if self._lines:
            more = ", m shows older ones" if found.more != NEVER else ""
            rows += [f"Lines · {len(self._lines)}{more}", *(told_line(each, self.seat.board) for each in self._lines)]
        self.results.empty = "Nothing fits. Leave a word out, or another filter."
        self.results.show(rows, stay=stay)
        incidents, lines = counted(found.count, "incident"), counted(len(self._lines), "line")
        so_far = " so far" if found.more != NEVER else ""
        asked = self.line.value.strip()
        self._say(f"{incidents} and {lines}{so_far}" if asked else f"{incidents}; words find lines of the log, too")

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.said.update(Content.styled(f" {text}", "$notice" if wrong else "$muted"))

    # What can be done

    @on(Panel.Chosen)
    def _chosen(self) -> None:
        row = self.results.selected
        if isinstance(row, Brief):
            self._open(row.id)
        elif isinstance(row, Told) and row.incident:
            self._open(row.incident)
        elif isinstance(row, Told):
            self.show_dialog(Reader(f"Record {row.seq}", Content(f"{row.stamp}\n\n{row.text}")))

    def action_open(self) -> None:
        """What is selected."""
        self.results.action_choose()

    def _open(self, incident: str) -> None:
        self.run_worker(open_story(self, incident), group="story", exclusive=True)

    def action_ask(self) -> None:
        """Type again."""
        self.line.focus()

    def action_results(self) -> None:
        """From the line to what was found."""
        self.results.focus()

    def action_more(self) -> None:
        """Older lines behind those that are there."""
        if self._found.more == NEVER:
            self.say("There are no older lines that fit.")
        else:
            self._ask(self._found.more)

    def action_save(self) -> None:
        """Give what stands in the line a name."""
        query = self.line.value.strip()
        if not query:
            self.say("Type a query first; then it can be saved.", "warning")
            return

        def check(name: str) -> str:
            try:
                save_search(name, query)
            except BadInput as bad:
                return sentence(f"{bad.faults[0].file} {bad.faults[0].message}")
            return ""

        dialog = Line(
            "Save this search", "a name of a word or two; one that is taken is replaced", word="Save", check=check
        )
        self.show_dialog(dialog, lambda name: self.say(f"Saved as {one_line(name, 40)}; f shows all that are saved."))

    def action_saved(self) -> None:
        """One of the searches that have a name."""
        try:
            known = saved_searches()
        except BadInput as bad:
            self.say(str(bad.faults[0]), "warning")
            return
        if not known:
            self.say("No search is saved yet; s gives the one in the line a name.")
            return

        def chosen(name: str) -> None:
            self.line.value = known[name]
            self.search()

        self.show_dialog(Pick("Saved searches", [(name, name, query) for name, query in known.items()]), chosen)

    def action_back(self) -> None:
        """From what was found to the line's screen, and out of it."""
        self.app.pop_screen()


async def open_story(screen: Seated, incident: str) -> None:
    """An incident as its records tell it, over what is shown; nothing can be done there."""
    seat = screen.seat
    try:
        story = await seat.session.story(incident, () if seat.control else seat.roles)
    except BadInput as bad:
        screen.say(sentence(f"{one_line(incident, 40)} {bad.faults[0].message}"), "warning")
        return
    except asyncio.CancelledError:
        if not seat.session.gone:
            raise
        return

    def show(replay: Replay) -> None:
        from irsim.tui.replay.table import ReplayTable
        from irsim.tui.screens.replay_inside import ReplayIncident

        screen.app.push_screen(ReplayIncident(ReplayTable(replay), incident, "timeline"))
        if story.left:
            screen.say(f"{story.left:,} of its records were left out: it has more than fit.", "warning")

    preparing(
        screen.room, "Reading the incident", lambda far: story_replay(seat.board, incident, story.records, far), show
    )
