"""What a plan says it measures: every mistake is named with its line."""

import pytest

from irsim.plan import default_plan_text, load_plan
from irsim.plan.models import ServiceLevels
from irsim.words.durations import DAY, SECOND
from irsim.words.faults import BadInput

PLAN = default_plan_text()


def test_the_plan_that_ships_promises_what_the_document_does() -> None:
    levels = load_plan(PLAN, "default.yaml").service_levels
    assert levels is not None
    assert (levels.availability, levels.window) == (999_000, 30 * DAY)
    assert levels.budget(levels.window) == 2_592 * SECOND, "43.2 minutes"


def test_the_budget_is_of_the_time_that_is_asked_for() -> None:
    assert ServiceLevels.model_validate({"availability": "95 %"}).budget(20 * DAY) == DAY
    assert ServiceLevels.model_validate({"availability": "100 %"}).budget(20 * DAY) == 0


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("  availability: 99.9 %\n", "  availability: 101 %\n", "'101 %' is no share of the time; write it as 99.9 %"),
        ("  availability: 99.9 %\n", "  availability: 0 %\n", "'0 %' is no share of the time"),
        ("  availability: 99.9 %\n", "  availability: high\n", "'high' is not a value in ppm"),
        ("  window: 30d\n", "  window: a month\n", "'a month' is not a duration"),
        ("  - id: mfaAdoption\n", "  - id: failedAttempts\n", "'failedAttempts' is given twice"),
        (
            "    measured_by: {monitors: [suspicious-activity]}\n",
            "    measured_by: {monitors: [suspicious-activty]}\n",
            "no monitor is called 'suspicious-activty'; did you mean 'suspicious-activity'?",
        ),
        (
            "    measured_by: {monitors: [suspicious-activity]}\n",
            "    measured_by: {}\n",
            "nothing to count; give one of monitors, incidents and events",
        ),
        (
            "    measured_by: {monitors: [suspicious-activity]}\n",
            "    measured_by: {monitors: [suspicious-activity], incidents: {category: security}}\n",
            "monitors and incidents to count; give one of",
        ),
        (
            "    measured_by: {incidents: {tags: ddos}}\n",
            "    measured_by: {incidents: {tag: ddos}}\n",
            "'tag' is no fact of an incident; did you mean 'tags'?",
        ),
        (
            "    measured_by: {events: {event: step.completed, where: {step: emergency-patch}}}\n",
            "    measured_by: {events: {event: step.completed, where: {stp: emergency-patch}}}\n",
            "'step.completed' has no field 'stp'; did you mean 'step'?",
        ),
        (
            "    measured_by: {events: {event: step.completed, where: {step: emergency-patch}}}\n",
            "    measured_by: {events: step.complete}\n",
            "no event is called 'step.complete'; did you mean 'step.completed'?",
        ),
        (
            "    unmeasured: planned but not implemented\n",
            "    note: planned but not implemented\n",
            "'mfaAdoption' has no figure; give 'measured_by', or say under 'unmeasured' why not",
        ),
        (
            "    note: The alerts of suspicious activity, of sign-ins or otherwise\n",
            "    unmeasured: nobody looks\n",
            "'suspiciousLogins' has 'measured_by' as well; take one of the two out",
        ),
    ],
)
def test_each_mistake_is_one_fault_with_its_line(before: str, after: str, fault: str) -> None:
    assert PLAN.count(before) == 1
    with pytest.raises(BadInput) as caught:
        load_plan(PLAN.replace(before, after), "plan.yaml")
    (found,) = caught.value.faults
    assert fault in found.message
    line = PLAN[: PLAN.index(before)].count("\n") + 1
    # a metric without a figure is a mistake of the whole metric, which begins above the line
    assert line - 5 <= found.line <= line


def test_an_objective_that_no_alert_could_break_is_a_mistake() -> None:
    plan = PLAN.replace(", down: true", "")
    assert plan != PLAN
    with pytest.raises(BadInput) as caught:
        load_plan(plan, "plan.yaml")
    (found,) = caught.value.faults
    assert found.line == plan[: plan.index("  availability: 99.9 %")].count("\n") + 1
    assert "no alert says that a service is down; mark a level of the status page 'down: true'" in found.message


def test_a_plan_may_measure_nothing() -> None:
    plan = load_plan(PLAN[: PLAN.index("\nservice_levels:")] + "\n", "plan.yaml")
    assert (plan.service_levels, plan.security_metrics) == (None, [])
