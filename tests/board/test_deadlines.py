"""Deadlines: the last instant, severity, re-aiming, the calendar."""

import pytest

from irsim.commands import Acknowledge, Amend, Attach, Aware, Classify, Close, Contain, Declare, Resolve, SetStatus
from irsim.events.alerts import AlertFired
from irsim.events.clocks import ClockReaimed, ClockStarted
from irsim.plan import default_plan_text
from irsim.words.durations import parse_duration
from tests.board.desk import Desk, kinds, without_pages


@pytest.mark.parametrize(("acknowledged", "verdict"), [("14m59s999ms", "met"), ("15m", "late"), ("16m", "late")])
def test_given_a_sev_1_acknowledging_at_fifteen_minutes_sharp_is_late(acknowledged: str, verdict: str) -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do(acknowledged, Acknowledge("INC-1"))
    assert desk.runs("respond") == [("0s", "15m", verdict)]


@pytest.mark.parametrize(("contained", "verdict"), [("29m", "met"), ("30m", "met"), ("30m1ms", "late")])
def test_within_thirty_minutes_the_last_instant_counts(contained: str, verdict: str) -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("1m", Acknowledge("INC-1"))
    desk.do(contained, Contain("INC-1"))
    assert desk.runs("contain") == [("0s", "30m", verdict)]
    assert desk.announced("contain") == ([] if verdict == "met" else ["30m1ms"])


def test_given_a_sev_1_when_15_minutes_pass_unacknowledged_the_respond_clock_is_overdue() -> None:
    desk = Desk(without_pages())
    desk.alert("0s")
    desk.to("14m59s")
    assert desk.clock("respond").verdict(desk.now) == "running"
    assert [r.at for r in desk.records("clock.warned")] == [parse_duration("12m")]
    desk.to("20m")
    assert desk.clock("respond").verdict(desk.now) == "overdue"
    assert desk.announced("respond") == ["15m"]


def test_a_clock_is_announced_once() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.to("2h")
    assert desk.announced("respond") == ["15m"]
    assert desk.announced("contain") == ["30m1ms"]


def test_reclassified_to_a_laxer_severity_the_clock_is_re_aimed_from_its_original_start() -> None:
    desk = Desk(without_pages())
    desk.alert("1m")
    events = desk.do("5m", Classify("INC-1", "SEV-3", "outage"))
    assert ClockReaimed("INC-1/respond", parse_duration("4h1m"), "now SEV-3") in events
    assert desk.runs("respond") == [("1m", "4h1m", "running")]
    desk.to("3h")
    assert desk.announced("respond") == []
    assert desk.records("clock.warned") == [], "the warning of the old aim is not given"
    desk.to("4h")
    assert [r.at for r in desk.records("clock.warned")] == [parse_duration("3h13m")]


def test_reclassified_to_a_stricter_severity_it_may_be_overdue_at_once() -> None:
    desk = Desk()
    desk.do("1m", Declare(title="Slow"))
    assert desk.runs("respond") == [("1m", "4h1m", "running")]
    desk.do("20m", Classify("INC-1", "critical", "outage"))
    assert desk.runs("respond") == [("1m", "16m", "overdue")]
    assert desk.announced("respond") == ["20m"]


def test_an_overdue_clock_that_is_re_aimed_has_time_again_and_is_announced_again() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.to("16m")
    desk.do("20m", Classify("INC-1", "SEV-2", "outage"))
    assert desk.runs("respond") == [("0s", "1h", "running")]
    desk.to("2h")
    assert desk.announced("respond") == ["15m", "1h"]


def test_a_re_aimed_clock_is_warned_of_again() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("13m", Classify("INC-1", "SEV-2", "outage"))
    desk.to("50m")
    warned = [r.at for r in desk.records("clock.warned") if "respond" in str(r.body)]
    assert warned == [parse_duration("12m"), parse_duration("48m")]


def test_there_and_back_again_announces_once() -> None:
    desk = Desk(without_pages())
    desk.alert("0s")
    desk.do("1m", Classify("INC-1", "SEV-2", "outage"))
    desk.do("2m", Classify("INC-1", "SEV-1", "outage"))
    desk.to("40m")
    assert desk.announced() == ["15m", "30m1ms"]
    assert len(desk.records("clock.warned")) == 2


def test_a_clock_already_met_is_never_re_aimed() -> None:
    desk = Desk()
    desk.do("0s", Declare(title="Slow", severity="SEV-3"))
    desk.do("30m", Acknowledge("INC-1"))
    desk.do("40m", Classify("INC-1", "SEV-1", "outage"))
    assert desk.runs("respond") == [("0s", "4h", "met")]


