"""The home screen: light, calm, and true about what each key does."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.dialogs.simple import Reader
from irsim.tui.launch import DrillBrief, RecordingBrief
from irsim.tui.screens.briefing import BriefingScreen
from irsim.tui.screens.home import HomeScreen
from irsim.tui.screens.opening import Opening
from irsim.tui.screens.room import Room
from irsim.words.faults import BadInput, Fault
from tests.tui.front import BROKEN, CLOSED, KITE, OPEN, RUNNING, TIN, TORN, Desk, at_home, played
from tests.tui.house import shown, until

FIRST_FRAME = """
import asyncio, json, sys, threading
from irsim.cli.launcher import LocalLauncher
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.terminal import Terminal

gate = threading.Event()

class Late(LocalLauncher):
    def recordings(self, limit=50):
        gate.wait(20)
        return []

async def main():
    app = IrsimApp(Late(), Settings(), Terminal(False, "full"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        strips = app.screen._compositor.render_strips()
        text = "\\n".join("".join(segment.text for segment in strip) for strip in strips)
        loaded = sorted(sys.modules)
        gate.set()
    print(json.dumps({"text": text, "loaded": loaded}))

asyncio.run(main())
"""


def home_of(app: IrsimApp) -> HomeScreen:
    home = app.screen_stack[0]
    assert isinstance(home, HomeScreen)
    return home


def said(app: IrsimApp) -> str:
    return " ".join(str(each.message) for each in app._notifications)


def test_the_first_frame_stands_before_anything_heavy_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_FRAME], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert "reading the library" in seen["text"]
    assert "Drills" in seen["text"]
    heavy = ("pydantic", "faker", "jinja2", "simpy", "yaml", "irsim.board", "irsim.plan", "irsim.scenario")
    assert [name for name in heavy if name in seen["loaded"]] == []


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@played
async def test_given_no_recordings_it_welcomes_and_names_the_next_key(size: tuple[int, int]) -> None:
    async with at_home(Desk(), size) as (pilot, app):
        await pilot.pause()
        text = shown(app)
        assert "Welcome to irsim" in text
        assert "enter opens the briefing" in text
        assert "Paper Kite" in text
        assert "Nothing is open" in text
        assert "None yet" in text


@played
async def test_each_list_shows_what_it_should() -> None:
    async with at_home(Desk((KITE, TIN, BROKEN), (OPEN, RUNNING, CLOSED, TORN)), (120, 40)) as (pilot, app):
        await pilot.pause(0.1)
        home = home_of(app)
        assert home.open_ones.briefs == [OPEN, RUNNING]
        assert home.closed.briefs == [CLOSED, TORN]
        text = shown(app)
        for word in (
            "Continue · 2",
            "T+00:47:12",
            "running",
            "last 72.5",
            "cannot be played",
            "score 61",
            "unreadable",
        ):
            assert word in text


@played
async def test_given_an_open_drill_it_has_the_focus_and_enter_takes_it_up() -> None:
    desk = Desk(recordings=(OPEN, CLOSED))
    async with at_home(desk) as (pilot, app):
        assert app.focused is home_of(app).open_ones
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Room))
        assert desk.taken == [OPEN.path]
        assert not [each for each in app.screen_stack if isinstance(each, Opening)]
        assert desk.hosted == [False]


@played
async def test_what_others_could_join_is_opened_to_them_again() -> None:
    desk = Desk(recordings=(replace(OPEN, hosted=True, adjourned="2026-11-22"),))
    async with at_home(desk) as (pilot, app):
        assert "Others can join it again" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Room))
        assert desk.hosted == [True]


@played
async def test_a_drill_that_runs_elsewhere_cannot_be_taken_up() -> None:
    desk = Desk(recordings=(RUNNING,))
    async with at_home(desk) as (pilot, app):
        await pilot.press("enter")
        await pilot.pause()
        assert "running in another irsim" in said(app)
        assert desk.taken == []
        assert isinstance(app.screen, HomeScreen)


@played
async def test_family_and_summary_are_hidden_until_whoever_prepares_reveals_them() -> None:
    async with at_home(Desk()) as (pilot, app):
        await pilot.pause()
        assert "thief" not in shown(app)
        assert "data-breach" not in shown(app)
        await pilot.press("v")
        await pilot.pause()
        assert "thief" in shown(app)
        assert "data-breach" in shown(app)
        await pilot.press("v")
        await pilot.pause()
        assert "thief" not in shown(app)


@played
async def test_opening_a_briefing_hides_what_was_revealed() -> None:
    async with at_home(Desk()) as (pilot, app):
        await pilot.press("v", "enter")
        await until(pilot, lambda: isinstance(app.screen, BriefingScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert not home_of(app).drills.revealed


@played
async def test_the_briefing_gets_the_assist_level_of_the_settings() -> None:
    async with at_home(Desk(), settings=Settings(assist="guided")) as (pilot, app):
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, BriefingScreen))
        assert isinstance(app.screen, BriefingScreen)
        assert app.screen.wish.name == "system-outage"
        assert app.screen.wish.assist == "guided"


@played
async def test_the_cursor_goes_through_all_lists() -> None:
    async with at_home(Desk(recordings=(OPEN, CLOSED))) as (pilot, app):
        home = home_of(app)
        here = []
        for _ in range(4):
            here.append((app.focused, home.drills.cursor))
            await pilot.press("down")
            await pilot.pause()
        assert [panel for panel, _ in here] == [home.open_ones, home.drills, home.drills, home.closed]
        await pilot.press("up", "up")
        await pilot.pause()
        assert app.focused is home.drills
        assert home.drills.cursor == 0


@pytest.mark.parametrize(("drills", "recordings"), [((BROKEN,), ()), ((), (TORN,))])
@played
async def test_a_fault_is_said_as_a_sentence(
    drills: tuple[DrillBrief, ...], recordings: tuple[RecordingBrief, ...]
) -> None:
    async with at_home(Desk(drills, recordings)) as (pilot, app):
        if recordings:
            home_of(app).closed.focus()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "It cannot be" in said(app)
        assert isinstance(app.screen, HomeScreen)
        assert (drills or recordings)[0].fault.split(";")[0][:20] in shown(app)


@played
async def test_what_cannot_be_taken_up_becomes_a_dialog_and_nothing_is_lost() -> None:
    desk = Desk(recordings=(OPEN,))
    desk.fault = BadInput([Fault("a.jsonl", 2, "[/] the chain is broken"), Fault("a.jsonl", 7, "cut off")])
    async with at_home(desk) as (pilot, app):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Reader))
        await pilot.pause()
        text = shown(app)
        assert "a.jsonl:2: [/] the chain is broken." in text
        assert "a.jsonl:7: cut off." in text
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert app.crash is None


@played
async def test_while_it_opens_calm_words_stand_there_and_keys_wait() -> None:
    desk = Desk(recordings=(OPEN,))
    desk.gate.clear()
    async with at_home(desk) as (pilot, app):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Opening))
        await pilot.press("escape", "enter", "q")
        await pilot.pause()
        assert isinstance(app.screen, Opening)
        assert "Taking up the drill" in shown(app)
        desk.gate.set()
        await until(pilot, lambda: isinstance(app.screen, Room))
        assert desk.taken == [OPEN.path]


@played
async def test_hostile_names_are_cleaned() -> None:
    hostile = DrillBrief("x", "Pap\x1b[31mer\u202e [/red] Kite\nline", "inter\x07mediate", 1000)
    kept = RecordingBrief(Path("/tmp/e.jsonl"), "[@click=app.bell]K\x9b2Jite", "yesterday", 5, "closed", True, 1.5)
    async with at_home(Desk((hostile,), (kept,)), (160, 50)) as (pilot, app):
        await pilot.pause(0.1)
        text = shown(app)
        assert not any(each in text for each in "\x1b\u202e\x07\x9b")
        assert "[/red] Kite line" in text
        assert "[@click=app.bell]Kite" in text


@played
async def test_renewing_keeps_the_selection() -> None:
    desk = Desk()
    async with at_home(desk) as (pilot, app):
        home = home_of(app)
        await pilot.press("down")
        assert home.drills.selected == TIN
        desk.listed = (BROKEN, KITE, TIN)
        await pilot.press("r")
        await until(pilot, lambda: home.drills.count() == 3)
        assert home.drills.selected == TIN


@played
async def test_leaving_the_room_comes_home_and_reads_anew() -> None:
    desk = Desk(recordings=(OPEN,))
    async with at_home(desk) as (pilot, app):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Room))
        desk.kept = (OPEN, CLOSED)
        app.run_worker(app.go_home())
        await until(pilot, lambda: isinstance(app.screen, HomeScreen) and home_of(app).closed.count() == 1)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@played
async def test_help_theme_and_quit(size: tuple[int, int]) -> None:
    async with at_home(Desk(), size) as (pilot, app):
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Reader))
        await pilot.press("escape")
        before = app.theme
        await pilot.press("L")
        await pilot.pause()
        assert app.theme != before
        await pilot.press("q")
        await pilot.pause()
        assert app.return_value is not None
        assert app.return_value.crash is None
