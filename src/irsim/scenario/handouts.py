"""What handouts hold: a text of the scenario, or a file beside it, and never a file from anywhere else."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from irsim.scenario.happening import Handout
from irsim.words.clean import clean_title
from irsim.words.texts import render

SIZE_LIMIT = 2_000_000
"""Bytes of a handout: people read it in mid-exercise, at terminals that may have a slow line to the room."""

FILLED = ".j2"
"""How the file of a handout ends that is filled in over the cast; players see its name without that."""

MEDIA = {
    ".txt": "text/plain",
    ".log": "text/plain",
    ".md": "text/markdown",
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/json",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".xml": "application/xml",
    ".html": "text/html",
    ".eml": "message/rfc822",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".pcap": "application/vnd.tcpdump.pcap",
}
"""By the end of the name. A table of our own: the system's differs from one machine to the next."""

OTHER = "application/octet-stream"

READABLE = frozenset(
    {"text/plain", "text/markdown", "text/csv", "application/json", "application/yaml", "application/xml", "text/html",
     "message/rfc822"}
)  # fmt: skip
"""Media types that a terminal shows as text."""


@dataclass(frozen=True)
class Content:
    """A handout's file: its name without folders, its media type, and its bytes."""

    name: str
    media: str
    data: bytes

    @property
    def sha256(self) -> str:
        """By which it is known and kept."""
        return sha256(self.data).hexdigest()


def name_of(handout: Handout) -> str:
    """The name of a handout's file, as players see it: its own, that of the file, or the id of what is a text."""
    if handout.name:
        return handout.name
    if handout.file is None:
        return f"{handout.id}.txt"
    return PurePosixPath(handout.file).name.removesuffix(FILLED)


def content_of(handout: Handout, folder: Path | None, names: Mapping[str, Any]) -> Content:
    """A handout's file, filled in from `names`. `folder` is the scenario's. Raises ValueError with the cure."""
    name = clean_title(name_of(handout), 120)
    media = MEDIA.get(PurePosixPath(name).suffix.lower(), OTHER)
    if handout.file is None:
        return Content(name, media, _ended(render(handout.text or "", names)).encode())
    if folder is None:
        raise ValueError("its file lies beside the scenario, which has no folder here; write it as 'text'")
    if handout.file.endswith(FILLED):
        return Content(name, media, _ended(render(read_text(folder, handout.file), names)).encode())
    return Content(name, media, read_file(folder, handout.file))


def read_text(folder: Path, file: str) -> str:
    """The text of a file that is to be filled in. Raises ValueError with the cure."""
    try:
        return read_file(folder, file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8; save it as UTF-8, or leave '.j2' off its name") from None


def read_file(folder: Path, file: str) -> bytes:
    """The bytes of `file`, a path within `folder` and relative to it. Raises ValueError with the cure."""
    shown = clean_title(file, 80)
    home = folder.resolve()
    try:
        place = (home / file).resolve()
        inside = place.is_relative_to(home) and place != home and not Path(file).is_absolute() and "\\" not in file
    except (OSError, ValueError, RuntimeError):  # a zero byte, a loop of links
        inside = False
    if not inside:
        raise ValueError(f"'{shown}' leads out of the scenario's folder; put the file there, and name it from there")
    try:
        if not stat.S_ISREG(place.stat().st_mode):
            raise ValueError(f"'{shown}' is no file; name one")
        with place.open("rb") as opened:
            data = opened.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise ValueError(f"there is no file '{shown}' beside this one; fix the path") from None
    except OSError as error:
        raise ValueError(f"'{shown}' cannot be read: {error.strerror}; check its rights") from None
    if len(data) > SIZE_LIMIT:
        raise ValueError(f"'{shown}' is larger than {SIZE_LIMIT // 1_000_000} MB; hand out an excerpt")
    return data


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
