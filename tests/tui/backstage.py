"""Behind the room, for tests: the app of a facilitator, an evaluator, or a trainer at the host's own terminal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from irsim.board.board import Board
from irsim.commands import Command
from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatTaken, SessionOpened
from irsim.log.writing import MemorySink
from irsim.plan import default_plan_text, load_plan
from irsim.scenario.library import Loaded, load_scenario
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.tui.config import Settings
from irsim.tui.launch import Sitting
from irsim.tui.screens.control import Control
from irsim.tui.seat import Seat
from irsim.tui.terminal import Terminal
from tests.drills import DATA, the_plan
from tests.tui.house import NoLauncher, RoomApp, until

SHOW = DATA / "show.yaml"
"""A drill with one of everything that a facilitator can handle."""


class Whole(Host):
    """A session as a facilitator's terminal has it: with the first record as it is."""

    @property
    def opened(self) -> SessionOpened:
        """All of it."""
        return self.ledger.board.opened


@lru_cache
def show() -> Loaded:
    """The drill."""
    return load_scenario(SHOW, the_plan())


def sitting(kind: str = "players") -> Sitting:
    """A sitting at the drill, paused by whoever asks for it; a joined facilitator is on record."""
    loaded = show()
    plan = load_plan(default_plan_text(), "default.yaml")
    seats = {role.id: "people" for role in plan.roles}
    opened = open_drill(loaded, plan, default_plan_text(), seed="1", seats=seats, assist="guided", pace=100)
    ledger = Ledger(MemorySink(), opened)
    engine = DrillEngine(ledger, loaded)
    ledger.open()
    engine.start()
    if kind != "players":
        ledger.input_now(SeatTaken(kind, "Kim", "token guest:kim"), kind, 0)
    host = (Whole if kind != "players" else Host)(ledger, engine, at=0, speed=100)
    roles = tuple(seats) if kind == "players" else ()
    return Sitting(host, Path("in-memory.jsonl"), roles, kind=kind)


class Behind:
    """The pilot, the app, and what control sees."""

    def __init__(self, pilot: Pilot[Any], app: RoomApp) -> None:
        self.pilot = pilot
        self.app = app

    @property
    def screen(self) -> Control:
        """The screen, which must be one behind the room."""
        assert isinstance(self.app.screen, Control), self.app.screen
        return self.app.screen

    @property
    def host(self) -> Host:
        """The session."""
        assert self.app.table is not None
        assert isinstance(self.app.table.session, Host)
        return self.app.table.session

    @property
    def board(self) -> Board:
        """The engine's."""
        return self.host.ledger.board

    @property
    def seat(self) -> Seat:
        """Control's."""
        return self.screen.seat

    def given(self) -> list[Command]:
        """Every command so far."""
        return [r.body.command for r in self.host.ledger.records if isinstance(r.body, CommandSubmitted)]

    async def read(self) -> None:
        """Until the run of show is as new as the records."""
        here = self.screen.backstage
        here.hurry()
        last = self.host.ledger.records[-1].seq
        await until(self.pilot, lambda: here.show is not None and here.show.seq >= last)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Keys, one after the other."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def at(self, to: int) -> None:
        """Jump, and read."""
        await self.host.jump(to)
        await until(self.pilot, lambda: self.host.engine.now >= to)
        await until(self.pilot, lambda: self.seat.board.seq >= self.host.ledger.records[-1].seq)
        await self.read()


@asynccontextmanager
async def behind(kind: str = "players", size: tuple[int, int] = (120, 40)) -> AsyncIterator[Behind]:
    """A paused room from behind: of a terminal that joined, or of the host's own after F2."""
    app = RoomApp(NoLauncher(), Settings(local_time=False), Terminal(False, "full"))  # type: ignore[arg-type]
    app.sitting = sitting(kind)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.table is not None and app.table.seat.version)
        assert app.table is not None
        await app.table.session.pause()
        if kind == "players":
            from irsim.tui.screens.room import Room

            await until(pilot, lambda: isinstance(app.screen, Room) and app.screen.is_mounted)
            await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, Control) and app.screen.show is not None)
        yield Behind(pilot, app)
        if app.table is not None:
            await app.table.stop()
