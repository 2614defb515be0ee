"""In live the room says who is on call, and what was paged waits for an answer from it."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from irsim.commands import AnswerPage, Declare, Page
from irsim.reports.names import Names
from irsim.session.protocol import Session
from irsim.tui.actions import BY_ID, refusal
from irsim.tui.forms import Focus, build_form, to_commands
from irsim.tui.items import feed_item
from irsim.tui.seat import Seat
from irsim.tui.widgets.header import Header
from tests.board.desk import Desk
from tests.board.test_on_call import ANA, NOBODY, live


def seat_of(desk: Desk, seat_kind: str = "players") -> Seat:
    """A seat at the desk's board, without a running room."""
    room: Any = SimpleNamespace(
        base=(0, None),
        recorded=0,
        now=desk.now,
        reached=desk.now,
        speed=100,
        paused=False,
        trouble="",
        heard=(0, -1),
        person="",
        opened=desk.board.opened,
    )
    seat = Seat(cast(Session, room), ("technical_lead",), desk.board.opened, seat_kind)
    seat.board = desk.board
    return seat


def header(desk: Desk, width: int) -> str:
    line = "".join(span.text for span in Header(seat_of(desk))._where(width))
    assert len(line) == width
    return line


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_the_header_says_who_is_on_call_and_until_when(width: int) -> None:
    desk = live()
    assert "on call" not in header(desk, width)
    desk.enter("0s", ANA)
    assert "on call Ana Prins until Mon 23 Nov 09:00 CET" in header(desk, width)
    assert "HERON" in header(desk, width)
    desk.enter("1m", NOBODY)
    assert "nobody is on call" in header(desk, width)


def test_a_long_name_leaves_the_rest_of_the_header_alone() -> None:
    desk = live()
    desk.enter("0s", type(ANA)("primary-on-call", "Wolfeschlegelsteinhausen Bergerdorff the Third", -1, "first-line"))
    assert "on call Wolfeschlegelst…" in header(desk, 80)
    assert "HERON" in header(desk, 80)


def test_a_page_waits_for_whoever_sits_here_until_it_is_answered_or_missed() -> None:
    desk = live()
    desk.enter("0s", ANA)
    desk.do("0s", Declare(title="Slow", severity="SEV-3"))
    desk.do("1m", Page("primary-on-call", "INC-1", reason="Look at the queue"))
    desk.do("1m", Page("cto", "INC-1"))
    (waiting,) = seat_of(desk).waiting()
    assert (waiting.what, waiting.id, waiting.due) == ("page", "PG-1", 360_000)
    assert waiting.title == "PG-1 to Primary on-call (Ana Prins) about INC-1: Look at the queue"
    sent = next(record for record in desk.records("page.sent"))
    item = feed_item(sent, desk.board)
    assert item is not None
    assert seat_of(desk).needs_you(item)
    assert not seat_of(desk, "observer").needs_you(item)
    desk.do("2m", AnswerPage("PG-1"))
    assert seat_of(desk).waiting() == []
    assert not seat_of(desk).needs_you(item)


def test_the_dialog_offers_the_pages_that_nobody_has_answered() -> None:
    desk = live()
    desk.enter("0s", ANA)
    desk.do("1m", Page("primary-on-call", reason="Look at the queue"))
    desk.to("7m")
    seat = seat_of(desk)
    assert refusal(BY_ID["answer-page"], seat, Focus()) is None
    form = build_form(seat, "answer-page", Focus(), {"page": "PG-1"})
    (field,) = (each for each in form.fields if each.name == "page")
    assert [option.value for option in field.options if option.value] == ["PG-2", "PG-1"]
    assert field.value == "PG-1"
    assert "missed" in field.options[-1].help
    assert to_commands(seat, "answer-page", {"page": "PG-1", "said": ""})[0] == [AnswerPage("PG-1")]
    desk.do("8m", Declare(title="Mails stand still"))
    desk.do("8m", Page("primary-on-call", incident="INC-1", reason="Come and look"))
    form = build_form(seat, "answer-page", Focus(), {})
    (newest,) = (option for field in form.fields for option in field.options if option.value == "PG-3")
    assert newest.label == "PG-3 INC-1"
    assert newest.help.endswith(" · Come and look")


def test_in_a_drill_no_page_waits_here() -> None:
    desk = Desk()
    desk.do("1m", Page("primary-on-call"))
    assert seat_of(desk).waiting() == []
    refused = refusal(BY_ID["answer-page"], seat_of(desk), Focus())
    assert refused is not None
    assert "the exercise answers for" in refused.reason


def test_whom_to_escalate_to_is_said_by_name() -> None:
    desk = live()
    desk.enter("0s", ANA)
    desk.do("0s", Declare(title="Slow", severity="SEV-3"))
    form = build_form(seat_of(desk), "escalate", Focus(incident="INC-1"), {})
    (field,) = (each for each in form.fields if each.name == "to")
    first = next(option for option in field.options if option.value)
    assert first.label == "Primary on-call (Ana Prins)"
    assert "on call until Mon 23 Nov 09:00 CET" in first.help
    desk.enter("1m", NOBODY)
    assert Names(desk.board).contact("primary-on-call") == "Primary on-call"
