"""Whom one can reach now, and why not the others."""

from irsim.board.reach import ORDER, Reach, reach, whom
from irsim.commands import Classify, Page
from irsim.events.work import PageAcknowledged
from irsim.plan import default_plan_text
from tests.board.desk import Desk, without_pages

SUNDAY_NIGHT = "2026-11-15T22:00:00+00:00"


def of(desk: Desk, contact: str, incident: str = "") -> Reach:
    return reach(desk.board, desk.board.rules.contacts[contact], desk.now, incident)


def why(desk: Desk, contact: str, incident: str = "") -> str:
    """Why not, empty where they can be reached."""
    found = of(desk, contact, incident)
    assert found.reachable is (not found.why)
    return found.why


def test_those_on_call_come_first_then_management_then_firms() -> None:
    found = whom(Desk().board, 0)
    assert [each.contact for each in found][:4] == ["primary-on-call", "secondary-on-call", "cto", "ceo"]
    assert [each.level for each in found] == sorted((each.level for each in found), key=ORDER.index)
    assert {each.contact for each in found} == set(Desk().board.rules.contacts)
    assert of(Desk(), "primary-on-call").then == "secondary-on-call"


def test_outside_business_hours_says_when_they_begin_in_the_plans_zone() -> None:
    desk = Desk(starts=SUNDAY_NIGHT)
    assert why(desk, "cto") == "outside business hours until Mon 09:00"
    assert why(desk, "primary-on-call") == ""
    desk.to("10h")
    assert why(desk, "cto") == "", "08:00 UTC is nine in Amsterdam"
    desk.to("19h")
    assert why(desk, "cto") == "outside business hours until Tue 09:00"


def test_holidays_are_passed_over_and_far_days_have_a_date() -> None:
    days = tuple(f"2026-11-{day}" for day in range(16, 26))
    assert why(Desk(starts=SUNDAY_NIGHT, holidays=days), "cto") == "outside business hours until Thu 2026-11-26 09:00"


def test_severity_and_category_decide_for_management_and_firms() -> None:
    desk = Desk(without_pages())
    desk.declare("0s", "SEV-2", "outage")
    assert why(desk, "ceo") == "only for SEV-1"
    assert why(desk, "ceo", "INC-1") == "only for SEV-1"
    assert why(desk, "security-firm", "INC-1") == "only for security and data incidents"
    assert why(desk, "security-firm") == "only for security and data incidents"
    desk.do("1m", Classify("INC-1", "SEV-1", "security"))
    assert why(desk, "ceo", "INC-1") == why(desk, "security-firm", "INC-1") == ""


def test_a_page_on_its_way_and_one_that_was_missed() -> None:
    desk = Desk(without_pages().replace("    then: secondary-on-call\n", ""))
    desk.do("7m", Page("primary-on-call"))
    assert why(desk, "primary-on-call") == "is being paged"
    assert of(desk, "primary-on-call").planned
    desk.to("12m")
    assert why(desk, "primary-on-call") == "did not answer at T+00:12:00"
    desk.do("13m", Page("primary-on-call"))
    desk.enter("14m", PageAcknowledged("PG-2", "primary-on-call"))
    assert why(desk, "primary-on-call") == ""


def test_who_is_paged_against_the_plan_is_paged_and_it_is_recorded() -> None:
    desk = Desk(starts=SUNDAY_NIGHT)
    desk.do("1m", Page("cto"))
    desk.do("1m", Page("primary-on-call"))
    assert [page.out_of_hours for page in desk.board.pages.values()] == [True, False]


def test_the_calendar_without_days_says_no_day() -> None:
    plan = default_plan_text()
    begins, ends = plan.index("  hours: {mon:"), plan.index("  country: NL")
    days = tuple(f"{year}-11-16" for year in range(2026, 2040))
    closed = plan[:begins] + "  hours: {mon: 09:00-10:00}\n" + plan[ends:]
    assert why(Desk(closed, SUNDAY_NIGHT, days), "cto") == "outside business hours until Mon 2026-11-23 09:00"


def test_a_channel_that_is_known_to_be_down_cuts_off_who_is_paged_by_it() -> None:
    desk = Desk(without_pages())
    contact = desk.board.rules.contacts["primary-on-call"].model_copy(update={"via": "phone"})
    assert reach(desk.board, contact, 0).reachable
    desk.board.channels["phone"].works = False
    found = reach(desk.board, contact, 0)
    assert (found.planned, found.reachable, found.why) == (True, False, "phone is down; page them by another channel")
