"""The one registry of what can be done in the room: keys, footer, help, palette, `irsim keys` and the docs read it.

Who owns an action is the plan's to say; whether it makes sense now is asked of `decide`, with a command as it would be
given. No textual here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from irsim.tui import probes
from irsim.tui.control_keys import CONTROL
from irsim.tui.registry import GROUPS, Action, shown_key

if TYPE_CHECKING:
    from irsim.board.decide import Refused
    from irsim.tui.forms.fields import Focus
    from irsim.tui.seat import Seat

ACTIONS: tuple[Action, ...] = (
    Action(
        "acknowledge",
        "Acknowledge",
        "Ack",
        ("a",),
        "Take the incident on: somebody works on it now. On a new "
        "alert: declare it at its suggested severity, acknowledge it and take it, in one go.",
        "respond",
        "send",
        "acknowledge",
        probes.acknowledge,
    ),
    Action(
        "declare",
        "Declare an incident",
        "Declare",
        ("D",),
        "Say that this is an incident, from alerts, messages or what you see.",
        "respond",
        "form",
        "declare",
    ),
    Action(
        "classify",
        "Classify",
        "Classify",
        ("c",),
        "Set severity, category and whether personal data are involved.",
        "respond",
        "form",
        "classify",
        probes.classify,
    ),
    Action(
        "assess",
        "Assess the impact",
        "Impact",
        ("I",),
        "Record the technical, business and operational impact.",
        "respond",
        "form",
        "assess",
        probes.told("assess"),
    ),
    Action(
        "assign",
        "Assign",
        "Assign",
        ("t",),
        "Give a role, or a person in it, the incident.",
        "respond",
        "form",
        "assign",
        probes.assign,
    ),
    Action(
        "escalate",
        "Escalate",
        "Escalate",
        ("e",),
        "Raise it to a contact of the plan, who is paged.",
        "respond",
        "form",
        "escalate",
        probes.escalate,
    ),
    Action(
        "page",
        "Page somebody",
        "Page",
        ("P",),
        "Page a contact of the plan without escalating.",
        "respond",
        "form",
        "page",
    ),
    Action(
        "answer-page",
        "Answer a page",
        "Got it",
        ("number_sign",),
        "A page has reached you: whoever is paged after you is left alone.",
        "respond",
        "form",
        "answer-page",
        probes.answer_page,
        live=True,
    ),
    Action(
        "reach",
        "Whom can I reach",
        "Reach",
        ("at",),
        "Who can be called now, in the order of the plan, and why not the others.",
        "respond",
        "room",
    ),
    Action(
        "handover",
        "Hand a role over",
        "Hand over",
        ("z",),
        "Somebody else has a role from now on: who, and where things stand.",
        "respond",
        "form",
        "handover",
        probes.told("handover"),
    ),
    Action(
        "triage",
        "Look at an alert",
        "Look",
        ("l",),
        "Say what you saw in the selected alert.",
        "respond",
        "form",
        "triage",
        probes.triage,
    ),
    Action(
        "attach",
        "Attach an alert",
        "Attach",
        ("T",),
        "The selected alert is a sign of an incident.",
        "respond",
        "form",
        "attach",
        probes.attach,
    ),
    Action(
        "dismiss",
        "False alarm",
        "Dismiss",
        ("X",),
        "The selected alert, or the whole incident, is none: closed in one step with a reason.",
        "respond",
        "form",
        "dismiss",
        probes.dismiss,
    ),
    Action(
        "merge",
        "Merge incidents",
        "Merge",
        ("J",),
        "Two incidents are the same thing.",
        "respond",
        "form",
        "merge",
        probes.merge,
    ),
    Action(
        "split",
        "Split an incident",
        "Split",
        ("percent_sign",),
        "Some alerts of an incident are something else: they begin one of their own.",
        "respond",
        "form",
        "split",
        probes.split,
    ),
    Action(
        "silence",
        "Silence an alert",
        "Silence",
        ("minus",),
        "Want no more of the selected alert for a while; where its source can, it is silenced there, too.",
        "respond",
        "form",
        "silence",
        probes.silence,
        live=True,
    ),
    Action(
        "end-silence",
        "End a silence",
        "Unsilence",
        (),
        "Hear of a silenced alert again before its time; what still fires is news, and its source is told.",
        "respond",
        "form",
        "end-silence",
        probes.end_silence,
        live=True,
    ),
    Action(
        "maintain",
        "Plan maintenance",
        "Maintain",
        ("equals_sign",),
        "What fires in a maintenance window is recorded, opens no incident and pages nobody.",
        "work",
        "form",
        "maintain",
        probes.maintain,
        live=True,
    ),
    Action(
        "end-maintenance",
        "End maintenance",
        "End maint.",
        (),
        "A maintenance window is over before its time; what still fires is news.",
        "work",
        "form",
        "end-maintenance",
        probes.end_maintenance,
        live=True,
    ),
    Action("act", "Act", "Act", ("x",), "Take a technical action on the world.", "work", "form", "act", probes.act),
    Action(
        "step",
        "Playbook step",
        "Playbook",
        ("p",),
        "Mark a step of the playbook as done, or leave it out with a reason.",
        "work",
        "form",
        "step",
        probes.step,
    ),
    Action(
        "follow",
        "Follow a playbook",
        "Follow",
        ("E",),
        "A further playbook of the plan, where what happened is more than its category says.",
        "work",
        "form",
        "follow",
        probes.follow,
    ),
    Action(
        "contain",
        "Contained",
        "Contained",
        ("o",),
        "Declare that the damage has stopped spreading.",
        "work",
        "form",
        "contain",
        probes.about("contain"),
    ),
    Action(
        "status",
        "Change the status",
        "Status",
        ("s",),
        "Move the incident along its track.",
        "work",
        "form",
        "status",
        probes.told("status"),
    ),
    Action(
        "evidence",
        "Keep evidence",
        "Evidence",
        ("i",),
        "What it is, from where, its hash, who holds it.",
        "work",
        "form",
        "evidence",
        probes.told("evidence"),
    ),
    Action(
        "transfer",
        "Pass evidence on",
        "Pass on",
        ("O",),
        "Somebody else holds it now; the chain of custody keeps it.",
        "work",
        "form",
        "transfer",
        probes.transfer,
    ),
    Action(
        "legal-hold",
        "Order a legal hold",
        "Hold",
        ("h",),
        "Nothing within a scope may be deleted.",
        "work",
        "form",
        "legal-hold",
        probes.told("legal-hold"),
    ),
    Action(
        "lift-hold",
        "Lift a legal hold",
        "Lift",
        (),
        "What it covered may be deleted again.",
        "work",
        "form",
        "lift-hold",
        probes.lift_hold,
    ),
    Action(
        "finding",
        "Record a finding",
        "Finding",
        ("f",),
        "What you found out, and how sure it is.",
        "work",
        "form",
        "finding",
        probes.told("finding"),
    ),
    Action(
        "cause",
        "Record the root cause",
        "Cause",
        ("b",),
        "Five whys, and the root cause that they lead to.",
        "work",
        "form",
        "cause",
        probes.told("cause"),
    ),
    Action(
        "recover",
        "Choose how to recover",
        "Recover",
        ("R",),
        "Rollback, fix forward or workaround.",
        "work",
        "form",
        "recover",
        probes.told("recover"),
    ),
    Action(
        "request",
        "Request resources",
        "Request",
        ("Q",),
        "Ask for people, spend or a vendor.",
        "work",
        "form",
        "request",
        probes.told("request"),
    ),
    Action(
        "authorise",
        "Authorise a request",
        "Authorise",
        ("H",),
        "Grant what was asked for.",
        "work",
        "form",
        "authorise",
        probes.authorise,
    ),
    Action(
        "decline",
        "Decline a request",
        "Decline",
        (),
        "Turn down what was asked for, with the reason.",
        "work",
        "form",
        "decline",
        probes.decline,
    ),
    Action(
        "amend",
        "Correct the facts",
        "Amend",
        ("m",),
        "Title, services, customers hit; what you leave out stays.",
        "work",
        "form",
        "amend",
        probes.told("amend"),
    ),
    Action(
        "update",
        "Send an update",
        "Update",
        ("u",),
        "Tell an audience, by a channel, with a template of the plan.",
        "tell",
        "form",
        "update",
        probes.told("update"),
    ),
    Action(
        "recall",
        "Recall an update",
        "Recall",
        ("U",),
        "Take an update back before it leaves.",
        "tell",
        "form",
        "recall",
        probes.recall,
    ),
    Action(
        "bridge",
        "Bridge and document",
        "Bridge",
        (),
        "Where the team meets on this incident, and where it writes.",
        "tell",
        "form",
        "bridge",
        probes.told("bridge"),
    ),
    Action(
        "probe",
        "Test a channel",
        "Test",
        (),
        "Send a test message, to find out whether a channel works.",
        "tell",
        "form",
        "probe",
        probes.probe,
    ),
    Action(
        "notice",
        "File a notice",
        "Notice",
        ("n",),
        "A notice to an authority or another party that is owed one.",
        "tell",
        "form",
        "notice",
        probes.told("notice"),
    ),
    Action(
        "facts",
        "Write the fact sheet",
        "Facts",
        ("F",),
        "What is known of the incident, once for every notice that asks for it.",
        "tell",
        "form",
        "facts",
        probes.told("facts"),
    ),
    Action(
        "determine",
        "Record a finding of law",
        "Of law",
        (),
        "A high risk, a discovery, materiality: what the law counts from, and also what was found not to be so.",
        "tell",
        "form",
        "determine",
        probes.told("determine"),
    ),
    Action(
        "subject-request",
        "Log a data subject's request",
        "Data request",
        (),
        "Somebody asks about their own data: their clock runs from when it came.",
        "tell",
        "form",
        "subject-request",
        probes.told("subject-request"),
    ),
    Action(
        "verify-identity",
        "Verify a data subject's identity",
        "Verify",
        (),
        "Whether they are who they say, before anything about them is given out.",
        "tell",
        "form",
        "verify-identity",
        probes.subject_request("verify-identity"),
    ),
    Action(
        "answer-subject",
        "Answer a data subject",
        "Answer them",
        (),
        "Grant, refuse or extend a request about personal data.",
        "tell",
        "form",
        "answer-subject",
        probes.subject_request("answer-subject"),
    ),
    Action(
        "aware",
        "Record awareness",
        "Aware",
        ("A",),
        "When the organisation knew that personal data were compromised: starts the legal clocks.",
        "tell",
        "form",
        "aware",
        probes.about("aware"),
    ),
    Action(
        "waiting",
        "Answer or decide",
        "Answer",
        ("w",),
        "Answer the message or the page, or take the decision, that waits for you.",
        "tell",
        "room",
        "answer",
    ),
    Action(
        "say",
        "Say",
        "Say",
        ("d",),
        "What somebody decided at the table, in one line; it is matched to an action that you confirm.",
        "tell",
        "room",
        "say",
    ),
    Action(
        "note", "Write a note", "Note", ("N",), "A line for the record.", "tell", "form", "note", probes.told("note")
    ),
    Action(
        "check",
        "Tick criteria",
        "Check",
        ("v",),
        "Criteria of the plan that hold now, before resolving or closing.",
        "finish",
        "form",
        "check",
        probes.check,
    ),
    Action(
        "resolve",
        "Resolve",
        "Resolve",
        ("r",),
        "Over for those it affected, by the plan's criteria.",
        "finish",
        "form",
        "resolve",
        probes.about("resolve"),
    ),
    Action(
        "watch",
        "Begin the watch",
        "Watch",
        ("W",),
        "The system is watched after recovery, for as long as the plan says.",
        "finish",
        "form",
        "watch",
        probes.about("watch"),
    ),
    Action(
        "verdict",
        "Verdict of the watch",
        "Verdict",
        ("Y",),
        "One metric of the watch: is it normal.",
        "finish",
        "form",
        "verdict",
        probes.verdict,
    ),
    Action(
        "end-watch",
        "End the watch",
        "End watch",
        (),
        "It held; or it failed, and the incident is taken up again.",
        "finish",
        "form",
        "end-watch",
        probes.verdict,
    ),
    Action(
        "review",
        "Post-mortem",
        "Review",
        ("V",),
        "Schedule the post-mortem, or record that it was held.",
        "finish",
        "form",
        "review",
        probes.told("review"),
    ),
    Action(
        "improve",
        "Open an improvement",
        "Improve",
        ("plus",),
        "Something to do better, with owner and date.",
        "finish",
        "form",
        "improve",
    ),
    Action(
        "progress",
        "Progress",
        "Progress",
        (),
        "How far an improvement or a follow-up is.",
        "finish",
        "form",
        "progress",
        probes.progress,
    ),
    Action(
        "lesson",
        "Record a lesson",
        "Lesson",
        (),
        "A lesson of process, tool or training, and what of the plan it changes.",
        "finish",
        "form",
        "lesson",
    ),
    Action(
        "threshold",
        "Propose a threshold",
        "Threshold",
        (),
        "Another threshold for a monitor of the plan.",
        "finish",
        "form",
        "threshold",
    ),
    Action(
        "satisfaction",
        "Satisfaction",
        "Satisfied",
        (),
        "How content you are with how it was resolved.",
        "finish",
        "form",
        "satisfaction",
    ),
    Action(
        "close", "Close", "Close", ("C",), "Nothing is left to do.", "finish", "form", "close", probes.about("close")
    ),
    Action(
        "pause",
        "Pause or go on",
        "Pause",
        ("space",),
        "Stop every clock, inject and timer; again to go on.",
        "room",
        "room",
        drill=True,
    ),
    Action("slower", "Slower", "Slower", ("less_than_sign", "comma"), "Half the pace.", "room", "room", drill=True),
    Action(
        "faster", "Faster", "Faster", ("greater_than_sign", "full_stop"), "Double the pace.", "room", "room", drill=True
    ),
    Action(
        "jump",
        "Jump",
        "Jump",
        ("g",),
        "Be at a time at once, or at the next thing that is planned.",
        "room",
        "room",
        drill=True,
    ),
    Action("seat", "Speak as", "Seat", ("S",), "Which role gives the next commands.", "room", "room"),
    Action(
        "end",
        "End the exercise",
        "End",
        ("Z",),
        "The world stands still; hot wash and score follow.",
        "room",
        "form",
        "end",
        drill=True,
    ),
    Action(
        "leave",
        "Leave",
        "Leave",
        ("q",),
        "Leave the room: the drill is kept and can be continued.",
        "room",
        "room",
    ),
    Action(
        "console",
        "The run of show",
        "Console",
        ("B", "f2"),
        "The facilitator's console, for whoever runs the room from this terminal; again to come back.",
        "room",
        "room",
        drill=True,
    ),
    Action("open", "Open", "Open", ("enter",), "Open the selected incident, message or alert.", "look", "room"),
    Action(
        "filter",
        "Filter the feed",
        "Filter",
        ("slash",),
        "Show only lines of the feed that hold some words.",
        "look",
        "room",
    ),
    Action(
        "search",
        "Search",
        "Search",
        ("backslash", "f5"),
        "All incidents and lines of the log, those that have left the board, too; by words, service, severity, status "
        "and time.",
        "look",
        "room",
    ),
    Action(
        "shift",
        "Handover between shifts",
        "Shift",
        ("apostrophe", "f6"),
        "What changed since your shift, which clocks come next, what was promised, what waits.",
        "look",
        "room",
        live=True,
    ),
    Action(
        "posture",
        "Posture and trend",
        "Trend",
        ("dollar_sign", "f7"),
        "What is open now, and how quickly incidents were met over the last weeks.",
        "look",
        "room",
        live=True,
    ),
    Action(
        "past",
        "As known at",
        "As known",
        ("underscore", "f8"),
        "The board as it was known at an instant, to read and to move about in.",
        "look",
        "room",
        live=True,
    ),
    Action(
        "command", "Type a command", "Type", ("colon",), "Any command as one line, as scripts write it.", "look", "room"
    ),
    Action("plot", "Plot a service", "Plot", ("G",), "The selected service's metrics over time.", "look", "room"),
    Action(
        "lines",
        "Lines of logs",
        "Lines",
        ("vertical_line",),
        "Search the kept lines of logs, follow new ones, keep some as evidence; on a rule's alert, its own lines.",
        "look",
        "room",
        live=True,
    ),
    Action(
        "quiet",
        "What is kept quiet",
        "Quiet",
        ("tilde",),
        "Silences and maintenance windows, until when they hold, and the way to end them.",
        "look",
        "room",
        live=True,
    ),
    Action(
        "handout",
        "Open a handout",
        "Handout",
        ("K",),
        "Read or save a file that was handed out: the one that came with what is selected, or one of all.",
        "look",
        "room",
    ),
    Action("copy", "Copy", "Copy", ("y",), "Copy the selected id or text to the terminal's clipboard.", "look", "room"),
    Action("theme", "Theme", "Theme", ("L", "f3"), "Dark, light, high contrast.", "look", "room"),
    Action(
        "mouse",
        "Free the mouse",
        "Mouse",
        ("M", "f4"),
        "Let the terminal select text; again to have the mouse back.",
        "look",
        "room",
    ),
    Action("palette", "All actions", "Palette", ("semicolon", "ctrl+p"), "Find an action by its name.", "look", "room"),
    Action("help", "Help", "Help", ("question_mark", "f1"), "What can be done here, with every key.", "look", "room"),
)

SHARED = (
    "pause", "slower", "faster", "jump", "end", "leave", "console", "open", "filter", "copy", "theme", "mouse",
    "palette", "help",
)  # fmt: skip
"""Actions of the room that the facilitator's console has too, with the same keys."""

