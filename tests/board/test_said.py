"""What was said at the table and is entered later: clocks go by when it was said, the world by when it is entered."""

import pytest

from irsim.commands import (
    Acknowledge,
    Act,
    Answer,
    Authorise,
    Aware,
    Classify,
    Command,
    Contain,
    Decide,
    Declare,
    Evidence,
    Merge,
    Note,
    Page,
    Recall,
    Request,
    Say,
    SendUpdate,
    SetStatus,
    Transfer,
    Triage,
)
from irsim.events.communication import StatuspagePosted, UpdateQueued
from irsim.events.incident import IncidentDetected
from irsim.events.session import PartOpened, TimeAdvanced
from irsim.events.work import PageAcknowledged, PageSent
from irsim.events.world import DecisionStated, Stance
from irsim.plan import default_plan_text
from irsim.words.durations import MINUTE, parse_duration
from tests.board.desk import Desk, without_pages


class TestWhenItMayHaveBeenSaid:
    """Up to ten minutes back, never in the future, never before what it answers."""

    @pytest.mark.parametrize(
        ("said", "reason", "hint"),
        [
            ("20m1ms", "what was said lies in the future", "give an instant up to T+00:20:00"),
            ("30m", "what was said lies in the future", "give an instant up to T+00:20:00"),
            ("9m59s999ms", "that was said too long ago", "give an instant from T+00:10:00 on"),
            ("9m", "that was said too long ago", "give an instant from T+00:10:00 on"),
        ],
    )
    def test_not_in_the_future_and_not_eleven_minutes_back(self, said: str, reason: str, hint: str) -> None:
        desk = Desk()
        desk.alert("0s")
        assert desk.refused("20m", Acknowledge("INC-1"), said) == (reason, hint)
        assert desk.incident.acknowledged_at == -1

    @pytest.mark.parametrize("said", ["10m", "20m"])
    def test_ten_minutes_back_and_now_are_fine(self, said: str) -> None:
        desk = Desk()
        desk.alert("0s")
        desk.do("20m", Acknowledge("INC-1"), said)
        assert desk.incident.acknowledged_at == parse_duration(said)

    def test_nothing_was_said_before_the_start(self) -> None:
        desk = Desk()
        assert desk.refused("5m", Declare(title="Down"), "-2ms")[1] == "give an instant from T+00:00:00 on"

    @pytest.mark.parametrize(
        ("command", "named"),
        [
            (Answer("msg-1", "yes"), "MSG-1"),
            (Decide("police", "now"), "police"),
            (Triage("AL-1"), "AL-1"),
            (Acknowledge("INC-1"), "INC-1"),
            (Merge("INC-0", "inc-1"), "INC-1"),
            (Recall("UPD-1"), "UPD-1"),
            (Transfer("EV-1", "Ana"), "EV-1"),
            (Authorise("REQ-1"), "REQ-1"),
            (Note("INC-1", "Hm."), "INC-1"),
        ],
    )
    def test_never_before_what_it_answers(self, command: Command, named: str) -> None:
        desk = Desk()
        desk.message("5m", stances=(Stance("yes", "Yes"),))
        desk.decision("5m")
        desk.alert("5m")
        desk.do("5m", Evidence("INC-1", "A log"))
        desk.do("5m", Request("INC-1", "Two people"))
        desk.update("5m")
        reason, hint = desk.refused("5m5s", command, "4m59s999ms")
        assert reason == f"{named} was not there before T+00:05:00"
        assert hint == "give an instant from T+00:05:00 on"

    def test_what_does_not_exist_is_refused_as_ever(self) -> None:
        desk = Desk()
        desk.alert("1m")
        assert "there is no message" in desk.refused("5m", Answer("MSG-9", "yes"), "4m")[0]

    def test_acting_and_declaring_answer_nothing(self) -> None:
        desk = Desk()
        desk.alert("5m")
        desk.do("8m", Declare("INC-1"), "4m")
        desk.do("8m", Act("Restart"), "3m")
        assert desk.incident.declared_at == 4 * MINUTE
        assert desk.board.actions["Restart"] == [3 * MINUTE]

    def test_what_was_said_to_open_an_incident_may_be_answered_from_then_on(self) -> None:
        desk = Desk()
        desk.do("8m", Declare(title="Down", severity="SEV-1"), "4m")
        desk.do("8m", Acknowledge("INC-1"), "5m")
        assert (desk.incident.since, desk.incident.acknowledged_at) == (4 * MINUTE, 5 * MINUTE)
        assert desk.refused("9m", Note("INC-1", "Hm."), "3m")[0] == "INC-1 was not there before T+00:04:00"

    def test_nobody_said_anything_off_stage(self) -> None:
        desk = Desk()
        desk.alert("1m")
        desk.enter("2m", TimeAdvanced(60 * MINUTE))
        desk.enter("1h", PartOpened("later"))
        reason, hint = desk.refused("1h5m", Note("INC-1", "Hm."), "59m")
        assert (reason, hint) == ("the off-stage shift had the watch then", "give an instant from T+01:00:00 on")
        desk.do("1h5m", Note("INC-1", "Hm."), "1h")

    def test_say_has_an_instant_of_its_own(self) -> None:
        desk = Desk()
        assert desk.do("8m", Say("Police!"), "5m") == [DecisionStated("Police!", 5 * MINUTE)]
        assert desk.do("8m", Say("Police!", "6m")) == [DecisionStated("Police!", 6 * MINUTE)]
        assert desk.refused("8m", Say("Police!", "6m"), "5m")[0] == "it is given twice when that was said"


