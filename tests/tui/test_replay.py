"""A recording played again on the screen: every moment of it can be reached by keys, and nothing is changed by any."""

import os
import sys
import threading
import time
import types
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.events import kind_of
from irsim.log.reading import read_recording
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.session.protocol import FACILITATOR
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings
from irsim.tui.debriefing.pages import CLAIMS
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.launch import Debriefing, RecordingBrief, ReplayWish
from irsim.tui.replay import replay as replaying
from irsim.tui.replay.keys import ACTING, OFFERED, REPLAY
from irsim.tui.replay.replay import SPEEDS, Replay, read_replay
from irsim.tui.replay.seat import REFUSED
from irsim.tui.screens import replay as replay_module
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.screens.home import HomeScreen
from irsim.tui.screens.preparing import Preparing
from irsim.tui.screens.replay import ReplayScreen
from irsim.tui.screens.replay_inside import ReplayIncident, ReplayPlot
from irsim.tui.terminal import Terminal
from irsim.tui.widgets.scrubbar import Lane
from irsim.words.durations import HOUR, MINUTE
from tests.drills import DATA, recorded, small
from tests.tui.front import Desk, at_home, played
from tests.tui.house import NoLauncher, shown, until


class ReplayApp(IrsimApp):
    """The app with a replay and nothing beneath it."""

    def get_default_screen(self) -> Screen[Any]:
        """Nothing beneath."""
        return Screen(id="_default")


@pytest.fixture(scope="module")
def tape(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A closed recording in a folder in which nothing can be written."""
    folder = tmp_path_factory.mktemp("shelf")
    path = folder / "drill.jsonl"
    recorded(path, small(), read_script(DATA / "small-script.yaml"))
    os.chmod(path, 0o444)
    os.chmod(folder, 0o555)
    yield path
    os.chmod(folder, 0o755)


@asynccontextmanager
async def at_replay(
    path: Path, size: tuple[int, int] = (120, 40), *, start: str = "", audience: str = ""
) -> AsyncIterator[tuple[Pilot[Any], ReplayScreen, Replay]]:
    wish = ReplayWish(path, start, audience)
    app = ReplayApp(NoLauncher(), Settings(), Terminal(False, "full"), replay=wish)  # type: ignore[arg-type]
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        assert isinstance(app.screen, ReplayScreen)
        await pilot.pause()
        yield pilot, app.screen, app.screen.replay


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and let the seek that they ask for arrive."""
    for key in keys:
        await pilot.press(key)
        screen = pilot.app.screen
        if isinstance(screen, ReplayScreen):
            await until(pilot, lambda screen=screen: screen._target is None)  # type: ignore[misc]
    await pilot.pause()


def state_of(path: Path) -> tuple[bytes, int, int, list[str]]:
    """What may not change: bytes and time of the file, time and content of its folder."""
    folder = path.parent
    return path.read_bytes(), path.stat().st_mtime_ns, folder.stat().st_mtime_ns, sorted(os.listdir(folder))


def said(pilot: Pilot[Any]) -> str:
    """What stands in the corner."""
    return " ".join(note.message for note in pilot.app._notifications)


@played
async def test_every_moment_is_reached_by_keys_and_the_file_and_its_folder_stay_as_they_were(tape: Path) -> None:
    before = state_of(tape)
    records = read_recording(tape).records
    async with at_replay(tape) as (pilot, screen, replay):
        assert "REPLAY" in shown(pilot.app)
        assert "facilitator's view" in shown(pilot.app)
        assert replay.place == 1
        kinds = {"i": "inject.delivered", "d": "command.submitted", "o": "clock.overdue"}
        for key, kind in kinds.items():
            await press(pilot, "home", key)
            assert kind_of(records[replay.seq].body) == kind
            first = replay.seq
            await press(pilot, key, key.upper())
            assert replay.seq == first
        await press(pilot, "home", "i")
        told = screen.seat.feed[-1]
        assert (told.kind, told.line.kind) == ("inject.delivered", "inject")
        assert told.line.text in shown(pilot.app)
        await press(pilot, "end")
        assert replay.place == len(records)
        assert "OVER" in shown(pilot.app)
        await press(pilot, "left", "h", "comma")
        assert replay.place < len(records)
        await press(pilot, "right", "l", "full_stop", "left_square_bracket", "right_square_bracket")
        board = Board(records[0].body)  # type: ignore[arg-type]
        for record in records[: replay.place]:
            apply(board, record)
        assert screen.seat.board.incidents == board.incidents
        assert screen.seat.board.clocks == board.clocks
        await press(pilot, "home", "b")
        assert "There is no bookmark after this." in said(pilot)
    assert state_of(tape) == before


@played
async def test_what_would_act_is_refused_in_one_sentence_wherever_one_is(tape: Path) -> None:
    before = state_of(tape)
    async with at_replay(tape, start="20m") as (pilot, screen, replay):
        assert replay.now == 20 * MINUTE
        for key in ("a", "x", "c", "w", "Z"):
            await pilot.press(key)
            await pilot.pause()
            assert said(pilot) == "This is a replay; f forks from here."
            pilot.app.clear_notifications()
        screen.playbook.focus()
        await pilot.press("enter")
        await pilot.pause()
        assert REFUSED.reason in said(pilot).lower()
        screen.incidents.focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReplayIncident))
        for tab in "1457":
            await pilot.press(tab, "down", "enter")
            await pilot.pause()
            text = shown(pilot.app)
            assert "assigns it" not in text
            while isinstance(pilot.app.screen, Reader):
                await pilot.press("escape")
                await pilot.pause()
            assert isinstance(pilot.app.screen, ReplayIncident)
        await pilot.press("u")
        await pilot.pause()
        assert "This is a replay" in said(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        screen.services.focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReplayPlot))
        await pilot.press("x", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, Reader))
        assert "Whose view" in shown(pilot.app)
    assert state_of(tape) == before


