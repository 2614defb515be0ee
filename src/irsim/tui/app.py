"""The app: it routes between screens, keeps the sitting, and holds what every screen shares. Nothing else."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from irsim.tui.config import Settings
from irsim.tui.house import House, Outcome
from irsim.tui.terminal import Terminal, install, on_hang_up
from irsim.tui.terminal.thrift import Thrift
from irsim.tui.themes import CSS as MENDED
from irsim.tui.themes import register_themes
from irsim.tui.typeahead import TypeAhead
from irsim.words.clean import clean

if TYPE_CHECKING:
    from irsim.board.decide import Refused
    from irsim.log.records import Record
    from irsim.tui.forms import Focus
    from irsim.tui.launch import HostWish, JoinWish, Launcher, ReplayWish, Sitting, Wish
    from irsim.tui.table import Table

PARTING = 10.0
"""Seconds for which quitting waits until others have the recording that was closed here."""

TOLD = 0.7
"""Seconds between the word that the room is closed and leaving it: the word must get to every terminal first."""


def _finder() -> Any:
    """The palette's provider, imported when the palette is opened."""
    from irsim.tui.finder import Actions

    return Actions


BEGUN = 5_000
"""Milliseconds of the exercise after which a hosted drill is under way: it is not stopped for those who may join."""


