"""From a YAML Document to a pydantic model, with every mistake named at once by its line and its cure.

A mistake in one part must not hide those in others: what is sound of a document can be read without the rest, so that
references are checked in the same go.
"""

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, Fault, nearest
from irsim.words.yamltext import DEPTH_LIMIT, Document, Path, pick

FAULT_LIMIT = 200
"""Mistakes that are listed: nobody mends more in one go."""

STAND_IN = "stand-in"
"""The id of what takes the place of a part that is missing or unusable while the rest is checked."""


class Model(BaseModel):
    """A part of a document: unknown keys are mistakes, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Reading(Generic[M]):
    """What was found in a document: its mistakes, and a model of the parts that are sound (None if too little is).

    `document` holds these parts with their lines. `lost` are the names in the other parts: they were given, and a
    reference to one is no second mistake. `maimed` are the maps and lists in `document` that something was taken from;
    `origins` is where things stood before that, for what has another number in its list now.
    """

    value: M | None
    document: Document
    faults: list[Fault]
    lost: frozenset[str] = frozenset()
    maimed: frozenset[Path] = frozenset()
    origins: dict[Path, Path] = field(default_factory=dict)

    def written(self, path: Path) -> Path:
        """A path in `document` as it was in what was read."""
        ends = next((end for end in range(len(path), 0, -1) if path[:end] in self.origins), 0)
        return (*self.origins[path[:ends]], *path[ends:]) if ends else path

    def follows(self, path: Path) -> bool:
        """Whether a mistake found at `path` may be there only because of what was taken out."""
        return path in self.maimed or (path[:-1] in self.maimed and pick(self.document.data, path) is None)


def validate(model: type[M], document: Document) -> M:
    """`document` as `model`. Raises BadInput with one fault for each mistake."""
    reading = read_sound(model, document, None)
    if reading.faults or reading.value is None:
        raise BadInput(reading.faults)
    return reading.value


def read_sound(model: type[M], document: Document, stand_in: dict[str, Any] | None) -> Reading[M]:
    """`document` as `model`, as far as it goes; `stand_in` is data for required parts that are unusable. Where that is
    None, nothing is read of a document with mistakes.

    Raises BadInput where the document is no map at all.
    """
    if not isinstance(document.data, dict):
        raise BadInput.one(document.name, 1, "not a map of keys and values; begin with 'id: ...'")
    try:
        return Reading(model.model_validate(document.data), document, [])
    except ValidationError as error:
        errors = error.errors(include_url=False)
    misspelt = _misspelt(document, errors)
    told = [misspelt.get(n, _fault(document, dict(item), model)) for n, item in enumerate(errors)]
    faults = few({fault for fault in told if fault is not None})
    lost: set[str] = {STAND_IN}
    sound, maimed = document, frozenset[Path]()
    origins: dict[Path, Path] = {}
    for _ in range(DEPTH_LIMIT if stand_in is not None and len(errors) <= FAULT_LIMIT else 0):
        changes: dict[Path, Any] = {}
        for item in errors:
            path = _path_in(sound, tuple(item["loc"]))
            substitute = pick(stand_in or {}, path) if path and all(isinstance(part, str) for part in path) else None
            if substitute is None and item["type"] == "missing":
                path = path[:-1]
            changes[path] = substitute
        if () in changes:
            break
        lost.update(name for path in changes for name in _names_below(pick(sound.data, path)))
        lost.update(path[-1] for path in changes if isinstance(path[-1], str))
        sound, maimed, origins = _changed(sound, changes, maimed, origins)
        try:
            return Reading(model.model_validate(sound.data), sound, faults, frozenset(lost), maimed, origins)
        except ValidationError as error:
            errors = error.errors(include_url=False)
    return Reading(None, sound, faults, frozenset(lost))


class Checker:
    """Looks for names that lead nowhere in the sound parts of a document, and collects what it finds."""

    def __init__(self, reading: Reading[Any], lost: frozenset[str]) -> None:
        self.reading = reading
        self.document = reading.document
        self.lost = lost
        self.faults: list[Fault] = []

    def say(self, path: Path, message: str) -> None:
        """There is a mistake at `path`."""
        if not self.reading.follows(path):
            where = label(self.document, path, self.reading.written(path))
            self.faults.append(Fault(self.document.name, self.document.line_of(path), f"{where}: {message}"))

    def known(self, path: Path, name: str, names: Collection[str], what: str) -> None:
        """`name`, which stands at `path`, should be one of `names`, each of which is a `what`."""
        if name not in names and name not in self.lost and STAND_IN not in names:
            self.say(path, f"no {what} is called '{clean_title(name, 60)}'; {nearest(name[:60], names)}")

    def unique(self, section: Path) -> None:
        """No two items of the list at `section` have the same id."""
        first: dict[str, int] = {}
        for position, item in enumerate(pick(self.document.data, section) or ()):
            name = str(item.get("id") if isinstance(item, dict) else "")
            if name in first:
                line = self.document.line_of((*section, first[name], "id"))
                self.say((*section, position, "id"), f"'{name}' is given twice, first in line {line}; rename one")
            first.setdefault(name, position)

    def item(self, path: Path, position: int) -> Path:
        """The path of an item; that of the whole where one value stands for a list."""
        return (*path, position) if isinstance(pick(self.document.data, path), list) else path


def few(faults: Iterable[Fault]) -> list[Fault]:
    """The faults in the order of their lines; of very many the first ones, and how many more there are."""
    found = sorted(faults)
    if len(found) > FAULT_LIMIT:
        next_one = found[FAULT_LIMIT]
        more = f"{len(found) - FAULT_LIMIT} more mistakes from here on; mend the first {FAULT_LIMIT} before"
        found = [*found[:FAULT_LIMIT], Fault(next_one.file, next_one.line, more)]
    return found


def label(document: Document, path: Path, written: Path = ()) -> str:
    """`path` as a person says it: an item of a list by its id where it has one, else by its number, which `written`
    has where it was another one in what the person wrote."""
    said: list[str] = []
    for position, part in enumerate(path):
        item = pick(document.data, path[: position + 1])
        named = isinstance(part, int) and isinstance(item, dict) and isinstance(item.get("id"), str)
        said.append(clean_title(str(item["id"] if named else (written or path)[position]), 60))
    return ".".join(said) or "the document"


def _names_below(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        yield from map(str, data)
        if isinstance(data.get("id"), str):
            yield data["id"]
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _names_below(value)


def _changed(
    document: Document, changes: dict[Path, Any], maimed: frozenset[Path], origins: dict[Path, Path]
) -> tuple[Document, frozenset[Path], dict[Path, Path]]:
    """`document` with each path of `changes` replaced by its value, or left out where that is None; what is maimed,
    and where each thing stood at first."""
    lines: dict[Path, int] = {}
    began: dict[Path, Path] = {}
    now_maimed: set[Path] = set()

    def copied(data: Any, old: Path, new: Path) -> Any:
        lines[new] = document.line_of(old)
        began[new] = origins.get(old, old)
        if old in maimed or any(path[:-1] == old for path in changes):
            now_maimed.add(new)
        if isinstance(data, dict):
            whole = {**data, **{p[-1]: None for p in changes if p[:-1] == old and isinstance(p[-1], str)}}
            copy: dict[str, Any] = {}
            for key, value in whole.items():
                path = (*old, key)
                if path not in changes:
                    copy[key] = copied(value, path, (*new, key))
                elif changes[path] is not None:
                    copy[key] = changes[path]
                    lines[*new, key] = document.line_of(path)
            return copy
        if isinstance(data, list):
            kept: list[Any] = []
            for position, value in enumerate(data):
                if (*old, position) not in changes:
                    kept.append(copied(value, (*old, position), (*new, len(kept))))
            return kept
        return data

    return Document(document.name, copied(document.data, (), ()), lines), frozenset(now_maimed), began


def _fault(document: Document, item: dict[str, Any], model: type[BaseModel]) -> Fault:
    path = _path_in(document, tuple(item["loc"]))
    said = _sentence(item)
    if item["type"] == "extra_forbidden":
        meant = difflib.get_close_matches(
            str(item["loc"][-1]), _keys_at(model, tuple(item["loc"][:-1])), n=1, cutoff=0.75
        )
        said = f"this key is not known here; did you mean '{meant[0]}'?" if meant else said
    return Fault(document.name, document.line_of(path), f"{label(document, path)}: {said}")


def _keys_at(kind: Any, loc: Path) -> list[str]:
    """The keys of the model to which `loc` leads from `kind`; none where that is not plain to see."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        known = {info.alias or name: info.annotation for name, info in kind.model_fields.items()}
        if not loc:
            return list(known)
        return _keys_at(known[str(loc[0])], loc[1:]) if loc[0] in known else []
    if get_origin(kind) in (Union, UnionType):
        return next((keys for each in get_args(kind) if (keys := _keys_at(each, loc))), [])
    if get_origin(kind) in (list, tuple, dict) and loc and get_args(kind):
        args = get_args(kind)
        return _keys_at(args[1] if get_origin(kind) is dict else args[0], loc[1:])
    return []


