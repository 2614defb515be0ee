"""Who presses a key and goes on typing means what the key opens: nothing typed ahead is lost or goes astray."""

import asyncio

from textual import events

from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.simple import Line
from irsim.tui.screens.room import Room
from tests.tui.house import RoomApp, in_room, settle, until


async def at_once(app: RoomApp, *keys: str) -> None:
    """All keys arrive together, as from a fast typist over a slow line."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))
    await asyncio.sleep(0)


def test_a_whole_form_typed_ahead_lands_in_its_fields() -> None:
    keys = ["u", "ctrl+home", "home", *["down"] * 5, "tab", "home", "tab", "home", "down", "tab", "tab"]
    keys += [*"abc", "tab", "tab", "tab", *"def"]

    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, _):
            await pilot.press("a")
            await settle(pilot)
            for _ in range(3):
                await at_once(app, *keys)
                dialog = app.screen
                await until(pilot, lambda: isinstance(app.screen, FormDialog) and not app._typeahead._held)
                await settle(pilot)
                dialog = app.screen
                assert isinstance(dialog, FormDialog)
                assert dialog.values["audience"] == "customers"
                assert dialog.values["template"] == "customer-update"
                assert dialog.values["fields.changed"] == "abc"
                assert dialog.values["fields.workaround"] == "def"
                await pilot.press("escape")
                assert app.table is not None
                app.table.drafts.clear()
                await until(pilot, lambda: isinstance(app.screen, Room))

    asyncio.run(play())


def test_a_time_typed_right_after_the_jump_key_is_jumped_to() -> None:
    async def play() -> None:
        async with in_room() as (pilot, app, seat):
            await at_once(app, "g", "backspace", *"4m", "enter")
            await until(pilot, lambda: seat.now == 4 * 60_000 and not isinstance(app.screen, Line))

    asyncio.run(play())


def test_a_key_after_a_dialog_that_closes_is_not_held_for_ever() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):
            await pilot.press("a")
            await until(pilot, lambda: seat.board.incidents["INC-1"].acknowledged_at >= 0)
            await at_once(app, "N", *"one", "ctrl+s", "N", *"two", "ctrl+s", "N", *"three", "ctrl+s")
            texts = ("one", "two", "three")
            await until(pilot, lambda: all(any(t in item.line.text for item in seat.feed) for t in texts))

    asyncio.run(play())
