"""An incident's screen by keyboard: what is opened, what Enter does, and that the cursor stays where one reads."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from irsim.reports.feed import FeedLine
from irsim.scenario.lines import parse_line
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.simple import Reader
from irsim.tui.items import FeedItem
from irsim.tui.screens.incident import IncidentScreen
from irsim.tui.screens.room import Room
from irsim.tui.seat import Seat
from irsim.tui.tabs import TABS
from tests.tui.house import RoomApp, in_room, settle, shown, until


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


@asynccontextmanager
async def in_incident(
    size: tuple[int, int] = (120, 40), at: str = "2m30s", **options: Any
) -> AsyncIterator[tuple[Pilot[Any], RoomApp, Seat, IncidentScreen]]:
    """The screen of INC-1, opened from the room with Enter."""
    async with in_room(size, at=at, **options) as (pilot, app, seat):
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, IncidentScreen) and app.screen.content.rows)
        screen = app.screen
        assert isinstance(screen, IncidentScreen)
        yield pilot, app, seat, screen


async def give(pilot: Pilot[Any], seat: Seat, *lines: str) -> None:
    for line in lines:
        await seat.submit(parse_line(line, "INC-1")[1])
    await settle(pilot)


def place(screen: IncidentScreen, name: str) -> int:
    """The number of a row by its name."""
    return next(number for number, row in enumerate(screen.content.rows) if row.name == name)


def test_every_tab_fits_and_can_be_reached_by_number_arrow_and_bracket() -> None:
    async def play() -> None:
        for size in ((80, 24), (120, 40), (160, 50)):
            async with in_incident(size) as (pilot, app, _, screen):
                for number, tab in enumerate(TABS, 1):
                    await pilot.press(str(number))
                    assert screen.tab is tab
                    assert f"{number} {tab.title}" in shown(app) or f"{number} {tab.brief}" in shown(app)
                await pilot.press("right")
                assert screen.tab.id == "overview"
                await pilot.press("left")
                assert screen.tab.id == "review"
                await pilot.press("left_square_bracket", "left_square_bracket", "right_square_bracket")
                assert screen.tab.id == "evidence"
                await pilot.press("escape")
                await until(pilot, lambda: isinstance(app.screen, Room))

    run(play())


def test_a_wide_terminal_keeps_clocks_and_what_is_missing_beside_every_tab() -> None:
    async def play() -> None:
        async with in_incident((120, 40)) as (pilot, app, _, screen):
            await pilot.press("3")
            assert "Before it is resolved" in shown(app)
            assert "Respond" in shown(app)
            await pilot.press("tab")
            assert screen.clocks.has_focus or screen.beside.has_focus
            await pilot.resize_terminal(80, 24)
            await settle(pilot)
            assert screen.content.has_focus
            assert "Before it is resolved" not in shown(app)
            await pilot.press("1")
            assert any(row.heading and row.plain == "Clocks" for row in screen.content.rows)

    run(play())


def test_the_actions_of_the_room_are_about_this_incident() -> None:
    async def play() -> None:
        async with in_incident() as (pilot, app, seat, _):
            await pilot.press("a")
            await until(pilot, lambda: seat.board.incidents["INC-1"].acknowledged_at >= 0)
            await settle(pilot)
            assert "investigating" in shown(app)
            await pilot.press("N")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            assert "INC-1" in shown(app)

    run(play())


def test_enter_on_a_step_opens_the_dialog_with_that_step_and_records_it() -> None:
    async def play() -> None:
        async with in_incident() as (pilot, app, seat, screen):
            await give(pilot, seat, "classify INC-1 SEV-1 security")
            await pilot.press("4")
            screen.content.select(place(screen, "step:enable-enhanced-monitoring"))
            assert screen.focus_now().step == "enable-enhanced-monitoring"
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await pilot.press("ctrl+s")
            await until(pilot, lambda: seat.board.incidents["INC-1"].steps)
            assert seat.board.incidents["INC-1"].steps["enable-enhanced-monitoring"] == "done"

    run(play())


def test_enter_on_a_criterion_ticks_it() -> None:
    async def play() -> None:
        async with in_incident() as (pilot, app, seat, screen):
            await pilot.press("4")
            screen.content.select(place(screen, "check:tests-passing"))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await pilot.press("ctrl+s")
            await until(pilot, lambda: seat.board.incidents["INC-1"].checks)
            assert seat.board.incidents["INC-1"].checks == {"tests-passing": True}

    run(play())


def test_enter_on_an_action_of_guided_help_takes_it() -> None:
    async def play() -> None:
        async with in_incident() as (pilot, app, seat, screen):
            await give(pilot, seat, "acknowledge", "classify INC-1 SEV-1 security")
            await pilot.press("4")
            screen.content.select(place(screen, "way:isolate-compromised-systems:close-door"))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await pilot.press("ctrl+s")
            await until(pilot, lambda: "close-door" in seat.board.actions)

    run(play())


def test_enter_reads_an_alert_an_update_and_a_clock() -> None:
    async def play() -> None:
        async with in_incident() as (pilot, app, seat, screen):
            alert = seat.board.incidents["INC-1"].alerts[0]
            screen.content.select(place(screen, f"alert:{alert}"))
            assert screen.focus_now().alert == alert
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Reader))
            await pilot.press("escape")
            await give(pilot, seat, "update INC-1 team slack text='All of what is to be read here'")
            await pilot.press("5")
            screen.content.select(place(screen, "update:UPD-1"))
            assert screen.focus_now().update == "UPD-1"
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Reader))
            assert "All of what is to be read here" in shown(app)
            assert "Recall" in shown(app)
            await pilot.press("escape", "tab", "enter")
            await until(pilot, lambda: isinstance(app.screen, Reader))
            assert "Runs since" in shown(app)

    run(play())


def test_news_keep_the_cursor_on_its_line_and_the_end_of_the_timeline_is_followed() -> None:
    async def play() -> None:
        async with in_incident((80, 24)) as (pilot, _, seat, screen):
            await pilot.press("4")
            screen.content.select(place(screen, "check:data-integrity"))
            await give(pilot, seat, "classify INC-1 SEV-1 security")
            assert screen.content.selected is not None
            assert screen.content.selected.name == "check:data-integrity"
            await pilot.press("2")
            last = screen.content.selected
            assert last is screen.content.rows[-1]
            await give(pilot, seat, "note INC-1 text=one")
            assert screen.content.selected is screen.content.rows[-1] is not last
            await pilot.press("home")
            first = screen.content.selected
            assert first is not None
            assert not first.heading
            await give(pilot, seat, "note INC-1 text=two")
            assert screen.content.selected is not None
            assert screen.content.selected.name == first.name
            assert screen.content.scroll_offset.y == 0

    run(play())


def test_a_cursor_passes_over_headings() -> None:
    async def play() -> None:
        async with in_incident() as (pilot, _, __, screen):
            await pilot.press("4")
            for key in ("down",) * 12 + ("up",) * 12 + ("pagedown", "end", "pageup", "home"):
                await pilot.press(key)
                assert screen.content.selected is not None
                assert not screen.content.selected.heading

    run(play())


def test_a_merged_incident_leads_to_the_one_where_work_goes_on() -> None:
    async def play() -> None:
        async with in_room(at="2m30s") as (pilot, app, seat):
            await give(pilot, seat, "declare title='The same again'", "merge INC-2 INC-1")
            room = app.screen
            assert isinstance(room, Room)
            room.open_incident("INC-2")
            await until(pilot, lambda: isinstance(app.screen, IncidentScreen) and app.screen.content.rows)
            screen = app.screen
            assert isinstance(screen, IncidentScreen)
            assert "in INC-1" in shown(app)
            screen.content.select(place(screen, "fate"))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, IncidentScreen) and app.screen.incident == "INC-1")
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, Room))

    run(play())


def test_a_tab_can_be_asked_for() -> None:
    async def play() -> None:
        async with in_room(at="2m30s") as (pilot, app, _):
            assert app.table is not None
            await app.push_screen(IncidentScreen(app.table, "INC-1", "causes"))
            await until(pilot, lambda: isinstance(app.screen, IncidentScreen) and app.screen.content.rows)
            assert "Root cause" in shown(app)

    run(play())


def test_a_timeline_of_five_thousand_lines_moves_and_grows_at_once() -> None:
    async def play() -> None:
        async with in_incident() as (pilot, _, seat, screen):
            line = FeedLine(200_000, "T+00:03:20", "note", "INC-1, technical lead: " + "words of some length " * 8)
            seat.feed += [FeedItem(1000 + n, line, "note.added", "technical_lead", "INC-1") for n in range(5000)]
            await pilot.press("2")
            assert screen.content.count() > 5000
            seat.feed.append(FeedItem(7000, line, "note.added", "technical_lead", "INC-1"))
            before = time.perf_counter()
            screen.changed()
            screen.tick()
            assert time.perf_counter() - before < 0.3
            before = time.perf_counter()
            for key in ("pageup", "up", "down", "home", "end"):
                await pilot.press(key)
            assert time.perf_counter() - before < 2
            assert screen.content.selected is screen.content.rows[-1]

    run(play())


def test_time_passes_on_the_screen() -> None:
    async def play() -> None:
        async with in_incident((80, 24), at="5m") as (pilot, app, seat, screen):
            before = [row for row in screen.content.rows if row.name.startswith("clock:")]
            assert app.table is not None
            await app.table.session.jump(seat.now + 60_000)
            await until(pilot, lambda: seat.now >= 360_000)
            screen.tick()
            after = [row for row in screen.content.rows if row.name.startswith("clock:")]
            assert [row.name for row in before] == [row.name for row in after]
            assert before != after

    run(play())
