"""Time moves on off stage: what is waived, what the shift keeps, what begins anew with the next part."""

from irsim.commands import Acknowledge, Aware, Classify, Declare, Feedback, Page
from irsim.events.after import FeedbackGiven
from irsim.events.session import PartOpened, SessionEnded, TimeAdvanced
from irsim.words.durations import parse_duration
from tests.board.desk import Desk, without_pages


def advanced(desk: Desk, when: str, to: str, *exercised: str) -> None:
    desk.enter(when, TimeAdvanced(parse_duration(to), "Meanwhile", exercised))


def test_a_clock_falling_due_in_the_gap_is_not_exercised_and_a_later_one_runs_on() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("1m", Classify("INC-1", "SEV-1", "data", personal_data=True))
    desk.do("2m", Aware("INC-1"))
    advanced(desk, "5m", "1d")
    assert desk.clock("respond").waived == "not exercised: falls due off stage"
    assert desk.clock("contain").waived == "not exercised: falls due off stage"
    assert desk.clock("gdpr-33").running
    desk.to("1d")
    assert desk.announced() == []


def test_what_the_part_names_still_counts() -> None:
    desk = Desk()
    desk.alert("0s")
    advanced(desk, "5m", "1d", "respond")
    desk.to("1d")
    assert desk.runs("respond") == [("0s", "15m", "overdue")]
    assert desk.announced() == ["15m"]


def test_what_is_overdue_already_stays_so() -> None:
    desk = Desk()
    desk.alert("0s")
    advanced(desk, "20m", "1d")
    assert desk.runs("respond") == [("0s", "15m", "overdue")]
    assert desk.clock("contain").waived


def test_the_shift_keeps_the_cadences_and_they_begin_anew_with_the_part() -> None:
    desk = Desk(without_pages())
    desk.declare("0s")
    advanced(desk, "10m", "1d")
    assert desk.clock("customer-update").waived == "kept by the off-stage shift until T+24:00:00"
    desk.enter("1d", PartOpened("week", "The week after"))
    assert desk.runs("customer-update") == [("0s", "1h", "waived"), ("1d", "1d1h", "running")]
    assert desk.runs("internal-update") == [("0s", "30m", "waived"), ("1d", "1d30m", "running")]
    assert desk.announced() == []


def test_a_cadence_that_the_part_names_is_the_teams() -> None:
    desk = Desk()
    desk.declare("0s")
    advanced(desk, "10m", "2h30m", "customer-update")
    desk.enter("2h30m", PartOpened("noon"))
    assert [verdict for *_, verdict in desk.runs("customer-update")] == ["overdue", "overdue", "running"]


def test_an_alert_off_stage_neither_restarts_a_kept_cadence_nor_makes_anything_overdue() -> None:
    desk = Desk()
    desk.do("0s", Declare(title="Slow", services=("api",)))
    desk.do("1m", Acknowledge("INC-1"))
    assert desk.incident.severity == "SEV-3"
    advanced(desk, "10m", "1d")
    desk.alert("2h", "critical")
    assert desk.incident.severity == "SEV-1"
    desk.to("1d")
    desk.enter("1d", PartOpened("week"))
    assert desk.announced() == []
    assert desk.runs("internal-update")[-1] == ("1d", "1d30m", "running")
    assert desk.runs("contain") == [("0s", "30m", "waived")]


def test_what_was_not_exercised_does_not_come_back_with_a_reclassification() -> None:
    desk = Desk()
    desk.alert("0s")
    advanced(desk, "5m", "1d")
    desk.enter("1d", PartOpened("week"))
    desk.do("1d1m", Classify("INC-1", "SEV-2", "outage"))
    assert desk.runs("respond") == [("0s", "15m", "waived")]
    assert desk.announced() == []


def test_an_incident_that_monitoring_opens_off_stage_has_no_clocks_that_end_there() -> None:
    desk = Desk()
    advanced(desk, "5m", "1d")
    desk.alert("1h")
    assert desk.clock("respond").waived == "not exercised: falls due off stage"
    desk.to("1d")
    assert desk.announced() == []


def test_off_stage_nobody_acts_and_the_refusal_says_from_when_on() -> None:
    desk = Desk()
    desk.alert("0s")
    advanced(desk, "5m", "1d")
    reason, hint = desk.refused("6m", Acknowledge("INC-1"))
    assert "off-stage shift" in reason
    assert "T+24:00:00" in hint
    desk.do("1d", Acknowledge("INC-1"))


def test_a_page_off_stage_is_still_missed() -> None:
    desk = Desk(without_pages())
    desk.declare("0s")
    desk.do("1m", Page("cto", "INC-1"))
    advanced(desk, "2m", "1d")
    desk.to("10m")
    assert len(desk.records("page.missed")) == 1
    assert desk.clock("page-acknowledged").waived == "not exercised: falls due off stage"


def test_when_the_exercise_ends_within_a_gap_the_hot_wash_takes_place() -> None:
    desk = Desk()
    advanced(desk, "5m", "1d")
    desk.enter("1h", SessionEnded("time is up"))
    (given,) = desk.do("1h", Feedback("The hand-over went well.", "strength"))
    assert given == FeedbackGiven("The hand-over went well.", "strength")
