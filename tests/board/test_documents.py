"""What the two plan documents say, one test a line of theirs that no other test has in this form.

`docs/plan-coverage.md` names them. The words of a test are the documents', the figures too.
"""

import pytest

from irsim.board.reach import reach
from irsim.commands import (
    COMMANDS,
    Acknowledge,
    Amend,
    Assess,
    Assign,
    Aware,
    Check,
    Classify,
    Close,
    Contain,
    Declare,
    Lesson,
    Notice,
    Page,
    Recover,
    Resolve,
    Review,
    SetStatus,
    StartWatch,
)
from irsim.plan import default_plan_text, load_plan
from irsim.words.calendar import Period
from irsim.words.durations import HOUR, MINUTE
from tests.board.desk import Desk, kinds

PLAN = load_plan(default_plan_text(), "default.yaml")

RESTORED = ("stability-confirmed", "tests-passing", "performance-normal", "controls-validated")


def resolved(when: str = "1h", severity: str = "SEV-1", category: str = "outage") -> Desk:
    """A desk with an incident of which everything that resolving asks for holds, resolved at `when`."""
    desk = Desk()
    desk.declare("0m", severity, category)
    for check in RESTORED:
        desk.do("10m", Check("INC-1", check))
    desk.do(when, Resolve("INC-1"))
    return desk


# what an incident is


def test_the_second_documents_names_are_aliases_of_one_scale() -> None:
    assert [(level.id, level.alias) for level in PLAN.severities] == [
        ("SEV-1", "CRITICAL"),
        ("SEV-2", "HIGH"),
        ("SEV-3", "MEDIUM"),
        ("SEV-4", "LOW"),
        ("SEV-5", "INFO"),
    ]
    desk = Desk()
    desk.do("0m", Declare(title="A weakness is published", severity="INFO"))
    assert desk.incident.severity == "SEV-5"
    assert ("INC-1", "respond") not in desk.board.runs
    desk.do("1m", Acknowledge("INC-1"))
    desk.do("2m", Classify("INC-1", "critical", "outage"))
    assert desk.incident.severity == "SEV-1"


@pytest.mark.parametrize("kind", ["breach", "attack", "misconfiguration", "human_error", "other"])
def test_the_second_documents_categories_are_subcategories(kind: str) -> None:
    desk = Desk()
    desk.declare("0m", "SEV-1", "security")
    desk.do("1m", Classify("INC-1", "SEV-1", "security", kind))
    assert desk.incident.subcategory == kind


def test_the_statuses_of_both_documents() -> None:
    operational = resolved()
    operational.do("61m", SetStatus("INC-1", "post-mortem"))
    assert operational.incident.status == "post-mortem"
    seen = [record.body.status for record in operational.records("incident.status-changed")]  # type: ignore[attr-defined]
    assert seen == ["investigating", "resolved", "post-mortem"]

    security = Desk()
    security.do("0m", Declare(title="Somebody got in", severity="SEV-4", category="security"))
    assert (security.incident.status, security.incident.phase) == ("detected", "detection")
    security.do("1m", Acknowledge("INC-1"))
    security.do("2m", Contain("INC-1"))
    security.do("3m", SetStatus("INC-1", "eradicated"))
    security.do("4m", SetStatus("INC-1", "recovered"))
    security.do("5m", Resolve("INC-1"))
    security.do("6m", Check("INC-1", "symptoms-resolved"))
    security.do("7m", Close("INC-1"))
    moved = [(record.body.status, record.body.phase) for record in security.records("incident.status-changed")]  # type: ignore[attr-defined]
    assert moved == [
        ("investigating", "assessment"),
        ("contained", "containment"),
        ("eradicated", "eradication"),
        ("recovered", "recovery"),
        ("resolved", "recovery"),
        ("closed", "lessons learned"),
    ]


def test_every_field_of_both_incident_interfaces() -> None:
    desk = Desk()
    desk.do("0m", Declare(title="Lists leave", description="At night", services=("api",), category="security"))
    desk.do("1m", Acknowledge("INC-1"))
    desk.do("2m", Assign("INC-1", "technical_lead", "Ana"))
    desk.do(
        "3m",
        Amend(
            "INC-1",
            affected_customers=41,
            affected_users=97,
            tags=("lists",),
            personal_data=True,
            data_compromised=True,
        ),
    )
    about = desk.incident
    assert (about.id, about.title, about.description) == ("INC-1", "Lists leave", "At night")
    assert (about.services, about.affected_customers, about.affected_users) == (["api"], 41, 97)
    assert (about.since, about.assigned["technical_lead"], about.tags) == (0, "Ana", ["lists"])
    assert about.detected_by
    assert about.data_compromised
    assert not about.reported_to_authorities
    desk.do("4m", Aware("INC-1"))
    desk.do("5m", Notice("INC-1", "processor"))
    assert not desk.incident.reported_to_authorities
    desk.do("6m", Notice("INC-1", "gdpr"))
    assert desk.incident.reported_to_authorities


