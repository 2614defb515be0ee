"""Whether a line is one that a detection rule counts, and the words that its templates name."""

from collections.abc import Callable, Sequence

from irsim.live.logs.lines import Line
from irsim.live.logs.windows import whole
from irsim.plan.models import FieldMatch, LineMatch
from irsim.words.linepatterns import compile_expression, compile_template

Matcher = Callable[[Line, str], dict[str, str] | None]
"""Named words of a line that fits (with its text in lower case), None of one that does not."""


def matcher(wanted: Sequence[LineMatch]) -> Matcher:
    """What tells whether a line fits any of these."""
    each = [_one(match) for match in wanted]

    def fits(line: Line, low: str) -> dict[str, str] | None:
        for matches in each:
            words = matches(line, low)
            if words is not None:
                return words
        return None

    return fits


def _one(wanted: LineMatch) -> Matcher:
    programs = {each.lower() for each in wanted.program}
    sources = set(wanted.source)
    levels = {each.lower() for each in wanted.level}
    contains = [each.lower() for each in wanted.contains]
    without = [each.lower() for each in wanted.without]
    templates = [compile_template(each) for each in wanted.reads]
    fields = [(name, _field(match)) for name, match in wanted.fields.items()]

    def fits(line: Line, low: str) -> dict[str, str] | None:
        if (
            (programs and line.program.lower() not in programs)
            or (sources and line.source not in sources)
            or (levels and line.level not in levels)
            or not all(each in low for each in contains)
            or any(each in low for each in without)
        ):
            return None
        for name, holds in fields:
            if not holds(value_of(line, name)):
                return None
        if not templates:
            return {}
        return next((words for read in templates if (words := read(line.text)) is not None), None)

    return fits


def value_of(line: Line, name: str) -> str:
    """A field of a line, or one of its own parts: host, program, level, source."""
    value = line.fields.get(name)
    if value is None and name in ("host", "program", "level", "source"):
        value = str(getattr(line, name))
    return value or ""


def _field(wanted: FieldMatch) -> Callable[[str], bool]:
    allowed = {each.lower() for each in wanted.is_}
    refused = {each.lower() for each in wanted.not_}
    begins = tuple(each.lower() for each in wanted.begins)
    expression = compile_expression(wanted.matches) if wanted.matches else None

    def holds(value: str) -> bool:
        low = value.lower()
        if (allowed and low not in allowed) or low in refused or (begins and not low.startswith(begins)):
            return False
        if expression is not None and not expression(value):
            return False
        if wanted.at_least is None and wanted.at_most is None:
            return True
        number = whole(value)
        if number is None or (wanted.at_least is not None and number < wanted.at_least):
            return False
        return wanted.at_most is None or number <= wanted.at_most

    return holds
