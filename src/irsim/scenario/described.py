"""A command's fields as help and dialogs need them: read from its own struct, so that nothing is said twice."""

import typing
from dataclasses import dataclass
from typing import Literal

import msgspec

from irsim.commands import COMMANDS

Word = Literal["text", "number", "flag", "fact", "list", "map"]
"""A flag is yes or no; a fact may also be unknown."""


@dataclass(frozen=True)
class Described:
    """A field of a command: its name, what it takes, whether it must be given, and what it means."""

    name: str
    word: Word
    required: bool
    meaning: str


def described(do: str) -> list[Described]:
    """The fields of the command `do`, in their order."""
    kind = COMMANDS[do]
    hints = typing.get_type_hints(kind, include_extras=True)
    found = []
    for field in msgspec.structs.fields(kind):
        hint = hints[field.name]
        metas = [m for m in getattr(hint, "__metadata__", ()) if isinstance(m, msgspec.Meta)]
        meaning = next((m.description for m in metas if m.description), None) or ""
        found.append(Described(field.name, _word(str(hint)), field.required, meaning))
    return found


def _word(hint: str) -> Word:
    if "bool" in hint:
        return "fact" if "None" in hint else "flag"
    words: dict[str, Word] = {"tuple": "list", "dict": "map", "int": "number"}
    return next((word for name, word in words.items() if name in hint), "text")