class IrsimApp(House):
    """Home, briefing, room, incident, debrief, help."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [
        Path(__file__).with_name("app.tcss"),
        Path(__file__).parent / "screens" / "home.tcss",  # read with ours, not after: everything is styled once less
    ]
    CSS: ClassVar[str] = MENDED
    TITLE = "irsim"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Callable[[], Any]]] = {_finder}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit_kindly", "Quit", show=False, priority=True),
        Binding("ctrl+c", "copy_or_hint", show=False),
        Binding("ctrl+l", "draw_anew", show=False, priority=True),
    ]

    def __init__(
        self,
        launcher: Launcher,
        settings: Settings,
        terminal: Terminal,
        *,
        wish: Wish | None = None,
        open_now: Path | None = None,
        pace: int | None = None,
        beside: tuple[Path, ...] = (),
        anyway: bool = False,
        replay: ReplayWish | None = None,
        host: HostWish | None = None,
        join: JoinWish | None = None,
    ) -> None:
        """`beside` are recordings to be compared, where that was asked for; of different scenarios only if `anyway`."""
        super().__init__(launcher, settings)
        self.terminal = terminal
        self.crash: BaseException | None = None
        self._wish = wish
        self._open_now = open_now
        self._pace = pace
        self._beside = beside
        self._anyway = anyway
        self._replay = replay
        self._host = host
        self._join = join
        self._thrift = Thrift()
        self._typeahead = TypeAhead(self, super().on_event)
        register_themes(self, settings.theme)
        install(self, terminal)
        self.set_keymap({name: ",".join(keys) for name, keys in settings.keys.items()})

    def on_mount(self) -> None:
        """The first screen."""
        if not self.is_headless:
            on_hang_up(asyncio.get_running_loop(), self.hang_up)
        self.open_first()
        self.call_after_refresh(self._settled)

    @staticmethod
    def _settled() -> None:
        """The first frame stands: what was made for it stays, and need not be looked through for garbage again."""
        gc.freeze()
        gc.enable()

    async def on_event(self, event: events.Event) -> None:
        """Keys take turns: see `typeahead`. What is pasted is cleaned."""
        if isinstance(event, events.Resize):  # and after a stop (ctrl+z), whatever the shell has written since
            self._thrift.forget()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if isinstance(event, events.Paste):
                event.text = clean(event.text)  # here, for all fields, Textual's own among them
            await self._typeahead.take(event)
        else:
            await super().on_event(event)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        """Only what differs goes out."""
        if isinstance(renderable, CompositorUpdate):
            renderable = self._thrift.saving(renderable, (self.size.width, self.size.height))
        super()._display(screen, renderable)

    def action_draw_anew(self) -> None:
        """Write the whole screen again: something else has written over it."""
        self._thrift.forget()
        self.screen.refresh()

    def open_first(self) -> None:
        """What was asked for on the command line, over home."""
        if self._open_now is not None:
            self.take_up(self._open_now, self._pace, self._host)
        elif self._wish is not None:
            self.brief(self._wish)
        elif self._join is not None:
            self.join(self._join)
        elif self._beside:
            self.compare(self._beside, anyway=self._anyway)
        elif self._replay is not None:
            from irsim.tui.screens.replay_opening import open_replay

            wanted = self._replay
            if wanted.past is not None:
                from irsim.tui.screens.looking_back import open_past

                open_past(self, wanted.past, wanted.at, alone=True)
                return
            open_replay(self, wanted.path, start=wanted.start, audience=wanted.audience, alone=True)

    def get_default_screen(self) -> Screen[Any]:
        """Home: beneath everything, and with nothing beneath it that would have to be drawn first. Whoever joins a room
        elsewhere has none."""
        if self._join is not None:
            return Screen(id="_default")
        from irsim.tui.screens.home import HomeScreen

        return HomeScreen()

    def action_command_palette(self) -> None:
        """Every action by its name."""
        from textual.command import CommandPalette

        if not CommandPalette.is_open(cast("App[object]", self)):
            self.push_screen(CommandPalette(placeholder="an action, by any of its words"))

    # Where to go

    def brief(self, wish: Wish) -> None:
        """The briefing of a drill."""
        from irsim.tui.screens.briefing import BriefingScreen

        self.push_screen(BriefingScreen(wish))

    def take_up(self, path: Path, pace: int | None = None, host: HostWish | None = None) -> None:
        """Go on with a recording, at `pace` (hundredths) or at its own; with `host`, others may join."""
        from irsim.tui.screens.home import opening

        opening(
            self,
            "Taking up the drill",
            lambda: self.launcher.take_up(path, pace, host) if host else self.launcher.take_up(path, pace),
        )

    def join(self, wish: JoinWish) -> None:
        """A room that is hosted elsewhere; its seats to choose from, where none was named."""
        from irsim.tui.screens.home import opening

        if wish.kind:
            opening(self, "Joining the room", lambda: self.launcher.join(wish), "asking the host")
        else:
            from irsim.tui.screens.lobby import enter_lobby

            enter_lobby(self, wish)

    async def sit_down(self, sitting: Sitting) -> None:
        """Open the room on a sitting."""
        from irsim.tui.table import Table

        table = self.table = Table(sitting)
        self.left = [path for path in self.left if path != sitting.path]
        table.start()
        assert table.running is not None
        assert table.following is not None
        table.running.add_done_callback(lambda _: self.call_later(self._stopped, table))
        table.following.add_done_callback(lambda _: self.call_later(self._deaf, table))
        table.forgets.append(table.seat.listen(lambda records: self._heard(table, records)))
        if table.opening is not None:
            table.opening.add_done_callback(lambda _: self.call_later(self._not_open, table))
        table.seat.anew = lambda: self.call_later(self._sit_anew, table)
        await self._enter(table)
        if sitting.joining:
            await self._explain_joining(table)

    async def _enter(self, table: Table) -> None:
        """The screen on which a table begins."""
        if table.seat.control:
            from irsim.tui.screens.behind import begins_at

            await self.push_screen(begins_at(table))
            return
        from irsim.tui.screens.room import Room

        await self.push_screen(Room(table))

    async def go_behind(self, table: Table) -> Refused | None:
        """See `House`."""
        from irsim.tui.screens.behind import go_behind

        return await go_behind(self, table)

    def look_at(self, what: str, screen: Screen[Any], focus: Focus | None = None) -> None:
        """See `House`."""
        from irsim.tui.screens.beside import OPENS

        OPENS[what](cast(Any, screen), focus)  # who asks is a workplace

    async def _explain_joining(self, table: Table) -> None:
        """How others join, for whoever hosts; a drill that begins waits for them."""
        from irsim.tui.dialogs.simple import Reader
        from irsim.tui.hosted import joining_words

        lines = table.sitting.joining
        if table.session.now < BEGUN and not table.session.paused:
            await table.wait_for_others()
            lines = (f"Nothing runs before somebody presses {self.key_of('pause')}: let everybody join first.", *lines)
        await self.push_screen(Reader("This room is open to others", joining_words(lines)))

    async def _sit_anew(self, table: Table) -> None:
        """The host was started again: the room as it stands there, in place of what was drawn of the one before."""
        if self.table is not table or table.seat.ended:
            return
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await table.no_dialogs()
        await self._enter(table)
        self.notify("The host was started again. This is the room as it stands there.", timeout=8, markup=False)

    def _heard(self, table: Table, records: list[Record]) -> None:
        """The room is closed for today: a moment later, when everybody has been told, this terminal leaves it."""
        from irsim.tui.adjourning import adjourned_in

        words = adjourned_in(records, table.seat.known)
        if words:
            self.set_timer(TOLD, lambda: self._adjourned(table, words))

    async def _adjourned(self, table: Table, words: str) -> None:
        """Go home, and say why."""
        if self.table is not table:
            return
        if table.sitting.joined:
            self.table = None
            await table.leave()
            self.exit(Outcome(joined=table.sitting.command, said=words))  # there is no home here to go to
            return
        await self.go_home()
        self.notify(f"{words} Go on from this screen.", timeout=self.settings.toasts * 3, markup=False)

    def _not_open(self, table: Table) -> None:
        """Others cannot join, by a mistake of ours: that is not kept quiet."""
        task = table.opening
        error = task.exception() if task is not None and not task.cancelled() else None
        if self.table is table and isinstance(error, Exception):
            self._handle_exception(error)

    def _deaf(self, table: Table) -> None:
        """Nothing reaches the screens any more: that is right only once the session is over."""
        told = table.following
        if self.table is not table or told is None or told.cancelled():
            return
        error = told.exception()
        if error is not None:
            self._handle_exception(error if isinstance(error, Exception) else RuntimeError(str(error)))

    async def _stopped(self, table: Table) -> None:
        """The world has ended, or the session broke."""
        if self.table is not table or table.running is None:
            return
        error = None if table.running.cancelled() else table.running.exception()
        if isinstance(error, OSError) or (table.running.cancelled() and table.session.gone):
            await self.unwritten(error.strerror if isinstance(error, OSError) else "")
            return
        if table.sitting.joined and error is not None and type(error).__name__ == "LetGo":
            await self.let_go(str(error))
            return
        if error is not None:
            self._handle_exception(error if isinstance(error, Exception) else RuntimeError(str(error)))
            return
        if table.seat.ended or table.session.ended:
            await self.debrief()

    async def let_go(self, why: str, title: str = "You are not in the room any more") -> None:
        """The room does not have this terminal any more."""
        from textual.content import Content

        from irsim.reports.plain import one_line
        from irsim.tui.dialogs.simple import Reader

        assert self.table is not None
        table, self.table = self.table, None
        await table.leave()
        self.push_screen(
            Reader(title, Content(one_line(why, 300))),
            lambda _: self.exit(Outcome(joined=table.sitting.command)),
        )

    async def unwritten(self, why: str | None) -> None:
        """The disk is full or gone: the drill is kept as far as it was written."""
        from textual.content import Content

        from irsim.tui.dialogs.simple import Reader

        path = self.table.sitting.path if self.table is not None else ""
        await self.go_home()
        words = f"The recording cannot be written{f': {why}' if why else ''}. What was accepted before is in it."
        cure = "Make room, then continue it from this screen."
        await self.push_screen(Reader("The drill is kept", Content(f"{words}\n\n{path}\n\n{cure}")))

    async def go_home(self) -> None:
        """Leave the sitting; its recording stays open."""
        if self.table is not None:
            table, self.table = self.table, None
            await table.leave()
            if table.sitting.joined:  # whoever came by `irsim join` has no home here
                over = table.session.whole is not None
                self.exit(Outcome(joined="" if over else table.sitting.command))
                return
            self.left = [path for path in self.left if path != table.sitting.path] + [table.sitting.path]
        from irsim.tui.screens.home import HomeScreen

        while len(self.screen_stack) > 1 and not isinstance(self.screen, HomeScreen):
            await self.pop_screen()
        if isinstance(self.screen, HomeScreen):
            self.screen.renew()

    async def debrief(self, path: Path | None = None) -> None:
        """The debrief of the sitting, or of a recording."""
        from irsim.tui.screens.debrief import DebriefScreen

        table = self.table if path is None else None
        if table is not None and any(
            isinstance(each, DebriefScreen) and each.table is table for each in self.screen_stack
        ):
            return  # the end is told twice: by the session, and by whoever leaves just then
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        if path is not None or (table is not None and self.table is table):
            await self.push_screen(DebriefScreen(path, table))

    def compare(self, paths: Sequence[Path], *, anyway: bool = False) -> None:
        """Recordings of one scenario beside each other."""
        from irsim.tui.screens.compare import CompareScreen

        self.push_screen(CompareScreen(paths, anyway=anyway))

    async def action_quit_kindly(self) -> None:
        """Quitting a running drill keeps it."""
        if self.farewell is not None:
            await asyncio.wait({self.farewell}, timeout=PARTING)
        outcome = Outcome(self.left[-1], open=True) if self.left else Outcome()
        if self.table is not None:
            table, self.table = self.table, None
            await table.leave()
            outcome = Outcome(table.sitting.path, open=True)
            if table.sitting.joined:
                outcome = Outcome(joined=table.sitting.command)
        self.exit(outcome)

    def action_copy_or_hint(self) -> None:
        """Ctrl+c copies what is selected; it does not end a drill."""
        selected = self.screen.get_selected_text() if hasattr(self.screen, "get_selected_text") else None
        if selected:
            self.copy_to_clipboard(selected)
        else:
            self.notify(
                "q leaves, ctrl+q quits; the drill is kept either way.", timeout=self.settings.toasts, markup=False
            )

    def hang_up(self) -> None:
        """The terminal went away: what is in the recording stays, and can be continued."""
        if self.table is not None:
            self.table.let_go()
            self.table = None
        self.exit(Outcome())

    def _handle_exception(self, error: Exception) -> None:
        """A mistake of ours: let go of the recording, which is safe, and end; the command line shows what to do."""
        if self.crash is None:
            self.crash = error
            if self.table is not None:
                table, self.table = self.table, None
                path = None if table.sitting.joined else table.sitting.path
                table.let_go()
                self.exit(Outcome(path, open=path is not None, crash=error), return_code=1)
            else:
                self.exit(Outcome(crash=error), return_code=1)
