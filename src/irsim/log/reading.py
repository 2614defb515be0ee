"""Reads recordings, read-only: their records, whether the chain holds, and whether the end is torn."""

from dataclasses import dataclass, field
from pathlib import Path

from irsim.events.session import SessionClosed, SessionOpened
from irsim.log.records import GENESIS, Record, digest_of, unseal
from irsim.words.faults import BadInput

LINE_LIMIT = 32_000_000
"""Bytes a line may have: the first one carries plan, world and scenario, of at most 2 MB each, escaped."""

BEGINS = b'{"seq":0,"at":'
"""How every recording begins."""


@dataclass
class Recording:
    """What a file holds. `torn` counts the bytes of an unfinished last line; `broken` is the first fault of the chain,
    as a sentence that names the record."""

    path: Path
    records: list[Record] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    torn: int = 0
    broken: str = ""
    begun: bytes = b""
    """the board between the first record and the second as bytes, where what lies between them was left out"""

    @property
    def opened(self) -> SessionOpened:
        """The first record's body."""
        body = self.records[0].body
        assert isinstance(body, SessionOpened)
        return body

    @property
    def head(self) -> str:
        """The digest of the last record."""
        return self.records[-1].digest

    @property
    def closed(self) -> bool:
        """Whether nothing may follow."""
        return isinstance(self.records[-1].body, SessionClosed)


def is_zip(path: Path) -> bool:
    """Whether a file is a zip, as an evidence bundle is, by how it begins. One that is not there is none."""
    try:
        with path.open("rb") as file:
            return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError:
        return False


def read_recording(path: Path, *, verify: bool = True) -> Recording:
    """The recording in `path`; the file is left as it is.

    Stops at the first record that does not follow from the one before it and says which; where that is the first one,
    there are no records. Raises BadInput where the file is no recording at all.
    """
    name = str(path)
    try:
        if path.exists() and not path.is_file():
            raise BadInput.one(name, 0, "is no file; give a .jsonl file that `irsim drill` wrote")
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput.one(name, 0, f"cannot be read: {error.strerror}; check the path and its rights") from None
    recording = Recording(path)
    whole, newline, rest = raw.rpartition(b"\n")
    recording.torn = len(rest)
    previous = GENESIS
    for seq, line in enumerate(whole.split(b"\n") if newline else ()):
        fault, record = read_record(line, seq, previous, verify=verify)
        if record is None:
            recording.broken = fault
            if seq == 0 and line.startswith(BEGINS):
                return recording
            break
        recording.records.append(record)
        recording.lines.append(line)
        previous = record.digest
    if not recording.records or not isinstance(recording.records[0].body, SessionOpened):
        if not newline and raw.startswith(BEGINS):
            raise BadInput.one(name, 1, "record 0 was never finished, so there is nothing to read; start a new drill")
        raise BadInput.one(name, 1, "not a recording of irsim; give a .jsonl file that `irsim drill` wrote")
    return recording


def read_record(line: bytes, seq: int, previous: str, *, verify: bool) -> tuple[str, Record | None]:
    """The record in a line that should be number `seq` and follow `previous`; or the fault in words, and None."""
    if len(line) > LINE_LIMIT:
        return f"record {seq} is longer than any record can be", None
    try:
        record = unseal(line)
    except ValueError as error:
        return f"record {seq} (line {seq + 1}) cannot be read: {error}", None
    if record.seq != seq:
        return f"record {record.seq} stands where record {seq} belongs (line {seq + 1})", None
    if verify and digest_of(line, previous) != record.digest:
        return f"record {seq} (line {seq + 1}) was changed, or the one before it was changed, moved or taken out", None
    if seq and isinstance(record.body, SessionOpened):
        return f"record {seq} opens a session a second time", None
    return "", record
