"""Paper Kite with four teams: what a perfect, a silent, a lazy and a panicky one come to, by the rules alone."""

from functools import cache
from typing import Any

import pytest

from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.session import DiscussionOpened, InjectDelivered, PartOpened
from irsim.scenario.library import Loaded, find_scenario, load_scenario
from irsim.scenario.script import Scripted, command_from, read_script
from irsim.scoring.score import score
from irsim.scoring.scorecard import Scorecard
from irsim.session.ledger import Ledger
from tests.drills import SCRIPTS, played, the_plan

TEAMS = ("perfect", "silent", "lazy", "panicky")


@cache
def paper_kite() -> Loaded:
    return load_scenario(find_scenario("data-breach"), the_plan())


@cache
def drilled(team: str, seed: str = "1") -> Ledger:
    script = read_script(SCRIPTS / "data-breach" / f"{team}.yaml")
    return played(paper_kite(), script, seed=seed)[0]


def card(team: str, seed: str = "1") -> Scorecard:
    return score(drilled(team, seed).records)


def points(team: str) -> float:
    total = card(team).score
    assert total is not None
    return total


def test_a_perfect_team_scores_100_and_none_of_its_commands_is_refused() -> None:
    assert points("perfect") == 100
    assert card("perfect").coverage == 100
    assert not [record for record in drilled("perfect").records if isinstance(record.body, CommandRefused)]
    assert {claim.verdict for claim in card("perfect").claims} == {"met"}


def test_a_silent_team_scores_5_or_less_and_every_miss_is_explained() -> None:
    assert points("silent") <= 5
    missed = [claim for claim in card("silent").claims if claim.verdict == "missed"]
    assert len(missed) > 30
    assert all(claim.why and claim.rule for claim in missed)


def test_a_lazy_team_scores_30_to_70_and_a_panicky_one_less_than_it() -> None:
    assert 30 <= points("lazy") <= 70
    assert points("panicky") < points("lazy")
    assert sum(claim.harm for claim in card("panicky").claims) >= 5


@pytest.mark.parametrize("team", TEAMS)
def test_chance_does_not_decide_the_score_of_a_team_that_acts_the_same(team: str) -> None:
    assert card(team).score == card(team, "2").score == card(team, "kites").score


@pytest.mark.parametrize("team", TEAMS)
def test_no_objective_falls_below_zero_and_points_add_up(team: str) -> None:
    result = card(team)
    for total in (*result.objectives, *result.roles):
        assert total.score is None or 0 <= total.score <= 100
    for objective in result.objectives:
        claims = [
            c for c in result.claims if c.objective == objective.id and c.verdict not in ("not exercised", "not rated")
        ]
        assert objective.points == pytest.approx(sum(claim.points for claim in claims))


@pytest.mark.parametrize("team", TEAMS)
def test_every_claim_names_records_that_exist(team: str) -> None:
    count = len(drilled(team).records)
    for claim in card(team).claims:
        assert all(0 <= seq < count for seq in claim.evidence)
        assert claim.evidence or claim.verdict in ("missed", "not exercised", "not rated")


def test_the_scenario_has_what_a_trainer_expects_of_it() -> None:
    scenario = paper_kite().scenario
    assert len(scenario.injects) >= 20
    assert [i for i in scenario.injects if i.after or i.when]
    assert [i for i in scenario.injects if i.decoy]
    assert len([i for i in scenario.injects if i.hold]) >= 2
    assert {expectation.role for expectation in scenario.expectations} == {role.id for role in the_plan().roles}
    assert all(expectation.why for expectation in scenario.expectations)
    assert {e.objective for e in scenario.expectations} == {objective.id for objective in scenario.objectives}


def test_parts_holds_and_the_advance_happen() -> None:
    bodies = [record.body for record in drilled("silent").records]
    assert len([body for body in bodies if isinstance(body, PartOpened)]) == len(paper_kite().scenario.parts) == 2
    holds = [body for body in bodies if isinstance(body, DiscussionOpened)]
    assert {hold.clocks for hold in holds} == {"stopped", "running"}
    assert all(hold.questions for hold in holds)


def test_what_a_team_leaves_undone_has_consequences() -> None:
    def came(team: str) -> set[str]:
        return {r.body.inject for r in drilled(team).records if isinstance(r.body, InjectDelivered)}

    assert came("silent") - came("perfect")
    assert came("panicky") - came("perfect")


def test_the_first_decisions_of_the_documentation_are_accepted() -> None:
    rows: list[tuple[int, str, str, dict[str, Any]]] = [
        (6, "incident_commander", "acknowledge", {}),
        (8, "incident_commander", "classify", {"severity": "SEV-1", "category": "security", "personal_data": True}),
        (12, "technical_lead", "act", {"action": "revoke-sessions"}),
        (
            15,
            "communications_lead",
            "update",
            {
                "audience": "customers",
                "channel": "status_page",
                "template": "customer-acknowledgment",
                "fields": {"symptom": "Some exports are paused", "next_update_by": "30m"},
            },
        ),
    ]
    script = [
        Scripted(minute * 60_000, by, command_from(do, {"incident": "INC-1", **values}), 0)
        for minute, by, do, values in rows
    ]
    ledger, _ = played(paper_kite(), script)
    bodies = [record.body for record in ledger.records]
    assert len([body for body in bodies if isinstance(body, CommandSubmitted)]) == 4
    assert not [body for body in bodies if isinstance(body, CommandRefused)]
