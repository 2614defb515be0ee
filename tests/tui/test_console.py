"""The facilitator's console, by keys: from the host's own terminal and from one that joined."""

import pytest
from textual.widgets import Input, TextArea

from irsim.commands import (
    AdHoc,
    Adjourn,
    Adjudicate,
    Bookmark,
    Delay,
    Discuss,
    Edit,
    Fire,
    Hand,
    Memo,
    Proceed,
    Say,
    Skip,
    Tick,
)
from irsim.events.inputs import CommandSubmitted
from irsim.events.session import SeatTaken
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.script import Script
from irsim.tui.dialogs.simple import Pick
from irsim.tui.screens.console import Console
from irsim.tui.screens.control import Control
from irsim.tui.screens.help import HelpScreen
from irsim.tui.screens.room import Room
from irsim.words.durations import MINUTE
from tests.tui.backstage import Behind, behind
from tests.tui.front import played
from tests.tui.house import settle, shown, until


async def form(room: Behind, do: str) -> FormDialog:
    """The dialog of a command, ready for keys."""
    await until(room.pilot, lambda: isinstance(room.app.screen, FormDialog) and room.app.screen.ready)
    dialog = room.app.screen
    assert isinstance(dialog, FormDialog)
    assert dialog.form.do == do
    return dialog


async def sent(room: Behind) -> None:
    """Send the dialog; it must go through."""
    await room.press("ctrl+s")
    await until(room.pilot, lambda: isinstance(room.app.screen, Control))
    await room.read()


async def put(room: Behind, **values: str) -> None:
    """Fill in fields of the open dialog, one after the other."""
    dialog = room.app.screen
    assert isinstance(dialog, FormDialog)
    for name, value in values.items():
        control = dialog._controls[name]
        if isinstance(control, TextArea):
            control.text = value
        else:
            if isinstance(control, Input):
                control.value = value
            dialog.values[name] = value
            await dialog._sync(name)
        await room.pilot.pause()


def on(room: Behind, name: str) -> None:
    """Put the cursor of the run of show on an inject."""
    assert isinstance(room.screen, Console)
    room.screen.list.choose(name)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
@played
async def test_f2_shows_the_run_of_show_and_goes_back(size: tuple[int, int]) -> None:
    async with behind(size=size) as room:
        await settle(room.pilot)
        text = shown(room.app)
        assert "Run of show · 0 of 9 came" in text
        assert "Somebody is seen" in text
        assert "FACILITATOR" in text
        assert "on plan" in text
        await room.press("f2")
        assert isinstance(room.app.screen, Room)
        assert "Run of show" not in shown(room.app)
        await room.press("B")
        await until(room.pilot, lambda: isinstance(room.app.screen, Console))
        await room.press("escape")
        assert isinstance(room.app.screen, Room)
        assert room.app.table is not None
        assert room.app.table.seat.board.opened.scenario == ""  # the players' board stays theirs
        assert not room.app.table.seat.board.show.delivered


@played
async def test_however_often_it_is_opened_one_console_reads_along() -> None:
    async with behind() as room:
        await settle(room.pilot)
        backstage = room.screen.backstage
        assert len(backstage._listeners) == 1
        for screen in (Room, Console, Room, Console):
            await room.press("f2")
            await until(room.pilot, lambda kind=screen: isinstance(room.app.screen, kind))  # type: ignore[misc]
        await settle(room.pilot)
        assert len(backstage._listeners) == 1


@played
async def test_with_a_facilitator_at_a_terminal_of_her_own_the_hosts_is_shut() -> None:
    async with behind() as room:
        await room.host._input(SeatTaken("facilitator", "Kim", "token"), "facilitator")
        await until(room.pilot, lambda: isinstance(room.app.screen, Room))
        await room.press("f2")
        await settle(room.pilot)
        assert isinstance(room.app.screen, Room)
        assert "A facilitator runs the room" in shown(room.app)


