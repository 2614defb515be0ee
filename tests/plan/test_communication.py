"""Mistakes in what a plan says of audiences, templates and bridges: each with its line and its cure."""

import pytest

from irsim.plan import default_plan_text
from tests.plan.test_plan import faults_of

DEFAULT = default_plan_text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "    through: press-contact\n",
            "    through: pres-contact\n",
            "audiences.media.through: no contact is called",
        ),
        ("    regular: [slack, mail]\n", "    regular: [slack, fax]\n", "no channel of this audience is called 'fax'"),
        (
            "    immediate: [slack, bridge]\n",
            "    immediate: [press]\n",
            "no channel of this audience is called 'press'",
        ),
        ("    must: [next_step]\n", "    must: [next_stap]\n", "no phrase list is called 'next_stap'; did you mean"),
        ("    must: [next_step]\n", "    must: [blame]\n", "'blame' must occur and must not; leave it out of one"),
        ("    through: press-contact\n", "    only_through: true\n", "nobody is named through whom; name a contact"),
        ("Bridge: {{ incident.bridge }}", "Bridge: {{ incident.brige }}", "'incident' has no 'brige'; use one of: "),
        ("  - id: video-bridge\n", "  - id: phone-bridge\n", "bridges.phone-bridge.id: 'phone-bridge' is given twice"),
        ("where: {audience: engineering}", "where: {audience: engineers}", "no audience is called 'engineers'"),
    ],
)
def test_one_slip_is_one_fault_in_its_line(old: str, new: str, said: str) -> None:
    text = DEFAULT.replace(old, new, 1)
    assert text != DEFAULT
    [fault] = faults_of(text)
    assert said in fault.message
    line = text[: text.rindex(new)].count("\n") + 1
    assert -2 <= line - fault.line <= 12, "the item, or a line in it"
