"""What an action of the screens is, and how its keys are shown. No textual here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from irsim.commands import Command
    from irsim.tui.forms.fields import Focus
    from irsim.tui.seat import Seat

Group = Literal["respond", "work", "tell", "finish", "room", "look", "show", "judge", "replay"]

GROUPS: dict[Group, str] = {
    "respond": "First response",
    "work": "Work on it",
    "tell": "Tell and decide",
    "finish": "Finish",
    "room": "The room",
    "look": "Look around",
    "show": "The run of show: facilitator",
    "judge": "Judge and note: facilitator and evaluator",
    "replay": "In a replay",
}

Opens = Literal["form", "send", "room"]


@dataclass(frozen=True)
class Action:
    """Something that can be done. `do` is the command it comes to; `opens` a form, nothing (it is sent at once), or
    something of the room's own. `probe` gives a command of its kind as it might be given now, to ask the rules."""

    id: str
    title: str
    short: str
    keys: tuple[str, ...]
    help: str
    group: Group
    opens: Opens = "form"
    do: str = ""
    probe: Callable[[Seat, Focus], Command | None] | None = None
    drill: bool = False
    """it moves or ends the exercise: on real incidents there is nothing of the kind"""
    live: bool = False
    """it is about real alerts and real people: a drill's alerts and contacts are the exercise's own"""

    @property
    def key(self) -> str:
        """The first key, as it is shown."""
        return shown_key(self.keys[0]) if self.keys else ""


def shown_key(key: str) -> str:
    """A key as people read it."""
    names = {
        "question_mark": "?",
        "backslash": "\\",
        "apostrophe": "'",
        "slash": "/",
        "colon": ":",
        "semicolon": ";",
        "less_than_sign": "<",
        "greater_than_sign": ">",
        "space": "space",
        "plus": "+",
        "equals_sign": "=",
        "full_stop": ".",
        "comma": ",",
        "minus": "-",
        "underscore": "_",
        "tilde": "~",
        "at": "@",
        "asterisk": "*",
        "escape": "esc",
    }
    if key in names:
        return names[key]
    *before, last = key.split("+")
    with suppress(KeyError):
        last = unicodedata.lookup(last.replace("_", " ").upper()) if "_" in last else last
    return "+".join([*before, last]).replace("ctrl+", "^")
