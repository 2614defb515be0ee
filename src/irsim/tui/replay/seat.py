"""The seat from which a recording is watched: a board that is another one whenever one seeks, and nothing that can be
done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from irsim.board.board import Board
from irsim.board.decide import Refused
from irsim.board.state import NEVER
from irsim.commands import Command
from irsim.events.session import SessionOpened
from irsim.session.protocol import FACILITATOR, NotAccepted
from irsim.tui.items import FeedItem
from irsim.tui.seat import Seat

if TYPE_CHECKING:
    from irsim.session.protocol import Session

REFUSED = Refused("this is a replay; f forks from here", "")
"""What is said to everything that would act."""


class ReplaySeat(Seat):
    """A seat whose board is another one whenever one seeks, and which is let do nothing."""

    def __init__(self, session: Session, opened: SessionOpened) -> None:
        super().__init__(session, (), opened, FACILITATOR)

    def show(self, board: Board, feed: list[FeedItem], *, again: bool) -> None:
        """The board and the feed of another position; `again` where the board was not folded on."""
        self.board = board
        self.feed = feed
        self.version += 1
        self.incidents_version += 1
        self.clocks_version += 1
        if again:
            self._runs_of = {}
            self._known_runs = 0

    async def submit(self, command: Command, said: int = NEVER, by: str = "") -> NotAccepted:
        """Nothing is done here any more."""
        return NotAccepted(NEVER, REFUSED)

    def ask(self, command: Command, said: int = NEVER) -> Refused | None:
        """Whatever it is."""
        return REFUSED
