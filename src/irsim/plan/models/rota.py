"""Who stands behind the contacts of the plan, and when: turns of days or weeks, exceptions, or a calendar feed."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from irsim.plan.fields import Duration, Many, Name
from irsim.words.documents import Model

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}")


def _as_moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    written = str(value).strip()
    try:
        if _MOMENT.fullmatch(written):
            return datetime.fromisoformat(written)
    except ValueError:
        pass
    raise ValueError(f"'{written[:40]}' is no time of a day; write it as 2026-11-16 09:00, in the rota's own zone")


Wall = Annotated[
    datetime,
    BeforeValidator(_as_moment),
    WithJsonSchema({"title": "day and time", "type": "string", "description": "as 2026-11-16 09:00, local"}),
]
"""What the clock on the wall shows in the rota's zone, written `2026-11-16 09:00`; it bears no zone of its own."""


class Person(Model):
    """Somebody who takes a turn."""

    id: Name
    """by which commands, notifications and records know them"""
    name: str
    mail: str = ""
    """the address by which a calendar feed knows them"""


class Turns(Model):
    """People who follow one another. A handover keeps its time by the clock on the wall over daylight saving."""

    starts: Wall
    """when the first turn begins; the time of the day is that of every handover"""
    weeks: Annotated[int, Field(ge=0, le=52)] = 0
    """how long a turn is; or `days`"""
    days: Annotated[int, Field(ge=0, le=364)] = 0
    order: Annotated[list[str], Field(min_length=1, max_length=200)]
    """people, the first turn's first; after the last one the first one again"""

    @model_validator(mode="after")
    def _length(self) -> "Turns":
        if bool(self.weeks) == bool(self.days):
            raise ValueError("say how long a turn is, by one of the two: 'weeks: 1' or 'days: 1'")
        return self

    @property
    def length(self) -> int:
        """Days of a turn."""
        return 7 * self.weeks or self.days


class Override(Model):
    """Somebody else for a while."""

    person: str
    from_: Annotated[Wall, Field(alias="from")]
    until: Wall
    reason: str = ""

    @model_validator(mode="after")
    def _order(self) -> "Override":
        if self.until <= self.from_:
            raise ValueError(f"it ends at {self.until:%Y-%m-%d %H:%M}, before it begins; give a later 'until'")
        return self


class Rota(Model):
    """Who has the duty when. A gap, in which nobody has it, is an alert."""

    id: Name
    label: str
    contacts: Annotated[list[str], Many, Field(min_length=1)]
    """the contacts of the plan behind whom they stand"""
    zone: str = ""
    """the time zone of its handovers; the calendar's where left out"""
    people: Annotated[list[Person], Field(max_length=500)] = []
    turns: Turns | None = None
    ics: Name | None = None
    """a calendar feed in place of turns: its name in `irsim.toml`, which knows where it is"""
    who: Literal["attendee", "summary"] = "summary"
    """where the feed's events say who has the duty; the other one is asked where that is empty"""
    overrides: Annotated[list[Override], Field(max_length=1000)] = []
    """they win over turns and feed; of several the last one that is listed"""
    warn_before: Duration = 86_400_000
    """a gap is told this long before it begins"""

    @field_validator("zone")
    @classmethod
    def _zone(cls, zone: str) -> str:
        try:
            if zone:
                ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"'{zone[:40]}' is no time zone; write it as Europe/Amsterdam or UTC") from None
        return zone
