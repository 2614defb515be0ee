"""What the plan asks for before an incident is acknowledged, resolved or closed, and what of it is met."""

from typing import Literal

from irsim.board.board import Board
from irsim.board.playbooks import open_tasks
from irsim.board.state import NEVER, Incident

Part = Literal["acknowledge", "resolve", "close"]

WORDS = {
    "acknowledged": "acknowledge it",
    "declared": "declare it",
    "classified": "classify it",
    "assigned": "assign it",
    "cause": "record the root cause",
    "review": "schedule the post-mortem",
    "review-held": "hold the post-mortem",
    "impact": "assess the impact",
    "playbook": "go through the playbook",
    "watch": "end the watch well",
    "follow-ups": "complete the follow-ups",
}
"""What can be asked for beside checks, and what to do about it."""

DOCUMENTS = "documents"
"""Stands for every check of the plan's documentation."""


def wanted(board: Board, about: Incident, part: Part) -> list[str]:
    """The names of what is asked for, each once; `documents` is the documentation's checks."""
    criteria: dict[str, list[str]] = getattr(board.rules.plan.requires, part)
    names: list[str] = []
    for name in [*criteria.get("all", []), *criteria.get(about.severity, [])]:
        names += _documents(board) if name == DOCUMENTS else [name]
    return list(dict.fromkeys(names))


def unmet(board: Board, about: Incident, part: Part) -> list[str]:
    """What the plan still asks for before this, in words."""
    return [_words(board, about, name) for name in wanted(board, about, part) if not met(board, about, name)]


def met(board: Board, about: Incident, name: str) -> bool:
    """Whether a criterion is met: a fact that the board knows by itself, or a check that holds."""
    if name == DOCUMENTS:
        return all(about.checks.get(check) for check in _documents(board))
    facts = {
        "acknowledged": about.acknowledged_at != NEVER,
        "declared": about.declared_at != NEVER,
        "classified": about.classified_at != NEVER,
        "assigned": bool(about.assigned),
        "cause": bool(about.cause),
        "review": bool(about.review),
        "review-held": about.review == "held",
        "impact": about.assessed_at != NEVER,
        "playbook": not open_tasks(board, about),
        "watch": about.watch is not None and about.watch.verdict == "held",
        "follow-ups": not open_follow_ups(board, about),
    }
    return facts[name] if name in facts else bool(about.checks.get(name))


def open_follow_ups(board: Board, about: Incident) -> list[str]:
    """The ids of the follow-ups of this incident that are not completed."""
    return [
        name
        for name, item in board.items.items()
        if item["incident"] == about.id and item["follow_up"] and item["status"] != "completed"
    ]


def _words(board: Board, about: Incident, name: str) -> str:
    if name == "follow-ups":
        return f"{WORDS[name]} {', '.join(open_follow_ups(board, about))}"
    return WORDS.get(name) or f"check {name}"


def _documents(board: Board) -> list[str]:
    return [check.id for check in board.rules.plan.checks if check.of == "documentation"]
