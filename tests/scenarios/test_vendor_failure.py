"""Copper Swallow with four teams: what shuts people out, what lets them in again, and who is inside meanwhile."""

from irsim.events.communication import NoticeFiled
from irsim.events.incident import IncidentDetected
from irsim.events.session import InjectDelivered
from irsim.events.world import FaultEnded, FaultStarted, ServiceChanged
from irsim.scenario.script import Scripted, command_from
from irsim.scoring.scorecard import Claim
from irsim.session.ledger import Ledger
from irsim.words.quantities import parse_quantity
from tests.drills import played
from tests.scenarios.teams import TEAMS, TeamTests, came, card, drilled, loaded

MINUTE = 60_000
WAY_OUT = ("use-break-glass-accounts", "prepare-standby-sign-in", "switch-to-standby-sign-in")


def metric(ledger: Ledger, service: str, name: str, minute: int) -> int:
    """A metric's value at a minute, in its unit."""
    value, at = ledger.board.services[service].baselines[name], minute * MINUTE
    for record in ledger.records:
        body = record.body
        if isinstance(body, ServiceChanged) and (body.service, body.metric) == (service, name) and body.t0 <= at:
            risen = 0 if at >= body.t1 else (body.v1 - body.v0) * (at - body.t0) // (body.t1 - body.t0)
            value = body.v1 if at >= body.t1 else body.v0 + risen
    return value


def acting(*actions: tuple[int, str]) -> Ledger:
    """A team that does nothing but these actions, at these minutes."""
    script = [
        Scripted(minute * MINUTE, "technical_lead", command_from("act", {"action": action}), 0)
        for minute, action in actions
    ]
    return played(loaded("vendor-failure"), script)[0]


def begun(ledger: Ledger) -> set[str]:
    return {record.body.fault for record in ledger.records if isinstance(record.body, FaultStarted)}


def ended_at(ledger: Ledger, fault: str) -> float:
    """The minute at which a fault ended."""
    return next(r.at for r in ledger.records if isinstance(r.body, FaultEnded) and r.body.fault == fault) / MINUTE


def injects(ledger: Ledger) -> set[str]:
    return {record.body.inject for record in ledger.records if isinstance(record.body, InjectDelivered)}


def the_claim(team: str, expectation: str) -> Claim:
    return next(claim for claim in card("vendor-failure", team).claims if claim.id == expectation)


