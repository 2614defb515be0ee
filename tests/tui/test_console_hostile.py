"""Text from outside and hands at their worst, behind the room too."""

import asyncio
import random

import pytest

from irsim.commands import AdHoc, Bookmark, Command, Memo, Observe, Override, Say
from irsim.events.session import SeatTaken
from irsim.scenario.library import Loaded
from irsim.tui.actions import CONTROL
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.script import Script
from irsim.tui.forms import Focus
from irsim.tui.screens.console import Console
from irsim.tui.screens.control import Control
from irsim.tui.screens.evaluating import Evaluating
from irsim.tui.screens.help import HelpScreen
from tests.tui.house import settle, until
from tests.tui.stage import on_stage, staged
from tests.tui.test_hostile import EVIL, LONG, check_drawn, drawn, hostile_drill, on_top

SAID: tuple[tuple[Command, str], ...] = (
    (Say(EVIL, role="technical_lead"), "technical_lead"),
    (AdHoc(EVIL, channel="slack", sender=EVIL, subject=EVIL, text=LONG[:3000], expects=EVIL, objective="triage",
           role="technical_lead"), "facilitator"),
    (Memo(EVIL), "facilitator"),
    (Bookmark(EVIL), "facilitator"),
    (Observe(LONG[:3000], "triage", rating="M", sort="area"), "evaluator"),
    (Override("close", "partly", EVIL), "evaluator"),
)  # fmt: skip


NARROW = ((80, 24),)


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The hostile drill."""
    return hostile_drill(tmp_path_factory.mktemp("hostile"))


def test_console_and_evaluation_show_hostile_text_as_text(drill: Loaded) -> None:
    async def play() -> None:
        async with on_stage(staged(drill, (), "6m"), (80, 24), toasts=True) as (pilot, app, seat):
            await seat.session._input(SeatTaken("observer", EVIL, EVIL), "facilitator")  # type: ignore[attr-defined]
            for number, (command, by) in enumerate(SAID):
                await seat.session.submit(command, by, f"evil-{number}")
            await pilot.press("f2")
            console = await on_top(pilot, Console)
            await until(pilot, lambda: console.show is not None and console.show.seq >= console.seat.board.seq)
            assert not seat.session.ledger.board.refused  # type: ignore[attr-defined]
            await settle(pilot)
            await drawn(pilot)
            for key in "123456":
                await pilot.press(key)
                await drawn(pilot, NARROW)
            for item in console.show.items[:3]:
                console.action_panel(1)
                console.list.choose(item.id)
                await pilot.press("2", "pagedown")
                check_drawn(app)
                app.push_screen(Script(console.seat, item))
                await on_top(pilot, Script)
                check_drawn(app)
                await pilot.press("escape")
                await on_top(pilot, Console)
            statement = str(next(iter(console.seat.board.show.statements)))
            focus = Focus(inject="ask", statement=statement, expectation="close", claim="close", objective="triage")
            for action in CONTROL:
                if action.opens == "form":
                    console.fill_in(action.do, focus)
                    await on_top(pilot, FormDialog)
                    await drawn(pilot, NARROW)
                    await pilot.press("escape")
                    await on_top(pilot, Console)
            await pilot.press("V")
            await on_top(pilot, Evaluating)
            for key in "1234":
                await pilot.press(key)
                await drawn(pilot, NARROW)
            await pilot.press("enter")
            await pilot.pause()
            check_drawn(app)
            await pilot.press("escape", "question_mark")
            await on_top(pilot, HelpScreen)
            await drawn(pilot)

    asyncio.run(play())


@pytest.mark.parametrize("seed", [1])
def test_any_size_and_any_key_behind_the_room(drill: Loaded, seed: int) -> None:
    async def play() -> None:
        luck = random.Random(seed)
        keys = [key for action in CONTROL for key in action.keys] + ["enter", "escape", "tab", "down", "up", "3", "4"]
        async with on_stage(staged(drill, (), "6m"), (80, 24)) as (pilot, app, _):
            await pilot.press("f2")
            await on_top(pilot, Console)
            for size in ((1, 1), (40, 10), (200, 12)):
                await pilot.resize_terminal(*size)
                await pilot.pause(0.02)
                check_drawn(app)
            await pilot.resize_terminal(100, 30)
            for _ in range(40):
                await pilot.press(luck.choice([key for key in keys if key not in ("Q",)]))
            check_drawn(app)
            for _ in range(6):
                await pilot.press("escape")
            assert app.crash is None
            assert any(isinstance(each, Control) for each in app.screen_stack) or app.table is not None

    asyncio.run(play())
