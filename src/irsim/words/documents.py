"""From a YAML Document to a pydantic model, with every mistake named at once by its line and its cure."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from irsim.words.faults import BadInput, Fault, nearest
from irsim.words.yamltext import Document, Path, pick


class Model(BaseModel):
    """A part of a document: unknown keys are mistakes, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], document: Document) -> M:
    """`document` as `model`. Raises BadInput with one fault for each mistake."""
    if not isinstance(document.data, dict):
        raise BadInput.one(document.name, 1, "not a map of keys and values; begin with 'id: ...'")
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        faults = {_fault(model, document, dict(item)) for item in error.errors(include_url=False, include_context=True)}
        raise BadInput(sorted(faults)) from None


def _fault(model: type[BaseModel], document: Document, item: dict[str, Any]) -> Fault:
    path = _path_in(document, tuple(item["loc"]))
    where = ".".join(str(part) for part in path) or "the document"
    return Fault(document.name, document.line_of(path), f"{where}: {_sentence(item)}")


def _path_in(document: Document, loc: Path) -> Path:
    """pydantic's loc without the names of union branches; a missing or extra key stays at the end."""
    path: Path = ()
    for position, part in enumerate(loc):
        here = pick(document.data, path)
        there = (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        if there or (position == len(loc) - 1 and isinstance(here, dict)):
            path = (*path, part)
    return path


def _sentence(item: dict[str, Any]) -> str:
    kind, context = item["type"], item.get("ctx") or {}
    given = str(item.get("input"))[:40].replace("\n", " ")
    if kind == "missing":
        return "this is required; add it"
    if kind == "extra_forbidden":
        return "this key is not known here; remove it or check its spelling"
    if kind == "literal_error":
        expected = [word.strip("' ") for word in str(context.get("expected", "")).replace(" or ", ", ").split(",")]
        return f"'{given}' does not fit; {nearest(given, expected)}"
    if kind == "value_error":
        return str(context.get("error", item["msg"]))
    if kind in ("string_type", "string_too_short"):
        return f"'{given}' is not text; put quotes around it" if kind == "string_type" else "this is empty; write it"
    if kind.startswith(("int_", "bool_", "list_", "tuple_", "dict_", "mapping_", "model_")):
        wanted = {"int": "a whole number", "bool": "true or false", "list": "a list", "tuple": "a list"}
        return f"'{given}' does not fit; write {wanted.get(kind.split('_')[0], 'a map of keys and values')}"
    return f"'{given}' does not fit: {item['msg'][:1].lower()}{item['msg'][1:]}"