EVERY: tuple[Action, ...] = (*ACTIONS, *CONTROL)
"""The room's actions, then those of the facilitator's console."""

BY_ID: dict[str, Action] = {action.id: action for action in EVERY}

KEYS: dict[str, tuple[str, ...]] = {action.id: action.keys for action in EVERY}
"""The keys that actions have where the settings say nothing else."""

_CONTROLS = frozenset((*SHARED, *(action.id for action in CONTROL)))


def together(one: str, other: str) -> bool:
    """Whether two actions are on the same screen, where one key cannot stand for both."""
    own = {action.id for action in CONTROL}
    return (one in _CONTROLS and other in _CONTROLS) or (one not in own and other not in own)


FOOTER = (
    "acknowledge", "classify", "assign", "escalate", "act", "step", "update", "notice", "evidence", "resolve", "say",
)  # fmt: skip
"""The footer of a wide terminal, in the order of a response."""

FOOTER_LIVE = (
    "acknowledge", "classify", "attach", "silence", "page", "escalate", "step", "update", "notice", "resolve", "note",
)  # fmt: skip
"""The same on real incidents: the deeds themselves are done elsewhere, and noted here."""


def footer(seat: Seat) -> tuple[str, ...]:
    """The footer of a wide terminal in this room."""
    return FOOTER_LIVE if seat.board.live else FOOTER


