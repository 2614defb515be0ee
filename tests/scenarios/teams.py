"""Four teams play a scenario: what a perfect, a silent, a lazy and a panicky one come to, by the rules alone.

The test module of a scenario is a class of `TeamTests` that names it, and whatever is particular to that scenario.
"""

from functools import cache
from typing import ClassVar

import pytest

from irsim.events.inputs import CommandRefused
from irsim.events.session import DiscussionOpened, InjectDelivered, PartOpened
from irsim.scenario.library import Loaded, find_scenario, load_scenario
from irsim.scenario.script import read_script
from irsim.scoring.score import score
from irsim.scoring.scorecard import Scorecard
from irsim.session.ledger import Ledger
from tests.drills import SCRIPTS, played, the_plan

TEAMS = ("perfect", "silent", "lazy", "panicky")
SEEDS = ("1", "2", "kites")


@cache
def loaded(scenario: str) -> Loaded:
    """A scenario of the library, by its id."""
    return load_scenario(find_scenario(scenario), the_plan())


@cache
def drilled(scenario: str, team: str, seed: str = "1") -> Ledger:
    """It, played to the end by the team's script."""
    script = read_script(SCRIPTS / scenario / f"{team}.yaml")
    return played(loaded(scenario), script, seed=seed)[0]


def card(scenario: str, team: str, seed: str = "1") -> Scorecard:
    """What the team came to."""
    return score(drilled(scenario, team, seed).records)


def points(scenario: str, team: str) -> float:
    """The team's score, of 100."""
    total = card(scenario, team).score
    assert total is not None
    return total


def came(scenario: str, team: str) -> set[str]:
    """The injects that reached the team."""
    return {r.body.inject for r in drilled(scenario, team).records if isinstance(r.body, InjectDelivered)}


class TeamTests:
    """What holds for every scenario of the library."""

    scenario: ClassVar[str]

    def test_a_perfect_team_scores_100_and_none_of_its_commands_is_refused(self) -> None:
        perfect = card(self.scenario, "perfect")
        assert perfect.score == 100
        assert perfect.coverage == 100
        records = drilled(self.scenario, "perfect").records
        assert not [record for record in records if isinstance(record.body, CommandRefused)]
        assert {claim.verdict for claim in perfect.claims} == {"met"}

    def test_a_silent_team_scores_5_or_less_and_every_miss_is_explained(self) -> None:
        assert points(self.scenario, "silent") <= 5
        missed = [claim for claim in card(self.scenario, "silent").claims if claim.verdict == "missed"]
        assert len(missed) > 30
        assert all(claim.why and claim.rule for claim in missed)

    def test_a_lazy_team_scores_30_to_70_and_a_panicky_one_less_than_it(self) -> None:
        assert 30 <= points(self.scenario, "lazy") <= 70
        assert points(self.scenario, "panicky") < points(self.scenario, "lazy")
        assert sum(claim.harm for claim in card(self.scenario, "panicky").claims) >= 5

    @pytest.mark.parametrize("team", TEAMS)
    def test_chance_does_not_decide_the_score_of_a_team_that_acts_the_same(self, team: str) -> None:
        assert len({card(self.scenario, team, seed).score for seed in SEEDS}) == 1

    @pytest.mark.parametrize("team", TEAMS)
    def test_no_objective_falls_below_zero_and_points_add_up(self, team: str) -> None:
        result = card(self.scenario, team)
        for total in (*result.objectives, *result.roles):
            assert total.score is None or 0 <= total.score <= 100
        counting = [claim for claim in result.claims if claim.verdict not in ("not exercised", "not rated")]
        for objective in result.objectives:
            claims = [claim for claim in counting if claim.objective == objective.id]
            assert objective.points == pytest.approx(sum(claim.points for claim in claims))

    @pytest.mark.parametrize("team", TEAMS)
    def test_every_claim_names_records_that_exist(self, team: str) -> None:
        count = len(drilled(self.scenario, team).records)
        for claim in card(self.scenario, team).claims:
            assert all(0 <= seq < count for seq in claim.evidence)
            assert claim.evidence or claim.verdict in ("missed", "not exercised", "not rated")

    def test_the_scenario_has_what_a_trainer_expects_of_it(self) -> None:
        scenario = loaded(self.scenario).scenario
        assert len(scenario.injects) >= 20
        assert [i for i in scenario.injects if i.after or i.when]
        assert [i for i in scenario.injects if i.decoy]
        assert len([i for i in scenario.injects if i.hold]) >= 2
        assert {expectation.role for expectation in scenario.expectations} == {role.id for role in the_plan().roles}
        assert all(expectation.why for expectation in scenario.expectations)
        assert {e.objective for e in scenario.expectations} == {objective.id for objective in scenario.objectives}

    def test_parts_holds_and_the_advance_happen(self) -> None:
        bodies = [record.body for record in drilled(self.scenario, "silent").records]
        parts = [body for body in bodies if isinstance(body, PartOpened)]
        assert len(parts) == len(loaded(self.scenario).scenario.parts) >= 2
        holds = [body for body in bodies if isinstance(body, DiscussionOpened)]
        assert {hold.clocks for hold in holds} == {"stopped", "running"}
        assert all(hold.questions for hold in holds)

    def test_what_a_team_leaves_undone_has_consequences(self) -> None:
        assert came(self.scenario, "silent") - came(self.scenario, "perfect")
        assert came(self.scenario, "panicky") - came(self.scenario, "perfect")
