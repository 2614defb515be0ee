"""A team's decisions as a file: commands with their times, and every mistake with its line."""

import typing
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from irsim.commands import COMMANDS, Command
from irsim.scenario.files import read_bounded
from irsim.words.clean import clean_title
from irsim.words.durations import parse_instant
from irsim.words.faults import BadInput, Fault, nearest
from irsim.words.quantities import parse_count
from irsim.words.yamltext import Document, read_yaml

LARGEST = 10**15
"""The largest number in a command: more than all the money there is."""

_KEYS = ("at", "as", "do", "incident", "with", "said")


@dataclass(frozen=True)
class Scripted:
    """A decision of a script: at `at` (ms) `by` gives `command`; `unstated` where the script does not say who.

    `said` (ms) is when it was said at the table, -1 where that is `at`.
    """

    at: int
    by: str
    command: Command
    line: int
    said: int = -1

    @property
    def unstated(self) -> bool:
        """Whether the script leaves open who acted."""
        return not self.by


def command_from(do: str, values: Mapping[str, Any]) -> Command:
    """The command `do` with `values` as people write them. Raises ValueError with one sentence and the cure."""
    kind = COMMANDS.get(do)
    if kind is None:
        raise ValueError(f"there is no command '{clean_title(do, 40)}'; {nearest(do[:80], COMMANDS)}")
    hints = typing.get_type_hints(kind)
    given: dict[str, Any] = {}
    for name, value in values.items():
        if name not in kind.__struct_fields__:
            raise ValueError(
                f"'{do}' has no field '{clean_title(str(name), 40)}'; {nearest(str(name)[:80], kind.__struct_fields__)}"
            )
        given[name] = _coerced(value, hints[name])
    missing = [f.name for f in msgspec.structs.fields(kind) if f.required and given.get(f.name) in (None, "")]
    if missing:
        raise ValueError(f"'{do}' needs {' and '.join(missing)}; {_example(do, missing)}")
    try:
        command = msgspec.convert({"do": do, **given}, kind, strict=False)
        msgspec.json.encode(command)
        if any(isinstance(value, int) and abs(value) > LARGEST for value in msgspec.structs.astuple(command)):
            raise OverflowError
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`").partition("[")[0] if "$." in str(error) else ""
        raise ValueError(f"'{do}' {_wanted(name, hints, given)}") from None
    except (OverflowError, UnicodeEncodeError):
        raise ValueError(f"'{do}' holds a number or a character that cannot be recorded; write it anew") from None
    return command


def _example(do: str, missing: list[str]) -> str:
    return "write " + " ".join([do, *(f"{name}=..." for name in missing)])


def _wanted(field: str, hints: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """What a field of a command wants, and what it was given."""
    hint = str(hints.get(field, ""))
    kinds = {
        "irsim.": "a text for each",
        "bool": "yes or no",
        "int": "a whole number",
        "tuple": "words with commas between",
        "dict": "a map",
    }
    wanted = next((said for kind, said in kinds.items() if kind in hint), "a text")
    return f"wants {wanted} for {field or 'its fields'}, not '{clean_title(str(given.get(field, '')), 40)}'; write that"


def _coerced(value: Any, hint: Any) -> Any:
    names = str(hint)
    parts = [each for each in typing.get_args(hint) if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    if parts:
        return [_part(each, parts[0]) for each in (value if isinstance(value, list | tuple) else [value])]
    if isinstance(value, Mapping):
        return {str(key): _word(item) for key, item in value.items()}
    if "tuple" in names:
        return [_word(item).strip() for item in (value if isinstance(value, list | tuple) else _listed(str(value)))]
    if isinstance(value, list):
        return [_word(item) for item in value]
    if "bool" in names and isinstance(value, str) and value.lower() in ("yes", "no"):
        return value.lower() == "yes"
    if names in ("<class 'int'>", "int | None") and isinstance(value, str):
        with suppress(ValueError):
            return parse_count(value)
    if "str" in names and value is not None and not isinstance(value, str):
        return _word(value)
    return value


def _part(value: Any, kind: type[msgspec.Struct]) -> dict[str, str]:
    """A part of a command that has fields of its own; a text alone is the first of them. Raises ValueError."""
    known = kind.__struct_fields__
    if not isinstance(value, Mapping):
        return {known[0]: _word(value)}
    for key in value:
        if key not in known:
            raise ValueError(f"there is no '{clean_title(str(key), 40)}' here; {nearest(str(key)[:80], known)}")
    return {str(key): _word(item) for key, item in value.items()}


def _listed(written: str) -> list[str]:
    """The items of a typed list: commas between them, or semicolons where the items hold commas."""
    inside = written.strip().removeprefix("[").removesuffix("]")
    return [item.strip().strip('"') for item in inside.split(";" if ";" in inside else ",")]


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_script(path: Path) -> list[Scripted]:
    """The decisions in a script, in the order of their times. Raises BadInput naming every mistake."""
    try:
        raw = read_bounded(path)
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be read: {error.strerror}; check the path") from None
    document = read_yaml(raw, str(path))
    rows = document.data if document.data is not None else []
    if not isinstance(rows, list):
        raise BadInput.one(str(path), 1, "not a list; write one decision a line, as '- {at: 6m, do: acknowledge, ...}'")
    faults: list[Fault] = []
    script: list[Scripted] = []
    for number, row in enumerate(rows):
        try:
            script.append(_row(row, document.line_of((number,))))
        except ValueError as error:
            faults.append(Fault(document.name, _line(document, number, row), str(error)))
    if faults:
        raise BadInput(faults)
    return sorted(script, key=lambda decision: decision.at)


def _line(document: Document, number: int, row: Any) -> int:
    return document.line_of((number, "do") if isinstance(row, dict) and "do" in row else (number,))


def _row(row: Any, line: int) -> Scripted:
    if not isinstance(row, dict):
        raise ValueError("not a decision; write it as {at: 6m, as: ROLE, do: acknowledge, incident: INC-1}")
    for key in row:
        if key not in _KEYS:
            cure = f"{nearest(str(key)[:80], _KEYS)} (fields go under 'with')"
            raise ValueError(f"'{clean_title(str(key), 40)}' does not belong here; {cure}")
    if "at" not in row or "do" not in row:
        raise ValueError("a decision needs 'at' and 'do'; add them")
    at = parse_instant(row["at"])
    if at < 0:
        raise ValueError("'at' lies before the start; give a time from 0s on")
    said = -1 if row.get("said") is None else parse_instant(row["said"])
    if row.get("said") is not None and not 0 <= said <= at:
        raise ValueError("'said' does not lie between the start and 'at'; give a time up to 'at'")
    values = row["with"] if row.get("with") is not None else {}
    if not isinstance(values, dict):
        raise ValueError("'with' is no map; write it as with: {severity: SEV-1}")
    about = {"incident": row["incident"]} if row.get("incident") is not None else {}
    return Scripted(at, str(row.get("as") or ""), command_from(str(row["do"]), {**about, **values}), line, said)
