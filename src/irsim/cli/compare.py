"""`irsim compare`: recordings of one scenario beside each other, as a screen, tables or JSON; or a folder's trend."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from irsim.cli.output import may_write, put, show
from irsim.cli.recordings import scored_recording
from irsim.cli.streams import in_terminal, with_screens
from irsim.log import improvements
from irsim.log.glancing import glance
from irsim.log.lineage import fork_of
from irsim.log.records import Record
from irsim.reports.comparison import comparison_text
from irsim.reports.plain import counted
from irsim.reports.trend import trends_csv, trends_text
from irsim.scoring.comparing import MOST, compare
from irsim.scoring.likeness import Side
from irsim.scoring.scorecard import Scorecard
from irsim.scoring.trends import trends
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

WIDEST = 160
"""Columns that tables take at most in a terminal."""


def compare_recordings(paths: Sequence[Path], *, as_json: bool, anyway: bool, plain: bool) -> int:
    """Beside each other. Raises BadInput."""
    if len(paths) < 2:
        raise BadInput.one("irsim compare", 0, "one recording has nothing beside it; give two or more")
    if len(paths) > MOST:
        message = f"{len(paths)} do not fit beside each other; give up to {MOST}, or a folder with --trend"
        raise BadInput.one("irsim compare", 0, message)
    if in_terminal() and with_screens() and not (as_json or plain):
        from irsim.cli.room import run_room

        for path in paths:
            glance(path)  # what is no recording is said before a screen opens
        return run_room(compare=tuple(paths), anyway=anyway)
    names = told_apart(paths)
    sides = [Side(name, *_scored(path)) for name, path in zip(names, paths, strict=True)]
    found = compare(sides, anyway=anyway)
    if as_json:
        show(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        show(comparison_text(found, _width()).rstrip("\n"))
    return 0


def trend_of(folder: Path, *, as_json: bool, sheet: Path | None, force: bool) -> int:
    """Every closed recording of a folder, by scenario; 1 where one could not be read. Raises BadInput."""
    if not folder.is_dir():
        raise BadInput.one(str(folder), 0, "is no folder; give one that holds recordings")
    files = sorted(file for file in folder.glob("*.jsonl") if file.is_file() and file.name != improvements.NAME)
    sides: list[Side] = []
    left = {"not closed": 0, "a fork": 0, "of no scenario": 0}
    faults = 0
    for file in files:
        may_write(sheet, file, force=force)
        try:
            records, card = _scored(file)
        except BadInput as bad:
            faults += 1
            print(clean_title(f"left out: {bad.faults[0]}", 1_000), file=sys.stderr)
            continue
        side = Side(file.name, records, card)
        why = _why_not(side)
        if why:
            left[why] += 1
        else:
            sides.append(side)
    out = ", ".join(f"{why}: {number}" for why, number in left.items() if number)
    if not sides:
        message = f"holds no closed drill{f' to look at ({out})' if out else ''}; give another folder"
        raise BadInput.one(str(folder), 0, message)
    found = trends(sides)
    if sheet is not None:
        put(trends_csv(found), sheet, newline="")
    if as_json:
        show(msgspec.json.format(msgspec.json.encode({"trends": found, "left_out": left}), indent=2).decode())
    elif sheet is None:
        show(trends_text(found, _width()).rstrip("\n"))
    if out and not as_json:
        show(f"\nLeft out of {counted(len(files), 'recording')}: {out}.")
    return 1 if faults else 0


def told_apart(paths: Sequence[Path]) -> list[str]:
    """Each file's name; its path where two have the same."""
    names = [path.name for path in paths]
    return [name if names.count(name) == 1 else str(path) for name, path in zip(names, paths, strict=True)]


def _scored(path: Path) -> tuple[Sequence[Record], Scorecard]:
    recording, card = scored_recording(path)
    return recording.records, card


def _why_not(side: Side) -> str:
    """Why a recording stands in no trend; a fork is another course of a drill that stands there already."""
    if not side.card.closed:
        return "not closed"
    if fork_of(side.records) is not None:
        return "a fork"
    return "" if side.opened.scenario else "of no scenario"


def _width() -> int:
    return min(WIDEST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 100
