"""The composer of updates: which update to whom it is, what is known against its way, the checklist as one types, and
when what it promises is due."""

from typing import Any

import pytest
from msgspec.structs import replace

from irsim.board.state import Update
from irsim.commands import SendUpdate
from irsim.tui.forms import Focus, Form, build_form, to_commands
from irsim.tui.forms.advice import afterwards
from irsim.tui.seat import Seat
from irsim.tui.tabs.communication import fate, rows
from irsim.tui.tabs.rows import View
from tests.tui.test_forms import seat_at

CUSTOMERS = {"audience": "customers", "channel": "status_page", "template": "customer-update"}


def form_of(seat: Seat, **typed: str) -> Form:
    return build_form(seat, "update", Focus(incident="INC-1"), typed)


def notes(form: Form) -> dict[str, str]:
    """Line of the checklist to its style."""
    return {line: style for style, line in form.notes}


@pytest.fixture
def guided() -> Seat:
    seat = seat_at(300_000)
    assist(seat, "guided")
    return seat


def assist(seat: Seat, level: str) -> None:
    seat.board.opened = replace(seat.board.opened, assist=level)


def test_the_checklist_shows_what_is_missing_and_which_phrases_hit_as_one_types(guided: Seat) -> None:
    empty = notes(form_of(guided, **CUSTOMERS))
    assert empty["○ says what has changed since the last update, and what is being done"] == "notice"
    typed = {"fields.changed": "We promise it is only one customer", "fields.data_safety": "not yet known"}
    lines = notes(form_of(guided, **CUSTOMERS, **typed))
    assert lines["✔ says what has changed since the last update, and what is being done"] == "good"
    assert lines["○ says next update within"] == "notice"
    assert lines["✔ has words of regret"] == "good"
    assert lines["✘ must not hold promises: “we promise”"] == "urgent"
    assert lines["– must not hold blame"] == "muted"


def test_free_text_has_a_checklist_of_its_audience(guided: Seat) -> None:
    free = {**CUSTOMERS, "template": "", "text": "Hello"}
    lines = notes(form_of(guided, **free))
    assert lines["○ has words of next step"] == "notice"
    assert "✔ has words of next step" in notes(form_of(guided, **{**free, "text": "We will write again at ten."}))


@pytest.mark.parametrize("level", ["standard", "bare"])
def test_without_guidance_there_is_none_while_one_types(guided: Seat, level: str) -> None:
    assist(guided, level)
    assert form_of(guided, **CUSTOMERS).notes == ()


def test_what_is_promised_is_shown_as_an_instant_of_the_calendar(guided: Seat) -> None:
    form = form_of(guided, **CUSTOMERS, **{"fields.next_update_by": "30m"})
    due = guided.now + 30 * 60_000
    assert f"(promised by {guided.board.rules.moment(due):%a}" in form.preview
    assert "promised" not in form_of(guided, **CUSTOMERS, **{"fields.next_update_by": "soon"}).preview


def test_it_says_which_update_to_whom_it_is(guided: Seat) -> None:
    assert form_of(guided, **CUSTOMERS).intro == ("Update 1 to All customers",)
    guided.board.told["INC-1", "customers"] = 2
    assert form_of(guided, **CUSTOMERS).intro == ("Update 3 to All customers",)


def test_what_is_known_against_a_channel_stands_above_and_beside_the_choice(guided: Seat) -> None:
    guided.board.channels["slack"].works = False
    guided.board.channels["slack"].why = "UPD-1 was refused"
    guided.board.channels["slack"].since = 60_000
    form = form_of(guided, audience="team", channel="slack")
    assert form.intro[1].endswith("does not work, at T+00:01:00: UPD-1 was refused")
    options = next(field for field in form.fields if field.name == "channel").options
    assert "does not work" in next(option for option in options if option.value == "slack").help


def test_everybody_of_the_same_kind_can_be_told_with_one_message(guided: Seat) -> None:
    form = form_of(guided, audience="team", channel="slack", template="internal-sitrep")
    also = next(field for field in form.fields if field.name == "also")
    assert [option.value for option in also.options] == ["engineering", "management", "employees"]
    names = [field.name for field in form.fields]
    assert names.index("also") == names.index("template") + 1
    commands, _ = to_commands(
        guided,
        "update",
        {"incident": "INC-1", "audience": "team", "channel": "slack", "text": "Hi", "also": "engineering,management"},
    )
    assert commands == [SendUpdate("INC-1", "team", "slack", text="Hi", also=("engineering", "management"))]


def test_after_the_first_word_standard_says_what_was_missing(guided: Seat) -> None:
    assist(guided, "standard")
    sent = Update(
        "UPD-9", "INC-1", "customers", "mail", "", {}, "Hello", 1, 2, 3, "x", unsaid=("next_step",), flags=("blame",)
    )
    guided.board.updates["UPD-9"] = sent
    assert afterwards(guided, "update", {}) == "By the plan, it has no words of next step and it holds blame."
    assist(guided, "bare")
    assert afterwards(guided, "update", {}) == ""


def queued(**fields: Any) -> Update:
    return Update("UPD-9", "INC-1", "team", "slack", "", {}, "Hello", 1, 2, 3, "x", **fields)


@pytest.mark.parametrize(
    ("update", "shown"),
    [
        (queued(bounced_at=9, bounced="Signed out (503)."), [("✘ it never left: Signed out (503).", "urgent")]),
        (queued(), []),
        (
            queued(sent_at=9, delivered_at=9, reached=60, of=60, readers=41),
            [("reached 60 of 60 · read by 41", "muted")],
        ),
        (queued(sent_at=9, delivered_at=9, reached=15, of=60), [("reached 15 of 60", "notice")]),
        (queued(sent_at=9, confirm=True), [("not confirmed yet", "notice")]),
        (queued(sent_at=9, confirm=True, confirmed_by=["Ana", "Ben"]), [("confirmed by Ana and Ben", "muted")]),
    ],
)
def test_its_tab_shows_what_became_of_an_update(guided: Seat, update: Update, shown: list[tuple[str, str]]) -> None:
    assert fate(View(guided, guided.board.incidents["INC-1"]), update) == shown


def test_its_tab_shows_where_the_team_meets_and_which_channels_fail(guided: Seat) -> None:
    about = guided.board.incidents["INC-1"]
    about.joining, about.document = "Emergency phone bridge: code 1188", "wiki/INC-1"
    known = guided.board.channels["slack"]
    known.works, known.since, known.why = False, 60_000, "UPD-1 was refused"
    lines = [row.plain for row in rows(View(guided, about))]
    assert "Emergency phone bridge: code 1188 · wiki/INC-1" in lines
    assert "Chat does not work, at T+00:01:00: UPD-1 was refused" in lines
