"""Opening a replay, with how far the reading is; and where somebody wants to be in it, as they write it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from irsim.reports.plain import moment, one_line
from irsim.session.seeking import NO_RECORD, aim
from irsim.tui.replay.replay import Replay, read_replay
from irsim.tui.screens.opening import Opening, show_faults
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.house import House

OFTEN = 0.1
"""Seconds between two looks at how far it is."""


def aim_of(replay: Replay, written: str) -> tuple[int, int]:
    """The instant (ms) that somebody means who writes where to go, and the record, `NO_RECORD` where none is named.
    Raises ValueError with the cure."""
    return aim(written, replay.now, replay.recording.records, replay.seat.board.rules.moment)


def go(replay: Replay, written: str) -> None:
    """Be where `written` says. Raises ValueError."""
    at, record = aim_of(replay, written)
    if record == NO_RECORD:
        replay.go_to(at)
    else:
        replay.seek(replay.record(record))


def told(replay: Replay, at: int) -> str:
    """Where an instant (ms) is, in words."""
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
        self.set_interval(OFTEN, self._look)

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
    app: House,
    path: Path,
    *,
    start: str = "",
    audience: str = "",
    record: int | None = None,
    alone: bool = False,
    sent: list[Record] | None = None,
) -> None:
    """Open the replay of a recording over what is shown: at `start` as a person writes it, or right after a record.

    `audience` is facilitator (where empty), table or a role. `alone` leaves irsim with the replay. `sent` are the
    records of a recording that lies elsewhere, as they came to this terminal.
    """

    from irsim.tui.screens.replay import ReplayScreen

    def work(progress: Callable[[str], None]) -> Replay:
        replay = read_replay(path, audience, progress, sent)
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
        f"Reading {one_line(path.name, 60)}" if sent is None else "Reading what the host sent",
        work,
        lambda replay: app.push_screen(ReplayScreen(replay, alone=alone)),
    )
