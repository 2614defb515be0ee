"""What is known of an incident: facts, impact, evidence, findings, causes."""

from typing import Any

from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice, find, happened, incident, named, required, services, several
from irsim.board.state import NEVER
from irsim.commands import Amend, Assess, Cause, Evidence, Finding, LegalHold, LiftHold, Transfer
from irsim.events.base import Event
from irsim.events.incident import ImpactAssessed, IncidentAmended
from irsim.events.work import (
    CauseRecorded,
    EvidenceCollected,
    EvidenceTransferred,
    FindingRecorded,
    HoldLifted,
    HoldPlaced,
)
from irsim.words.clean import clean_title

LEVELS = ("low", "medium", "high")

FILE_NAME = 120
"""Characters of the name under which a kept file is known."""


def amend(board: Board, command: Amend, at: int) -> list[Event]:
    """Corrected facts."""
    about = incident(board, command.incident)
    changes: dict[str, Any] = {name: getattr(command, name) for name in command.__struct_fields__[1:]}
    if all(value is None for value in changes.values()):
        raise Refused("nothing is changed", "give at least one field, as affected_customers=12")
    if command.title is not None:
        required(command.title, "a title")
    if min(command.affected_customers or 0, command.affected_users or 0) < 0:
        raise Refused("a figure is below zero", "give figures from 0 on")
    if command.services is not None:
        changes["services"] = several(services(board), command.services, "service")
    if command.data_kinds is not None:
        changes["data_kinds"] = _kinds(board, command.data_kinds)
    return [IncidentAmended(about.id, **changes)]


def assess(board: Board, command: Assess, at: int) -> list[Event]:
    """The plan's impact assessment; times are taken from the board."""
    about = incident(board, command.incident)
    choice(command.functionality_loss, ("partial", "complete"), "functionality loss")
    choice(command.customer_impact, ("none", "degraded", "unavailable"), "customer impact")
    choice(command.brand, LEVELS, "brand impact")
    systems = several(services(board), command.systems, "service")
    if min(command.users, command.customers, command.revenue, command.resources) < 0:
        raise Refused("a figure is below zero", "give figures from 0 on")
    return [
        ImpactAssessed(
            about.id,
            systems,
            command.users,
            command.customers,
            command.data_compromised,
            command.functionality_loss,
            command.revenue,
            command.customer_impact,
            command.brand,
            command.regulatory,
            about.response_time,
            about.resolution_time,
            command.resources,
            _kinds(board, command.data_kinds),
        )
    ]


def _kinds(board: Board, names: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds of data, in the plan's order."""
    known = board.rules.data_kinds
    named = several(known, names, "kind of data")
    return tuple(kind for kind in known if kind in named)


def evidence(board: Board, command: Evidence, at: int) -> list[Event]:
    """Something is kept."""
    about = incident(board, command.incident)
    required(command.what, "what was kept")
    digest = command.sha256.lower()
    if digest and (len(digest) != 64 or any(character not in "0123456789abcdef" for character in digest)):
        raise Refused("the sha256 is not one", "give 64 hexadecimal digits, or leave it out")
    kinds = {each.id: each for each in board.rules.plan.evidence_kinds}
    kind = named(kinds, command.kind, "kind of evidence") if command.kind and kinds else command.kind
    file = base_name(command.file)
    if file and not digest:
        raise Refused("the file was not kept", "attach it in the dialog, or give its sha256")
    name = board.next_id("EV", board.evidence)
    return [
        EvidenceCollected(
            name,
            about.id,
            command.what,
            command.source,
            digest,
            command.holder,
            kind,
            command.collector,
            file,
            happened(board, command.occurred, at),
        )
    ]


def base_name(path: str) -> str:
    """The name of a file without its folders, cleaned."""
    return clean_title(path.replace("\\", "/").rstrip("/").rpartition("/")[2], FILE_NAME)


def transfer(board: Board, command: Transfer, at: int) -> list[Event]:
    """Custody passes on."""
    kept = find(board.evidence, command.evidence, "evidence", "" if board.evidence else "collect evidence first")
    holder = required(command.holder, "the new holder")
    return [EvidenceTransferred(kept.id, kept.incident, holder, command.reason)]


def legal_hold(board: Board, command: LegalHold, at: int) -> list[Event]:
    """Nothing within the scope may be deleted."""
    about = incident(board, command.incident)
    return [HoldPlaced(about.id, required(command.scope, "the scope"), board.next_id("LH", board.holds))]


def lift_hold(board: Board, command: LiftHold, at: int) -> list[Event]:
    """It may be deleted again."""
    hold = find(board.holds, command.hold, "legal hold", "" if board.holds else "none is in place")
    if hold.lifted_at != NEVER:
        raise Refused(f"{hold.id} is lifted already", "order another if something must be kept after all")
    return [HoldLifted(hold.id, hold.incident, required(command.reason, "a reason"))]


def finding(board: Board, command: Finding, at: int) -> list[Event]:
    """Found out."""
    about = incident(board, command.incident)
    choice(command.confidence, LEVELS, "confidence")
    since = happened(board, command.occurred, at)
    return [FindingRecorded(about.id, required(command.text, "the finding"), command.confidence, since)]


def cause(board: Board, command: Cause, at: int) -> list[Event]:
    """The root cause."""
    about = incident(board, command.incident)
    return [CauseRecorded(about.id, required(command.cause, "the cause"), command.whys)]


RULES = {
    "amend": amend,
    "assess": assess,
    "evidence": evidence,
    "transfer": transfer,
    "legal-hold": legal_hold,
    "lift-hold": lift_hold,
    "finding": finding,
    "cause": cause,
}
