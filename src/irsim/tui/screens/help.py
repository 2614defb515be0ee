"""Help: what the focused panel is, how a response goes, and every action with its key, its owner and its place now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.actions import EVERY, Action, shown_key
from irsim.tui.repertoire import Listed, course, repertoire
from irsim.tui.widgets.keyline import KeyLine
from irsim.tui.widgets.listing import Listing, halved
from irsim.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from irsim.tui.house import House
    from irsim.tui.screens.seated import Seated

WIDE = 150
"""Columns from which two columns of actions fit beside each other."""

PANELS: dict[str, tuple[str, str]] = {
    "incidents": (
        "Incidents",
        "The open ones first, by severity and age, each with the clock that is due next. Enter opens one, with its "
        "timeline, playbook and evidence.",
    ),
    "alerts": (
        "Alerts",
        "What monitoring reported, and the incident that each belongs to. On a new one, acknowledging declares the "
        "incident and takes it, in one go. Enter shows all about it.",
    ),
    "feed": (
        "Feed",
        "Everything that has happened, the newest on top. Lines that need you wait for an answer. Enter shows the "
        "whole of a line.",
    ),
    "clocks": (
        "Clocks",
        "The deadlines of the selected incident: what is due next first, then what was met or missed. Enter says by "
        "whose word a clock runs.",
    ),
    "loglines": (
        "Lines of logs",
        "The kept lines that fit, the newest first. Space marks one, enter shows all of it; the marked ones, or the "
        "one under the cursor, are kept as evidence in a file with its hash.",
    ),
    "quiet": ("Quiet on purpose", "Silences and maintenance windows, until when they hold. Enter ends one."),
    "services": ("Services", "How the services do now, and whether it is unusual. Enter plots one over time."),
    "content": (
        "Incident",
        "One incident, a tab for each kind of question: what stands now, what was done, what is owed to whom. Enter "
        "acts on the selected line or shows the whole of it.",
    ),
    "playbook": (
        "Playbook",
        "The steps that the plan asks for in this kind of incident, and whose they are. Enter marks one as done, or "
        "leaves it out with a reason.",
    ),
}
"""By a panel's id: what it is called, and what it is for."""


