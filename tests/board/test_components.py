"""The status page's components: worse by themselves when monitoring says so, better only when people do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.commands import Attach, Dismiss, Merge, Recall, SendUpdate
from irsim.events.alerts import AlertFired, AlertResolved
from irsim.plan import default_plan_text
from tests.board.desk import Desk, at_text

PLAN = default_plan_text()
LEVELS = "service_levels:\n  availability: 99.9 %\n  window: 30d\n"

BEFORE, AFTER = PLAN[: PLAN.index("\nstatus_page:\n")], PLAN[PLAN.index("\n# How long an update can be taken back") :]
PAGE = """
status_page:
  channel: status_page
  states: [investigating, identified, monitoring, resolved]
  levels:
    - {id: operational, label: Operational}
    - {id: degraded, label: Degraded performance}
    - {id: outage, label: Outage, down: true}
    - {id: maintenance, label: Under maintenance}
  components:
    - {id: api, label: API, services: [api]}
    - {id: both, label: API and database, services: [api, db]}
    - {id: spare, label: One of two, services: [api, db], worst: all}
    - {id: elsewhere, label: Not in this world, services: [nothing-here]}
    - {id: talks, label: Training days}
  follows:
    - {categories: [security], level: operational}
    - {monitors: [cpu-usage], severities: [critical, high], level: degraded}
    - {severities: [critical], level: outage}
    - {severities: [high], level: degraded}
"""


def desk() -> Desk:
    return Desk(BEFORE + PAGE + AFTER)


def levels(room: Desk) -> dict[str, str]:
    return {name: part.level for name, part in room.board.components.items()}


def path(room: Desk, component: str) -> list[tuple[str, str, str, str]]:
    """A component's history as a test reads it: when, level, why, by whom."""
    board = room.board
    told = [(at_text(0), board.rules.levels[0], "", "")]
    for turn in board.components[component].turns:
        by = board.updates[turn.update].by if turn.update else "monitoring"
        told.append((at_text(turn.at), turn.level, turn.update or turn.alert, by))
    return told


def post(room: Desk, when: str, incident: str = "INC-1", **more: str) -> None:
    """An update on the status page, which has left when this returns."""
    room.do(when, SendUpdate(incident, "customers", "status_page", text="News.", **more))  # type: ignore[arg-type]
    room.to(at_text(room.now + 10_000))


def test_only_components_of_this_world_are_shown_and_all_begin_at_their_best() -> None:
    room = desk()
    assert levels(room) == {"api": "operational", "both": "operational", "spare": "operational", "talks": "operational"}
    assert path(room, "api") == [("0s", "operational", "", "")]


def test_an_alert_makes_the_components_of_its_service_worse_by_itself_and_says_so_on_the_record() -> None:
    room = desk()
    room.alert("1m", "high", "api")
    room.alert("2m", "critical", "api")
    room.alert("3m", "high", "api")
    assert levels(room) == {"api": "outage", "both": "outage", "spare": "operational", "talks": "operational"}
    assert path(room, "api")[1:] == [("1m", "degraded", "AL-1", "monitoring"), ("2m", "outage", "AL-2", "monitoring")]
    (first, *_) = room.records("component.changed")
    assert first.by == "desk"
    assert room.ledger.records[first.cause].body.alert == "AL-1"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("monitor", "severity", "category"), [("watch", "medium", ""), ("watch", "critical", "security")]
)
def test_an_alert_that_no_rule_makes_worse_leaves_the_page_alone(monitor: str, severity: str, category: str) -> None:
    room = desk()
    room.enter("1m", AlertFired("AL-1", monitor, "Something", severity, "api", category))
    assert levels(room)["api"] == "operational"
    assert room.records("component.changed") == []


def test_the_first_rule_that_fits_an_alert_counts() -> None:
    room = desk()
    room.enter("1m", AlertFired("AL-1", "cpu-usage", "Busy", "critical", "api"))
    assert levels(room)["api"] == "degraded"


