"""What a plan says of closing, the watch, follow-ups and the post-mortem: every mistake is named with its line."""

import pytest

from irsim.plan import default_plan_text, load_plan
from irsim.words.calendar import Period
from irsim.words.durations import HOUR
from irsim.words.faults import BadInput

PLAN = default_plan_text()


def said(before: str, after: str) -> str:
    """What is said of the plan that ships with one thing changed, and that it is said of that line."""
    assert PLAN.count(before) == 1, (before, PLAN.count(before))
    text = PLAN.replace(before, after)
    with pytest.raises(BadInput) as caught:
        load_plan(text, "plan.yaml")
    fault = caught.value.faults[0]
    assert len(caught.value.faults) == 1, caught.value.faults
    changed = [n for n, (old, new) in enumerate(zip(PLAN.split("\n"), text.split("\n"), strict=False), 1) if old != new]
    assert changed[0] - 1 <= fault.line <= changed[0] + 1, (fault, changed[:2])
    return fault.message


def test_the_plan_that_ships_says_what_the_documents_say() -> None:
    plan = load_plan(PLAN, "default.yaml")
    assert plan.watch is not None
    assert (plan.watch.at_least, plan.watch.at_most) == (24 * HOUR, 72 * HOUR)
    assert [metric.text for metric in plan.watch.metrics] == [
        "System performance",
        "Error rates",
        "User activity",
        "Security alerts",
    ]
    assert len(plan.follow_ups) == 4
    assert plan.review is not None
    assert plan.review.within == Period("business", 5, "5 business days")
    assert plan.review.lasts == (HOUR, 2 * HOUR)
    assert [item.shows for item in plan.review.agenda] == ["timeline", "impact", "cause", "response", "improvements"]
    assert [group.label for group in plan.review.attendees] == [
        "Response team",
        "Engineering",
        "Management",
        "Stakeholders",
    ]


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("  at_most: 72h\n", "  at_most: 12h\n", "12h is shorter than at_least, 1d"),
        ("  at_least: 24h\n", "  at_least: a day\n", "'a day' is not a duration"),
        ("{id: user_activity, text: User activity}", "{id: performance, text: Users}", "'performance' is given twice"),
        ("  lasts: 1h-2h\n", "  lasts: 2h-1h\n", "is no length of time; write it as 1h, or 1h-2h"),
        ("    done_when: [fixes-verified]\n", "    done_when: [fixes-verifed]\n", "did you mean 'fixes-verified'"),
        ("    done_when: [review]\n", "    done_when: [follow-ups]\n", "cannot wait for itself"),
        ("  acknowledge: {}\n", "  acknowledge: {SEV-9: [declared]}\n", "no severity is called 'SEV-9'"),
        ("  acknowledge: {}\n", "  acknowledge: {all: [acknowledged]}\n", "cannot be asked for before acknowledging"),
        ("    SEV-3: [stability-confirmed]\n", "    SEV-3: [follow-ups]\n", "ask for it under close"),
        ("    SEV-3: [stability-confirmed]\n", "    SEV-3: [watch]\n", "ask for it under close"),
        ("shows: cause}", "shows: causes}", "did you mean 'cause'"),
        ("{id: stakeholders, label: Stakeholders}", "{id: management, label: All}", "'management' is given twice"),
        ("{id: mail, label: Mail or message}", "{id: log, label: Mail}", "'log' is given twice"),
    ],
)
def test_a_mistake_is_named_with_its_line(before: str, after: str, fault: str) -> None:
    assert fault in said(before, after)
