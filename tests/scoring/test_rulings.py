"""What facilitator and evaluator say of claims."""

from pathlib import Path
from typing import Any

import pytest

from irsim.scoring.score import score
from irsim.scoring.scorecard import Claim, Scorecard
from irsim.session.protocol import NotAccepted
from tests.drill.test_engine import Drill
from tests.drill.test_facilitation import mail

CALL = {
    "id": "call",
    "title": "Call the bank",
    "objective": "triage",
    "role": "technical_lead",
    "points": 10,
    "does": {"event": "incident.declared"},
    "by": "10m",
}
TELL = {
    "id": "tell",
    "title": "Tell it calmly",
    "objective": "triage",
    "role": "technical_lead",
    "points": 8,
    "judge": "evaluator",
    "key_points": ["what is known", "what is not", "when more will be said", "whom to call"],
}


def a_drill(folder: Path, *expectations: dict[str, Any]) -> Drill:
    return Drill(folder, injects=[mail("quiet", at="50m")], expectations=list(expectations) or [CALL, TELL])


def say(drill: Drill, at: str) -> int:
    drill.give(at, "say", "technical_lead", text="I call the bank now", role="technical_lead")
    return max(drill.ledger.board.show.statements)


def card_of(drill: Drill) -> Scorecard:
    drill.to("1h")
    return score(drill.ledger.records)


def claim_of(card: Scorecard, name: str) -> Claim:
    return next(claim for claim in card.claims if claim.id == name)


