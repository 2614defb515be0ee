"""How incidents begin, join, move and end: detection, provisional severity, tracks, false alarms, merges."""

import pytest

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.state import NEVER
from irsim.commands import (
    Acknowledge,
    Amend,
    Assess,
    Attach,
    Aware,
    Classify,
    Close,
    Contain,
    Declare,
    Dismiss,
    Merge,
    Resolve,
    SetStatus,
)
from irsim.events.alerts import AlertFired
from irsim.events.incident import IncidentDetected, IncidentStatusChanged
from irsim.events.session import SeatLeft, SeatTaken
from irsim.log.records import Record
from irsim.plan import default_plan_text
from irsim.words.durations import parse_duration
from tests.board.desk import Desk, kinds
from tests.drills import opened, small


def test_a_critical_alert_opens_an_incident_and_a_lesser_one_does_not() -> None:
    desk = Desk()
    desk.alert("1m", "high")
    assert not desk.board.incidents
    desk.alert("2m", "critical", "db", "security")
    about = desk.incident
    assert (about.severity, about.category, about.track, about.detected_by) == ("SEV-1", "security", "security", "AL-2")
    assert about.alerts == ["AL-2"]
    assert about.services == ["db"]


def test_an_alert_of_the_same_service_or_category_joins_while_the_incident_is_fresh() -> None:
    desk = Desk()
    desk.alert("0s", "critical", "api", "security")
    desk.alert("1h59m", "low", "api")
    desk.alert("3h58m", "high", "db", "security")
    assert desk.incident.alerts == ["AL-1", "AL-2", "AL-3"], "each keeps it fresh for two hours more"
    assert desk.incident.services == ["api", "db"]
    desk.alert("6h", "critical", "api")
    assert desk.board.alerts["AL-4"].incident == "INC-2"


def test_an_alert_does_not_join_a_closed_incident() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("1m", Dismiss("A test", incident="INC-1"))
    desk.alert("2m")
    assert desk.board.alerts["AL-2"].incident == "INC-2"
    assert [about.id for about in desk.board.open_incidents()] == ["INC-2"]


def test_detection_is_the_earliest_of_alert_report_and_declaration() -> None:
    desk = Desk()
    desk.alert("1m", "low")
    desk.message("2m")
    desk.alert("3m", "high", "db")
    desk.do("10m", Declare(alerts=("AL-2", "AL-1", "AL-2"), messages=("MSG-1",)))
    desk.do("11m", Declare(messages=("MSG-1",)))
    desk.do("12m", Declare(title="Said so"))
    found = [
        (about.since, about.detected_by, about.declared_at, about.severity, about.title)
        for about in desk.board.incidents.values()
    ]
    minute = 60_000
    assert found == [
        (1 * minute, "AL-1", 10 * minute, "SEV-2", "Alert AL-2"),
        (2 * minute, "MSG-1", 11 * minute, "SEV-3", "Our lists"),
        (12 * minute, "declaration", 12 * minute, "SEV-3", "Said so"),
    ]
    assert desk.incident.alerts == ["AL-2", "AL-1"]
    assert desk.incident.services == ["db", "api"]
    assert desk.clock("respond").since == minute


def test_provisional_severity_is_the_strictest_of_the_alerts() -> None:
    desk = Desk()
    for severity in ("low", "high", "medium"):
        desk.alert("0s", severity)
    desk.do("1m", Declare(alerts=("AL-1",)))
    assert desk.incident.severity == "SEV-4"
    desk.do("2m", Attach("AL-2", "INC-1"))
    assert desk.incident.severity == "SEV-2"
    desk.do("3m", Attach("AL-3", "INC-1"))
    assert desk.incident.severity == "SEV-2"


