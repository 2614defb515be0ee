"""The way out: approach, checks, resolve, close, review, improvements. Criteria are the plan's."""

from irsim.board.board import Board
from irsim.board.decide.common import Refused, find, incident, required, resolved
from irsim.board.state import NEVER, Incident
from irsim.commands import Check, Close, Improve, Recover, Resolve, Review
from irsim.events.after import ActionItemOpened, ReviewHeld, ReviewScheduled
from irsim.events.base import Event
from irsim.events.incident import IncidentStatusChanged
from irsim.events.work import ApproachChosen, CheckFailed, CheckPassed


def recover(board: Board, command: Recover, at: int) -> list[Event]:
    """Rollback, fix forward or workaround."""
    about = incident(board, command.incident)
    approach = find(board.rules.approaches, command.approach, "approach")
    return [ApproachChosen(about.id, approach.id, command.reason)]


def check(board: Board, command: Check, at: int) -> list[Event]:
    """A criterion of the plan."""
    about = incident(board, command.incident)
    item = find(board.rules.checks, command.check, "check")
    kind = CheckPassed if command.holds else CheckFailed
    return [kind(about.id, item.id, command.note)]


def unmet(board: Board, about: Incident, part: str) -> list[str]:
    """What the plan still asks for before `resolve` or `close`, in words."""
    criteria: dict[str, list[str]] = getattr(board.rules.plan.requires, part)
    wanted = [*criteria.get("all", []), *criteria.get(about.severity, [])]
    playbook = board.rules.playbooks.get(board.rules.categories[about.category].playbook)
    given = {
        "acknowledged": about.acknowledged_at != NEVER,
        "cause": bool(about.cause),
        "review": bool(about.review),
        "impact": about.assessed_at != NEVER,
        "playbook": playbook is None or all(step.id in about.steps for step in playbook.steps),
    }
    words = {
        "acknowledged": "acknowledge it",
        "cause": "record the root cause",
        "review": "schedule the post-mortem",
        "impact": "assess the impact",
        "playbook": "go through the playbook",
    }
    missing = []
    for name in dict.fromkeys(wanted):
        if name in given:
            if not given[name]:
                missing.append(words[name])
        elif not about.checks.get(name):
            missing.append(f"check {name}")
    return missing


def resolve(board: Board, command: Resolve, at: int) -> list[Event]:
    """Over for those it affected, by the plan's criteria."""
    about = incident(board, command.incident)
    status = board.rules.meaning(about.track, "resolved")
    if status is None:
        raise Refused(f"the {about.track} track has no status that means resolved", "set the status instead")
    if resolved(board, about):
        raise Refused(f"{about.id} is resolved already", f"close {about.id} when nothing is left to do")
    missing = unmet(board, about, "resolve")
    if missing:
        raise Refused(f"the plan's criteria for {about.severity} are not met", "; ".join(missing))
    return [IncidentStatusChanged(about.id, status.id, status.means, status.phase, command.reason)]


def close(board: Board, command: Close, at: int) -> list[Event]:
    """Nothing is left, by the plan's criteria."""
    about = incident(board, command.incident)
    if not resolved(board, about):
        raise Refused(f"{about.id} is not resolved", f"resolve {about.id} first, or dismiss it as a false alarm")
    missing = unmet(board, about, "close")
    if missing:
        raise Refused(f"the plan's criteria for {about.severity} are not met", "; ".join(missing))
    status = board.rules.meaning(about.track, "closed") or board.rules.tracks[about.track].statuses[-1]
    return [IncidentStatusChanged(about.id, status.id, status.means, status.phase, command.reason)]


def review(board: Board, command: Review, at: int) -> list[Event]:
    """The post-mortem."""
    about = incident(board, command.incident)
    if command.held:
        return [ReviewHeld(about.id, command.summary)]
    return [ReviewScheduled(about.id, required(command.when, "when it takes place"))]


def improve(board: Board, command: Improve, at: int) -> list[Event]:
    """An improvement; also after the exercise and on a closed incident."""
    about = find(board.incidents, command.incident, "incident")
    if command.priority not in ("high", "medium", "low"):
        raise Refused(f"'{command.priority[:40]}' is no priority", "use high, medium or low")
    return [
        ActionItemOpened(
            board.next_id("AI", board.items),
            about.id,
            required(command.description, "a description"),
            command.owner,
            command.priority,
            command.due_date,
            command.measure,
        )
    ]


RULES = {
    "recover": recover,
    "check": check,
    "resolve": resolve,
    "close": close,
    "review": review,
    "improve": improve,
}
