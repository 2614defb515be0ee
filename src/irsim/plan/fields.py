"""Field types that plans and scenarios share: durations, periods, event patterns, one-or-many lists."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import CoreSchema, core_schema

from irsim.words.calendar import Period, parse_period
from irsim.words.conditions import BOUNDS
from irsim.words.documents import Model
from irsim.words.durations import format_duration, parse_duration
from irsim.words.faults import nearest
from irsim.words.patterns import Pattern, pattern


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _as_period(value: Any) -> Any:
    return value if isinstance(value, Period) else parse_period(value)


def _as_pattern(value: Any) -> Any:
    return {"event": value} if isinstance(value, str) else value


def _not_negative(milliseconds: int) -> int:
    if milliseconds < 0:
        raise ValueError(f"'{format_duration(milliseconds)}' is negative; write a duration from 0s on")
    return milliseconds


def _positive(milliseconds: int) -> int:
    if milliseconds <= 0:
        raise ValueError(f"'{format_duration(milliseconds)}' is no time at all; write it as 90s, 4m, 1h30m or 3d")
    return milliseconds


def _shape(value: Any) -> str:
    return "<map>" if isinstance(value, dict | Model) else "<plain>"


ByShape = Discriminator(_shape)
"""Chooses between `IfPlain` and `IfMap` by what was written, so that a mistake is one mistake and not two."""

IfPlain, IfMap = Tag("<plain>"), Tag("<map>")

Offset = Annotated[
    int,
    BeforeValidator(parse_duration),
    WithJsonSchema({"title": "duration", "type": ["string", "integer"], "description": "as 90s, 4m, 1h30m or 3d"}),
]
"""Milliseconds, written `4m`, or `-1h` for before."""

Duration = Annotated[Offset, AfterValidator(_not_negative)]
"""Milliseconds, written `4m`."""

Span = Annotated[Offset, AfterValidator(_positive)]
"""Milliseconds of which there must be some: what repeats every 0s would never let time pass."""

AsWritten = WithJsonSchema(
    {"title": "value with its unit", "anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]}
)
"""What people write where a number is kept: a value with its unit."""

PeriodField = Annotated[
    Period,
    BeforeValidator(_as_period),
    WithJsonSchema(
        {"title": "period", "type": ["string", "integer"], "description": "as 15m, 72h, 5 business days or 1 month"}
    ),
]
"""Clock time, or days on a calendar."""


class _OneOrMany:
    """One value or a list of them, in what is read and in the JSON Schema."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_list, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [several.get("items", {}), several]}


Many = _OneOrMany()
"""One value or a list of them."""

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]{0,63}$")]
"""An id: letters, digits, dash, dot, underscore."""


class EventPattern(Model):
    """A kind of event, `subject.past-tense`, with the field values that fit."""

    event: str
    """the kind"""
    where: dict[str, Any] = {}
    """field (dotted) to a value, or a list of values any of which fits; '*' is anything that is there"""

    @field_validator("event")
    @classmethod
    def _known(cls, kind: str) -> str:
        from irsim.events import KINDS

        if kind not in KINDS:
            raise ValueError(f"no event is called '{kind[:40]}'; {nearest(kind, KINDS)}")
        return kind

    @field_validator("where")
    @classmethod
    def _plain(cls, where: dict[str, Any]) -> dict[str, Any]:
        for name, value in where.items():
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict | list | float):
                    raise ValueError(
                        f"'{name[:40]}' is not a plain value; write a word, a whole number or a list of them"
                    )
        return where

    def compiled(self) -> Pattern:
        """The pattern that matches events."""
        return pattern(self.event, self.where)


class _KindOrMap:
    """An event pattern, or just the kind."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_pattern, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, handler(schema)]}


PatternField = Annotated[EventPattern, _KindOrMap()]
"""A pattern, or just the kind."""

Anchor = Annotated[Annotated[Name, IfPlain] | Annotated[EventPattern, IfMap], ByShape]
"""The id of an inject, or an event pattern."""


def _conditions(value: Any) -> Any:
    """One map or a list of them, each of facts to what they should be."""
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict) or not each:
            raise ValueError("this is no condition; write a map of facts, as {personal_data: true}")
        for name, wanted in each.items():
            for item in wanted if isinstance(wanted, list) else [wanted]:
                if isinstance(item, float | list):
                    raise ValueError(f"'{str(name)[:40]}' is not a plain value; write a word or a whole number")
                if isinstance(item, dict):
                    _bounds(str(name), item)
    return value if isinstance(value, list) else [value]


def _bounds(name: str, bounds: dict[str, Any]) -> None:
    for bound, figure in bounds.items():
        if bound not in BOUNDS or isinstance(figure, bool) or not isinstance(figure, int):
            raise ValueError(f"'{name[:40]}' is bounded by {nearest(str(bound), BOUNDS)} with a whole number")
    if not bounds:
        raise ValueError(f"'{name[:40]}' has no bound; write it as {{above: 100}}")


Condition = Annotated[
    list[dict[str, Any]],
    BeforeValidator(_conditions),
    WithJsonSchema(
        {"title": "condition", "anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]}
    ),
]
"""Facts and what they should be; of several maps any may hold."""