@played
async def test_a_player_sees_no_inject_and_the_facilitator_the_same_moment_again(tape: Path) -> None:
    async with at_replay(tape, start="20m", audience="communications lead") as (pilot, screen, replay):
        assert "as communications lead" in shown(pilot.app)
        assert not [record for record in replay.reel.records if record.body.seen_by == "control"]
        await press(pilot, "i")
        assert "There is no inject after this." in said(pilot)
        assert not screen.seat.board.opened.scenario
        count = replay.reel.count
        await pilot.press("v")
        await until(pilot, lambda: isinstance(pilot.app.screen, Pick))
        await pilot.press("home", "enter")
        await until(pilot, lambda: pilot.app.screen is screen and replay.audience == FACILITATOR)
        await pilot.pause()
        assert replay.now == 20 * MINUTE
        assert replay.reel.count > count
        assert screen.seat.board.opened.scenario
        assert "facilitator's view" in shown(pilot.app)


@played
async def test_one_goes_to_an_instant_a_time_of_day_or_a_record_and_is_told_where_that_is(tape: Path) -> None:
    async with at_replay(tape) as (pilot, screen, replay):

        async def go(written: str) -> None:
            await pilot.press("colon" if written[0] != "#" else "g")
            await until(pilot, lambda: isinstance(pilot.app.screen, Line) and pilot.app.screen.ready)
            pilot.app.screen.query_one("#line", Input).value = written
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()

        await go("12m")
        assert replay.now == 12 * MINUTE
        await go("+5m")
        assert replay.now == 17 * MINUTE
        await go("-1m")
        assert replay.now == 16 * MINUTE
        clock = f"{replay.seat.board.rules.moment(31 * MINUTE):%H:%M}"
        await go(clock)
        assert replay.now == 31 * MINUTE
        await go("#25")
        assert replay.seq == 25
        await go("9h")
        assert isinstance(pilot.app.screen, Line)
        assert "That is not in it" in shown(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert replay.seq == 25


def test_it_plays_from_1x_to_600x_passes_over_gaps_and_stops_at_the_end(
    tape: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = [1_000.0]
    monkeypatch.setattr(replaying, "time", types.SimpleNamespace(monotonic=lambda: wall[0]))
    replay = read_replay(tape)
    replay.play(True)
    wall[0] += 30
    assert replay.advance()
    assert replay.now == 30_000
    for _ in SPEEDS:
        replay.faster(1)
    assert replay.speed == 60_000
    wall[0] += 2
    replay.advance()
    assert replay.now == 30_000 + 20 * MINUTE
    assert replay.place == replay.reel.place_at(replay.now)
    for _ in SPEEDS:
        replay.faster(-1)
    assert replay.speed == 100
    replay.gaps.append((25 * MINUTE, 40 * MINUTE))
    wall[0] += 5 * MINUTE / 1000
    replay.advance()
    assert replay.now == 40 * MINUTE
    wall[0] += 9 * HOUR / 1000
    replay.advance()
    assert replay.at_the_end
    assert replay.paused
    assert not replay.advance()
    replay.play(True)  # once more, from the beginning
    assert replay.now == 0


@played
async def test_on_the_screen_it_goes_on_until_a_dialog_opens(tape: Path) -> None:
    async with at_replay(tape) as (pilot, screen, replay):
        await pilot.press(*["plus"] * len(SPEEDS), "space")
        await until(pilot, lambda: replay.now > 10 * MINUTE and len(screen.seat.feed) > 3)
        assert "600x" in shown(pilot.app)
        await pilot.press("v")
        await until(pilot, lambda: isinstance(pilot.app.screen, Pick))
        await until(pilot, lambda: replay.paused)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen and not replay.paused)
        await pilot.press("space")
        await until(pilot, lambda: replay.paused)


@played
async def test_a_key_that_is_held_down_goes_further_and_further(tape: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with at_replay(tape) as (_, screen, replay):
        wall = [50.0]
        with monkeypatch.context() as patch:
            patch.setattr(replay_module, "time", types.SimpleNamespace(monotonic=lambda: wall[0]))
            worth = []
            for _ in range(60):
                wall[0] += 0.03
                worth.append(screen._steps("replay-next"))
            assert worth[:8] == [1] * 8
            assert worth == sorted(worth)
            assert worth[-1] == max(1, replay.reel.count // replay_module.MOST)
            assert screen._steps("replay-back") == 1
            wall[0] += 1
            assert screen._steps("replay-back") == 1


@played
async def test_a_torn_recording_that_was_left_open_replays_as_far_as_it_goes_and_says_so(
    tape: Path, tmp_path: Path
) -> None:
    lines = tape.read_bytes().splitlines(keepends=True)
    path = tmp_path / "left.jsonl"
    path.write_bytes(b"".join(lines[:60]) + lines[60][:30])
    before = state_of(path)
    async with at_replay(path) as (pilot, _, replay):
        assert "The last line is torn: 30 bytes" in said(pilot)
        assert "The recording is open" in said(pilot)
        await press(pilot, "end")
        assert replay.place == 60
    assert state_of(path) == before


@played
async def test_a_changed_recording_is_refused_with_the_place(tape: Path, tmp_path: Path) -> None:
    path = tmp_path / "changed.jsonl"
    path.write_bytes(tape.read_bytes().replace(b"SEV-1", b"SEV-4", 9))
    app = ReplayApp(NoLauncher(), Settings(), Terminal(False, "full"), replay=ReplayWish(path))  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Reader))
        assert "the chain is broken" in shown(app)


@played
async def test_reading_says_how_far_it_is_and_can_be_given_up(tape: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = threading.Event()

    def slow(path: Path, audience: str, progress: Any, sent: Any) -> None:
        try:
            for percent in range(800):
                time.sleep(0.02)
                progress(f"{percent} % of 100,000 records")
        except BaseException:
            given_up.set()
            raise

    monkeypatch.setattr("irsim.tui.screens.replay_opening.read_replay", slow)
    app = ReplayApp(NoLauncher(), Settings(), Terminal(False, "full"), replay=ReplayWish(tape))  # type: ignore[arg-type]
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Preparing) and "% of 100,000" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, Preparing), 4)
        await until(pilot, given_up.is_set, 4)


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40), (160, 50)])
def test_bar_and_keys_fit(tape: Path, width: int, height: int) -> None:
    @played
    async def look() -> None:
        async with at_replay(tape, (width, height), start="20m") as (pilot, _, __):
            lines = shown(pilot.app).split("\n")
            assert "09:20 UTC" in lines[0]
            assert "facilitator" in lines[0]
            assert "T+00:20:00" in lines[-2]
            assert "●" in lines[-2]
            assert "▾" in lines[-3]
            for word in ("space Play", "Step", ": Go to", "v View", "f Fork", "q Leave", "? Help"):
                assert word in lines[-1]

    look()


