"""Claims about clocks: from the first sign that reached a seat, at the true severity, contained when it truly was."""

import pytest

from irsim.events.communication import NoticeFiled
from irsim.events.incident import AwarenessRecorded, IncidentDismissed, IncidentMerged
from irsim.events.session import PartOpened, TimeAdvanced
from irsim.events.work import PageAcknowledged, PageSent
from irsim.events.world import FaultEnded
from irsim.words.durations import DAY, HOUR, MINUTE

from .telling import Telling, expected


def clock(name: str, incident: str = "outage", **changes: object) -> dict[str, object]:
    return expected(does=None, by=None, clock=name, incident=incident, title=name, **changes)


@pytest.mark.parametrize(
    ("when", "verdict", "points"),
    [
        ("18m59s999ms", "met", 10.0),
        ("19m", "late", 5.0),
        ("33m59s999ms", "late", 5.0),
        ("34m", "late", 0.0),
    ],
)
def test_under_is_strict(when: str, verdict: str, points: float) -> None:
    """Given a SEV-1 whose first sign comes at 4m, a respond clock of under 15m."""
    told = Telling(clock("respond"))
    told.outage("4m")
    told.acknowledged(when)
    claim = told.ended().claim()
    assert (claim.verdict, claim.points, claim.due) == (verdict, points, 19 * MINUTE)


def test_declaring_late_is_late_though_the_board_never_shows_it() -> None:
    told = Telling(clock("respond"))
    told.inject("4m", "page-from-siem")
    told.detected("30m", services=("api",))
    told.acknowledged("31m")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points, claim.due) == ("late", 5.0, 19 * MINUTE)


def test_the_true_severity_counts_and_the_rule_says_where_the_board_differs() -> None:
    told = Telling(clock("respond"))
    told.outage("4m")
    told.classified("5m", "SEV-3")
    told.acknowledged("50m")
    claim = told.ended().claim()
    assert (claim.verdict, claim.points) == ("late", 0.0)
    assert "truly SEV-1" in claim.rule
    assert "the team had INC-1 as SEV-3" in claim.rule


def test_never_stopped_is_missed_once_it_is_due() -> None:
    told = Telling(clock("respond"))
    told.outage("4m")
    assert told.claim().verdict == "not exercised"
    told.declared("20m")
    assert told.claim().verdict == "missed"
    assert "what counts: incident.acknowledged" in told.claim().rule


def test_a_session_that_ended_before_the_due_did_not_exercise_it() -> None:
    told = Telling(clock("respond"))
    told.outage("4m")
    assert told.ended("18m").claim().verdict == "not exercised"


def test_without_a_sign_there_was_nothing_to_see() -> None:
    claim = Telling(clock("respond")).ended().claim()
    assert claim.verdict == "not exercised"
    assert "no sign of 'The API is down'" in claim.rule


def test_an_incident_that_nobody_saw_is_missed() -> None:
    told = Telling(clock("respond"))
    told.inject("4m", "page-from-siem")
    claim = told.ended().claim()
    assert claim.verdict == "missed"
    assert "no incident on the board stands for it" in claim.rule


@pytest.mark.parametrize(
    ("declared", "world", "verdict", "at"),
    [
        ("20m", "10m", "met", 20 * MINUTE),
        ("20m", "34m", "met", 34 * MINUTE),
        ("20m", "35m", "late", 35 * MINUTE),
        ("34m", "10m", "met", 34 * MINUTE),
        ("35m", "10m", "late", 35 * MINUTE),
    ],
)
def test_containment_is_judged_by_the_world(declared: str, world: str, verdict: str, at: int) -> None:
    """Given faults until `world`, the declaration counts once both are true: within 30m of the first sign at 4m."""
    told = Telling(clock("contain"))
    told.fault("1m")
    told.outage("4m")
    told.acknowledged("5m")
    steps = sorted([(int(declared[:-1]), "declared"), (int(world[:-1]), "world")])
    for minute, what in steps:
        if what == "declared":
            told.status(f"{minute}m", "contained")
        else:
            told.at(f"{minute}m", FaultEnded("bad-deploy", "api"))
    claim = told.ended().claim()
    assert (claim.verdict, claim.at) == (verdict, at)
    assert ("before it was" in claim.rule) == (int(declared[:-1]) < int(world[:-1]))


def test_declared_but_never_contained_is_missed() -> None:
    told = Telling(clock("contain"))
    told.fault("1m")
    told.outage("4m")
    told.status("10m", "contained")
    claim = told.ended().claim()
    assert claim.verdict == "missed"
    assert "it never was: its faults had not ended" in claim.rule