# who responds


def test_the_responsibilities_of_the_four_roles_are_commands_that_they_own() -> None:
    owns = {role.id: set(role.owns) for role in PLAN.roles}
    assert owns["incident_commander"] >= {"declare", "classify", "assign", "handover", "escalate", "page", "authorise"}
    assert owns["technical_lead"] >= {"assess", "finding", "cause", "evidence", "act", "step", "contain", "recover"}
    assert owns["communications_lead"] >= {"update", "answer"}
    assert owns["legal_compliance"] >= {"aware", "determine", "facts", "notice", "legal-hold", "verify-identity"}
    exercise = {"feedback", "questionnaire", "observe", "proceed", "end"}
    exercise |= {name for name, command in COMMANDS.items() if command.control}
    assert set(COMMANDS) - exercise == set().union(*owns.values()), "what is nobody's is not counted for anybody"
    for role in PLAN.roles:
        assert len(role.responsibilities) >= 4, role.id


def test_whom_the_documents_have_called_can_be_reached_when_they_say() -> None:
    night = Desk(starts="2026-11-16T22:00:00+00:00")
    night.declare("0m", "SEV-2", "outage")
    planned = {each.id: reach(night.board, each, night.now, "INC-1").planned for each in PLAN.contacts}
    assert planned["primary-on-call"]
    assert planned["secondary-on-call"]
    assert planned["legal-counsel"]
    assert not planned["cto"]
    assert not planned["ceo"]
    assert not planned["security-firm"]
    night.do("1m", Classify("INC-1", "SEV-1", "security"))
    planned = {each.id: reach(night.board, each, night.now, "INC-1").planned for each in PLAN.contacts}
    assert planned["ceo"]
    assert planned["security-firm"]
    assert kinds(night.do("2m", Page("legal-counsel", "INC-1")))[0] == "page.sent"


# how it is found, and what it does


def test_the_monitors_and_their_thresholds() -> None:
    monitors = {each.id: each for each in PLAN.monitors}
    said = {
        name: (each.metric, each.above if each.above is not None else each.below, each.severity)
        for name, each in monitors.items()
    }
    assert said["response-time"] == ("response_time", 5000, "high")
    assert said["error-rate"] == ("error_rate", 50_000, "high")
    assert said["cpu-usage"] == ("cpu_usage", 900_000, "medium")
    assert said["http-5xx"][2] == "high"
    assert said["apdex"] == ("apdex", 800_000, "medium")
    assert said["unauthorized-access"] == ("", None, "critical")
    assert said["data-exfiltration"] == ("", None, "critical")
    assert said["suspicious-activity"] == ("", None, "high")
    assert {each.every for each in PLAN.monitors if each.metric} == {30_000}
    assert monitors["apdex"].source == "Sentry, DataDog, New Relic"
    assert monitors["suspicious-activity"].source == "SIEM, IDS/IPS, log analysis"


def test_the_impact_assessment_has_every_field() -> None:
    desk = Desk()
    desk.declare("0m")
    desk.do(
        "5m",
        Assess(
            "INC-1",
            systems=("api",),
            users=97,
            customers=41,
            data_compromised=True,
            functionality_loss="partial",
            revenue=8500,
            customer_impact="degraded",
            brand="high",
            regulatory=True,
            resources=4,
        ),
    )
    impact = desk.incident.impact
    assert impact is not None
    assert (impact.systems, impact.users, impact.data_compromised) == (("api",), 97, True)
    assert (impact.functionality_loss, impact.revenue, impact.customer_impact) == ("partial", 8500, "degraded")
    assert (impact.brand, impact.regulatory, impact.resources) == ("high", True, 4)


def test_times_to_respond_and_to_resolve_are_reckoned() -> None:
    desk = Desk()
    desk.alert("0m")
    desk.do("3m", Assess("INC-1", customers=1))
    assert (desk.incident.response_time, desk.incident.resolution_time) == (0, 0)
    desk.do("4m", Acknowledge("INC-1"))
    for check in RESTORED:
        desk.do("10m", Check("INC-1", check))
    desk.do("1h", Resolve("INC-1"))
    assert (desk.incident.response_time, desk.incident.resolution_time) == (4 * MINUTE, HOUR)
    desk.do("61m", Assess("INC-1", customers=1))
    impact = desk.incident.impact
    assert impact is not None
    assert (impact.response_time, impact.resolution_time) == (4 * MINUTE, HOUR)


