"""Reads what a trainer names, and never more of it than a document may hold; and where what ships lies."""

import sysconfig
from pathlib import Path

from irsim.words.yamltext import SIZE_LIMIT


def read_bounded(path: Path) -> bytes:
    """The bytes of `path`, one past SIZE_LIMIT at most, so that too large a file is known for one. Raises OSError."""
    with path.open("rb") as file:
        return file.read(SIZE_LIMIT + 1)


def library_folder() -> Path:
    """Where the scenarios that ship are: the checkout's `scenarios/`, or the wheel's copy of it."""
    checkout = Path(__file__).resolve().parents[3] / "scenarios"
    if checkout.is_dir():
        return checkout
    return Path(sysconfig.get_path("data")) / "share" / "irsim" / "scenarios"
