"""A drill in the middle of its story: a script played up to an instant, the room standing still there, the app on it.

What is on the screen depends on nothing but the script and the instant, so that a picture of it can be kept.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from irsim.board.actors import owner_of
from irsim.commands import Proceed
from irsim.drill.engine import DrillEngine
from irsim.drill.opening import open_drill
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import DiscussionOpened, SessionPaused
from irsim.log.records import Record
from irsim.log.writing import MemorySink, Sink
from irsim.plan import load_plan
from irsim.scenario.library import Loaded
from irsim.scenario.script import Scripted
from irsim.session.host import Host
from irsim.session.ledger import Ledger
from irsim.session.play import Aliases
from irsim.session.seats import reduced
from irsim.tui.config import Settings
from irsim.tui.launch import Sitting
from irsim.tui.screens.room import Room
from irsim.tui.seat import Seat
from irsim.tui.terminal import Terminal
from irsim.words.durations import parse_instant
from tests.drills import plan_of
from tests.hosts import host_of
from tests.tui.house import NoLauncher, RoomApp, until

STILL = Settings(local_time=False)
"""Settings that say nothing of this machine."""

FULL = Terminal(False, "full")


class StillApp(RoomApp):
    """Says nothing in the corner: all that happened was recorded before anybody sat down."""


def staged(
    loaded: Loaded,
    script: Sequence[Scripted] = (),
    at: str = "0s",
    *,
    assist: str = "guided",
    sink: Sink | None = None,
    path: Path = Path("in-memory.jsonl"),
) -> Sitting:
    """A sitting of all seats at `at`, paused; the decisions of `script` up to then were given. A drill that is over by
    then has ended."""
    plan, instant = load_plan(plan_of(loaded), "the plan"), parse_instant(at)
    seats = {role.id: "people" for role in plan.roles}
    opened = open_drill(loaded, plan, plan_of(loaded), seed="1", seats=seats, assist=assist, pace=100)
    ledger = Ledger(sink or MemorySink(), opened)
    engine = DrillEngine(ledger, loaded)
    ledger.open()
    engine.start()
    aliases = Aliases(ledger)
    for number, decision in enumerate(script):
        if decision.at > instant:
            break
        _go_to(ledger, engine, decision.at)
        command = aliases.resolve(decision.command)
        by = decision.by or owner_of(ledger.board, command)
        ledger.input_now(CommandSubmitted(f"script-{number}", command), by, decision.at)
    _go_to(ledger, engine, instant)
    if not engine.ended:
        ledger.input_now(SessionPaused(""), "facilitator", instant)
    return Sitting(Host(ledger, engine, at=instant, speed=100), path, tuple(seats))


def _go_to(ledger: Ledger, engine: DrillEngine, to: int) -> None:
    """Let everything happen up to `to` (ms); a hold on the way that stops the clocks is talked over at once."""

    def discussed(record: Record) -> None:
        if isinstance(record.body, DiscussionOpened) and record.body.clocks == "stopped" and record.at < to:
            engine.halt()

    ledger.listen([DiscussionOpened], discussed)
    while not engine.advance(to):
        discussion = ledger.board.discussion
        if discussion is not None:
            ledger.input_now(CommandSubmitted(f"talked-{discussion.id}", Proceed()), "facilitator", engine.now)


@asynccontextmanager
async def on_stage(
    sitting: Sitting,
    size: tuple[int, int] = (120, 40),
    *,
    terminal: Terminal = FULL,
    settings: Settings = STILL,
    launcher: Any = None,
    toasts: bool = False,
) -> AsyncIterator[tuple[Pilot[Any], StillApp, Seat]]:
    """The room on a sitting, everything folded."""
    app = StillApp(launcher or NoLauncher(), settings, terminal)  # type: ignore[arg-type]
    app.sitting = sitting
    async with app.run_test(size=size, notifications=toasts) as pilot:
        records = host_of(sitting.session).ledger.records
        last = max(each.seq for each in records if reduced(each, records, sitting.roles) is not None)
        over = host_of(sitting.session).engine.ended
        await until(pilot, lambda: app.table is not None and app.table.seat.board.seq >= last)
        assert app.table is not None
        if not over:
            await until(pilot, lambda: any(isinstance(each, Room) and each.is_mounted for each in app.screen_stack))
        yield pilot, app, app.table.seat
        if app.table is not None:
            await app.table.stop()
