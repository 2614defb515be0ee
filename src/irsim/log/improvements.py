"""How far improvements are, weeks after the drill: an append-only log of its own, `improvements.jsonl`.

It lies beside the recordings, which stay as they are. Each entry cites a recording, its head digest and the action, and
joins the chain of the entries before it.
"""

import os
from hashlib import sha256
from pathlib import Path

import msgspec

from irsim.log.records import GENESIS
from irsim.log.writing import FileSink
from irsim.words.faults import BadInput

NAME = "improvements.jsonl"

STATUSES = ("pending", "in_progress", "completed")

SIZE_LIMIT = 100_000_000
"""Bytes: some hundred thousand entries."""


class Entry(msgspec.Struct, frozen=True):
    """`recording` is a file's name, `head` its head digest then, `item` the action; `when` is ISO 8601, in UTC."""

    seq: int
    when: str
    recording: str
    head: str
    item: str
    status: str
    note: str = ""


class _Line(msgspec.Struct, frozen=True):
    seq: int
    when: str
    recording: str
    head: str
    item: str
    status: str
    note: str
    digest: str


_TAIL = len(',"digest":""}') + 64


def log_of(folder: Path) -> Path:
    """Where the log of a folder of recordings lies."""
    return folder / NAME


def read_entries(path: Path) -> list[Entry]:
    """Every entry, in order; none where there is no log yet. Raises BadInput with the line that does not follow."""
    return _read(path)[0]


def append(path: Path, when: str, recording: str, head: str, item: str, status: str, note: str) -> Entry:
    """One more entry, durable when this returns. Raises BadInput, also where somebody else is writing."""
    entries, size, digest = _read(path)
    entry = Entry(len(entries), when, recording, head, item, status, note)
    bare = msgspec.json.encode(entry)
    joined = sha256(digest.encode() + bare).hexdigest()
    sink = FileSink.take_up(path, size, size) if path.exists() else FileSink.create(path)
    try:
        sink.write(b'%b,"digest":"%b"}\n' % (bare[:-1], joined.encode()))
        sink.sync()
    finally:
        sink.close()
    return entry


def _read(path: Path) -> tuple[list[Entry], int, str]:
    """The entries, the bytes that they take, and the digest of the last one."""
    try:
        if not path.exists():
            return [], 0, GENESIS
        if os.path.getsize(path) > SIZE_LIMIT:
            raise BadInput.one(str(path), 0, "is too large to be a log of improvements; move it away")
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be read: {error.strerror}; check its rights") from None
    if raw and not raw.endswith(b"\n"):
        cure = "take the unfinished line out"
        raise BadInput.one(str(path), raw.count(b"\n") + 1, f"was not finished: the last line is torn; {cure}")
    entries: list[Entry] = []
    digest = GENESIS
    for number, line in enumerate(raw.split(b"\n")[:-1]):
        digest = _follow(path, entries, line, number, digest)
    return entries, len(raw), digest


def _follow(path: Path, entries: list[Entry], line: bytes, number: int, before: str) -> str:
    cure = "bring the file back from a copy, or move it away and begin anew"
    try:
        read = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadInput.one(str(path), number + 1, f"is no entry of this log; {cure}") from None
    digest = sha256(before.encode() + line[:-_TAIL] + b"}").hexdigest()
    if read.seq != number or digest != read.digest:
        raise BadInput.one(str(path), number + 1, f"this entry, or the one before it, was changed; {cure}")
    entries.append(Entry(read.seq, read.when, read.recording, read.head, read.item, read.status, read.note))
    return digest