def _misspelt(document: Document, errors: Sequence[Any]) -> dict[int, Fault | None]:
    """Where a required key is missing and beside it stands one that is nearly that: one mistake and not two.

    The number of each such error to what is said instead, None for nothing.
    """
    missing = [
        (n, _path_in(document, tuple(item["loc"]))) for n, item in enumerate(errors) if item["type"] == "missing"
    ]
    said: dict[int, Fault | None] = {}
    for n, item in enumerate(errors):
        path = _path_in(document, tuple(item["loc"]))
        if item["type"] != "extra_forbidden" or not path:
            continue
        wanted = {str(place[-1]): k for k, place in missing if place[:-1] == path[:-1] and k not in said}
        meant = difflib.get_close_matches(str(path[-1]), wanted, n=1, cutoff=0.75)
        if meant:
            sentence = f"this key is not known here; did you mean '{meant[0]}'?"
            said[n] = Fault(document.name, document.line_of(path), f"{label(document, path)}: {sentence}")
            said[wanted[meant[0]]] = None
    return said


def _path_in(document: Document, loc: Path) -> Path:
    """pydantic's loc without the names of union branches; a missing or extra key stays at the end."""
    path: Path = ()
    for position, part in enumerate(loc):
        here = pick(document.data, path)
        there = (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        last = position == len(loc) - 1 and isinstance(here, dict) and part != "[key]"
        if there or (last and not str(part).startswith("<")):
            path = (*path, part)
    return path


def _sentence(item: dict[str, Any]) -> str:
    """One mistake in the words of whoever wrote the document."""
    kind, value, context = item["type"], item.get("input"), item.get("ctx") or {}
    if kind == "missing":
        return "this is required; add it"
    if kind == "extra_forbidden":
        return "this key is not known here; remove it or check its spelling"
    if kind == "value_error":
        return clean_title(str(context.get("error", item["msg"])), 400)
    given = "a map" if isinstance(value, dict) else "a list" if isinstance(value, list) else f"'{_short(value)}'"
    wrong = "this is empty" if value is None else f"{given} does not fit"
    if kind == "literal_error":
        expected = [word.strip("' ") for word in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        return f"{wrong}; {nearest(_short(value), expected)}"
    for begins, sentence in _SENTENCES.items():
        if kind.startswith(begins):
            return sentence(wrong, given, context)
    if kind == "string_type" and value is not None and not isinstance(value, dict | list):
        return f"{given} is not text; put quotes around it"
    wanted = next((wanted for begins, wanted in _WANTED.items() if kind.startswith(begins)), "")
    return f"{wrong}; write {wanted}" if wanted else f"{wrong}: {item['msg'][:1].lower()}{item['msg'][1:]}"


def _short(value: Any) -> str:
    return clean_title(str(value), 40)


_WANTED = {
    "string_type": "a word or a text",
    "int_": "a whole number",
    "bool_": "true or false",
    "list_": "a list, as [a, b]",
    "tuple_": "a list, as [a, b]",
    "dict_": "a map of keys and values",
    "model_": "a map of keys and values",
}

_SENTENCES: dict[str, Callable[[str, str, dict[str, Any]], str]] = {
    "greater_than_equal": lambda wrong, given, limits: f"{given} is too small; write {limits['ge']} or more",
    "less_than_equal": lambda wrong, given, limits: f"{given} is too large; write {limits['le']} or less",
    "too_short": lambda wrong, given, limits: f"too few are given; write at least {limits['min_length']}",
    "string_pattern": lambda wrong, given, limits: (
        f"{given} is not a name; write a letter, then letters, digits, '-', '_' or '.', 64 at most"
    ),
}
