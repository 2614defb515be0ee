"""Reads a recording while another process writes it: whole lines only, each checked against the one before it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from irsim.events.session import SessionClosed, SessionOpened
from irsim.log.reading import read_record
from irsim.log.records import GENESIS, Record
from irsim.words.faults import BadInput

CHUNK = 1 << 20
"""Bytes that are read at once."""


def follow_recording(path: Path, wait: Callable[[], None]) -> Iterator[Record]:
    """The records in `path`, and those that are added, until the session is closed. `wait` is called whenever there is
    nothing more to read.

    Raises BadInput where the file is no recording, or a record does not follow from the one before it.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be read: {error.strerror}; check the path and its rights") from None
    seq, previous, rest = 0, GENESIS, b""
    with file:
        while True:
            chunk = file.read(CHUNK)
            if not chunk:
                wait()
                continue
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                fault, record = read_record(line, seq, previous, verify=True)
                if record is None or (seq == 0 and not isinstance(record.body, SessionOpened)):
                    raise BadInput.one(str(path), seq + 1, fault or "not a recording of irsim; give a .jsonl file")
                yield record
                if isinstance(record.body, SessionClosed):
                    return
                seq, previous = seq + 1, record.digest
