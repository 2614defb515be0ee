"""A recording's records with their names, addresses and free text replaced, joined to a chain of their own."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from irsim.events.base import Event
from irsim.events.handouts import HandoutGiven
from irsim.events.live import OnCallChanged
from irsim.events.session import SeatLeft, SeatTaken, SessionForked, SessionOpened
from irsim.log.reading import Recording
from irsim.log.records import GENESIS, Record, seal
from irsim.reports.redaction.documents import ids_in, people_of, redacted_document
from irsim.reports.redaction.words import Pseudonyms

WORDS = frozenset(
    {
        "action", "alert", "alerts", "also", "approach", "assist", "at", "audience", "automation", "below", "above",
        "beside", "bridge", "calendars", "category", "channel", "check", "choice", "claim", "clock", "clocks",
        "command", "component", "confidence", "contact", "contacts", "data_kinds", "decision", "depends_on",
        "detected_by", "determination", "difficulty", "discussion", "does", "due_date", "element", "ended_by", "engine",
        "evidence", "evidence_kind", "exercised", "expectation", "fault", "flags", "follow_up", "follows",
        "functionality_loss", "customer_impact", "handout", "held", "hold", "holidays", "id", "incident", "inject",
        "into", "item", "items", "kind", "lacks", "lasts", "length", "lesson_kind", "level", "means", "media",
        "message", "messages", "metric", "metrics", "monitor", "notice", "objective", "occurred", "outage", "outcome",
        "over", "page", "part", "phase", "playbook", "priority", "probe", "rating", "regime", "request", "resource",
        "right", "role", "roles", "rule", "scenario", "seats", "section", "service", "services", "severity",
        "side", "skill", "sort", "stance", "start_date", "starts", "state", "status", "step", "subcategory", "systems",
        "template", "through", "to", "topic", "track", "unit", "unsaid", "until", "update", "value", "verdict", "via",
        "about", "notification", "then", "way",
        "was", "when", "within", "written", "brand",
    }
)  # fmt: skip
"""Fields that hold ids, kinds, figures and moments, and keep them. A field that is not named here is free text."""

PERSONS = frozenset({"name", "proof", "sender", "holder", "collector", "person", "by", "owner", "attendees"})

ADDRESSES = frozenset({"phone", "join", "document", "email", "domain", "address"})

DIGESTS = frozenset({"sha256", "parent"})

TYPED = frozenset({"fields"})
"""Maps of ids to what was typed: figures and ids of the plan stay."""

FILES = (HandoutGiven, SessionForked)
"""Kinds whose `name` is that of a file."""

DOCUMENTS = ("plan", "world", "scenario")

CAST_PERSONS = frozenset({"name", "first", "last", "contact", "contact_first"})


def redacted(recording: Recording) -> tuple[list[Record], list[bytes], Pseudonyms]:
    """The records of a redacted copy, their lines, and what was replaced. The chain of `recording` must hold."""
    opened = recording.opened
    pseudonyms = Pseudonyms(_ids(opened))
    pseudonyms.note(_names(recording))
    walk = _Walk(pseudonyms)
    records: list[Record] = []
    lines: list[bytes] = []
    previous = GENESIS
    for record in recording.records:
        body = walk.body(record.body, recording.head, records)
        sealed, line = seal(record.seq, record.at, walk.by(record.by), record.cause, body, previous)
        previous = sealed.digest
        records.append(sealed)
        lines.append(line)
    return records, lines, pseudonyms


def _ids(opened: SessionOpened) -> set[str]:
    found = {"facilitator", "evaluator", "observer", "screen", "engine", "desk", "people", "simulated", "script"}
    for name in DOCUMENTS:
        found |= ids_in(name, getattr(opened, name))
    return found


def _names(recording: Recording) -> Iterator[str]:
    """Whoever is named: in the cast, by the contacts and rotas, at the table."""
    opened = recording.opened
    for member in opened.cast.values():
        yield from member.values()
    for contact in opened.setting.contacts.values():
        yield from (contact.name, contact.phone)
    yield from people_of(opened.plan)
    for record in recording.records:
        if isinstance(record.body, OnCallChanged):
            yield record.body.person
        if isinstance(record.body, SeatTaken | SeatLeft):
            yield record.body.name
        yield record.by.partition(":")[2] if not record.by.startswith("sim:") else ""


class _Walk:
    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self.pseudonyms = pseudonyms

    def by(self, by: str) -> str:
        """Who it was: the role stays, the person behind it gets a stand-in."""
        role, colon, name = by.partition(":")
        if role == "sim" or not colon:
            return by
        return f"{role}:{self.pseudonyms.source(name) if role == 'source' else self.pseudonyms.person(name)}"

    def body(self, body: Event, head: str, before: Sequence[Record]) -> Event:
        """What a record holds. A fork leaves the copy's own records, of which `before` are there already."""
        if isinstance(body, SessionOpened):
            return self.opened(body, head)
        redacted: Event = self.struct(body)
        if isinstance(redacted, SessionForked) and 0 <= redacted.seq < len(before):
            return msgspec.structs.replace(redacted, parent=before[redacted.seq].digest)
        return redacted

    def struct(self, body: Any) -> Any:
        """An event, a command or a part of one."""
        changes = {name: self.value(name, getattr(body, name)) for name in body.__struct_fields__}
        if isinstance(body, FILES):
            changes["name"] = self.pseudonyms.text(body.name)
        return msgspec.structs.replace(body, **changes)

    def value(self, name: str, value: Any) -> Any:
        """What a field called `name` holds."""
        if isinstance(value, str):
            return self._text(name, value)
        if isinstance(value, tuple | list):
            return type(value)(self.value(name, each) for each in value)
        if isinstance(value, dict):
            return {self.pseudonyms.word(key): self.value(name, each) for key, each in value.items()}
        return self.struct(value) if isinstance(value, msgspec.Struct) else value

    def _text(self, name: str, text: str) -> str:
        if name in DIGESTS:
            return self.pseudonyms.digest(text)
        if name in PERSONS:
            return self.pseudonyms.person(text)
        if name in ADDRESSES:
            return self.pseudonyms.address(text)
        if name in TYPED:
            return self.pseudonyms.figure(text)
        return self.pseudonyms.word(text) if name in WORDS else self.pseudonyms.text(text)

    def opened(self, opened: SessionOpened, head: str) -> SessionOpened:
        """The first record: its documents too, without the seed from which the cast could be drawn again."""
        cast = {
            name: {field: self._cast(field, value) for field, value in member.items()}
            for name, member in opened.cast.items()
        }
        setting = self.struct(msgspec.structs.replace(opened.setting, handouts={}))
        documents = {name: redacted_document(name, getattr(opened, name), self.pseudonyms) for name in DOCUMENTS}
        plain = msgspec.structs.replace(opened, plan="", world="", scenario="", cast={}, seed="", redacted="")
        known: SessionOpened = self.struct(plain)
        return msgspec.structs.replace(known, cast=cast, setting=setting, redacted=head, **documents)

    def _cast(self, field: str, value: str) -> str:
        if field in CAST_PERSONS:
            return self.pseudonyms.person(value)
        return self.pseudonyms.address(value) if field in ADDRESSES else self.pseudonyms.text(value)
