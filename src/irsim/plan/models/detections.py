"""What log lines give away: the rules by which lines become alerts (collect, analyse, alert)."""

from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from irsim.plan.fields import AsWritten, Duration, Many, Name, Span
from irsim.plan.models.detection import AlertSeverity
from irsim.words.documents import Model
from irsim.words.linepatterns import compile_expression, compile_template
from irsim.words.quantities import parse_quantity

Piece = Annotated[str, Field(min_length=1, max_length=200)]
"""Part of a line."""

Some = Annotated[int, Field(ge=1, le=10_000)]
"""How many."""


class FieldMatch(Model):
    """What a field of a line must be; everything that is given must hold."""

    is_: Annotated[list[Piece], Many, Field(alias="is")] = []
    """one of these, in upper or lower case"""
    not_: Annotated[list[Piece], Many, Field(alias="not")] = []
    """none of these"""
    begins: Annotated[list[Piece], Many] = []
    """it begins with one of these"""
    matches: str = ""
    """a regular expression for the whole of it; see `docs/watching.md` for what is allowed"""
    at_least: int | None = None
    """as a whole number, this or more"""
    at_most: int | None = None
    """as a whole number, this or less"""

    @field_validator("matches")
    @classmethod
    def _safe(cls, expression: str) -> str:
        compile_expression(expression)
        return expression


class LineMatch(Model):
    """Lines that count; everything that is given must hold."""

    program: Annotated[list[Piece], Many] = []
    """the line's program is one of these"""
    source: Annotated[list[Name], Many] = []
    """it came from one of these logs"""
    level: Annotated[list[Piece], Many] = []
    """its level is one of these"""
    contains: Annotated[list[Piece], Many] = []
    """its text has all of these, in upper or lower case"""
    without: Annotated[list[Piece], Many] = []
    """its text has none of these"""
    reads: Annotated[list[Piece], Many] = []
    """its text reads as one of these: `*` is anything, `{user}` a word that becomes a field of the line"""
    fields: dict[str, FieldMatch] = {}
    """what fields of the line must be"""

    @field_validator("reads")
    @classmethod
    def _readable(cls, reads: list[str]) -> list[str]:
        for each in reads:
            compile_template(each)
        return reads

    @model_validator(mode="after")
    def _something(self) -> "LineMatch":
        if not self.model_fields_set:
            raise ValueError("every line fits this; say what a line must have, as {contains: Failed password}")
        return self


class Counting(Model):
    """So many lines."""

    at_least: Some
    within: Span


class Distinct(Model):
    """So many different values of a field."""

    field: str
    at_least: Some
    within: Span


class Summing(Model):
    """More than this of a field, added up over the lines."""

    field: str
    above: Annotated[int, AsWritten, Field(ge=0)]
    """written with its unit, as 2 GB, or a whole number"""
    within: Span

    @field_validator("above", mode="before")
    @classmethod
    def _amount(cls, written: Any) -> int:
        if isinstance(written, bool):
            raise ValueError("this is no amount; write it as 2 GB or 5000")
        text = str(written).strip()
        return int(text) if text.isdecimal() and len(text) <= 15 else parse_quantity(text, "bytes")


class Following(Model):
    """A line of `match` after others: a sign-in that succeeds after many that failed."""

    after: Annotated[list[LineMatch], Many, Field(min_length=1)]
    """what comes before"""
    at_least: Some = 1
    within: Span


class FirstSeen(Model):
    """A value that this key has never had: an administrator from another country."""

    field: str
    learning: Duration = 0
    """for so long after a key is first seen its values are only learnt"""
    forget: Span = 90 * 86_400_000
    """a value not seen for so long is new again"""


class Detection(Model):
    """A rule by which log lines become an alert of a monitor. One of `count`, `distinct`, `sum`, `sequence`, `first`;
    where none is given, one line is enough."""

    id: Name
    label: str
    """the title of its alerts; `{user}` is that field"""
    monitor: Name
    """gives severity and category"""
    severity: AlertSeverity | None = None
    """where it is another one than its monitor's"""
    text: str = ""
    """what it means, and what to look at first"""
    match: Annotated[list[LineMatch], Many, Field(min_length=1)]
    """lines that count; of several any"""
    by: Annotated[list[str], Many, Field(max_length=4)] = []
    """fields by whose values lines are told apart: each has its own alert"""
    count: Counting | None = None
    distinct: Distinct | None = None
    sum: Summing | None = None
    sequence: Following | None = None
    first: FirstSeen | None = None
    quiet: Span = 900_000
    """its alert is over when no further line has counted for so long"""
    samples: Annotated[int, Field(ge=0, le=20)] = 3
    """lines that the alert shows"""

    @model_validator(mode="after")
    def _one_way(self) -> "Detection":
        ways = [name for name in WAYS if getattr(self, name) is not None]
        if len(ways) > 1:
            raise ValueError(f"'{ways[0]}' and '{ways[1]}' are two rules; write two detections")
        if self.first is not None and not self.by:
            raise ValueError("'first' needs 'by'; write whose first one it is, as by: user")
        return self


WAYS = ("count", "distinct", "sum", "sequence", "first")
"""The ways in which lines add up."""