def offered(action: Action, seat: Seat) -> bool:
    """Whether there is such an action at all in this room: in live nobody moves time, and what the world of a drill has
    to offer (technical actions, handouts) is there only where the setting has it."""
    board = seat.board
    if not board.live:
        return not action.live
    if action.id in ("act", "handout"):
        return bool(board.opened.setting.actions if action.id == "act" else board.handouts)
    return not action.drill


def refusal(action: Action, seat: Seat, focus: Focus) -> Refused | None:
    """Why an action is out of place now, in the rules' own words; None where it makes sense."""
    if action.drill and seat.board.live:
        from irsim.session.rights import may_steer

        return may_steer(seat.kind, seat.facilitated, live=True)
    if action.do and seat.kind in ("screen", "observer"):
        from irsim.commands import End

        return seat.ask(End())  # whatever it is: who only watches does nothing
    if action.probe is None and action.id != "waiting":
        if action.do and seat.ended:
            from irsim.commands import COMMANDS, End

            return None if COMMANDS[action.do].after_end else seat.ask(End())
        return None
    if action.probe is None:
        return _nothing_waits(seat, focus)
    command = action.probe(seat, focus)
    refused = seat.ask(command) if command is not None else None
    if refused is not None and action.id == "acknowledge" and seat.board.live and not seat.board.active:
        return _begin_with_an_alert(seat) or refused
    return refused


