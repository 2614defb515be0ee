"""Whom one can reach, what is asked for and granted, and who has which role, as dialogs and rows."""

import asyncio
from collections.abc import Awaitable, Callable

from irsim.tui.forms import Focus, build_form
from irsim.tui.reading import read_reach
from irsim.tui.seat import Seat
from irsim.tui.tabs import overview
from tests.tui.test_tabs import at_table, give, text, view


def at(scene: Callable[[Seat], Awaitable[None]]) -> None:
    async def run() -> None:
        async with at_table() as seat:
            await scene(seat)

    asyncio.run(run())


def options(seat: Seat, do: str, name: str, **typed: str) -> dict[str, str]:
    """What can be chosen for a field: value to help; nothing where the form has no such field."""
    form = build_form(seat, do, Focus(incident="INC-1"), typed)
    return {each.value: each.help for field in form.fields if field.name == name for each in field.options}


def test_a_page_says_of_each_contact_whether_they_can_be_reached_and_why_not() -> None:
    async def scene(seat: Seat) -> None:
        await give(seat, "classify INC-1 SEV-3 operational", "page primary-on-call INC-1")
        found = options(seat, "page", "contact")
        assert list(found)[:4] == ["", "primary-on-call", "secondary-on-call", "cto"]
        assert found["primary-on-call"].startswith("not now: is being paged · ")
        assert found["secondary-on-call"].startswith("free now · ")
        assert found["ceo"].startswith("not now: only for SEV-1 · ")
        assert found["security-firm"].startswith("not now: only for security and data incidents · ")

    at(scene)


def test_whom_can_i_reach_lists_everybody_in_the_plans_order() -> None:
    async def scene(seat: Seat) -> None:
        await give(seat, "classify INC-1 SEV-3 operational")
        reading = read_reach(seat, "INC-1")
        body = reading.body.plain
        assert body.index("Primary on-call") < body.index("Management") < body.index("Legal counsel")
        assert "Not now: only for SEV-1" in body
        assert reading.actions == ("page", "escalate")
        assert read_reach(seat, "").body.plain.startswith("For no incident")

    at(scene)


def test_a_large_request_asks_on_whose_word_and_a_small_one_does_not() -> None:
    async def scene(seat: Seat) -> None:
        await give(
            seat,
            "request INC-1 'A bigger volume' amount=12000 kind=spend",
            "request INC-1 'Two engineers' amount=2 kind=people",
        )
        assert list(options(seat, "authorise", "request")) == ["", "REQ-1", "REQ-2"]
        assert list(options(seat, "authorise", "contact", request="REQ-1")) == ["", "cto", "ceo"]
        assert options(seat, "authorise", "contact", request="REQ-2") == {}
        assert "above 10,000 dollars on the word of Management" in options(seat, "request", "kind")["spend"]

    at(scene)


def test_the_overview_says_who_asked_who_answered_and_who_has_which_role() -> None:
    async def scene(seat: Seat) -> None:
        await give(
            seat,
            "request INC-1 'Two engineers' amount=2 kind=people",
            "authorise REQ-1",
            "request INC-1 'A bigger volume' amount=50 kind=spend",
            "decline REQ-2 'Not tonight'",
            "handover INC-1 technical_lead Kim 'Nothing tried yet'",
        )
        shown = " ".join(text(overview.rows(view(seat))).split())
        assert "Two engineers (2 people)" in shown
        assert "granted" in shown
        assert "declined" in shown
        assert "Not tonight" in shown
        assert "technical lead to Kim: Nothing tried yet" in shown

    at(scene)
