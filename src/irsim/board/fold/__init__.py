"""The fold: one function a kind, each filling the board from what happened. Nothing else changes a board."""

from irsim.board.fold import (  # noqa: F401  (they register)
    after,
    alerts,
    channels,
    clocks,
    communication,
    duties,
    facilitation,
    handouts,
    incidents,
    live,
    notifications,
    roles,
    room,
    rota,
    work,
    world,
)
from irsim.board.fold.base import ABOUT_INCIDENTS, FOLDS, apply, instant_of

__all__ = ["ABOUT_INCIDENTS", "FOLDS", "apply", "instant_of"]
