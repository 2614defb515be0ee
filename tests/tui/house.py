"""A room for tests: the app on a small drill in memory, paused, without a home screen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.log.writing import MemorySink
from irsim.plan import default_plan_text
from irsim.scenario.library import Loaded
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.launch import Sitting
from irsim.tui.screens.room import Room
from irsim.tui.seat import Seat
from irsim.tui.terminal import Terminal
from tests.drills import small, the_plan


class NoLauncher:
    """Where nothing is opened."""

    def __getattr__(self, name: str) -> Callable[..., list[Any]]:
        return lambda *_: []


class RoomApp(IrsimApp):
    """The app with a room and nothing beneath it."""

    sitting: Sitting

    def get_default_screen(self) -> Screen[Any]:
        """Nothing beneath."""
        return Screen(id="_default")

    def open_first(self) -> None:
        """Straight to the table."""
        self.call_later(self.sit_down, self.sitting)


def seat_down(
    loaded: Loaded | None = None,
    *,
    people: tuple[str, ...] = (),
    assist: str = "guided",
    pace: int = 100,
    seed: str = "1",
    at: int = 0,
) -> Sitting:
    """A drill in memory: all seats are people's, or those that are named; the room is paused by the caller."""
    plan = the_plan()
    loaded = loaded or small()
    seats = {role.id: "people" if not people or role.id in people else "simulated" for role in plan.roles}
    opened = open_drill(loaded, plan, default_plan_text(), seed=seed, seats=seats, assist=assist, pace=pace)
    ledger = Ledger(MemorySink(), opened)
    engine = DrillEngine(ledger, loaded)
    ledger.open()
    engine.start()
    roles = tuple(role for role, kind in seats.items() if kind == "people")
    return Sitting(Host(ledger, engine, at=at, speed=pace), Path("in-memory.jsonl"), roles)


@asynccontextmanager
async def in_room(
    size: tuple[int, int] = (120, 40),
    *,
    settings: Settings | None = None,
    at: str = "",
    **options: Any,
) -> AsyncIterator[tuple[Pilot[Any], RoomApp, Seat]]:
    """A running room, paused, at `at` if that is given."""
    sitting = seat_down(**options)
    app = RoomApp(NoLauncher(), settings or Settings(), Terminal(False, "full"))  # type: ignore[arg-type]
    app.sitting = sitting
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Room) and app.table is not None and app.table.seat.feed)
        assert app.table is not None
        await app.table.session.pause()
        if at:
            await jump(pilot, app, at)
        yield pilot, app, app.table.seat
        if app.table is not None:
            await app.table.stop()


async def jump(pilot: Pilot[Any], app: RoomApp, to: str) -> None:
    """Be at `to` and let the screen hear of it."""
    from irsim.words.durations import parse_instant

    assert app.table is not None
    target = parse_instant(to)
    await app.table.session.jump(target)
    await until(pilot, lambda: app.table is not None and app.table.session.reached >= target)
    await settle(pilot)


async def settle(pilot: Pilot[Any]) -> None:
    """What was folded is on the screen."""
    await asyncio.sleep(0.12)
    await pilot.pause()


async def until(pilot: Pilot[Any], condition: Callable[[], object], seconds: float = 20) -> None:
    """Wait for a condition."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not come to that")


def shown(app: App[Any]) -> str:
    """The screen as plain text."""
    _width, height = app.size
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines[:height])