def steps(book: str) -> list[str]:
    """The steps of a playbook, in their order."""
    return [step.id for step in next(each for each in PLAN.playbooks if each.id == book).steps]


@pytest.mark.parametrize(
    ("book", "said"),
    [
        (
            "initial_assessment",
            ["triage-alerts", "evaluate-impact", "classify-severity", "begin-containment", "notify-response-team"],
        ),
        (
            "containment",
            [
                "isolate-compromised-systems",
                "block-malicious-traffic",
                "disable-compromised-accounts",
                "emergency-patch",
                "compensating-controls",
                "monitoring-safeguards",
                "additional-logging",
                "prepare-rollback",
            ],
        ),
        (
            "investigation",
            ["collect-evidence", "find-root-cause", "analyse-full-impact", "reconstruct-timeline", "keep-custody"],
        ),
        (
            "recovery_validation",
            ["choose-approach", "verify-fix", "test-functionality", "monitor-stability", "validate-data"],
        ),
        (
            "security_breach",
            [
                "revoke-all-sessions",
                "change-privileged-credentials",
                "isolate-compromised-systems",
                "enable-enhanced-monitoring",
                "notify-security-team",
            ],
        ),
        (
            "system_outage",
            ["check-resources", "restart-services", "verify-database", "check-network", "balance-load"],
        ),
        (
            "data_incident",
            [
                "stop-processing",
                "assess-exposure",
                "notify-affected-customers",
                "prepare-breach-notification",
                "recover-data",
            ],
        ),
        ("forensics", ["preserve-logs", "capture-system-state", "capture-screenshots", "forensic-imaging"]),
    ],
)
def test_the_steps_of_the_documents_come_first_and_in_their_order(book: str, said: list[str]) -> None:
    assert steps(book)[: len(said)] == said


# the way out


@pytest.mark.parametrize("approach", ["rollback", "fix_forward", "workaround"])
def test_three_ways_to_recover(approach: str) -> None:
    desk = Desk()
    desk.declare("0m")
    desk.do("5m", Recover("INC-1", approach))
    assert desk.incident.approach == approach


@pytest.mark.parametrize("left_out", RESTORED)
def test_a_severe_incident_is_resolved_by_the_four_criteria(left_out: str) -> None:
    desk = Desk()
    desk.declare("0m")
    for check in RESTORED:
        if check != left_out:
            desk.do("5m", Check("INC-1", check))
    assert left_out in desk.refused("6m", Resolve("INC-1"))[1]
    desk.do("7m", Check("INC-1", left_out))
    desk.do("8m", Resolve("INC-1"))


def test_the_watch_has_three_days_at_most() -> None:
    desk = resolved()
    desk.do("2h", StartWatch("INC-1"))
    desk.to("80h")
    assert desk.runs("watch-ended") == [("2h", "3d2h", "overdue")]


def test_the_post_mortem_is_held_within_five_business_days() -> None:
    """Resolved on a Monday: by the close of hours on the Monday after it, 18:00 in Amsterdam."""
    desk = resolved()
    desk.do("2h", Review("INC-1", "2026-12-24T14:00"))
    assert desk.runs("post-mortem") == [("1h", "7d8h", "running")]
    desk.to("8d")
    assert desk.runs("post-mortem") == [("1h", "7d8h", "overdue")]
    in_time = resolved()
    in_time.do("4d", Review("INC-1", held=True))
    assert in_time.runs("post-mortem") == [("1h", "7d8h", "met")]


def test_an_incident_that_is_resolved_twice_has_its_post_mortem_after_the_second_time() -> None:
    desk = resolved()
    desk.do("2h", SetStatus("INC-1", "investigating", "It has come back"))
    desk.do("30h", Resolve("INC-1"))
    assert [(since, verdict) for since, _, verdict in desk.runs("post-mortem")] == [("1h", "running")]
    assert desk.clock("post-mortem").due == resolved("30h").clock("post-mortem").due


# whom to tell, and what


