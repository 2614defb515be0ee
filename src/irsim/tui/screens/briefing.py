"""The briefing: what players may know before a drill, and how it is to be played. Enter begins it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from irsim.reports.plain import one_line
from irsim.tui.launch import Briefing, Wish
from irsim.tui.screens.briefing_text import briefing_text, choice_text
from irsim.tui.screens.opening import fault_sentences, opening
from irsim.tui.widgets.keyline import Key, KeyLine
from irsim.tui.widgets.panel import Panel
from irsim.tui.widgets.setup import SetupPanel
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.tui.house import House

WIDE = 100
"""Columns from which text and setup fit beside each other."""

FOOTER = 66
"""Columns from which the line at the bottom holds every key."""

HINT = 2
"""Lines for what the selected choice means."""


class BriefingScreen(Screen[None]):
    """Reads the briefing of `wish` in a thread; Enter begins, Escape goes back."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("briefing.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "Begin", show=False),
        Binding("escape,q", "back", "Back", show=False),
        Binding("r", "renew", "Read again", show=False),
        Binding("pageup", "read(-1)", show=False),
        Binding("pagedown", "read(1)", show=False),
        Binding("L,f3", "theme", "Theme", id="theme", show=False),
        Binding("M,f4", "mouse", "Mouse", id="mouse", show=False),
        Binding("question_mark,f1", "help", "Help", id="help", show=False),
    ]

    def __init__(self, wish: Wish) -> None:
        super().__init__()
        self.wish = wish
        self.briefing: Briefing | None = None
        self._read = False
        self.setup = SetupPanel(id="setup")
        self.keys = KeyLine()

    @property
    def house(self) -> House:
        """The app, by its own type."""
        return cast("House", self.app)

    def compose(self) -> ComposeResult:
        """The text; beside or below it the setup."""
        yield Static(id="title", markup=False)
        with Container(id="columns"):
            with VerticalScroll(id="text") as text:
                text.border_title = "Briefing"
                yield Static(Content.styled("reading the briefing …", "$muted"), id="words", markup=False)
            with Vertical(id="side") as side:
                side.border_title = "Who plays, and how"
                yield self.setup
                with VerticalScroll(id="meaning", can_focus=False):
                    yield Static(id="hint", markup=False)
                begin = Content.assemble(("enter", "$accent bold"), " begins. Nothing runs before that.")
                yield Static(begin, id="begin", markup=False)
        yield self.keys

    def on_mount(self) -> None:
        """Draw first, read then."""
        self.query_one("#side").display = False
        self._tell()
        self.call_after_refresh(self._read_briefing)

    # Reading

    @property
    def ready(self) -> bool:
        """Whether it takes keys: what is pressed while the briefing is read is for what stands there then."""
        return self._read

    def action_renew(self) -> None:
        """Read it again, where it could not be read."""
        if self.briefing is None:
            self._read_briefing()

    @work(thread=True, exclusive=True, group="briefing")
    def _read_briefing(self) -> None:
        worker = get_current_worker()
        try:
            briefing = self.house.launcher.briefing(self.wish.name)
        except BadInput as bad:
            if not worker.is_cancelled:
                self.call_later(self._faulty, fault_sentences(bad))
            return
        if not worker.is_cancelled:
            self.call_later(self._offer, briefing)

    def _faulty(self, sentences: list[str]) -> None:
        self._read = True
        if not self.is_attached:
            return
        text = Content.assemble(
            ("This drill cannot be played.", "$notice bold"),
            "\n\n" + "\n\n".join(sentences) + "\n\n",
            ("Mend that and press r, or go back with esc.", "$muted"),
        )
        self.query_one("#words", Static).update(text)
        self.query_one("#text").focus()

    def _offer(self, briefing: Briefing) -> None:
        self._read = True
        if not self.is_attached:
            return
        self.briefing = briefing
        keys = {name: self.house.key_of(name) for name in ("pause", "say", "help", "slower", "faster", "jump", "leave")}
        self.query_one("#words", Static).update(briefing_text(briefing, keys))
        self.setup.offer(briefing, self.wish)
        self.query_one("#side").display = True
        self.setup.focus()
        self._arrange()
        self._tell()
        if self.setup.ignored:
            roles = ", ".join(one_line(role, 40) for role in self.setup.ignored)
            self.app.notify(f"The plan has no role {roles}; it was left out.", severity="warning", markup=False)

    # Layout and words

    def on_resize(self, _: events.Resize) -> None:
        """Beside each other where both fit."""
        self._arrange()
        self._tell()

    def _arrange(self) -> None:
        narrow = self.size.width < WIDE
        self.query_one("#columns").set_class(narrow, "-narrow")
        lines = max(4, len(self.setup.rows) + 1)
        self.setup.styles.height = min(lines, max(3, self.size.height // 2 - HINT - 3)) if narrow else lines

    def _tell(self) -> None:
        """The line at the top, what the selected choice means, and the keys."""
        briefing = self.briefing
        parts: list[str | tuple[str, str]] = [(" EXERCISE ", "bold $background on $exercise"), " "]
        if briefing is not None:
            parts += [(one_line(briefing.codename, 60), "bold")]
            parts += [(f"  {one_line(briefing.organisation, 40)} · {one_line(briefing.difficulty, 40)}", "$muted")]
        self.query_one("#title", Static).update(Content.assemble(*parts))
        roomy = self.size.width >= WIDE
        self.query_one("#hint", Static).update(choice_text(self.setup.selected, roomy=roomy))
        self.query_one("#begin", Static).display = roomy and briefing is not None
        keys: list[Key] = [("esc", "Back", "back"), (self.house.key_of("help"), "Help", "help")]
        if briefing is not None:
            choices = [("↑↓", "Choose", "focus_setup"), ("space", "Change", "turn"), ("pgdn", "Read on", "read(1)")]
            keys = [("enter", "Begin", "begin"), *(choices if self.size.width >= FOOTER else ()), *keys]
        self.keys.show(keys)

    @on(Panel.Moved)
    def _moved(self) -> None:
        self._arrange()
        self._tell()

    @on(Panel.Chosen)
    def _chosen(self) -> None:
        self.action_begin()

    # Keys

    def action_begin(self) -> None:
        """Open the drill as it was set up; the room follows."""
        if self.briefing is None:
            return
        wish = self.setup.wish()
        self.wish = wish
        launcher = self.house.launcher
        opening(self.house, f"Opening {self.briefing.codename}", lambda: launcher.begin(wish))

    def action_back(self) -> None:
        """Home; nothing has started."""
        self.app.pop_screen()

    def action_turn(self) -> None:
        """The selected choice's next value, from wherever the focus is."""
        self.setup.action_turn(1)

    def action_focus_setup(self) -> None:
        """To the choices."""
        self.setup.focus()

    def action_read(self, by: int) -> None:
        """A screenful of the text."""
        text = self.query_one("#text")
        text.scroll_relative(y=by * max(1, text.content_size.height - 1), animate=False)

    def action_help(self) -> None:
        """The keys of this screen."""
        from irsim.tui.dialogs.simple import Reader
        from irsim.tui.screens.briefing_text import help_text

        keys = {name: self.house.keys_of(name) for name in ("theme", "mouse", "help")}
        self.app.push_screen(Reader("Briefing", help_text(keys)))

    def action_theme(self) -> None:
        """Dark, light, high contrast."""
        self.house.next_theme()

    def action_mouse(self) -> None:
        """Free the mouse, or have it back."""
        self.house.toggle_mouse()
