"""Recordings beside each other on a screen, from home and from the shell; a fork's two endings; sitting down at one."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from irsim.cli import opening as places
from irsim.cli.fork import Options, run_fork
from irsim.cli.launcher import LocalLauncher
from irsim.events.session import SeatTaken, SessionForked
from irsim.log.reading import read_recording
from irsim.scenario.script import read_script
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.dialogs.simple import Line, Reader
from irsim.tui.launch import RecordingBrief
from irsim.tui.screens.compare import TABS, CompareScreen
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.screens.forking import fork_here
from irsim.tui.screens.home import HomeScreen
from irsim.tui.screens.room import Room
from irsim.tui.terminal import Terminal
from irsim.tui.widgets.briefs import state_word
from tests.drills import DATA, recorded, small
from tests.tui.front import played
from tests.tui.house import settle, shown, until

SIZES = [(80, 24), (120, 40), (160, 50)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A good team, a poor one, and a fork of the good one to its end."""
    script = read_script(DATA / "small-script.yaml")
    recorded(tmp_path / "good.jsonl", small(), script)
    recorded(tmp_path / "poor.jsonl", small(), script[:3])
    run_fork(Options(tmp_path / "good.jsonl", "T+00:08:30"))
    for age, name in enumerate(("good-fork", "poor", "good")):
        os.utime(tmp_path / f"{name}.jsonl", (10**9 - age, 10**9 - age))
    capsys.readouterr()
    monkeypatch.setattr(places, "recordings_folder", lambda: tmp_path)
    monkeypatch.setattr(places, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path


@asynccontextmanager
async def house(size: tuple[int, int] = (120, 40), **options: Any) -> AsyncIterator[tuple[Pilot[Any], IrsimApp]]:
    app = IrsimApp(LocalLauncher(), Settings(), Terminal(False, "full"), **options)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield pilot, app
        if app.table is not None:
            await app.table.stop()


async def compared(pilot: Pilot[Any], app: IrsimApp) -> CompareScreen:
    await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.found is not None)
    await settle(pilot)
    assert isinstance(app.screen, CompareScreen)
    return app.screen


@pytest.mark.parametrize("size", SIZES)
@played
async def test_every_page_and_only_what_differs(folder: Path, size: tuple[int, int]) -> None:
    beside = (folder / "good.jsonl", folder / "poor.jsonl", folder / "good-fork.jsonl")
    async with house(size, beside=beside) as (pilot, app):
        screen = await compared(pilot, app)
        assert "C is a fork of A" in shown(app)
        assert "Like with like" in shown(app)
        for number, name in enumerate(TABS, 1):
            await pilot.press(str(number))
            await pilot.pause()
            assert name in str(screen.column.border_title)
            assert "A good · B poor · C good-fork" in str(screen.column.border_subtitle)
        await pilot.press("2")
        await pilot.pause()
        assert "Take it on" in shown(app)
        await pilot.press("f")
        await pilot.pause()
        assert "Take it on" not in shown(app)
        assert "Close the door" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Reader))
        await settle(pilot)
        assert "missed" in shown(app)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


@played
async def test_what_is_not_alike_is_a_sentence_and_a_way_back(folder: Path) -> None:
    first, *rest = (folder / "poor.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "torn.jsonl").write_bytes(b"".join([first, *rest[1:]]))
    async with house(beside=(folder / "good.jsonl", folder / "torn.jsonl")) as (pilot, app):
        await until(pilot, lambda: "the chain is broken" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))


@pytest.mark.parametrize("size", SIZES[:1])
@played
async def test_recordings_are_marked_at_home_and_compared(folder: Path, size: tuple[int, int]) -> None:
    async with house(size) as (pilot, app):
        home = app.screen
        assert isinstance(home, HomeScreen)
        closed, drills = home.closed, home.drills
        await until(pilot, lambda: closed.count() == 3 and drills.count())
        assert [state_word(brief)[0] for brief in home.closed.briefs] == ["fork", "simulated", "simulated"]
        home.closed.focus()
        await pilot.press("c")
        await settle(pilot)
        assert app.screen is home
        await pilot.press("space")
        await settle(pilot)
        assert "● Open Door" in shown(app)
        assert "Compare 1" in shown(app)
        await pilot.press("j", "j", "c")
        screen = await compared(pilot, app)
        assert [path.name for path in screen.paths] == ["good-fork.jsonl", "good.jsonl"]
        await pilot.press("q")
        await until(pilot, lambda: app.screen is home)
        assert closed.marked == [folder / "good-fork.jsonl"]