def test_services_that_stand_in_for_each_other_are_only_as_bad_as_all_of_them() -> None:
    room = desk()
    room.alert("1m", "critical", "api")
    assert levels(room)["spare"] == "operational"
    room.alert("2m", "high", "db")
    assert levels(room)["spare"] == "degraded"
    room.alert("3m", "critical", "db")
    assert levels(room)["spare"] == "outage"


def test_of_two_alerts_one_clears_and_then_the_other_and_nothing_gets_better_by_itself() -> None:
    room = desk()
    room.alert("1m", "high", "api")
    room.alert("2m", "critical", "api")
    room.enter("5m", AlertResolved("AL-2"))
    assert levels(room)["api"] == "outage"
    room.enter("6m", AlertResolved("AL-1"))
    assert levels(room)["api"] == "outage"
    assert len(room.records("component.changed")) == 4


def test_a_person_sets_the_level_with_an_update_once_it_has_left() -> None:
    room = desk()
    room.alert("1m", "critical", "api")
    room.do("5m", SendUpdate("INC-1", "customers", "status_page", text="Better.", component="api", level="degraded"))
    assert levels(room)["api"] == "outage"
    room.to("5m10s")
    assert levels(room)["api"] == "degraded"
    assert path(room, "api")[-1] == ("5m10s", "degraded", "UPD-1", "incident_commander")
    assert levels(room)["both"] == "outage"


def test_a_recalled_update_sets_nothing() -> None:
    room = desk()
    room.alert("1m", "critical", "api")
    room.do("5m", SendUpdate("INC-1", "customers", "status_page", text="Up.", component="api", level="operational"))
    room.do("5m5s", Recall("UPD-1"))
    room.to("6m")
    assert levels(room)["api"] == "outage"


def test_the_next_alert_makes_it_worse_again_after_a_person_said_better() -> None:
    room = desk()
    room.alert("1m", "critical", "api")
    post(room, "5m", component="api", level="operational")
    room.alert("7m", "high", "api")
    assert levels(room)["api"] == "degraded"


def test_nothing_is_worse_than_maintenance() -> None:
    room = desk()
    room.declare("0s")
    post(room, "1m", component="api", level="maintenance")
    room.alert("2m", "critical", "api")
    assert levels(room)["api"] == "maintenance"


def test_saying_that_the_incident_is_over_takes_back_what_its_alerts_did() -> None:
    room = desk()
    room.alert("1m", "critical", "api")
    post(room, "5m", state="monitoring")
    assert levels(room)["api"] == "outage"
    post(room, "9m", state="resolved")
    assert levels(room) == dict.fromkeys(levels(room), "operational")
    assert path(room, "api")[-1] == ("9m10s", "operational", "UPD-2", "incident_commander")


def test_what_another_incident_holds_down_stays_down() -> None:
    room = desk()
    room.alert("1m", "critical", "db")
    room.declare("2m")
    room.alert("3m", "high", "api")
    room.do("4m", Attach("AL-2", "INC-2"))
    room.enter("5m", AlertResolved("AL-2"))
    post(room, "6m", "INC-1", state="resolved")
    assert levels(room)["both"] == "degraded"
    post(room, "8m", "INC-2", state="resolved")
    assert levels(room)["both"] == "operational"


def test_a_level_that_was_set_for_another_incident_stays() -> None:
    room = desk()
    room.declare("0s")
    room.declare("1m")
    post(room, "2m", "INC-2", component="talks", level="outage")
    post(room, "3m", "INC-1", state="resolved")
    assert levels(room)["talks"] == "outage"
    post(room, "4m", "INC-2", state="resolved")
    assert levels(room)["talks"] == "operational"


def test_an_alert_of_no_incident_is_taken_back_with_the_next_one_that_is_over_if_it_has_cleared() -> None:
    room = desk()
    room.declare("0s")
    room.alert("1m", "high", "api")
    room.alert("1m", "high", "db")
    assert not room.board.alerts["AL-1"].incident
    room.enter("4m", AlertResolved("AL-1"))
    post(room, "6m", state="resolved")
    assert levels(room)["api"] == "operational"
    assert levels(room)["both"] == "degraded"


