"""Every command once accepted, with its events, and refused, with a reason and what to do instead."""

import pytest

from irsim.board.decide import Refused, decide
from irsim.commands import (
    COMMANDS,
    Acknowledge,
    Act,
    Amend,
    Answer,
    AnswerPage,
    AnswerSubject,
    Assess,
    Assign,
    Attach,
    Authorise,
    Aware,
    Bridge,
    Cause,
    Check,
    Classify,
    Close,
    Command,
    Contain,
    Corrective,
    Decide,
    Declare,
    Decline,
    Determine,
    Dismiss,
    End,
    EndMaintenance,
    EndSilence,
    EndWatch,
    Escalate,
    Evidence,
    Feedback,
    Finding,
    Follow,
    Handover,
    Improve,
    JudgeMetric,
    LegalHold,
    Lesson,
    LiftHold,
    Maintain,
    Merge,
    Note,
    Notice,
    Page,
    Probe,
    Proceed,
    Progress,
    Questionnaire,
    Recall,
    RecordFacts,
    Recover,
    Request,
    Resolve,
    Review,
    Satisfaction,
    Say,
    SendUpdate,
    SetStatus,
    Silence,
    Split,
    StartWatch,
    Step,
    SubjectRequest,
    Threshold,
    Transfer,
    Triage,
    VerifyIdentity,
)
from irsim.events import kind_of
from irsim.events.session import DiscussionOpened, SessionClosed, SessionEnded
from irsim.events.world import DecisionLapsed, Stance
from tests.board.desk import Desk, encoded

SHA = "ab" * 32


@pytest.fixture
def desk() -> Desk:
    """INC-1 as found by an alert; INC-2 acknowledged, with something of everything; INC-3 resolved; INC-4 closed."""
    desk = Desk()
    desk.alert("0s", "critical", "api", "security")
    desk.alert("0s", "low", "db")
    desk.message("0s", stances=(Stance("yes", "Yes"), Stance("no", "No")))
    desk.message("0s")
    desk.decision("0s")
    desk.decision("0s", "lawyer")
    desk.declare("1m", "SEV-5", "security")
    desk.do("1m", Evidence("INC-2", "Logs"))
    desk.do("1m", LegalHold("INC-2", "All logs"))
    desk.do("1m", Improve("INC-2", "Keep logs for longer"))
    desk.do("1m", Request("INC-2", "Two people"))
    desk.do("1m", SubjectRequest("INC-2", "access", person="Ana Prins"))
    desk.update("1m", "team", "INC-2")
    for name in ("INC-3", "INC-4"):
        desk.declare("2m", "SEV-5")
        desk.do("2m", Resolve(name))
    desk.declare("2m", "SEV-5")
    desk.do("2m", Resolve("INC-5"))
    desk.do("2m", StartWatch("INC-5"))
    desk.do("2m", JudgeMetric("INC-5", "performance", holds=False, note="It is slow"))
    desk.do("2m", Close("INC-4"))
    desk.enter("2m", DiscussionOpened("hold-1", ("Why?",), "running", 600_000))
    desk.update("3m", "team", "INC-2")
    desk.do("3m", Maintain("A new disk", "2h", "1h", ("db",)))
    desk.do("3m", Maintain("An old disk", "2h", "", (), {"disk": "old"}))
    desk.do("3m", EndMaintenance("MW-2"))
    return desk


FILLED = {"conditions": "Bad", "actions": "Fix", "needs": "None", "next_update_by": "30m"}

