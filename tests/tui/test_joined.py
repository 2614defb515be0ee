"""The room at a joined terminal: the same screens, in front of a session that is elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from irsim.cli.hosting import prepare
from irsim.commands import Declare, Feedback
from irsim.events.session import SessionPaused
from irsim.log.writing import FileSink
from irsim.session import wire
from irsim.session.host import Host
from irsim.session.protocol import Accepted
from irsim.session.remote import RemoteSession
from irsim.session.tokens import tokens_file
from irsim.session.ways import Way, knock, new_key
from irsim.tui.config import Settings
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.simple import Pick
from irsim.tui.launch import HostWish, JoinWish, Sitting
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.screens.lobby import chosen_wish, offers
from irsim.tui.screens.room import Room as RoomScreen
from irsim.tui.terminal import Terminal
from tests.drills import begin, small
from tests.session.rooms import COMMANDER, LEAD, Room, hosted, run, until
from tests.tui.house import NoLauncher, RoomApp, settle, shown
from tests.tui.house import until as until_shown


def sitting(session: RemoteSession) -> Sitting:
    kind, seats = session.way.hello.kind, session.way.hello.seats
    roles = seats or (() if kind in ("facilitator", "evaluator") else (COMMANDER, LEAD))
    return Sitting(session, Path("elsewhere"), roles, kind=kind, joined=True, command="irsim join")


@asynccontextmanager
async def in_joined(session: RemoteSession, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Pilot[Any], Any]]:
    """The app at a terminal that has joined."""
    app = RoomApp(NoLauncher(), Settings(), Terminal(False, "full"))  # type: ignore[arg-type]
    app.sitting = sitting(session)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until_shown(pilot, lambda: app.table is not None and app.table.seat.feed and len(app.screen_stack) > 1)
        await settle(pilot)
        yield pilot, app


async def bob_joins(room: Room, kind: str = "players", **more: Any) -> RemoteSession:
    return await room.join(kind, *((LEAD,) if kind == "players" else ()), **{"name": "bob", **more})


def test_a_key_at_a_joined_terminal_acts_in_the_room(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, at=130_000) as room, in_joined(await bob_joins(room)) as (pilot, app):
            assert isinstance(app.screen, RoomScreen)
            assert "INC-1" in shown(app)
            assert "technical lead" in shown(app).splitlines()[0]
            await pilot.press("a")
            await until_shown(pilot, lambda: room.host.ledger.board.incidents["INC-1"].acknowledged_at >= 0)
            given = [r for r in room.host.ledger.records if r.by == f"{LEAD}:bob"]
            assert given
            await pilot.press("space")
            await until_shown(pilot, lambda: room.host.paused)
            await until_shown(pilot, lambda: "paused" in shown(app))
            await room.join("facilitator", name="fay")
            await settle(pilot)
            await pilot.press("space")
            await until_shown(pilot, lambda: "facilitator's hands" in shown(app))
            assert room.host.paused
            paused = [r for r in room.host.ledger.records if isinstance(r.body, SessionPaused)]
            assert [r.by for r in paused] == [f"{LEAD}:bob"]

    run(play())


def test_a_lost_line_is_said_and_a_dialog_at_a_joined_terminal_slows_the_room(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, at=130_000, speed=1_600) as room:
            bob = await bob_joins(room)
            async with in_joined(bob) as (pilot, app):
                await pilot.press("D")
                await until_shown(pilot, lambda: isinstance(app.screen, FormDialog) and room.host.speed == 100)
                await pilot.press("escape")
                await until_shown(pilot, lambda: room.host.speed == 1_600)
                bob._lost = "connection lost, joining again"
                app.screen._tick()
                await settle(pilot)
                assert "connection lost, joining again" in shown(app).splitlines()[1]

    run(play())


def test_a_screen_shows_the_room_and_takes_no_keys_that_change_it(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, at=130_000) as room, in_joined(await bob_joins(room, "screen")) as (pilot, app):
            assert shown(app).splitlines()[0].rstrip().endswith("screen")
            before = room.host.recorded
            for key in ("a", "D", "space"):
                await pilot.press(key)
                await until_shown(pilot, lambda: "only shows the room" in shown(app))
                app.clear_notifications()
                assert not isinstance(app.screen, FormDialog)
            assert room.host.recorded == before

    run(play())


def test_the_debrief_comes_to_a_joined_terminal_when_somebody_closes_the_recording(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, speed=0) as room:
            bob = await bob_joins(room)
            fay = await room.join("facilitator", name="fay")
            await until(lambda: room.host.ended)
            async with in_joined(bob) as (pilot, app):
                await until_shown(pilot, lambda: isinstance(app.screen, DebriefScreen))
                debrief = app.screen
                await settle(pilot)
                assert isinstance(await fay.submit(Feedback("calm in the room", "strength"), "", "f"), Accepted)
                await until_shown(pilot, lambda: "calm in the room" in shown(app))
                await pilot.press("escape", "f")
                await until_shown(pilot, lambda: isinstance(app.screen, Pick))
                assert "the recording is closed" not in shown(app), "that is not bob's to say"
                await pilot.press("escape")
                await fay.close()
                await until_shown(pilot, lambda: debrief.pages.story is not None)
                await settle(pilot)
                assert room.host.ledger.head[:12] in shown(app)

    run(play())


def test_the_room_is_drawn_anew_where_another_host_goes_on(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, at=130_000) as room:
            bob = await bob_joins(room)
            async with in_joined(bob) as (pilot, app):
                await bob.submit(Declare(title="before"), LEAD, "b")
                before = app.screen
                await until_shown(pilot, lambda: len(app.table.seat.board.incidents) == 2)
                bob._boot = "another"
                room.hosting.terminals[bob.way.hello.terminal].drop()
                await until_shown(pilot, lambda: app.screen is not before and isinstance(app.screen, RoomScreen))
                await until_shown(pilot, lambda: len(app.table.seat.board.incidents) == 2)
                await settle(pilot)
                assert "The host was started again" in shown(app)
                assert [item.seq for item in app.table.seat.feed] == sorted({i.seq for i in app.table.seat.feed})

    run(play())


def test_the_hosts_own_terminal_lets_others_in_and_closes_for_all(tmp_path: Path) -> None:
    async def play() -> None:
        ledger, engine = begin(small(), FileSink.create(tmp_path / "drill.jsonl"), "people")
        host = Host(ledger, engine, at=0, speed=100)
        prepared = prepare(HostWish(str(tmp_path / "s.sock"), own=(COMMANDER,)), tmp_path / "drill.jsonl")
        app = RoomApp(NoLauncher(), Settings(), Terminal(False, "full"))  # type: ignore[arg-type]
        app.sitting = Sitting(host, tmp_path / "drill.jsonl", (COMMANDER, LEAD))
        prepared.open_to_others(app.sitting, host)
        assert app.sitting.roles == (COMMANDER,)
        async with app.run_test(size=(120, 40), notifications=True) as pilot:
            await until_shown(pilot, lambda: "irsim join" in shown(app))
            assert all(words in shown(app) for words in ("players ", "facilitator ", "evaluator ", "shown once"))
            await pilot.press("escape")
            address = prepared.doors[0].address
            way = Way(address, wire.Hello(wire.VERSION, "players", new_key(), (LEAD,), "bob"))
            bob = RemoteSession(way, await asyncio.to_thread(knock, way))
            joined = asyncio.create_task(bob.run())
            await until_shown(pilot, lambda: "bob sits down as technical lead" in shown(app))
            await host.jump(3_600_000)
            await until_shown(pilot, lambda: isinstance(app.screen, DebriefScreen))
            await until_shown(pilot, lambda: bob.ended)
            await settle(pilot)
            await pilot.press("ctrl+s")
            await until_shown(pilot, lambda: isinstance(app.screen, Pick))
            await pilot.press("enter")
            whole = await bob.disclosed()
            assert len(whole) == len(ledger.records)
            await until_shown(pilot, lambda: not (tmp_path / "s.sock").exists())
            assert not tokens_file(tmp_path / "drill.jsonl").exists()
            await joined

    run(play())


def test_a_lobby_offers_what_can_be_taken_and_says_who_sits_there() -> None:
    places = (
        wire.Place("ic", "Incident Commander", "people", ("alice", "al\x1b[31m")),
        wire.Place("tl", "Technical Lead", "people"),
        wire.Place("cl", "Communications Lead", "simulated"),
    )
    lobby = wire.Lobby("Open Door", places, ("players", "screen", "observer"))
    assert [value for value, _, _ in offers(lobby)] == ["ic", "tl", "*", "observer", "screen"]
    assert offers(lobby)[0][2] == "here: alice, al"
    control = wire.Lobby("Open Door", places, ("facilitator", "evaluator", "screen", "observer"))
    assert [value for value, _, _ in offers(control)] == ["observer", "facilitator", "evaluator", "screen"]
    wish = JoinWish("here")
    assert chosen_wish(wish, "ic") == JoinWish("here", "players", ("ic",))
    assert chosen_wish(wish, "*") == JoinWish("here", "players", ())
    assert chosen_wish(wish, "screen") == JoinWish("here", "screen", ())
