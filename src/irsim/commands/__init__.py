"""What a person asks for. One Struct a command; its docstring and field descriptions are the documentation.

`do` names the command in scripts, typed lines and recordings. A command is an input: it is recorded as it was
submitted, and the rules in `board/` decide what follows.
"""

import types
import typing

from irsim.commands import (
    closure,
    communication,
    debriefing,
    duties,
    escalation,
    facilitation,
    learning,
    recovery,
    room,
    triage,
    work,
)
from irsim.commands.base import Command, Names, Words
from irsim.commands.closure import Check, Close, Improve, Recover, Resolve, Review
from irsim.commands.communication import Answer, Bridge, Probe, Recall, SendUpdate
from irsim.commands.debriefing import Corrective, Feedback, Questionnaire
from irsim.commands.duties import (
    AnswerSubject,
    Aware,
    Determine,
    Notice,
    RecordFacts,
    SubjectRequest,
    VerifyIdentity,
)
from irsim.commands.escalation import AnswerPage, Authorise, Decline, Escalate, Handover, Page, Request
from irsim.commands.facilitation import (
    AdHoc,
    Adjourn,
    Adjudicate,
    Bookmark,
    Delay,
    Discuss,
    Edit,
    Fire,
    Hand,
    Memo,
    Override,
    Skip,
    Tick,
)
from irsim.commands.learning import Lesson, Progress, Satisfaction, Threshold
from irsim.commands.recovery import EndWatch, JudgeMetric, StartWatch
from irsim.commands.room import Decide, End, Note, Observe, Proceed, Say
from irsim.commands.triage import (
    Acknowledge,
    Amend,
    Assess,
    Assign,
    Attach,
    Classify,
    Declare,
    Dismiss,
    EndMaintenance,
    EndSilence,
    Maintain,
    Merge,
    Silence,
    Split,
    Triage,
)
from irsim.commands.work import (
    Act,
    Cause,
    Contain,
    Evidence,
    Finding,
    Follow,
    LegalHold,
    LiftHold,
    SetStatus,
    Step,
    Transfer,
)

_MODULES: tuple[types.ModuleType, ...] = (
    triage,
    escalation,
    work,
    communication,
    duties,
    closure,
    recovery,
    learning,
    debriefing,
    room,
    facilitation,
)

COMMANDS: dict[str, type[Command]] = {
    str(value.__struct_config__.tag): value
    for module in _MODULES
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Command) and value is not Command
}
"""Every command by its `do`."""

AnyCommand = typing.Union[tuple(COMMANDS.values())]  # type: ignore[valid-type]  # noqa: UP007

__all__ = [
    "COMMANDS",
    "Acknowledge",
    "Act",
    "AdHoc",
    "Adjourn",
    "Adjudicate",
    "Amend",
    "Answer",
    "AnswerPage",
    "AnswerSubject",
    "AnyCommand",
    "Assess",
    "Assign",
    "Attach",
    "Authorise",
    "Aware",
    "Bookmark",
    "Bridge",
    "Cause",
    "Check",
    "Classify",
    "Close",
    "Command",
    "Contain",
    "Corrective",
    "Decide",
    "Declare",
    "Decline",
    "Delay",
    "Determine",
    "Discuss",
    "Dismiss",
    "Edit",
    "End",
    "EndMaintenance",
    "EndSilence",
    "EndWatch",
    "Escalate",
    "Evidence",
    "Feedback",
    "Finding",
    "Fire",
    "Follow",
    "Hand",
    "Handover",
    "Improve",
    "JudgeMetric",
    "LegalHold",
    "Lesson",
    "LiftHold",
    "Maintain",
    "Memo",
    "Merge",
    "Names",
    "Note",
    "Notice",
    "Observe",
    "Override",
    "Page",
    "Probe",
    "Proceed",
    "Progress",
    "Questionnaire",
    "Recall",
    "RecordFacts",
    "Recover",
    "Request",
    "Resolve",
    "Review",
    "Satisfaction",
    "Say",
    "SendUpdate",
    "SetStatus",
    "Silence",
    "Skip",
    "Split",
    "StartWatch",
    "Step",
    "SubjectRequest",
    "Threshold",
    "Tick",
    "Transfer",
    "Triage",
    "VerifyIdentity",
    "Words",
]
