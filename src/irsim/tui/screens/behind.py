"""The ways behind the room: from the room to the console, and the screen at which a terminal of control's begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App

from irsim.board.decide import Refused
from irsim.session.protocol import FACILITATOR
from irsim.tui.console.backstage import Backstage, backstage_of
from irsim.tui.screens.console import Console
from irsim.tui.screens.control import Control
from irsim.tui.screens.evaluating import Evaluating

if TYPE_CHECKING:
    from irsim.tui.table import Table


async def go_behind(app: App[Any], table: Table) -> Refused | None:
    """From a room to what is behind it, or back to that; why not, where it is not for this terminal."""
    if any(isinstance(each, Control) for each in app.screen_stack):
        while not isinstance(app.screen, Control):
            await app.pop_screen()
        return None
    backstage = backstage_of(table)
    if isinstance(backstage, Refused):
        return backstage
    app.push_screen(Console(backstage.control(), backstage))
    return None


def begins_at(table: Table) -> Control:
    """The screen of a terminal that joined as facilitator or evaluator."""
    backstage = backstage_of(table)
    assert isinstance(backstage, Backstage)
    if table.seat.kind == FACILITATOR:
        return Console(table, backstage)
    return Evaluating(table, backstage)
