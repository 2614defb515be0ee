"""Printing: colour only in a terminal that wants it, and a reader that went away ends nothing."""

import os
import sys
from contextlib import suppress

from irsim.board.board import Board
from irsim.log.records import Record
from irsim.reports.feed import feed_line

_COLOURS = {"urgent": "\x1b[1;31m", "notice": "\x1b[33m", "calm": ""}


def in_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def colourful() -> bool:
    """Whether colour may reach the output."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Printer:
    """Prints lines until nobody reads them any more."""

    def __init__(self) -> None:
        self.colour = colourful()
        self.gone = False

    def line(self, text: str = "", urgency: str = "calm") -> None:
        """One line (or several). A closed pipe is remembered, and the drill goes on."""
        if self.gone:
            return
        colour = _COLOURS[urgency] if self.colour else ""
        encoding = sys.stdout.encoding or "utf-8"
        text = text.encode(encoding, "replace").decode(encoding)
        try:
            print(f"{colour}{text}\x1b[0m" if colour else text, flush=sys.stdout.isatty())
        except BrokenPipeError:
            self.gone = True
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def record(self, record: Record, board: Board) -> None:
        """A record, if it has anything to say to a reader."""
        line = feed_line(record, board)
        if line is not None:
            self.line(f"{line.stamp}  {line.kind:<9} {line.text}", line.urgency)
