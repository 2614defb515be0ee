"""The way out: what each severity asks for, the watch after recovery, the follow-ups, late facts and legal holds."""

import re

import pytest

from irsim.commands import (
    Acknowledge,
    Cause,
    Check,
    Classify,
    Close,
    Declare,
    EndWatch,
    Evidence,
    Finding,
    JudgeMetric,
    LegalHold,
    LiftHold,
    Note,
    Progress,
    Resolve,
    Review,
    StartWatch,
    Transfer,
)
from irsim.events.after import ActionItemOpened, ActionItemProgressed, ReviewScheduled
from irsim.events.incident import IncidentStatusChanged
from irsim.events.recovery import WatchEnded
from irsim.events.work import HoldPlaced
from irsim.plan import default_plan_text
from irsim.words.durations import HOUR, MINUTE
from tests.board.desk import Desk

PLAN = default_plan_text()

METRICS = ("performance", "error_rates", "user_activity", "security_alerts")

DOCUMENTS = ("timeline-complete", "root-cause", "lessons-learned", "preventive-measures")


def resolved(severity: str = "SEV-1", plan: str = "") -> Desk:
    """INC-1, an operational issue, resolved at 10m."""
    desk = Desk(plan)
    desk.do("0s", Declare(title="Mail is late", category="operational"))
    desk.do("1m", Acknowledge("INC-1"))
    desk.do("2m", Classify("INC-1", severity, "operational"))
    for name in desk.board.rules.plan.requires.resolve.get(severity, []):
        desk.do("9m", Check("INC-1", name))
    desk.do("10m", Resolve("INC-1"))
    return desk


def watched(until: str = "24h10m") -> Desk:
    """The same, its watch begun at 10m, every metric normal at `until`."""
    desk = resolved()
    desk.do("10m", StartWatch("INC-1"))
    for metric in METRICS:
        desk.do(until, JudgeMetric("INC-1", metric))
    return desk


# The watch


def test_the_watch_lasts_a_day_at_least() -> None:
    desk = watched("24h9m")
    reason, hint = desk.refused("24h9m59s", EndWatch("INC-1", "held"))
    assert reason == "the watch lasts at least 1d, until T+24:10:00"
    assert "failed" in hint
    assert desk.do("24h10m", EndWatch("INC-1", "held", "Quiet"))[0] == WatchEnded("INC-1", "held", "Quiet")
    watch = desk.incident.watch
    assert watch is not None
    assert (watch.since, watch.until, watch.at_most) == (10 * MINUTE, 24 * HOUR + 10 * MINUTE, 72 * HOUR + 10 * MINUTE)
    assert (watch.verdict, watch.ended_at) == ("held", 24 * HOUR + 10 * MINUTE)


def test_each_metric_needs_a_verdict_before_the_watch_ends_well() -> None:
    desk = resolved()
    desk.do("10m", StartWatch("INC-1"))
    for metric in METRICS[:2]:
        desk.do("25h", JudgeMetric("INC-1", metric))
    assert desk.refused("25h", EndWatch("INC-1", "held"))[0] == "no verdict is given on user_activity, security_alerts"


def test_a_metric_that_is_not_normal_takes_the_incident_up_again_at_once() -> None:
    desk = resolved()
    desk.do("10m", StartWatch("INC-1"))
    assert "no metric is judged to be abnormal" in desk.refused("1h", EndWatch("INC-1", "failed"))[0]
    desk.do("1h", JudgeMetric("INC-1", "error_rates", holds=False, note="2 % and rising"))
    events = desk.do("1h", EndWatch("INC-1", "failed"))
    moved = next(event for event in events if isinstance(event, IncidentStatusChanged))
    assert moved.status == "investigating"
    assert moved.reason == "the watch failed: Error rates: 2 % and rising"
    assert desk.incident.means == "working"
    assert "is not recovered" in desk.refused("2h", StartWatch("INC-1"))[0]
    desk.do("3h", Resolve("INC-1"))
    desk.do("3h", StartWatch("INC-1"))
    assert desk.incident.watch is not None
    assert desk.incident.watch.verdicts == {}, "another watch begins with no verdict"


