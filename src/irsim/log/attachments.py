"""Files kept as evidence, and handouts: copied beside the recording, each under its sha256, and checked when it is
verified.

Only a person at this computer names a file to be kept, in a dialog, a typed line or a command. What a recording says is
looked for in the recording's own folder and nowhere else.
"""

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from irsim.events.session import SessionOpened
from irsim.events.work import EvidenceCollected
from irsim.log.records import Record
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

SIZE_LIMIT = 2_000_000_000
"""Bytes of a file: the image of a disk belongs into an evidence store, and its hash here."""

CHUNK = 1_000_000
"""Bytes that are read at once."""

NAME_LIMIT = 120
"""Characters of a file's name."""


@dataclass(frozen=True)
class Kept:
    """A file that lies beside the recording: its sha256, its name without folders, and its size in bytes."""

    sha256: str
    name: str
    size: int


def folder_of(recording: Path) -> Path:
    """Where a recording's files lie: `drill.jsonl.files` beside `drill.jsonl`."""
    return recording.with_name(recording.name + ".files")


def keep_file(recording: Path, source: Path, limit: int = SIZE_LIMIT) -> Kept:
    """Copies `source` beside the recording. Raises BadInput with the cure where it cannot be read or kept.

    It is there as a whole or not at all, and survives a power cut; what is there already is not written again.
    """
    folder = folder_of(recording)
    half = folder / f".half-{secrets.token_hex(8)}"
    try:
        file = os.open(source.expanduser(), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise BadInput.one(_shown(source), 0, f"cannot be read: {error.strerror}; check the path") from None
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise BadInput.one(_shown(source), 0, "is no file; name a file, or pack the folder into one")
        if os.fstat(file).st_size > limit:
            raise _too_large(source, limit)
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            digest, size = _copied(file, half, source, limit)
            if not _holds(folder / digest, digest):
                os.replace(half, folder / digest)
                _sync(folder)
        except OSError as error:
            message = f"cannot be kept: {error.strerror}; make room beside the recording"
            raise BadInput.one(_shown(source), 0, message) from None
    finally:
        os.close(file)
        with suppress(OSError):
            half.unlink()
    return Kept(digest, clean_title(source.name, NAME_LIMIT), size)


def keep_bytes(recording: Path, name: str, data: bytes) -> Kept:
    """Puts `data` beside the recording, as a whole or not at all. Raises BadInput where it cannot be kept."""
    folder = folder_of(recording)
    half = folder / f".half-{secrets.token_hex(8)}"
    digest = sha256(data).hexdigest()
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if not _holds(folder / digest, digest):
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(half, folder / digest)
            _sync(folder)
    except OSError as error:
        raise BadInput.one(name, 0, f"cannot be kept: {error.strerror}; make room beside the recording") from None
    finally:
        with suppress(OSError):
            half.unlink()
    return Kept(digest, clean_title(name, NAME_LIMIT), len(data))


def kept_bytes(recording: Path, digest: str) -> bytes:
    """What is kept beside the recording under this sha256. Raises BadInput where it is not there, or was changed."""
    try:
        data = (folder_of(recording) / _hex(digest)).read_bytes()
    except OSError:
        raise BadInput.one(digest[:12], 0, "is not kept beside the recording; bring its folder from a copy") from None
    if sha256(data).hexdigest() != digest:
        raise BadInput.one(digest[:12], 0, "was changed since it was kept; bring it back from a copy")
    return data


def is_kept(recording: Path, digest: str) -> bool:
    """Whether a file of this sha256 lies beside the recording; whether it was changed, `kept_bytes` says."""
    place = folder_of(recording) / _hex(digest)
    return place.is_file() and not place.is_symlink()


def _copied(file: int, to: Path, source: Path, limit: int) -> tuple[str, int]:
    """The sha256 and the size of what was copied: the file may grow meanwhile, or say another size than it has."""
    digest, size = sha256(), 0
    copy = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        while chunk := os.read(file, CHUNK):
            size += len(chunk)
            if size > limit:
                raise _too_large(source, limit)
            digest.update(chunk)
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(copy, rest) :]
        os.fsync(copy)
    finally:
        os.close(copy)
    return digest.hexdigest(), size


def _too_large(source: Path, limit: int) -> BadInput:
    message = f"is larger than {limit // 1_000_000:,} MB; keep it in an evidence store, and give its sha256 here"
    return BadInput.one(_shown(source), 0, message)


def _shown(source: Path) -> str:
    return clean_title(str(source), 200)


def faults_of(recording: Path, records: Iterable[Record]) -> list[str]:
    """A sentence for each file that evidence names and that is not beside the recording as it was kept."""
    faults = []
    for whose, name, digest in files_of(records):
        place = folder_of(recording) / _hex(digest)
        if not place.is_file() or place.is_symlink():
            faults.append(f"{whose}: its file {name} is not kept beside the recording.")
        elif not _holds(place, digest):
            faults.append(f"{whose}: its file {name} was changed: it no longer has its sha256.")
    return faults


def files_of(records: Iterable[Record]) -> Iterator[tuple[str, str, str]]:
    """The files that evidence names and that the handouts of the first record are: whose, its name, its sha256."""
    for record in records:
        body = record.body
        if isinstance(body, EvidenceCollected) and body.file:
            yield body.evidence, body.file, body.sha256
        elif isinstance(body, SessionOpened):
            yield from ((f"handout {name}", brief.name, brief.sha256) for name, brief in body.setting.handouts.items())


def keep_again(recording: Path, source: Path, records: Iterable[Record]) -> None:
    """Copies the files that `records` name from beside the recording `source` to beside `recording`.

    What is not there, or was changed, is left out: `faults_of` says so of the copy as of the original. Raises BadInput.
    """
    for digest in dict.fromkeys(digest for _, _, digest in files_of(records)):
        place = folder_of(source) / _hex(digest)
        if not place.is_symlink() and _holds(place, digest):
            keep_file(recording, place)


def count_of(records: Iterable[Record]) -> int:
    """How many files there should be: one for each piece of evidence that names one, and for each handout."""
    return sum(1 for _ in files_of(records))


def _hex(digest: str) -> str:
    """A digest as the name of a file; a recording that says anything else leads nowhere."""
    sound = len(digest) == 64 and all(character in "0123456789abcdef" for character in digest)
    return digest if sound else "no-digest"


def _holds(place: Path, digest: str) -> bool:
    """Whether the file there has this sha256."""
    found = sha256()
    try:
        with place.open("rb") as file:
            while chunk := file.read(CHUNK):
                found.update(chunk)
    except OSError:
        return False
    return found.hexdigest() == digest


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
