"""Handouts in words: which came with what, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irsim.reports.plain import one_line
from irsim.reports.telling.handouts import file_words

if TYPE_CHECKING:
    from irsim.board.state import Handout
    from irsim.tui.seat import Seat


def given_with(seat: Seat, message: str, alert: str) -> list[Handout]:
    """The handouts that came with a message or an alert."""
    return [
        each
        for each in seat.board.handouts.values()
        if (message and each.message == message) or (alert and each.alert == alert)
    ]


def listed(handouts: list[Handout]) -> str:
    """Handouts in a line each."""
    return "\n".join(f"{one_line(each.title)} ({file_words(each.name, each.size)})" for each in handouts)
