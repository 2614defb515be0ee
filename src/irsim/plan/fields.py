"""Field types that plans and scenarios share: durations, periods, event patterns, one-or-many lists."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from irsim.words.calendar import Period, parse_period
from irsim.words.documents import Model
from irsim.words.durations import parse_duration
from irsim.words.patterns import Pattern, pattern


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


def _as_period(value: Any) -> Any:
    return value if isinstance(value, Period) else parse_period(value)


def _as_pattern(value: Any) -> Any:
    return {"event": value} if isinstance(value, str) else value


Duration = Annotated[int, BeforeValidator(parse_duration)]
"""Milliseconds, written `4m`."""

PeriodField = Annotated[Period, BeforeValidator(_as_period)]
"""Clock time, or days on a calendar."""

Many = BeforeValidator(_as_list)
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
        from irsim.words.faults import nearest

        if kind not in KINDS:
            raise ValueError(f"no event is called '{kind[:40]}'; {nearest(kind, KINDS)}")
        return kind

    def compiled(self) -> Pattern:
        """The pattern that matches events."""
        return pattern(self.event, self.where)


PatternField = Annotated[EventPattern, BeforeValidator(_as_pattern)]
"""A pattern, or just the kind."""