class TestClocks:
    """A stop and a start count at the instant at which they were said."""

    def test_an_acknowledgement_that_was_said_in_time_meets_the_respond_clock_that_was_announced_overdue(self) -> None:
        desk = Desk()
        desk.alert("0s")
        desk.to("16m")
        assert desk.runs("respond") == [("0s", "15m", "overdue")]
        desk.do("18m", Acknowledge("INC-1"), "14m")
        assert desk.runs("respond") == [("0s", "15m", "met")]
        assert desk.clock("respond").stopped_at == 14 * MINUTE
        assert desk.announced("respond") == ["15m"], "history is not rewritten"

    def test_said_too_late_it_is_late(self) -> None:
        desk = Desk()
        desk.alert("0s")
        desk.do("18m", Acknowledge("INC-1"), "15m")
        assert desk.runs("respond") == [("0s", "15m", "late")]

    def test_containment_too(self) -> None:
        desk = Desk()
        desk.alert("0s")
        desk.do("1m", Acknowledge("INC-1"))
        desk.do("38m", Contain("INC-1"), "29m")
        assert desk.runs("contain") == [("0s", "30m", "met")]
        assert desk.incident.contained_at == 29 * MINUTE

    def test_a_clock_that_starts_with_what_was_said_runs_from_there(self) -> None:
        desk = Desk()
        desk.do("9m", Declare(title="Down", severity="SEV-1"), "4m")
        assert desk.runs("respond") == [("4m", "19m", "running")]
        assert desk.runs("customer-update") == [("4m", "1h4m", "running")]

    def test_one_that_starts_past_its_due_is_announced_at_once(self) -> None:
        quick = "clocks:\n  - {id: quick, label: Quick, starts: incident.declared, stops: note.added, within: 5m,"
        quick += " owner: technical_lead, basis: ours}\n"
        desk = Desk(default_plan_text().replace("clocks:\n", quick, 1))
        desk.do("9m", Declare(title="Down"), "2m")
        desk.to("9m1ms")
        assert desk.runs("quick") == [("2m", "7m", "overdue")]
        assert desk.announced("quick") == ["9m1ms"]
        desk.do("10m", Note("INC-1", "Looking."), "6m")
        assert desk.runs("quick") == [("2m", "7m", "met")]

    def test_awareness_is_dated_by_what_was_said_or_by_itself(self) -> None:
        desk = Desk()
        desk.declare("30m", "SEV-2", "data")
        desk.do("40m", Aware("INC-1"), "35m")
        assert [since for since, *_ in desk.runs("gdpr-33")] == ["35m"]
        desk = Desk()
        desk.declare("30m", "SEV-2", "data")
        desk.do("40m", Aware("INC-1", "10m"), "35m")
        assert desk.incident.aware_at == 10 * MINUTE

    def test_a_page_goes_out_when_it_is_entered_and_its_answer_has_its_whole_time(self) -> None:
        desk = Desk(without_pages())
        desk.alert("0s")
        (page,) = [e for e in desk.do("10m", Page("cto", "INC-1"), "2m") if isinstance(e, PageSent)]
        assert page.answer_by > 10 * MINUTE
        assert desk.runs("page-acknowledged") == [("10m", "15m", "running")]
        desk.enter("12m", PageAcknowledged(page.page, "cto", "INC-1"))
        assert desk.runs("page-acknowledged") == [("10m", "15m", "met")]

    def test_classification_is_marked_when_it_was_said(self) -> None:
        desk = Desk()
        desk.alert("0s")
        desk.do("9m", Classify("INC-1", "SEV-2", "outage"), "7m")
        assert desk.incident.classified_at == 7 * MINUTE


