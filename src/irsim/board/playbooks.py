"""Which playbooks an incident has, which of their steps apply to it, and what of it shows that they are done. Pure."""

from dataclasses import dataclass
from typing import get_args

from irsim.board.board import Board
from irsim.board.state import NEVER, Incident
from irsim.events import kind_of
from irsim.events.alerts import AlertAttached, AlertTriaged
from irsim.events.base import Event
from irsim.events.incident import IncidentClassified
from irsim.events.work import AutomationAttached, PhaseCompleted, PlaybookOpened, StepCompleted, StepSkipped
from irsim.plan.models import Playbook, PlaybookStep, StepPhase

PHASES: tuple[str, ...] = get_args(StepPhase)
"""In the order of a response."""


@dataclass(frozen=True, slots=True)
class Task:
    """A step as an incident has it: from which of its playbooks, in which phase."""

    book: Playbook
    step: PlaybookStep
    phase: str


def playbooks_of(board: Board, about: Incident) -> list[Playbook]:
    """Its category's, those that the team follows, and those that every incident has, as far as they are for it."""
    rules = board.rules
    names = [rules.playbook_for(about.category, about.subcategory), *about.followed, *rules.plan.routine]
    books = (rules.playbooks[name] for name in dict.fromkeys(names) if name in rules.playbooks)
    return [book for book in books if book.id in about.followed or _is_for(book, about)]


def tasks_of(board: Board, about: Incident) -> list[Task]:
    """The steps of its playbooks, each once: phase by phase, and in a phase playbook by playbook."""
    found: dict[str, Task] = {}
    for book in playbooks_of(board, about):
        for step in book.steps:
            if step.id not in found and _is_for(step, about):
                found[step.id] = Task(book, step, step.phase or book.phase)
    return sorted(found.values(), key=lambda task: PHASES.index(task.phase))


def open_tasks(board: Board, about: Incident) -> list[Task]:
    """Those that are neither done nor left out."""
    return [task for task in tasks_of(board, about) if task.step.id not in about.steps]


def task_of(board: Board, about: Incident, step: str) -> Task | None:
    """The task that a step is to an incident; None where none of its playbooks has it."""
    return next((task for task in tasks_of(board, about) if task.step.id == step), None)


def _is_for(part: Playbook | PlaybookStep, about: Incident) -> bool:
    return (not part.severities or about.severity in part.severities) and (
        not part.categories or about.category in part.categories
    )


def about_whom(board: Board, event: Event) -> Incident | None:
    """The incident that an event is about: the one that it names, or the one of the alert that it names."""
    name = getattr(event, "incident", "")
    if not name:
        alert = board.alerts.get(getattr(event, "alert", ""))
        name = alert.incident if alert is not None else ""
    return board.incidents.get(name)


def show(board: Board, event: Event) -> None:
    """Keep which steps an event shows to be done, in whichever playbook they are. Only the fold calls this."""
    about = about_whom(board, event)
    if about is None:
        return
    for each in _seen_in(board, event):
        kind = kind_of(each)
        for step, pattern in board.rules.showing.get(kind, ()):
            if step not in about.shown and pattern.fields_fit(each):
                about.shown[step] = kind


def _seen_in(board: Board, event: Event) -> tuple[Event, ...]:
    """The event, and with an alert that becomes a sign of the incident that it was looked at before."""
    alert = board.alerts.get(event.alert) if isinstance(event, AlertAttached) else None
    if alert is None or alert.triaged_at == NEVER or alert.dismissed:
        return (event,)
    return (event, AlertTriaged(alert.id, alert.finding))


CHANGING = (
    StepCompleted, StepSkipped, PhaseCompleted, PlaybookOpened, IncidentClassified, AlertAttached, AutomationAttached,
)  # fmt: skip
"""Kinds after which other steps may be an incident's, or a phase be complete."""


def checklist(board: Board, event: Event) -> list[Event]:
    """What an event does to the checklists of its incident: the next phase that is complete, or the next step that
    has been shown to be done. One at a time: what follows from that looks again."""
    if not isinstance(event, CHANGING) and kind_of(event) not in board.rules.showing:
        return []
    about = about_whom(board, event)
    if about is None or not about.open:
        return []
    tasks = tasks_of(board, about)
    left = {task.phase for task in tasks if task.step.id not in about.steps}
    begun = {task.phase for task in tasks if task.step.id in about.steps}
    for phase in PHASES:
        if phase in begun and phase not in left and phase not in about.phases:
            return [PhaseCompleted(about.id, phase)]
    for task in tasks:
        step = task.step.id
        if step in about.shown and step not in about.steps:
            return [StepCompleted(about.id, task.book.id, step, task.phase, about.shown[step])]
    return []
