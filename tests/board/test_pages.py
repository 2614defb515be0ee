"""Pages: acknowledged, missed, the next contact, and when nobody needs to be called any more."""

from irsim.commands import Dismiss, Escalate, Merge, Page
from irsim.events.work import PageAcknowledged, PageSent
from irsim.words.durations import parse_duration
from tests.board.desk import Desk, kinds, without_pages


def paged(desk: Desk) -> list[tuple[str, int, str]]:
    return [(r.body.contact, r.at, r.body.incident) for r in desk.records("page.sent") if isinstance(r.body, PageSent)]


def test_an_acknowledged_page_stops_its_own_clock_only() -> None:
    desk = Desk(without_pages())
    desk.declare("0s")
    desk.do("1m", Page("primary-on-call", "INC-1"))
    desk.do("2m", Page("cto", "INC-1"))
    desk.enter("3m", PageAcknowledged("PG-1", "primary-on-call", "INC-1", "On my way"))
    assert desk.runs("page-acknowledged") == [("1m", "6m", "met"), ("2m", "7m", "running")]
    assert desk.board.pages["PG-1"].text == "On my way"
    desk.to("30m")
    assert [contact for contact, *_ in paged(desk)] == ["primary-on-call", "cto"]


def test_a_page_answered_in_time_is_not_missed() -> None:
    desk = Desk(without_pages())
    desk.declare("0s")
    desk.do("1m", Page("cto", "INC-1"))
    desk.enter("5m59s", PageAcknowledged("PG-1", "cto", "INC-1"))
    desk.to("10m")
    assert desk.records("page.missed") == []
    assert desk.announced("page-acknowledged") == []


def test_a_missed_page_calls_the_next_contact_until_there_is_none() -> None:
    desk = Desk(without_pages())
    desk.declare("0s")
    desk.do("1m", Page("primary-on-call", "INC-1"))
    desk.to("1h")
    minutes = [(contact, at // parse_duration("1m"), about) for contact, at, about in paged(desk)]
    assert minutes == [("primary-on-call", 1, "INC-1"), ("secondary-on-call", 6, "INC-1"), ("cto", 11, "INC-1")]
    assert len(desk.records("page.missed")) == 3
    assert [verdict for *_, verdict in desk.runs("page-acknowledged")] == ["overdue"] * 3
    follow = desk.records("page.sent")[1].body
    assert isinstance(follow, PageSent)
    assert follow.follows == "PG-1"
    assert "did not answer" in follow.reason


def test_a_page_about_nothing_has_a_clock_all_the_same_and_is_missed_too() -> None:
    desk = Desk()
    desk.do("1m", Page("primary-on-call"))
    assert desk.runs("page-acknowledged", "") == [("1m", "6m", "running")]
    assert [clock.id for clock in desk.board.running[""]] == ["page-acknowledged/PG-1"]
    desk.to("7m")
    assert desk.announced("page-acknowledged") == ["6m1ms"]
    assert [contact for contact, *_ in paged(desk)] == ["primary-on-call", "secondary-on-call"]


def test_after_a_false_alarm_nobody_else_is_woken() -> None:
    desk = Desk()
    desk.alert("0s")
    desk.do("1m", Page("primary-on-call", "INC-1"))
    desk.do("2m", Dismiss("A test", incident="INC-1"))
    desk.to("1h")
    assert len(paged(desk)) == 1
    assert desk.clock("page-acknowledged").waived == "false alarm"


def test_after_a_merge_the_next_contact_is_called_about_the_incident_that_stays() -> None:
    desk = Desk(without_pages())
    desk.declare("0s")
    desk.declare("0s")
    desk.do("1m", Page("primary-on-call", "INC-1"))
    desk.do("2m", Merge("INC-1", "INC-2"))
    desk.to("7m")
    assert [(contact, about) for contact, _, about in paged(desk)] == [
        ("primary-on-call", "INC-1"),
        ("secondary-on-call", "INC-2"),
    ]


def test_escalating_pages_unless_they_are_being_paged() -> None:
    desk = Desk()
    desk.declare("0s")
    assert kinds(desk.do("1m", Escalate("INC-1", "cto")))[:2] == ["incident.escalated", "page.sent"]
    desk.declare("2m")
    assert kinds(desk.do("2m", Escalate("INC-2", "cto"))) == ["incident.escalated"]
    assert "already" in desk.refused("3m", Escalate("INC-1", "CTO"))[0]
    assert "being paged" in desk.refused("3m", Page("cto"))[0]


def test_who_does_not_hear_the_pager_can_be_paged_by_telephone_and_nobody_else_is_called_then() -> None:
    desk = Desk(without_pages())
    desk.board.channels["pager"] = desk.board.channels["phone"]
    desk.declare("0s")
    desk.do("1m", Page("primary-on-call", "INC-1"))
    assert "by another channel" in desk.refused("2m", Page("primary-on-call", "INC-1", via="pager"))[1]
    desk.do("2m", Page("primary-on-call", "INC-1", via="phone"))
    desk.enter("3m", PageAcknowledged("PG-2", "primary-on-call", "INC-1"))
    desk.to("1h")
    assert len(paged(desk)) == 2
    assert len(desk.records("page.missed")) == 1
