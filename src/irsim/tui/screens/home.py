"""Home: what can be continued, drills by code name, recordings. It is drawn before anything heavy is imported; the
lists are read in a thread once it stands."""

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

from irsim import __version__
from irsim.tui.launch import DrillBrief, HostWish, RecordingBrief, Wish
from irsim.tui.screens.about import (
    Looks,
    Paragraph,
    about_drill,
    about_open,
    about_recording,
    assemble,
    help_text,
    running,
    welcome,
)
from irsim.tui.screens.opening import fault_sentences, opening
from irsim.tui.widgets.briefs import BriefsPanel, DrillsPanel, RecordingsPanel
from irsim.tui.widgets.keyline import Key, KeyLine
from irsim.tui.widgets.panel import Panel
from irsim.words.faults import BadInput, full_stop

if TYPE_CHECKING:
    from irsim.tui.house import House

__all__ = ["HomeScreen", "opening"]

WIDE = 110
"""Columns from which the lists and what is said about them fit beside each other."""

MOST = 8
"""Recordings that can be put beside each other (`scoring.comparing.MOST`, which is not imported for a first frame)."""


class HomeScreen(Screen[None]):
    """The first screen. `renew` reads its lists anew."""

    CSS_PATH: ClassVar[Path] = Path(__file__).with_name("home.tcss")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", show=False),
        Binding("v", "reveal", "Reveal", show=False),
        Binding("space", "mark", "Mark", show=False),
        Binding("c", "compare", "Compare", show=False),
        Binding("p", "replay", "Replay", show=False),
        Binding("r", "renew", "Renew", show=False),
        Binding("L,f3", "theme", "Theme", id="theme", show=False),
        Binding("M,f4", "mouse", "Mouse", id="mouse", show=False),
        Binding("question_mark,f1", "help", "Help", id="help", show=False),
        Binding("q", "app.quit_kindly", "Quit", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.open_ones = RecordingsPanel(
            "Continue",
            "reading the recordings",
            "Nothing is open. A drill that you leave waits here.",
            id="open",
            over=False,
        )
        self.drills = DrillsPanel(
            "Drills", "reading the library", "The library is empty: put a scenario there, then r.", id="drills"
        )
        self.closed = RecordingsPanel(
            "Recordings",
            "reading the recordings",
            "None yet. Enter on a drill is how the first one begins.",
            id="closed",
            over=True,
        )
        self.panels: tuple[BriefsPanel, ...] = (self.open_ones, self.drills, self.closed)
        self.keys = KeyLine()
        self._here: BriefsPanel = self.drills
        self._stale = False
        self._read = False

    @property
    def house(self) -> House:
        """The app, by its own type."""
        return cast("House", self.app)

    def compose(self) -> ComposeResult:
        """The lists; beside or below them what the selected thing is."""
        title = Content.assemble((" irsim", "$accent bold"), (f" {__version__}  incident-response drills", "$muted"))
        yield Static(title, id="title", markup=False)
        with Container(id="columns"):
            with Vertical(id="lists"):
                yield from self.panels
            with VerticalScroll(id="about"):
                yield Static(id="words", markup=False)
        yield self.keys

    def on_mount(self) -> None:
        """Draw first, read then."""
        self.drills.focus()
        self._tell()
        self.call_after_refresh(self.renew)

    def on_screen_suspend(self) -> None:
        """What is done on other screens changes the lists."""
        self._stale = self._stale or not self.app.screen.is_modal

    def on_screen_resume(self) -> None:
        """Back from one."""
        if self._stale:
            self.renew()

    # Reading

    def renew(self) -> None:
        """Read the lists anew; what is there stays until then."""
        self._stale = False
        self._read_lists()

    def action_renew(self) -> None:
        """The same, by its key."""
        self.renew()

    @work(thread=True, exclusive=True, group="lists")
    def _read_lists(self) -> None:
        worker = get_current_worker()
        found: list[RecordingBrief] = []
        try:
            found = self.house.launcher.recordings(also=self.house.left)
        except BadInput as bad:
            self._tell_later(worker.is_cancelled, self._say, " ".join(fault_sentences(bad)))
        self._tell_later(worker.is_cancelled, self._offer_recordings, found)
        drills: list[DrillBrief] = []
        try:
            drills = self.house.launcher.drills()
        except BadInput as bad:
            self._tell_later(worker.is_cancelled, self._say, " ".join(fault_sentences(bad)))
        self._tell_later(worker.is_cancelled, self._offer_drills, drills)

    def _tell_later(self, cancelled: bool, callback: object, *given: object) -> None:
        """Hand something to the screen's own thread, unless nobody wants it any more."""
        if not cancelled and self.is_attached:
            self.call_later(callback, *given)  # type: ignore[arg-type]

    def _offer_recordings(self, found: list[RecordingBrief]) -> None:
        if not self.is_attached:
            return
        going = [each for each in found if not each.fault and each.state != "closed" and each.people]
        first = not self._read
        self._read = True
        self.open_ones.offer(going)
        self.closed.offer([each for each in found if each not in going])
        left = bool(self.house.left) and self.open_ones.count() and self.app.screen is self
        if going and (left or (first and self.focused is self.drills and not self.drills.count())):
            self.open_ones.focus()
        self._arrange()
        self._tell()

    def _offer_drills(self, drills: list[DrillBrief]) -> None:
        if self.is_attached:
            self.drills.offer(drills)
            self._arrange()
            self._tell()

    # Layout

    def on_resize(self, _: events.Resize) -> None:
        """Beside each other where both fit."""
        self._arrange()
        self._tell()

    def _arrange(self) -> None:
        """Heights: each list what it needs, the recordings what is left."""
        self.query_one("#columns").set_class(self.size.width < WIDE, "-narrow")
        self.query_one("#lists").border_title = self.open_ones.heading
        self.call_after_refresh(self._heights)

    def _heights(self) -> None:
        lists = self.query_one("#lists")
        inner = lists.content_size.height
        width = lists.content_size.width
        if inner < 3:
            return
        library, closed = 1 + self.drills.rows(width), 1 + self.closed.rows(width)
        going = min(self.open_ones.rows(width), max(1, inner // 4, inner - library - closed))
        drills = min(library, max(3, 1 + inner // 3, inner - going - closed))
        if inner - going - drills < 2:
            drills = max(2, inner - going - 2)
        self.open_ones.styles.height = going
        self.drills.styles.height = drills

    # What is said

    def _tell(self) -> None:
        """About the selection, and the keys that fit it."""
        narrow = self.size.width < WIDE
        looks = Looks(not narrow, self.house.settings.local_time, self.drills.revealed)
        self.query_one("#about").set_class(self.drills.revealed and self._here is self.drills, "-revealed")
        self.query_one("#words", Static).update(assemble(self._about(looks), looks))
        self.keys.show(self._keys())

    def _about(self, looks: Looks) -> list[Paragraph]:
        open_one, drill, closed = self.open_ones.selected, self.drills.selected, self.closed.selected
        if self._here is self.open_ones and open_one is not None:
            return about_open(open_one, looks)
        if self._here is self.closed and closed is not None:
            return about_recording(closed, looks)
        if self._here is self.drills and drill is not None:
            new = self._read and not self.open_ones.count() and not self.closed.count()
            greeting = welcome(invite=not looks.roomy) if new and not looks.revealed else []
            return [*greeting, *(about_drill(drill, looks) if looks.roomy or not greeting else [])]
        if not self._read or not self.drills.count():
            return welcome()
        return [[("tab", "$accent bold"), " goes to the next list, ", ("enter", "$accent bold"), " opens a drill."]]

    def _keys(self) -> list[Key]:
        does = {self.open_ones: "Go on", self.drills: "Briefing", self.closed: "Debrief"}[self._here]
        keys: list[Key] = [("enter", does, "open")] if self._here.count() else []
        if self._here is self.closed and self.closed.count():
            marked = len(self.closed.marked)
            keys += [
                ("p", "Replay", "replay"),
                ("space", "Mark", "mark"),
                ("c", f"Compare {marked}" if marked else "Compare", "compare"),
            ]
        last: list[Key] = [(self.house.key_of("help"), "Help", "help"), ("q", "Quit", "app.quit_kindly")]
        room = self.size.width - sum(len(f" {key} {word} ") for key, word, _ in (*keys, *last))
        for key in (
            ("v", "Hide" if self.drills.revealed else "Reveal", "reveal"),
            ("r", "Renew", "renew"),
            ("tab", "Next list", "app.focus_next"),
            (self.house.key_of("theme"), "Theme", "theme"),
        ):
            room -= len(f" {key[0]} {key[1]} ")
            keys += [key] if room >= 0 else []
        return [*keys, *last]

    def _say(self, text: str) -> None:
        self.app.notify(text, severity="warning", timeout=self.house.settings.toasts, markup=False)

    # Selection and keys

    @on(BriefsPanel.Passed)
    def _passed(self, message: BriefsPanel.Passed) -> None:
        place = self.panels.index(message.panel)
        ahead = self.panels[place + 1 :] if message.by > 0 else self.panels[:place][::-1]
        panel = next((each for each in ahead if each.count()), None)
        if panel is not None:
            panel.select(0 if message.by > 0 else panel.count() - 1)
            panel.focus()

    def on_descendant_focus(self, _: events.DescendantFocus) -> None:
        """Another list is spoken about."""
        if isinstance(self.focused, BriefsPanel):
            self._here = self.focused
            self._tell()
        self.query_one("#lists").set_class(self.focused is self.open_ones, "-first")

    @on(Panel.Moved)
    def _moved(self) -> None:
        self._tell()

    @on(Panel.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Go on, read the briefing, see the debrief: by the list one stands in."""
        open_one, drill, closed = self.open_ones.selected, self.drills.selected, self.closed.selected
        if self._here is self.open_ones and open_one is not None:
            self._take_up(open_one)
        elif self._here is self.drills and drill is not None:
            self._brief(drill)
        elif self._here is self.closed and closed is not None:
            self._debrief(closed)

    def _take_up(self, brief: RecordingBrief) -> None:
        if brief.state == "running":
            self._say(running(brief))
        else:
            self.house.take_up(brief.path, host=HostWish() if brief.hosted else None)

    def _brief(self, brief: DrillBrief) -> None:
        if brief.fault:
            self._say("It cannot be played: " + full_stop(brief.fault))
            return
        if self.drills.revealed:
            self.action_reveal()
        self.house.brief(Wish(brief.name, assist=self.house.settings.assist))

    def _debrief(self, brief: RecordingBrief) -> None:
        if brief.fault:
            self._say("It cannot be read: " + full_stop(brief.fault))
        else:
            self.house.run_worker(self.house.debrief(brief.path), group="debrief", exclusive=True)

    def action_replay(self) -> None:
        """Play a recording again, from its beginning."""
        brief = self.closed.selected if self._here is self.closed else None
        if brief is None:
            self._say("Select a recording that is over, then p plays it again.")
        elif brief.fault:
            self._say("It cannot be read: " + full_stop(brief.fault))
        else:
            from irsim.tui.screens.replay_opening import open_replay

            open_replay(self.house, brief.path)

    def action_reveal(self) -> None:
        """Show or hide what only whoever prepares may see; a briefing that is opened hides it again."""
        self.drills.reveal(not self.drills.revealed)
        if self.drills.revealed and self._here is not self.drills and self.drills.count():
            self.drills.focus()
        self._tell()

    def action_mark(self) -> None:
        """Mark a recording, to be put beside others."""
        if self._here is self.closed:
            brief = self.closed.selected
            if brief is not None and (brief.fault or brief.state != "closed"):
                self._say("Only what is closed can be compared.")
                return
            self.closed.mark()
            self._tell()

    def action_compare(self) -> None:
        """The marked recordings beside each other, with the selected one; of one drill."""
        selected = self.closed.selected if self._here is self.closed else None
        paths = list(self.closed.marked)
        if selected is not None and selected.path not in paths and not selected.fault and len(paths) == 1:
            paths.append(selected.path)
        if len(paths) < 2:
            self._say("Mark recordings of one drill with space, then c puts them beside each other.")
        elif len(paths) > MOST:
            self._say(f"Up to {MOST} fit beside each other; `irsim compare --trend` takes a whole folder.")
        else:
            self.house.compare(paths)

    def action_help(self) -> None:
        """The keys of this screen."""
        from irsim.tui.dialogs.simple import Reader

        keys = {name: self.house.keys_of(name) for name in ("theme", "mouse", "help")}
        self.app.push_screen(Reader("Home", help_text(keys)))

    def action_theme(self) -> None:
        """Dark, light, high contrast."""
        self.house.next_theme()

    def action_mouse(self) -> None:
        """Free the mouse, or have it back."""
        self.house.toggle_mouse()
