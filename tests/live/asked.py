"""Commands of a shell at an installation that serves, without a process each: what they print, and how they end."""

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from irsim.cli.app import app
from irsim.words.faults import BadInput
from tests.live.serves import Installation


@dataclass(frozen=True)
class Answer:
    """What came of a command: `code` as the shell would see it."""

    code: int
    said: str

    @property
    def json(self) -> Any:
        """What it said, read as JSON."""
        return json.loads(self.said)


def asked(room: Installation, *words: str) -> Answer:
    """Give a command at an installation."""
    return irsim(*words, "--config", str(room.config))


def irsim(*words: str) -> Answer:
    """Give any command."""
    result = CliRunner().invoke(app, [*words])
    if isinstance(result.exception, BadInput):
        return Answer(2, str(result.exception))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.output)
