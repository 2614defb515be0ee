"""A board as bytes and back: what a log was folded into, so that it need not be folded again. Such bytes can always be
thrown away. They are read as data: nothing but the board's own kinds is made of them."""

import gc
import io
import pickle
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec

from irsim.board import state
from irsim.board.board import Board
from irsim.events import KINDS

BASE = frozenset({"opened", "rules"})
"""What of a board few records change; it is made anew from the log's first record, and from the last plan adopted."""

OWN = ("irsim.board.", "irsim.events.")
"""Where the kinds that a board holds are defined."""

PLAIN = frozenset({("builtins", "set"), ("builtins", "frozenset"), ("collections", "OrderedDict")})


class Unusable(ValueError):
    """Bytes that are no board, or that of another version: fold the log instead."""


def frozen(board: Board, *, agenda: bool = True) -> bytes:
    """The changeable part of a board; without the duty desk's agenda where nobody looks at it, as in a replay."""
    kept = {name: value for name, value in vars(board).items() if name not in BASE}
    if not agenda:
        kept["_agenda"] = []
    return pickle.dumps(kept, pickle.HIGHEST_PROTOCOL)


def thawed(base: Board, kept: bytes) -> Board:
    """A board that stands where `kept` was taken, on the rules of `base`. Raises Unusable."""
    collecting = gc.isenabled()
    gc.disable()  # nothing of it is garbage: to look for some takes three times as long as the reading
    try:
        found = _Reader(io.BytesIO(kept)).load()
    except Exception as fault:  # whatever damaged bytes lead to
        raise Unusable(str(fault)[:200]) from None
    finally:
        if collecting:
            gc.enable()
    wanted = vars(base).keys() - BASE
    if not isinstance(found, dict) or found.keys() != wanted:
        raise Unusable("it is of another version")
    board = Board.__new__(Board)
    vars(board).update({name: vars(base)[name] for name in BASE}, **found)
    if board.adopted is not None and board.adopted != base.adopted:
        board.adopt(board.adopted)
    return board


@cache
def version() -> str:
    """A word for what boards are made of: bytes that were kept under another one are of no use."""
    kinds: list[Any] = [value for value in vars(state).values() if isinstance(value, type)]
    kinds += KINDS.values()
    fields = sorted(
        f"{each.__module__}.{each.__qualname__}:{','.join(each.__struct_fields__)}"
        for each in kinds
        if issubclass(each, msgspec.Struct) and each is not msgspec.Struct
    )
    return sha256("\n".join(fields).encode()).hexdigest()[:16]


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in PLAIN:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith(OWN) and "." not in name else None
        if isinstance(found, type) and issubclass(found, msgspec.Struct):
            return found
        if module == "msgspec._core" and name == "rebuild":
            return super().find_class(module, name)
        raise Unusable(f"a board holds no {module}.{name}")
