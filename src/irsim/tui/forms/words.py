"""What dialogs are called and how their fields are labelled, where the command's own names would read badly."""

from __future__ import annotations

from irsim.board.decide.said import SAY_BACK
from irsim.words.durations import MINUTE

TITLES: dict[str, tuple[str, str]] = {
    "declare": ("Declare an incident", "Declare"),
    "acknowledge": ("Acknowledge", "Acknowledge"),
    "classify": ("Classify", "Classify"),
    "assess": ("Assess the impact", "Record"),
    "amend": ("Correct the facts", "Record"),
    "assign": ("Assign", "Assign"),
    "escalate": ("Escalate", "Escalate and page"),
    "page": ("Page somebody", "Page"),
    "request": ("Request people, spend or a vendor", "Request"),
    "authorise": ("Authorise a request", "Authorise"),
    "decline": ("Decline a request", "Decline"),
    "handover": ("Hand a role over", "Hand over"),
    "act": ("Act", "Do it"),
    "step": ("Playbook step", "Record"),
    "follow": ("Follow a playbook", "Follow"),
    "contain": ("Contained", "Declare contained"),
    "status": ("Change the status", "Change"),
    "update": ("Send an update", "Send"),
    "recall": ("Recall an update", "Recall"),
    "probe": ("Test a channel", "Test"),
    "bridge": ("Bridge and document", "Record"),
    "aware": ("Record awareness", "Record"),
    "notice": ("File a notice", "File"),
    "determine": ("Record a finding of law", "Record"),
    "facts": ("The fact sheet", "Write"),
    "subject-request": ("A person asks about their data", "Log"),
    "verify-identity": ("Verify an identity", "Record"),
    "answer-subject": ("Answer a person about their data", "Answer"),
    "evidence": ("Keep evidence", "Keep"),
    "transfer": ("Pass evidence on", "Pass on"),
    "legal-hold": ("Order a legal hold", "Order"),
    "lift-hold": ("Lift a legal hold", "Lift"),
    "finding": ("Record a finding", "Record"),
    "cause": ("Five whys", "Record"),
    "recover": ("Choose how to recover", "Choose"),
    "check": ("Tick criteria", "Tick"),
    "answer": ("Answer a message", "Answer"),
    "decide": ("Decide", "Decide"),
    "note": ("Write a note", "Write"),
    "say": ("Somebody said", "Record"),
    "triage": ("Look at an alert", "Record"),
    "attach": ("Attach an alert", "Attach"),
    "dismiss": ("False alarm", "Dismiss"),
    "merge": ("Merge incidents", "Merge"),
    "resolve": ("Resolve", "Resolve"),
    "close": ("Close", "Close"),
    "watch": ("Begin the watch", "Begin"),
    "verdict": ("Verdict of the watch", "Record"),
    "end-watch": ("End the watch", "End the watch"),
    "progress": ("Progress", "Record"),
    "lesson": ("Record a lesson", "Record"),
    "threshold": ("Propose a threshold", "Propose"),
    "satisfaction": ("Satisfaction", "Record"),
    "review": ("Post-mortem", "Record"),
    "improve": ("Open an improvement", "Open"),
    "feedback": ("Hot wash", "Record"),
    "observe": ("Observation", "Record"),
    "proceed": ("End the discussion", "Go on"),
    "end": ("End the exercise", "End it for good"),
}
"""Title of the dialog, and the word on its button."""

LABELS: dict[str, str] = {
    "to": "Escalate to",
    "personal_data": "Personal data",
    "data_compromised": "Data compromised",
    "determination": "Finding",
    "data_kinds": "Kinds of data",
    "functionality_loss": "Function lost",
    "customer_impact": "For customers",
    "reported_to_authorities": "Authorities told",
    "affected_customers": "Customers hit",
    "affected_users": "Users hit",
    "sha256": "SHA-256",
    "into": "Into",
    "held": "Was it held",
    "holds": "Does it hold",
    "skip": "Leave it out",
    "regulatory": "Notification due",
    "revenue": "Revenue lost ($)",
    "resources": "More people",
    "brand": "Brand impact",
    "due_date": "Due date",
    "check": "Criteria",
    "at": "Since when",
    "amount": "Amount",
    "level": "Works how well",
    "confirm": "Ask to confirm",
    "also": "Also to",
    "via": "By",
    "measure": "Measured by",
    "right": "What they ask",
    "person": "Who asks",
    "message": "Message",
    "hold": "Legal hold",
    "regime": "Which notice",
    "summary": "Where it stands",
}

HIDDEN: dict[str, tuple[str, ...]] = {
    "classify": ("track",),
    "answer": ("fields",),
    "proceed": ("discussion",),
    "say": ("at",),
    "dismiss": (),
}
"""Fields that a dialog leaves at their own value."""

LONG = {
    ("handover", "summary"),
    ("update", "text"),
    ("answer", "text"),
    ("answer-subject", "text"),
    ("review", "summary"),
    ("declare", "description"),
    ("amend", "description"),
}
"""Fields with room for several lines."""

