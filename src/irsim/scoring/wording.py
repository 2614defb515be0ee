"""The sentences of claims: what counts, what was wanted, what was found."""

from typing import Any

from irsim.plan.fields import EventPattern
from irsim.scenario.models import Expectation
from irsim.scoring.anchors import Found, Limit
from irsim.scoring.case import Case
from irsim.words.durations import format_instant
from irsim.words.patterns import fits, read_field

LONGEST = 60
"""Characters of a value that a sentence quotes: what a person typed may be a page."""


def alternatives(value: Any) -> str:
    """`SEV-1 or SEV-2`, `yes`, `anything`."""
    values = value if isinstance(value, list | tuple) else [value]
    return " or ".join(_one(item) for item in values) or "nothing"


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value in (None, "") else "anything" if value == "*" else str(value)[:LONGEST]


def pattern_words(item: EventPattern) -> str:
    """`incident.classified with severity SEV-1`."""
    filters = " and ".join(f"{_field(path)} {alternatives(value)}" for path, value in item.where.items())
    return f"{item.event} with {filters}" if filters else item.event


def _field(path: str) -> str:
    return path.replace("_", " ").replace(".", " ")


def anchor_words(case: Case, anchor: str | EventPattern) -> str:
    """An inject by its title, an event by its pattern."""
    if isinstance(anchor, EventPattern):
        return pattern_words(anchor)
    inject = case.injects.get(anchor)
    return f"the inject '{inject.title if inject else anchor}'"


def counts(expectation: Expectation) -> str:
    """What would count: the patterns, the wanted values, the phrases."""
    ways = [expectation.does] if expectation.does else expectation.any_of
    said = " or ".join(pattern_words(way) for way in ways)
    wanted = [f"{_field(name)} {alternatives(value)}" for name, value in expectation.values.items()]
    wanted += [f"words of the list '{name}'" for name in expectation.contains]
    times = f"{expectation.at_least} times " if expectation.at_least > 1 else ""
    return f"what counts: {times}{said}" + (f", with {', '.join(wanted)}" if wanted else "")


def misses(expectation: Expectation, found: Found) -> list[str]:
    """What was not as wanted in a matching event, each in words; as many as there are wrong fields."""
    body = found.record.body
    wrong = []
    for name, value in expectation.values.items():
        given = read_field(body, name)
        if not fits(given, tuple(value) if isinstance(value, list | tuple) else (value,)):
            wrong.append(f"{_field(name)} was {alternatives(given)}, wanted {alternatives(value)}")
    flags = getattr(body, "flags", ())
    wrong += [f"no words of the list '{name}'" for name in expectation.contains if name not in flags]
    return wrong


def lateness(limit: Limit, instant: int, late_share: int) -> str:
    """Empty in time, else what late is worth."""
    if limit.in_time(instant):
        return ""
    if limit.worth(instant, late_share):
        return f" (late: worth {late_share} %)"
    return f" (after twice the limit, {format_instant(limit.twice)}: worth nothing)"
