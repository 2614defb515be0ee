"""A file that comes into its place as a whole, or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from irsim.words.faults import BadInput


@contextmanager
def placed(output: Path) -> Iterator[Path]:
    """The path of a new file beside `output`, which takes its place at the end of the block; where the block fails,
    `output` is as it was. Raises BadInput where that cannot be written."""
    half = output.with_name(f".{output.name}.{secrets.token_hex(4)}")
    try:
        yield half
        os.replace(half, output)
    except OSError as error:
        raise BadInput.one(str(output), 0, f"cannot be written: {error.strerror}; give another place") from None
    finally:
        with suppress(OSError):
            half.unlink()
