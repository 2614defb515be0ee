"""Whether anybody would say so if something were wrong: what is heard from the sources, and which keep silent.
No textual here."""

from __future__ import annotations

from irsim.board.instants import stamp
from irsim.board.state import NEVER
from irsim.reports.plain import counted, one_line
from irsim.tui.lines import Span
from irsim.tui.marks import age
from irsim.tui.seat import Seat

NAMED = 2
"""Silent sources that are named; of more it says how many."""


def silent(seat: Seat) -> list[Span]:
    """Sources that should have said something by now, the one that has kept silent longest first."""
    board = seat.board
    found = [source for source in board.sources.values() if source.silent_since != NEVER]
    quiet = sorted(found, key=lambda source: source.silent_since)
    words = [
        Span(f"{one_line(each.id, 30)} silent since {stamp(board, each.silent_since, seat.now)}", "urgent")
        for each in quiet[:NAMED]
    ]
    if len(quiet) > NAMED:
        words.append(Span(f"{len(quiet) - NAMED} more silent", "urgent"))
    return words


def listening(seat: Seat) -> str:
    """That somebody is there who would say so, or that nobody has been heard yet."""
    count, last = seat.heard
    if not count:
        return "no source was heard yet"
    return f"{counted(count, 'source')} heard, last {age(seat.now - last)} ago"
