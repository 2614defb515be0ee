"""Whether what a clock asks of an incident holds."""

from typing import Any

from irsim.board.board import Board
from irsim.board.state import Incident
from irsim.plan.models import ClockRule
from irsim.words.conditions import satisfied
from irsim.words.patterns import read_field


def holds(board: Board, rule: ClockRule, about: Incident) -> bool:
    """Whether one of the clock's conditions holds; a clock without any runs always."""
    return not rule.when or any(
        all(satisfied(fact(board, about, path), wanted) for path, wanted in condition.items())
        for condition in rule.when
    )


def fact(board: Board, about: Incident, path: str) -> Any:
    """A field of the incident; personal data are involved where the category presumes it and nobody has said."""
    value = read_field(about, path)
    if value is None and path == "personal_data" and board.rules.categories[about.category].presume_personal_data:
        return True
    return value


def held_long_enough(rule: ClockRule, about: Incident, at: int) -> bool:
    """Whether a condition that must hold for a while has done so by `at` (ms)."""
    return not rule.for_ or (rule.id in about.holding and about.holding[rule.id] + rule.for_ <= at)