class TestCadences:
    """The next interval runs from when the update was said, whatever was announced meanwhile."""

    def test_an_update_counts_from_when_it_was_said_and_leaves_after_it_was_entered(self) -> None:
        desk = Desk()
        desk.declare("0s")
        (queued,) = [
            event
            for event in desk.do("40m", SendUpdate("INC-1", "customers", "mail", text="We are on it."), "35m")
            if isinstance(event, UpdateQueued)
        ]
        assert queued.leaves == 40 * MINUTE + 10_000
        desk.to("41m")
        assert desk.runs("customer-update") == [("0s", "1h", "met"), ("35m", "1h35m", "running")]

    def test_told_in_time_after_all_the_interval_from_the_missed_due_is_waived(self) -> None:
        desk = Desk()
        desk.declare("0s")
        desk.to("1h5m")
        assert desk.runs("customer-update") == [("0s", "1h", "overdue"), ("1h", "2h", "running")]
        desk.update("1h5m", said="58m")
        desk.to("1h6m")
        assert desk.runs("customer-update") == [
            ("0s", "1h", "met"),
            ("1h", "2h", "waived"),
            ("58m", "1h58m", "running"),
        ]
        desk.to("4h")
        assert desk.announced("customer-update") == ["1h1ms", "1h58m1ms", "2h58m1ms", "3h58m1ms"]

    def test_said_after_the_missed_due_it_ends_both_intervals(self) -> None:
        desk = Desk()
        desk.declare("0s")
        desk.update("1h8m", said="1h3m")
        desk.to("1h9m")
        assert desk.runs("customer-update") == [("0s", "1h", "late"), ("1h", "2h", "met"), ("1h3m", "2h3m", "running")]

    def test_entered_out_of_order_the_earlier_one_makes_a_late_interval_good_and_starts_none(self) -> None:
        desk = Desk()
        desk.declare("0s")
        desk.update("1h2m")
        desk.to("1h3m")
        assert desk.runs("customer-update")[0] == ("0s", "1h", "late")
        desk.update("1h5m", said="58m")
        desk.to("1h6m")
        assert desk.runs("customer-update") == [("0s", "1h", "met"), ("1h", "2h", "met"), ("1h2m", "2h2m", "running")]

    def test_a_cadence_that_begins_anew_goes_on_from_the_latest_update_and_not_from_the_last_that_was_entered(
        self,
    ) -> None:
        desk = Desk()
        desk.declare("0s")
        desk.update("20m")
        desk.update("24m", said="15m")
        desk.do("30m", Classify("INC-1", "SEV-3", "outage"))
        desk.do("40m", Classify("INC-1", "SEV-1", "outage"))
        assert desk.runs("customer-update")[-1] == ("20m", "1h20m", "running")

    def test_taken_up_again_the_cadences_run_from_when_that_was_said(self) -> None:
        desk = Desk()
        desk.declare("0s", "SEV-5")
        desk.do("1m", Classify("INC-1", "SEV-1", "outage"))
        desk.do("5m", SetStatus("INC-1", "mitigating"), "3m")
        assert desk.runs("customer-update") == [("0s", "1h", "running")]

    def test_the_status_page_that_was_ordered_with_it_counts_from_then_as_well(self) -> None:
        desk = Desk()
        desk.declare("0s")
        command = SendUpdate("INC-1", "customers", "status_page", text="We look into it.", state="investigating")
        desk.do("40m", command, "35m")
        desk.to("41m")
        (posted,) = desk.records("statuspage.posted")
        assert isinstance(posted.body, StatuspagePosted)
        assert desk.board.said[posted.cause] == 35 * MINUTE


def test_the_declaration_is_dated_by_what_was_said_unless_a_sign_came_earlier() -> None:
    desk = Desk()
    desk.alert("2m", "low")
    (detected,) = [e for e in desk.do("9m", Declare(alerts=("AL-1",)), "5m") if isinstance(e, IncidentDetected)]
    assert (detected.since, detected.detected_by) == (2 * MINUTE, "AL-1")
    (detected,) = [e for e in desk.do("9m", Declare(title="Slow"), "5m") if isinstance(e, IncidentDetected)]
    assert (detected.since, detected.detected_by) == (5 * MINUTE, "declaration")


def test_of_a_clock_that_runs_from_its_latest_start_one_that_is_dated_back_is_not_the_latest() -> None:
    starts = "    starts: [incident.classified, awareness.recorded]\n    latest: true\n"
    before = default_plan_text()
    start = before.index("    starts:", before.index("  - id: gdpr-33\n"))
    desk = Desk(before[:start] + starts + before[before.index("    stops:", start) :])
    desk.declare("0s")
    desk.do("40m", Classify("INC-1", "SEV-1", "security", personal_data=True))
    assert desk.runs("gdpr-33") == [("40m", "3d40m", "running")]
    desk.do("45m", Aware("INC-1", at="20m"))
    assert desk.runs("gdpr-33") == [("40m", "3d40m", "running")]
    desk.do("50m", Classify("INC-1", "SEV-2", "security", personal_data=True))
    assert desk.runs("gdpr-33")[-1][1] == "3d50m"
