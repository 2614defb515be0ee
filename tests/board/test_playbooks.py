"""Playbooks of an incident: which it has, what ticks itself, when a phase is complete, what a source did by itself."""

import pytest

from irsim.board.playbooks import PHASES, playbooks_of, tasks_of
from irsim.commands import (
    Acknowledge,
    Act,
    Assess,
    Cause,
    Check,
    Classify,
    Declare,
    Evidence,
    Follow,
    Page,
    Step,
    Triage,
)
from irsim.events.work import AutomationReported, PhaseCompleted, StepCompleted
from tests.board.desk import Desk, kinds


def books(desk: Desk, incident: str = "INC-1") -> list[str]:
    return [book.id for book in playbooks_of(desk.board, desk.board.incidents[incident])]


def steps(desk: Desk, phase: str) -> list[str]:
    return [task.step.id for task in tasks_of(desk.board, desk.incident) if task.phase == phase]


def automation(step: str = "", action: str = "", service: str = "api", category: str = "") -> AutomationReported:
    return AutomationReported("AU-1", "EDR", "Isolated host x", service, category, step=step, action=action)


class TestWhichItHas:
    def test_its_category_then_what_the_team_follows_then_the_routine_of_every_incident(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-1", "security")
        desk.do("2m", Follow("INC-1", "ransomware"))
        routine = ["initial_assessment", "containment", "investigation", "forensics", "recovery_validation"]
        assert books(desk) == ["security_breach", "ransomware", *routine]

    @pytest.mark.parametrize(
        ("category", "subcategory", "book"),
        [
            ("security", "breach", "security_breach"),
            ("security", "misconfiguration", "misconfiguration"),
            ("outage", "", "system_outage"),
            ("data", "", "data_incident"),
            ("third-party", "", "third_party_failure"),
            ("operational", "", "misconfiguration"),
        ],
    )
    def test_every_category_has_one_with_eradication_and_a_verification_checklist(
        self, category: str, subcategory: str, book: str
    ) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-2")
        desk.do("2m", Classify("INC-1", "SEV-1", category, subcategory))
        assert books(desk)[0] == book
        mine = {task.phase for task in tasks_of(desk.board, desk.incident) if task.book.id == book}
        assert {"immediate", "eradication", "verification"} <= mine

    def test_a_step_that_is_in_two_of_them_is_one_step(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-1", "security")
        found = [task for task in tasks_of(desk.board, desk.incident) if task.step.id == "isolate-compromised-systems"]
        assert [task.book.id for task in found] == ["security_breach"]
        desk.do("2m", Step("INC-1", "isolate-compromised-systems"))
        desk.do("3m", Follow("INC-1", "ransomware"))
        assert desk.incident.steps["isolate-compromised-systems"] == "done"

    def test_they_stand_phase_by_phase_and_go_by_severity_and_category(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-1", "security")
        order = [PHASES.index(task.phase) for task in tasks_of(desk.board, desk.incident)]
        assert order == sorted(order)
        assert "block-malicious-traffic" in steps(desk, "immediate")
        desk.do("2m", Classify("INC-1", "SEV-1", "outage"))
        assert "block-malicious-traffic" not in steps(desk, "immediate")
        assert "emergency-patch" in steps(desk, "immediate")
        desk.do("3m", Classify("INC-1", "SEV-4", "outage"))
        assert "emergency-patch" not in steps(desk, "immediate")
        assert not steps(desk, "investigation")

    def test_a_playbook_that_the_team_follows_is_whole_whatever_the_severity(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-4", "outage")
        desk.do("2m", Follow("INC-1", "forensics"))
        assert "forensic-imaging" in steps(desk, "investigation")


class TestWhatTicksItself:
    def test_the_five_steps_of_the_initial_assessment(self) -> None:
        desk = Desk()
        alert = desk.alert("0m", "critical")
        assert set(steps(desk, "assessment")) == {
            "triage-alerts", "evaluate-impact", "classify-severity", "begin-containment", "notify-response-team",
        }  # fmt: skip
        done = desk.incident.steps
        for command, ticked in (
            (Triage(alert, "It is real"), {"triage-alerts"}),
            (Acknowledge("INC-1"), set()),
            (Assess("INC-1", users=3), {"evaluate-impact"}),
            # the desk pages the whole team of a SEV-1
            (Classify("INC-1", "SEV-1", "outage"), {"classify-severity", "notify-response-team"}),
            (Act("Restart", "INC-1"), {"begin-containment"}),
        ):
            before = set(done)
            desk.do("1m", command)
            assert set(done) - before == ticked, command
        assert desk.incident.phases == ["assessment"]

    def test_notifying_the_team_is_asked_for_at_sev_1_and_sev_2_only(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-3", "outage")
        assert "notify-response-team" not in steps(desk, "assessment")
        desk.do("2m", Classify("INC-1", "SEV-2", "outage"))
        assert "notify-response-team" in steps(desk, "assessment")

    def test_what_happened_before_a_step_applied_counts(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-3", "outage")
        desk.do("2m", Page("secondary-on-call", "INC-1"))
        assert "notify-response-team" not in desk.incident.steps
        desk.do("3m", Classify("INC-1", "SEV-2", "outage"))
        assert desk.incident.steps["notify-response-team"] == "done"

    def test_an_alert_that_was_looked_at_before_it_became_a_sign(self) -> None:
        desk = Desk()
        alert = desk.alert("0m", "high")
        desk.do("1m", Triage(alert, "It is real"))
        desk.do("2m", Declare(title="It is down", alerts=(alert,)))
        assert desk.incident.steps["triage-alerts"] == "done"

    def test_ticking_itself_is_no_beginning_of_containment_but_a_step_of_it_is(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-1", "security")
        assert "begin-containment" not in desk.incident.steps
        desk.do("2m", Step("INC-1", "revoke-all-sessions"))
        assert desk.incident.steps["begin-containment"] == "done"

    def test_evidence_of_a_kind_cause_and_checks_tick_investigation_and_recovery(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-1", "security")
        for command, step in (
            (Evidence("INC-1", "A screenshot", kind="screenshot"), "capture-screenshots"),
            (Evidence("INC-1", "An image", kind="forensic_image"), "forensic-imaging"),
            (Cause("INC-1", "A key in a wiki"), "find-root-cause"),
            (Check("INC-1", "data-integrity"), "validate-data"),
        ):
            assert step not in desk.incident.steps
            desk.do("2m", command)
            assert desk.incident.steps[step] == "done", step

    def test_each_is_ticked_once_and_left_out_stays_left_out(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-1", "security")
        desk.do("2m", Step("INC-1", "find-root-cause", skip=True, reason="The vendor does it"))
        desk.do("3m", Cause("INC-1", "A key in a wiki"))
        desk.do("4m", Cause("INC-1", "A key in a chat"))
        assert desk.incident.steps["find-root-cause"] == "skipped"
        ticked = [record.body.step for record in desk.ledger.records if isinstance(record.body, StepCompleted)]
        assert len(ticked) == len(set(ticked))


class TestPhases:
    def test_the_last_short_term_step_stops_the_stabilise_clock(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-1", "outage")
        *first, last = steps(desk, "short_term")
        for step in first:
            desk.do("5m", Step("INC-1", step))
        assert desk.clock("stabilise").running
        events = desk.do("1h", Step("INC-1", last, skip=True, reason="There is nothing to roll back"))
        assert "phase.completed" in kinds(events)
        assert desk.clock("stabilise").verdict(desk.now) == "met"

    def test_a_phase_is_completed_once(self) -> None:
        desk = Desk()
        desk.declare("1m", "SEV-1", "outage")
        for step in steps(desk, "short_term"):
            desk.do("5m", Step("INC-1", step))
        desk.do("6m", Follow("INC-1", "credential_stuffing"))
        for step in steps(desk, "short_term"):
            if step not in desk.incident.steps:
                desk.do("7m", Step("INC-1", step))
        phases = [record.body.phase for record in desk.ledger.records if isinstance(record.body, PhaseCompleted)]
        assert phases.count("short_term") == 1


class TestAutomation:
    def test_it_joins_the_incident_of_its_service_and_its_step_is_done_and_not_asked_for_again(self) -> None:
        desk = Desk()
        desk.alert("0m", "critical", "api", "security")
        desk.enter("10m", automation("isolate-compromised-systems"), "source:EDR")
        assert desk.incident.automations == ["AU-1"]
        assert desk.incident.steps["isolate-compromised-systems"] == "done"
        assert desk.incident.steps["begin-containment"] == "done"
        reason, hint = desk.refused("11m", Step("INC-1", "isolate-compromised-systems"))
        assert reason == "'Isolate compromised systems' is done already by EDR"
        assert hint == "go on with the next step"

    def test_it_joins_by_category_and_not_what_is_unlike(self) -> None:
        desk = Desk()
        desk.alert("0m", "critical", "db", "security")
        desk.enter("1m", automation(service="", category="outage"), "source:WAF")
        assert desk.incident.automations == []
        desk.enter("2m", AutomationReported("AU-2", "WAF", "Blocked", category="security"), "source:WAF")
        assert desk.incident.automations == ["AU-2"]

    def test_what_was_done_before_the_incident_was_there_belongs_to_it(self) -> None:
        desk = Desk()
        desk.enter("1m", automation("isolate-compromised-systems", service="db"), "source:EDR")
        assert not desk.board.incidents
        desk.alert("5m", "critical", "db", "security")
        assert desk.incident.automations == ["AU-1"]
        assert desk.incident.steps["isolate-compromised-systems"] == "done"

    def test_a_step_of_another_playbook_counts_once_that_is_followed(self) -> None:
        desk = Desk()
        desk.alert("0m", "critical", "api", "outage")
        desk.enter("1m", automation("throttle-sign-in"), "source:WAF")
        assert "throttle-sign-in" not in desk.incident.steps
        desk.do("2m", Follow("INC-1", "credential_stuffing"))
        assert desk.incident.steps["throttle-sign-in"] == "done"
