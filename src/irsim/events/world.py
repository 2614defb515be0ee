"""The world: services and what is wrong with them, messages and their way, decisions that are put to the team."""

from typing import ClassVar

from msgspec import Struct

from irsim.events.base import CONTROL, Event


class ServiceChanged(Event, frozen=True, tag="service.changed"):
    """From `t0` (ms) on, the metric runs in a straight line from `v0` to `v1` at `t1`, and stays there."""

    service: str
    metric: str
    t0: int
    v0: int
    t1: int
    v1: int


class FaultStarted(Event, frozen=True, tag="fault.started"):
    """A fault of the scenario takes hold of a service."""

    seen_by: ClassVar[str] = CONTROL
    fault: str
    service: str
    why: str = ""


class FaultEnded(Event, frozen=True, tag="fault.ended"):
    """A fault is over: `ended_by` names the actions or events that did it."""

    seen_by: ClassVar[str] = CONTROL
    fault: str
    service: str
    ended_by: tuple[str, ...] = ()


class Stance(Struct, frozen=True, omit_defaults=True):
    """One way to answer a message, or one alternative of a decision."""

    id: str
    text: str


class MessageSent(Event, frozen=True, tag="message.sent"):
    """A message set out on a channel; its content is known to the players once it is delivered."""

    seen_by: ClassVar[str] = CONTROL
    message: str
    channel: str
    sender: str


class MessageLost(Event, frozen=True, tag="message.lost"):
    """The channel lost it; nobody is told."""

    seen_by: ClassVar[str] = CONTROL
    message: str
    channel: str


class MessageDelivered(Event, frozen=True, tag="message.delivered"):
    """A message reached the seats in `to` (all, where empty). `answer_by` (ms, 0: never) is when an answer is due."""

    seen_by: ClassVar[str] = "to"
    message: str
    channel: str
    sender: str
    title: str
    text: str = ""
    to: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    answer_by: int = 0


class MessageAnswered(Event, frozen=True, tag="message.answered"):
    """A seat answered: the stance it took, typed fields, its words, and the plan's phrase lists that they hit."""

    message: str
    stance: str = ""
    text: str = ""
    fields: dict[str, str] = {}
    flags: tuple[str, ...] = ()


class MessageRead(Event, frozen=True, tag="message.read"):
    """Somebody outside read what the team sent; `update` is what was read."""

    update: str
    readers: int


class DecisionOffered(Event, frozen=True, tag="decision.offered"):
    """A decision is put to the seats in `to`. After `closes` (ms, 0: stays open) the world goes on without it."""

    seen_by: ClassVar[str] = "to"
    decision: str
    question: str
    alternatives: tuple[Stance, ...]
    to: tuple[str, ...] = ()
    closes: int = 0


class DecisionTaken(Event, frozen=True, tag="decision.taken"):
    """The team chose."""

    decision: str
    choice: str
    reason: str = ""


class DecisionLapsed(Event, frozen=True, tag="decision.lapsed"):
    """Nobody decided in time; `choice` is what happened by itself, where the scenario says so."""

    decision: str
    choice: str = ""


class DecisionStated(Event, frozen=True, tag="decision.stated"):
    """What somebody said at the table: at `said_at` (ms), not yet matched to an action."""

    text: str
    said_at: int
    role: str = ""
