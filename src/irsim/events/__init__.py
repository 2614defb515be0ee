"""What happened: one Struct a kind, past tense, whose meaning never changes. `Body` is all that a record may hold."""

import types
import typing

import msgspec

from irsim.commands import Command
from irsim.events import (
    after,
    alerts,
    channels,
    clocks,
    communication,
    duties,
    facilitation,
    handouts,
    incident,
    inputs,
    live,
    recovery,
    roles,
    session,
    work,
    world,
)
from irsim.events.base import CONTROL, EVERYONE, Event

_MODULES: tuple[types.ModuleType, ...] = (
    session,
    world,
    alerts,
    incident,
    roles,
    work,
    recovery,
    communication,
    channels,
    duties,
    clocks,
    after,
    facilitation,
    handouts,
    live,
    inputs,
)


def _kinds() -> dict[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for module in _MODULES:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Event) and value is not Event:
                found[str(value.__struct_config__.tag)] = value
    return found


KINDS: dict[str, type[Event]] = _kinds()
"""Every kind by its name."""

if typing.TYPE_CHECKING:
    Body = Event
else:
    Body = typing.Union[tuple(KINDS.values())]  # noqa: UP007  (built from the table above)


def kind_of(event: object) -> str:
    """The event's kind, `subject.past-tense`."""
    return str(event.__struct_config__.tag)  # type: ignore[attr-defined]


def fields_of(kind: str) -> tuple[str, ...]:
    """The field names of a kind; empty for an unknown one."""
    event = KINDS.get(kind)
    return event.__struct_fields__ if event else ()


def seen_by_seat(event: Event, seat: str) -> bool:
    """Whether a player at `seat` may know of `event`; how much of it is for `as_seen` to say.

    A submitted command is seen by whoever sees what comes of it: an evaluator's observation is for control only, and
    so is what somebody wrote in confidence.
    """
    if type(event) is inputs.CommandSubmitted:
        command: Command = event.command
        if command.control or command.private:
            return False
    audience = event.seen_by
    if audience == EVERYONE:
        return True
    if audience == CONTROL:
        return False
    seats: tuple[str, ...] = getattr(event, audience)
    return not seats or seat in seats


def as_seen(event: Event, at: int) -> Event | None:
    """What a player who may see `event` can know of it at its instant `at` (ms); None where all of it lies ahead."""
    if type(event) is session.SessionOpened:
        return for_players(event)
    if type(event) is world.ServiceChanged:
        return so_far(event, at)
    if type(event) is session.SessionForked:
        return msgspec.structs.replace(event, parent="", name="")
    return event


def so_far(line: world.ServiceChanged, at: int) -> world.ServiceChanged | None:
    """A metric's line without where it is heading: its breakpoints up to `at` (ms), None where it begins later."""
    if line.t0 > at:
        return None
    return line if line.t1 <= at else msgspec.structs.replace(line, t1=line.t0, v1=line.v0)


def for_players(opened: session.SessionOpened) -> session.SessionOpened:
    """The first record without what only control may know: scenario, world, cast and seed.

    The scenario's id may name its family, so the code name stands in for it. A handout is known once it is given.
    """
    named = opened.setting.codename if opened.setting.scenario else ""  # a live session plays none
    setting = msgspec.structs.replace(opened.setting, scenario=named, handouts={})
    return msgspec.structs.replace(opened, scenario="", world="", cast={}, seed="", setting=setting)


__all__ = [
    "CONTROL",
    "EVERYONE",
    "KINDS",
    "Body",
    "Event",
    "as_seen",
    "fields_of",
    "for_players",
    "kind_of",
    "seen_by_seat",
    "so_far",
]