ACCEPTED: list[tuple[Command, list[str]]] = [
    (Maintain("New tables", "2h", "30m", ("db",)), ["maintenance.planned"]),
    (EndMaintenance("mw-1", "Done"), ["maintenance.ended"]),
    (Determine("INC-2", "high-risk"), ["determination.made"]),
    (RecordFacts("INC-2", {"nature": "Lists were exported"}), ["facts.recorded"]),
    (SubjectRequest("INC-2", "erasure", "MSG-1"), ["subject-request.received"]),
    (VerifyIdentity("DSR-1", "Called back"), ["subject-request.verified"]),
    (AnswerSubject("DSR-1", "refused", "Not the person"), ["subject-request.answered"]),
    (Declare("INC-1", alerts=("AL-2",)), ["incident.declared", "alert.attached"]),
    (Declare(title="New"), ["incident.detected", "incident.declared"]),
    (Declare(alerts=("al-2",)), ["incident.detected", "alert.attached", "incident.declared"]),
    (Acknowledge("inc-1"), ["incident.acknowledged", "incident.status-changed"]),
    (Classify("INC-1", "high", "security", "attack"), ["incident.classified"]),
    (Classify("INC-2", "SEV-5", "outage"), ["incident.classified"]),
    (Classify("INC-2", "SEV-5", "security", "breach"), ["incident.classified"]),
    (Assess("INC-1", ("API", "api"), users=3), ["incident.impact-assessed"]),
    (Amend("INC-1", affected_users=0), ["incident.amended"]),
    (Assign("INC-1", "Technical_Lead", "Ana"), ["incident.assigned"]),
    (Escalate("INC-1", "cto"), ["incident.escalated", "page.sent"]),
    (Page("Primary-on-call", "INC-1"), ["page.sent"]),
    (Request("INC-1", "A lawyer", 500), ["resource.requested"]),
    (Authorise("req-1"), ["resource.authorised"]),
    (Decline("REQ-1", "Not before we know more"), ["resource.declined"]),
    (Handover("INC-2", "technical_lead", "Kim", "The door is closed, logs are next."), ["role.handed-over"]),
    (Act("close-door", "INC-2"), ["action.taken", "step.completed"]),
    (Act("Restart"), ["action.taken"]),
    (Step("INC-1", "revoke-all-sessions"), ["step.completed"]),
    (Step("INC-1", "revoke-all-sessions", skip=True, reason="None left"), ["step.skipped"]),
    (Follow("INC-1", "Ransomware"), ["playbook.opened"]),
    (Contain("INC-2"), ["incident.status-changed"]),
    (SetStatus("INC-2", "Contained"), ["incident.status-changed"]),
    (SendUpdate("INC-1", "TEAM", "slack", "Internal-Sitrep", FILLED), ["update.queued"]),
    (SendUpdate("INC-1", "customers", "status_page", text="Hello", state="identified"), ["update.queued"]),
    (Recall("UPD-2"), ["update.recalled"]),
    (SendUpdate("INC-1", "team", "slack", text="Hi", also=("engineering", "team")), ["update.queued"] * 2),
    (Bridge("INC-1", "phone-bridge", "wiki/INC-1"), ["bridge.opened"]),
    (Probe("slack"), ["probe.sent"]),
    (Aware("INC-1", "2m", "A dump was found"), ["awareness.recorded"]),
    (Notice("INC-1", "gdpr", fields={"nature": "Theft", "phase": "initial"}), ["notice.filed", "facts.recorded"]),
    (Evidence("INC-1", "A disk", sha256=SHA.upper()), ["evidence.collected"]),
    (Transfer("EV-1", "Police"), ["evidence.transferred"]),
    (LegalHold("INC-1", "All mail"), ["hold.placed"]),
    (LiftHold("lh-1", "The case is settled"), ["hold.lifted"]),
    (StartWatch("INC-3"), ["watch.started"]),
    (JudgeMetric("INC-5", "Error_Rates"), ["watch.judged"]),
    (EndWatch("INC-5", "failed"), ["watch.ended", "incident.status-changed"]),
    (Finding("INC-1", "A stolen key", "high"), ["finding.recorded"]),
    (Cause("INC-1", "A key in a wiki", ("Because",)), ["cause.recorded"]),
    (Recover("INC-1", "rollback"), ["approach.chosen"]),
    (Check("INC-1", "tests-passing"), ["check.passed"]),
    (Check("INC-1", "tests-passing", holds=False), ["check.failed"]),
    (Answer("MSG-1", "no"), ["message.answered"]),
    (Answer("MSG-2", text="We guarantee it."), ["message.answered"]),
    (Decide("police", "now"), ["decision.taken"]),
    (Note("INC-1", "Coffee"), ["note.added"]),
    (Say("We call them", "1m", "technical_lead"), ["decision.stated"]),
    (Triage("AL-1", "It is real"), ["alert.triaged"]),
    (Attach("AL-2", "INC-1"), ["alert.attached"]),
    (Dismiss("A test", alert="AL-2"), ["alert.dismissed"]),
    (Dismiss("A test", incident="INC-1"), ["incident.dismissed", "alert.dismissed", "incident.status-changed"]),
    (Merge("INC-1", "INC-2"), ["incident.merged", "alert.attached"]),
    (Resolve("INC-2"), ["incident.status-changed"]),
    (Close("INC-3"), ["incident.status-changed"]),
    (Review("INC-1", "2026-11-20T14:00", attendees=("Engineering",)), ["review.scheduled"]),
    (Review("INC-1", held=True), ["review.held"]),
    (Improve("INC-4", "Rotate keys"), ["action-item.opened"]),
    (Progress("AI-1", "in_progress"), ["action-item.progressed"]),
    (Lesson("INC-4", "Nobody knew the bridge", "training", "contacts", "Print the card"), ["lesson.recorded"]),
    (Threshold("INC-4", "response-time", above="4 s", reason="Seen too late"), ["threshold.proposed"]),
    (Satisfaction("INC-4", 4, "Calm"), ["satisfaction.given"]),
    (Feedback("Good", "strength"), ["feedback.given"]),
    (Feedback("Print the card", "fix"), ["feedback.given"]),
    (Feedback("Print the card", "fix", "Ana", "2026-12-01"), ["feedback.given", "action-item.opened"]),
    (Questionnaire({"Structured": 4}), ["questionnaire.filled"]),
    (
        Questionnaire(strengths=("Calm",), actions=(Corrective("Drill at night", "high", "Kim"), Corrective("Tidy"))),
        ["questionnaire.filled", "action-item.opened"],
    ),
    (Proceed(), ["discussion.closed"]),
    (End(), ["session.ended"]),
]

