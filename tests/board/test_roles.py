"""Who may do what: an act of another role's is carried out and recorded, and refused only where the plan says so."""

from typing import Any

from irsim.board.decide import Refused, decide
from irsim.commands import Acknowledge, Act, Answer, Classify, Command, Declare, Feedback, Notice, Say, Step
from irsim.events.base import Event
from irsim.events.inputs import CommandSubmitted
from irsim.events.roles import DeviationRecorded
from irsim.events.world import Stance
from irsim.plan import default_plan_text
from irsim.session.protocol import NotAccepted
from tests.board.desk import Desk, kinds

STRICT = default_plan_text().replace("deviations: true", "deviations: true\nstrict: [notice, classify]")


def deviations(events: list[Event]) -> list[tuple[str, str, str, str]]:
    found = [event for event in events if isinstance(event, DeviationRecorded)]
    return [(each.incident, each.command, each.role, each.owner) for each in found]


def done(desk: Desk, command: Command, by: str) -> list[tuple[str, str, str, str]]:
    """The deviations that follow from a command, which must be accepted."""
    events, outcome = desk.submit(f"{desk.now}ms", command, by)
    assert not isinstance(outcome, NotAccepted), outcome.refused.reason
    return deviations(events)


def test_a_role_that_files_another_ones_notice_deviates_and_the_notice_is_filed() -> None:
    desk = Desk()
    desk.declare("0s")
    events, _ = desk.submit("1m", Notice("INC-1", "gdpr"), "technical_lead:Ana")
    assert kinds(events)[0] == "notice.filed"
    assert deviations(events) == [("INC-1", "notice", "technical_lead", "legal_compliance")]
    assert desk.records("deviation.recorded")[0].seq in desk.incident.timeline


def test_the_owner_and_whoever_may_do_not_deviate() -> None:
    desk = Desk()
    assert done(desk, Declare(title="It is down"), "communications_lead") == [], "anybody may declare"
    assert done(desk, Acknowledge("INC-1"), "incident_commander:Bo") == []
    assert done(desk, Classify("INC-1", "SEV-2", "outage"), "technical_lead") == [
        ("INC-1", "classify", "technical_lead", "incident_commander")
    ]


def test_an_action_a_step_and_a_message_have_a_role_of_their_own() -> None:
    desk = Desk()
    desk.declare("0s", category="security")
    assert done(desk, Act("Restart", "INC-1"), "technical_lead") == []
    assert done(desk, Act("Restart", "INC-1"), "incident_commander") == [
        ("INC-1", "act", "incident_commander", "technical_lead")
    ]
    assert done(desk, Step("INC-1", "notify-security-team"), "technical_lead") == [
        ("INC-1", "step", "technical_lead", "incident_commander")
    ]
    both = desk.message("1m", ("legal_compliance", "technical_lead"), (Stance("yes", "Yes"),))
    assert done(desk, Answer(both, "yes"), "technical_lead") == [], "it was put to both"
    legal = desk.message("2m", ("legal_compliance",), (Stance("yes", "Yes"),))
    assert done(desk, Answer(legal, "yes"), "communications_lead") == [
        ("", "answer", "communications_lead", "legal_compliance")
    ]


def test_who_is_no_role_of_the_plan_and_who_is_not_named_do_not_deviate() -> None:
    desk = Desk()
    desk.declare("0s")
    for by in ("facilitator", "evaluator", "sim:technical_lead", "engine", "somebody"):
        assert done(desk, Notice("INC-1", "gdpr"), by) == []
    unstated = CommandSubmitted("u1", Notice("INC-1", "gdpr"), unstated=True)
    count = len(desk.ledger.records)
    desk.ledger.input_now(unstated, "technical_lead", desk.now)
    assert deviations([record.body for record in desk.ledger.records[count:]]) == []
    assert done(desk, Say("Nobody panics."), "legal_compliance") == []
    assert done(desk, Feedback("It went well."), "legal_compliance") == [], "it is nobody's"


def test_a_strict_command_is_refused_to_others_with_the_cure() -> None:
    desk = Desk(STRICT)
    desk.do("0s", Declare(title="It is down"))
    desk.do("0s", Acknowledge("INC-1"))
    events, outcome = desk.submit("1m", Notice("INC-1", "gdpr"), "technical_lead")
    assert kinds(events) == ["command.refused"]
    assert outcome.refused.reason == "the plan keeps 'notice' to Legal and Compliance"
    assert outcome.refused.hint == "ask Legal and Compliance to do it"
    assert done(desk, Notice("INC-1", "gdpr"), "legal_compliance") == []
    assert done(desk, Notice("INC-1", "gdpr"), "facilitator") == []


def test_a_plan_that_says_nothing_of_deviations_records_none() -> None:
    desk = Desk(default_plan_text().replace("deviations: true", ""))
    desk.declare("0s")
    assert done(desk, Notice("INC-1", "gdpr"), "technical_lead") == []


def test_a_rule_that_is_asked_without_a_name_answers_as_ever() -> None:
    desk = Desk(STRICT)
    desk.declare("0s")
    command = Notice("INC-1", "gdpr")
    answers: list[Any] = [decide(desk.board, command, desk.now, by=by) for by in ("", "legal_compliance")]
    assert answers[0] == answers[1]
    assert isinstance(decide(desk.board, command, desk.now, by="technical_lead"), Refused)
