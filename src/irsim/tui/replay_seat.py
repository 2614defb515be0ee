"""The seat from which a recording is watched, and the table that it stands at: a board that is another one whenever one
seeks, and nothing that can be done. No textual here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from irsim.board.board import Board
from irsim.board.decide import Refused
from irsim.board.state import NEVER
from irsim.commands import Command
from irsim.events.session import SessionOpened
from irsim.session.protocol import FACILITATOR, NotAccepted
from irsim.tui.launch import Sitting
from irsim.tui.seat import FeedItem, Seat

if TYPE_CHECKING:
    from irsim.tui.replaying import Replay

REFUSED = Refused("this is a replay; f forks from here", "")
"""What is said to everything that would act."""


class ReplaySeat(Seat):
    """A seat whose board is another one whenever one seeks, and which is let do nothing."""

    def __init__(self, replay: Replay, opened: SessionOpened) -> None:
        super().__init__(cast(Any, replay), (), opened, FACILITATOR)

    def show(self, board: Board, feed: list[FeedItem], *, again: bool) -> None:
        """The board and the feed of another position; `again` where the board was not folded on."""
        self.board = board
        self.feed = feed
        self.version += 1
        self.incidents_version += 1
        if again:
            self._runs_of = {}
            self._known_runs = 0

    async def submit(self, command: Command, said: int = NEVER, by: str = "") -> NotAccepted:
        """Nothing is done here any more."""
        return NotAccepted(NEVER, REFUSED)

    def ask(self, command: Command, said: int = NEVER) -> Refused | None:
        """Whatever it is."""
        return REFUSED


class ReplayTable:
    """What screens expect of a sitting; while a dialog is open, nothing goes on behind it."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.seat = replay.seat
        self.session = replay
        self.sitting = Sitting(cast(Any, replay), replay.recording.path, (), " ".join(replay.remarks()))
        self.drafts: dict[tuple[str, ...], dict[str, str]] = {}
        self.lines: list[str] = []
        self._dialogs = 0
        self._played = False

    async def dialog_opened(self) -> None:
        """Stand still."""
        if not self._dialogs:
            self._played = not self.replay.paused
            self.replay.play(False)
        self._dialogs += 1

    async def dialog_closed(self) -> None:
        """Go on, where it went on before."""
        self._dialogs -= 1
        if not self._dialogs and self._played:
            self.replay.play(True)