REFUSED: list[tuple[Command, str, str]] = [
    (Maintain("New tables", "2h"), "nothing says what is worked on", "name the services"),
    (Maintain("", "2h", services=("db",)), "a reason is missing", "give a reason"),
    (Maintain("New tables", "for long", services=("db",)), "not a duration", "write it as 90s"),
    (Maintain("New tables", "-2h", services=("db",)), "no time at all", "2h or 1d"),
    (Maintain("New tables", "2h", "-1h", services=("db",)), "no time at all", "2h or 1d"),
    (Maintain("New tables", "2h", services=("dbb",)), "no service 'dbb'", "did you mean 'db'?"),
    (EndMaintenance("MW-9"), "no maintenance window 'MW-9'", "did you mean 'MW-"),
    (EndMaintenance("MW-2"), "MW-2 ended at T+00:03:00", "plan another window"),
    (EndSilence("AL-1"), "AL-1 is not silenced", "nothing keeps it quiet"),
    (Silence("AL-1", "2h"), "no source that can be silenced", "dismiss it"),
    (Split("INC-1", ("AL-1",)), "nothing of INC-1 would be left", "something else"),
    (Split("INC-1", ()), "no alert is named", "name some of INC-1: AL-1"),
    (Split("INC-1", ("AL-2",)), "AL-2 does not belong to INC-1", "only alerts of the incident"),
    (Determine("INC-2", "huge-risk"), "no determination", "did you mean 'high-risk'"),
    (RecordFacts("INC-2", {}), "nothing is changed", "at least one fact"),
    (SubjectRequest("INC-2", "acess", person="Ana"), "no right of the plan", "did you mean 'access'"),
    (VerifyIdentity("DSR-1", ""), "what shows it is missing", "give what shows it"),
    (AnswerSubject("DSR-1", "granted"), "was not verified", "verify the identity first"),
    (Declare(), "a title is missing", "give a title"),
    (Declare("INC-2"), "declared already", "acknowledge or classify"),
    (Declare(alerts=("AL-1",)), "belongs to INC-1", "declare INC-1"),
    (Declare(title="New", category="outrage"), "no category", "did you mean 'outage'?"),
    (Declare(title="New", severity="SEV-9"), "no severity", "did you mean 'SEV-"),
    (Acknowledge("INC-2"), "acknowledged already", "classify"),
    (Acknowledge("INC-9"), "no incident 'INC-9'", "did you mean 'INC-"),
    (Acknowledge(""), "no incident", "say which incident"),
    (Acknowledge("INC-4"), "closed", "declare a new incident"),
    (Classify("INC-2", "SEV-5", "security"), "already", "another severity"),
    (Classify("INC-1", "", "security"), "severity is missing", "give a severity"),
    (Assess("INC-1", users=-1), "below zero", "from 0 on"),
    (Assess("INC-1", ("apu",)), "no service 'apu'", "did you mean 'api'?"),
    (Amend("INC-1"), "nothing is changed", "at least one field"),
    (Amend("INC-1", affected_customers=-3), "below zero", "from 0 on"),
    (Amend("INC-1", title=" "), "title is missing", "give a title"),
    (Assign("INC-1", "pilot"), "no role 'pilot'", "incident_commander"),
    (Escalate("INC-1", "ct"), "no contact 'ct'", "did you mean 'cto'?"),
    (Page("nobody"), "no contact", "cto"),
    (AnswerPage("PG-9"), "no page 'PG-9'", "nobody was paged yet"),
    (Request("INC-1", "People", -1), "below zero", "from 0 on"),
    (Authorise("REQ-9"), "no request", "did you mean 'REQ-1'?"),
    (Request("INC-1", "Money", 5, "spent"), "no resource", "did you mean 'spend'?"),
    (Decline("REQ-1", ""), "reason is missing", "give a reason"),
    (Handover("INC-2", "technical_lead", "Kim", ""), "where things stand is missing", "give where things stand"),
    (Act("close-dor"), "no action", "did you mean 'close-door'?"),
    (Act("close-door", "INC-1"), "nobody has taken INC-1 on", "acknowledge INC-1 first"),
    (Step("INC-1", "restart-service"), "no step of its playbooks", "use one of"),
    (Step("INC-1", "restart-services"), "no step of its playbooks", "in the playbook 'system_outage'; follow that"),
    (Follow("INC-1", "security_breach"), "has the playbook 'Security breach' already", "go through its steps"),
    (Follow("INC-1", "ransomwear"), "no playbook 'ransomwear'", "did you mean 'ransomware'?"),
    (Step("INC-1", "revoke-all-sessions", skip=True), "reason is missing", "give a reason"),
    (Contain("INC-1"), "nobody has taken INC-1 on", "acknowledge INC-1 first"),
    (SetStatus("INC-2", "investigating"), "already", "contained"),
    (SetStatus("INC-2", "resolved"), "not resolved", "resolve INC-2"),
    (SetStatus("INC-3", "closed"), "conditions of its own", "close INC-3"),
    (SendUpdate("INC-1", "media", "mail"), "cannot be reached", "another audience"),
    (SendUpdate("INC-1", "customers", "sms", text="Hi"), "not reached by 'sms'", "use one of: status_page"),
    (SendUpdate("INC-1", "team", "slack", text="Hi", also=("pupils",)), "no audience 'pupils'", "use one of"),
    (Bridge("INC-1"), "neither a bridge nor a document", "name a bridge"),
    (Bridge("INC-1", "nowhere"), "no bridge 'nowhere'", "use one of: phone-bridge"),
    (Probe("fax"), "no channel 'fax'", "use one of"),
    (SendUpdate("INC-1", "team", "slack"), "a template or a text is missing", "give a template or a text"),
    (SendUpdate("INC-1", "team", "slack", "customer-update"), "not written for", "internal-sitrep"),
    (SendUpdate("INC-1", "team", "slack", fields={"a": "b"}), "need a template", "name a template"),
    (SendUpdate("INC-1", "team", "slack", "internal-sitrep", {"next_update_by": "soon"}), "duration", "write it as"),
    (SendUpdate("INC-1", "team", "slack", "internal-sitrep", {"action": "x"}), "no field", "did you mean 'actions'?"),
    (SendUpdate("INC-1", "team", "slack", text="Hi", state="bad"), "no state", "investigating"),
    (Recall("UPD-1"), "left at T+00:01:10", "another update"),
    (Recall("UPD-9"), "no update", "UPD-"),
    (Aware("INC-1", "soon"), "not a duration", "T+00:40:00"),
    (Aware("INC-1", "5m"), "future", "up to T+00:03:01"),
    (Notice("INC-1", "hippa"), "no notice of the plan 'hippa'", "hipaa"),
    (Notice("INC-1", "gdpr", fields={"phase": "last"}), "no phase", "initial"),
    (Evidence("INC-1", "A disk", sha256="abc"), "sha256", "64 hexadecimal digits"),
    (Evidence("INC-1", " "), "what was kept is missing", "give what was kept"),
    (Transfer("EV-2", "Police"), "no evidence", "EV-1"),
    (Evidence("INC-1", "A disk", kind="dream"), "no kind of evidence 'dream'", "log"),
    (Evidence("INC-1", "A disk", file="/tmp/disk.img"), "was not kept", "attach it in the dialog, or give its sha256"),
    (Evidence("INC-1", "A disk", occurred="4m"), "in the future", "up to T+00:03:01"),
    (LegalHold("INC-1", ""), "scope is missing", "give the scope"),
    (LiftHold("LH-2", "Over"), "no legal hold 'LH-2'", "LH-1"),
    (LiftHold("LH-1", " "), "a reason is missing", "give a reason"),
    (StartWatch("INC-1"), "is not recovered", "resolve INC-1 first"),
    (StartWatch("INC-5"), "being watched already, until T+24:02:00", "judge its metrics"),
    (JudgeMetric("INC-3", "performance"), "not being watched", "use 'watch INC-3'"),
    (JudgeMetric("INC-5", "colour"), "no metric of the watch", "performance"),
    (JudgeMetric("INC-5", "error_rates", holds=False), "needs a note", "what shows it"),
    (EndWatch("INC-5", "fine"), "no verdict on a watch", "held or failed"),
    (EndWatch("INC-5", "held"), "performance is that it is not normal", "judge it anew"),
    (Finding("INC-1", "A stolen key", "sure"), "no confidence", "high"),
    (Finding("INC-1", "A stolen key", occurred="soon"), "not a duration", "T+00:40:00 or 40m"),
    (Cause("INC-1", ""), "the cause is missing", "give the cause"),
    (Recover("INC-1", "pray"), "no approach", "rollback"),
    (Check("INC-1", "tests-pasing"), "no check", "tests-passing"),
    (Answer("MSG-1", text="Well"), "wants a stance", "yes, no"),
    (Answer("MSG-1", "perhaps"), "no way to answer MSG-1", "yes"),
    (Answer("MSG-2"), "text is missing", "give a text"),
    (Decide("police", "never"), "no alternative", "now"),
    (Decide("fire", "now"), "no decision", "police"),
    (Note("INC-1", ""), "text is missing", "give the text"),
    (Say("We call them", "5m"), "still to come", "give an instant from T+00:00:00"),
    (Say("We call them", "-1m"), "too long ago", "from T+00:00:00"),
    (Triage("AL-9"), "no alert", "did you mean 'AL-"),
    (Attach("AL-1", "INC-1"), "belongs to INC-1 already", "another incident"),
    (Dismiss("", alert="AL-1"), "reason is missing", "give a reason"),
    (Dismiss("A test"), "an alert or an incident is missing", "give an alert or an incident"),
    (Merge("INC-1", "INC-1"), "into itself", "the one that stays"),
    (Resolve("INC-1"), "criteria for SEV-1 are not met", "acknowledge it; check stability-confirmed"),
    (Resolve("INC-3"), "resolved already", "close INC-3"),
    (Close("INC-2"), "not resolved", "resolve INC-2 first"),
    (Review("INC-1"), "when it takes place is missing", "give when it takes place"),
    (Review("INC-1", "on Friday"), "is no date with a time", "2026-11-19T14:00"),
    (Review("INC-1", "2026-11-16T09:00Z"), "that moment has passed", "after 2026-11-16 09:03"),
    (Review("INC-1", held=True, attendees=("press",)), "no group of attendees", "engineering"),
    (Progress("AI-7", "completed"), "no improvement", "AI-1"),
    (Progress("AI-1", "done"), "no status of an improvement", "in_progress"),
    (Progress("AI-1", "pending"), "pending already", "another status, or a note"),
    (Lesson("INC-1", "x", "joke"), "no kind of lesson", "process"),
    (Lesson("INC-1", "x", "tool", "mnitors"), "no section of the plan", "did you mean 'monitors'?"),
    (Lesson("INC-1", "x", "tool", change="y"), "without a section", "name the section"),
    (Threshold("INC-1", "apdex", above="0.9"), "fires below a value", "give below"),
    (Threshold("INC-1", "response-time"), "above or below", "one of above and below"),
    (Threshold("INC-1", "response-time", above="5 apples"), "not a value in ms", "write it as"),
    (Threshold("INC-1", "response-time", above="5 s"), "already", "another value"),
    (Threshold("INC-1", "suspicious-activity", above="5"), "no threshold", "a monitor of a metric"),
    (Satisfaction("INC-1", 6), "no score", "from 1 to 5"),
    (Improve("INC-1", "x", priority="asap"), "no priority", "high, medium or low"),
    (Improve("INC-1", "x", element="gadgets"), "no capability element", "planning"),
    (Improve("INC-1", "x", objective="nowhere"), "no objective", ""),
    (Feedback(""), "text is missing", "give the text"),
    (Feedback("Good", "strength", "Ana"), "only a fix has an owner", "the topic 'fix'"),
    (Feedback("Good", "fix", "Ana", priority="asap"), "no priority", "high"),
    (Questionnaire(), "nothing is filled in", "rate a statement"),
    (Questionnaire(strengths=(" ",), actions=(Corrective(" "),)), "nothing is filled in", "write a line"),
    (Questionnaire({"structure": 4}), "no statement 'structure'", "did you mean 'structured'?"),
    (Questionnaire({"structured": 6}), "6 is no rating of 'structured'", "1 (not at all) to 5"),
    (Questionnaire(actions=(Corrective("Tidy", "asap"),)), "no priority", "high"),
    (Proceed("hold-2"), "not being discussed", "leave the name out"),
]

