"""Updates on their way, and the cadences that they keep: each interval from the update or from the missed due."""

import pytest

from irsim.commands import Acknowledge, Check, Classify, Recall, Resolve, SendUpdate, SetStatus
from irsim.events.communication import UpdateSent
from irsim.plan import default_plan_text
from irsim.words.durations import parse_duration
from tests.board.desk import Desk

CHECKS = ("stability-confirmed", "tests-passing", "performance-normal", "controls-validated")


def resolved(desk: Desk, when: str) -> None:
    for check in CHECKS:
        desk.do(when, Check("INC-1", check))
    desk.do(when, Resolve("INC-1"))


def test_each_interval_runs_from_the_update_before() -> None:
    desk = Desk()
    desk.declare("0s")
    desk.update("40m")
    desk.update("1h30m")
    desk.to("1h31m")
    assert desk.runs("customer-update") == [("0s", "1h", "met"), ("40m", "1h40m", "met"), ("1h30m", "2h30m", "running")]


def test_after_a_missed_due_the_next_interval_runs_from_there_and_one_update_ends_both() -> None:
    desk = Desk()
    desk.declare("0s")
    desk.to("1h10m")
    assert desk.runs("customer-update") == [("0s", "1h", "overdue"), ("1h", "2h", "running")]
    desk.update("1h20m")
    desk.to("1h21m")
    assert desk.runs("customer-update") == [("0s", "1h", "late"), ("1h", "2h", "met"), ("1h20m", "2h20m", "running")]
    assert desk.announced("customer-update") == ["1h1ms"]


def test_an_update_to_another_audience_keeps_another_cadence() -> None:
    desk = Desk()
    desk.declare("0s")
    desk.update("20m", "team")
    desk.to("21m")
    assert [verdict for *_, verdict in desk.runs("internal-update")] == ["met", "running"]
    assert [verdict for *_, verdict in desk.runs("customer-update")] == ["running"]


def test_commanded_before_the_due_and_sent_after_it_an_update_counts_from_its_command() -> None:
    desk = Desk()
    desk.declare("0s")
    desk.update("59m55s")
    desk.to("1h3s")
    assert desk.announced("customer-update") == []
    desk.to("2h")
    (sent,) = desk.records("update.sent")
    assert (sent.at, sent.body.queued_at) == (parse_duration("1h5s"), parse_duration("59m55s"))  # type: ignore[attr-defined]
    assert desk.runs("customer-update") == [
        ("0s", "1h", "met"),
        ("59m55s", "1h59m55s", "overdue"),
        ("1h59m55s", "2h59m55s", "running"),
    ]


def test_commanded_at_the_very_instant_it_counts_and_a_millisecond_later_it_does_not() -> None:
    for commanded, verdict, announced in (("1h", "met", []), ("1h1ms", "late", ["1h1ms"])):
        desk = Desk()
        desk.declare("0s")
        desk.update(commanded)
        desk.to("1h20s")
        assert desk.runs("customer-update")[0] == ("0s", "1h", verdict)
        assert desk.announced("customer-update") == announced


def test_recalled_after_the_due_the_clock_is_announced_as_overdue() -> None:
    desk = Desk()
    desk.declare("0s")
    update = desk.update("59m55s")
    desk.do("1h2s", Recall(update))
    assert desk.announced("customer-update") == ["1h2s"]
    desk.to("1h30m")
    assert desk.announced("customer-update") == ["1h2s"]
    assert desk.runs("customer-update") == [("0s", "1h", "overdue"), ("1h", "2h", "running")]
    assert desk.records("update.sent") == []


def test_recalled_before_the_due_the_clock_is_announced_once_at_its_due() -> None:
    desk = Desk()
    desk.declare("0s")
    for _ in range(3):
        update = desk.update("50m")
        desk.do("50m", Recall(update))
    desk.to("1h1m")
    assert desk.announced("customer-update") == ["1h1ms"]
    assert len(desk.runs("customer-update")) == 2


def test_updates_to_an_audience_are_numbered_also_where_they_leave_together() -> None:
    desk = Desk()
    desk.declare("0s")
    desk.update("5m")
    desk.update("5m")
    desk.update("5m", "team")
    desk.update("6m")
    desk.to("7m")
    sent = [r.body for r in desk.records("update.sent") if isinstance(r.body, UpdateSent)]
    assert [(body.audience, body.number) for body in sent] == [
        ("customers", 1),
        ("customers", 2),
        ("team", 1),
        ("customers", 3),
    ]