def test_contained_but_never_declared_is_missed() -> None:
    told = Telling(clock("contain"))
    told.fault("1m", "2m")
    told.outage("4m")
    assert "by the team, though its faults had ended" in told.ended().claim().rule


def test_a_fault_that_came_back_is_not_contained() -> None:
    told = Telling(clock("contain"))
    told.fault("1m", "2m")
    told.fault("3m")
    told.outage("4m")
    told.status("10m", "contained")
    assert told.ended().claim().verdict == "missed"


def test_dismissing_the_real_incident_contains_nothing() -> None:
    told = Telling(clock("stabilise"))
    told.outage("4m")
    told.at("10m", IncidentDismissed("INC-1", "a drill?"))
    told.status("10m", "closed")
    assert told.ended("3h").claim().verdict == "missed"


def data_breach(told: Telling) -> None:
    inject = told.inject("6m", "mail-from-customer")
    told.detected("7m", "INC-1", category="data", services=("mail",), cause=inject)


def test_the_privacy_clock_runs_from_awareness() -> None:
    told = Telling(clock("gdpr-33", "exfil"))
    data_breach(told)
    aware = told.at("1h", AwarenessRecorded("INC-1", 30 * MINUTE))
    filed = told.at("2h", NoticeFiled("NOT-1", "INC-1", "gdpr"))
    claim = told.ended("80h").claim()
    assert (claim.verdict, claim.due, claim.evidence) == ("met", 72 * HOUR + 30 * MINUTE, [aware, filed])


def test_awareness_never_recorded_is_missed_and_explained() -> None:
    told = Telling(clock("gdpr-33", "exfil"))
    data_breach(told)
    assert told.claim().verdict == "not exercised"
    claim = told.ended().claim()
    assert claim.verdict == "missed"
    assert "the incident is real and asks for it" in claim.rule
    assert "awareness.recorded" in claim.rule


def test_a_clock_whose_condition_is_not_true_of_the_incident_is_not_exercised() -> None:
    told = Telling(clock("gdpr-33", "outage"))
    told.outage()
    claim = told.ended().claim()
    assert claim.verdict == "not exercised"
    assert "only runs where personal data is yes" in claim.rule


@pytest.mark.parametrize(("named", "verdict"), [(("gdpr-33",), "missed"), ((), "not exercised")])
def test_a_clock_that_the_part_names_counts_in_the_gap(named: tuple[str, ...], verdict: str) -> None:
    told = Telling(clock("gdpr-33", "exfil"))
    data_breach(told)
    told.at("30m", AwarenessRecorded("INC-1", 30 * MINUTE))
    told.at("40m", TimeAdvanced(5 * DAY, "Five days pass", named))
    told.at("5d", PartOpened("later"))
    assert told.ended("6d").claim().verdict == verdict


def test_a_cadence_is_judged_by_its_first_interval() -> None:
    told = Telling(clock("internal-update"))
    told.outage("4m")
    told.update("5m", "6m", audience="team", name="UPD-0")
    told.declared("10m")
    told.update("41m", audience="team")
    claim = told.ended().claim()
    assert (claim.verdict, claim.due) == ("late", 40 * MINUTE)


def test_a_page_is_answered_by_the_contact_who_was_paged() -> None:
    told = Telling(clock("page-acknowledged"))
    told.outage("4m")
    told.at("5m", PageSent("PG-1", "on-call", "INC-1"))
    told.at("6m", PageSent("PG-2", "cto", "INC-1"))
    told.at("7m", PageAcknowledged("PG-2", "cto", "INC-1"))
    told.at("11m", PageAcknowledged("PG-1", "on-call", "INC-1"))
    claim = told.ended().claim()
    assert (claim.verdict, claim.at) == ("late", 11 * MINUTE)


def test_merged_incidents_are_one() -> None:
    told = Telling(clock("respond"))
    told.outage("4m")
    told.detected("5m", "INC-2", category="data")
    told.acknowledged("6m", "INC-2")
    told.at("7m", IncidentMerged("INC-1", "INC-2"))
    assert told.ended().claim().verdict == "met"


def test_a_wrong_deed_outweighs_a_met_clock() -> None:
    told = Telling(clock("respond", wrong=[{"event": "incident.dismissed"}], costs=3))
    told.outage("4m")
    told.acknowledged("5m")
    told.at("6m", IncidentDismissed("INC-1", "nothing"))
    claim = told.ended().claim()
    assert (claim.verdict, claim.points) == ("wrong", -3.0)
