"""The plan's own eyes: probes and detection rules, and what is refused of them."""

import pytest

from irsim.plan import default_plan_text, load_plan
from irsim.words.faults import BadInput

DEFAULT = default_plan_text()
PLAN = load_plan(DEFAULT, "default.yaml")

SLIPS = [
    ("  tls: certificate-invalid", "  tls: certificate-invalit", "probing.tls: no monitor is called"),
    ("  tls: certificate-invalid", "  tls: certificate-expiry", "probing.tls: 'certificate-expiry' watches a metric"),
    ("  failed: 2\n", "  failed: 4\n", "probing: 4 of 3 looks cannot fail"),
    ("    by: source_ip\n", "    by: source_ip\n    count: {at_least: 3, within: 1m}\n", "are two rules"),
    ("above: 5 GB, within: 1h", "above: 5 GiB, within: 1h", "is not a value in bytes"),
    ("{at_least: 10, within: 5m}", "{at_least: 10, within: 0s}", "is no time at all"),
    ("{at_least: 10, within: 5m}", "{at_least: 0, within: 5m}", "write 1 or more"),
    ("    by: user\n    first:", "    first:", "'first' needs 'by'"),
    ("      - contains: [audit, log was cleared]\n", "      - {}\n", "every line fits this"),
    (
        "event: {is: [export, download, contacts-exported]}",
        'event: {matches: "(a+)+"}',
        "repeats what repeats",
    ),
    ('reads: "Failed password for {user} from', 'reads: "{user}{user} from', "has two gaps side by side"),
    ("monitor: http-5xx\n", "monitor: http-5x\n", "no monitor is called"),
]


@pytest.mark.parametrize(("old", "new", "said"), SLIPS, ids=lambda each: each[-24:])
def test_a_slip_is_one_fault_with_its_cure(old: str, new: str, said: str) -> None:
    assert old in DEFAULT, old
    with pytest.raises(BadInput) as caught:
        load_plan(DEFAULT.replace(old, new, 1), "plan.yaml")
    [fault] = caught.value.faults
    assert said in fault.message
    assert "; " in fault.message


def test_the_three_kinds_of_the_security_plan_have_rules() -> None:
    named = {rule.monitor for rule in PLAN.detections}
    assert {"unauthorized-access", "data-exfiltration", "suspicious-activity"} <= named


def test_every_rule_says_what_to_look_at() -> None:
    assert [rule.id for rule in PLAN.detections if not rule.text] == []


def test_a_plan_needs_neither() -> None:
    text = DEFAULT[: DEFAULT.index("\nprobing:")] + DEFAULT[DEFAULT.index("\n# ----", DEFAULT.index("\ndetections:")) :]
    bare = load_plan(text, "plan.yaml")
    assert bare.detections == []
    assert bare.probing.http is None
