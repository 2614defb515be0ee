"""Real parts that tests start on loopback: where one is absent, a test skips and says why; in CI it fails."""

import os
import shutil
from glob import glob
from pathlib import Path
from typing import NoReturn

import pytest

ALL = "IRSIM_ALL_PARTS"
"""Set in CI: nothing is skipped there."""


def program(name: str, package: str) -> Path:
    """A program of Debian's `package`; `name` may be a pattern with `*`, of which the newest is taken."""
    found = sorted(glob(name))[-1:] if "*" in name else [shutil.which(name) or ""]
    if not found or not found[0]:
        absent(f"{name} is not here; install Debian's package {package}")
    return Path(found[0])


def absent(why: str) -> NoReturn:
    """A part that a test needs is not here."""
    if os.environ.get(ALL):
        pytest.fail(why)
    pytest.skip(why)
