"""A plan that leaves out what the board still goes by."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from irsim.commands import Acknowledge, Classify, Close, Declare, Page, Resolve
from irsim.events.clocks import ClockStarted
from irsim.events.live import PlanAdopted
from irsim.live.adopting import with_what_is_used
from irsim.plan import default_plan_text, load_plan
from irsim.words.faults import BadInput
from irsim.words.yamltext import read_yaml
from tests.board.live import Watch

CONTACT = {"id": "lookout", "label": "Lookout", "person": "Eyes", "level": "primary", "answers_within": "5m"}
ROLE = {"id": "scout", "label": "Scout", "purpose": "Looks ahead.", "responsibilities": ["Look"], "owns": []}
Plan = dict[str, Any]


def plan(change: Callable[[Plan], object] = lambda _: None) -> str:
    """The plan that ships, after a change."""
    data = read_yaml(default_plan_text(), "plan").data
    change(data)
    text = json.dumps(data, indent=1)
    load_plan(text)
    return text


def with_more(data: Plan) -> None:
    data["contacts"].append({**CONTACT, "then": "backup"})
    data["contacts"].append({**CONTACT, "id": "backup", "label": "Backup"})
    data["roles"].append(ROLE)
    data["clocks"][0] |= {"id": "answer", "owner": "scout"}


@pytest.fixture
def watch() -> Watch:
    """A board on which an incident goes by what the next plan leaves out."""
    watch = Watch(plan(with_more))
    watch.fires("1s", "a", severity="critical")
    watch.do("2s", Page("lookout", "INC-1"))
    return watch


def test_a_plan_that_leaves_out_nothing_of_it_stays_as_it_is(watch: Watch) -> None:
    assert with_what_is_used(watch.board.opened.plan, watch.board) == (watch.board.opened.plan, ())

    def another(data: dict[str, Any]) -> None:
        with_more(data)
        data["plan"].update(organisation="Another")

    other = plan(another)
    assert with_what_is_used(other, watch.board) == (other, ())


def test_what_is_used_is_taken_over_with_what_it_names_in_turn(watch: Watch) -> None:
    whole, taken = with_what_is_used(plan(), watch.board)
    assert set(taken) == {"contact lookout", "contact backup", "clock answer", "role scout"}
    watch.enter("1m", PlanAdopted(whole))
    watch.to("6m")
    board = watch.board
    assert board.pages["PG-1"].missed_at >= 0
    assert any(page.contact == "backup" for page in board.pages.values()), "the chain goes on"
    assert board.seats["scout"] == "people"
    watch.do("7m", Declare(title="Another", severity="SEV-1"))
    watch.do("7m", Classify("INC-1", "SEV-2", "outage"))
    assert board.clocks["INC-1/answer"].running, "it keeps its due"
    assert "INC-2/answer" not in board.clocks, "and does not begin anew"
    assert "INC-2/respond" in board.clocks
    watch.do("8m", Acknowledge("INC-1"))
    assert board.clocks["INC-1/answer"].stopped_at >= 0
    begun = [record.body.clock for record in watch.ledger.records if isinstance(record.body, ClockStarted)]
    assert begun.count("answer") == 1
    assert with_what_is_used(plan(), board) == (whole, taken), "the next start changes nothing"


def test_once_nothing_goes_by_it_it_is_gone(watch: Watch) -> None:
    whole, _ = with_what_is_used(plan(), watch.board)
    watch.enter("1m", PlanAdopted(whole))
    watch.do("2m", Acknowledge("INC-1"))
    watch.do("2m", Classify("INC-1", "SEV-5", "outage"))
    watch.do("3m", Resolve("INC-1"))
    watch.do("3m", Close("INC-1"))
    watch.to("31d")
    assert "INC-1" not in watch.board.incidents
    new = plan()
    text, taken = with_what_is_used(new, watch.board)
    assert (text, taken) == (new, ())
    watch.enter("31d1m", PlanAdopted(text))
    assert "lookout" not in watch.board.rules.contacts
    assert "scout" not in watch.board.seats


def test_one_that_is_not_sound_is_refused(watch: Watch) -> None:
    with pytest.raises(BadInput):
        with_what_is_used("roles: []", watch.board)
