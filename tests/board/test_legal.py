"""The 72 hours of GDPR Art. 33: they run from recorded awareness, while personal data are involved."""

import pytest

from irsim.commands import Amend, Aware, Classify, Notice
from irsim.words.durations import parse_duration
from tests.board.desk import Desk


def outage(desk: Desk) -> Desk:
    """An incident about which nobody presumes personal data."""
    desk.declare("0s", "SEV-1", "outage")
    return desk


def test_without_personal_data_awareness_starts_no_clock() -> None:
    desk = outage(Desk())
    desk.do("10m", Aware("INC-1"))
    assert desk.runs("gdpr-33") == []


def test_it_starts_from_recorded_awareness_when_personal_data_turn_out_later() -> None:
    desk = outage(Desk())
    desk.do("40m", Aware("INC-1", at="30m"))
    desk.do("2h", Amend("INC-1", personal_data=True))
    assert desk.runs("gdpr-33") == [("30m", "3d30m", "running")]


def test_it_is_waived_with_a_reason_and_starts_again_from_the_same_instant() -> None:
    desk = outage(Desk())
    desk.do("10m", Aware("INC-1"))
    desk.do("1h", Classify("INC-1", "SEV-1", "data", personal_data=True))
    desk.do("2h", Amend("INC-1", personal_data=False))
    assert desk.clock("gdpr-33").waived == "its condition no longer holds: personal data is yes"
    desk.do("3h", Amend("INC-1", title="Still nothing"))
    assert len(desk.runs("gdpr-33")) == 1
    desk.do("4h", Amend("INC-1", personal_data=True))
    assert desk.runs("gdpr-33") == [("10m", "3d10m", "waived"), ("10m", "3d10m", "running")]


@pytest.mark.parametrize(("category", "presumed"), [("security", True), ("data", True), ("outage", False)])
def test_personal_data_count_as_involved_where_the_category_presumes_it(category: str, presumed: bool) -> None:
    desk = Desk()
    desk.declare("0s", "SEV-2", category)
    assert desk.incident.personal_data is None
    desk.do("10m", Aware("INC-1"))
    assert bool(desk.runs("gdpr-33")) is presumed
    desk.do("20m", Amend("INC-1", personal_data=False))
    assert [verdict for *_, verdict in desk.runs("gdpr-33")] == ["waived"] * presumed


def test_seventy_two_hours_run_through_the_weekend_and_the_last_instant_counts() -> None:
    for filed, verdict in (("3d", "met"), ("3d1ms", "late")):
        desk = Desk(starts="2026-11-20T17:00:00+01:00")
        desk.declare("0s", "SEV-1", "data")
        desk.do("0s", Aware("INC-1"))
        desk.do(filed, Notice("INC-1", "gdpr"))
        assert desk.runs("gdpr-33") == [("0s", "3d", verdict)]
    assert desk.incident.reported_to_authorities


def test_a_notice_to_the_controller_does_not_stop_it() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1", "data")
    desk.do("0s", Aware("INC-1"))
    desk.do("1h", Notice("INC-1", "processor"))
    assert desk.clock("gdpr-33").running
    assert not desk.incident.reported_to_authorities


def test_a_notice_filed_while_nobody_knew_of_personal_data_counts() -> None:
    desk = outage(Desk())
    desk.do("10m", Aware("INC-1"))
    desk.do("1h", Notice("INC-1", "gdpr"))
    desk.do("5h", Amend("INC-1", personal_data=True))
    assert desk.runs("gdpr-33") == [("10m", "3d10m", "met")]
    assert desk.clock("gdpr-33").stopped_by == desk.records("notice.filed")[0].seq


def test_a_notice_from_before_the_company_was_aware_does_not_count() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1", "data")
    desk.do("10m", Notice("INC-1", "gdpr"))
    desk.do("20m", Aware("INC-1"))
    assert desk.runs("gdpr-33") == [("20m", "3d20m", "running")]


def test_awareness_may_lie_before_the_exercise_and_never_in_the_future() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1", "data")
    reason, hint = desk.refused("10m", Aware("INC-1", at="11m"))
    assert "future" in reason
    assert "T+00:10:00" in hint
    desk.do("10m", Aware("INC-1", at="T-01:00:00"))
    assert desk.runs("gdpr-33") == [("-1h", "2d23h", "running")]
    assert "recorded" in desk.refused("11m", Aware("INC-1"))[0]


def test_a_millisecond_before_the_start_is_an_instant_like_any_other() -> None:
    desk = Desk()
    desk.declare("0s", "SEV-1", "data")
    desk.do("10m", Aware("INC-1", at="-1ms"))
    assert "recorded" in desk.refused("11m", Aware("INC-1"))[0]
    assert desk.clock("gdpr-33").due == parse_duration("3d") - 1000
