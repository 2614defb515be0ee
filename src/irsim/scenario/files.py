"""Reads what a trainer names, and never more of it than a document may hold."""

from pathlib import Path

from irsim.words.yamltext import SIZE_LIMIT


def read_bounded(path: Path) -> bytes:
    """The bytes of `path`, one past SIZE_LIMIT at most, so that too large a file is known for one. Raises OSError."""
    with path.open("rb") as file:
        return file.read(SIZE_LIMIT + 1)
