"""From a room to its past: search, handover, posture, and the board as it was known at an instant."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from irsim.board.instants import stamp
from irsim.session.searching import instant
from irsim.tui.dialogs.simple import Line
from irsim.tui.screens.preparing import preparing
from irsim.words.faults import sentence

if TYPE_CHECKING:
    from irsim.log.reading import Recording
    from irsim.tui.house import House
    from irsim.tui.replay.replay import Progress, Replay
    from irsim.tui.screens.seated import Seated

AT = "14:05, 90m (so long ago), 21 Nov 03:12 or 2026-11-20T14:05 (UTC)"


def open_search(screen: Seated) -> None:
    """Search over the whole log."""
    from irsim.tui.screens.searching import SearchScreen

    screen.app.push_screen(SearchScreen(screen.table))


def open_handover(screen: Seated) -> None:
    """The handover between shifts."""
    from irsim.tui.screens.handing_over import HandoverScreen

    screen.app.push_screen(HandoverScreen(screen.table))


def open_trend(screen: Seated) -> None:
    """Posture and trend."""
    from irsim.tui.screens.posture import open_posture

    open_posture(screen)


def ask_past(screen: Seated) -> None:
    """Ask for an instant, and show the board as it was known then."""
    seat, back = screen.seat, screen.table.sitting.back
    if back is None:
        screen.say("This terminal does not reach the store; open `irsim live` where it is served.", "warning")
        return

    def check(written: str) -> str:
        try:
            at = instant(written, seat.board, seat.now)
        except ValueError as error:
            return sentence(str(error))
        return "" if at >= 0 else f"The log begins at {stamp(seat.board, 0, seat.now)}; give a later time."

    def show(written: str) -> list[str]:
        try:
            return [stamp(seat.board, instant(written, seat.board, seat.now), seat.now)]
        except (ValueError, OverflowError):
            return []

    def chosen(written: str) -> None:
        at = instant(written, seat.board, seat.now)
        open_past(screen.room, lambda progress: back.known_at(at, progress), at)

    screen.show_dialog(Line("As known at", AT, word="Show it", check=check, complete=show), chosen)


def open_past(app: House, read: Callable[[Progress], Recording], at: int, *, alone: bool = False) -> None:
    """The replay of a stretch of a live log, standing at an instant (ms); `alone` leaves irsim with it."""
    from irsim.tui.screens.replay import ReplayScreen
    from irsim.tui.stories import replay_of

    def work(progress: Progress) -> Replay:
        replay = replay_of(read(progress), progress)
        replay.go_to(at)
        return replay

    preparing(app, "Reading the log", work, lambda replay: app.push_screen(ReplayScreen(replay, alone=alone)))