class TestCopperSwallow(TeamTests):
    scenario = "vendor-failure"

    def test_nobody_signs_in_and_no_password_mail_leaves_until_somebody_goes_another_way(self) -> None:
        silent, perfect = (drilled(self.scenario, team) for team in ("silent", "perfect"))
        assert metric(silent, "identity", "logins", 40) < parse_quantity("2/min", "per_1000s")
        assert metric(silent, "system-mail", "resets_sent", 60) == 0
        assert metric(perfect, "identity", "logins", 40) == metric(perfect, "identity", "logins", 0)
        assert metric(perfect, "system-mail", "resets_sent", 30) > parse_quantity("20/min", "per_1000s")

    def test_whatever_the_team_does_the_provider_mends_itself_in_its_own_time(self) -> None:
        for team in TEAMS:
            ledger = drilled(self.scenario, team)
            assert metric(ledger, "identity-vendor", "failed_calls", 40) > parse_quantity("90 %", "ppm")
            assert metric(ledger, "identity-vendor", "failed_calls", 80) > parse_quantity("39 %", "ppm")

    def test_resolved_by_the_providers_word_is_not_over_for_a_team_that_believes_it(self) -> None:
        early = acting(*((10, action) for action in WAY_OUT), (62, "return-to-provider-at-once"))
        assert metric(early, "identity", "login_failures", 70) > parse_quantity("35 %", "ppm")
        assert "thrown-out-twice" in injects(early)
        patient = acting(*((10, action) for action in WAY_OUT), (108, "return-to-provider-at-once"))
        assert "back-too-early" not in begun(patient)

    def test_the_standby_needs_somebody_who_can_get_in_and_something_to_move_to(self) -> None:
        no_glass = acting((12, "prepare-standby-sign-in"), (30, "switch-to-standby-sign-in"))
        assert "switch-hangs" in injects(no_glass)
        assert metric(no_glass, "identity", "logins", 45) < parse_quantity("2/min", "per_1000s")
        cold = acting((12, "use-break-glass-accounts"), (20, "switch-to-standby-sign-in"), (25, WAY_OUT[1]))
        assert "switch-unready" in injects(cold)
        assert ended_at(cold, "locked-out") == 37

    def test_machines_are_turned_away_after_forty_minutes_unless_credentials_are_kept(self) -> None:
        assert "submissions-noticed" in came(self.scenario, "silent")
        kept = acting((20, "extend-credential-cache"))
        assert metric(kept, "smtp-relay", "accepted", 57) == metric(kept, "smtp-relay", "accepted", 0)

    def test_own_retries_are_remembered_by_the_provider(self) -> None:
        late, early = acting((30, "lower-retries")), acting((15, "lower-retries"))
        assert "tenant-penalised" in injects(late) - injects(early)
        failing = [metric(ledger, "identity-vendor", "failed_calls", 70) for ledger in (late, early)]
        assert failing[0] > failing[1]

    def test_the_second_incident_hides_from_the_first(self) -> None:
        """Its alert is of medium severity and joins nothing: somebody has to look."""
        silent = drilled(self.scenario, "silent")
        alert = next(alert for alert in silent.board.alerts.values() if alert.monitor == "recoveries")
        assert (alert.severity, alert.incident) == ("medium", "")
        first = next(record.body for record in silent.records if isinstance(record.body, IncidentDetected))
        assert "accounts" not in first.services

    def test_a_team_that_finds_it_in_time_loses_no_list_and_no_donor(self) -> None:
        consequences = {"second-victim", "list-downloads", "donation-page"}
        assert consequences <= came(self.scenario, "silent")
        assert not consequences & came(self.scenario, "perfect")
        assert the_claim("perfect", "takeover-contained").verdict == "met"

    def test_locking_the_accounts_leaves_their_keys_at_work(self) -> None:
        locked = acting((32, "list-recovered-accounts"), (40, "suspend-recovered-accounts"))
        assert "exports-by-key" in begun(locked)
        assert "exports-by-session" not in begun(locked)

    def test_locking_without_knowing_whom_locks_nobody(self) -> None:
        blind = acting((40, "suspend-recovered-accounts"), (41, "revoke-recovered-keys"))
        assert {"exports-by-session", "exports-by-key"} <= begun(blind)

    def test_who_asks_the_token_log_too_early_hears_of_it_later(self) -> None:
        early = acting((12, "list-recovered-accounts"))
        assert {"log-watched", "recovery-bell"} <= injects(early)
        assert "recovery-lines" not in injects(early)

    def test_the_engineer_stays_on_the_bridge_of_those_who_have_said_yes(self) -> None:
        unpaid = acting((8, "open-provider-bridge"))
        assert "engineer-leaves" in injects(unpaid)
        assert "vendor-engineer" not in injects(unpaid)
        assert "vendor-engineer" in came(self.scenario, "perfect")
        assert "engineer-leaves" not in came(self.scenario, "perfect")

    def test_every_notice_is_filled_from_one_fact_sheet(self) -> None:
        ledger = drilled(self.scenario, "perfect")
        filed = {record.body.regime: record.body for record in ledger.records if isinstance(record.body, NoticeFiled)}
        assert set(filed) == {"processor", "nis2-early-warning", "contract", "gdpr", "uk-gdpr", "nis2-notification"}
        assert not [notice.regime for notice in filed.values() if notice.lacks]
        assert filed["gdpr"].fields["nature"] == filed["uk-gdpr"].fields["nature"]
        assert filed["gdpr"].fields["subjects"].startswith("14 ")

    def test_looking_behind_is_a_step_of_the_plan_that_nothing_else_ticks(self) -> None:
        assert drilled(self.scenario, "perfect").board.incidents["INC-1"].steps["look-behind"] == "done"
        for team in ("silent", "lazy", "panicky"):
            assert "look-behind" not in drilled(self.scenario, team).board.incidents["INC-1"].steps
