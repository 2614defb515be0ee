"""Playbooks, suggestions and kinds of data of a plan: what the documents ask for is there, each slip has its line."""

import pytest

from irsim.plan import default_plan_text, load_plan
from irsim.words.faults import BadInput

DEFAULT = default_plan_text()

FURTHER = {"third_party_failure", "misconfiguration", "ransomware", "credential_stuffing"}


def test_every_step_says_how_and_who() -> None:
    plan = load_plan(DEFAULT, "default.yaml")
    for book in plan.playbooks:
        for step in book.steps:
            assert step.how, step.id
            assert len(step.text) <= 80, step.text
    assert {book.id for book in plan.playbooks} >= FURTHER


def test_the_documents_steps_are_there() -> None:
    plan = load_plan(DEFAULT, "default.yaml")
    books = {book.id: book for book in plan.playbooks}
    assert len(books["initial_assessment"].steps) == 5
    assert len(books["investigation"].steps) == 5
    kinds = [step.phase or "immediate" for step in books["containment"].steps]
    assert (kinds.count("immediate"), kinds.count("short_term")) == (4, 4)
    assert {step.within for step in books["containment"].steps} == {30 * 60_000, 120 * 60_000}
    for name in ("security_breach", "system_outage", "data_incident"):
        phases = [step.phase for step in books[name].steps]
        assert phases[:5] == [None] * 5
        assert {"eradication", "verification"} <= set(phases)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("routine: [initial_assessment,", "routine: [initial_assesment,", "routine.0: no playbook is called"),
        (
            "by_subcategory: {misconfiguration: misconfiguration}",
            "by_subcategory: {misconfiguration: misconfig}",
            "categories.security.by_subcategory.misconfiguration: no playbook is called 'misconfig'; did you mean",
        ),
        (
            "by_subcategory: {misconfiguration: misconfiguration}",
            "by_subcategory: {wrong: misconfiguration}",
            "categories.security.by_subcategory.wrong: no subcategory of security is called 'wrong'",
        ),
        (
            "done_by: [alert.triaged, incident.declared]",
            "done_by: [clock.warned, incident.declared]",
            "playbooks.initial_assessment.steps.triage-alerts.done_by.0: 'clock.warned' is about no incident; name one",
        ),
        (
            "where: {check: fix-effective}",
            "where: {chek: fix-effective}",
            "playbooks.recovery_validation.steps.verify-fix.done_by: 'check.passed' has no field 'chek'; did you mean",
        ),
        (
            "severity: SEV-1\n    because: Data",
            "severity: SEV-0\n    because: Data",
            "suggestions.1.severity: no severity",
        ),
        (
            "when: {data_compromised: true}",
            "when: {data_lost: true}",
            "suggestions.1.when: an assessment has no 'data_",
        ),
        ("revenue: {above: 0}", "revenue: {over: 0}", "suggestions.2.when: 'revenue' is bounded by "),
        (
            "    phase: short_term\n",
            "    phase: short\n",
            "playbooks.containment.steps.compensating-controls.phase: 'short'",
        ),
        ("data_kinds:\n", "data_kinds:\n  - {id: card, label: Again}\n", "data_kinds.card.id: 'card' is given twice"),
    ],
)
def test_one_slip_is_one_fault_with_its_line(old: str, new: str, said: str) -> None:
    assert old in DEFAULT
    with pytest.raises(BadInput) as caught:
        load_plan(DEFAULT.replace(old, new, 1), "plan.yaml")
    [fault] = caught.value.faults
    assert fault.message.startswith(said), fault.message
    line = DEFAULT[: DEFAULT.index(old)].count("\n") + 1
    assert line - 2 <= fault.line <= line + 8