@played
async def test_fire_skip_and_delay() -> None:
    async with behind() as room:
        on(room, "gossip")
        await room.press("f")
        await until(room.pilot, lambda: isinstance(room.app.screen, Pick))
        await room.press("enter")
        await until(room.pilot, lambda: "gossip" in room.board.show.delivered)
        assert Fire("gossip") in room.given()
        assert room.host.ledger.records[-1].at == room.host.now  # now is now
        await room.read()
        on(room, "press")
        await room.press("d")
        await until(room.pilot, lambda: isinstance(room.app.screen, Pick))
        await room.press("enter")
        await until(room.pilot, lambda: Delay("press", "+5m") in room.given())
        await room.read()
        on(room, "praise")
        await room.press("s")
        await form(room, "skip")
        await put(room, reason="no time")
        await sent(room)
        assert Skip("praise", "no time") in room.given()
        on(room, "praise")
        await settle(room.pilot)
        assert "left out by the facilitator: no time" in shown(room.app)
        by = {r.by for r in room.host.ledger.records if isinstance(r.body, CommandSubmitted)}
        assert by == {"facilitator"}


@played
async def test_words_are_changed_before_they_come() -> None:
    async with behind() as room:
        on(room, "call")
        await room.press("e")
        dialog = await form(room, "edit")
        name = room.board.opened.cast["thief"]["first"]
        assert dialog.values["text"] == f"Tell me, {name}, that it is one customer."
        await put(room, subject="How bad is it?")
        await sent(room)
        assert room.given()[-1] == Edit("call", subject="How bad is it?")  # what stayed is not sent
        on(room, "call")
        await settle(room.pilot)
        assert "How bad is it?" in shown(room.app)


@played
async def test_an_inject_of_her_own_with_what_she_expects() -> None:
    async with behind() as room:
        await room.press("i")
        dialog = await form(room, "inject")
        assert "monitor" not in [field.name for field in dialog.form.fields]
        assert "expects" not in [field.name for field in dialog.form.fields]
        await put(room, title="A rumour", channel="slack", sender="Watch", subject="Psst", objective="lead")
        await put(room, role="incident_commander", expects="Asks who says so")
        await sent(room)
        given = room.given()[-1]
        assert isinstance(given, AdHoc)
        assert (given.title, given.channel, given.objective, given.within) == ("A rumour", "slack", "lead", "10m")
        assert "ADHOC-1" in room.board.show.delivered
        assert room.screen.show is not None
        assert room.screen.show.expectation("ADHOC-1-expected") is not None
        await room.press("i")
        dialog = await form(room, "inject")
        await put(room, kind="metric", service="api")
        names = [field.name for field in dialog.form.fields]
        assert names[:5] == ["kind", "title", "service", "metric", "value"]
        await put(room, title="Slow", metric="response_time", value="5 s")
        await sent(room)
        given = room.given()[-1]
        assert isinstance(given, AdHoc)
        assert (given.service, given.metric, given.value, given.channel) == ("api", "response_time", "5 s", "")


@played
async def test_a_joined_facilitator_acts_out_a_call() -> None:
    async with behind("facilitator") as room:
        await room.at(6 * MINUTE)
        assert "call" in room.board.show.awaiting
        await settle(room.pilot)
        assert "to act out: c" in shown(room.app)
        await room.press("c")
        await until(room.pilot, lambda: isinstance(room.app.screen, Script))
        await room.pilot.pause()
        assert "that it is one customer" in shown(room.app)
        await room.press("enter")
        await until(room.pilot, lambda: "call" in room.board.show.delivered)
        assert room.given()[-1] == Fire("call")


@played
async def test_a_facilitator_looks_at_the_room_as_the_team_sees_it() -> None:
    async with behind("facilitator") as room:
        await room.at(3 * MINUTE)
        await room.press("f2")
        await until(room.pilot, lambda: isinstance(room.app.screen, Room))
        team = room.app.screen
        assert isinstance(team, Room)
        await until(room.pilot, lambda: team.seat.board.alerts)
        assert team.seat.board.opened.scenario == ""
        await room.press("D")
        await settle(room.pilot)
        assert isinstance(room.app.screen, Room)  # nothing is done from there
        await room.press("space")  # but time is hers wherever she looks
        await until(room.pilot, lambda: not room.host.paused)
        await room.press("space")
        await until(room.pilot, lambda: room.host.paused)
        await room.press("f2")
        assert isinstance(room.app.screen, Console)


