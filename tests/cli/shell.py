"""`irsim` as somebody calls it from a shell, in this process."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from irsim.cli.app import app
from irsim.words.faults import BadInput


def irsim(*words: str | Path) -> Result:
    """What came of it. Raises BadInput where it was refused."""
    result = CliRunner().invoke(app, [*map(str, words)])
    if isinstance(result.exception, BadInput):
        raise result.exception
    return result


def as_json(*words: str | Path) -> Any:
    """What it says to a program."""
    return json.loads(irsim(*words, "--json").stdout)


def refused(*words: str | Path) -> str:
    """Why it does not do it."""
    with pytest.raises(BadInput) as caught:
        irsim(*words)
    return str(caught.value)