def test_an_open_fork_is_called_that() -> None:
    assert state_word(RecordingBrief(Path("a"), people=True, forked=True)) == ("open fork", "accent")
    assert state_word(RecordingBrief(Path("a"), forked=True))[0] == "unfinished"


class TestEndings:
    """The debrief of a fork has a page that only forks have."""

    @pytest.mark.parametrize("size", SIZES[:2])
    @played
    async def test_both_endings_side_by_side(self, folder: Path, size: tuple[int, int]) -> None:
        async with house(size) as (pilot, app):
            await app.debrief(folder / "good-fork.jsonl")
            screen = app.screen
            assert isinstance(screen, DebriefScreen)
            await until(pilot, lambda: screen.pages.story is not None)
            await pilot.press("8")
            await settle(pilot)
            text = shown(app)
            assert "good.jsonl, left at T+00:08:30 after record 37" in text
            assert "Like with like" in text
            assert screen.pages.story is not None
            assert screen.pages.story.endings is not None
            assert screen.pages.story.endings.found is not None
            await pilot.press("left", "right", "right")
            await settle(pilot)
            assert screen.pages.choice.tab == 0

    @played
    async def test_without_the_parent_it_says_what_to_do_and_other_recordings_have_no_such_page(
        self, folder: Path
    ) -> None:
        (folder / "good.jsonl").rename(folder / "moved.jsonl")
        for name, expected in (("good-fork", "put it there, or give both"), ("moved", "")):
            async with house() as (pilot, app):
                await app.debrief(folder / f"{name}.jsonl")
                screen = app.screen
                assert isinstance(screen, DebriefScreen)
                await until(pilot, lambda: screen.pages.story is not None)  # noqa: B023
                await pilot.press("8")
                await settle(pilot)
                assert ("Endings" in shown(app)) == bool(expected)
                assert expected in " ".join(shown(app).split())

    @played
    async def test_another_file_under_the_parents_name_is_no_parent(self, folder: Path) -> None:
        (folder / "good.jsonl").unlink()
        recorded(folder / "good.jsonl", small(), [])
        async with house() as (pilot, app):
            await app.debrief(folder / "good-fork.jsonl")
            screen = app.screen
            assert isinstance(screen, DebriefScreen)
            await until(pilot, lambda: screen.pages.story is not None)
            await pilot.press("8")
            await until(pilot, lambda: "is not what was forked" in shown(app))


class TestForkHere:
    """From a moment of a replay into the room."""

    @pytest.mark.parametrize("size", SIZES[:1])
    @played
    async def test_one_dialog_then_the_room(self, folder: Path, size: tuple[int, int]) -> None:
        before = (folder / "good.jsonl").read_bytes()
        async with house(size) as (pilot, app):
            await pilot.pause()
            fork_here(app, folder / "good.jsonl", 37)
            await until(pilot, lambda: isinstance(app.screen, Line))
            await until(pilot, lambda: "after record 37" in shown(app) and "good-fork-2.jsonl" in shown(app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Room) and app.table is not None and app.table.seat.feed)
            assert app.table is not None
            assert app.table.sitting.path == folder / "good-fork-2.jsonl"
            assert app.table.session.now >= 480_000
            await app.go_home()
            home = app.screen_stack[0]
            assert isinstance(home, HomeScreen)
            await until(pilot, lambda: [brief.path.name for brief in home.open_ones.briefs] == ["good-fork-2.jsonl"])
        records = read_recording(folder / "good-fork-2.jsonl").records
        assert any(isinstance(each.body, SessionForked) for each in records)
        assert any(isinstance(each.body, SeatTaken) for each in records)
        assert (folder / "good.jsonl").read_bytes() == before

    @played
    async def test_at_an_instant_between_records_and_under_another_name(self, folder: Path) -> None:
        async with house() as (pilot, app):
            await pilot.pause()
            fork_here(app, folder / "good.jsonl", 37, 510_000)
            await until(pilot, lambda: isinstance(app.screen, Line))
            await until(pilot, lambda: "Fork at T+00:08:30, after record 37" in shown(app))
            line = app.screen.query_one("#line")
            line.value = "good"  # type: ignore[attr-defined]
            await pilot.press("enter")
            await until(pilot, lambda: "never overwritten" in shown(app))
            line.value = "what-if"  # type: ignore[attr-defined]
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Room) and app.table is not None)
            assert (folder / "what-if.jsonl").is_file()

    @played
    async def test_after_the_end_there_is_nothing_to_fork(self, folder: Path) -> None:
        async with house() as (pilot, app):
            await pilot.pause()
            fork_here(app, folder / "good.jsonl", 86)
            await until(pilot, lambda: isinstance(app.screen, Reader))
            await until(pilot, lambda: "give an earlier moment" in shown(app))