def test_the_last_verdict_on_a_metric_counts() -> None:
    desk = watched()
    desk.do("24h10m", JudgeMetric("INC-1", "performance", holds=False, note="Slow"))
    assert "performance" in desk.refused("24h11m", EndWatch("INC-1", "held"))[0]
    desk.do("24h12m", JudgeMetric("INC-1", "performance", note="A backup ran"))
    desk.do("24h12m", EndWatch("INC-1", "held"))
    assert "ended well" in desk.refused("24h13m", StartWatch("INC-1"))[0]


def test_a_plan_without_a_watch_says_so() -> None:
    plan = re.sub(r"\nwatch:\n(?:  .*\n)+", "\n", PLAN).replace("watch, follow-ups", "follow-ups")
    plan = plan.replace("    done_when: [watch]\n", "")
    assert "asks for no watch" in resolved(plan=plan).refused("11m", StartWatch("INC-1"))[0]


# What is asked for


def test_a_severe_incident_is_closed_when_everything_is_done() -> None:
    desk = watched()
    said = desk.refused("24h10m", Close("INC-1"))
    assert said[0] == "the plan's criteria for SEV-1 are not met"
    assert said[1] == (
        "check symptoms-resolved; check monitoring-normal; check no-recurrence; record the root cause; "
        "check timeline-complete; check root-cause; check lessons-learned; check preventive-measures; "
        "hold the post-mortem; end the watch well; complete the follow-ups AI-1, AI-2, AI-3, AI-4"
    )
    desk.do("24h10m", EndWatch("INC-1", "held"))
    desk.do("25h", Review("INC-1", "2026-11-19T14:00"))
    assert "hold the post-mortem" in desk.refused("25h", Close("INC-1"))[1], "a date is no post-mortem"
    desk.do("25h", Review("INC-1", held=True, summary="What we learned."))
    for name in (
        "symptoms-resolved", "monitoring-normal", "no-recurrence", "fixes-verified", "thresholds-reviewed", *DOCUMENTS
    ):  # fmt: skip
        desk.do("25h", Check("INC-1", name))
    assert desk.refused("25h", Close("INC-1"))[1] == "record the root cause"
    desk.do("25h", Cause("INC-1", "A full disk"))
    desk.do("25h", Close("INC-1"))
    assert not desk.incident.open


def test_a_small_one_needs_little() -> None:
    desk = resolved("SEV-4")
    desk.do("11m", Check("INC-1", "symptoms-resolved"))
    desk.do("11m", Close("INC-1"))
    assert desk.board.items == {}, "and has no follow-ups"


def test_a_plan_may_ask_for_something_before_acknowledging() -> None:
    desk = Desk(PLAN.replace("  acknowledge: {}\n", "  acknowledge: {all: [declared], SEV-1: [assigned]}\n"))
    desk.alert("0s", "critical", "api", "security")
    said = desk.refused("1m", Acknowledge("INC-1"))
    assert said == ("the plan's criteria for SEV-1 are not met", "declare it; assign it")


# Follow-ups


def test_the_four_follow_ups_open_when_the_incident_is_resolved() -> None:
    desk = resolved()
    items = [record.body for record in desk.ledger.records if isinstance(record.body, ActionItemOpened)]
    assert [(item.item, item.follow_up, item.owner, item.due_date) for item in items] == [
        ("AI-1", "watch", "technical_lead", "2026-11-19"),
        ("AI-2", "verify-fixes", "technical_lead", "2026-11-19"),
        ("AI-3", "thresholds", "technical_lead", "2026-11-23"),
        ("AI-4", "schedule-review", "incident_commander", "2026-11-17"),
    ]
    assert {record.by for record in desk.ledger.records if isinstance(record.body, ActionItemOpened)} == {"desk"}


def test_a_follow_up_is_completed_by_what_it_asks_for() -> None:
    desk = watched()
    events = desk.do("24h10m", EndWatch("INC-1", "held"))
    done = [event for event in events if isinstance(event, ActionItemProgressed)]
    assert [(event.item, event.status) for event in done] == [("AI-1", "completed")]
    desk.do("25h", Progress("AI-2", "in_progress", "two of five"))
    assert (desk.board.items["AI-2"]["status"], desk.board.items["AI-2"]["note"]) == ("in_progress", "two of five")


