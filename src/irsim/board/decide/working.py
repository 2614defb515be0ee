"""Work on the world and the people called to it: actions, steps, containment, pages, escalation, resources."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, find, incident, named, rank, required, resolved
from irsim.board.state import NEVER
from irsim.commands import Act, Authorise, Contain, Escalate, Page, Request, SetStatus, Step
from irsim.events.base import Event
from irsim.events.incident import IncidentStatusChanged
from irsim.events.work import (
    ActionTaken,
    IncidentEscalated,
    PageSent,
    ResourceAuthorised,
    ResourceRequested,
    StepCompleted,
    StepSkipped,
)


def act(board: Board, command: Act, at: int) -> list[Event]:
    """A technical action; the step that it fulfils is done with it."""
    name = named(board.opened.setting.actions, command.action, "action")
    brief = board.opened.setting.actions[name]
    about = incident(board, command.incident) if command.incident else None
    if about is not None and about.acknowledged_at == NEVER:
        raise Refused(f"nobody has taken {about.id} on", f"acknowledge {about.id} first")
    events: list[Event] = [ActionTaken(name, about.id if about else "", brief.label)]
    if about is not None and brief.step and brief.step not in about.steps:
        playbook = board.rules.playbooks.get(board.rules.categories[about.category].playbook)
        if playbook and any(step.id == brief.step for step in playbook.steps):
            events.append(StepCompleted(about.id, playbook.id, brief.step))
    return events


def step(board: Board, command: Step, at: int) -> list[Event]:
    """A step of the category's playbook."""
    about = incident(board, command.incident)
    playbook = board.rules.playbooks.get(board.rules.categories[about.category].playbook)
    if playbook is None:
        raise Refused(f"the plan has no playbook for {about.category}", "classify the incident differently")
    found = find({item.id: item for item in playbook.steps}, command.step, "step")
    if about.steps.get(found.id) == "done":
        raise Refused(f"'{found.text}' is done already", "go on with the next step")
    if command.skip:
        return [StepSkipped(about.id, playbook.id, found.id, required(command.reason, "a reason"))]
    return [StepCompleted(about.id, playbook.id, found.id)]


def contain(board: Board, command: Contain, at: int) -> list[Event]:
    """The team says that the damage has stopped spreading."""
    about = incident(board, command.incident)
    if about.acknowledged_at == NEVER:
        raise Refused(f"nobody has taken {about.id} on", f"acknowledge {about.id} first")
    if about.contained_at != NEVER:
        raise Refused(f"{about.id} is contained already", "go on to eradication and recovery")
    status = board.rules.meaning(about.track, "contained")
    if status is None:
        raise Refused(f"the {about.track} track knows no containment", "set the status instead")
    return [IncidentStatusChanged(about.id, status.id, status.means, status.phase, command.reason)]


def status(board: Board, command: SetStatus, at: int) -> list[Event]:
    """Any status of the track but the two with conditions of their own."""
    about = incident(board, command.incident)
    statuses = {item.id: item for item in board.rules.tracks[about.track].statuses}
    wanted = find(statuses, command.status, f"status of the {about.track} track")
    if wanted.id == about.status:
        others = ", ".join(name for name in statuses if name != wanted.id)
        raise Refused(f"{about.id} is {wanted.id} already", f"use another: {others}")
    if wanted.means in ("resolved", "reviewing") and not resolved(board, about):
        raise Refused(f"{about.id} is not resolved", f"use 'resolve {about.id}', which checks the plan's criteria")
    if wanted.means == "closed":
        raise Refused("closing has conditions of its own", f"use 'close {about.id}'")
    if about.acknowledged_at == NEVER and rank(board, about, wanted.id) > 0:
        raise Refused(f"nobody has taken {about.id} on", f"acknowledge {about.id} first")
    return [IncidentStatusChanged(about.id, wanted.id, wanted.means, wanted.phase, command.reason)]


def page(board: Board, command: Page, at: int) -> list[Event]:
    """A contact of the plan is called."""
    contact = find(board.rules.contacts, command.contact, "contact")
    about = incident(board, command.incident) if command.incident else None
    waiting = [
        page
        for page in board.pages.values()
        if page.contact == contact.id and page.acknowledged_at == NEVER and page.missed_at == NEVER
    ]
    if waiting:
        raise Refused(f"{contact.label} is being paged ({waiting[0].id})", "wait for the answer, or page somebody else")
    name = board.next_id("PG", board.pages)
    return [PageSent(name, contact.id, about.id if about else "", at + contact.answers_within, command.reason)]


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
    name = board.next_id("REQ", board.requests)
    return [ResourceRequested(name, about.id, required(command.what, "what is needed"), command.amount)]


def authorise(board: Board, command: Authorise, at: int) -> list[Event]:
    """It is granted."""
    wanted = find(board.requests, command.request, "request", "" if board.requests else "nothing was asked for yet")
    if wanted.authorised_at != NEVER:
        raise Refused(f"{wanted.id} is authorised already", "nothing is left to do about it")
    return [ResourceAuthorised(wanted.id, wanted.incident)]


RULES = {
    "act": act,
    "step": step,
    "contain": contain,
    "status": status,
    "page": page,
    "escalate": escalate,
    "request": request,
    "authorise": authorise,
}
