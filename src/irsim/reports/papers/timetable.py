"""When the parts of an exercise begin and end, and what belongs to which part."""

from dataclasses import dataclass

from irsim.plan.fields import EventPattern
from irsim.scenario.models import Inject, Part, Scenario


@dataclass(frozen=True)
class Session:
    """A part of the exercise, played from `since` to `until` (ms of exercise time). `part` is None where the scenario
    has no parts; `number` counts from 1."""

    number: int
    part: Part | None
    since: int
    until: int


def sessions(scenario: Scenario) -> list[Session]:
    """The parts in their order. One that nothing opens begins where the one before it ends."""
    moves = [(each.at, each.advance) for each in scenario.injects if each.advance is not None and each.at is not None]
    parts: list[Part | None] = list(scenario.parts) or [None]
    starts = [0]
    ends = []
    for part in parts[1:]:
        opened = next(((at, move.to) for at, move in moves if part is not None and move.part == part.id), None)
        ends.append(opened[0] if opened else scenario.duration)
        starts.append(opened[1] if opened else scenario.duration)
    ends.append(scenario.duration)
    found = zip(parts, starts, ends, strict=True)
    return [Session(number, part, since, until) for number, (part, since, until) in enumerate(found, 1)]


def session_of(inject: Inject, scenario: Scenario) -> int:
    """The number of the part in which an inject is due; of one that follows another, that one's. 1 if nothing tells."""
    known = {each.id: each for each in scenario.injects}
    seen: set[str] = set()
    while inject.at is None and inject.id not in seen:
        seen.add(inject.id)
        names = [name for name in inject.after or [] if not isinstance(name, EventPattern)]
        before = next((name for name in names if name in known), None)
        if before is None:
            return 1
        inject = known[before]
    at = inject.at or 0
    return max((each.number for each in sessions(scenario) if each.since <= at), default=1)
