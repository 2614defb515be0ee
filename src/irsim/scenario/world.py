"""The world as a trainer writes it: services and their metrics, actions, contacts, channels."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from irsim.plan.fields import Duration, Name
from irsim.plan.models import Monitor
from irsim.words.documents import Model
from irsim.words.quantities import Unit


def _as_quantity(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("this is not a value; write it with its unit, as 5 %, 200 ms or 104/s")
    return str(value)


Quantity = Annotated[str, BeforeValidator(_as_quantity)]
"""A metric's value as it is written; the metric's unit says what fits."""


class Metric(Model):
    """A metric of a service: its unit, its calm value, and what it cannot leave."""

    unit: Unit
    baseline: Quantity
    floor: Quantity = "0"
    ceiling: Quantity | None = None
    label: str = ""


class Service(Model):
    """A part of the organisation's system."""

    id: Name
    label: str
    depends_on: list[Name] = []
    metrics: dict[Name, Metric] = {}


class Bend(Model):
    """A push on a metric: `add` reached over `over` after `after`, kept for `lasts` (for good where left out), and
    let go over `fades`."""

    service: Name | None = None
    """the fault's own service where left out"""
    metric: Name
    add: Quantity
    after: Duration = 0
    over: Duration = 0
    lasts: Duration | None = None
    fades: Duration = 0


class Action(Model):
    """A technical action that can be taken: right, useless or harmful."""

    id: Name
    label: str
    role: Name
    meaning: str = ""
    """what it does, as an engineer would say it before doing it"""
    takes: Duration = 0
    """from the command to the effect"""
    result: str = ""
    """what the person at the keyboard sees when it has taken effect; Jinja2 over the cast"""
    step: Name | None = None
    """the playbook step that it fulfils"""
    bends: list[Bend] = []
    """what it does to metrics, beyond ending faults"""
    once: bool = True
    """taking it again changes nothing"""


class Replies(Model):
    """How a contact answers pages: never, or after about `after` with a spread, and what they say."""

    after: Duration = 150_000
    """median"""
    spread: Annotated[int, Field(ge=0, le=200)] = 67
    """sigma of the lognormal, in hundredths"""
    never: Annotated[int, Field(ge=0, le=100)] = 3
    """percent of pages that are never answered"""
    says: str = ""


class WorldContact(Model):
    """Who stands behind a contact of the plan."""

    person: str = ""
    """an entry of the cast; drawn where left out"""
    replies: Replies = Replies()


class Channel(Model):
    """A way messages go: how long it takes, how many are lost, how many read it."""

    id: Name
    label: str
    delay: Duration = 0
    loss: Annotated[int, Field(ge=0, le=100)] = 0
    """percent"""
    readers: Annotated[int, Field(ge=0)] = 0
    """people who read a post within the hour"""
    public: bool = False


class World(Model):
    """The organisation that the scenario happens to."""

    id: Name
    title: str
    description: str = ""
    services: Annotated[list[Service], Field(min_length=1)]
    actions: list[Action] = []
    contacts: dict[Name, WorldContact] = {}
    channels: list[Channel] = []
    monitors: list[Monitor] = []
    """further ones, beside the plan's"""
    cast: dict[Name, str] = {}
    facts: dict[Name, str | int] = {}
    """figures for texts: `{{ facts.mailboxes }}`"""