class HelpScreen(Screen[str]):
    """Enter does the selected action, about what was selected before help was opened; that is the screen's answer."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("help.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "back", "Back", show=False),
        Binding("slash", "filter", "Filter", show=False),
        Binding("left,h", "column(0)", "First column", show=False),
        Binding("right,l", "column(1)", "Second column", show=False),
    ]

    def __init__(self, place: Seated, offers: tuple[Action, ...], course: tuple[str, tuple[str, ...]]) -> None:
        """Over `place`, with the actions that are to be had there, and what one does there one after the other."""
        super().__init__()
        self.seat = place.seat
        self.place = place
        self.offers = offers
        self.course = course
        self.about = place.focus_now()
        self.panel = place.focused
        self.first = Listing(id="first")
        self.second = Listing(id="second")
        self.keys = KeyLine(id="keys")
        self.wanted = ""
        self._unlisten = self.seat.listen(lambda _: self._fill())

    @property
    def room(self) -> House:
        """The app, by its own type."""
        return cast("House", self.app)

    def compose(self) -> ComposeResult:
        """The panel, the course of a response, the actions, and all about the selected one."""
        yield Static(self._title(), id="title", markup=False)
        yield Static(self._where(), id="context", markup=False)
        yield Static("", id="course", markup=False)
        with Horizontal(id="columns"):
            yield self.first
            yield self.second
        with Vertical(id="about"):
            yield Static("", id="what", markup=False)
        yield Input(id="filter", placeholder="words that an action must hold; enter goes to the list", compact=True)
        yield self.keys

    def on_mount(self) -> None:
        """The list has the focus."""
        self.query_one("#filter").display = False
        self.keys.show(
            [("enter", "Do it", "do"), ("/", "Filter", "filter"), ("esc", "Back", "back"), ("↑↓", "Move", "")]
        )
        self._fill()
        self.first.focus()

    def on_unmount(self) -> None:
        """Nobody reads any more."""
        self._unlisten()

    def on_resize(self, _: events.Resize) -> None:
        """One column or two."""
        self.query_one("#course", Static).update(self._course(self.size.width - 2))
        self._fill()

    # What is said

    def _title(self) -> Content:
        names = Names(self.seat.board)
        badge = (
            (" LIVE ", "$background on $live bold") if names.live else (" EXERCISE ", "$background on $exercise bold")
        )
        name = one_line(self.seat.board.opened.setting.codename, 40)
        return Content.assemble(badge, "  ", (name, "bold"), ("  ·  help", "$muted"))

    def _where(self) -> Content:
        """What had the focus, and its keys."""
        title, words = self._focused()
        parts: list[Content | str | tuple[str, str]] = [(f"{title}  ", "bold"), words]
        keys = _own_keys(self.panel, self.place)
        if keys:
            parts.append("\n")
            for key, word in keys:
                parts += [(key, "$accent bold"), f" {word.lower()}   "]
        return Content.assemble(*parts)

    def _focused(self) -> tuple[str, str]:
        if self.panel is not None and self.panel.id in PANELS:
            return PANELS[self.panel.id]
        story = (type(self.panel if isinstance(self.panel, Panel) else self.place).__doc__ or "").split("\n\n")[0]
        title = self.panel.border_title if self.panel is not None else ""
        return (str(title or "").strip() or "This screen", " ".join(story.split()))

    def _course(self, width: int) -> Content:
        """The course of a response, broken between its steps."""
        title, names = self.course
        line = f"{title} "
        parts: list[Content | str | tuple[str, str]] = [(line, "bold")]
        for number, (key, word) in enumerate(course(self.room.key_of, names)):
            piece = f" {key} {word}"
            arrow = " ›" if number else ""
            if cell_len(line + arrow + piece + " ›") > width:  # the arrow to the next one has room, too
                line = " " * (cell_len(title) + 1)
                parts += [(arrow, "$muted"), "\n", line]
                arrow = ""
            parts += [(arrow, "$muted"), " ", (key, "$accent bold"), f" {word}"]
            line += arrow + piece
        return Content.assemble(*parts)

    # The list

    def _fill(self) -> None:
        if not self.is_mounted:
            return
        rows = repertoire(self.seat, self.about, self.room.keys_of, self.wanted, self.offers)
        wide = self.size.width >= WIDE
        left, right = halved(rows) if wide and rows else (rows, [])
        self.second.display = bool(right)
        if not right and self.second.has_focus:
            self.first.focus()
        self.first.show(left)
        self.second.show(right)
        fitting = sum(not row.refused for row in rows)
        shown = f" of {len(rows)} shown" if self.wanted else ""
        self.query_one("#columns").border_title = Content(f"Actions · {fitting} make sense now{shown}")
        self._tell()

    @property
    def here(self) -> Listing:
        """The column with the cursor."""
        return self.second if self.second.has_focus else self.first

    def _tell(self) -> None:
        row = self.here.selected
        box = self.query_one("#about")
        box.border_title = Content(row.action.title) if row else None
        box.border_subtitle = Content(_keys_and_owner(row)) if row else None
        self.query_one("#what", Static).update(_story(row) if row else "")

    @on(Panel.Moved)
    def _moved(self, _: Panel.Moved) -> None:
        self._tell()

    def on_descendant_focus(self) -> None:
        """Another column has the cursor."""
        self._tell()

    @on(Panel.Chosen)
    def _chosen(self, _: Panel.Chosen) -> None:
        self.action_do()

    def action_do(self) -> None:
        """Back, and do it."""
        row = self.here.selected
        if row is not None:
            self.dismiss(row.action.id)

    def action_column(self, number: int) -> None:
        """The other column."""
        panel = (self.first, self.second)[number]
        if panel.display:
            panel.focus()

    # Filter and back

    def action_filter(self) -> None:
        """Type what an action must hold."""
        line = self.query_one("#filter", Input)
        line.display = True
        line.focus()

    @on(Input.Changed, "#filter")
    def _filtered(self, message: Input.Changed) -> None:
        self.wanted = message.value
        self._fill()

    @on(Input.Submitted, "#filter")
    def _filter_done(self) -> None:
        self.first.focus()

    def action_back(self) -> None:
        """All actions again, else back to where help was asked for."""
        line = self.query_one("#filter", Input)
        if line.display:
            line.value = ""
            line.display = False
            self.first.focus()
        else:
            self.dismiss("")


MOVES = (("↑ ↓", "move"), ("pgup pgdn", "page"), ("home end", "ends"), ("enter", "open"))
"""The keys of every panel."""


def _own_keys(panel: Widget | None, place: Seated) -> list[tuple[str, str]]:
    """The keys of a panel and of its screen that are no actions of the registry, with their words."""
    named = {action.id for action in EVERY}
    shared = [each for each in Panel.BINDINGS if isinstance(each, Binding)]
    bindings: Sequence[BindingType] = [
        *(type(panel).BINDINGS if isinstance(panel, Widget) else ()),
        *type(place).__dict__.get("BINDINGS", ()),
    ]
    found: dict[str, list[str]] = {}
    for each in bindings:
        if isinstance(each, Binding) and each.description and each.id not in named and each not in shared:
            keys = found.setdefault(each.description, [])
            keys += [shown_key(key) for key in each.key.split(",") if shown_key(key) not in keys]
    moves = list(MOVES) if isinstance(panel, Panel) else []
    return moves + [(" ".join(_arrow(key) for key in keys), word) for word, keys in found.items()]


def _arrow(key: str) -> str:
    return {"up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "pgup", "pagedown": "pgdn"}.get(key, key)


def _story(row: Listed) -> Content:
    parts: list[Content | str | tuple[str, str]] = [row.action.help]
    if row.refused:
        why = f"Not now: {row.refused}" + (f"; {row.cure}" if row.cure else "")
        parts += ["\n", (f"{why}.", "$notice")]
    return Content.assemble(*parts)


def _keys_and_owner(row: Listed) -> str:
    parts = [row.keys or "no key", row.owner, f"typed: {row.action.do}" if row.action.do else ""]
    return " · ".join(part for part in parts if part)
