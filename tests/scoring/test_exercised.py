"""What leaves the score: not reached, not due, off stage, seats that nobody plays; and what the evaluator rates."""

import pytest

from irsim.events.session import PartOpened, SeatTaken, TimeAdvanced
from irsim.words.durations import DAY

from .telling import PEOPLE, Telling, expected

RATED = {"does": None, "judge": "evaluator", "key_points": ["names an owner"]}
ROLE = "incident_commander"


@pytest.mark.parametrize(("end", "verdict"), [("9m", "not exercised"), ("10m", "missed"), ("11m", "missed")])
def test_a_session_that_ended_before_it_was_due_did_not_exercise_it(end: str, verdict: str) -> None:
    told = Telling(expected())
    told.outage()
    assert told.ended(end).claim().verdict == verdict


def test_what_was_done_before_the_session_ended_early_counts() -> None:
    told = Telling(expected())
    told.outage()
    told.classified("5m")
    assert told.ended("6m").claim().verdict == "met"


def test_a_running_session_is_judged_as_far_as_it_came() -> None:
    told = Telling(expected())
    told.outage()
    told.declared("10m")
    assert told.claim().verdict == "not exercised"
    told.acknowledged("11m")
    assert told.claim().verdict == "missed"


def test_an_anchor_never_reached_was_not_exercised() -> None:
    told = Telling(expected(by={"within": "5m", "after": "mail-from-customer"}))
    told.outage()
    told.classified("5m")
    claim = told.ended().claim()
    assert claim.verdict == "not exercised"
    assert "the inject 'A customer writes', which never came" in claim.rule


def test_needs_must_all_have_come() -> None:
    told = Telling(expected(needs=["page-from-siem", {"event": "incident.declared"}]))
    told.outage()
    assert told.ended().claim().verdict == "not exercised"
    told = Telling(expected(needs=["page-from-siem", {"event": "incident.declared"}]))
    told.outage()
    told.declared("5m")
    assert told.ended().claim().verdict == "missed"


def test_unless_takes_it_out() -> None:
    told = Telling(expected(unless=[{"event": "incident.declared"}]))
    told.outage()
    declared = told.declared("5m")
    claim = told.ended().claim()
    assert (claim.verdict, claim.evidence) == ("not exercised", [declared])


@pytest.mark.parametrize(
    ("seats", "verdict"),
    [
        ({**PEOPLE, ROLE: "simulated"}, "not exercised"),
        ({**PEOPLE, ROLE: "empty"}, "not exercised"),
        ({ROLE: "simulated", "technical_lead": "script"}, "not exercised"),
        ({ROLE: "script", "technical_lead": "people"}, "met"),
        ({ROLE: "simulated", "technical_lead": "simulated"}, "met"),
        ({ROLE: "simulated", "technical_lead": "empty"}, "met"),
        ({}, "met"),
    ],
)
def test_simulated_seats_are_judged_only_where_nobody_plays(seats: dict[str, str], verdict: str) -> None:
    told = Telling(expected(), seats=seats)
    told.outage()
    told.classified("5m")
    assert told.ended().claim().verdict == verdict


def test_a_seat_that_somebody_took_is_judged() -> None:
    told = Telling(expected(), seats={**PEOPLE, ROLE: "simulated"})
    told.at("1m", SeatTaken(ROLE, "Ana"), by="facilitator")
    told.outage()
    card = told.ended().score()
    assert card.claims[0].verdict == "missed"
    assert card.seats[ROLE] == "people"


def off_stage(told: Telling) -> None:
    told.at("20m", TimeAdvanced(3 * DAY, "Three days pass", ("gdpr-33",)))
    told.at("3d", PartOpened("week"))


@pytest.mark.parametrize(
    ("by", "verdict"), [("20m", "missed"), ("21m", "not exercised"), ("3d", "not exercised"), ("73h", "missed")]
)
def test_what_fell_due_off_stage_was_not_exercised(by: str, verdict: str) -> None:
    told = Telling(expected(by=by))
    told.outage()
    off_stage(told)
    assert told.ended("4d").claim().verdict == verdict


def test_what_was_done_in_time_before_the_gap_counts_and_after_it_does_not() -> None:
    told = Telling(expected(by="30m"), expected(id="tell", does={"event": "update.sent"}, by="30m"))
    told.outage()
    told.classified("5m")
    off_stage(told)
    told.update("73h")
    told.ended("4d")
    assert [claim.verdict for claim in told.score().claims] == ["met", "not exercised"]


@pytest.mark.parametrize(
    ("rating", "verdict", "points"),
    [("P", "met", 10.0), ("S", "partly", 7.5), ("m", "partly", 5.0), ("U", "missed", 0.0)],
)
def test_an_evaluator_rates_what_people_say(rating: str, verdict: str, points: float) -> None:
    told = Telling(expected(**RATED))
    told.ended()
    rated = told.rated("2h", rating)
    claim = told.claim()
    assert (claim.verdict, claim.points, claim.evidence) == (verdict, points, [rated])
    assert "names an owner" in claim.rule


def test_unrated_is_not_rated_and_the_last_rating_stands() -> None:
    told = Telling(expected(**RATED))
    told.ended()
    told.rated("2h", "", "classify")
    told.rated("2h", "P", "another")
    assert told.claim().verdict == "not rated"
    told.rated("2h", "U")
    told.rated("2h", "P")
    assert told.claim().verdict == "met"


def test_what_never_came_up_needs_no_rating() -> None:
    told = Telling(expected(**{**RATED, "by": {"within": "5m", "after": "mail-from-customer"}}))
    assert told.ended().claim().verdict == "not exercised"