IN_LIVE: list[tuple[Command, list[str]]] = [
    (AnswerPage("pg-1"), ["page.acknowledged"]),
    (Silence("al-1", "2h", "Known"), ["alert.silenced"]),
    (EndSilence("al-2"), ["silence.ended"]),
    (Split("INC-1", ("AL-2",), "The database"), ["incident.detected", "incident.split", "alert.attached"]),
]
"""What only makes sense where nobody is simulated."""


def test_the_lists_below_leave_no_command_out() -> None:
    control = {kind for kind in COMMANDS.values() if kind.control}  # those of test_facilitating
    assert {type(command) for command, _ in (*ACCEPTED, *IN_LIVE)} == set(COMMANDS.values()) - control
    refused = {type(command) for command, *_ in REFUSED} | {End}  # nothing but the end itself speaks against ending
    assert refused == set(COMMANDS.values()) - control


@pytest.mark.parametrize(("command", "events"), ACCEPTED, ids=lambda value: str(value)[:40])
def test_accepted(desk: Desk, command: Command, events: list[str]) -> None:
    before = encoded(desk.board)
    decided = decide(desk.board, command, desk.to("3m1s"))
    assert not isinstance(decided, Refused), (decided.reason, decided.hint)
    assert [kind_of(event) for event in decided] == events
    assert encoded(desk.board) == before
    desk.do("3m1s", command)


