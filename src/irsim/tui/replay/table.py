"""The table at which a recording is watched: what screens expect of a sitting, with nothing to be done at it."""

from __future__ import annotations

from typing import Any, cast

from irsim.tui.launch import Sitting
from irsim.tui.replay.replay import Replay


class ReplayTable:
    """What screens expect of a sitting; while a dialog is open, nothing goes on behind it."""

    def __init__(self, replay: Replay) -> None:
        self.replay = replay
        self.seat = replay.seat
        self.session = replay
        self.sitting = Sitting(cast(Any, replay), replay.recording.path, (), " ".join(replay.remarks()))
        self.drafts: dict[tuple[str, ...], dict[str, str]] = {}
        self.lines: list[str] = []
        self._dialogs = 0
        self._played = False

    async def dialog_opened(self) -> None:
        """Stand still."""
        if not self._dialogs:
            self._played = not self.replay.paused
            self.replay.play(False)
        self._dialogs += 1

    async def dialog_closed(self) -> None:
        """Go on, where it went on before."""
        self._dialogs -= 1
        if not self._dialogs and self._played:
            self.replay.play(True)
