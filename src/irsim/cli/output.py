"""Printing: colour only in a terminal that wants it, and a reader that went away ends nothing."""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from irsim.board.board import Board
from irsim.cli.streams import colourful
from irsim.log.records import Record
from irsim.reports.feed import feed_line
from irsim.reports.scorecard import scorecard_text
from irsim.scoring.score import score
from irsim.words.clean import clean
from irsim.words.faults import BadInput, Fault

_COLOURS = {"urgent": "\x1b[1;31m", "notice": "\x1b[33m", "calm": ""}


ALL = 10_000_000
"""Characters: here nothing is cut any more, texts were shortened where they were told."""

FEED_INDENT = 22
"""Columns before a feed line's text: `T+00:47:12`, two spaces, the kind in nine, a space."""

_IN_LIVE = re.compile(r"[0-9]{1,2} [A-Z][a-z]{2} [0-9:]{8}  .{9} ")
"""What stands before a feed line's text in live: `21 Nov 03:12:05` and the kind."""


def show(text: str) -> None:
    """Print a text as it is, at once. A reader that went away is no fault; a full disk is the caller's OSError."""
    try:
        print(text, flush=True)
    except BrokenPipeError as error:
        unread(error)


def as_data(faults: Sequence[Fault]) -> list[dict[str, str | int]]:
    """Mistakes for programs. Line 0 is the file as a whole, or what is none."""
    return [{"file": each.file, "line": each.line, "message": each.message} for each in faults]


def may_write(output: Path | None, recording: Path, *, force: bool) -> None:
    """Raises BadInput where `output` is there already and `force` is not given, or is the recording itself."""
    if output is not None and output.exists():
        if output.samefile(recording):
            raise BadInput.one(str(output), 0, "is the recording itself; give another name")
        if not force:
            raise BadInput.one(str(output), 0, "exists already; give another name, or --force to write over it")


def put(text: str, output: Path | None, *, newline: str | None = None) -> None:
    """Print a document, or write it to `output` and say so. `newline` as of `open`. Raises BadInput."""
    if output is None:
        show(text.rstrip("\n"))
        return
    try:
        output.write_text(text, encoding="utf-8", newline=newline)
    except OSError as error:
        raise BadInput.one(str(output), 0, f"cannot be written: {error.strerror}; give another place") from None
    show(f"Written: {output}")


def unread(error: OSError) -> None:
    """Nobody reads the output any more: say why, unless the reader left, and let the rest go nowhere."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"The output cannot be written: {error.strerror}.", file=sys.stderr)


class Printer:
    """Prints lines until nobody reads them any more."""

    def __init__(self) -> None:
        self.colour = colourful()
        self.gone = False

    def line(self, text: str = "", urgency: str = "calm") -> None:
        """One line, and a body below it; only the first is coloured. A closed pipe is remembered, the drill goes on."""
        if self.gone:
            return
        colour = _COLOURS[urgency] if self.colour else ""
        encoding = sys.stdout.encoding or "utf-8"
        text = clean(text, ALL).encode(encoding, "replace").decode(encoding)
        head, newline, body = text.partition("\n")
        head = self._wrapped(head)
        try:
            print(
                (f"{colour}{head}\x1b[0m" if colour else head) + newline + self._wrapped(body),
                flush=sys.stdout.isatty(),
            )
        except OSError as error:
            self.gone = True
            unread(error)

    def record(self, record: Record, board: Board) -> None:
        """A record, if it has anything to say to a reader."""
        line = feed_line(record, board)
        if line is not None:
            self.line(f"{line.stamp}  {line.kind:<9} {line.text}", line.urgency)

    def score(self, records: Sequence[Record], path: Path) -> None:
        """The scorecard, and where the recording is."""
        self.line()
        card = score(records)
        self.line(scorecard_text(card))
        self.line()
        self.line(f"Score {card.score if card.score is not None else 'none'} of 100, coverage {card.coverage} %")
        self.line(f"Recording: {path}")

    def _wrapped(self, text: str) -> str:
        """In a terminal, long lines go on under their own text; in a pipe they stay whole for other programs."""
        if not sys.stdout.isatty():
            return text
        width = max(40, shutil.get_terminal_size().columns)
        lines: list[str] = []
        for line in text.split("\n"):
            own = line[: len(line) - len(line.lstrip())]
            stamped = _IN_LIVE.match(line)
            hang = " " * (stamped.end() if stamped else FEED_INDENT) if stamped or line.startswith("T+") else own + "  "
            lines += textwrap.wrap(line, width, subsequent_indent=hang, break_on_hyphens=False) or [""]
        return "\n".join(lines)
