"""Things that went wrong once, as a team met them: at the edges of dialogs, holds, the end, and a disk that is full."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen

from irsim.commands import COMMANDS, End
from irsim.events.session import DiscussionClosed, SessionJumped, SessionPaced
from irsim.log.writing import MemorySink
from irsim.scenario.library import Loaded
from irsim.session.protocol import Accepted
from irsim.tui.actions import KEYS
from irsim.tui.app import IrsimApp
from irsim.tui.config import Settings, read_settings
from irsim.tui.dialogs.base import Dialog
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.hold import Hold
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.forms import Focus
from irsim.tui.launch import Sitting
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.screens.home import opening
from irsim.tui.screens.room import Room
from irsim.tui.table import Table
from irsim.tui.widgets.feed import bookkeeping
from irsim.words.faults import BadInput
from tests.drill.test_engine import Drill
from tests.hosts import host_of
from tests.tui.house import in_room, jump, seat_down, settle, shown, until


def run(coroutine: Any) -> Any:
    return asyncio.run(asyncio.wait_for(coroutine, 60))


def table_of(app: IrsimApp) -> Table:
    assert app.table is not None
    return app.table


class FullDisk(MemorySink):
    """Takes no more once it is `full`."""

    full = False

    def sync(self) -> None:
        """As a disk without room."""
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        """The same."""
        self.sync()

    def close(self) -> None:
        """The same."""
        self.sync()


def fill_disk(app: IrsimApp) -> None:
    sink = FullDisk()
    sink.full = True
    host_of(table_of(app).session).ledger.sink = sink


# Dialogs that lie over each other


def test_a_dialog_that_is_done_beneath_another_one_closes_itself_and_not_the_other() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            answers: list[str] = []
            below, above = Reader("below", Content("lower")), Reader("above", Content("upper"))
            app.push_screen(below, answers.append)  # type: ignore[arg-type]
            await settle(pilot)
            app.push_screen(above, answers.append)  # type: ignore[arg-type]
            await settle(pilot)
            below.dismiss("below")
            await settle(pilot)
            assert app.screen is above
            assert not answers
            above.dismiss("above")
            await until(pilot, lambda: isinstance(app.screen, Room))
            assert answers == ["above", "below"]
            below.dismiss("again")
            await settle(pilot)
            assert isinstance(app.screen, Room), "what is gone takes nothing with it"

    run(play())


def test_a_palette_over_the_words_that_a_drill_is_opened_does_not_stay_in_the_way() -> None:
    async def play() -> None:
        async with in_room() as (pilot, app, _):
            released = asyncio.Event()
            loop = asyncio.get_running_loop()
            other = seat_down(pace=100)

            def work() -> Sitting:
                asyncio.run_coroutine_threadsafe(released.wait(), loop).result()
                return other

            await app.go_home()
            opening(app, "Opening", work)
            await settle(pilot)
            await pilot.press("ctrl+p")
            await settle(pilot)
            released.set()
            await until(pilot, lambda: isinstance(app.screen, Room))
            assert not any(isinstance(each, Dialog) for each in app.screen_stack)

    run(play())


def test_a_draft_belongs_to_what_its_form_is_about() -> None:
    async def play() -> None:
        async with in_room(at="2m30s") as (pilot, app, seat):
            board = seat.board
            board.alerts["AL-2"] = msgspec.structs.replace(board.alerts["AL-1"], id="AL-2")
            room = app.screen
            assert isinstance(room, Room)
            room.fill_in("dismiss", Focus(incident="INC-1", alert="AL-1"))
            await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.ready)
            await pilot.press(*"test run", "escape")
            await until(pilot, lambda: app.screen is room)
            for focus, draft in (
                (Focus(incident="INC-1", alert="AL-2"), ""),
                (Focus(incident="INC-1", alert="AL-1"), "test run"),
                (Focus(incident="INC-2", alert="AL-1"), "test run"),
            ):
                room.fill_in("dismiss", focus)
                await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.ready)
                assert isinstance(app.screen, FormDialog)
                assert app.screen.values["reason"] == draft
                assert app.screen.values["alert"] == focus.alert
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is room)

    run(play())


# The pace


async def at_pace(pilot: Pilot[Any], app: IrsimApp, hundredths: int) -> None:
    await until(pilot, lambda: table_of(app).session.speed == hundredths, 5)
    await settle(pilot)
    assert table_of(app).session.speed == hundredths


def test_the_pace_stays_down_while_one_dialog_follows_upon_another_and_comes_back_after_them() -> None:
    async def play() -> None:
        async with in_room(at="2m30s", pace=6_000) as (pilot, app, _):
            await pilot.press("2", "enter")
            await until(pilot, lambda: isinstance(app.screen, Reader))
            await at_pace(pilot, app, 100)
            await pilot.press("l")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await at_pace(pilot, app, 100)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, Room))
            await at_pace(pilot, app, 6_000)

    run(play())


def test_a_pace_as_fast_as_it_can_comes_back_after_a_dialog() -> None:
    async def play() -> None:
        async with in_room(at="2m30s", pace=0) as (pilot, app, _):
            await pilot.press("N")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await at_pace(pilot, app, 100)
            await pilot.press("escape")
            await at_pace(pilot, app, 0)

    run(play())


def test_a_screen_that_is_left_at_once_after_its_dialog_leaves_the_pace_as_it_was() -> None:
    async def play() -> None:
        async with in_room(at="2m30s", pace=6_000) as (pilot, app, seat):
            await pilot.press("enter")
            await settle(pilot)
            incident = app.screen
            assert not isinstance(incident, Room)
            await pilot.press("N")
            await until(pilot, lambda: isinstance(app.screen, FormDialog))
            await at_pace(pilot, app, 100)
            await pilot.press("escape", "escape")
            await until(pilot, lambda: isinstance(app.screen, Room))
            await at_pace(pilot, app, 6_000)
            paces = [each.body for each in host_of(seat.session).ledger.records if isinstance(each.body, SessionPaced)]
            assert [pace.pace for pace in paces] == [100, 6_000], "what is on record is what the room does"

    run(play())


def test_whoever_stops_waiting_for_a_pause_has_the_room_as_it_is_on_record() -> None:
    async def play() -> None:
        async with in_room() as (_, app, _seat):
            host = table_of(app).session
            await host.resume()
            pausing = asyncio.create_task(host.pause())
            while not host_of(host).ledger.board.paused and not pausing.done():
                await asyncio.sleep(0)
            pausing.cancel()
            await asyncio.sleep(0.1)
            assert host_of(host).ledger.board.paused
            assert host.paused

    run(play())


def test_a_jump_to_what_has_come_meanwhile_is_no_mistake_of_ours() -> None:
    async def play() -> None:
        async with in_room(at="2m30s") as (pilot, app, seat):
            room = app.screen
            assert isinstance(room, Room)
            before = sum(isinstance(each.body, SessionJumped) for each in host_of(seat.session).ledger.records)
            await room._jump("no time at all")
            await settle(pilot)
            assert app.crash is None
            assert before == sum(isinstance(each.body, SessionJumped) for each in host_of(seat.session).ledger.records)
            await room._jump("1m")
            assert seat.now == 150_000, "never back"

    run(play())


# Holds

TALK = {"id": "talk", "title": "Talk", "at": "10s"}
HOLD = {"for": "8m", "clocks": "stopped", "questions": ["Why?"]}


def drill_with(tmp_path: Path, *injects: dict[str, Any]) -> Loaded:
    return Drill(tmp_path, injects=list(injects)).engine.loaded


@asynccontextmanager
async def in_talk(loaded: Loaded, pause: bool) -> AsyncIterator[tuple[Pilot[Any], IrsimApp]]:
    async with in_room(loaded=loaded) as (pilot, app, seat):
        if not pause:
            await table_of(app).session.resume()
        await table_of(app).session.jump(11_000)
        await until(pilot, lambda: isinstance(app.screen, Hold))
        await settle(pilot)
        assert seat.now == 10_000
        yield pilot, app


def test_a_discussion_in_a_room_that_people_had_stopped_does_not_set_it_going(tmp_path: Path) -> None:
    async def play() -> None:
        async with in_talk(drill_with(tmp_path, {**TALK, "hold": {**HOLD, "for": "200ms"}}), pause=True) as (
            pilot,
            app,
        ):
            await asyncio.sleep(0.6)
            assert table_of(app).session.paused
            await pilot.press("enter")
            await until(pilot, lambda: table_of(app).seat.discussion is None)
            await settle(pilot)
            assert table_of(app).session.paused
            assert isinstance(app.screen, Room)

    run(play())


@pytest.mark.parametrize("by_hand", [True, False])
def test_clocks_that_run_again_end_the_discussion_and_its_dialog(tmp_path: Path, by_hand: bool) -> None:
    async def play() -> None:
        length = "8m" if by_hand else "500ms"
        async with in_talk(drill_with(tmp_path, {**TALK, "hold": {**HOLD, "for": length}}), pause=False) as (
            pilot,
            app,
        ):
            if by_hand:
                await pilot.press("escape")
                await until(pilot, lambda: isinstance(app.screen, Room))
                await pilot.press("space")
            await until(pilot, lambda: not table_of(app).session.paused, 5)
            await until(pilot, lambda: isinstance(app.screen, Room), 5)
            assert table_of(app).seat.board.discussion is None
            closed = [r for r in host_of(table_of(app).session).ledger.records if isinstance(r.body, DiscussionClosed)]
            assert len(closed) == 1

    run(play())


def test_a_drill_taken_up_in_a_discussion_asks_once(tmp_path: Path) -> None:
    loaded = drill_with(tmp_path, {**TALK, "hold": HOLD})

    async def play() -> None:
        sitting = seat_down(loaded)
        host_of(sitting.session).engine.advance(10_000)
        async with in_room(loaded=loaded) as (pilot, app, _):
            await app.go_home()
            await app.sit_down(sitting)
            await settle(pilot)
            await settle(pilot)
            assert sum(isinstance(each, Hold) for each in app.screen_stack) == 1

    run(play())


def test_a_drill_taken_up_announces_nothing_that_was_known() -> None:
    async def play() -> None:
        sitting = seat_down(at=150_000)
        host_of(sitting.session).engine.advance(150_000)
        async with in_room() as (pilot, app, _):
            await app.go_home()
            app.clear_notifications()
            await app.sit_down(sitting)
            await until(pilot, lambda: isinstance(app.screen, Room))
            await settle(pilot)
            assert table_of(app).seat.board.alerts
            assert not list(app._notifications)

    run(play())


# The end


@pytest.mark.parametrize("over", ["room", "incident", "help", "form", "palette"])
@pytest.mark.parametrize("how", ["jump", "end"])
def test_the_end_leads_to_the_debrief_from_wherever_one_is(over: str, how: str) -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            room = app.screen
            assert isinstance(room, Room)
            keys = {"incident": ["enter"], "help": ["question_mark"], "form": ["N", *"half"], "palette": ["ctrl+p"]}
            await pilot.press(*keys.get(over, []))
            await settle(pilot)
            assert (app.screen is room) == (over == "room")
            session = table_of(app).session
            if how == "jump":
                await session.jump(10 * 3_600_000)
            else:
                assert isinstance(await session.submit(End(), "facilitator", "the-end"), Accepted)
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
            await settle(pilot)
            assert isinstance(app.screen, DebriefScreen)
            assert not any(isinstance(each, Dialog | Room) for each in app.screen_stack)
            assert app.crash is None

    run(play())


def test_the_end_that_is_told_twice_opens_one_debrief() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):
            await table_of(app).session.submit(End(), "facilitator", "the-end")
            await until(pilot, lambda: seat.ended)
            app.run_worker(app.debrief())
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
            first = app.screen
            await app.debrief()
            await settle(pilot)
            assert app.screen is first
            assert sum(isinstance(each, DebriefScreen) for each in app.screen_stack) == 1

    run(play())


def test_the_end_by_its_form_leads_to_the_debrief() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            await pilot.press("Z")
            await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.ready)
            await pilot.press("ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
            await settle(pilot)
            assert isinstance(app.screen, DebriefScreen)
            assert app.crash is None

    run(play())


# Mistakes of ours, and a disk that is full


def test_a_mistake_while_a_record_is_folded_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):

            def take(_: object) -> None:
                raise KeyError("folding")

            monkeypatch.setattr(seat, "take", take)
            await pilot.press("a")
            await until(pilot, lambda: app.crash is not None, 5)
            assert isinstance(app.crash, KeyError)

    run(play())


def test_a_mistake_while_news_are_shown_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        async with in_room(at="5m") as (_, app, _seat):
            room = app.screen
            assert isinstance(room, Room)

            def changed() -> None:
                raise ZeroDivisionError("drawing")

            monkeypatch.setattr(room.clocks, "changed", changed)
            await table_of(app).seat.submit(COMMANDS["acknowledge"]("INC-1"))
            for _ in range(100):  # no pilot: it would wait for the screen, whose turns are over
                await asyncio.sleep(0.02)
            assert isinstance(app.crash, ZeroDivisionError)

    run(play())


def test_a_mistake_of_the_engine_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            session = table_of(app).session

            def advance(*_: object) -> bool:
                raise ZeroDivisionError("world")

            monkeypatch.setattr(host_of(session).engine, "advance", advance)
            await until(pilot, lambda: app.crash is not None, 5)
            assert isinstance(app.crash, ZeroDivisionError)

    run(play())


@pytest.mark.parametrize("keys", [["space"], ["full_stop"], ["g"], ["a"], ["N", *"note", "ctrl+s"]])
def test_a_full_disk_is_a_sentence_whatever_was_done(keys: list[str]) -> None:
    async def play() -> None:
        async with in_room(at="5m", pace=6_000) as (pilot, app, _):
            fill_disk(app)
            await pilot.press(*keys)
            await until(pilot, lambda: "cannot be written" in shown(app), 5)
            await until(pilot, lambda: "continue it from this screen" in shown(app), 5)
            assert app.table is None
            assert app.crash is None

    run(play())


def test_a_full_disk_at_the_end_of_the_hot_wash_is_a_sentence() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            await table_of(app).session.submit(End(), "facilitator", "the-end")
            await until(pilot, lambda: isinstance(app.screen, DebriefScreen))
            await settle(pilot)
            fill_disk(app)
            await pilot.press("ctrl+s")
            await settle(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: "cannot be written" in shown(app), 5)
            assert app.crash is None

    run(play())


def test_a_terminal_that_goes_away_ends_the_app_though_the_disk_is_full() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            fill_disk(app)
            app.hang_up()
            await until(pilot, lambda: app._exit, 5)

    run(play())


def test_leaving_while_a_command_is_on_its_way_is_no_mistake() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):
            command = COMMANDS["acknowledge"]("INC-1")
            given = asyncio.create_task(seat.submit(command))
            await asyncio.sleep(0)
            await app.go_home()
            await given
            await settle(pilot)
            assert app.crash is None
            assert not isinstance(app.screen, Room)

    run(play())


def test_one_drill_after_another_leaves_nothing_running() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            await settle(pilot)
            first = table_of(app)
            many = 0
            for _ in range(3):
                await app.go_home()
                await app.sit_down(seat_down(pace=100))
                await until(pilot, lambda: isinstance(app.screen, Room))
                await settle(pilot)
                tasks = len(asyncio.all_tasks())
                assert not many or tasks <= many
                many = tasks
            assert first.seat._listeners == []
            assert first.running is not None
            assert first.running.done()
            assert len(app.screen_stack) == 2 or isinstance(app.screen_stack[1], Screen)

    run(play())


# Keys of one's own


def test_an_action_on_a_control_key_works_where_an_alert_is_read() -> None:
    async def play() -> None:
        async with in_room(at="2m30s", settings=Settings(keys={"triage": ("ctrl+k",)})) as (pilot, app, _):
            await pilot.press("2", "enter")
            await until(pilot, lambda: isinstance(app.screen, Reader))
            assert "^k" in shown(app)
            await pilot.press("ctrl+k")
            await until(pilot, lambda: isinstance(app.screen, FormDialog), 5)

    run(play())


def test_opening_what_is_selected_may_have_a_key_of_its_own() -> None:
    async def play() -> None:
        async with in_room(at="2m30s", settings=Settings(keys={"open": ("O",), "transfer": ()})) as (pilot, app, _):
            await pilot.press("2", "O")
            await until(pilot, lambda: isinstance(app.screen, Reader), 5)

    run(play())


@pytest.mark.parametrize("key", ["j", "3", "esc", "enter", "pgdn"])
def test_a_key_that_lists_and_screens_take_for_themselves_is_refused_with_the_reason(key: str) -> None:
    with pytest.raises(BadInput, match="on every screen; choose another"):
        read_settings(f'[keys]\nclassify = "{key}"'.encode(), "config.toml", KEYS)


# Long feeds


def test_the_feed_keeps_its_place_and_its_lines_while_news_come_in() -> None:
    async def play() -> None:
        async with in_room(at="20m") as (pilot, app, seat):
            room = app.screen
            assert isinstance(room, Room)
            feed = room.feed
            await pilot.press("1")
            await settle(pilot)
            newest = [item.seq for item in reversed(seat.feed) if not bookkeeping(item)]
            assert [feed._item(index).seq for index in range(feed.count())] == newest
            line = 0
            for index in range(feed.count()):
                assert feed.start_of(index) == line
                for each in range(feed.lines_of(index)):
                    assert feed.index_at(line + each) == index
                line += feed.lines_of(index)
            assert feed.virtual_size.height == line
            await pilot.press("down", "down", "down")
            kept = feed.selected
            await jump(pilot, app, "30m")
            assert feed.selected is kept
            assert feed.count() == sum(not bookkeeping(item) for item in seat.feed)

    run(play())


def test_a_line_typed_with_the_jump_key_is_not_left_standing() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            await pilot.press("g")
            await until(pilot, lambda: isinstance(app.screen, Line))
            await pilot.press(*"2m", "enter")
            await until(pilot, lambda: isinstance(app.screen, Room))
            await pilot.press("g", "backspace", *"1m", "enter")
            await settle(pilot)
            assert "already" in shown(app)

    run(play())


def test_a_jump_past_a_running_clock_asks_first_in_the_room_too() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):
            clock = next(each for each in seat.running() if each.due > seat.now)
            past = f"+{(clock.due - seat.now) // 1000 + 60}s"
            for choice, expected in (("escape", seat.now), ("enter", clock.due - 1000)):
                await pilot.press("g", "backspace", *past, "enter")
                await until(pilot, lambda: isinstance(app.screen, Pick))
                await settle(pilot)
                assert "the team is practising them" in shown(app)
                assert seat.board.rules.clocks[clock.rule].label in shown(app)
                await pilot.press(choice)
                await until(pilot, lambda: isinstance(app.screen, Room))

                def there(at: int = expected) -> bool:
                    return app.table is not None and app.table.session.now == at

                await until(pilot, there)

    run(play())