def test_resolving_ends_the_cadences_without_verdict() -> None:
    desk = Desk()
    desk.declare("0s")
    desk.update("10m")
    resolved(desk, "30m")
    assert desk.runs("customer-update") == [("0s", "1h", "met"), ("10m", "1h10m", "waived")]
    assert desk.clock("customer-update").waived == "the incident is resolved"
    desk.update("40m")
    desk.to("5h")
    assert desk.announced("customer-update") == []


def test_an_incident_taken_up_again_keeps_its_cadences_again() -> None:
    desk = Desk()
    desk.declare("0s")
    resolved(desk, "30m")
    desk.do("2h", SetStatus("INC-1", "investigating"))
    assert desk.runs("customer-update") == [("0s", "1h", "waived"), ("2h", "3h", "running")]
    assert desk.runs("internal-update")[-1] == ("2h", "2h30m", "running")


def test_reclassification_after_a_missed_due_does_not_make_two_chains_of_one_cadence() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1")
    desk.to("1h1m")
    desk.do("1h5m", Classify("INC-1", "SEV-2", "outage"))
    assert [(since, due) for since, due, _ in desk.runs("customer-update")] == [("0s", "1h"), ("1h", "3h")]
    desk.to("6h")
    assert [since for since, *_ in desk.runs("customer-update")] == ["0s", "1h", "3h", "5h"]


def test_a_cadence_that_did_not_apply_for_a_while_goes_on_from_the_last_update() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1")
    desk.update("20m")
    desk.do("30m", Classify("INC-1", "SEV-3", "outage"))
    assert [verdict for *_, verdict in desk.runs("customer-update")] == ["met", "waived"]
    desk.update("50m")
    desk.do("1h", Classify("INC-1", "SEV-1", "outage"))
    assert desk.runs("customer-update")[-1] == ("50m", "1h50m", "running")


def test_a_cadence_that_did_not_apply_for_a_while_goes_on_from_the_last_missed_due() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1")
    desk.do("1h30m", Classify("INC-1", "SEV-3", "outage"))
    desk.do("1h40m", Classify("INC-1", "SEV-1", "outage"))
    assert desk.runs("customer-update") == [("0s", "1h", "waived"), ("1h", "2h", "waived"), ("1h", "2h", "running")]


def test_reclassifying_what_is_resolved_starts_no_cadence() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-5")
    desk.do("30m", Resolve("INC-1"))
    desk.do("2h", Classify("INC-1", "SEV-1", "outage"))
    assert desk.runs("customer-update") == desk.runs("internal-update") == []


def test_a_desk_that_looks_hours_late_still_keeps_the_chain() -> None:
    desk = Desk()
    desk.declare("0s")
    desk.ledger.look(parse_duration("3h30m"))
    desk.now = parse_duration("3h30m")
    desk.to("3h31m")
    assert [since for since, *_ in desk.runs("customer-update")] == ["0s", "1h", "2h", "3h"]
    assert [verdict for *_, verdict in desk.runs("customer-update")] == ["overdue", "overdue", "overdue", "running"]


def test_a_status_page_post_follows_the_update_with_its_state() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("1m", Acknowledge("INC-1"))
    desk.do("2m", SendUpdate("INC-1", "customers", "status_page", text="We look into it.", state="investigating"))
    desk.to("3m")
    assert [r.body.state for r in desk.records("statuspage.posted")] == ["investigating"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("channel", "states"), [("status_page", ["resolved"]), ("mail", [])])
def test_a_template_says_what_the_status_page_shows_with_it(channel: str, states: list[str]) -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("1m", Acknowledge("INC-1"))
    desk.do("2m", SendUpdate("INC-1", "customers", channel, "customer-resolution"))
    desk.to("3m")
    assert [r.body.state for r in desk.records("statuspage.posted")] == states  # type: ignore[attr-defined]


def test_an_update_that_fits_two_of_its_stops_begins_one_next_interval() -> None:
    within = "    within: {SEV-1: 1h, SEV-2: 2h}\n"
    one = f"      event: update.sent\n      where: {{audience: [customers, affected-customers]}}\n{within}"
    two = f"      - update.sent\n      - {{event: update.sent, where: {{audience: customers}}}}\n{within}"
    assert one in default_plan_text()
    desk = Desk(default_plan_text().replace(one, two))
    desk.declare("0s")
    desk.update("30m")
    desk.to("31m")
    assert desk.runs("customer-update") == [("0s", "1h", "met"), ("30m", "1h30m", "running")]
