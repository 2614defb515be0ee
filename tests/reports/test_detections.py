"""The plan's detection rules in words."""

from irsim.plan import default_plan_text, load_plan
from irsim.reports.detections import rule_in_words


def test_each_rule_says_when_of_which_lines_and_until_when() -> None:
    plan = load_plan(default_plan_text())
    told = {rule.id: "\n".join(rule_in_words(plan, rule)) for rule in plan.detections}
    assert "from 10 lines within 5m for each user." in told["failed-sign-ins"]
    assert "10 different values of user within 10m for each source_ip" in told["password-spraying"]
    assert "adds up to more than 5 GB within 1h for each user and source_ip" in told["data-leaving"]
    assert "after 5 others or more within 15m" in told["sign-in-after-failures"]
    assert "Before it counts a line that reads 'Failed password" in told["sign-in-after-failures"]
    assert "a value of country that was not seen for 90d, once 7d are learnt" in told["administrator-elsewhere"]
    assert "at every line" in told["log-tampering"]
    assert all("It is over" in each and "A line counts" in each for each in told.values())
