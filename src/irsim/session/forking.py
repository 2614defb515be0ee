"""Another course of a recorded drill: the parent's records up to a moment, then other decisions, in a file of its own.

The parent is only read. Between two records the engine is brought to the moment by the parent's own inputs, as a drill
that is taken up again is.
"""

import os
import shutil
from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from irsim.events.session import SessionEnded, SessionForked
from irsim.log.attachments import folder_of, keep_again
from irsim.log.lineage import recorded_name
from irsim.log.reading import Recording
from irsim.log.writing import FileSink, MemorySink, instant_file, saved_instant
from irsim.session.derive import Diverged, FollowingSink, MakeEngine, replay, unfit
from irsim.session.ledger import RULES, Ledger
from irsim.session.protocol import Engine
from irsim.words.durations import format_instant, parse_instant
from irsim.words.faults import BadInput

WHO = "facilitator"
"""Who forks, as who opens and closes."""


@dataclass(frozen=True)
class Moment:
    """Where a fork leaves its parent: at instant `at` (ms), after its first `kept` records."""

    at: int
    kept: int


@dataclass
class Fork:
    """A drill that stands at `at` (ms), right after session.forked, and can go another way."""

    ledger: Ledger
    engine: Engine
    at: int


def read_moment(parent: Recording, written: str) -> Moment:
    """A moment as a person writes it: an instant (`T+00:30:00`, `30m`), or the number of a record. Raises BadInput."""
    text = written.strip()
    if text.isascii() and text.isdigit():
        return moment_after(parent, int(text[:12]))
    try:
        return moment_at(parent, parse_instant(text))
    except ValueError as error:
        raise BadInput.one("--at", 0, f"{error}; or give the number of a record") from None


def moment_at(parent: Recording, at: int) -> Moment:
    """The instant `at` (ms), with everything done that is due or was done there. Raises BadInput."""
    _may_fork(parent)
    last = parent.records[-1].at
    if not parent.closed:
        last = max(last, saved_instant(parent.path, parent.opened.setting.duration))
    if at < 0:
        raise BadInput.one(str(parent.path), 0, "nothing lies before its start; give an instant from T+00:00:00 on")
    if at > last:
        message = f"comes only as far as {format_instant(last)}; give an earlier moment"
        raise BadInput.one(str(parent.path), 0, message)
    return _checked(parent, Moment(at, bisect_right(parent.records, at, key=lambda record: record.at)))


def moment_after(parent: Recording, seq: int) -> Moment:
    """Right after record `seq`, with all that follows from the same input: no act is half done. Raises BadInput."""
    _may_fork(parent)
    count = len(parent.records)
    if not 0 <= seq < count:
        raise BadInput.one(str(parent.path), 0, f"has no record {seq}; give a number from 0 to {count - 1}")
    at, kept = parent.records[seq].at, seq + 1
    while kept < count and parent.records[kept].at == at and not parent.records[kept].body.is_input:
        kept += 1
    return _checked(parent, Moment(at, kept))


def _may_fork(parent: Recording) -> None:
    name = str(parent.path)
    if parent.broken:
        raise BadInput.one(name, 0, f"cannot be forked: {parent.broken}; `irsim verify` says more")
    if parent.opened.engine != "drill":
        raise BadInput.one(name, 0, "was not made by the drill engine, so nothing can go on from it; fork a drill")
    if parent.opened.redacted:
        raise BadInput.one(name, 0, "is a redacted copy, which the engine cannot go on with; fork the original")
    if parent.opened.rules != RULES:
        message = f"was made under rules {parent.opened.rules}, this irsim has {RULES}; fork it with its own irsim"
        raise BadInput.one(name, 0, message)


def _checked(parent: Recording, moment: Moment) -> Moment:
    ended = next((each for each in parent.records[: moment.kept] if isinstance(each.body, SessionEnded)), None)
    if ended is not None:
        message = f"was over at {format_instant(ended.at)} (record {ended.seq}); give an earlier moment"
        raise BadInput.one(str(parent.path), 0, message)
    return moment


def fork(
    parent: Recording,
    moment: Moment,
    path: Path,
    make_engine: MakeEngine,
    greet: Callable[[Ledger], None] = lambda ledger: None,
) -> Fork:
    """The fork in a new file at `path`, durable as it stands. `greet` is given the ledger before session.forked.

    Nothing is written before the parent's records came out the same once more. Raises BadInput; an OSError of the disk
    leaves no half a fork behind.
    """
    ledger, engine, beyond = _brought_to(parent, moment, make_engine)
    kept_before = folder_of(path).exists()
    file = FileSink.create(path)
    try:
        keep_again(path, parent.path, parent.records[: moment.kept])
        for line in parent.lines[: moment.kept]:
            file.write(line + b"\n")
        for line in beyond:
            file.write(line)
        ledger.sink = file
        with suppress(OSError):  # it told of another recording that had this name
            instant_file(path).unlink()
        greet(ledger)
        left = parent.records[moment.kept - 1]
        ledger.input_now(SessionForked(left.digest, left.seq, recorded_name(parent.path)), WHO, moment.at)
    except BaseException:
        with suppress(OSError):
            os.unlink(path)  # it is ours: nobody had this name before
        with suppress(OSError):
            file.close()
        if not kept_before:
            shutil.rmtree(folder_of(path), ignore_errors=True)
        raise
    return Fork(ledger, engine, moment.at)


def _brought_to(parent: Recording, moment: Moment, make_engine: MakeEngine) -> tuple[Ledger, Engine, Sequence[bytes]]:
    """The drill at the moment, by the parent's own inputs, and the lines that an open parent does not have yet."""
    name = str(parent.path)
    sink = FollowingSink(parent.lines[: moment.kept], beyond := MemorySink())
    start = Recording(parent.path, parent.records[: moment.kept], parent.lines[: moment.kept])
    try:
        ledger, engine = replay(start, sink, make_engine, moment.at)
    except Diverged as diverged:
        message = "cannot be forked: derived again, this record comes out differently"
        raise BadInput.one(name, diverged.seq + 1, message) from None
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
        raise BadInput.one(name, 1, f"cannot be forked: {unfit(fault)}; `irsim verify` says more") from None
    complete = moment.kept == len(parent.lines) and not parent.closed
    if sink.count < moment.kept or (beyond.lines and not complete):
        message = "cannot be forked: derived again, other records follow here; `irsim verify` says more"
        raise BadInput.one(name, min(sink.count, moment.kept) + 1, message)
    return ledger, engine, beyond.lines
