"""Every command has a dialog, and what is filled in becomes that command again."""

import pytest

from irsim.board.decide import decide
from irsim.commands import COMMANDS, Acknowledge, Assess, Classify, SendUpdate
from irsim.events.incident import ImpactAssessed
from irsim.log.records import Record
from irsim.tui.forms import Focus, build_form, to_commands
from irsim.tui.seat import Seat
from tests.hosts import host_of
from tests.tui.house import seat_down


def seat_at(at: int, assist: str = "guided") -> Seat:
    """A seat that has seen everything up to `at` (ms), without a running room."""
    sitting = seat_down(assist=assist, at=at)
    host_of(sitting.session).engine.advance(at)
    seat = Seat(sitting.session, sitting.roles, sitting.session.opened)
    from irsim.board.fold import apply
    from irsim.session.seats import reduced

    records = host_of(sitting.session).ledger.records
    for record in records:
        seen = reduced(record, records, sitting.roles)
        if isinstance(seen, Record):
            apply(seat.board, seen)
    return seat


@pytest.mark.parametrize("do", [name for name in COMMANDS if name != "observe"])
def test_every_command_has_a_form_that_names_its_fields(do: str) -> None:
    seat = seat_at(300_000)
    form = build_form(seat, do, Focus(incident="INC-1", alert="AL-1"), {})
    assert form.title
    assert form.send
    names = [field.name for field in form.fields]
    assert len(names) == len(set(names))
    for field in form.fields:
        if field.kind == "choice" and field.options:
            assert field.value in [option.value for option in field.options]


def test_what_is_filled_in_becomes_the_command() -> None:
    seat = seat_at(300_000)
    values = {"incident": "INC-1", "severity": "SEV-2", "category": "security", "personal_data": "no", "said": ""}
    commands, said = to_commands(seat, "classify", values)
    assert commands == [Classify("INC-1", "SEV-2", "security", personal_data=False)]
    assert said == -1


def test_what_was_said_two_minutes_ago_is_dated_back() -> None:
    seat = seat_at(300_000)
    _, said = to_commands(seat, "acknowledge", {"incident": "INC-1", "said": "2m"})
    assert 0 <= seat.now - 120_000 - said < 5_000


def test_the_only_open_incident_is_not_asked_for() -> None:
    form = build_form(seat_at(300_000), "classify", Focus(incident="INC-1"), {})
    assert next(field for field in form.fields if field.name == "incident").kind == "fixed"


def test_an_update_shows_its_template_and_what_recipients_would_read() -> None:
    seat = seat_at(300_000)
    first = build_form(seat, "update", Focus(incident="INC-1"), {"audience": "customers"})
    assert any(field.name.startswith("fields.") for field in first.fields)
    filled = {field.name: field.value for field in first.fields} | {"fields.symptom": "Exports are slow"}
    form = build_form(seat, "update", Focus(incident="INC-1"), filled)
    assert "Exports are slow" in form.preview
    (command,), _ = to_commands(seat, "update", filled)
    assert isinstance(command, SendUpdate)
    assert command.fields == {"symptom": "Exports are slow"}


def test_guided_shows_the_suggestion_and_bare_does_not() -> None:
    assert build_form(seat_at(300_000), "classify", Focus(incident="INC-1"), {}).notes
    assert not build_form(seat_at(300_000, "bare"), "classify", Focus(incident="INC-1"), {}).notes
    assert not build_form(seat_at(300_000, "standard"), "classify", Focus(incident="INC-1"), {}).notes


def test_several_criteria_are_ticked_at_once() -> None:
    seat = seat_at(300_000)
    commands, _ = to_commands(seat, "check", {"incident": "INC-1", "check": "tests-passing,stability-confirmed"})
    assert [getattr(command, "check", "") for command in commands] == ["tests-passing", "stability-confirmed"]
    with pytest.raises(ValueError, match="nothing is ticked"):
        to_commands(seat, "check", {"incident": "INC-1", "check": ""})


def test_who_corrects_one_figure_of_an_assessment_keeps_the_others() -> None:
    seat = seat_at(300_000)
    first = Assess("INC-1", ("api",), 5, 6, data_compromised=False, brand="low", regulatory=True, resources=3)
    decided = decide(seat.board, first, seat.now)
    assert isinstance(decided, list)
    assert isinstance(decided[0], ImpactAssessed)
    seat.board.incidents["INC-1"].impact = decided[0]
    filled = {field.name: field.value for field in build_form(seat, "assess", Focus(incident="INC-1"), {}).fields}
    commands, _ = to_commands(seat, "assess", filled)
    assert commands == [first]


def test_missing_fields_are_named() -> None:
    with pytest.raises(ValueError, match="needs what"):
        to_commands(seat_at(300_000), "evidence", {"incident": "INC-1"})
    assert to_commands(seat_at(0), "acknowledge", {"incident": "INC-1"})[0] == [Acknowledge("INC-1")]
