"""A recording played again: the room as it was at any instant, a bar to move on, and nothing that acts."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from irsim.reports.plain import moment, one_line
from irsim.session.replaying import MarkKind
from irsim.session.seeking import HINT, parse_seek
from irsim.tui.dialogs.simple import Line, Pick
from irsim.tui.forms import Focus
from irsim.tui.house import Outcome
from irsim.tui.replay_keys import FOOTER, REPLAY
from irsim.tui.replaying import Replay, ReplayTable, read_replay
from irsim.tui.screens.opening import Opening, show_faults
from irsim.tui.screens.replay_inside import Onlooking, ReplayIncident, ReplayPlot, bound
from irsim.tui.screens.room import WIDE, Room
from irsim.tui.widgets.replayed import ReplayFeed, ReplayFooter, ReplayHeader
from irsim.tui.widgets.scrubbar import ScrubBar
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput, sentence

if TYPE_CHECKING:
    from irsim.tui.house import House
    from irsim.tui.table import Table

FRAME = 0.1
"""Seconds between two looks at where the pace has come to."""

HELD = 0.25
"""Seconds within which the same key again means that it is held down."""

SINGLE = 8
"""Steps that a held key takes one by one; then they grow, doubled with every so many more."""

MOST = 50
"""The share of the recording that a step of a held key grows to: a fiftieth."""

BREATH = 2
"""A seek waits so many times as long as the one before took: keys that are held down leave the screen room to live."""


class ReplayScreen(Onlooking, Room, inherit_bindings=False):
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
        self.feed = ReplayFeed(replay, id="feed")
        self.header = ReplayHeader(replay)
        self.footer = ReplayFooter(replay, FOOTER, lambda name: self.room.key_of(name))
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
        """Say what is the matter with the recording, and be ready to play."""
        self.move_child(self.bar, before=self.footer)
        self._playing = self.set_interval(FRAME, self._play_on, pause=True)
        super().on_mount()
        self.header.local = self.room.settings.local_time
        remarks = self.replay.remarks()
        if remarks:
            self.say(" ".join(remarks), "warning")

    def welcome(self) -> None:
        """Nothing is said that a table would be told."""

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
        """Move once there is time for it; what a held key asks for meanwhile takes the place of what it asked before."""
        waits = self._target is not None
        self._target = target
        if not waits:
            self.set_timer(max(0.001, self._took * (BREATH - 1)), self._arrive)

    def _arrive(self) -> None:
        target, self._target = self._target, None
        if target is None or not self.is_attached:
            return
        begun = time.monotonic()
        target()
        self._show()
        self._took = min(0.5, time.monotonic() - begun)

    def _to_place(self, place: int) -> None:
        self._aim = max(1, min(self.replay.reel.count, place))
        aim = self._aim
        self._seek(lambda: self.replay.seek(aim))

    def _from(self) -> int:
        """The place from which the next step goes."""
        return self._aim if self._target is not None else self.replay.place

    def _steps(self, key: str) -> int:
        """How many steps a key is worth: one, and more and more while it is held down."""
        before, when, streak = self._held
        now = time.monotonic()
        streak = streak + 1 if before == key and now - when < HELD else 0
        self._held = (key, now, streak)
        return min(2 ** min(20, streak // SINGLE), max(1, self.replay.reel.count // MOST))

    def _step(self, way: int) -> None:
        self._to_place(self.replay.step(self._from(), way * self._steps(f"step {way}")))

    def _record(self, way: int) -> None:
        self._to_place(self._from() + way * self._steps(f"record {way}"))

    def _mark(self, kind: MarkKind | None, way: int) -> None:
        place = self.replay.mark(self._from(), kind, way * self._steps(f"{kind} {way}"))
        if place:
            self._to_place(place)
        else:
            word = {None: "mark", "overdue": "overdue deadline"}.get(kind, str(kind))
            self.say(f"There is no {word} {'after' if way > 0 else 'before'} this.")

    @on(ScrubBar.Sought)
    def _sought(self, message: ScrubBar.Sought) -> None:
        self._seek(lambda: self.replay.go_to(message.instant))

    # The registry's actions

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

    async def _replay_next(self) -> None:
        self._step(1)

    async def _replay_back(self) -> None:
        self._step(-1)

    async def _replay_record(self) -> None:
        self._record(1)

    async def _replay_record_back(self) -> None:
        self._record(-1)

    async def _replay_inject(self) -> None:
        self._mark("inject", 1)

    async def _replay_inject_back(self) -> None:
        self._mark("inject", -1)

    async def _replay_decision(self) -> None:
        self._mark("decision", 1)

    async def _replay_decision_back(self) -> None:
        self._mark("decision", -1)

    async def _replay_overdue(self) -> None:
        self._mark("overdue", 1)

    async def _replay_overdue_back(self) -> None:
        self._mark("overdue", -1)

    async def _replay_bookmark(self) -> None:
        self._mark("bookmark", 1)

    async def _replay_bookmark_back(self) -> None:
        self._mark("bookmark", -1)

    async def _replay_mark(self) -> None:
        self._mark(None, 1)

    async def _replay_mark_back(self) -> None:
        self._mark(None, -1)

    async def _replay_begin(self) -> None:
        self._to_place(1)

    async def _replay_end(self) -> None:
        self._to_place(self.replay.reel.count)

    async def _replay_seek(self) -> None:
        def check(written: str) -> str:
            try:
                aim_of(self.replay, written)
            except ValueError as error:
                return sentence(str(error))
            return ""

        def show(written: str) -> list[str]:
            try:
                return [told(self.replay, aim_of(self.replay, written))] if written.strip() else []
            except ValueError:
                return []

        self.show_dialog(
            Line("Go to", HINT + ", or #1204, a record's number", check=check, complete=show, history=self.table.lines),
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
            self.app.push_screen(ReplayPlot(cast("Table", self.table), name))

    def _stand_still(self) -> None:
        self.replay.play(False)
        self._show()

    def action_panel(self, number: int) -> None:
        """Focus a panel; on a narrow terminal, show it."""
        super().action_panel(number)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Home and end are the filter's while somebody types there."""
        typing = getattr(self.focused, "id", "") == "filter"
        return not (typing and action == "do" and parameters in (("replay-begin",), ("replay-end",)))

    def on_resize(self, event: events.Resize) -> None:
        """Another size: what stands where is decided anew."""
        super().on_resize(event)
        self.bar.refresh()


