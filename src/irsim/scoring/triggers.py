"""Why something of the scenario is due, or is not: its trigger against what has happened so far, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from irsim.board.state import NEVER, value_at
from irsim.events.world import ServiceChanged
from irsim.plan.fields import EventPattern
from irsim.scenario.models import MetricCondition, Trigger
from irsim.scoring.anchors import Finder
from irsim.scoring.case import Case
from irsim.scoring.wording import anchor_words
from irsim.words.durations import format_duration, format_instant
from irsim.words.quantities import Unit, format_quantity, parse_quantity


@dataclass(frozen=True)
class Condition:
    """One thing that it waits for or that would keep it away. `holds`: it speaks for the inject as things stand."""

    words: str
    holds: bool


@dataclass(frozen=True)
class Outlook:
    """When it is due (ms; NEVER where that is not known), on what, and what is against it, if anything."""

    due: int
    conditions: tuple[Condition, ...]
    against: str = ""


def outlook(finder: Finder, trigger: Trigger, now: int) -> Outlook:
    """How a trigger stands at `now` (ms)."""
    due, begins = _begins(finder, trigger, now)
    conditions = [begins] if begins is not None else []
    against = ""
    for anchor in trigger.needs:
        came, words = _first(finder, anchor), happening(finder.case, anchor)
        conditions.append(Condition(f"needs {words}: {_told(came)}", came != NEVER))
        if came == NEVER:
            against = against or f"it needs {words}"
    for anchor in trigger.unless:
        came, words = _first(finder, anchor), happening(finder.case, anchor)
        conditions.append(Condition(f"not once {words}: {_told(came)}", came == NEVER))
        if came != NEVER:
            against = against or f"{words} at {format_instant(came)}"
    return Outlook(due, tuple(conditions), against)


def _told(came: int) -> str:
    return f"came at {format_instant(came)}" if came != NEVER else "not so far"


def _begins(finder: Finder, trigger: Trigger, now: int) -> tuple[int, Condition | None]:
    """When it is due, and what it hangs on; one that only has its time hangs on nothing."""
    if trigger.at is not None:
        return max(0, trigger.at), None
    later = f"{format_duration(trigger.delay)} after " if trigger.delay else "after "
    if trigger.when is not None:
        words, crossed = _metric(finder, trigger.when, now)
        lead = f"{format_duration(trigger.delay)} after " if trigger.delay else "when "
        return (crossed + trigger.delay if crossed != NEVER else NEVER), Condition(lead + words, NEVER < crossed <= now)
    came = [(at, anchor) for anchor in trigger.after or () if (at := _first(finder, anchor)) != NEVER]
    if came:
        at, anchor = min(came, key=lambda each: each[0])
        return at + trigger.delay, Condition(f"{later}{happening(finder.case, anchor)}: {_told(at)}", True)
    waits = " or ".join(_not_yet(finder, anchor) for anchor in trigger.after or ())
    return NEVER, Condition(f"{later}{waits}: {_told(NEVER)}", False)


def _not_yet(finder: Finder, anchor: str | EventPattern) -> str:
    """What it waits for, and whether that was left out."""
    show = finder.case.board.show
    left_out = isinstance(anchor, str) and (anchor in show.withdrawn or anchor in show.skipped)
    return happening(finder.case, anchor) + (" (left out)" if left_out else "")


def happening(case: Case, anchor: str | EventPattern) -> str:
    """What a trigger names, as a trainer would say it: actions by what they are called, answers by what they say."""
    if isinstance(anchor, EventPattern):
        field, told = {
            "action.taken": ("action", "{} begun"),
            "action.completed": ("action", "{} done"),
            "fault.started": ("fault", "the fault {} begun"),
            "fault.ended": ("fault", "the fault {} ended"),
            "message.answered": ("stance", "the answer {}"),
        }.get(anchor.event, ("", ""))
        if field and set(anchor.where) == {field}:
            value = anchor.where[field]
            names = [str(each) for each in (value if isinstance(value, list | tuple) else [value])]
            if field == "action":
                known = case.opened.setting.actions
                names = [f"'{known[name].label}'" if name in known else name for name in names]
            return told.format(" or ".join(names))
    return anchor_words(case, anchor)


def _first(finder: Finder, anchor: str | EventPattern) -> int:
    """When it first came on record (ms): the engine goes by that, not by when it was said."""
    if isinstance(anchor, EventPattern):
        return min((found.record.at for found in finder.matches([anchor])), default=NEVER)
    found = finder.first(anchor)
    return found.record.at if found is not None else NEVER


def _metric(finder: Finder, when: MetricCondition, now: int) -> tuple[str, int]:
    """A metric's condition with what it reads, and when it first holds as the metric goes; NEVER where it does not."""
    case = finder.case
    brief = case.opened.setting.services[when.service]
    unit: Unit = brief.metrics[when.metric]  # type: ignore[assignment]
    above = None if when.above is None else parse_quantity(when.above, unit)
    below = None if when.below is None else parse_quantity(when.below, unit)
    lines = [(0, brief.baselines.get(when.metric, 0), 0, brief.baselines.get(when.metric, 0))]
    for record in case.of("service.changed"):
        body = record.body
        if isinstance(body, ServiceChanged) and (body.service, body.metric) == (when.service, when.metric):
            lines.append((body.t0, body.v0, body.t1, body.v1))
    side = (
        f"above {format_quantity(above, unit)}" if above is not None else f"below {format_quantity(below or 0, unit)}"
    )
    reads = format_quantity(case.board.value(when.service, when.metric, now), unit)
    words = f"{when.metric.replace('_', ' ')} of {brief.label or when.service} is {side} (now {reads})"
    return words, _crossing(lines, above, below)


def _crossing(lines: Sequence[tuple[int, int, int, int]], above: int | None, below: int | None) -> int:
    """The first instant (ms) at which the value is past the threshold along the lines, each until the next begins."""

    def past(line: tuple[int, int, int, int], at: int) -> bool:
        value = value_at(line, at)
        return (above is not None and value > above) or (below is not None and value < below)

    for number, line in enumerate(lines):
        start, end = line[0], max(line[0], line[2])
        if number + 1 < len(lines):
            end = min(end, max(start, lines[number + 1][0] - 1))
        if past(line, start):
            return start
        if past(line, end):
            low, high = start, end
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (low, middle) if past(line, middle) else (middle, high)
            return high
    return NEVER
