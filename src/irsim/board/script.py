"""The scenario behind a board, where its first record holds one: on control's boards and the engine's, never a
player's."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from irsim.board.board import Board
from irsim.plan.models import Monitor

if TYPE_CHECKING:
    from irsim.scenario.library import Loaded
    from irsim.scenario.models import Inject


@lru_cache(maxsize=8)
def _parsed(scenario: str, world: str) -> Loaded:
    from irsim.scenario.library import parse_scenario  # live has no scenario, and a sixth of its start would be this

    return parse_scenario(scenario, world)


def script_of(board: Board) -> Loaded | None:
    """The scenario with its world; None on a player's board and on a live one. It is parsed once."""
    opened = board.opened
    return _parsed(opened.scenario, opened.world) if opened.scenario else None


def injects_of(board: Board) -> dict[str, Inject]:
    """The scenario's injects by id; empty where nobody may know them."""
    loaded = script_of(board)
    return {inject.id: inject for inject in loaded.scenario.injects} if loaded else {}


def monitors_of(board: Board) -> dict[str, Monitor]:
    """The plan's monitors, and the world's beside them where the board knows its world."""
    loaded = script_of(board)
    return {**{each.id: each for each in (loaded.world.monitors if loaded else ())}, **board.rules.monitors}


def reaction_to(inject: str) -> str:
    """The id of the claim about the reaction to an inject that the facilitator added."""
    return f"{inject}-expected"


def expected_in(board: Board) -> dict[str, str]:
    """Everything that is expected of the team, id to title: the scenario's, and the reactions to added injects."""
    loaded = script_of(board)
    added = {reaction_to(name): each.expects for name, each in board.show.added.items() if each.objective}
    return {**{each.id: each.title for each in (loaded.scenario.expectations if loaded else ())}, **added}