def aim_of(replay: Replay, written: str) -> tuple[str, int]:
    """What somebody means who writes where to go: `record` and its number, or `at` and the instant (ms).
    Raises ValueError with the cure."""
    text = written.strip()
    if text.startswith("#"):
        if not text[1:].isdecimal() or int(text[1:12]) >= replay.recorded:
            raise ValueError(f"there is no record {text[1:20]}; they go from #0 to #{replay.recorded - 1}")
        return "record", int(text[1:12])
    if not text:
        return "at", replay.now
    return "at", parse_seek(text, replay.now, replay.end, replay.seat.board.rules.moment)


def go(replay: Replay, written: str) -> None:
    """Be where `written` says. Raises ValueError."""
    what, number = aim_of(replay, written)
    if what == "record":
        replay.seek(replay.record(number))
    else:
        replay.go_to(number)


def told(replay: Replay, aim: tuple[str, int]) -> str:
    """Where that is, in words."""
    what, number = aim
    at = replay.recording.records[number].at if what == "record" else number
    return f"{format_instant(at)} · {moment(replay.seat.board.rules.moment(at))}"


class Preparing(Opening):
    """The same calm words, with how far it is; escape gives it up."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "give_up", show=False)]

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.far = ""
        self.given_up = False

    def on_mount(self) -> None:
        """Look more often: it is over in a few seconds."""
        super().on_mount()
        self.set_interval(FRAME, self._look)

    def _look(self) -> None:
        self.query_one("#detail", Static).update(Content(f"{self.far} · esc gives it up" if self.far else ""))

    def action_give_up(self) -> None:
        """Nobody waits for it any more."""
        self.given_up = True


class GivenUp(Exception):
    """Nobody waits for it any more."""


def preparing(
    app: House,
    words: str,
    work: Callable[[Callable[[str], None]], Any],
    then: Callable[[Any], Any],
    otherwise: Callable[[], Any] = lambda: None,
) -> None:
    """Show `words` and how far it is while `work` runs in a thread; `then` gets what comes of it, on the screen that
    stood there before. `otherwise` comes where it was given up or cannot be done, which a dialog says."""

    async def go_on() -> None:
        modal = Preparing(words)
        await app.push_screen(modal)

        def progress(far: str) -> None:
            modal.far = far
            if modal.given_up:
                raise GivenUp

        try:
            done = await asyncio.to_thread(work, progress)
        except (BadInput, GivenUp) as reason:
            while modal in app.screen_stack:
                await app.pop_screen()
            otherwise()
            if isinstance(reason, BadInput):
                show_faults(app, "This cannot be replayed", reason)
            return
        while modal in app.screen_stack:
            await app.pop_screen()
        gc.freeze()  # what was read stays: later collections need not look through it
        then(done)

    app.run_worker(go_on(), group="replay", exclusive=True)


def open_replay(
    app: House, path: Path, *, start: str = "", audience: str = "", record: int | None = None, alone: bool = False
) -> None:
    """Open the replay of a recording over what is shown: at `start` as a person writes it, or right after a record.

    `audience` is facilitator (where empty), table or a role. `alone` leaves irsim with the replay.
    """

    def work(progress: Callable[[str], None]) -> Replay:
        replay = read_replay(path, audience, progress)
        if record is not None:
            replay.seek(replay.record(record))
        elif start:
            try:
                go(replay, start)
            except ValueError as error:
                raise BadInput.one("--from", 0, str(error)) from None
        return replay

    preparing(
        app,
        f"Reading {one_line(path.name, 60)}",
        work,
        lambda replay: app.push_screen(ReplayScreen(replay, alone=alone)),
    )


__all__ = ["WIDE", "Preparing", "ReplayScreen", "open_replay"]
