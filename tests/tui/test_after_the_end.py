"""The end of a room with several terminals: each comes to its debrief, with what it can do there, or goes home."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from irsim.cli.launcher import LocalLauncher
from irsim.commands import Adjourn, Questionnaire
from irsim.events.after import QuestionnaireFilled
from irsim.session import wire
from irsim.session.protocol import Accepted
from irsim.session.remote import RemoteSession
from irsim.tui.config import Settings
from irsim.tui.debriefing.pages import WASH
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.simple import Line, Pick
from irsim.tui.launch import JoinWish
from irsim.tui.screens.console import Console
from irsim.tui.screens.debrief import DebriefScreen
from irsim.tui.screens.evaluating import Evaluating
from irsim.tui.screens.lobby import enter_lobby
from irsim.tui.screens.replay import ReplayScreen
from irsim.tui.seat import Seat
from irsim.tui.terminal import Terminal
from irsim.words.durations import MINUTE
from tests.session.rooms import COMMANDER, LEAD, Room, hosted, run, until
from tests.tui.backstage import behind
from tests.tui.front import Desk, played
from tests.tui.house import RoomApp, seat_down, settle, shown
from tests.tui.house import until as until_shown
from tests.tui.test_joined import bob_joins, in_joined


async def both(room: Room, kind: str = "players") -> tuple[RemoteSession, RemoteSession]:
    """Bob, and a facilitator; the exercise is over."""
    found = await bob_joins(room, kind), await room.join("facilitator", name="fay")
    await until(lambda: room.host.ended)
    return found


def test_a_joined_terminal_replays_and_reports_what_it_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    async def play() -> None:
        async with hosted(tmp_path, speed=0) as room:
            bob, fay = await both(room)
            for who, seat, rating in ((bob, LEAD, 2), (fay, "", 4)):
                form = Questionnaire({"plausible": rating}, ("quokka",))
                assert isinstance(await who.submit(form, seat, f"form-{rating}"), Accepted)
            async with in_joined(bob) as (pilot, app):
                app.launcher = LocalLauncher()
                await until_shown(pilot, lambda: isinstance(app.screen, DebriefScreen))
                debrief = app.screen
                await settle(pilot)
                await fay.close()
                await until_shown(pilot, lambda: debrief.pages.story is not None)
                await settle(pilot)
                await pilot.press(str(WASH + 1))
                await settle(pilot)
                assert "2 forms" in shown(app)
                assert "3.00" in shown(app), "the mean is for everybody"
                assert "What they wrote is in confidence" in shown(app)
                await pilot.press("w")
                await until_shown(pilot, lambda: list(here.glob("*-report.html")))
                (report,) = here.glob("*-report.html")
                head = room.host.ledger.head
                assert report.name.endswith(f"-{head[:8]}-report.html")
                assert head in report.read_text()
                assert "quokka" not in report.read_text()
                await pilot.press("p")
                await until_shown(pilot, lambda: isinstance(app.screen, ReplayScreen))
                assert app.screen.replay.recorded == room.host.recorded
                await settle(pilot)
                await pilot.press("f")
                await until_shown(pilot, lambda: "it can be forked there" in shown(app))

    run(play())


def test_a_joined_terminal_ends_with_a_sentence_when_the_room_is_closed_for_today(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, at=130_000) as room:
            bob = await bob_joins(room)
            fay = await room.join("facilitator", name="fay")
            async with in_joined(bob) as (pilot, app):
                await pilot.press("D")
                await until_shown(pilot, lambda: isinstance(app.screen, FormDialog))
                assert isinstance(await fay.submit(Adjourn("The bell rings"), "", "q"), Accepted)
                await until_shown(pilot, lambda: app.return_value is not None)
                assert app.table is None
                assert "The bell rings." in app.return_value.said
                assert app.return_value.joined == "irsim join"
                assert bob.gone

    run(play())


@played
async def test_a_facilitator_comes_back_from_the_evaluation_to_the_hot_wash_and_to_no_room() -> None:
    for back in ("f2", "escape", "q"):
        async with behind("facilitator") as room:
            assert isinstance(room.screen, Console)
            await room.host.jump(60 * MINUTE)
            await until_shown(room.pilot, lambda: isinstance(room.app.screen, DebriefScreen))
            await settle(room.pilot)
            await room.press("escape", "f2")
            await until_shown(room.pilot, lambda: isinstance(room.app.screen, Evaluating))
            await settle(room.pilot)
            await room.press("2", back)
            await until_shown(room.pilot, lambda: isinstance(room.app.screen, DebriefScreen))


@played
async def test_the_debrief_comes_up_over_an_evaluation_that_is_open() -> None:
    async with behind("evaluator") as room:
        await room.host.jump(60 * MINUTE)
        await until_shown(room.pilot, lambda: isinstance(room.app.screen, DebriefScreen))
        debrief: Any = room.app.screen
        host: Any = room.app.table.session  # type: ignore[union-attr]
        await settle(room.pilot)
        await room.press("f2")
        await until_shown(room.pilot, lambda: isinstance(room.app.screen, Evaluating))
        await room.read()
        await room.press("o")
        await until_shown(room.pilot, lambda: isinstance(room.app.screen, FormDialog))
        await host.close()
        await until_shown(room.pilot, lambda: debrief.pages.story is not None)
        assert room.app.screen is debrief
        assert not any(isinstance(each, Evaluating) for each in room.app.screen_stack)


def test_a_projector_is_offered_nothing_in_the_hot_wash(tmp_path: Path) -> None:
    async def play() -> None:
        async with hosted(tmp_path, speed=0) as room:
            screen, _ = await both(room, "screen")
            async with in_joined(screen) as (pilot, app):
                await until_shown(pilot, lambda: isinstance(app.screen, DebriefScreen))
                await settle(pilot)
                for word in ("Finish", "Feedback", "Improvement", "Record", "Enter"):
                    assert word not in shown(app)
                before = room.host.recorded
                await pilot.press("g", "plus", "f", "i", "enter", "ctrl+s", "1")
                await settle(pilot)
                assert isinstance(app.screen, DebriefScreen)
                assert room.host.recorded == before
                await pilot.press("q")
                await until_shown(pilot, lambda: isinstance(app.screen, Pick))
                await settle(pilot)
                assert "what you said" not in shown(app)

    run(play())


def test_nothing_waits_for_who_only_watches() -> None:
    sitting = seat_down()
    item: Any = type("Item", (), {"kind": "decision.offered", "decision": "d"})()
    for kind, asked in (("players", True), ("screen", False), ("observer", False)):
        seat = Seat(sitting.session, (COMMANDER,), sitting.session.opened, kind)
        seat.board.decisions["d"] = type("Open", (), {"taken_at": -1, "lapsed_at": -1})()
        assert seat.needs_you(item) is asked


class Door(Desk):
    """A launcher before a room with one seat."""

    def __init__(self) -> None:
        super().__init__()
        self.joined: list[JoinWish] = []

    def look(self, wish: JoinWish) -> wire.Lobby:
        """One seat, and the screen."""
        place = wire.Place(LEAD, "Technical Lead", "people")
        return wire.Lobby("Open Door", (place,), ("players", "screen"))

    def join(self, wish: JoinWish) -> Any:
        """Keep who wants to join; nobody is let in."""
        self.joined.append(wish)
        return super().join(wish)


@pytest.mark.parametrize(
    ("wish", "keys", "name", "kind"),
    [
        (JoinWish("here"), ("enter", "ctrl+u", *"Ana", "enter"), "Ana", "players"),
        (JoinWish("here"), ("enter", "enter"), "root of this machine", "players"),
        (JoinWish("here", name="Ben"), ("enter",), "Ben", "players"),
        (JoinWish("here"), ("end", "enter"), "root of this machine", "screen"),
    ],
)
def test_who_chooses_a_seat_is_asked_for_a_name_once(
    wish: JoinWish, keys: tuple[str, ...], name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("irsim.tui.screens.lobby.own_account", lambda: "root of this machine")

    async def join() -> None:
        door = Door()
        app = RoomApp(door, Settings(), Terminal(False, "full"))
        app.sitting = seat_down()
        app.open_first = lambda: enter_lobby(app, wish)  # type: ignore[method-assign]
        async with app.run_test(size=(100, 30)) as pilot:
            await until_shown(pilot, lambda: isinstance(app.screen, Pick))
            await settle(pilot)
            for key in keys:
                await pilot.press(key)
                if key == "enter" and not door.joined:
                    await until_shown(pilot, lambda: isinstance(app.screen, Line) or door.joined)
                    await settle(pilot)
            await until_shown(pilot, lambda: door.joined)
            assert (door.joined[0].name, door.joined[0].kind) == (name, kind)

    asyncio.run(join())


def test_only_the_ratings_of_forms_are_disclosed_and_none_belongs_to_one_person() -> None:
    from irsim.log.records import Record
    from irsim.session.seats import all_disclosed

    forms = [
        QuestionnaireFilled({"a": 5, "b": 1}, ("quokka",)),
        QuestionnaireFilled({"a": 1}),
        QuestionnaireFilled({"b": 4}, review=("x",)),
    ]
    records = [Record(n, 0, f"technical_lead:{n}", -1, form, "d") for n, form in enumerate(forms)]
    told = list(all_disclosed(records))
    assert [each.body for each in told] == [
        QuestionnaireFilled({"a": 1, "b": 1}),
        QuestionnaireFilled({"a": 5, "b": 4}),
        QuestionnaireFilled(),
    ]
    assert {(each.by, each.digest) for each in told} == {("participant", "")}