def _begin_with_an_alert(seat: Seat) -> Refused | None:
    """Where there is nothing to take on but new alerts: how one takes on one of them."""
    from irsim.board.decide import Refused
    from irsim.board.state import NEVER

    new = (each for each in seat.board.alerts.values() if each.holds and not each.incident)
    if any(each.triaged_at == NEVER and not each.dismissed for each in new):
        return Refused("no incident is open", "2 shows the alerts, and there this key takes one on")
    return None


def _nothing_waits(seat: Seat, focus: Focus) -> Refused | None:
    """Unless a message, a decision or a discussion does."""
    from irsim.board.decide import Refused

    message = seat.board.messages.get(focus.message)
    if seat.waiting() or seat.discussion is not None or (message is not None and message.answered_at < 0):
        return None
    return Refused("nothing waits for an answer", "select a message in the feed to answer it all the same")


def sensible(seat: Seat, focus: Focus, limit: int) -> list[Action]:
    """The actions that make sense now, the most urgent first: what the next step of a response usually is."""
    about = seat.incident(focus.incident)
    order: list[str] = []
    if seat.waiting():
        order.append("waiting")
    if about is None or not about.open:
        order += ["acknowledge", "declare", "say", "act"]
    elif about.acknowledged_at < 0:
        order += ["acknowledge", "classify", "dismiss", "assign", "say"]
    elif about.classified_at < 0:
        order += ["classify", "assign", "act", "escalate", "update", "say"]
    elif about.means in ("resolved", "reviewing"):
        order += ["watch", "verdict", "check", "review", "end-watch", "cause", "progress", "close", "improve"]
    else:
        order += ["act", "update", "escalate", "step", "say", "check", "resolve", "notice", "evidence"]
    order += [name for name in footer(seat) if name not in order]
    if seat.board.live:
        order = _in_live(seat, focus, order)
    wanted = (BY_ID[name] for name in dict.fromkeys(order))
    return [each for each in wanted if offered(each, seat) and refusal(each, seat, focus) is None][:limit]


def _in_live(seat: Seat, focus: Focus, order: list[str]) -> list[str]:
    """What a real alert asks for where the cursor stands on one; what all its alerts are over for may be resolved."""
    about = seat.incident(focus.incident)
    if focus.alert in seat.board.alerts:
        return [name for name in order if name == "waiting"] + ["acknowledge", "attach", "silence", "dismiss", *order]
    if about is not None and about.open and about.proposed_at >= 0:
        return [name for name in order if name == "waiting"] + ["resolve", *order]
    return order


__all__ = [
    "ACTIONS",
    "BY_ID",
    "CONTROL",
    "EVERY",
    "FOOTER",
    "FOOTER_LIVE",
    "GROUPS",
    "KEYS",
    "SHARED",
    "Action",
    "footer",
    "offered",
    "refusal",
    "sensible",
    "shown_key",
    "together",
]
