"""What a screen leaves out or tells quietly, so that what somebody has to act on is seen: the feed, toasts, tabs."""

import asyncio
from typing import Any

from irsim.commands import Acknowledge, Aware, Classify, RecordFacts, Step
from irsim.tui.forms import Focus, build_form
from irsim.tui.screens.incident import IncidentScreen
from irsim.tui.widgets.feed import FeedPanel, bookkeeping
from irsim.tui.widgets.footer import Footer
from tests.tui.house import in_room, jump, settle
from tests.tui.test_incident import in_incident
from tests.tui.test_incident import run as played


def run(scene: Any) -> None:
    """Play a scene."""
    asyncio.run(scene)


def test_the_feed_leaves_out_what_follows_by_rule_and_a_filter_finds_it() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):
            panel = app.screen.query_one(FeedPanel)
            started = [item for item in seat.feed if item.kind == "clock.started"]
            assert started, "a clock runs"
            shown = [panel._item(number).seq for number in range(panel.count())]
            assert not {item.seq for item in started} & set(shown)
            assert not any(bookkeeping(panel._item(number)) for number in range(panel.count()))
            assert {item.seq for item in seat.feed if item.kind == "alert.fired"} <= set(shown)
            panel.filter("due by")
            await settle(pilot)
            found = [panel._item(number).seq for number in range(panel.count())]
            assert {item.seq for item in started if "due by" in item.line.text} <= set(found)

    run(play())


def test_what_is_overdue_is_never_left_out() -> None:
    async def play() -> None:
        async with in_room(at="5m") as (pilot, app, seat):
            await jump(pilot, app, "25m")
            late = {item.seq for item in seat.feed if item.kind == "clock.overdue"}
            assert late
            assert not any(bookkeeping(item) for item in seat.feed if item.seq in late)

    run(play())


def test_the_playbook_opens_at_what_is_to_be_done_now() -> None:
    async def play() -> None:
        async with in_incident((80, 24)) as (pilot, _, seat, screen):
            for command in (
                Acknowledge("INC-1"),
                Classify("INC-1", "SEV-1", "security"),
                Step("INC-1", "revoke-all-sessions"),
            ):
                await seat.submit(command)
            await settle(pilot)
            await pilot.press("4")
            await settle(pilot)
            row = screen.content.selected
            assert row is not None
            assert row.begins
            assert row.name.startswith("step:")
            assert row.name.removeprefix("step:") not in seat.board.incidents["INC-1"].steps
            headings = [each.plain for each in screen.content.rows if each.heading]
            assert any(each.endswith("· now") for each in headings)

    played(play())


def test_the_fact_sheet_begins_with_what_owed_notices_lack() -> None:
    async def play() -> None:
        async with in_incident() as (_, _, seat, _):
            for command in (
                Acknowledge("INC-1"),
                Classify("INC-1", "SEV-1", "security", personal_data=True),
                Aware("INC-1"),
                RecordFacts("INC-1", {"consequences": "Phishing."}),
            ):
                await seat.submit(command)
            form = build_form(seat, "facts", Focus(incident="INC-1"), {})
            names = [field.name for field in form.fields if field.name.startswith("fields.")]
            lacking = int(form.intro[0].split("lack ")[1].split()[0])
            values = {field.name: field.value for field in form.fields}
            assert lacking > 3
            assert all(not values[name] for name in names[:lacking])
            assert names.index("fields.consequences") >= lacking

    played(play())


def test_the_footer_names_only_what_has_a_key() -> None:
    async def play() -> None:
        async with in_incident((80, 24)) as (_, app, _, screen):
            assert isinstance(screen, IncidentScreen)
            shown = screen.query_one(Footer)._shown
            assert shown
            assert all(app.key_of(name) for name, _ in shown)

    played(play())