@pytest.mark.parametrize(("command", "events"), IN_LIVE, ids=lambda value: str(value)[:40])
def test_accepted_in_live(command: Command, events: list[str]) -> None:
    desk = Desk(engine="live")
    desk.do("0s", Page("cto"))
    desk.alert("0s", "critical")
    desk.alert("0s", "low")
    desk.do("0s", Silence("AL-2", "2h"))
    decided = decide(desk.board, command, desk.to("1m"))
    assert not isinstance(decided, Refused), (decided.reason, decided.hint)
    assert [kind_of(event) for event in decided] == events
    assert kind_of(desk.do("1m", command)[0]) == events[0]


@pytest.mark.parametrize("command", [kind() for kind in COMMANDS.values() if kind.drill], ids=str)
def test_nobody_ends_real_alerts(command: Command) -> None:
    desk = Desk(engine="live")
    refused = decide(desk.board, command, desk.to("1m"))
    assert isinstance(refused, Refused)
    assert "no exercise" in refused.reason
    assert End.drill


@pytest.mark.parametrize(("command", "reason", "hint"), REFUSED, ids=lambda value: str(value)[:40])
def test_refused(desk: Desk, command: Command, reason: str, hint: str) -> None:
    said, cure = desk.refused("3m1s", command)
    assert reason in said
    assert hint in cure


