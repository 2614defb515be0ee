"""From a recording to its replay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.reports.plain import one_line
from irsim.tui.replay.aiming import go
from irsim.tui.replay.replay import Replay, read_replay
from irsim.tui.screens.preparing import preparing
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.house import House


def open_replay(
    app: House,
    path: Path,
    *,
    start: str = "",
    audience: str = "",
    record: int | None = None,
    alone: bool = False,
    sent: list[Record] | None = None,
) -> None:
    """Open the replay of a recording over what is shown: at `start` as a person writes it, or right after a record.

    `audience` is facilitator (where empty), table or a role. `alone` leaves irsim with the replay. `sent` are the
    records of a recording that lies elsewhere, as they came to this terminal.
    """

    from irsim.tui.screens.replay import ReplayScreen

    def work(progress: Callable[[str], None]) -> Replay:
        replay = read_replay(path, audience, progress, sent)
        if record is not None:
            replay.seek(replay.record(record))
        elif start:
            try:
                go(replay, start)
            except ValueError as error:
                raise BadInput.one("--from", 0, str(error)) from None
        return replay

    preparing(
        app,
        f"Reading {one_line(path.name, 60)}" if sent is None else "Reading what the host sent",
        work,
        lambda replay: app.push_screen(ReplayScreen(replay, alone=alone)),
    )
