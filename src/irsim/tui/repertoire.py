"""The registry as people read it: who owns an action, which keys it has, and whether it makes sense now.

Help, the palette, `irsim keys` and docs/keys.md are made from this. No textual here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.tui.actions import ACTIONS, BY_ID, EVERY, GROUPS, Action, offered, refusal

if TYPE_CHECKING:
    from irsim.plan.models import Plan
    from irsim.tui.forms.fields import Focus
    from irsim.tui.seat import Seat

RESPONSE = ("acknowledge", "classify", "assign", "act", "update", "contain", "resolve", "review", "close")
"""How a response goes, as the plan's clocks ask for it."""


@dataclass(frozen=True)
class Listed:
    """An action as help shows it: `owner` in words, empty where it is nobody's; `refused` and `cure` where it is out of
    place now."""

    action: Action
    keys: str
    owner: str
    refused: str = ""
    cure: str = ""

    @property
    def group(self) -> str:
        """Its heading."""
        return GROUPS[self.action.group]


def owner_of_action(plan: Plan, action: Action) -> str:
    """The role to which the plan gives the command of an action; empty where it gives it to nobody."""
    return next((role.id for role in plan.roles if action.do in role.owns), "")


def repertoire(
    seat: Seat, focus: Focus, keys_of: Callable[[str], str], wanted: str = "", actions: Sequence[Action] = ACTIONS
) -> list[Listed]:
    """Actions in the registry's order, those alone that hold all words of `wanted`; the rules are asked as of now."""
    names = Names(seat.board)
    words = wanted.lower().split()
    found = []
    for action in actions:
        if not offered(action, seat):
            continue
        role = owner_of_action(seat.board.rules.plan, action)
        keys = keys_of(action.id)
        owner = names.role(role) if role else ""
        if words and not _holds(action, f"{keys} {owner}", words):
            continue
        why = refusal(action, seat, focus)
        refused, cure = (one_line(why.reason).replace(" ''", ""), one_line(why.hint)) if why is not None else ("", "")
        found.append(Listed(action, keys, owner, refused, cure))
    return found


def _holds(action: Action, beside: str, words: list[str]) -> bool:
    text = f"{action.id} {action.title} {action.short} {action.help} {GROUPS[action.group]} {beside}".lower()
    return all(word in text for word in words)


def course(key_of: Callable[[str], str], names: Sequence[str] = RESPONSE) -> list[tuple[str, str]]:
    """How a response goes, or another course: each action's key and its word."""
    return [(key_of(name), BY_ID[name].short) for name in names]


def bound_keys(configured: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The keys of every action, those of the settings in place of its own."""
    return {action.id: configured.get(action.id, action.keys) for action in EVERY}
