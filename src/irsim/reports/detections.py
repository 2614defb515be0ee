"""The plan's detection rules, told in words: which lines count, how they add up, and what comes of it."""

from collections.abc import Sequence

from irsim.plan.models import Detection, FieldMatch, LineMatch, Plan
from irsim.words.durations import format_duration
from irsim.words.quantities import format_quantity


def rule_in_words(plan: Plan, rule: Detection) -> list[str]:
    """A rule as lines: what it is called, when it is an alert, of which lines, and until when."""
    monitor = next((each for each in plan.monitors if each.id == rule.monitor), None)
    severity = rule.severity or (monitor.severity if monitor is not None else "")
    label = monitor.label if monitor is not None else rule.monitor
    each = f" for each {' and '.join(rule.by)}" if rule.by else ""
    told = [f"{rule.id}: {rule.label}", f"  {severity} alert ({label}) {_when(rule)}{each}."]
    told += [f"  A line counts {way}." for way in _ways(rule.match)]
    if rule.sequence is not None:
        told += [f"  Before it counts a line {way}." for way in _ways(rule.sequence.after)]
    told.append(f"  It is over {format_duration(rule.quiet)} after the last such line.")
    if rule.text:
        told.append(f"  {rule.text}")
    return told


def _when(rule: Detection) -> str:
    if rule.count is not None:
        return f"from {rule.count.at_least} lines within {format_duration(rule.count.within)}"
    if rule.distinct is not None:
        way = rule.distinct
        return f"from {way.at_least} different values of {way.field} within {format_duration(way.within)}"
    if rule.sum is not None:
        above = format_quantity(rule.sum.above, "bytes") if "bytes" in rule.sum.field else f"{rule.sum.above:,}"
        return f"where {rule.sum.field} adds up to more than {above} within {format_duration(rule.sum.within)}"
    if rule.sequence is not None:
        within = format_duration(rule.sequence.within)
        return f"at a line after {rule.sequence.at_least} others or more within {within}"
    if rule.first is not None:
        learnt = f", once {format_duration(rule.first.learning)} are learnt" if rule.first.learning else ""
        forgotten = format_duration(rule.first.forget)
        return f"at a value of {rule.first.field} that was not seen for {forgotten}{learnt}"
    return "at every line"


def _ways(matches: Sequence[LineMatch]) -> list[str]:
    return [_way(match) for match in matches]


def _way(match: LineMatch) -> str:
    parts = []
    if match.source:
        parts.append(f"from {_any(match.source)}")
    if match.program:
        parts.append(f"of the program {_any(match.program)}")
    if match.level:
        parts.append(f"of level {_any(match.level)}")
    if match.contains:
        parts.append("with " + " and ".join(f"'{each}'" for each in match.contains))
    if match.without:
        parts.append("without " + " or ".join(f"'{each}'" for each in match.without))
    if match.reads:
        parts.append("that reads " + " or ".join(f"'{each}'" for each in match.reads))
    parts += [f"whose {name} {_field(each)}" for name, each in match.fields.items()]
    return ", ".join(parts)


def _field(match: FieldMatch) -> str:
    parts = []
    if match.is_:
        parts.append(f"is {_any(match.is_)}")
    if match.not_:
        parts.append(f"is not {_any(match.not_)}")
    if match.begins:
        parts.append(f"begins with {_any(match.begins)}")
    if match.matches:
        parts.append(f"matches {match.matches}")
    if match.at_least is not None:
        parts.append(f"is at least {match.at_least}")
    if match.at_most is not None:
        parts.append(f"is at most {match.at_most}")
    return " and ".join(parts) or "is there"


def _any(names: Sequence[str]) -> str:
    return " or ".join(names)
