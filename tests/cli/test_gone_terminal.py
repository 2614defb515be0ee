"""A crash on a terminal that went away: no screen waits there for a key that never comes."""

import os
from pathlib import Path
from typing import Any

import pytest

from irsim.cli import room
from irsim.tui.house import Outcome
from irsim.tui.screens.crash import CrashApp


class Crashed:
    """An app that crashes at once."""

    def __init__(self, *_: Any, **__: Any) -> None:
        """Takes whatever it is given."""

    def run(self, **_: Any) -> Outcome:
        return Outcome(crash=KeyError("no such seat"))


def test_it_ends_with_its_code_and_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[object] = []
    monkeypatch.setitem(os.environ, "XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setitem(os.environ, "XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(room, "IrsimApp", Crashed)
    monkeypatch.setattr(room, "in_terminal", lambda: False)
    monkeypatch.setattr(CrashApp, "run", lambda self: shown.append(self))
    assert room.run_room() == room.CRASHED
    assert not shown
    assert "irsim stopped by a mistake of its own." in capsys.readouterr().err
