"""Every key of a plan with its type and meaning, read from the models, so that docs say what the code does."""

import types
import typing
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from irsim.plan.models import Plan
from irsim.words.calendar import Period
from irsim.words.documents import Model


@dataclass(frozen=True)
class Key:
    """A key of a section: its name, what is written there, whether it must be, what it means."""

    name: str
    kind: str
    required: bool
    meaning: str


@dataclass(frozen=True)
class Section:
    """A part of a plan: what it is called, what it is, and its keys."""

    name: str
    meaning: str
    keys: tuple[Key, ...]


def sections() -> list[Section]:
    """The plan itself, then every part in the order in which it is first named."""
    found: dict[str, Section] = {}
    waiting: list[type[BaseModel]] = [Plan]
    while waiting:
        model = waiting.pop(0)
        if model.__name__ not in found:
            found[model.__name__] = Section(model.__name__, _sentence(model.__doc__), tuple(_keys(model)))
            waiting += [part for field in model.model_fields.values() for part in _models(field.annotation)]
    return list(found.values())


def _keys(model: type[BaseModel]) -> list[Key]:
    return [
        Key(field.alias or name, _written(field), field.is_required(), _sentence(field.description))
        for name, field in model.model_fields.items()
    ]


def _written(field: FieldInfo) -> str:
    """What is written there; a type that reads something else than it keeps says so itself."""
    for told in field.metadata:
        if isinstance(told, WithJsonSchema) and told.json_schema:
            return str(told.json_schema.get("title", "value"))
    return _kind(field.annotation)


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models(part)]


def _kind(annotation: Any) -> str:
    """What is written there, in words."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _kind(parts[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_kind(part) for part in parts if part is not type(None)))
    if origin in (list, tuple):
        return f"list of {_kind(parts[0])}"
    if origin is dict:
        return f"map to {_kind(parts[1])}"
    if origin is typing.Literal:
        return " | ".join(map(str, parts))
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation.__name__
    return _PLAIN.get(annotation, "text")


_PLAIN: dict[Any, str] = {int: "number", bool: "true or false", Period: "period", Any: "value"}
