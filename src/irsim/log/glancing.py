"""Looks at a recording without reading it: the first line and the last one say what it is and how far it came."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from irsim.events.facilitation import SessionAdjourned
from irsim.events.session import SessionClosed, SessionOpened, SessionReopened
from irsim.log.reading import BEGINS, LINE_LIMIT
from irsim.log.writing import is_written, saved_instant
from irsim.words.faults import BadInput

TAIL = 65_536
"""Bytes that are read from either end at first; the last line is nearly always in there."""

_ADJOURNED = str(SessionAdjourned.__struct_config__.tag).encode()
_REOPENED = str(SessionReopened.__struct_config__.tag).encode()
_CLOSED = str(SessionClosed.__struct_config__.tag)


@dataclass(frozen=True)
class Glance:
    """What both ends of a recording tell. `at` (ms) is how far it came, `head` the digest of its last whole line.

    The chain between the ends is not looked at. `written` says whether somebody has it open for writing now. `size`
    and `changed_at` (ns) are the file's, so that what was derived from it once can be found again.
    """

    path: Path
    scenario: str
    codename: str
    held: str
    seats: dict[str, str] = field(default_factory=dict)
    at: int = 0
    closed: bool = False
    written: bool = False
    head: str = ""
    size: int = 0
    changed_at: int = 0
    adjourned: bool = False
    """whether the room was closed to go on another day, in the part whose title is `part`"""
    part: str = ""


class _Setting(msgspec.Struct):
    scenario: str
    codename: str
    duration: int = 0


class _Opened(msgspec.Struct, tag_field="kind", tag=str(SessionOpened.__struct_config__.tag)):
    seats: dict[str, str]
    setting: _Setting
    held: str = ""


class _First(msgspec.Struct):
    body: _Opened


class _Kind(msgspec.Struct):
    kind: str


class _Adjourned(msgspec.Struct):
    part: str = ""
    title: str = ""


class _Adjourning(msgspec.Struct):
    body: _Adjourned


class _Last(msgspec.Struct):
    at: int
    body: _Kind
    digest: str


_first = msgspec.json.Decoder(_First).decode
_last = msgspec.json.Decoder(_Last).decode
_adjourning = msgspec.json.Decoder(_Adjourning).decode


def glance(path: Path) -> Glance:
    """What the recording in `path` is; the file is left as it is. Raises BadInput where it is none."""
    name = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise BadInput.one(name, 0, "is no file; give a .jsonl file that `irsim drill` wrote")
        descriptor = os.open(path, os.O_RDONLY)
        try:
            return _looked(path, descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise BadInput.one(name, 0, f"cannot be read: {error.strerror}; check the path and its rights") from None


def _looked(path: Path, descriptor: int) -> Glance:
    about = os.fstat(descriptor)
    line = _first_line(path, descriptor)
    try:
        opened = _first(line).body
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadInput.one(str(path), 1, "not a recording of irsim; give one that `irsim drill` wrote") from None
    lines = _last_lines(path, descriptor, len(line) + 1, about.st_size) or [line]
    ending = lines[-1]
    try:
        last = _last(ending)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadInput.one(str(path), 0, "its last line is no record; `irsim verify` says more") from None
    closed = last.body.kind == _CLOSED
    adjourned = None if closed else _adjourned(lines)
    return Glance(
        path,
        opened.setting.scenario,
        opened.setting.codename,
        opened.held,
        opened.seats,
        last.at if closed else max(last.at, saved_instant(path, opened.setting.duration)),
        closed,
        not closed and is_written(descriptor),
        last.digest,
        about.st_size,
        about.st_mtime_ns,
        adjourned is not None,
        (adjourned.title or adjourned.part) if adjourned else "",
    )


def _adjourned(lines: list[bytes]) -> _Adjourned | None:
    """How the room was closed for the day; None where it was not, or was opened again. It is among the last records:
    after it people get up, and nothing else happens."""
    for line in reversed(lines):
        if _ADJOURNED not in line and _REOPENED not in line:
            continue
        try:
            kind = _last(line).body.kind
            if kind == SessionReopened.__struct_config__.tag:
                return None
            if kind == SessionAdjourned.__struct_config__.tag:
                return _adjourning(line).body
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue  # half a line, at either end
    return None


def _first_line(path: Path, descriptor: int) -> bytes:
    """Without its newline."""
    read = os.pread(descriptor, TAIL, 0)
    if not read.startswith(BEGINS):
        raise BadInput.one(str(path), 1, "not a recording of irsim; give one that `irsim drill` wrote")
    parts = [read]
    while b"\n" not in read:
        read = os.pread(descriptor, TAIL, TAIL * len(parts))
        parts.append(read)
        if not read or len(parts) * TAIL > LINE_LIMIT:
            raise BadInput.one(str(path), 1, "record 0 was never finished, so there is nothing to read")
    return b"".join(parts).partition(b"\n")[0]


def _last_lines(path: Path, descriptor: int, begin: int, size: int) -> list[bytes]:
    """The last whole lines from `begin` on, without their newlines: one at least where there is one, and as many more
    as are read with it. The first may be half a line."""
    span = TAIL
    while True:
        start = max(begin, size - span)
        lines = os.pread(descriptor, max(0, size - start), start).split(b"\n")
        if start == begin or len(lines) > 2:  # the first piece may be half a line, the last one a torn one
            return lines[:-1]
        if span == LINE_LIMIT:
            raise BadInput.one(str(path), 0, "its last line is longer than any record can be")
        span = min(8 * span, LINE_LIMIT)
