"""A room on real alerts, built from records: sources said things, time stands still, the app is on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from irsim.events.live import OnCallChanged
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.tui.config import Settings
from irsim.tui.launch import Sitting
from irsim.tui.screens.room import Room
from irsim.tui.seat import Seat
from tests.board.live import Watch, firing
from tests.tui.house import NoLauncher, settle, until
from tests.tui.stage import FULL, STILL, StillApp

HOUR = 3_600_000
NIGHT = "2026-11-21T22:00:00+00:00"
"""A store that was made on Saturday at ten in the evening."""

RUNBOOK = "https://wiki.example.org/runbooks/disk"


class Still:
    """An engine of a room in which nothing happens by itself."""

    ended = False
    now = 0

    def start(self) -> None: ...

    def advance(self, to: int, slice_seconds: float = 0) -> bool:
        return True

    def halt(self) -> None: ...

    def next_stop(self) -> int:
        return -1


class StillHost(Host):
    """A host at one instant."""

    def __init__(self, ledger: Ledger, at: int) -> None:
        super().__init__(ledger, Still(), at=at, speed=100)
        self.at = at
        self.person = "ana"

    @property
    def now(self) -> int:
        return self.at


def night() -> Watch:
    """Five in the morning of a bad night: a storm on the disks, an exercise, a source that has gone silent."""
    watch = Watch(starts=NIGHT)
    watch.enter("0s", OnCallChanged("primary-on-call", "", 12 * HOUR, "first-line"))
    watch.fires("10m", "old", title="Payments time out", severity="critical", service="api", monitor="timeouts")
    watch.ends("40m", "old")
    disks = [
        firing(
            f"disk-{number}",
            "critical" if number == 3 else "warning",
            "db",
            title=f"Disk of db-{number} is nearly full",
            monitor="disk",
            labels={"host": f"db-{number}", "team": "storage"},
            annotations={"summary": "Less than 5 % \x1b[31mleft\x1b[0m", "description": "Writes stop soon."},
            links={"runbook": RUNBOOK, "panel": "javascript:alert(1)"},
            since=watch.board.rules.starts_unix + 6 * HOUR - 600_000,
        )
        for number in range(1, 8)
    ]
    watch.says("6h", *disks)
    watch.says("6h30m", *disks[:2])
    watch.says(
        "6h50m", firing("drill", "critical", "api", title="Practice makes perfect"), source="shadow", exercise=True
    )
    watch.fires("6h55m", "lonely", source="probes", title="Certificate ends in 6 days", severity="info", service="api")
    return watch


def sitting(watch: Watch) -> Sitting:
    """Everybody's seat in it."""
    return Sitting(StillHost(watch.ledger, watch.now), Path("in-memory.jsonl"), tuple(watch.board.rules.roles))


@asynccontextmanager
async def on_call(
    watch: Watch, size: tuple[int, int] = (120, 40), settings: Settings = STILL, toasts: bool = False
) -> AsyncIterator[tuple[Pilot[Any], StillApp, Seat]]:
    """The room, everything folded."""
    app = StillApp(NoLauncher(), settings, FULL)  # type: ignore[arg-type]
    app.sitting = sitting(watch)
    async with app.run_test(size=size, notifications=toasts) as pilot:
        await until(
            pilot, lambda: app.table is not None and app.table.seat.board.alerts.keys() == watch.board.alerts.keys()
        )
        await until(pilot, lambda: any(isinstance(each, Room) and each.is_mounted for each in app.screen_stack))
        assert app.table is not None
        await settle(pilot)
        yield pilot, app, app.table.seat
        await app.table.stop()