@played
async def test_home_plays_a_recording_again_and_comes_back(tape: Path) -> None:
    brief = RecordingBrief(tape, "Tin Harbour", "", HOUR, "closed", True, 61)
    async with at_home(Desk(recordings=(brief,))) as (pilot, app):
        home = app.screen_stack[0]
        assert isinstance(home, HomeScreen)
        await until(pilot, lambda: home.closed.count() == 1)
        await pilot.press("p")
        await pilot.pause()
        assert "Select a recording" in said(pilot)
        home.closed.focus()
        await pilot.pause()
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        await pilot.press("q")
        await until(pilot, lambda: app.screen is home)


class Shelf(NoLauncher):
    """A launcher that can read a recording."""

    def debrief(self, path: Path) -> Debriefing:
        """With its score."""
        records = read_recording(path).records
        return Debriefing(path, records, score(records))


class Debriefed(ReplayApp):
    """The debrief of a recording."""

    path: Path

    def open_first(self) -> None:
        """At once."""
        self.call_later(self.debrief, self.path)


@played
async def test_the_debrief_plays_it_again_from_what_a_claim_rests_on(tape: Path) -> None:
    app = Debriefed(Shelf(), Settings(), Terminal(False, "full"))  # type: ignore[arg-type]
    app.path = tape
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.pages.story)
        debrief = app.screen
        assert isinstance(debrief, DebriefScreen)
        await pilot.press("2")
        await until(pilot, lambda: debrief.pages.choice.tab == CLAIMS and debrief.pages.leads_somewhere)
        while not debrief.pages.record:
            await pilot.press("down")
        wanted = debrief.pages.record
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, ReplayScreen))
        assert isinstance(app.screen, ReplayScreen)
        assert app.screen.replay.seq == wanted
        await pilot.press("q")
        await until(pilot, lambda: app.screen is debrief)