def test_what_was_said_in_time_meets_the_expectation_however_late_it_is_judged(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    statement = say(drill, "9m")
    drill.give("40m", "adjudicate", "facilitator", statement=statement, expectation="call", reason="clear enough")
    claim = claim_of(card_of(drill), "call")
    assert (claim.verdict, claim.points, claim.basis) == ("met", 10, "facilitator")
    assert statement in claim.evidence
    assert claim.at == 9 * 60_000
    assert "clear enough" in claim.rule


def test_what_was_said_late_is_late(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    drill.give("13m", "adjudicate", "facilitator", statement=say(drill, "12m"), expectation="call")
    claim = claim_of(card_of(drill), "call")
    assert (claim.verdict, claim.points) == ("late", 5)


def test_what_was_judged_to_have_no_effect_meets_nothing(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    drill.give("10m", "adjudicate", "facilitator", statement=say(drill, "9m"), reason="not theirs to do")
    assert claim_of(card_of(drill), "call").verdict == "missed"


@pytest.mark.parametrize(
    ("ticks", "verdict", "points"),
    [((), "not rated", 0), ((1, 3), "partly", 4), ((1, 2, 3, 4), "met", 8)],
)
def test_key_points_that_were_heard_are_worth_their_share(
    tmp_path: Path, ticks: tuple[int, ...], verdict: str, points: float
) -> None:
    drill = a_drill(tmp_path)
    for number in ticks:
        drill.give("20m", "tick", "evaluator", expectation="tell", point=number)
    claim = claim_of(card_of(drill), "tell")
    assert (claim.verdict, claim.points) == (verdict, points)


def test_a_tick_can_be_taken_back_and_a_rating_goes_before_ticks(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    drill.give("20m", "tick", "evaluator", expectation="tell", point=1)
    drill.give("21m", "tick", "evaluator", expectation="tell", point=2)
    drill.give("22m", "tick", "evaluator", expectation="tell", point=1, done=False)
    assert "1 of 4 key points" in claim_of(score(drill.ledger.records), "tell").rule
    drill.give("23m", "observe", "evaluator", expectation="tell", rating="S", text="calm", sort="strength")
    claim = claim_of(card_of(drill), "tell")
    assert (claim.verdict, claim.points, claim.basis) == ("partly", 6, "evaluator")


def test_the_evaluator_has_the_last_word_and_says_why(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    before = claim_of(score(drill.ledger.records), "call")
    assert before.basis == "automatic"
    drill.give("30m", "override", "evaluator", claim="call", verdict="met", reason="They called from a private phone")
    claim = claim_of(card_of(drill), "call")
    assert (claim.verdict, claim.points, claim.basis, claim.was) == ("met", 10, "evaluator", "missed")
    assert claim.overridden == "They called from a private phone"
    assert "They called from a private phone" in claim.rule
    drill.give("1h", "override", "evaluator", claim="call", reason="a slip of mine")
    assert claim_of(score(drill.ledger.records), "call").verdict == "missed"


def test_an_override_needs_a_reason_and_a_claim(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    for values in ({"claim": "call", "verdict": "met", "reason": " "}, {"claim": "x", "verdict": "met", "reason": "y"}):
        assert isinstance(drill.give("30m", "override", "evaluator", **values), NotAccepted)


def test_the_reaction_to_an_added_inject_is_a_claim_like_any_other(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    extra = {"title": "Press", "channel": "slack", "sender": "A journalist", "subject": "Comment?", "points": 6}
    expected = {"expects": "Say that it is looked into", "objective": "contain", "role": "technical_lead"}
    drill.give("5m", "inject", "facilitator", **extra, **expected, within="10m", does="incident.declared")
    drill.give("12m", "declare", "technical_lead", title="The press knows")
    card = card_of(drill)
    claim = claim_of(card, "ADHOC-1-expected")
    assert (claim.verdict, claim.points, claim.possible) == ("met", 6, 6)
    assert next(total.possible for total in card.objectives if total.id == "contain") == 6


def test_what_a_simulated_responder_did_after_taking_over_does_not_make_the_seat_simulated(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    drill.give("30m", "hand", "facilitator", role="technical_lead", to="simulated")
    assert card_of(drill).seats["technical_lead"] == "script"


HARM = {
    "id": "restart",
    "title": "Restart without need",
    "objective": "contain",
    "role": "technical_lead",
    "any_of": [{"event": "action.taken", "where": {"action": "restart-api"}}],
    "costs": 3,
}


@pytest.mark.parametrize("done", [True, False])
def test_a_harm_that_the_evaluator_saw_costs_what_it_costs_whether_or_not_the_rules_saw_it(
    tmp_path: Path, done: bool
) -> None:
    drill = Drill(tmp_path, expectations=[CALL], harms=[HARM])
    if done:
        drill.give("4m", "act", "technical_lead", action="restart-api")
    drill.give("30m", "override", "evaluator", claim="restart", verdict="wrong", reason="I saw it")
    claim = claim_of(card_of(drill), "restart")
    assert (claim.verdict, claim.points, claim.harm, claim.overridden) == ("wrong", -3, True, "I saw it")


def test_wrong_and_late_cost_what_the_scenario_says_when_the_evaluator_says_so(tmp_path: Path) -> None:
    costly = {**CALL, "wrong": [{"event": "page.sent"}], "costs": 5, "late_share": 30}
    for verdict, points in (("wrong", -5), ("late", 3), ("partly", 5), ("missed", 0)):
        drill = a_drill(tmp_path, costly)
        drill.give("30m", "override", "evaluator", claim="call", verdict=verdict, reason="seen")
        assert claim_of(card_of(drill), "call").points == points


def test_what_was_said_about_a_clock_is_judged_by_the_clock(tmp_path: Path) -> None:
    truth = {"id": "theft", "title": "Theft", "severity": "SEV-1", "category": "security", "signs": ["seen"]}
    alarm = {"monitor": "unauthorized-access", "service": "api", "title": "Login"}
    for at, verdict in (("9m", "met"), ("25m", "late"), ("50m", "late")):
        drill = Drill(
            tmp_path,
            injects=[{"id": "seen", "at": "2m", "title": "Seen", "alert": alarm}],
            truth={"incidents": [truth]},
            expectations=[
                {
                    "id": "ack",
                    "title": "Take it on",
                    "objective": "triage",
                    "role": "incident_commander",
                    "points": 4,
                    "clock": "respond",
                    "incident": "theft",
                }
            ],
        )
        drill.give("51m", "adjudicate", "facilitator", statement=say(drill, at), expectation="ack")
        claim = claim_of(card_of(drill), "ack")
        assert (claim.verdict, claim.basis) == (verdict, "facilitator")
        assert claim.points == {"9m": 4, "25m": 2, "50m": 0}[at]


def test_what_was_said_can_be_the_reaction_to_an_added_inject(tmp_path: Path) -> None:
    drill = a_drill(tmp_path)
    extra = {"title": "Press", "channel": "slack", "sender": "A journalist", "subject": "Comment?", "points": 6}
    expected = {"expects": "Say that it is looked into", "objective": "contain", "role": "technical_lead"}
    drill.give("5m", "inject", "facilitator", **extra, **expected, within="10m")
    drill.give("20m", "adjudicate", "facilitator", statement=say(drill, "12m"), expectation="ADHOC-1-expected")
    claim = claim_of(card_of(drill), "ADHOC-1-expected")
    assert (claim.verdict, claim.points) == ("met", 6)
