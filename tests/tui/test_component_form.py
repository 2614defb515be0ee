"""The dialog of an update: on the status page it offers the components, and with one of them its levels."""

from irsim.commands import SendUpdate
from irsim.tui.forms import Focus, Form, build_form, to_commands
from irsim.tui.seat import Seat
from tests.tui.test_forms import seat_at


def form_of(seat: Seat, **typed: str) -> Form:
    return build_form(seat, "update", Focus(incident="INC-1"), {"audience": "customers", **typed})


def test_components_and_levels_are_offered_on_the_status_page_only() -> None:
    seat = seat_at(300_000)
    by_mail = {field.name for field in form_of(seat, channel="mail").fields}
    assert not {"component", "level"} & by_mail
    shown = {field.name: field for field in form_of(seat, channel="status_page").fields}
    assert "level" not in shown
    offered = [option.value for option in shown["component"].options]
    assert offered == ["", *seat.board.components]
    assert shown["component"].value == ""
    chosen = {field.name: field for field in form_of(seat, channel="status_page", component="api").fields}
    assert [option.label for option in chosen["level"].options][1:3] == ["Operational", "Degraded performance"]


def test_what_is_chosen_becomes_the_command() -> None:
    seat = seat_at(300_000)
    values = {"incident": "INC-1", "audience": "customers", "channel": "status_page", "text": "Better."}
    commands, _ = to_commands(seat, "update", {**values, "component": "api", "level": "operational"})
    assert commands == [
        SendUpdate("INC-1", "customers", "status_page", text="Better.", component="api", level="operational")
    ]
