"""Wrong deeds and harms: what they cost, and what they cannot take."""

import pytest

from irsim.events.alerts import AlertDismissed
from irsim.words.durations import MINUTE

from .telling import PEOPLE, Telling, expected

PROMISE = {
    "id": "promise",
    "title": "Promise a time of repair",
    "objective": "telling",
    "role": "communications_lead",
    "any_of": [{"event": "update.sent", "where": {"flags": ["promises"]}}],
    "costs": 4,
    "why": "Nobody can keep it yet.",
}
TELL = expected(
    id="tell", objective="telling", role="communications_lead", does={"event": "update.sent"}, by="1h", points=10
)


def test_a_wrong_deed_is_wrong_whatever_came_later() -> None:
    told = Telling(expected(wrong=[{"event": "alert.dismissed"}], costs=3))
    told.outage()
    dismissed = told.at("5m", AlertDismissed("AL-1", "noise"))
    told.classified("6m")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points, claim.evidence) == ("wrong", -3.0, [dismissed])
    assert "which is wrong whatever came later: alert.dismissed" in claim.rule


def test_wrong_without_costs_is_worth_nothing() -> None:
    told = Telling(expected(wrong=[{"event": "alert.dismissed"}]))
    told.outage()
    told.at("5m", AlertDismissed("AL-1", "noise"))
    assert told.ended().claim().points == 0.0


def test_wrong_on_another_incident_is_not_wrong_on_this_one() -> None:
    wrong = [{"event": "incident.classified", "where": {"severity": "SEV-4"}}]
    told = Telling(expected(incident="outage", wrong=wrong))
    told.outage()
    told.detected("5m", "INC-2", category="data")
    told.classified("6m", "SEV-4", incident="INC-2")
    told.classified("7m", "SEV-1")
    assert told.ended().claim().verdict == "met"


def test_a_harm_that_was_not_done_makes_no_claim() -> None:
    told = Telling(TELL, harms=[PROMISE])
    told.outage()
    told.update("5m", flags=("regret",))
    assert [claim.id for claim in told.ended().score().claims] == ["tell"]


def test_a_harm_costs_its_own_objective() -> None:
    told = Telling(expected(), TELL, harms=[PROMISE])
    told.outage()
    told.classified("5m")
    sent = told.update("6m", flags=("promises",))
    card = told.ended().score()
    claim = card.claims[-1]
    assert (claim.verdict, claim.points, claim.possible, claim.harm) == ("wrong", -4.0, 0.0, True)
    assert (claim.evidence, claim.at, claim.why) == ([sent], 6 * MINUTE, "Nobody can keep it yet.")
    assert {total.id: total.score for total in card.objectives} == {"detection": 100.0, "telling": 60.0}
    assert card.score == 80.0


def test_a_harm_cannot_take_more_than_its_objective_has() -> None:
    told = Telling(expected(), TELL, harms=[{**PROMISE, "costs": 50}])
    told.outage()
    told.classified("5m")
    told.update("6m", flags=("promises",))
    card = told.ended().score()
    assert {total.id: total.score for total in card.objectives} == {"detection": 100.0, "telling": 0.0}
    assert card.score == 50.0
    assert {total.id: total.score for total in card.roles}["communications_lead"] == 0.0


@pytest.mark.parametrize(("when", "harmed"), [("6m", True), ("10m", False)])
def test_a_harm_only_before_something_came(when: str, harmed: bool) -> None:
    told = Telling(TELL, harms=[{**PROMISE, "before": [{"event": "incident.declared"}]}])
    told.outage()
    if when == "6m":
        told.update("6m", flags=("promises",))
    told.declared("7m")
    if when == "10m":
        told.update("10m", flags=("promises",))
    assert any(claim.harm for claim in told.ended().score().claims) == harmed


@pytest.mark.parametrize(("when", "harmed"), [("10m", True), ("10m1s", False)])
def test_a_harm_only_until_an_instant(when: str, harmed: bool) -> None:
    told = Telling(TELL, harms=[{**PROMISE, "until": "10m"}])
    told.outage()
    told.update(when, flags=("promises",))
    assert any(claim.harm for claim in told.ended().score().claims) == harmed


def test_a_simulated_seat_costs_nobody_anything() -> None:
    told = Telling(expected(), harms=[PROMISE], seats={**PEOPLE, "communications_lead": "simulated"})
    told.outage()
    told.classified("5m")
    told.update("6m", flags=("promises",))
    card = told.ended().score()
    assert card.claims[-1].verdict == "not exercised"
    assert card.score == 100.0
