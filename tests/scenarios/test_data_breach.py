"""Paper Kite with four teams, and with the first decisions of the documentation."""

from typing import Any

from irsim.board.criteria import open_follow_ups
from irsim.board.playbooks import open_tasks
from irsim.events.clocks import ClockOverdue
from irsim.events.communication import StatuspagePosted
from irsim.events.inputs import CommandRefused, CommandSubmitted
from irsim.events.work import AutomationReported
from irsim.scenario.script import Scripted, command_from, read_script
from irsim.session.ledger import Ledger
from irsim.words.durations import parse_instant
from tests.drills import SCRIPTS, played
from tests.scenarios.teams import TEAMS, TeamTests, came, card, drilled, loaded


def after_the_perfect_team(at: str, *acts: tuple[str, str, dict[str, Any]]) -> Ledger:
    """What the perfect team did up to an instant, and these acts then."""
    now = parse_instant(at)
    begun = [each for each in read_script(SCRIPTS / "data-breach" / "perfect.yaml") if each.at < now]
    then = [Scripted(now, by, command_from(do, values), 0) for by, do, values in acts]
    return played(loaded("data-breach"), [*begun, *then])[0]


def refusals(ledger: Ledger) -> list[str]:
    """Why commands were refused."""
    return [record.body.reason for record in ledger.records if isinstance(record.body, CommandRefused)]


def harms(team: str) -> set[str]:
    """The harms that a team did."""
    return {claim.id for claim in card("data-breach", team).claims if claim.harm}


class TestPaperKite(TeamTests):
    scenario = "data-breach"

    def test_what_the_limiter_did_by_itself_counts_for_every_team_and_is_not_asked_for_again(self) -> None:
        for team in TEAMS:
            ledger = drilled(self.scenario, team)
            assert len([r for r in ledger.records if isinstance(r.body, AutomationReported)]) == 1
            assert "compensating-controls" in ledger.board.incidents["INC-1"].steps

    def test_a_watch_does_not_end_before_its_24_hours(self) -> None:
        metrics = ("performance", "error_rates", "user_activity", "security_alerts")
        verdicts = [("technical_lead", "verdict", {"incident": "INC-1", "metric": metric}) for metric in metrics]
        ended = ("technical_lead", "end-watch", {"incident": "INC-1", "verdict": "held"})
        early = after_the_perfect_team("3d23h41m", *verdicts, ended)
        assert refusals(early) == ["the watch lasts at least 1d, until T+95:41:30"]
        assert not refusals(after_the_perfect_team("3d23h41m30s", *verdicts, ended))

    def test_nobody_whose_identity_was_not_confirmed_is_given_anything(self) -> None:
        granted = ("legal_compliance", "answer-subject", {"request": "DSR-2", "outcome": "granted"})
        assert refusals(after_the_perfect_team("2d23h20m", granted)) == ["the identity behind DSR-2 was not verified"]
        refused = refusals(after_the_perfect_team("2d23h20m10s", granted))
        assert refused == ["the identity behind DSR-2 could not be confirmed"]

    def test_who_gives_the_impostor_the_file_hears_of_it_from_the_customer(self) -> None:
        assert "impostor-used" in came(self.scenario, "panicky") - came(self.scenario, "perfect")
        assert "impostor-called" in came(self.scenario, "perfect") - came(self.scenario, "panicky")
        assert {"data-given-away", "called-over", "made-small"} <= harms("panicky")
        assert not harms("perfect") | harms("lazy")

    def test_the_firm_asks_for_custody_only_where_it_was_called(self) -> None:
        assert "firm-asks" in came(self.scenario, "perfect")
        assert "firm-asks" not in came(self.scenario, "silent")

    def test_the_status_page_ends_the_incident_and_the_incident_is_closed_with_nothing_left_open(self) -> None:
        ledger = drilled(self.scenario, "perfect")
        states = [r.body.state for r in ledger.records if isinstance(r.body, StatuspagePosted)]
        assert states == ["investigating", "identified", "monitoring", "monitoring", "resolved"]
        about = ledger.board.incidents["INC-1"]
        assert about.means == "closed"
        assert not open_follow_ups(ledger.board, about)
        assert not open_tasks(ledger.board, about)

    def test_a_perfect_team_misses_no_clock_but_that_of_a_page_to_somebody_in_the_air(self) -> None:
        ledger = drilled(self.scenario, "perfect")
        overdue = [record.body.id for record in ledger.records if isinstance(record.body, ClockOverdue)]
        assert overdue == ["INC-1/page-acknowledged/PG-2"]

    def test_the_first_decisions_of_the_documentation_are_accepted(self) -> None:
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
        ledger, _ = played(loaded(self.scenario), script)
        bodies = [record.body for record in ledger.records]
        assert len([body for body in bodies if isinstance(body, CommandSubmitted)]) == 4
        assert not [body for body in bodies if isinstance(body, CommandRefused)]