@pytest.mark.parametrize(
    ("command", "again"),
    [
        (Recall("UPD-2"), "another update"),
        (Decide("police", "now"), "a note or an update"),
        (Answer("MSG-1", "no"), "send an update"),
        (Attach("AL-2", "INC-1"), "another incident"),
        (Dismiss("A test", alert="AL-2"), "attach it"),
        (Authorise("REQ-1"), "nothing is left"),
        (Step("INC-1", "revoke-all-sessions"), "next step"),
        (Assign("INC-1", "technical_lead", "Ana"), "somebody else"),
        (Contain("INC-2"), "go on to eradication"),
        (Page("cto"), "wait for the answer"),
        (Escalate("INC-1", "cto"), "somebody else"),
        (Proceed(), "go on"),
    ],
    ids=str,
)
def test_a_second_time_is_refused_and_says_what_to_do(desk: Desk, command: Command, again: str) -> None:
    desk.do("3m1s", command)
    assert again in desk.refused("3m2s", command)[1]


def test_names_in_any_case_become_the_plans(desk: Desk) -> None:
    desk.do("4m", Assign("INC-1", "TECHNICAL_LEAD", "Ana"))
    desk.do("4m", Act("CLOSE-DOOR", "INC-2"))
    desk.do("4m", SendUpdate("INC-1", "TEAM", "slack", "INTERNAL-SITREP", FILLED))
    assert desk.incident.assigned == {"technical_lead": "Ana"}
    assert list(desk.board.actions) == ["close-door"]
    assert desk.board.updates["UPD-3"].template == "internal-sitrep"
    assert "no action" in desk.refused("4m", Act("RESTART"))[0]