def test_what_was_done_before_is_completed_as_it_opens() -> None:
    desk = Desk()
    desk.do("0s", Declare(title="Mail is late", category="operational"))
    desk.do("1m", Acknowledge("INC-1"))
    desk.do("2m", Classify("INC-1", "SEV-1", "operational"))
    desk.do("3m", Review("INC-1", "2026-11-19T14:00"))
    for name in desk.board.rules.plan.requires.resolve["SEV-1"]:
        desk.do("9m", Check("INC-1", name))
    desk.do("10m", Resolve("INC-1"))
    assert [item["status"] for item in desk.board.items.values()] == ["pending", "pending", "pending", "completed"]


def test_follow_ups_open_once() -> None:
    desk = resolved()
    desk.do("11m", StartWatch("INC-1"))
    desk.do("12m", JudgeMetric("INC-1", "performance", holds=False, note="Slow"))
    desk.do("12m", EndWatch("INC-1", "failed"))
    desk.do("13m", Resolve("INC-1"))
    assert len(desk.board.items) == 4


# Post-mortem


@pytest.mark.parametrize(
    ("when", "hour"), [("2026-11-19T14:00", 13), ("2026-11-19 14:00", 13), ("2026-11-19T14:00Z", 14)]
)
def test_a_post_mortem_has_an_instant_in_the_plans_zone(when: str, hour: int) -> None:
    desk = resolved()
    desk.do("11m", Review("INC-1", when, attendees=("engineering", "management")))
    assert desk.board.rules.moment(desk.incident.review_at).hour == hour
    assert desk.incident.attendees == ["engineering", "management"]


def test_a_recording_of_before_has_its_words() -> None:
    desk = resolved()
    desk.enter("11m", ReviewScheduled("INC-1", "next week"))
    assert (desk.incident.review, desk.incident.review_at) == ("next week", -1)


# Evidence and late facts


def test_custody_says_from_whom_to_whom_when_and_why() -> None:
    desk = resolved()
    desk.do("11m", Evidence("INC-1", "Logs", collector="Mira", occurred="2m", kind="LOG"))
    desk.do("12m", Transfer("EV-1", "Police", "They asked"))
    kept = desk.board.evidence["EV-1"]
    assert [(link.at, link.holder, link.reason) for link in kept.custody] == [
        (2 * MINUTE, "Mira", "collected"),
        (12 * MINUTE, "Police", "They asked"),
    ]
    assert (kept.kind, kept.collected_at, kept.recorded_at) == ("log", 2 * MINUTE, 11 * MINUTE)


@pytest.mark.parametrize("command", [Note("INC-1", "x", "T+00:05:00"), Finding("INC-1", "x", occurred="5m")])
def test_a_late_fact_keeps_both_instants(command: Note | Finding) -> None:
    desk = resolved()
    desk.do("20m", command)
    record = desk.ledger.records[-1]
    assert (record.at, record.body.occurred) == (20 * MINUTE, 5 * MINUTE)  # type: ignore[attr-defined]


def test_a_legal_hold_is_lifted_once_and_stays_on_record() -> None:
    desk = resolved()
    desk.do("11m", LegalHold("INC-1", "All mail"))
    desk.do("12m", LiftHold("LH-1", "Settled"))
    hold = desk.board.holds["LH-1"]
    assert (hold.scope, hold.lifted_at, hold.lifted) == ("All mail", 12 * MINUTE, "Settled")
    assert "lifted already" in desk.refused("13m", LiftHold("LH-1", "Again"))[0]


def test_a_hold_of_before_gets_a_name() -> None:
    desk = resolved()
    desk.enter("11m", HoldPlaced("INC-1", "All mail"))
    assert desk.incident.holds == ["LH-1"]


def test_a_watch_that_failed_and_begins_again_has_its_own_seventy_two_hours() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-5", "outage")
    desk.do("1m", Resolve("INC-1"))
    desk.do("2m", StartWatch("INC-1"))
    desk.do("10h", JudgeMetric("INC-1", "performance", holds=False, note="It is slow again."))
    desk.do("10h", EndWatch("INC-1", "failed", "It is slow again."))
    desk.do("20h", Resolve("INC-1"))
    desk.do("21h", StartWatch("INC-1"))
    assert [since for since, _, _ in desk.runs("watch-ended")] == ["2m", "21h"]
    assert desk.clock("watch-ended").running
