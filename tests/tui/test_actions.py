"""The registry of actions: everything that can be commanded has a key, no key does two things, and the docs say so."""

import asyncio
import json
from itertools import combinations
from pathlib import Path

import pytest
from textual.command import CommandPalette
from typer.testing import CliRunner

from irsim.cli.app import app as cli
from irsim.cli.keys import list_keys
from irsim.commands import COMMANDS, Acknowledge, Declare
from irsim.events.inputs import CommandSubmitted
from irsim.tui.actions import ACTIONS, BY_ID, EVERY, FOOTER, GROUPS, KEYS, shown_key, together
from irsim.tui.config import Settings, key_name, read_settings
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.finder import Actions
from irsim.tui.forms import Focus, build_form
from irsim.tui.repertoire import RESPONSE, repertoire
from irsim.tui.replay.keys import REPLAY
from irsim.tui.screens.console import Console
from irsim.tui.screens.evaluating import Evaluating
from irsim.tui.screens.help import HelpScreen
from irsim.tui.screens.room import Room
from irsim.tui.screens.workplace import Workplace
from irsim.words.faults import BadInput
from tests.hosts import host_of
from tests.tui.house import in_room, settle, shown, until

DOCS = Path(__file__).parents[2] / "docs"

ELSEWHERE = {
    "proceed": "the questions of a hold",
    "feedback": "the hot wash",
    "questionnaire": "the hot wash",
    "discuss": "the console's hold",
}
"""Commands that no key of the room gives, and where they are given."""


def test_every_command_is_reached_by_an_action() -> None:
    reached = {action.do for action in EVERY} - {""}
    by_waiting = {"decide"}
    assert reached | by_waiting | set(ELSEWHERE) == set(COMMANDS)


def test_ids_and_keys_are_each_there_once() -> None:
    assert len(BY_ID) == len(EVERY)
    for one, other in combinations(EVERY, 2):
        assert not (together(one.id, other.id) and set(one.keys) & set(other.keys)), (one.id, other.id)
    assert set(FOOTER) | set(RESPONSE) <= set(BY_ID)
    assert {action.group for action in (*EVERY, *REPLAY)} == set(GROUPS)


def test_every_key_can_be_written_in_the_settings() -> None:
    for action in EVERY:
        for key in action.keys:
            assert key_name(key) == key
            assert key_name(shown_key(key).replace("^", "ctrl+")) == key


def test_every_function_and_control_key_has_a_plain_twin() -> None:
    for action in EVERY:
        plain = [key for key in action.keys if not key.startswith("ctrl+") and not key[1:].isdigit()]
        assert plain or not action.keys, action.id


def test_every_action_has_its_handler() -> None:
    for action in EVERY:
        places = [Workplace] if action in ACTIONS else [Console, Evaluating]
        if action.opens == "form":
            assert action.do in COMMANDS, action.id
        else:
            prefix = {"send": "_send", "room": "_room"}[action.opens]
            assert all(callable(getattr(place, f"{prefix}_{action.id}")) for place in places), action.id


def test_every_form_builds_on_a_board_with_an_incident() -> None:
    async def play() -> None:
        async with in_room(at="6m") as (_, _, seat):
            if not seat.board.incidents:
                await seat.submit(Declare(title="Something is wrong"))
            await asyncio.sleep(0.1)
            about = next(iter(seat.board.incidents))
            for action in ACTIONS:
                if action.opens == "form" or action.id == "say":
                    form = build_form(seat, action.do, Focus(incident=about), {})
                    assert form.fields, action.id
                    assert form.title
                    names = [field.name for field in form.fields]
                    assert len(names) == len(set(names))

    asyncio.run(play())


# Settings


