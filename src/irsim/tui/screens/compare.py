"""Recordings of one scenario beside each other: scores, claims, clocks and times, and what differs besides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from irsim.reports.plain import one_line
from irsim.reports.verdicts import sign
from irsim.tui.actions import BY_ID
from irsim.tui.dialogs.simple import Reader
from irsim.tui.widgets.keyline import Key, KeyLine
from irsim.tui.widgets.pages import PagePanel
from irsim.tui.widgets.panel import Panel
from irsim.tui.widgets.whereline import WhereLine
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.scoring.comparing import Comparison
    from irsim.scoring.scorecard import Claim, Scorecard
    from irsim.tui.debriefing.rows import Row
    from irsim.tui.house import House

TABS = ("Score", "Claims", "Clocks", "Times")
SCORE, CLAIMS, CLOCKS, TIMES = range(len(TABS))

EMPTY = {
    CLAIMS: ("Nothing was expected in this scenario.", "Every claim came out the same. f shows all."),
    CLOCKS: ("No clock ran.", "Every clock came out the same. f shows all."),
    TIMES: ("No incident of the truth was reached.", "Every time and count is the same. f shows all."),
}
"""What stands there where there is nothing: at all, and where only differences are shown."""

HELP = (
    ("1 to 4, ← →", "score, claims, clocks, times and counts"),
    ("↑ ↓, j k", "up and down; page up and down, home and end"),
    ("f", "everything, or only what came out differently"),
    ("enter", "a claim in full, with its rule, in each recording"),
    ("y", "copy the line"),
    ("esc, q", "back"),
)


class CompareScreen(Screen[None]):
    """Two recordings or more, in the order that they were given."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("compare.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"go({number - 1})", show=False) for number in range(1, len(TABS) + 1)),
        Binding("left,h", "turn(-1)", "The page before", show=False),
        Binding("right,l", "turn(1)", "The next page", show=False),
        Binding("f", "only", "Everything, or what differs", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("escape,q,backspace", "app.pop_screen", "Back", show=False),
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
        """Everything is read, scored and put beside each other."""

        def __init__(self, found: Comparison, cards: list[Scorecard]) -> None:
            super().__init__()
            self.found = found
            self.cards = cards

    class Failed(Message):
        """They cannot be read, or are not alike."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, paths: Sequence[Path], *, anyway: bool = False) -> None:
        super().__init__()
        self.paths = tuple(paths)
        self.anyway = anyway
        self.found: Comparison | None = None
        self.cards: list[Scorecard] = []
        self.tab = SCORE
        self.only = False
        self.where = WhereLine(id="where")
        self.tabs = KeyLine(id="tabs")
        self.reading = Static("", id="loading", markup=False)
        self.page = PagePanel(id="page")
        self.column = Vertical(self.page, classes="column")
        self.keys = KeyLine(id="keyline")

    @property
    def room(self) -> House:
        """The app, by its own type."""
        return cast("House", self.app)

    def compose(self) -> ComposeResult:
        """Where we are, the pages by their numbers, the page, keys."""
        yield self.where
        yield self.tabs
        yield self.reading
        yield self.column
        yield self.keys

    def on_mount(self) -> None:
        """Read in a thread, which only posts messages."""
        self.column.display = self.tabs.display = False
        self.keys.show([("esc", "Back", "app.pop_screen")])
        self.run_worker(partial(self._read, self.paths), thread=True)

    def _read(self, paths: tuple[Path, ...]) -> None:
        from irsim.scoring.comparing import compare
        from irsim.scoring.likeness import Side

        names = [path.name for path in paths]
        told = [name if names.count(name) == 1 else str(path) for name, path in zip(names, paths, strict=True)]
        sides = []
        try:
            for number, (path, name) in enumerate(zip(paths, told, strict=True), 1):
                self.post_message(self.Progress(f"Reading and scoring {number} of {len(paths)}: {one_line(name, 60)}"))
                debriefing = self.room.launcher.debrief(path)
                sides.append(Side(name, debriefing.records, debriefing.card))
            self.post_message(self.Ready(compare(sides, anyway=self.anyway), [side.card for side in sides]))
        except BadInput as bad:
            self.post_message(self.Failed(one_line(str(bad), 600)))

    @on(Progress)
    def _progress(self, message: Progress) -> None:
        self.reading.update(Content(f"{message.words} …"))

    @on(Failed)
    def _failed(self, message: Failed) -> None:
        text = Content.assemble((message.reason, "$urgent"), "\n\n", ("esc", "$accent bold"), " Back")
        self.reading.update(text)

    @on(Ready)
    def _ready(self, message: Ready) -> None:
        from irsim.tui.comparing.rows import tally

        self.found, self.cards = message.found, message.cards
        self.reading.display = False
        self.column.display = self.tabs.display = True
        self.where.compared(message.found.codename, tally(message.found))
        self._show()
        self.page.focus()

    # Pages

    def _rows(self, found: Comparison) -> list[Row]:
        from irsim.tui.comparing import rows
        from irsim.tui.debriefing.rows import BLANK

        if self.tab == SCORE:
            return [*rows.legend_rows(found), BLANK, *rows.score_rows(found, only=self.only)]
        if self.tab == CLAIMS:
            shown = rows.claim_rows(found, only=self.only)
        elif self.tab == CLOCKS:
            shown = rows.clock_rows(found, only=self.only)
        else:
            times, counts = rows.time_rows(found, only=self.only), rows.count_rows(found, only=self.only)
            shown = [*times, *([BLANK] if times and counts else []), *counts]
        return [*rows.reminder(found), *shown] if shown else []

    def _show(self) -> None:
        if self.found is None:
            return
        shown = " · what differs" if self.only else ""
        self.column.border_title = Content(f"{TABS[self.tab]}{shown}")
        names_by = [f"{each.label} {one_line(Path(each.name).stem, 28)}" for each in self.found.columns]
        self.column.border_subtitle = Content(" · ".join(names_by))
        self.page.show(self._rows(self.found), EMPTY.get(self.tab, ("", ""))[self.only])
        names = [(str(number), word, f"go({number - 1})") for number, word in enumerate(TABS, 1)]
        self.tabs.show(names, f"go({self.tab})")
        self._renew_keys()

    def _renew_keys(self) -> None:
        row = self.page.selected
        keys: list[Key] = [("enter", "Open", "choose")] if row is not None and row.link[0] == "claim" else []
        keys += [("f", "All" if self.only else "What differs", "only"), ("y", "Copy", "copy")]
        self.keys.show([*keys, ("esc", "Back", "app.pop_screen"), ("?", "Help", "help")])

    @on(Panel.Moved)
    def _moved(self) -> None:
        self._renew_keys()

    @on(Panel.Chosen)
    def _chosen(self) -> None:
        self.action_choose()

    def action_go(self, tab: int) -> None:
        """A page by its number."""
        self.tab = tab
        self._show()

    def action_turn(self, by: int) -> None:
        """The page before or after."""
        self.action_go((self.tab + by) % len(TABS))

    def action_only(self) -> None:
        """Everything, or only what came out differently."""
        self.only = not self.only
        self._show()

    def action_choose(self) -> None:
        """A claim in full, in each recording."""
        row = self.page.selected
        if self.found is None or row is None or row.link[0] != "claim":
            return
        title = ""
        parts: list[Content | str] = []
        for column, card in zip(self.found.columns, self.cards, strict=True):
            claim = next((each for each in card.claims if each.id == row.link[1]), None)
            title = title or (claim.title if claim is not None else "")
            head = Content.styled(f"{column.label}  {one_line(column.name, 120)}\n", "$accent bold")
            parts += [head, f"{_told(claim)}\n\n"]
        self.app.push_screen(Reader(one_line(title, 80), Content.assemble(*parts)))

    def action_copy(self) -> None:
        """The selected line."""
        row = self.page.selected
        if row is not None and row.copy:
            self.app.copy_to_clipboard(row.copy)
            self.notify(f"Copied: {one_line(row.copy, 100)}", markup=False)

    def action_help(self) -> None:
        """Every key."""
        parts: list[Content | str] = []
        for key, word in HELP:
            parts += [Content.styled(f"{key:<14}", "$accent bold"), f"{word}\n"]
        self.app.push_screen(Reader("Help: recordings beside each other", Content.assemble(*parts)))

    def action_theme(self) -> None:
        """The next theme."""
        self.room.next_theme()

    def action_mouse(self) -> None:
        """The mouse to the terminal, and back."""
        self.room.toggle_mouse()


def _told(claim: Claim | None) -> str:
    """What became of a claim, and by which rule."""
    if claim is None:
        return "It has no such claim: nobody did this, or its scenario does not ask for it."
    when = f" at {format_instant(claim.at)}" if claim.at >= 0 else ""
    limit = f", limit {format_instant(claim.due)}" if claim.due >= 0 else ""
    judged = f" Judged by the {claim.basis}." if claim.basis != "automatic" else ""
    return f"{sign(claim.verdict)}{when}{limit}.{judged} {one_line(claim.rule, 2_000)}"
