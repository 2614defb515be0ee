"""TOML as a Document: plain data in which every key knows its line, and mistakes of writing end in a sentence."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, Fault
from irsim.words.yamltext import Document, Path, pick

SIZE_LIMIT = 1_000_000
"""Bytes of one file: a configuration of a hundred sources has a tenth of that."""

_HEADING = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?$")
_SETTING = re.compile(
    r"\s*((?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9_-]+)")


def read_toml(source: str | bytes, name: str) -> Document:
    """`source` as a Document called `name` in messages. Raises BadInput with one fault that stands alone."""
    import tomllib

    if len(source) > SIZE_LIMIT:
        raise BadInput.one(name, 0, f"larger than {SIZE_LIMIT:,} bytes; this is no configuration, give another file")
    try:
        text = source if isinstance(source, str) else source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInput.one(name, line, "this line is not UTF-8; save the file as UTF-8") from None
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise BadInput.one(name, 0, "brackets are nested too deep; remove what is no setting") from None
    except ValueError as error:
        raise BadInput([syntax_fault(str(error), text, name)]) from None
    return Document(name, _plain(data), _lines(data, text))


def syntax_fault(problem: str, text: str, name: str, example: str = 'name = "value"') -> Fault:
    """tomllib's complaint as one sentence with its line, and `example` as how settings are written."""
    found = re.search(r"\(at line (\d+), column \d+\)$", problem)
    at_end = "(at end of document)" in problem
    line = int(found[1]) if found else text.rstrip().count("\n") + 1 if at_end else 0
    problem = clean_title(re.sub(r"\(at [^()]*\)$", "", problem), 120)
    if problem.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        return Fault(name, line, "this key or table is given twice; keep one of them")
    problem = problem[:1].lower() + problem[1:]
    return Fault(name, line, f"not valid TOML here: {problem}; write settings as {example}")


def _plain(data: Any) -> Any:
    """Dates and times as text: nothing here is one."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, date | time | datetime) else data


def _lines(data: Any, text: str) -> dict[Path, int]:
    """The line of each path that has one of its own; what stands within a line is in the line of that."""
    lines: dict[Path, int] = {}
    at: Path = ()
    for number, line in enumerate(text.split("\n"), 1):
        if heading := _HEADING.match(line):
            here = _within(data, _parts(heading[2]), lines, new=heading[1] == "[[")
            if here is not None:
                at = here
                lines.setdefault(at, number)
                for end in range(1, len(at)):
                    lines.setdefault(at[:end], number)
        elif setting := _SETTING.match(line):
            path = (*at, *_parts(setting[1]))
            if pick(data, path) is not None:
                for end in range(len(at) + 1, len(path) + 1):
                    lines.setdefault(path[:end], number)
    return lines


def _parts(written: str) -> tuple[str, ...]:
    return tuple(first or second or third for first, second, third in _PART.findall(written))


def _within(data: Any, names: tuple[str, ...], lines: dict[Path, int], new: bool) -> Path | None:
    """Where a heading leads: through a list of tables to the last one that has begun; None where it leads nowhere."""
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        value = pick(data, path)
        if value is None:
            return None
        if isinstance(value, list):
            begun = max(_begun(path, lines), default=-1)
            path = (*path, begun + 1 if new and position == len(names) - 1 else max(begun, 0))
    return path if pick(data, path) is not None else None


def _begun(path: Path, lines: dict[Path, int]) -> Iterator[int]:
    """The numbers of the tables that have begun in the list at `path`."""
    for place in lines:
        if len(place) == len(path) + 1 and place[:-1] == path and isinstance(number := place[-1], int):
            yield number