def test_a_clock_that_applies_only_now_starts_from_the_original_event() -> None:
    desk = Desk()
    desk.do("1m", Declare(title="Slow", severity="SEV-3"))
    assert desk.runs("contain") == []
    desk.do("10m", Classify("INC-1", "SEV-2", "outage"))
    assert desk.runs("contain") == [("1m", "31m", "running")]


def test_a_clock_that_applies_no_more_is_waived_with_its_reason_and_starts_again() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("5m", Classify("INC-1", "SEV-5", "outage"))
    assert desk.clock("respond").waived == "does not apply at SEV-5"
    desk.do("6m", Classify("INC-1", "SEV-1", "outage"))
    assert desk.runs("respond") == [("0s", "15m", "waived"), ("0s", "15m", "running")]


def test_what_was_done_before_the_clock_applied_counts() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-3")
    desk.do("40m", Contain("INC-1"))
    desk.do("1h", Classify("INC-1", "SEV-1", "outage"))
    assert desk.runs("contain") == [("0s", "30m", "late")]
    assert desk.clock("contain").stopped_at == parse_duration("40m")
    desk.do("1h1m", Classify("INC-1", "SEV-5", "outage"))
    assert desk.runs("contain") == [("0s", "30m", "late")], "a stopped clock is not waived"


def test_acknowledged_while_it_did_not_apply_the_respond_clock_is_met() -> None:
    desk = Desk()
    desk.do("0s", Declare(title="Odd", severity="SEV-5"))
    desk.do("5m", Acknowledge("INC-1"))
    desk.do("30m", Classify("INC-1", "SEV-1", "outage"))
    assert desk.runs("respond") == [("0s", "15m", "met")]
    desk.to("2h")
    assert desk.announced("respond") == []


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        ("2026-11-16T09:00:00+01:00", "1d9h"),  # Monday: Tuesday at close of hours
        ("2026-11-20T17:00:00+01:00", "3d1h"),  # Friday: over the weekend
        ("2026-12-24T09:00:00+01:00", "4d9h"),  # Thursday: Christmas, Boxing Day, Sunday
    ],
)
def test_a_sev_4_is_due_on_the_next_business_day(starts: str, due: str) -> None:
    desk = Desk(starts=starts, holidays=("2026-12-25", "2026-12-26"))
    desk.do("0s", Declare(title="Typo", severity="SEV-4"))
    assert desk.runs("respond") == [("0s", due, "running")]


def test_closing_ends_what_is_not_law() -> None:
    desk = Desk(without_pages())
    desk.do("0s", Declare(title="Typo", severity="SEV-5"))
    desk.do("1m", Acknowledge("INC-1"))
    desk.do("2m", Classify("INC-1", "SEV-4", "data"))
    started = [e for e in desk.do("3m", Amend("INC-1", personal_data=True)) if isinstance(e, ClockStarted)]
    assert started == [], "nobody is aware yet"
    desk.do("4m", Classify("INC-1", "SEV-5", "data"))
    desk.do("5m", SetStatus("INC-1", "recovered"))
    desk.do("6m", Aware("INC-1"))
    desk.do("7m", Resolve("INC-1"))
    desk.do("8m", Close("INC-1"))
    assert desk.clock("gdpr-33").running
    law = {name for name, rule in desk.board.rules.clocks.items() if rule.legal}
    assert all(not clock.running for clock in desk.board.clocks.values() if clock.rule not in law)


def test_a_stricter_alert_re_aims_until_somebody_classifies() -> None:
    desk = Desk()
    desk.do("0s", Declare(title="Slow", services=("api",)))
    assert desk.incident.severity == "SEV-3"
    events = desk.enter("1m", AlertFired("AL-1", "watch", "Errors", "high", "api"))
    assert desk.incident.severity == "SEV-2"
    assert kinds(events)[:2] == ["alert.fired", "alert.attached"]
    assert desk.runs("respond") == [("0s", "1h", "running")]
    desk.do("2m", Classify("INC-1", "SEV-3", "outage"))
    desk.alert("3m", "critical")
    assert desk.incident.severity == "SEV-3"
    desk.alert("4m", "low", "db")
    desk.do("5m", Attach("AL-3", "INC-1"))
    assert desk.incident.severity == "SEV-3"


def test_a_clock_that_starts_on_what_also_changes_the_facts_starts_once() -> None:
    plan = default_plan_text().replace(
        "clocks:\n",
        "clocks:\n"
        "  - {id: looked-at, label: Looked at, starts: alert.attached, stops: incident.impact-assessed, within: 1h,"
        " owner: technical_lead, basis: ours}\n",
        1,
    )
    desk = Desk(plan)
    desk.alert("0s")
    assert desk.runs("looked-at") == [("0s", "1h", "running")]
    assert len([record for record in desk.records("clock.started") if record.body.clock == "looked-at"]) == 1  # type: ignore[attr-defined]
