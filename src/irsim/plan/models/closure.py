"""What the plan asks for before an incident is over, and what comes after it: watch, follow-ups, post-mortem."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from irsim.plan.fields import AsWritten, Name, PeriodField, Span
from irsim.words.documents import Model
from irsim.words.durations import parse_duration

_RANGE = re.compile(r"\s*([0-9a-z ]+?)\s*-\s*([0-9a-z ]+?)\s*")


def _as_range(value: Any) -> Any:
    """`1h-2h` as two durations; one alone is both."""
    if not isinstance(value, str):
        return value
    match = _RANGE.fullmatch(value)
    first, last = (match[1], match[2]) if match else (value, value)
    least, most = parse_duration(first), parse_duration(last)
    if not 0 < least <= most:
        raise ValueError(f"'{value[:40]}' is no length of time; write it as 1h, or 1h-2h")
    return least, most


class Criteria(Model):
    """What the plan asks for before acknowledge, resolve and close, by severity (`all` for every one)."""

    acknowledge: dict[str, list[str]] = {}
    resolve: dict[str, list[str]] = {}
    close: dict[str, list[str]] = {}


class WatchMetric(Model):
    """Something that the watch after recovery looks at, and judges."""

    id: Name
    text: str


class WatchRule(Model):
    """How long a system is watched after recovery, and what is looked at."""

    at_least: Span
    at_most: Span
    metrics: Annotated[list[WatchMetric], Field(min_length=1)]


class FollowUp(Model):
    """Something to do once an incident is resolved; it is opened as a tracked action by itself."""

    id: Name
    text: str
    owner: Name
    within: PeriodField
    priority: Literal["high", "medium", "low"] = "medium"
    measure: str = ""
    """how one sees that it is done"""
    severities: list[str] = []
    """only for these; for every one, where empty"""
    done_when: list[str] = []
    """completed by itself once these are met: ids of checks, or what `requires` knows besides"""


class AgendaItem(Model):
    """A part of the post-mortem; `shows` is what of the log the document puts there."""

    id: Name
    text: str
    shows: Literal["timeline", "impact", "cause", "response", "improvements"] | None = None


class Attendees(Model):
    """A group of people that a post-mortem is for; `mail` is its address, which the invitation names."""

    id: Name
    label: str
    mail: Annotated[str, Field(pattern=r"^([^@\s,;:<>\"]+@[^@\s,;:<>\"]+)?$", max_length=254)] = ""


class ReviewRule(Model):
    """The post-mortem."""

    within: PeriodField
    """from resolution; the clock carries it out"""
    lasts: Annotated[tuple[int, int], BeforeValidator(_as_range), AsWritten]
    """ms, at least and at most; written 1h-2h"""
    agenda: Annotated[list[AgendaItem], Field(min_length=1)]
    attendees: Annotated[list[Attendees], Field(min_length=1)]


class EvidenceKind(Model):
    """A kind of evidence."""

    id: Name
    label: str