SAID = (
    ("", "now"),
    ("1m", "1 minute ago"),
    *((f"{minutes}m", f"{minutes} minutes ago") for minutes in (2, 3, 5, 8, 10) if minutes * MINUTE <= SAY_BACK),
)
"""When it was said at the table: the scribe is never further behind than the rules allow."""

WITHOUT_SAID = {
    "feedback", "observe", "improve", "proceed", "end", "progress", "lesson", "threshold", "satisfaction",
}  # fmt: skip

WHYS = 5
"""How often the dialog of the root cause asks why."""

LABELS_OF: dict[tuple[str, str], str] = {
    ("cause", "cause"): "Root cause",
    ("evidence", "file"): "File to attach",
    ("evidence", "occurred"): "When collected",
    ("note", "occurred"): "When it was",
    ("finding", "occurred"): "When it was",
    ("verdict", "holds"): "Is it normal",
    ("satisfaction", "score"): "How content",
    ("lesson", "section"): "Plan section",
    ("authorise", "contact"): "On whose word",
    ("handover", "name"): "To whom",
    ("evidence", "source"): "From where",
    ("evidence", "holder"): "Held by",
    ("evidence", "collector"): "Collected by",
    ("request", "what"): "What for",
    ("request", "kind"): "Resource",
    ("page", "via"): "By channel",
    ("verify-identity", "holds"): "Are they that",
    ("verify-identity", "how"): "What shows it",
    ("answer-subject", "outcome"): "Answer",
    ("progress", "status"): "How far",
    ("progress", "item"): "What",
    ("lesson", "text"): "Lesson",
    ("finding", "text"): "What you found",
    ("note", "text"): "Note",
    ("satisfaction", "text"): "Why",
    ("review", "summary"): "Summary",
    ("end-watch", "verdict"): "Did it hold",
    ("end-watch", "note"): "What shows it",
    ("verdict", "note"): "What shows it",
    ("determine", "reason"): "What it rests on",
    ("transfer", "holder"): "To whom",
}
"""Labels where a command's field reads otherwise than the same field of others."""

SINCE = "now where empty; else as 40m or T+00:40:00"

HINTS: dict[tuple[str, str], str] = {
    ("assess", "affected_users"): "how many",
    ("assess", "affected_customers"): "how many",
    ("assess", "revenue"): "an estimate, in whole units",
    ("assess", "resources"): "how many are needed",
    ("determine", "at"): SINCE,
    ("determine", "reason"): "",
    ("evidence", "what"): "as access log of 16 November",
    ("evidence", "source"): "the system or the person that it comes from",
    ("evidence", "holder"): "who collected it, where empty",
    ("evidence", "collector"): "you, where empty",
    ("evidence", "file"): "a path on this computer; a copy is kept with its hash",
    ("evidence", "sha256"): "of a file that is kept elsewhere",
    ("evidence", "occurred"): SINCE,
    ("finding", "occurred"): SINCE,
    ("note", "occurred"): SINCE,
    ("bridge", "document"): "a link or a path",
    ("improve", "due_date"): "as 2026-12-01",
    ("improve", "measure"): "what will show that it worked",
    ("review", "when"): "as 2026-11-19T14:00",
    ("request", "amount"): "how much, in whole units",
    ("request", "what"): "in a few words",
    ("handover", "name"): "the person",
    ("handover", "summary"): "",
    ("transfer", "holder"): "a role or a person",
    ("notice", "recipient"): "the plan's own where empty",
    ("cause", "cause"): "what all the whys come down to",
    ("verify-identity", "how"): "as a call back to the number on file",
    ("threshold", "above"): "fires above this, as 4000 ms",
    ("threshold", "below"): "fires below this, as 80 %",
}
"""What stands in a field that is still empty, where the command's own words are too long for a dialog."""

BLANKS: dict[tuple[str, str], str] = {
    ("page", "via"): "as the plan calls them",
    ("page", "incident"): "for no incident",
    ("evidence", "kind"): "not said",
    ("finding", "confidence"): "not said",
    ("lesson", "section"): "none",
    ("bridge", "bridge"): "none",
    ("request", "kind"): "not said",
    ("subject-request", "message"): "came by another way",
}
"""What a choice that stays open is called."""

ORDER: dict[str, tuple[str, ...]] = {
    "evidence": ("what", "kind", "source", "holder", "file", "sha256", "collector", "occurred"),
    "request": ("kind", "what", "amount"),
    "review": ("when", "attendees", "held", "summary"),
    "improve": ("description", "owner", "due_date", "priority", "measure"),
    "page": ("contact", "reason", "via", "incident"),
    "subject-request": ("right", "person", "message"),
    "verify-identity": ("request", "holds", "how"),
    "lesson": ("kind", "text", "section", "change"),
}
"""Fields in the order in which people think of them, where the command has another: what nobody needs at first last."""


def label_of(name: str, do: str = "") -> str:
    """A field's label in the dialog of `do`."""
    return LABELS_OF.get((do, name)) or LABELS.get(name) or name.replace("_", " ").capitalize()


def hint_of(name: str, do: str, meaning: str) -> str:
    """What a field of the dialog of `do` says while it is empty: `meaning` unless the dialog has shorter words."""
    hint = HINTS.get((do, name), meaning)
    return "" if hint.lower() == label_of(name, do).lower() else hint
