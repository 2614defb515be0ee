"""The world as a trainer writes it: services and their metrics, actions, contacts, channels."""

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from irsim.plan.fields import Duration, Name, Span
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


ChannelState = Literal["up", "slow", "silent", "down"]
"""How a channel works: slow is late, silent looks sent and reaches nobody, down refuses what is sent. In this order,
the last one is the worst."""


class Dependence(Model):
    """A channel leans on a service: while this metric is beyond that value, the channel is in this state."""

    service: Name
    metric: Name
    above: Quantity | None = None
    below: Quantity | None = None
    state: Literal["slow", "silent", "down"] = "down"
    lag: Span = 300_000
    """slow: how much later everything comes"""
    says: str = ""
    """down: the error that the sender sees; Jinja2 over the cast"""
    why: str = ""
    """for the debrief"""


class Channel(Model):
    """A way messages go: how long it takes, how many are lost, how many read it, and what it leans on."""

    id: Name
    label: str
    delay: Duration = 0
    loss: Annotated[int, Field(ge=0, le=100)] = 0
    """percent"""
    readers: Annotated[int, Field(ge=0)] = 0
    """people who read a post within the hour"""
    public: bool = False
    receipts: bool = False
    """the sending tool says how many of the `readers` a message reached"""
    depends_on: list[Dependence] = []


class Confirming(Replies):
    """How an audience confirms what it is asked to confirm: never, or after about `after` with a spread."""

    after: Duration = 240_000
    """median, from when it was delivered"""
    never: Annotated[int, Field(ge=0, le=100)] = 5
    """percent of updates that are never confirmed"""
    who: str = ""
    """who confirms; Jinja2 over the cast, the audience's label where left out"""


class World(Model):
    """The organisation that the scenario happens to."""

    id: Name
    title: str
    description: str = ""
    domain: str = ""
    """where its people have their mail, ending in .example; a stand-in where left out"""
    services: Annotated[list[Service], Field(min_length=1)]
    actions: list[Action] = []
    contacts: dict[Name, WorldContact] = {}
    channels: list[Channel] = []
    confirms: dict[Name, Confirming] = {}
    """audience of the plan to how it confirms"""
    monitors: list[Monitor] = []
    """further ones, beside the plan's"""
    cast: dict[Name, str] = {}
    facts: dict[Name, str | int] = {}
    """figures for texts: `{{ facts.mailboxes }}`"""

    @field_validator("domain")
    @classmethod
    def _of_nobody(cls, domain: str) -> str:
        if domain and not re.fullmatch(r"([a-z0-9-]{1,60}\.){1,5}example", domain):
            raise ValueError(f"'{domain[:40]}' may be somebody's; write one that ends in .example, as hospital.example")
        return domain
