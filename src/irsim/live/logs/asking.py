"""Searching kept lines, and keeping some of them, for whoever asks: a shell, a screen."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.board.instants import from_here
from irsim.live.eyes import lines_file_of
from irsim.live.logs.keep import Found, Keep, evidence_of
from irsim.live.logs.lines import LEVELS
from irsim.words.clean import clean, clean_title
from irsim.words.durations import parse_duration
from irsim.words.faults import BadInput, nearest

if TYPE_CHECKING:
    from irsim.live.config.whole import Config


def open_lines(config: "Config") -> Keep:
    """The lines of an installation, to be read. Raises BadInput where none are kept."""
    return Keep(lines_file_of(config), read_only=True)


def instant_of(written: str, now: int) -> int:
    """Unix ms of `2h` (so long before `now`, Unix ms), `03:00` (the last one), `22 Nov 03:00` or `2026-11-22T03:00`,
    in UTC where it names no zone.

    Raises ValueError with the cure.
    """
    written = written.strip()
    try:
        return now - parse_duration(written)
    except ValueError:
        pass
    try:
        return now + from_here(written, datetime.fromtimestamp(now / 1000, UTC))
    except (ValueError, OverflowError):
        shown = clean_title(written, 40)
        raise ValueError(
            f"'{shown}' is no time; write it as 2h (ago), 03:00, 22 Nov 03:00, 2026-11-22 or 2026-11-22T03:00"
        ) from None


def levels_from(mildest: str) -> tuple[str, ...]:
    """This level and all that are graver; none where none is named, which lets every line in. Raises ValueError with
    the cure."""
    if not mildest:
        return ()
    if mildest not in LEVELS:
        raise ValueError(f"there is no level '{clean_title(mildest, 20)}'; {nearest(mildest[:20], LEVELS)}")
    return LEVELS[: LEVELS.index(mildest) + 1]


def row_of(found: Found) -> str:
    """A line for people: number, time in UTC, where from, what."""
    line = found.line
    at = datetime.fromtimestamp(line.at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    where = " ".join(clean_title(part, 40) for part in (line.source, line.host, line.program) if part)
    return f"{found.number:>8}  {at}  {where}  {clean_title(line.text, 300)}"


def detail_of(found: Found) -> str:
    """All of a line for people: its text, then its fields."""
    fields = "\n".join(f"{clean_title(k, 60)}: {clean_title(v, 400)}" for k, v in sorted(found.line.fields.items()))
    return f"{clean(found.line.text)}\n\n{fields}" if fields else clean(found.line.text)


def write_lines(path: Path, lines: Sequence[Found]) -> str:
    """Write lines to a new file, for the `evidence` command; its sha256. Raises BadInput with the cure."""
    if not lines:
        raise BadInput.one(str(path), 0, "no line was chosen; search for some, and name their numbers")
    data = evidence_of(lines)
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise BadInput.one(str(path), 0, "is there already; name a new file") from None
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be written: {error.strerror}; name another place") from None
    return sha256(data).hexdigest()
