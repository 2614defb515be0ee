"""`irsim export --cast`: the room as the drill went, for a player of asciicasts."""

import re
import sys
from pathlib import Path

from irsim.cli.export import write_new
from irsim.cli.output import may_write, show
from irsim.cli.recordings import sound_recording
from irsim.session.pace import parse_pace
from irsim.tui.casting import write_cast
from irsim.words.faults import BadInput

SMALLEST, LARGEST = (80, 24), (300, 100)
"""Columns and lines: the room needs the one, and nobody has more than the other."""


def cast_recording(path: Path, output: Path, *, size: str, speed: str, audience: str, force: bool) -> int:
    """Write the cast. Raises BadInput."""
    width, height = _size(size)
    hundredths = _speed(speed)
    may_write(output, path, force=force)
    recording = sound_recording(path)
    told = [-1]

    def progress(part: int) -> None:
        if sys.stderr.isatty() and part != told[0]:
            told[0] = part
            print(f"\rDrawing the room: {part} %", end="", file=sys.stderr, flush=True)

    lines = list(
        write_cast(recording, width=width, height=height, speed=hundredths, audience=audience, progress=progress)
    )
    if told[0] >= 0:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    write_new(output, "".join(f"{line}\n" for line in lines).encode())
    show(f"Written: {output}, {len(lines) - 1:,} frames of {width}x{height}; play it with: asciinema play {output}")
    return 0


def _size(written: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,4})x([0-9]{1,4})", written)
    if match is None:
        raise BadInput.one("--size", 0, f"'{written[:20]}' is no size; write columns and lines, as 120x40")
    size = int(match[1]), int(match[2])
    if not all(least <= each <= most for least, each, most in zip(SMALLEST, size, LARGEST, strict=True)):
        raise BadInput.one("--size", 0, f"{written} is out of reach; give 80x24 to 300x100")
    return size


def _speed(written: str) -> int:
    try:
        hundredths = parse_pace(written)
    except ValueError as error:
        raise BadInput.one("--speed", 0, str(error)) from None
    if not hundredths:
        raise BadInput.one("--speed", 0, "a cast has a speed; give 1, 60 or 600 times real time")
    return hundredths
