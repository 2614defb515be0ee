"""The briefing: what players may know, who plays, and nothing that starts by itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from irsim.tui.app import IrsimApp
from irsim.tui.dialogs.simple import Reader
from irsim.tui.launch import Wish
from irsim.tui.screens.briefing import BriefingScreen
from irsim.tui.screens.home import HomeScreen
from irsim.tui.screens.room import Room
from irsim.words.faults import BadInput
from tests.tui.front import BRIEFING, Desk, at_home, played
from tests.tui.house import shown, until

ROLES = ("incident_commander", "technical_lead", "communications_lead")


async def briefed(pilot: Pilot[Any], app: IrsimApp) -> BriefingScreen:
    await until(pilot, lambda: isinstance(app.screen, BriefingScreen) and app.screen.briefing is not None)
    await until(pilot, lambda: "Begin" in shown(app) and app.screen.query_one("#side").size.height)
    await pilot.pause()
    assert isinstance(app.screen, BriefingScreen)
    return app.screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
@played
async def test_it_says_what_players_may_know_and_how_to_begin(size: tuple[int, int]) -> None:
    async with at_home(Desk(), size, wish=Wish("data-breach")) as (pilot, app):
        await briefed(pilot, app)
        text = shown(app)
        for word in ("EXERCISE", "Paper Kite", "PenguinMails", "It is Monday", "Technical Lead", "Begin", "people"):
            assert word in text
        assert "data-breach" not in text
        if size[1] > 24:
            for word in ("Detection and triage", "this is an exercise", "spans 3d", "Monday morning"):
                assert word in " ".join(text.replace("│", " ").split())


@played
async def test_at_80x24_the_rest_can_be_read_without_leaving_the_choices() -> None:
    async with at_home(Desk(), (80, 24), wish=Wish("data-breach")) as (pilot, app):
        screen = await briefed(pilot, app)
        assert app.focused is screen.setup
        read = shown(app)
        for _ in range(6):
            await pilot.press("pagedown")
            await pilot.pause()
            read += shown(app)
        assert '"this is an exercise"' in " ".join(read.replace("│", " ").split())
        assert "Begin" in shown(app)


@played
async def test_given_seats_on_the_command_line_they_are_the_defaults() -> None:
    record = Path("/tmp/somewhere.jsonl")
    wish = Wish("data-breach", {"technical_lead": "people"}, "bare", "green", "7", 400, record)
    desk = Desk()
    async with at_home(desk, wish=wish) as (pilot, app):
        await briefed(pilot, app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Room))
    seats = {"incident_commander": "simulated", "technical_lead": "people", "communications_lead": "simulated"}
    assert desk.begun == [replace(wish, seats=seats)]


@played
async def test_given_no_seats_people_play_all_and_no_skill_is_asked_for() -> None:
    async with at_home(Desk(), wish=Wish("data-breach")) as (pilot, app):
        screen = await briefed(pilot, app)
        assert screen.setup.wish().seats == dict.fromkeys(ROLES, "people")
        assert "skill" not in [row.kind for row in screen.setup.rows]
        await pilot.press("down", "space")
        await pilot.pause()
        assert screen.setup.wish().seats["technical_lead"] == "simulated"
        assert "skill" in [row.kind for row in screen.setup.rows]


@played
async def test_somebody_has_to_sit_down() -> None:
    async with at_home(Desk(), wish=Wish("data-breach")) as (pilot, app):
        screen = await briefed(pilot, app)
        await pilot.press("space", "down", "space", "down", "space")
        await pilot.pause()
        assert list(screen.setup.wish().seats.values()) == ["simulated", "simulated", "people"]
        assert any("Somebody has to sit down" in str(each.message) for each in app._notifications)


@played
async def test_assistance_skill_and_pace_are_chosen_and_explained() -> None:
    desk = Desk()
    async with at_home(desk, (80, 24), wish=Wish("data-breach")) as (pilot, app):
        screen = await briefed(pilot, app)
        await pilot.press("space", "down", "down", "down", "right")
        await pilot.pause()
        assert "as on a bad night" in shown(app)
        await pilot.press("down", "left")
        await pilot.press("down", "left")
        await pilot.pause()
        wish = screen.setup.wish()
        assert (wish.assist, wish.skill, wish.pace) == ("bare", "sharp", 50)
        assert "takes 120 seconds" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Room))
    assert desk.begun == [wish]


@played
async def test_the_scenarios_own_pace_is_offered() -> None:
    desk = Desk()
    desk.brief = replace(BRIEFING, pace=3_000)
    async with at_home(desk, wish=Wish("data-breach")) as (pilot, app):
        screen = await briefed(pilot, app)
        assert screen.setup.wish().pace == 3_000
        pace = screen.setup.rows[-1]
        assert [value for value, _, _ in pace.options] == ["50", "100", "200", "400", "800", "3000"]
        assert pace.meaning.endswith("The scenario's own.")


@played
async def test_escape_goes_back_and_nothing_has_started() -> None:
    desk = Desk()
    async with at_home(desk, wish=Wish("data-breach")) as (pilot, app):
        await briefed(pilot, app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, HomeScreen))
        assert desk.begun == []


@played
async def test_a_drill_that_cannot_be_opened_says_why_and_keeps_the_choices() -> None:
    desk = Desk()
    async with at_home(desk, wish=Wish("data-breach")) as (pilot, app):
        screen = await briefed(pilot, app)
        await pilot.press("space")
        desk.fault = BadInput.one("rec.jsonl", 0, "exists already; choose another name")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Reader))
        await pilot.pause()
        assert "rec.jsonl: exists already; choose another name." in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert screen.setup.wish().seats["incident_commander"] == "simulated"
        desk.fault = None
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Room))
        assert len(desk.begun) == 1


@played
async def test_a_briefing_that_cannot_be_read_says_why_and_can_be_read_again() -> None:
    desk = Desk()
    desk.fault = BadInput.one("broken.yaml", 3, "'duratoin' is no field; did you mean 'duration'?")
    async with at_home(desk, wish=Wish("broken")) as (pilot, app):
        await until(pilot, lambda: "broken.yaml:3: 'duratoin' is no field" in shown(app))
        assert "cannot be played" in shown(app)
        await pilot.press("enter")
        assert desk.begun == []
        desk.fault = None
        await pilot.press("r")
        await briefed(pilot, app)
        await until(pilot, lambda: "It is Monday" in shown(app))


@played
async def test_a_role_that_the_plan_does_not_know_is_left_out_and_said() -> None:
    wish = Wish("data-breach", {"wizzard\x1b[2J": "people", "technical_lead": "people"})
    async with at_home(Desk(), wish=wish) as (pilot, app):
        screen = await briefed(pilot, app)
        assert "wizzard" in " ".join(str(each.message) for each in app._notifications)
        assert set(screen.setup.wish().seats) == set(ROLES)


@played
async def test_hostile_words_are_shown_as_words() -> None:
    desk = Desk()
    roles = (replace(BRIEFING.roles[0], label="Com[/]mander\x1b[2J"), *BRIEFING.roles[1:])
    desk.brief = replace(BRIEFING, text="see [/var/log/x]\u202e \x1b[31mnow", roles=roles, codename="K[/]ite\n")
    async with at_home(desk, (80, 24), wish=Wish("data-breach")) as (pilot, app):
        await briefed(pilot, app)
        text = shown(app)
        assert "see [/var/log/x]" in text
        assert "Com[/]mander" in text
        assert not any(each in text for each in "\x1b\u202e")
