"""People called to an incident, what they need, and who has which role: pages, escalation, resources, handover."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, choice, find, incident, named, required
from irsim.board.merging import survivor
from irsim.board.reach import outside_plan, waiting_page
from irsim.board.state import NEVER
from irsim.board.state import Request as Asked
from irsim.board.ways import page_channel
from irsim.commands import AnswerPage, Authorise, Decline, Escalate, Handover, Page, Request
from irsim.events.base import Event
from irsim.events.roles import RoleHandedOver
from irsim.events.work import (
    IncidentEscalated,
    PageAcknowledged,
    PageSent,
    ResourceAuthorised,
    ResourceDeclined,
    ResourceRequested,
)


def page(board: Board, command: Page, at: int) -> list[Event]:
    """A contact of the plan is called; it is recorded if the plan does not let one call them now."""
    contact = find(board.rules.contacts, command.contact, "contact")
    about = incident(board, command.incident) if command.incident else None
    choice(command.via, board.channels, "channel")
    via = page_channel(board, contact, command.via)
    # By another channel one may: who does not hear the pager may hear the telephone.
    waiting = waiting_page(board, contact.id, via)
    if waiting is not None:
        cure = "wait for the answer, page them by another channel, or page somebody else"
        raise Refused(f"{contact.label} is being paged ({waiting.id})", cure)
    name, off = board.next_id("PG", board.pages), bool(outside_plan(board, contact, at, about))
    answer_by = at + contact.answers_within
    about_id = about.id if about else ""
    return [PageSent(name, contact.id, about_id, answer_by, command.reason, out_of_hours=off, via=via)]


def answer_page(board: Board, command: AnswerPage, at: int) -> list[Event]:
    """It has reached somebody, late or not: whoever was paged, or anybody who can speak for them; the record says who.
    In an exercise those outside the room are simulated, and answer themselves."""
    answered = find(board.pages, command.page, "page", "" if board.pages else "nobody was paged yet")
    if not board.live:
        label = board.rules.contacts[answered.contact].label
        raise Refused(f"the exercise answers for {label}", "wait for the answer, or page somebody else")
    if answered.acknowledged_at != NEVER:
        raise Refused(f"{answered.id} is answered already", "acknowledge its incident, or look at its alert")
    return [PageAcknowledged(answered.id, answered.contact, answered.incident)]


def escalate(board: Board, command: Escalate, at: int) -> list[Event]:
    """Raised to somebody, who is paged unless a page to them is on its way."""
    about = incident(board, command.incident)
    contact = find(board.rules.contacts, command.to, "contact")
    if contact.id in about.escalated_to:
        raise Refused(f"{about.id} is escalated to {contact.label} already", "escalate to somebody else")
    raised = IncidentEscalated(about.id, contact.id, command.reason)
    try:
        return [raised, *page(board, Page(contact.id, about.id, command.reason), at)]
    except Refused:
        return [raised]


def request(board: Board, command: Request, at: int) -> list[Event]:
    """Something is needed."""
    about = incident(board, command.incident)
    if command.amount < 0:
        raise Refused("the amount is below zero", "give a figure from 0 on")
    kind = named(board.rules.resources, command.kind, "resource") if command.kind else ""
    name = board.next_id("REQ", board.requests)
    return [ResourceRequested(name, about.id, required(command.what, "what is needed"), command.amount, kind)]


def authorise(board: Board, command: Authorise, at: int) -> list[Event]:
    """It is granted; above the plan's amount only by the word of somebody who was reached about this incident."""
    wanted = _open_request(board, command.request)
    resource = board.rules.resources.get(wanted.resource)
    contact = named(board.rules.contacts, command.contact, "contact") if command.contact else ""
    if resource is not None and resource.above is not None and wanted.amount > resource.above:
        amount = f"{wanted.amount:,} {resource.unit}".strip()
        labels = " or ".join(board.rules.contacts[name].label for name in resource.contacts)
        if contact not in resource.contacts:
            cure = f"page them, and name who agreed: contact={resource.contacts[0]}"
            raise Refused(f"more than {resource.above:,} of {resource.label.lower()} needs the word of {labels}", cure)
        if not _reached(board, contact, wanted.incident):
            label = board.rules.contacts[contact].label
            why = f"{label} has not answered a page about {wanted.incident}, so {amount} wait"
            raise Refused(why, f"page {contact}")
    elif contact and not _reached(board, contact, wanted.incident):
        label = board.rules.contacts[contact].label
        raise Refused(f"{label} has not answered a page about {wanted.incident}", "leave the contact out, or page them")
    return [ResourceAuthorised(wanted.id, wanted.incident, contact)]


def decline(board: Board, command: Decline, at: int) -> list[Event]:
    """It is turned down."""
    wanted = _open_request(board, command.request)
    return [ResourceDeclined(wanted.id, wanted.incident, required(command.reason, "a reason"))]


def _open_request(board: Board, name: str) -> Asked:
    wanted = find(board.requests, name, "request", "" if board.requests else "nothing was asked for yet")
    if wanted.authorised_at != NEVER:
        raise Refused(f"{wanted.id} is authorised already", "nothing is left to do about it")
    if wanted.declined_at != NEVER:
        raise Refused(f"{wanted.id} is declined", "ask again with what has changed")
    return wanted


def _reached(board: Board, contact: str, about: str) -> bool:
    """Whether they answered a page about this incident, or one that is the same thing by now."""
    answered = (page for page in board.pages.values() if page.acknowledged_at != NEVER and page.contact == contact)
    return any(survivor(board, page.incident) is survivor(board, about) for page in answered)


def handover(board: Board, command: Handover, at: int) -> list[Event]:
    """Somebody else has the role, and knows where things stand."""
    about = incident(board, command.incident)
    role = named(board.rules.roles, command.role, "role")
    name = required(command.name, "who takes over").strip()
    was = about.assigned.get(role, "")
    if was == name:
        raise Refused(f"{name} has the role already", "name somebody else")
    summary = required(command.summary, "where things stand")
    return [RoleHandedOver(about.id, role, name, summary, was)]


RULES = {
    "page": page,
    "answer-page": answer_page,
    "escalate": escalate,
    "request": request,
    "authorise": authorise,
    "decline": decline,
    "handover": handover,
}
