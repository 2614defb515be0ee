"""Work on the world and the people called to it: actions, steps, containment, pages, escalation, resources."""

from irsim.board.automation import done_by_source
from irsim.board.board import Board
from irsim.board.decide.common import Refused, find, incident, named, rank, required, resolved
from irsim.board.playbooks import Task, playbooks_of, task_of, tasks_of
from irsim.board.state import NEVER
from irsim.commands import Act, Contain, Follow, SetStatus, Step
from irsim.events.base import Event
from irsim.events.incident import IncidentStatusChanged
from irsim.events.work import (
    ActionTaken,
    PlaybookOpened,
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
        task = task_of(board, about, brief.step)
        if task is not None:
            events.append(StepCompleted(about.id, task.book.id, task.step.id, task.phase))
    return events


def step(board: Board, command: Step, at: int) -> list[Event]:
    """A step of one of the incident's playbooks."""
    about = incident(board, command.incident)
    tasks = {task.step.id: task for task in tasks_of(board, about)}
    if not tasks:
        raise Refused(f"the plan has no playbook for {about.category}", "classify the incident differently")
    found = find(tasks, command.step, "step of its playbooks", _elsewhere(board, command.step, tasks))
    if about.steps.get(found.step.id) == "done":
        done = done_by_source(board, about, found.step.id)
        if done is not None:
            raise Refused(f"'{found.step.text}' is done already by {done.source}", "go on with the next step")
        raise Refused(f"'{found.step.text}' is done already", "go on with the next step")
    if command.skip:
        reason = required(command.reason, "a reason")
        return [StepSkipped(about.id, found.book.id, found.step.id, reason, found.phase)]
    return [StepCompleted(about.id, found.book.id, found.step.id, found.phase)]


def _elsewhere(board: Board, step: str, tasks: dict[str, Task]) -> str:
    """How to come to a step of a playbook that the incident does not have; empty where no playbook has it."""
    books = [book.id for book in board.rules.playbooks.values() if any(item.id == step for item in book.steps)]
    if not books or step in tasks:
        return ""
    return f"it is in the playbook '{books[0]}'; follow that first, or classify the incident anew"


def follow(board: Board, command: Follow, at: int) -> list[Event]:
    """A further playbook, where what happened is more than its category says."""
    about = incident(board, command.incident)
    book = find(board.rules.playbooks, command.playbook, "playbook")
    if book in playbooks_of(board, about):
        raise Refused(f"{about.id} has the playbook '{book.label}' already", "go through its steps")
    return [PlaybookOpened(about.id, book.id, command.reason)]


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


RULES = {
    "act": act,
    "step": step,
    "follow": follow,
    "contain": contain,
    "status": status,
}