def test_an_alert_that_is_moved_takes_its_suggestion_along_and_clocks_follow() -> None:
    desk = Desk()
    desk.alert("0s", "high")
    desk.alert("0s", "low")
    desk.do("1m", Declare(alerts=("AL-1", "AL-2")))
    desk.do("1m", Declare(title="Another"))
    assert desk.runs("respond") == [("0s", "1h", "running")]
    desk.do("2m", Attach("AL-1", "INC-2"))
    assert [about.severity for about in desk.board.incidents.values()] == ["SEV-4", "SEV-2"]
    assert desk.incident.alerts == ["AL-2"]
    assert desk.runs("respond")[0][1] != "1h"
    assert desk.runs("respond", "INC-2") == [("1m", "1h1m", "running")]
    desk.do("3m", Attach("AL-2", "INC-2"))
    assert desk.incident.severity == "SEV-3", "without alerts it is the plan's"


def test_the_severity_that_a_person_declares_is_not_loosened_by_an_alert() -> None:
    desk = Desk()
    desk.alert("0s", "low")
    desk.do("1m", Declare(alerts=("AL-1",), severity="high"))
    assert desk.incident.severity == "SEV-2"
    desk.alert("2m", "critical")
    assert desk.incident.severity == "SEV-1"


def test_a_false_alarm_waives_every_clock_and_dismisses_its_alerts() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("1m", Dismiss("A test", incident="INC-1"))
    assert {clock.waived for clock in desk.board.clocks.values()} == {"false alarm"}
    assert desk.incident.status == "closed"
    assert desk.board.alerts["AL-1"].dismissed == "A test"
    desk.to("5h")
    assert desk.announced() == []


def test_a_merged_incident_ends_and_its_alerts_move() -> None:
    desk = Desk()
    desk.alert("0s", "critical", "api")
    desk.do("1m", Declare(title="Mail", services=("db",)))
    desk.do("2m", Merge("INC-1", "INC-2"))
    assert {clock.waived for clock in desk.board.clocks.values() if clock.incident == "INC-1"} == {"merged into INC-2"}
    into = desk.board.incidents["INC-2"]
    assert (into.alerts, into.severity, into.services) == (["AL-1"], "SEV-1", ["db", "api"])
    assert desk.clock("respond", "INC-2").running
    assert "INC-2" in desk.refused("3m", Acknowledge("INC-1"))[1]
    desk.alert("4m", "critical", "api")
    assert desk.board.alerts["AL-2"].incident == "INC-2"


def test_on_another_track_the_status_follows_by_an_event_of_its_own() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-4", "security")
    desk.do("1m", SetStatus("INC-1", "eradicated"))
    events = desk.do("2m", Classify("INC-1", "SEV-4", "outage"))
    assert kinds(events)[:2] == ["incident.classified", "incident.status-changed"]
    assert (desk.incident.track, desk.incident.status) == ("operational", "mitigating")
    assert isinstance(events[1], IncidentStatusChanged)
    assert "operational track" in events[1].reason
    desk.do("3m", Resolve("INC-1"))
    desk.do("4m", SetStatus("INC-1", "post-mortem"))
    desk.do("5m", Classify("INC-1", "SEV-4", "security"))
    assert desk.incident.status == "resolved"


def test_every_track_has_a_place_for_what_another_one_calls_different() -> None:
    desk = Desk()
    rules = desk.board.rules
    for track in rules.tracks:
        for other in rules.tracks.values():
            for status in other.statuses:
                assert rules.nearest_status(track, status.means) in rules.tracks[track].statuses
    assert rules.nearest_status("security", "reviewing").id == "resolved"
    assert rules.nearest_status("operational", "recovered").id == "mitigating"


def test_an_incident_taken_up_again_must_be_resolved_again_before_it_is_closed() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-5")
    desk.do("1m", Resolve("INC-1"))
    desk.do("2m", SetStatus("INC-1", "investigating"))
    assert "not resolved" in desk.refused("3m", Close("INC-1"))[0]
    assert "not resolved" in desk.refused("3m", SetStatus("INC-1", "post-mortem"))[0]
    desk.do("4m", Resolve("INC-1"))
    desk.do("5m", Close("INC-1"))
    assert desk.incident.resolved_at == parse_duration("1m")
    assert desk.incident.closed_at == parse_duration("5m")


