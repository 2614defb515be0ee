"""What is searched for in a record: its columns beside the line, and the words that people read of it. Pure."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

WORDS_LIMIT = 20_000
"""Characters of a record's text that are searched: more is a dump, and its lines are found as evidence."""

ID_LIMIT = 200
"""Characters of an id that are indexed."""

REMEMBERED = 50_000
"""Records whose incident is remembered, so that what follows from them is found with it: some hours of a busy desk."""

SILENT = frozenset({"session.opened", "plan.adopted", "delivery.received", "command.submitted"})
"""Kinds without words: their texts are in the records that follow from them, or are whole files."""


class _Body(msgspec.Struct, gc=False):
    """What may stand in any body. Nothing is assumed of its type: what is no text has no words."""

    kind: str = ""
    incident: Any = ""
    into: Any = ""
    alert: Any = ""
    command: Any = None
    title: Any = ""
    text: Any = ""
    description: Any = ""
    finding: Any = ""
    reason: Any = ""
    note: Any = ""
    summary: Any = ""
    result: Any = ""
    what: Any = ""
    question: Any = ""
    issue: Any = ""
    change: Any = ""
    label: Any = ""
    key: Any = ""
    service: Any = ""
    services: Any = ()
    labels: Any = ()
    annotations: Any = ()
    fields: Any = ()
    whys: Any = ()
    tags: Any = ()


class _Line(msgspec.Struct, gc=False):
    seq: int
    at: int
    by: str
    cause: int
    body: _Body
    digest: str


_decode = msgspec.json.Decoder(_Line).decode
_READ = tuple(name for name in _Body.__struct_fields__ if name not in ("kind", "incident", "into", "alert", "command"))


class Row(msgspec.Struct, frozen=True, gc=False):
    """A record as the tables hold it. `incident` and `alert` are empty where it is about none."""

    seq: int
    at: int
    kind: str
    by: str
    incident: str
    alert: str
    line: bytes
    words: str
    digest: str


class Indexer:
    """Makes rows of lines, in their order. What names no incident belongs to that of the record it follows from."""

    def __init__(self, incident_of: Callable[[int], str] | None = None) -> None:
        self._incident_of = incident_of
        self._known: OrderedDict[int, str] = OrderedDict()

    def rows(self, lines: Sequence[bytes]) -> list[Row]:
        """The rows of whole lines. Raises ValueError where one is no record."""
        return [self._row(line) for line in lines]

    def forget(self) -> None:
        """Lines that were read did not get in after all."""
        self._known.clear()

    def _row(self, line: bytes) -> Row:
        try:
            read = _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ValueError(f"not a record: {error}") from None
        body = read.body
        alert = _text(body.alert)
        incident = _text(body.incident)
        if not incident and isinstance(body.command, dict):
            incident = _text(body.command.get("incident"))
            alert = alert or _text(body.command.get("alert"))
        if not incident and not alert and read.cause >= 0:
            incident = self._behind(read.cause)
        self._known[read.seq] = incident
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        words = "" if body.kind in SILENT else _words(body)
        return Row(read.seq, read.at, _text(body.kind), _text(read.by), incident, alert, line, words, read.digest)

    def _behind(self, cause: int) -> str:
        known = self._known.get(cause)
        if known is None:
            known = self._known[cause] = self._incident_of(cause) if self._incident_of else ""
        return known


def digest_in(line: bytes) -> str:
    """The digest that a line bears."""
    return _decode(line).digest


def _text(value: object) -> str:
    """An id as an index can hold it: no id of ours is longer, and PostgreSQL takes U+0000 for no text."""
    return value[:ID_LIMIT].replace("\0", " ") if isinstance(value, str) else ""


def _words(body: _Body) -> str:
    found: list[str] = []
    for name in _READ:
        value = getattr(body, name)
        if not value:
            continue
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            found += [each for each in value.values() if isinstance(each, str)]
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, str)]
    return as_searched("\n".join(found)[:WORDS_LIMIT]) if found else ""


def as_searched(text: str) -> str:
    """Text as it is compared: capitals do not matter; PostgreSQL takes U+0000 for no text."""
    return text.casefold().replace("\0", " ")
