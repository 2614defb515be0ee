"""The line at the top of the debrief: exercise or live, which one, when it ended, and its score once there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.strip import Strip
from textual.widget import Widget

from irsim.board.state import NEVER
from irsim.reports.account.analysis import score_line
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, lay
from irsim.tui.widgets.palette import CLASSES, Palette
from irsim.words.durations import format_instant

if TYPE_CHECKING:
    from irsim.board.board import Board
    from irsim.scoring.scorecard import Scorecard


class WhereLine(Widget):
    """One line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.palette = Palette(self)
        self._cells: list[Cell] = [Cell(" "), Cell("Debrief", "strong", flex=True)]

    def about(self, board: Board, right: str = "hot wash") -> None:
        """The session, and what is being done with it."""
        live = Names(board).live
        ended = board.ended_at
        when = f"ended {format_instant(ended)}" if ended != NEVER else f"not ended, {format_instant(board.at)} so far"
        self._cells = [
            Cell(" LIVE " if live else " EXERCISE ", "live" if live else "exercise"),
            Cell(one_line(board.opened.setting.codename, 60) or "Session", "strong", flex=True),
            Cell(when, "muted" if ended != NEVER else "notice", drop=1),
            Cell(f" {right} ", "accent"),
        ]
        self.refresh()

    def scored(self, board: Board, card: Scorecard) -> None:
        """The session with its score."""
        self.about(board, f"score {score_line(card.score)} · coverage {card.coverage:g} %")

    def compared(self, title: str, right: str) -> None:
        """Several recordings of one drill, and how much came out differently."""
        name = Cell(one_line(title, 60) or "Recordings", "strong", flex=True)
        self._cells = [Cell(" EXERCISE ", "exercise"), name, Cell(f" {right} ", "accent")]
        self.refresh()

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def render_line(self, y: int) -> Strip:
        """The line."""
        cells = self._cells if y == 0 else []
        return self.palette.strip(lay(cells, self.size.width), self.size.width, self.rich_style)
