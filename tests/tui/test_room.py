"""The room by keyboard: what a team does there, held against the board."""

import asyncio
from typing import Any

import pytest

from irsim.scenario.library import find_scenario, load_scenario
from irsim.tui.config import Settings
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.screens.room import Room
from tests.drills import the_plan
from tests.tui.house import in_room, jump, settle, shown, until


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


def test_one_key_acknowledges_the_selected_incident() -> None:
    async def play() -> None:
        async with in_room(at="2m30s") as (pilot, app, seat):
            assert seat.board.incidents["INC-1"].acknowledged_at < 0
            await pilot.press("a")
            await until(pilot, lambda: seat.board.incidents["INC-1"].acknowledged_at >= 0)
            await settle(pilot)
            assert "investigating" in shown(app)

    run(play())


def test_on_a_new_alert_one_key_declares_acknowledges_and_takes_it() -> None:
    async def play() -> None:
        paper_kite = load_scenario(find_scenario("data-breach"), the_plan())
        async with in_room(loaded=paper_kite, at="1m") as (pilot, _app, seat):
            assert not seat.board.incidents
            await pilot.press("2", "a")
            await until(pilot, lambda: seat.board.incidents and seat.board.incidents["INC-1"].assigned)
            about = seat.board.incidents["INC-1"]
            assert about.alerts == ["AL-1"]
            assert about.declared_at >= 0
            assert about.acknowledged_at >= 0

    run(play())


def test_classify_by_keyboard() -> None:
    async def play() -> None:
        async with in_room(at="2m30s") as (pilot, app, seat):
            await pilot.press("a", "c")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await pilot.press(*"SEV-1")
            await pilot.press("enter")
            await pilot.press(*"secu")
            await pilot.press("enter", "enter", "down")
            await pilot.press("ctrl+s")
            await until(pilot, lambda: seat.board.incidents["INC-1"].classified_at >= 0)
            about = seat.board.incidents["INC-1"]
            assert (about.severity, about.category, about.personal_data) == ("SEV-1", "security", True)
            await until(pilot, lambda: isinstance(app.screen, Room))

    run(play())


def test_a_refusal_stays_inside_the_dialog_and_the_draft_survives_it() -> None:
    async def play() -> None:
        async with in_room(at="2m30s") as (pilot, app, seat):
            await pilot.press("a", "N")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "Note is needed" in shown(app))
            await pilot.press(*"half a", "escape")
            await until(pilot, lambda: isinstance(app.screen, Room))
            await pilot.press("N")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            assert isinstance(app.screen, FormDialog)
            assert app.screen.values["text"] == "half a"
            await pilot.press("end", *" thought", "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, Room))
            await until(pilot, lambda: any("half a thought" in item.line.text for item in seat.feed))
            assert not app.table.drafts  # type: ignore[union-attr]

    run(play())


def test_an_action_out_of_place_says_why_and_opens_nothing() -> None:
    async def play() -> None:
        async with in_room() as (pilot, app, _):
            await pilot.press("c")
            await until(pilot, lambda: any("no incident yet" in note.message for note in app._notifications))
            assert isinstance(app.screen, Room)

    run(play())


def test_a_spoken_decision_counts_at_the_time_it_was_said() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):
            await pilot.press("a", "N")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            assert isinstance(app.screen, FormDialog)
            await pilot.press(*"seen", "tab")
            await pilot.press(*"2 min", "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, Room))
            await until(pilot, lambda: seat.board.said)
            assert set(seat.board.said.values()) == {3 * 60_000}

    run(play())


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (160, 50)])
def test_the_next_clock_is_in_sight_at_every_size(size: tuple[int, int]) -> None:
    async def play() -> None:
        async with in_room(size, at="2m30s") as (pilot, app, seat):
            clock = seat.next_clock_of("INC-1")
            assert clock is not None
            await settle(pilot)
            row = next(line for line in shown(app).split("\n") if "▸ INC-1 " in line)
            from irsim.tui.marks import left

            assert left(clock, seat.now)[0] in row
            assert "NEXT INC-1" in shown(app)

    run(play())


def test_the_terminal_may_change_its_size_at_any_time() -> None:
    async def play() -> None:
        async with in_room(at="4m") as (pilot, app, _seat):
            for width, height in ((80, 24), (20, 5), (200, 60), (1, 1), (99, 24), (100, 10), (120, 40)):
                await pilot.resize_terminal(width, height)
                await settle(pilot)
            await pilot.press("a", "c")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            for width, height in ((80, 24), (30, 8), (160, 50)):
                await pilot.resize_terminal(width, height)
                await settle(pilot)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, Room))
            assert "INC-1" in shown(app)

    run(play())


def test_the_pace_falls_while_a_dialog_is_open() -> None:
    async def play() -> None:
        async with in_room(pace=400) as (pilot, app, _):
            assert app.table is not None
            session = app.table.session
            await session.resume()
            await pilot.press("d")
            await until(pilot, lambda: session.speed == 100)
            await pilot.press("escape")
            await until(pilot, lambda: session.speed == 400)

    run(play())


def test_a_hundred_thousand_pasted_characters_are_cut_and_nothing_breaks() -> None:
    async def play() -> None:
        from textual import events

        async with in_room(at="2m30s") as (pilot, app, _seat):
            await pilot.press("a", "N")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await settle(pilot)
            assert app.screen.focused is not None
            app.screen.focused.post_message(events.Paste("x\x1b[31m" * 25_000))
            await settle(pilot)
            assert isinstance(app.screen, FormDialog)
            assert 0 < len(app.screen.values["text"]) <= 4_000
            assert "\x1b" not in app.screen.values["text"]
            await pilot.press("ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, Room))

    run(play())


def test_filter_shows_only_lines_with_the_words() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            assert isinstance(app.screen, Room)
            whole = app.screen.feed.count()
            room = app.screen
            await pilot.press("slash", *"detected")
            await until(pilot, lambda: 0 < room.feed.count() < whole)
            await pilot.press("escape")
            await until(pilot, lambda: room.feed.count() == whole)

    run(play())


def test_bells_and_toasts_follow_the_settings() -> None:
    async def play() -> None:
        async with in_room(settings=Settings(bell="always")) as (pilot, app, _):
            rung: list[int] = []
            app.bell = lambda: rung.append(1)  # type: ignore[method-assign]
            await jump(pilot, app, "2m30s")
            await settle(pilot)
            assert rung

    run(play())
