"""Where a recording comes from: a fork holds its parent's records up to a moment, and names it. Nothing is written."""

import re
from collections.abc import Sequence
from pathlib import Path

from irsim.events.session import SeatTaken, SessionForked
from irsim.log.records import Record
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

NAME_LIMIT = 255
"""Characters of a file's name, as most file systems have it."""

_FORKED, _TAKEN = (b'"kind":"%b"' % str(kind.__struct_config__.tag).encode() for kind in (SessionForked, SeatTaken))

_FORK = re.compile(r"-fork(-[0-9]+)?$")


def fork_of(records: Sequence[Record]) -> Record | None:
    """The record with which a fork left its parent; None where it is none. A fork of a fork left the latter."""
    return next((record for record in reversed(records) if isinstance(record.body, SessionForked)), None)


def recorded_name(path: Path) -> str:
    """A file's name as a record can hold it: also where it holds bytes that are not UTF-8."""
    return path.name.encode("utf-8", "replace").decode()[:NAME_LIMIT]


def beside(fork: Path, name: str) -> Path | None:
    """The file of this name in the fork's own folder; None where there is none. A name leads into no other folder."""
    if not name or Path(name).name != name or "\0" in name:
        return None
    place = fork.with_name(name)
    return place if place.is_file() else None


def holds(parent: Sequence[Record], body: SessionForked) -> bool:
    """Whether a chain holds the record at which the fork left it."""
    return 0 <= body.seq < len(parent) and parent[body.seq].digest == body.parent


def own_words(records: Sequence[Record]) -> tuple[bool, str]:
    """Whether a fork is at one with itself, and what it is a fork of; `(True, "")` for what is none."""
    record = fork_of(records)
    if record is None:
        return True, ""
    body = record.body
    assert isinstance(body, SessionForked)
    if not (body.seq < record.seq and holds(records, body)):
        return False, f"It says that it is a fork after record {body.seq}, but that record bears another digest here."
    if any(each.body.is_input for each in records[body.seq + 1 : record.seq]):
        return False, f"It says that it is a fork after record {body.seq}, but another input comes in between."
    parent = body.name or "another recording"
    return True, f"It is a fork of {parent}, which it left at {format_instant(record.at)}, after record {body.seq}."


def parents_words(records: Sequence[Record], parent: Sequence[Record], path: Path) -> tuple[bool, str]:
    """Whether the chain `parent`, in the file `path`, holds the record at which a fork left it; and that in a sentence.

    Raises BadInput where `records` are no fork.
    """
    record = fork_of(records)
    if record is None:
        raise BadInput.one("--parent", 0, "the recording is no fork, so it has no parent; leave it out")
    body = record.body
    assert isinstance(body, SessionForked)
    name = recorded_name(path)
    if holds(parent, body):
        same = "both are the same up to there"
        return True, f"{name} holds record {body.seq} with the digest that the fork names: {same}."
    last = len(parent) - 1
    why = f"its record {body.seq} bears another digest" if body.seq <= last else f"it ends with record {last}"
    return False, f"{name} is not its parent: {why}."


def found_in(path: Path) -> tuple[bool, bool]:
    """Whether an open recording is a fork, and whether somebody sat down at it since: from its bytes alone, for lists.

    Only a file that is named as forks are is looked through: of all others the ends have to do.
    """
    if not _FORK.search(path.stem):
        return False, False
    try:
        read = path.read_bytes()
    except OSError:
        return False, False
    return _FORKED in read, _TAKEN in read  # what texts quote has its quotation marks escaped


def fork_name(parent: Path, folder: Path) -> Path:
    """A name in `folder` that is not taken: `NAME-fork.jsonl`, then `NAME-fork-2.jsonl` and so on."""
    stem = _FORK.sub("", parent.stem)
    path, number = folder / f"{stem}-fork.jsonl", 2
    while path.exists():
        path, number = folder / f"{stem}-fork-{number}.jsonl", number + 1
    return path