def mistakes(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        read_settings(text.encode(), "config.toml", KEYS)
    return str(caught.value)


def test_a_key_that_another_action_keeps_is_refused() -> None:
    assert mistakes('[keys]\nclassify = "a"\n') == (
        "config.toml:2: classify: 'a' is the key of 'acknowledge'; "
        "choose another, or give that one a key of its own here"
    )


def test_a_key_may_be_taken_from_an_action_that_gets_another() -> None:
    settings = read_settings(b'[keys]\nclassify = "a"\nacknowledge = "c"\n', "config.toml", KEYS)
    assert settings.keys == {"classify": ("a",), "acknowledge": ("c",)}
    assert read_settings(b'[keys]\nclassify = "a"\nacknowledge = []\n', "config.toml", KEYS).keys["acknowledge"] == ()


def test_an_action_that_does_not_exist_is_refused() -> None:
    assert "no action is called 'acknowlege'; did you mean 'acknowledge'?" in mistakes('[keys]\nacknowlege = "a"\n')


# The command line and the docs


def test_the_page_of_the_docs_is_the_one_that_is_made() -> None:
    assert (DOCS / "keys.md").read_text(encoding="utf-8") == list_keys(as_markdown=True) + "\n"
    assert "irsim keys" in (DOCS / "configuration.md").read_text(encoding="utf-8")


def test_keys_are_listed_as_the_settings_have_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "config.toml"
    mine.write_text('[keys]\nacknowledge = ["ctrl+k", "!"]\n')
    monkeypatch.setenv("IRSIM_CONFIG", str(mine))
    listed = {row["id"]: row for row in json.loads(list_keys(as_json=True))}
    assert list(listed)[: len(BY_ID)] == list(BY_ID)
    assert listed["acknowledge"]["keys"] == ["^k", "!"]
    assert listed["notice"]["owner"] == "Legal and Compliance"
    assert listed["end"]["owner"] == ""
    text = list_keys()
    assert all(title in text for title in GROUPS.values())


def test_the_settings_are_looked_after_from_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = tmp_path / "config.toml"
    monkeypatch.setenv("IRSIM_CONFIG", str(mine))
    mine.write_text('theme = "light"\n')
    run = CliRunner().invoke
    assert run(cli, ["config", "path"]).output == f"{mine}\n"
    assert run(cli, ["config", "check"]).output == f"{mine}: no mistakes found\n"
    assert "#theme" in run(cli, ["config", "example"]).output
    made = json.loads(run(cli, ["config", "schema"]).output)
    assert made["$defs"]["Settings"]["properties"]["keys"]["propertyNames"]["enum"] == list(BY_ID)
    mine.write_text('them = "light"\n')
    assert isinstance(run(cli, ["config", "check"]).exception, BadInput)


# Help and the palette


def test_help_says_what_makes_sense_now_and_why_the_rest_does_not() -> None:
    async def play() -> None:
        async with in_room(at="1m") as (_, app, seat):
            rows = {row.action.id: row for row in repertoire(seat, Focus(), app.keys_of)}
            assert list(rows) == [action.id for action in ACTIONS if not action.live]
            assert rows["say"].refused == ""
            assert rows["say"].owner == "incident commander"
            if not seat.board.incidents:
                assert rows["resolve"].refused
            found = [row.action.id for row in repertoire(seat, Focus(), app.keys_of, "legal hold")]
            assert found[:2] == ["legal-hold", "lift-hold"]
            assert repertoire(seat, Focus(), app.keys_of, "no such thing") == []

    asyncio.run(play())


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
def test_help_opens_on_the_focused_panel_filters_and_does_the_action(size: tuple[int, int]) -> None:
    async def play() -> None:
        async with in_room(size=size, at="2m") as (pilot, app, _):
            await pilot.press("1", "question_mark")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            await settle(pilot)
            text = shown(app)
            assert "Feed" in text
            assert "A response" in text
            assert "Acknowledge" in text
            await pilot.press("slash", *"declare", "enter")
            await settle(pilot)
            screen = app.screen
            assert isinstance(screen, HelpScreen)
            while screen.here.selected is None or screen.here.selected.action.id != "declare":
                await pilot.press("down")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, FormDialog) and app.screen.form.do == "declare")

    asyncio.run(play())


def test_escape_leaves_the_filter_first_and_help_then() -> None:
    async def play() -> None:
        async with in_room() as (pilot, app, _):
            await pilot.press("f1")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            await pilot.press("slash", *"zzz")
            await settle(pilot)
            assert "No action holds these words" in shown(app)
            await pilot.press("escape")
            assert isinstance(app.screen, HelpScreen)
            assert app.screen.wanted == ""
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, Room))

    asyncio.run(play())


def test_the_palette_finds_an_action_and_does_it() -> None:
    async def play() -> None:
        async with in_room(at="2m") as (pilot, app, seat):
            if not seat.board.incidents:
                await seat.submit(Declare(title="Something [red]is[/red] wrong"))
                await settle(pilot)
            before = len(host_of(seat.session).ledger.records)
            await pilot.press("ctrl+p")
            await until(pilot, lambda: isinstance(app.screen, CommandPalette))
            await pilot.press(*"acknow")
            await until(pilot, lambda: "Acknowledge" in shown(app))
            await settle(pilot)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Room))
            await settle(pilot)
            given = [
                r.body for r in host_of(seat.session).ledger.records[before:] if isinstance(r.body, CommandSubmitted)
            ]
            assert [type(body.command) for body in given] == [Acknowledge]

    asyncio.run(play())


def test_the_palette_has_something_to_offer_away_from_a_room() -> None:
    async def play() -> None:
        async with in_room() as (_, app, _):
            beneath = app.screen_stack[0]
            found = [hit.text async for hit in Actions(beneath).discover()]
            assert found == ["Theme", "Free the mouse", "Quit"]
            sensible = [hit.text async for hit in Actions(app.screen).discover()]
            assert len(sensible) == len([each for each in ACTIONS if not each.live]) - 1

    asyncio.run(play())


def test_a_key_of_the_settings_is_the_key_in_the_room() -> None:
    async def play() -> None:
        settings = Settings(keys={"help": ("f9",)})
        async with in_room(settings=settings) as (pilot, app, _):
            assert app.keys_of("help") == "f9"
            await pilot.press("f9")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))

    asyncio.run(play())
