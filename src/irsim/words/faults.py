"""Bad input, said in one sentence: where it stands, what is wrong, and the cure."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake in something a person wrote. `line` counts from 1; 0 means the file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class BadInput(Exception):
    """What a person gave cannot be used; carries every fault found, in the order of the lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(faults)
        self.faults = sorted(faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)

    @classmethod
    def one(cls, file: str, line: int, message: str) -> "BadInput":
        """A single fault."""
        return cls([Fault(file, line, message)])


def nearest(word: str, known: Iterable[str]) -> str:
    """The cure for a name that is not known: 'did you mean X?', or the list of what is there."""
    names = sorted(set(known))
    if not names:
        return "none is defined"
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    shown = ", ".join(names[:12])
    return f"use one of: {shown}" + (f" ... ({len(names)} in all)" if len(names) > 12 else "")


def full_stop(text: str) -> str:
    """`text` with a full stop; the first letter stays, for it may begin the name of a file."""
    return text + ("" if not text or text.endswith((".", "?", "!", "…")) else ".")


def sentence(text: str) -> str:
    """A fault as a sentence: a capital first, a full stop last."""
    return full_stop(text[:1].upper() + text[1:])
