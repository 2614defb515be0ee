"""What law and contracts ask: awareness, determinations, the fact sheet, notices, requests of data subjects."""

from irsim.board import state
from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice, find, incident, named, required
from irsim.board.decide.communicating import instant, lacking, typed
from irsim.board.facts import filled, unwritten
from irsim.board.instants import stamp
from irsim.board.state import NEVER
from irsim.commands import AnswerSubject, Aware, Determine, Notice, RecordFacts, SubjectRequest, VerifyIdentity
from irsim.events.base import Event
from irsim.events.communication import NoticeFiled
from irsim.events.duties import (
    DeterminationMade,
    FactsRecorded,
    SubjectRequestAnswered,
    SubjectRequestReceived,
    SubjectRequestVerified,
)
from irsim.events.incident import AwarenessRecorded

OUTCOMES = ("granted", "refused", "extended")


def aware(board: Board, command: Aware, at: int) -> list[Event]:
    """Starts the legal clocks; recorded once, for it is a fact and not an opinion."""
    about = incident(board, command.incident)
    if about.aware_at != NEVER:
        raise Refused(
            f"awareness of {about.id} is recorded for {stamp(board, about.aware_at)}", "add a note if it was wrong"
        )
    since = instant(board, command.at, at)
    if since > at:
        raise Refused("awareness lies in the future", f"give an instant up to {stamp(board, at)}")
    return [AwarenessRecorded(about.id, since, command.basis)]


def determine(board: Board, command: Determine, at: int) -> list[Event]:
    """A finding; it may be changed by another, and what hangs on it is waived or begins."""
    about = incident(board, command.incident)
    found = find(board.rules.determinations, command.determination, "determination")
    if about.determined.get(found.id) is command.holds:
        said = "holds" if command.holds else "does not hold"
        raise Refused(f"it is on record that this {said}", "record the opposite if that was wrong, with the reason")
    since = instant(board, command.at, at)
    if since > at:
        raise Refused("the finding lies in the future", f"give an instant up to {stamp(board, at)}")
    if not command.holds:
        required(command.reason, "a reason")
    return [DeterminationMade(about.id, found.id, since, command.holds, command.reason)]


def facts(board: Board, command: RecordFacts, at: int) -> list[Event]:
    """Lines of the fact sheet."""
    about = incident(board, command.incident)
    if not board.rules.facts:
        raise Refused("the plan has no fact sheet", "give each notice its own content")
    typed(board.rules.plan.facts, command.fields)
    changed = {name: value for name, value in command.fields.items() if value.strip() != about.facts.get(name, "")}
    if not changed:
        raise Refused("nothing is changed", "give at least one fact")
    return [FactsRecorded(about.id, changed)]


def notice(board: Board, command: Notice, at: int) -> list[Event]:
    """Filed with whom it is owed; what it still lacks is on the record."""
    about = incident(board, command.incident)
    regime = find(board.rules.notices, command.regime, "notice of the plan")
    typed(regime.fields, command.fields)
    content = filled(board, about, regime, command.fields)
    news = unwritten(board, about, command.fields)
    return [
        NoticeFiled(
            board.next_id("NOT", board.notices),
            about.id,
            regime.id,
            command.recipient or regime.recipient,
            content,
            lacking(regime.fields, content),
            regime.authority,
        ),
        *([FactsRecorded(about.id, news)] if news else []),
    ]


def subject_request(board: Board, command: SubjectRequest, at: int) -> list[Event]:
    """It counts from when it came, not from when somebody saw what it was."""
    about = incident(board, command.incident)
    right = named(board.rules.rights, command.right, "right of the plan")
    since, person = at, command.person
    if command.message:
        message = find(board.messages, command.message, "message", "" if board.messages else "none has come in yet")
        known = next((asked for asked in board.subject_requests.values() if asked.message == message.id), None)
        if known is not None:
            raise Refused(f"{message.id} is logged already as {known.id}", f"verify the identity for {known.id}")
        since, person = message.delivered_at, person or message.sender
    name = board.next_id("DSR", board.subject_requests)
    return [SubjectRequestReceived(name, about.id, right, since, required(person, "who asks"), command.message)]


def verify_identity(board: Board, command: VerifyIdentity, at: int) -> list[Event]:
    """Nobody gets another person's data."""
    asked = _asked(board, command.request)
    return [SubjectRequestVerified(asked.id, asked.incident, command.holds, required(command.how, "what shows it"))]


def answer_subject(board: Board, command: AnswerSubject, at: int) -> list[Event]:
    """Granted only to somebody whose identity was verified."""
    asked = _asked(board, command.request)
    choice(required(command.outcome, "an outcome"), OUTCOMES, "outcome")
    if command.outcome == "granted" and not asked.verified:
        why = "was not verified" if asked.verified is None else "could not be confirmed"
        raise Refused(f"the identity behind {asked.id} {why}", "verify the identity first, or refuse with a reason")
    if command.outcome != "granted":
        required(command.text, "a reason")
    if command.outcome == "extended" and asked.outcome == "extended":
        raise Refused(f"{asked.id} is extended already", "grant or refuse it")
    return [SubjectRequestAnswered(asked.id, asked.incident, command.outcome, command.text)]


def _asked(board: Board, name: str) -> state.SubjectRequest:
    known = board.subject_requests
    asked = find(known, name, "request of a data subject", "" if known else "none was logged yet")
    if asked.answered_at != NEVER:
        raise Refused(f"{asked.id} is {asked.outcome} already", "log another request if they ask again")
    return asked


RULES = {
    "aware": aware,
    "determine": determine,
    "facts": facts,
    "notice": notice,
    "subject-request": subject_request,
    "verify-identity": verify_identity,
    "answer-subject": answer_subject,
}
