"""What somebody trips over who runs a room for the first time, by keys."""

import re

import pytest
from textual.widgets import TextArea

from irsim.commands import Discuss, Edit, Hand, Proceed
from irsim.events.facilitation import SeatHanded
from irsim.tui.dialogs.hold import Hold
from irsim.tui.dialogs.simple import Line, Pick
from irsim.tui.forms import Focus, build_form
from irsim.tui.forms.words import BLANKS
from irsim.tui.screens.console import Console
from irsim.tui.screens.evaluating import Evaluating
from irsim.tui.screens.room import Room
from tests.tui.backstage import Behind, behind
from tests.tui.front import played
from tests.tui.house import in_room, settle, shown, until
from tests.tui.test_console import form, on, put, sent


def selected(room: Behind) -> str:
    """The inject under the cursor of the run of show."""
    assert isinstance(room.screen, Console)
    item = room.screen.list.selected
    return item.id if item is not None else ""


@played
async def test_editing_begins_in_the_words() -> None:
    async with behind() as room:
        on(room, "press")
        await room.press("e")
        dialog = await form(room, "edit")
        assert isinstance(dialog.focused, TextArea)
        assert dialog.focused.name == "text"
        assert re.search("Only to +everybody", shown(room.app))
        await room.press("end", *"!!")
        await sent(room)
        assert room.given()[-1] == Edit("press", text="Is it true?!!")


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@played
async def test_tab_goes_through_the_panels(size: tuple[int, int]) -> None:
    async with behind(size=size) as room:
        console = room.screen
        assert isinstance(console, Console)
        for panel in (*console.panels[1:], console.list):
            await room.press("tab")
            assert console.focused is panel
            assert panel.display
        await room.press("shift+tab")
        assert console.focused is console.seats
        await room.press("V")
        rating = room.screen
        assert isinstance(rating, Evaluating)
        for panel in (*rating.panels[1:], rating.objectives):
            await room.press("tab")
            assert rating.focused is panel
            assert panel.display
        await room.press("shift+tab")
        assert rating.focused is rating.observed


@played
async def test_after_firing_the_cursor_is_on_what_stood_below() -> None:
    async with behind() as room:
        on(room, "press")
        await settle(room.pilot)
        await room.press("f")
        await until(room.pilot, lambda: isinstance(room.app.screen, Pick))
        await room.press("enter")
        await until(room.pilot, lambda: "press" in room.board.show.delivered)
        await room.read()
        await until(room.pilot, lambda: selected(room) != "press")
        assert selected(room) == "talk"
        assert "Selected now: Discussion: who decides?" in shown(room.app)


@played
async def test_after_the_last_one_the_cursor_is_on_the_one_above() -> None:
    async with behind() as room:
        assert isinstance(room.screen, Console)
        rows = [row for row in room.screen.list._rows if not isinstance(row, str) and row.decision is None and row.open]
        on(room, rows[-1].id)
        await room.press("s")
        await form(room, "skip")
        await sent(room)
        await until(room.pilot, lambda: selected(room) == rows[-2].id)


@played
async def test_a_seat_goes_to_whoever_does_not_play_it() -> None:
    async with behind() as room:
        await room.host._input(SeatHanded("technical_lead", "simulated"), "facilitator")
        await room.read()
        await room.press("H")
        dialog = await form(room, "hand")
        await put(room, role="technical_lead")
        assert dialog.values["to"] == "people"
        await put(room, role="communications_lead")
        assert dialog.values["to"] == "simulated"
        await put(room, role="technical_lead")
        await sent(room)
        assert room.given()[-1] == Hand("technical_lead", "people")


def test_no_seat_ticked_is_everybody() -> None:
    assert {BLANKS[do, "to"] for do in ("inject", "edit")} == {"everybody"}


@played
async def test_at_a_terminal_with_one_seat_that_seat_said_it() -> None:
    async with in_room(people=("technical_lead",)) as (_, _, seat):
        said = {field.name: field.value for field in build_form(seat, "say", Focus(), {}).fields}
        assert said["role"] == "technical_lead"
    async with in_room() as (_, _, seat):
        said = {field.name: field.value for field in build_form(seat, "say", Focus(), {}).fields}
        assert said["role"] == ""


@pytest.mark.parametrize("clocks", ["running", "stopped"])
@played
async def test_a_discussion_says_how_much_is_left_of_its_time(clocks: str) -> None:
    async with in_room() as (pilot, app, _):
        assert app.table is not None
        session = app.table.session
        await session.resume()
        await session.submit(Discuss("8m", ("Who knows?",), clocks), "facilitator", "d-1")
        await until(pilot, lambda: isinstance(app.screen, Hold))
        await settle(pilot)
        assert "07:5" in shown(app)
        assert "left of 8m." in shown(app)


@played
async def test_where_nothing_counts_it_the_time_box_stands_there() -> None:
    async with in_room() as (pilot, app, _):
        assert app.table is not None
        await app.table.session.submit(Discuss("8m", ("Who knows?",), "stopped"), "facilitator", "d-1")
        await until(pilot, lambda: isinstance(app.screen, Hold))
        await settle(pilot)
        assert "Time box: 8m." in shown(app)


@played
async def test_a_jump_out_of_a_discussion_ends_it_and_the_room_goes_on() -> None:
    async with in_room() as (pilot, app, seat):
        assert app.table is not None
        session = app.table.session
        await session.resume()
        await session.submit(Discuss("8m", ("Who knows?",), "stopped"), "facilitator", "d-1")
        await until(pilot, lambda: isinstance(app.screen, Hold) and app.screen.ready and session.paused)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Room))
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, Line) and app.screen.ready)
        await pilot.press(*"10s", "enter")
        await until(pilot, lambda: seat.board.discussion is None and not session.paused)
        await settle(pilot)
        assert "The discussion is over: you jumped on." in shown(app)
        assert session.now >= 10_000
        given = [getattr(record.body, "command", None) for record in session.ledger.records]  # type: ignore[attr-defined]
        assert sum(isinstance(each, Proceed) for each in given) == 1
