"""The handover between shifts on a screen: what changed, what comes next, what was promised, what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from irsim.board.instants import stamp
from irsim.board.state import NEVER
from irsim.log.records import Record
from irsim.reports.handing_over import (
    KINDS,
    NOTICE,
    URGENT,
    Handover,
    Item,
    handover,
    handover_markdown,
    shift_began,
)
from irsim.reports.plain import one_line
from irsim.session.searching import MOST, Search, instant
from irsim.tui.dialogs.simple import Line, Reader
from irsim.tui.lines import Cell, Span, lay, wrapped
from irsim.tui.screens.searching import open_story
from irsim.tui.screens.seated import Seated
from irsim.tui.widgets.headed import Headed
from irsim.tui.widgets.header import Header
from irsim.tui.widgets.keyline import KeyLine
from irsim.tui.widgets.panel import Panel
from irsim.words.faults import BadInput, sentence

if TYPE_CHECKING:
    from irsim.tui.seat import Seat
    from irsim.tui.table import Table

PAGES = 20
"""Pages of records that are read at most: more happened in no shift that one could tell of."""

SIDE = 22
"""Columns of the instant and the incident."""


async def records_since(seat: Seat, kinds: tuple[str, ...], since: int, pages: int = PAGES) -> list[Record]:
    """Records of some kinds since an instant (ms), the newest first, page by page. Raises BadInput."""
    found: list[Record] = []
    before = NEVER
    for _ in range(pages):
        wanted = Search(kinds=kinds, since_at=since, limit=MOST, before=before)
        page = await seat.session.search(wanted, () if seat.control else seat.roles)
        found += page.records
        before = page.more
        if before == NEVER:
            break
    return found


async def seat_handover(seat: Seat, since: int | None) -> Handover:
    """The handover at a seat; since its person was last there where no instant (ms) is given. Raises BadInput."""
    now = seat.now
    if since is None:
        left = await records_since(seat, ("seat.left",), 0, pages=1)
        since = shift_began(seat.board, left, seat.session.person, now)
    records = await records_since(seat, KINDS, since)
    return handover(seat.board, records, since, now)


class HandoverPanel(Headed[Item]):
    """Lines under their headings; a long one takes several."""

    tall: ClassVar[bool] = True
    empty = "Nothing to hand over: nothing happened, and nothing is open."

    def __init__(self, seat: Seat) -> None:
        super().__init__(id="handover")
        self.seat = seat

    def show(self, told: Handover) -> None:
        """Another one."""
        rows: list[str | Item] = []
        for section in told.sections:
            rows += [f"{section.title} · {len(section.items)}", *section.items]
        self._rows = rows
        self.changed()
        if self.selected is None:
            self.select(1)

    def height_of(self, index: int, width: int) -> int:
        """As many lines as its words need."""
        row = self._rows[index]
        return 1 if isinstance(row, str) else len(wrapped(row.text, max(20, width - SIDE - 2)))

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """A heading, or a line of an item."""
        row = self._rows[index]
        if isinstance(row, str):
            return lay([Cell(f" {row}", "accent", flex=True)], width)
        style = {URGENT: "urgent", NOTICE: "notice"}.get(row.urgency, "")
        text = wrapped(row.text, max(20, width - SIDE - 2))[line]
        when = stamp(self.seat.board, row.at, self.seat.now) if row.at != NEVER and not line else ""
        cells = [
            Cell(f"  {when}" if when else " ", "muted", width=14),
            Cell((one_line(row.incident, 7) or " ") if not line else " ", "accent", width=7),
            Cell(text, style, flex=True),
        ]
        return lay(cells, width)


class HandoverScreen(Seated):
    """What whoever comes on duty should know."""

    CSS_PATH: ClassVar[Any] = Path(__file__).with_name("handing_over.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "since", "Since", show=False),
        Binding("r", "renew", "Read anew", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("escape,q", "app.pop_screen", "Back", show=False),
    ]

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self.header = Header(self.seat)
        self.told: Handover | None = None
        self.panel = HandoverPanel(self.seat)
        self.keys = KeyLine()
        self._since: int | None = None

    def compose(self) -> ComposeResult:
        """The list, and its keys."""
        self.header.local = self.room.settings.local_time
        yield self.header
        yield self.panel
        yield self.keys

    def on_mount(self) -> None:
        """Read at once."""
        self.panel.border_title = Content("Handover")
        self.keys.show(
            [
                ("enter", "Open", "open"),
                ("s", "Since when", "since"),
                ("r", "Read anew", "renew"),
                ("y", "Copy for a mail", "copy"),
                ("esc", "Back", "app.pop_screen"),
            ]
        )
        self.panel.focus()
        self.call_after_refresh(self.action_renew)

    def action_renew(self) -> None:
        """Read it anew."""
        self.panel.border_subtitle = Content("reading ...")
        self.run_worker(self._read(), group="handover")

    async def _read(self) -> None:
        try:
            told = await seat_handover(self.seat, self._since)
        except BadInput as bad:
            self.panel.border_subtitle = Content("")
            self.say(sentence(f"the handover {bad.faults[0].message}"), "warning")
            return
        except asyncio.CancelledError:
            if not self.seat.session.gone:
                raise
            return
        self.told = told
        board = self.seat.board
        since = stamp(board, told.since, told.now)
        self.panel.border_subtitle = Content(f"since {since}, read at {stamp(board, told.now, told.now)} UTC")
        self.panel.show(told)

    def action_open(self) -> None:
        """What is selected."""
        self.panel.action_choose()

    @on(Panel.Chosen)
    def _chosen(self) -> None:
        item = self.panel.selected
        if item is None:
            return
        if item.incident in self.seat.board.incidents:
            from irsim.tui.screens.incident import IncidentScreen

            self.app.push_screen(IncidentScreen(self.table, item.incident))
        elif item.incident:
            self.run_worker(open_story(self, item.incident), group="story", exclusive=True)
        else:
            self.show_dialog(Reader("Handover", Content(item.text)))

    def action_since(self) -> None:
        """Another instant to begin with."""

        def check(written: str) -> str:
            try:
                instant(written, self.seat.board, self.seat.now)
            except ValueError as error:
                return sentence(str(error))
            return ""

        def chosen(written: str) -> None:
            self._since = max(0, instant(written, self.seat.board, self.seat.now))
            self.action_renew()

        hint = "8h, 14:05, 21 Nov 03:12 or 2026-11-20T14:05 (UTC)"
        self.show_dialog(Line("What changed since", hint, word="Show it", check=check), chosen)

    def action_copy(self) -> None:
        """As Markdown, to the terminal's clipboard."""
        if self.told is not None:
            self.app.copy_to_clipboard(handover_markdown(self.told, self.seat.board))
            self.say("Copied as Markdown; `irsim live handover --markdown` prints the same.")