@pytest.mark.parametrize(
    ("severity", "clock", "due"), [("SEV-1", "authority-security", "1h5m"), ("SEV-2", "authority-regulatory", "3d5m")]
)
def test_a_security_incident_of_which_regulators_must_be_told_has_a_clock_at_every_severity(
    severity: str, clock: str, due: str
) -> None:
    desk = Desk()
    desk.declare("0m", severity, "security")
    desk.do("5m", Assess("INC-1", regulatory=True))
    assert desk.runs(clock) == [("5m", due, "running")]
    desk.do("20m", Notice("INC-1", "authority-security"))
    assert desk.runs(clock) == [("5m", due, "met")]


def template(name: str) -> tuple[set[str], set[str]]:
    """A template's fields and audiences."""
    found = next(each for each in PLAN.templates if each.id == name)
    return {field.id for field in found.fields}, set(found.audiences)


def channels(name: str) -> set[str]:
    return set(next(each for each in PLAN.audiences if each.id == name).channels)


def test_what_a_message_inside_says() -> None:
    fields, audiences = template("internal-sitrep")
    assert fields >= {"conditions", "actions", "needs"}
    assert audiences >= {"team", "engineering", "management"}
    fields, audiences = template("internal-summary")
    assert fields >= {"status", "expected", "business_impact"}
    assert "employees" in audiences
    for audience in ("team", "engineering", "management"):
        assert channels(audience) >= {"slack", "bridge"}
    assert channels("employees") >= {"slack", "mail"}


def test_what_a_message_outside_says() -> None:
    assert channels("customers") >= {"status_page", "mail", "support"}
    assert template("customer-acknowledgment")[0] >= {"symptom", "workaround", "next_update_by"}
    assert template("customer-update")[0] >= {"affected", "data_safety", "workaround", "next_update_by"}
    assert template("customer-resolution")[0] >= {"ended", "fix_confirmed_by", "data_statement"}
    assert template("security-notice")[1] == {"affected-customers"}
    fields, audiences = template("media-holding")
    assert fields >= {"affected", "action", "background"}
    assert audiences == {"media"}
    media = next(each for each in PLAN.audiences if each.id == "media")
    assert media.through == ["press-contact"]


@pytest.mark.parametrize(
    ("notice", "asks"),
    [
        ("gdpr", {"nature", "data_categories", "subjects", "dpo_contact", "consequences", "measures"}),
        ("data-subjects", {"nature", "dpo_contact", "consequences", "measures"}),
        ("ccpa", {"nature", "data_categories", "measures", "contact"}),
        ("ccpa-credit", {"nature", "data_categories", "contact"}),
        ("authority-security", {"nature", "data_categories", "measures", "prevention"}),
        ("authority-outage", {"nature", "services", "measures", "prevention"}),
    ],
)
def test_what_each_notice_of_the_documents_says(notice: str, asks: set[str]) -> None:
    assert set(next(each for each in PLAN.notices if each.id == notice).asks) >= asks


@pytest.mark.parametrize(
    ("clock", "within"),
    [
        ("gdpr-33", "72h"),
        ("ccpa", "45 calendar days"),
        ("ccpa-credit", "45 calendar days"),
        ("hipaa", "60 calendar days"),
        ("pci", "24h"),
    ],
)
def test_the_figures_of_the_breach_notification(clock: str, within: str) -> None:
    rule = next(each for each in PLAN.clocks if each.id == clock)
    assert isinstance(rule.within, Period)
    assert rule.within.written == within
    assert rule.legal


def test_a_californian_and_a_card_set_the_documents_clocks_going() -> None:
    desk = Desk()
    desk.declare("0m", "SEV-1", "data")
    desk.do("1m", Assess("INC-1", data_compromised=True, data_kinds=("california-residents", "card")))
    desk.do("2m", Aware("INC-1"))
    for clock, notice in (("ccpa", "ccpa"), ("ccpa-credit", "ccpa-credit"), ("pci", "pci")):
        assert desk.runs(clock)[0][2] == "running"
        desk.do("3m", Notice("INC-1", notice))
        assert desk.runs(clock)[0][2] == "met"


# what is learnt


def test_a_lesson_is_of_process_tool_or_training_and_names_what_it_changes() -> None:
    desk = resolved()
    for kind, section in (("process", "playbooks"), ("tool", "monitors"), ("training", "roles")):
        desk.do("2h", Lesson("INC-1", "Something was learnt", kind, section, "Say it there"))
    assert [(each.kind, each.section) for each in desk.incident.lessons] == [
        ("process", "playbooks"),
        ("tool", "monitors"),
        ("training", "roles"),
    ]
    assert "process, tool, training" in desk.refused("2h", Lesson("INC-1", "A thing", "gossip"))[1]