def test_a_lapsed_decision_cannot_be_taken(desk: Desk) -> None:
    desk.enter("4m", DecisionLapsed("lawyer", "later"))
    reason, hint = desk.refused("5m", Decide("lawyer", "now"))
    assert "the moment has passed" in reason
    assert "T+00:04:00" in hint


def test_an_update_knows_what_it_lacks_and_which_phrases_it_hits(desk: Desk) -> None:
    fields = {"symptom": "Mail is late. It will be fixed by noon, we guarantee."}
    desk.do("4m", SendUpdate("INC-1", "customers", "mail", "customer-acknowledgment", fields))
    update = desk.board.updates["UPD-3"]
    assert update.lacks == ("next_update_by",)
    assert "promises" in update.flags
    assert "Mail is late." in update.text
    assert "Alert AL-1" not in update.text, "what leaves the company does not bear the title"


def test_after_the_end_only_the_hot_wash_goes_on(desk: Desk) -> None:
    desk.enter("4m", SessionEnded("time is up"))
    for command, _ in ACCEPTED:
        decided = decide(desk.board, command, desk.now)
        assert isinstance(decided, Refused) is not command.after_end, command
        if isinstance(decided, Refused):
            assert decided.reason == "the exercise ended at T+00:04:00"
            assert "feedback" in decided.hint
    desk.enter("4m", SessionClosed())
    for command, _ in ACCEPTED:
        decided = decide(desk.board, command, desk.now)
        assert isinstance(decided, Refused)
        assert (decided.reason, decided.hint) == ("the session is closed", "start another drill")