@played
async def test_forking_is_given_the_recording_and_the_record(tape: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Path, int, int]] = []
    there = types.ModuleType("irsim.tui.screens.forking")
    there.fork_here = lambda app, *about: asked.append(about)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "irsim.tui.screens.forking", there)
    async with at_replay(tape, start="#40") as (pilot, _, replay):
        await pilot.press("f")
        await pilot.pause()
        assert asked == [(tape, 40, -1)]
        replay.go_to(20 * MINUTE + 1)  # nothing happens there
        await pilot.press("f")
        await pilot.pause()
        assert asked[1] == (tape, replay.seq, 20 * MINUTE + 1)


def test_every_key_of_the_registry_does_one_thing_and_acts_have_none_of_them() -> None:
    keys = [key for action in OFFERED for key in action.keys]
    assert len(keys) == len(set(keys))
    assert not set(keys) & set(ACTING)
    assert {"a", "x", "u", "c"} <= set(ACTING)
    assert all(action.group == "replay" for action in REPLAY)


def test_the_bar_leaves_gaps_out_and_a_column_leads_back_to_its_instant() -> None:
    lane = Lane(100 * HOUR, [(HOUR, 50 * HOUR), (51 * HOUR, 98 * HOUR)], 61)
    assert lane.length == 4 * HOUR
    assert [lane.column(at) for at in (0, HOUR, 20 * HOUR, 50 * HOUR, 51 * HOUR, 100 * HOUR)] == [0, 15, 15, 15, 30, 60]
    for column in range(61):
        assert lane.column(lane.instant(column)) == column
    assert Lane(0, [], 10).column(0) == 0
