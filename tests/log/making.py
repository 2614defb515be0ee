"""Makes events of any kind, and recordings of them."""

import types
import typing
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from irsim.commands import COMMANDS
from irsim.events import KINDS, Event
from irsim.events.incident import NoteAdded
from irsim.events.session import SessionOpened, Setting
from irsim.log.records import GENESIS, Record, seal

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
NUMBERS = st.integers(-(2**53), 2**53)


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field by its type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return values(arguments[0])
    if origin in (typing.Union, types.UnionType):
        if isinstance(arguments[0], type) and arguments[0] in COMMANDS.values():
            return st.sampled_from(arguments).flatmap(structs)
        return st.one_of([values(each) for each in arguments])
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(values(arguments[0]), values(arguments[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return structs(hint)
    return {str: TEXTS, int: NUMBERS, bool: st.booleans(), type(None): st.none()}[hint]


def structs(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Structs of a kind, every field drawn."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return st.builds(kind, **{name: values(hints[name]) for name in kind.__struct_fields__})


def events() -> st.SearchStrategy[Event]:
    """Events of any kind."""
    return st.sampled_from(sorted(KINDS)).flatmap(lambda kind: structs(KINDS[kind]))


OPENED = SessionOpened(
    1, "drill", "7", "2026-11-16T09:00:00+00:00", {"lead": "people"}, Setting("s", "Heron"), "plan: ü"
)


def chain(bodies: list[Event]) -> tuple[list[Record], list[bytes]]:
    """The records and lines of a session that opens and goes on with `bodies`."""
    records: list[Record] = []
    lines: list[bytes] = []
    for seq, body in enumerate([OPENED, *bodies]):
        record, line = seal(seq, seq * 1_000, "engine", seq - 1, body, records[-1].digest if records else GENESIS)
        records.append(record)
        lines.append(line)
    return records, lines


def notes(count: int) -> list[Event]:
    """Notes that differ."""
    return [NoteAdded("INC-1", f"note {number} of Zoë") for number in range(count)]


def written(path: Path, lines: list[bytes]) -> Path:
    """`path`, with these lines in it."""
    path.write_bytes(b"".join(lines))
    return path