def test_a_false_alarm_is_taken_back_by_whoever_dismisses_it() -> None:
    room = desk()
    room.alert("1m", "high", "api")
    room.alert("1m", "high", "api")
    room.do("3m", Dismiss("A test", "AL-1"))
    assert levels(room)["api"] == "degraded"
    room.do("4m", Dismiss("A test as well", "AL-2"))
    assert levels(room)["api"] == "operational"


def test_a_merged_incident_is_over_with_the_one_where_work_goes_on() -> None:
    room = desk()
    room.alert("1m", "critical", "api")
    room.declare("2m")
    room.do("3m", Merge("INC-1", "INC-2"))
    post(room, "5m", "INC-2", state="resolved")
    assert levels(room)["api"] == "operational"


@pytest.mark.parametrize(
    ("channel", "component", "level", "reason", "cure"),
    [
        ("mail", "api", "outage", "only the status page shows how well a component works", "send it by 'status_page'"),
        ("status_page", "apis", "outage", "there is no component of the status page 'apis'", "did you mean 'api'?"),
        ("status_page", "elsewhere", "outage", "there is no component of the status page 'elsewhere'", ""),
        ("status_page", "api", "outrage", "'outrage' is no level", "did you mean 'outage'?"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_cure(
    channel: str, component: str, level: str, reason: str, cure: str
) -> None:
    room = desk()
    room.declare("0s")
    command = SendUpdate("INC-1", "customers", channel, text="News.", component=component, level=level)
    refused, hint = room.refused("1m", command)
    assert refused == reason
    assert cure in hint


@pytest.mark.parametrize("given", [{"component": "api"}, {"level": "outage"}])
def test_component_and_level_come_together(given: dict[str, str]) -> None:
    room = desk()
    room.declare("0s")
    reason, _ = room.refused("1m", SendUpdate("INC-1", "customers", "status_page", text="News.", **given))  # type: ignore[arg-type]
    assert reason.endswith("is missing")


def test_a_plan_without_components_has_a_status_page_of_incidents_only() -> None:
    rest = AFTER.replace("state: identified", "").replace(LEVELS, "")
    room = Desk(BEFORE + "\nstatus_page: {states: [investigating, resolved]}\n" + rest)
    room.alert("1m", "critical", "api")
    post(room, "2m", state="resolved")
    assert room.records("component.changed") == []
    assert room.board.components == {}
    assert room.refused("3m", SendUpdate("INC-1", "customers", "status_page", text="x", component="a", level="b"))


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("alert"), st.sampled_from(["critical", "high", "low"]), st.sampled_from(["api", "db"])),
        st.tuples(st.just("clear"), st.integers(1, 9), st.just("")),
        st.tuples(st.just("dismiss"), st.integers(1, 9), st.just("")),
        st.tuples(
            st.just("set"), st.sampled_from(["api", "both", "spare"]), st.sampled_from(["operational", "outage"])
        ),
        st.tuples(st.just("over"), st.just(""), st.just("")),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(deeds)
def test_whatever_happens_only_people_make_a_component_better_and_the_board_is_its_fold(deeds: list) -> None:  # type: ignore[type-arg]
    room = desk()
    room.declare("0s")
    for n, (what, one, other) in enumerate(deeds, 1):
        when = f"{n}m"
        order, before = room.board.rules.levels, levels(room)
        if what == "alert":
            room.alert(when, one, other)
        elif what == "clear" and f"AL-{one}" in room.board.alerts:
            room.enter(when, AlertResolved(f"AL-{one}"))
        elif what == "dismiss":
            room.submit(when, Dismiss("No.", f"AL-{one}"))
        elif what == "set":
            post(room, when, component=one, level=other)
        elif what == "over":
            post(room, when, state="resolved")
        for name, level in levels(room).items():
            change = order.index(level) - order.index(before[name])
            assert change >= 0 or what in ("dismiss", "set", "over"), (what, name)
            assert change <= 0 or what in ("alert", "set"), (what, name)
    again = Board(room.board.opened)
    for record in room.ledger.records:
        apply(again, record)
    assert again.components == room.board.components
