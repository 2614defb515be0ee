"""What is asked for in an incident: who grants it, from which amount on whose word, and what is turned down."""

from irsim.board.decide import Refused, decide
from irsim.commands import Authorise, Decline, Handover, Page, Request
from irsim.events.roles import DeviationRecorded
from irsim.events.work import PageAcknowledged, ResourceAuthorised
from irsim.plan import default_plan_text
from tests.board.desk import Desk, kinds


def asked(amount: int, kind: str = "spend", plan: str = "") -> Desk:
    """An incident in which something was asked for."""
    desk = Desk(plan)
    desk.declare("0s", "SEV-3")
    events, _ = desk.submit("1m", Request("INC-1", "A clean-up service", amount, kind), "technical_lead:Ana")
    assert kinds(events) == ["resource.requested"]
    return desk


def test_who_asked_and_who_granted_are_kept() -> None:
    desk = asked(10_000)
    events, _ = desk.submit("2m", Authorise("REQ-1"), "incident_commander")
    assert events == [ResourceAuthorised("REQ-1", "INC-1")]
    request = desk.board.requests["REQ-1"]
    assert (request.resource, request.asked_by, request.authorised_by) == (
        "spend",
        "technical_lead:Ana",
        "incident_commander",
    )
    assert not request.open


def test_above_the_amount_it_takes_the_word_of_somebody_who_was_reached_about_this_incident() -> None:
    desk = asked(10_001)
    reason, cure = desk.refused("2m", Authorise("REQ-1"))
    assert reason == "more than 10,000 of spend needs the word of Management or Chief executive"
    assert cure == "page them, and name who agreed: contact=cto"
    assert "needs the word" in desk.refused("2m", Authorise("REQ-1", "legal-counsel"))[0]
    desk.do("3m", Page("cto"))
    desk.enter("4m", PageAcknowledged("PG-1", "cto"))
    reason, cure = desk.refused("4m", Authorise("REQ-1", "cto"))
    assert reason == "Management has not answered a page about INC-1, so 10,001 dollars wait"
    assert cure == "page cto"
    desk.do("5m", Page("cto", "INC-1"))
    assert "has not answered" in desk.refused("5m", Authorise("REQ-1", "cto"))[0]
    desk.enter("6m", PageAcknowledged("PG-2", "cto", "INC-1"))
    assert desk.do("7m", Authorise("REQ-1", "CTO")) == [ResourceAuthorised("REQ-1", "INC-1", "cto")]
    assert desk.board.requests["REQ-1"].contact == "cto"


def test_a_role_that_grants_what_another_authorises_deviates_or_is_refused() -> None:
    desk = asked(100)
    events, _ = desk.submit("2m", Authorise("REQ-1"), "technical_lead")
    assert events[1:] == [DeviationRecorded("INC-1", "authorise", "technical_lead", "incident_commander")]
    legal = default_plan_text().replace(
        "unit: dollars, authorises: incident_commander, above: 10000",
        "unit: dollars, authorises: legal_compliance, above: 10000",
    )
    desk = asked(100, plan=legal.replace("deviations: true", "deviations: true\nstrict: [authorise]"))
    refused = decide(desk.board, Authorise("REQ-1"), desk.now, by="incident_commander")
    assert isinstance(refused, Refused)
    assert refused.hint == "ask Legal and Compliance to do it"
    assert decide(desk.board, Authorise("REQ-1"), desk.now, by="legal_compliance") == [
        ResourceAuthorised("REQ-1", "INC-1")
    ]


def test_what_is_declined_is_over_and_may_be_asked_for_again() -> None:
    desk = asked(100)
    desk.do("2m", Decline("REQ-1", "Our own people are enough."))
    request = desk.board.requests["REQ-1"]
    assert (request.declined_by, request.reason, request.open) == (
        "incident_commander",
        "Our own people are enough.",
        False,
    )
    assert desk.refused("3m", Authorise("REQ-1")) == ("REQ-1 is declined", "ask again with what has changed")
    assert desk.refused("3m", Decline("REQ-1", "No"))[0] == "REQ-1 is declined"
    assert kinds(desk.do("4m", Request("INC-1", "The same", 100, "spend")))[0] == "resource.requested"


def test_a_request_of_no_kind_is_granted_as_ever() -> None:
    desk = asked(10**9, "")
    assert kinds(desk.do("2m", Authorise("REQ-1"))) == ["resource.authorised"]


def test_a_role_passes_on_with_where_things_stand() -> None:
    desk = Desk()
    desk.declare("0s")
    desk.submit("1m", Handover("INC-1", "Technical_lead", "Ana", "Door closed."), "technical_lead")
    events, _ = desk.submit("2m", Handover("INC-1", "technical_lead", "Kim", "Logs are next."), "technical_lead:Ana")
    assert kinds(events) == ["role.handed-over"], "it is one's own role"
    assert desk.incident.assigned["technical_lead"] == "Kim"
    assert [(each.was, each.name, each.summary) for each in desk.incident.handovers] == [
        ("", "Ana", "Door closed."),
        ("Ana", "Kim", "Logs are next."),
    ]
    assert desk.records("role.handed-over")[-1].seq in desk.incident.timeline
    assert "has the role already" in desk.refused("3m", Handover("INC-1", "technical_lead", "Kim", "Again"))[0]
    events, _ = desk.submit("4m", Handover("INC-1", "technical_lead", "Bo", "Mine now."), "communications_lead")
    assert kinds(events)[-1] == "deviation.recorded"
