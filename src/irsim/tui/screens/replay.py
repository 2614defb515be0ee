"""A recording played again: the room as it was at any instant, a bar to move on, and nothing that acts."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from irsim.session.replaying import MARK_KINDS
from irsim.session.seeking import HINT
from irsim.tui.dialogs.simple import Line, Pick
from irsim.tui.forms import Focus
from irsim.tui.house import Outcome
from irsim.tui.replay.aiming import aim_of, go, told
from irsim.tui.replay.keys import FOOTER, REPLAY, SHORTER
from irsim.tui.replay.replay import Replay
from irsim.tui.replay.table import ReplayTable
from irsim.tui.screens.preparing import preparing
from irsim.tui.screens.replay_inside import Onlooking, ReplayIncident, ReplayPlot, bound
from irsim.tui.screens.room import Room
from irsim.tui.widgets.replayed import ReplayFeed, ReplayFooter, ReplayHeader
from irsim.tui.widgets.scrubbar import ScrubBar
from irsim.words.faults import sentence

if TYPE_CHECKING:
    from irsim.tui.table import Table

FRAME = 0.1
"""Seconds between two looks at where the pace has come to."""

IDLE = 1.0
"""Seconds without a seek after which there is time for the collection of garbage."""

HELD = 0.25
"""Seconds within which the same key again means that it is held down."""

SINGLE = 8
"""Steps that a held key takes one by one; then they grow, doubled with every so many more."""

MOST = 50
"""The share of the recording that a step of a held key grows to: a fiftieth."""

BREATH = 2
"""A seek waits so many times as long as the one before took: keys that are held down leave the screen room to live."""

MOVES: dict[str, tuple[str, int]] = {
    "replay-next": ("event", 1),
    "replay-back": ("event", -1),
    "replay-record": ("record", 1),
    "replay-record-back": ("record", -1),
    "replay-begin": ("ends", -1),
    "replay-end": ("ends", 1),
    **{f"replay-{kind}": (kind, 1) for kind in (*MARK_KINDS, "mark")},
    **{f"replay-{kind}-back": (kind, -1) for kind in (*MARK_KINDS, "mark")},
}
"""Actions that move: by what, and which way."""


class ReplayScreen(Room, Onlooking, inherit_bindings=False):
    """The room's panels over a board that is another one whenever one seeks."""

    CSS_PATH: ClassVar[Any] = [Path(__file__).with_name("room.tcss"), Path(__file__).with_name("replay.tcss")]

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"panel({number})", show=False) for number in range(6)),
        Binding("escape", "back", show=False),
        *bound(tuple(action.id for action in REPLAY)),
    ]

    chrome = 7

    def __init__(self, replay: Replay, *, alone: bool = False) -> None:
        """`alone`: there is nothing beneath it that one came from."""
        super().__init__(cast("Table", ReplayTable(replay)))
        self.replay = replay
        self.alone = alone
        self.incidents.empty = "No incident yet."
        self.feed = ReplayFeed(replay, id="feed")
        self.header = ReplayHeader(replay)
        self.footer = ReplayFooter(replay, lambda name: self.room.key_of(name), FOOTER, SHORTER)
        self.bar = ScrubBar(replay)
        self._target: Callable[[], None] | None = None
        self._aim = 0
        """the place that keys have asked for, and that is not shown yet"""
        self._took = 0.0
        self._held = ("", 0.0, 0)

    def compose(self) -> ComposeResult:
        """The room, and the bar above its keys."""
        yield from super().compose()
        yield self.bar

    def on_mount(self) -> None:
        """Ready to play. Textual calls the room's own after it, which says what is the matter with the recording."""
        self.move_child(self.bar, before=self.footer)
        self._playing = self.set_interval(FRAME, self._play_on, pause=True)
        self._idle = self.set_interval(IDLE, self._rest, pause=True)

    def on_unmount(self) -> None:
        """What was read may go."""
        gc.unfreeze()  # `preparing` froze it, and its parts refer to each other
        gc.enable()

    # Moving

    def _play_on(self) -> None:
        if self.replay.paused:
            self._playing.pause()
            self._show()
        elif self.app.screen is self and self.replay.advance():
            self._show()

    def _show(self) -> None:
        """What stands here now."""
        self._aim = self.replay.place
        self.changed()
        self.services.tick()
        self.header.tick()
        self.bar.refresh()

    def _seek(self, target: Callable[[], None]) -> None:
        """Move once there is time for it; what a held key asks for meanwhile takes the place of what it asked for."""
        waits = self._target is not None
        self._target = target
        if not waits:
            self.set_timer(max(0.001, self._took * (BREATH - 1)), self._arrive)

    def _arrive(self) -> None:
        target, self._target = self._target, None
        if target is None or not self.is_attached:
            return
        begun = time.monotonic()
        gc.disable()  # a board that was restored would be looked through for garbage three times while it is drawn
        self._idle.reset()
        self._idle.resume()
        target()
        self._show()
        self._took = min(0.5, time.monotonic() - begun)

    def _rest(self) -> None:
        """Nobody has moved for a while: now is the time to look for garbage."""
        self._idle.pause()
        gc.enable()

    def _to_place(self, place: int) -> None:
        self._aim = max(1, min(self.replay.reel.count, place))
        aim = self._aim
        self._seek(lambda: self.replay.seek(aim))

    def _steps(self, key: str) -> int:
        """How many steps a key is worth: one, and more and more while it is held down."""
        before, when, streak = self._held
        now = time.monotonic()
        streak = streak + 1 if before == key and now - when < HELD else 0
        self._held = (key, now, streak)
        return min(1 << min(20, streak // SINGLE), max(1, self.replay.reel.count // MOST))

    @on(ScrubBar.Sought)
    def _sought(self, message: ScrubBar.Sought) -> None:
        self._seek(lambda: self.replay.go_to(message.instant))

    # The registry's actions

    async def perform(self, name: str, focus: Focus) -> None:
        """Look, move, or say why not."""
        if name in MOVES:
            place = self._aim if self._target is not None else self.replay.place
            self._move(name, *MOVES[name], place)
        else:
            await super().perform(name, focus)

    def _move(self, name: str, what: str, way: int, place: int) -> None:
        """On or back from `place` by what a key stands for, and further while it is held down."""
        steps = way * self._steps(name)
        if what == "event":
            self._to_place(self.replay.step(place, steps))
        elif what == "record":
            self._to_place(place + steps)
        elif what == "ends":
            self._to_place(1 if way < 0 else self.replay.reel.count)
        else:
            kind = next((each for each in MARK_KINDS if each == what), None)
            found = self.replay.mark(place, kind, steps)
            if found:
                self._to_place(found)
            else:
                word = {"mark": "mark", "overdue": "missed deadline"}.get(what, what)
                self.app.clear_notifications()
                self.say(f"There is no {word} {'after' if way > 0 else 'before'} this.")

    async def _replay_play(self) -> None:
        self.replay.play(self.replay.paused)
        if self.replay.paused:
            self._playing.pause()
        else:
            self._playing.resume()
        self._show()

    async def _replay_faster(self) -> None:
        self.replay.faster(1)
        self.bar.refresh()

    async def _replay_slower(self) -> None:
        self.replay.faster(-1)
        self.bar.refresh()

    async def _replay_seek(self) -> None:
        def check(written: str) -> str:
            try:
                aim_of(self.replay, written)
            except ValueError as error:
                return sentence(str(error))
            return ""

        def show(written: str) -> list[str]:
            try:
                return [told(self.replay, aim_of(self.replay, written)[0])] if written.strip() else []
            except ValueError:
                return []

        self.show_dialog(
            Line("Go to", HINT, word="Go there", check=check, complete=show, history=self.table.lines),
            self._typed_seek,
        )

    def _typed_seek(self, written: str) -> None:
        if written.strip():
            self.table.lines.append(written.strip())
            go(self.replay, written)
            self._show()

    async def _replay_view(self) -> None:
        options = self.replay.audiences()
        self.show_dialog(Pick("Whose view", options, chosen=self.replay.audience), self._turn_to)

    def _turn_to(self, audience: str) -> None:
        preparing(
            self.room,
            "Reading what they saw",
            lambda progress: self.replay.prepare(audience, progress),
            lambda _: self._turned(audience),
        )

    def _turned(self, audience: str) -> None:
        self.replay.turn_to(audience)
        if self.is_attached:
            self._show()

    async def _replay_leave(self) -> None:
        if self.alone:
            self.app.exit(Outcome())
        else:
            self.app.pop_screen()

    # What is opened from here

    def open_incident(self, name: str, tab: str = "") -> None:
        """The incident as it stood, with its tabs; time stands still meanwhile."""
        self._stand_still()
        self.app.push_screen(ReplayIncident(self.watched, name, tab))

    async def _room_plot(self, focus: Focus) -> None:
        name = self.services.selected
        if name:
            self._stand_still()
            self.app.push_screen(ReplayPlot(self.watched, name))

    def _stand_still(self) -> None:
        self.replay.play(False)
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Home and end are the filter's while somebody types there."""
        typing = getattr(self.focused, "id", "") == "filter"
        return not (typing and action == "do" and parameters in (("replay-begin",), ("replay-end",)))

    def on_resize(self, _: events.Resize) -> None:
        """Another size, another bar."""
        self.bar.refresh()
