"""Mistakes in what a scenario and its world say of channels: each with its line and its cure."""

from pathlib import Path

import pytest

from irsim.plan import Plan
from tests.drills import the_plan
from tests.scenario.test_check import SMALL, SMALL_WORLD, faults_of

OUTAGE = """\
outages:
  - {id: cut, at: 5m, channels: [slack], state: down}
decisions:
"""
WAYS = """\
  - {id: slack, label: Chat, depends_on: [{service: api, metric: error_rate, above: 40 %}]}
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return the_plan()


def with_outage(old: str, new: str) -> str:
    text = SMALL.replace("decisions:\n", OUTAGE.replace(old, new), 1)
    assert new in text
    return text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "[slack]",
            "[slak]",
            "outages.cut.channels.0: no channel of the world is called 'slak'; did you mean 'slack'?",
        ),
        ("[slack]", "[slack, slack]", "outages.cut.channels.1: 'slack' is given twice; remove one"),
        ("[slack]", "[]", "outages.cut.channels: "),
        ("state: down", "state: gone", "outages.cut.state: 'gone' does not fit; use one of: down, silent, slow"),
        ("state: down", "state: silent, says: Gone", "outages.cut: 'says' goes with state: down; "),
        ("state: down", "state: down, receipts: true", "outages.cut: 'receipts' goes with state: silent; "),
        ("state: down", "state: down, well: true", "outages.cut: 'announced' is missing: "),
        ("state: down", "state: down, ended_by: [shut]", "outages.cut.ended_by.0: no action of the world is called"),
        ("state: down", 'state: down, says: "{{ bos.name }}"', "outages.cut.says: 'bos' is not in the cast; "),
        ("at: 5m", "after: sean", "outages.cut.after: no inject is called 'sean'; did you mean 'seen'?"),
        ("at: 5m", "at: 5m, after: seen", "outages.cut: needs exactly one of 'at', 'after' and 'when'"),
        ("state: down", "state: slow, lag: 0s", "outages.cut.lag: "),
    ],
)
def test_a_slip_in_an_outage_is_one_fault_in_its_line(
    tmp_path: Path, plan: Plan, old: str, new: str, said: str
) -> None:
    text = with_outage(old, new)
    [fault] = faults_of(tmp_path, plan, text, SMALL_WORLD)
    assert fault.message.startswith(said)
    assert fault.line == text[: text.index("id: cut")].count("\n") + 1


def test_one_that_is_sound_is_sound(tmp_path: Path, plan: Plan) -> None:
    world = SMALL_WORLD.replace("  - {id: slack, label: Chat}\n", WAYS)
    assert world != SMALL_WORLD
    assert faults_of(tmp_path, plan, with_outage("[slack]", "slack"), world) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("service: api", "service: appi", "channels.slack.depends_on.0.service: no service is called 'appi'; "),
        ("error_rate", "errors", "channels.slack.depends_on.0.metric: 'api' has no metric 'errors'; "),
        (", above: 40 %", "", "channels.slack.depends_on.0: needs one of 'above' and 'below'"),
        ("40 %", "40 apples", "channels.slack.depends_on.0.metric: '40 apples' is not a value in ppm; "),
    ],
)
def test_what_a_channel_leans_on_exists(tmp_path: Path, plan: Plan, old: str, new: str, said: str) -> None:
    world = SMALL_WORLD.replace("  - {id: slack, label: Chat}\n", WAYS.replace(old, new))
    [fault] = faults_of(tmp_path, plan, SMALL, world)
    assert fault.message.startswith(said)
    assert fault.line == world[: world.index("id: slack")].count("\n") + 1


def test_who_confirms_is_an_audience_of_the_plan(tmp_path: Path, plan: Plan) -> None:
    world = SMALL_WORLD + 'confirms:\n  teem: {after: 4m, who: "{{ bos.name }}"}\n'
    said = sorted(fault.message for fault in faults_of(tmp_path, plan, SMALL, world))
    assert said[0].startswith("confirms.teem.who: 'bos' is not in the cast; ")
    assert said[1].startswith("confirms.teem: no audience of the plan is called 'teem'; did you mean 'team'?")


def test_a_fallback_is_another_channel_of_the_world(tmp_path: Path, plan: Plan) -> None:
    for name in ("fax", "mail"):
        text = SMALL.replace("      channel: mail\n", f"      channel: mail\n      fallback: {name}\n", 1)
        [fault] = faults_of(tmp_path, plan, text, SMALL_WORLD)
        assert fault.message.startswith("injects.ask.message.fallback: no other channel of the world is called")


def test_patterns_name_channels_and_audiences_that_exist(tmp_path: Path, plan: Plan) -> None:
    for event, field in (("update.confirmed", "audience"), ("channel.changed", "channel"), ("page.sent", "via")):
        old = "does: {event: incident.classified}, values: {severity: SEV-1, category: security}"
        text = SMALL.replace(old, f"does: {{event: {event}, where: {{{field}: nowhere}}}}", 1)
        assert text != SMALL
        [fault] = faults_of(tmp_path, plan, text, SMALL_WORLD)
        assert f"no {field} is called 'nowhere'" in fault.message
