"""Everything that is scored, as tables for a spreadsheet: the claims, and beside them a file for each other list.

One table a file, for a spreadsheet sorts and filters one table; no cell can become a formula.
"""

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec

from irsim.reports.scored import Scored
from irsim.reports.sheet import guarded

MAIN = "claims"
"""The table that bears the name that was asked for."""

TABLES = (
    MAIN,
    "objectives",
    "roles",
    "ratings",
    "clocks",
    "times",
    "incidents",
    "exchanges",
    "alternatives",
    "actions",
    "notices",
    "observations",
    "improvements",
    "participants",
    "facilitation",
    "timeline",
)


def tables(everything: Scored) -> dict[str, str]:
    """Each table by its name, as CSV; those without rows have their heads."""
    return {name: _table(everything, name) for name in TABLES}


def _table(everything: Scored, name: str) -> str:
    rows: Sequence[msgspec.Struct] = everything.metrics.incidents if name == "times" else getattr(everything, name)
    heads = _heads(name)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_cell(getattr(row, head)) for head in heads])
    return out.getvalue()


def _heads(name: str) -> tuple[str, ...]:
    """The fields of what the list holds, also where it is empty."""
    known: Any = Scored
    field = "metrics" if name == "times" else name
    kind: Any = next(each.type for each in msgspec.structs.fields(known) if each.name == field)
    if name == "times":
        kind = next(each.type for each in msgspec.structs.fields(kind) if each.name == "incidents")
    fields: tuple[str, ...] = kind.__args__[0].__struct_fields__
    return fields


def _cell(value: Any) -> str | int | float:
    """Numbers are numbers; lists are words with spaces between; text cannot compute."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple):
        return guarded(" ".join(str(item) for item in value))
    return guarded(None if value is None else str(value))