def test_an_organisation_without_a_resolved_status_can_close_all_the_same() -> None:
    text = default_plan_text().replace(
        "      - {id: resolved, label: Resolved, means: resolved, phase: recovery}\n      - {id: post-mortem",
        "      - {id: post-mortem",
    )
    desk = Desk(text)
    desk.declare("0s", "SEV-5")
    assert "no status that means resolved" in desk.refused("1m", Resolve("INC-1"))[0]
    desk.do("2m", SetStatus("INC-1", "post-mortem"))
    desk.do("3m", Close("INC-1"))
    assert desk.incident.status == "closed"


def test_the_marks_that_metrics_need() -> None:
    desk = Desk()
    desk.alert("1m")
    desk.do("2m", Acknowledge("INC-1"))
    desk.do("3m", Declare("INC-1", title="Worse", description="It is worse."))
    desk.do("4m", Classify("INC-1", "SEV-5", "outage"))
    desk.do("5m", Classify("INC-1", "SEV-4", "outage"))
    desk.do("6m", Contain("INC-1"))
    desk.do("7m", Assess("INC-1", ("API",), users=5, data_compromised=True))
    desk.do("8m", Amend("INC-1", affected_customers=7, tags=("vip",), services=("DB",)))
    desk.do("9m", Resolve("INC-1"))
    about, minute = desk.incident, 60_000
    marks = (about.since, about.acknowledged_at, about.declared_at, about.classified_at, about.contained_at)
    assert marks == (minute, 2 * minute, 3 * minute, 4 * minute, 6 * minute)
    assert (about.resolved_at, about.closed_at) == (9 * minute, NEVER)
    assert (about.title, about.affected_users, about.affected_customers) == ("Worse", 5, 7)
    assert (about.tags, about.services, about.data_compromised) == (["vip"], ["db"], True)
    assert about.impact is not None
    assert (about.impact.systems, about.assessed_at) == (("api",), 7 * minute)
    assert about.timeline == [r.seq for r in desk.ledger.records if getattr(r.body, "incident", "") == "INC-1"]


def test_an_impact_that_changes_a_condition_starts_its_clock() -> None:
    text = default_plan_text().replace("when: {personal_data: true}", "when: {data_compromised: true}")
    desk = Desk(text)
    desk.alert("0s")
    desk.do("1m", Aware("INC-1"))
    assert desk.runs("gdpr-33") == []
    desk.do("2m", Assess("INC-1", data_compromised=True))
    assert desk.runs("gdpr-33") == [("1m", "3d1m", "running")]


@pytest.mark.parametrize(("before", "after"), [("people", "people"), ("simulated", "empty")])
def test_a_seat_of_the_tables_own_stays_the_tables_when_the_last_guest_has_left(before: str, after: str) -> None:
    board = Board(opened(small(), before))
    arrivals = [SeatTaken("technical_lead", "Ana"), SeatTaken("technical_lead", "Bo")]
    departures = [SeatLeft("technical_lead", "Ana"), SeatLeft("technical_lead", "Bo")]
    for seq, body in enumerate([*arrivals, *departures], 1):
        apply(board, Record(seq, 60_000 * seq, "facilitator", -1, body))
        assert board.seats["technical_lead"] == (after if seq == 4 else "people")
    assert board.sitting["technical_lead"] == []


def test_a_title_names_the_service_once() -> None:
    desk = Desk()
    events = desk.enter("0s", AlertFired("AL-1", "watch", "Errors on API", "critical", "api"))
    detected = next(event for event in events if isinstance(event, IncidentDetected))
    assert detected.title == "Errors on API"
    desk.enter("0s", AlertFired("AL-2", "watch", "Errors", "critical", "db"))
    assert desk.board.incidents["INC-2"].title == "Errors on Database"