@played
async def test_hold_and_release() -> None:
    async with behind("facilitator") as room:
        await room.press("h")
        await form(room, "discuss")
        await put(room, questions="Who decides, and when?\nWho is told?", clocks="running", length="8m")
        await sent(room)
        assert room.given()[-1] == Discuss("8m", ("Who decides, and when?", "Who is told?"), "running")
        await until(room.pilot, lambda: room.seat.discussion is not None)
        await settle(room.pilot)
        assert "h releases" in shown(room.app)
        await room.press("h")
        await until(room.pilot, lambda: any(isinstance(each, Proceed) for each in room.given()))


@played
async def test_what_was_said_is_judged() -> None:
    async with behind("facilitator") as room:
        await room.at(6 * MINUTE)
        await room.host.submit(Say("We shut that door now", role="technical_lead"), "technical_lead", "s-1")
        await room.read()
        await settle(room.pilot)
        assert "1 said, not judged: a" in shown(room.app)
        await room.press("4", "a")
        dialog = await form(room, "adjudicate")
        assert "We shut that door now" in dialog.form.intro[0]
        await put(room, outcome="both", expectation="close", action="close-door")
        await sent(room)
        given = room.given()[-1]
        assert isinstance(given, Adjudicate)
        assert (given.expectation, given.action) == ("close", "close-door")
        assert room.screen.show is not None
        met = room.screen.show.expectation("close")
        assert met is not None
        assert (met.state, met.claim.basis) == ("met", "facilitator")


@played
async def test_key_points_bookmarks_notes_and_seats() -> None:
    async with behind("facilitator") as room:
        assert isinstance(room.screen, Console)
        await room.press("3")
        room.screen.expected.choose("calm")
        await room.press("t")
        await form(room, "tick")
        await put(room, **{"point.calm": "1,2"})
        await sent(room)
        assert [each for each in room.given() if isinstance(each, Tick)] == [Tick("calm", 1), Tick("calm", 2)]
        await room.press("b")
        await until(room.pilot, lambda: Bookmark() in room.given())
        await room.press("m")
        await form(room, "bookmark")
        await put(room, text="here it turns")
        await sent(room)
        assert room.given()[-1] == Bookmark("here it turns")
        await room.press("n")
        await form(room, "memo")
        await put(room, text="The lead is tired")
        await sent(room)
        assert room.given()[-1] == Memo("The lead is tired")
        await room.press("H")
        await form(room, "hand")
        await put(room, role="scribe" if "scribe" in room.board.rules.roles else "technical_lead")
        await sent(room)
        given = room.given()[-1]
        assert isinstance(given, Hand)
        assert room.board.seats[given.role] == "simulated"


@played
async def test_a_jump_past_a_deadline_names_it_first() -> None:
    async with behind("facilitator") as room:
        await room.at(3 * MINUTE)
        await room.press("g")
        await settle(room.pilot)
        await room.press(*"10m", "enter")
        await until(room.pilot, lambda: room.host.engine.now >= 13 * MINUTE)
        await room.read()
        await room.press("g")
        await settle(room.pilot)
        await room.press(*"15m", "enter")
        await until(room.pilot, lambda: isinstance(room.app.screen, Pick))
        await settle(room.pilot)
        text = shown(room.app)
        assert "T+00:17:00 Take it on" in text
        assert "T+00:22:00 Close the door" in text
        await room.press("enter")
        await until(room.pilot, lambda: room.host.engine.now >= 17 * MINUTE - 1000)
        assert room.host.now < 17 * MINUTE


@played
async def test_the_room_is_closed_for_today() -> None:
    async with behind("facilitator") as room:
        await room.press("Q")
        await form(room, "adjourn")
        await put(room, reason="until Thursday")
        await room.press("ctrl+s")
        await until(room.pilot, lambda: room.given() and isinstance(room.given()[-1], Adjourn))
        assert room.board.adjourned


@played
async def test_help_offers_control_and_not_the_teams_actions() -> None:
    async with behind("facilitator") as room:
        await room.press("question_mark")
        await until(room.pilot, lambda: isinstance(room.app.screen, HelpScreen))
        await settle(room.pilot)
        text = shown(room.app)
        assert "Fire now" in text
        assert "Classify" not in text
        await room.press("escape")
        await room.press("c")
        await settle(room.pilot)
        assert "Nothing is to be acted out now" in shown(room.app)
