"""Plan, world and scenario without words: their ids, figures and structure stay, so that the same rules hold."""

from collections.abc import Iterator
from typing import Any

import yaml

from irsim.reports.redaction.words import Pseudonyms
from irsim.words.yamltext import read_yaml

TEXTS = frozenset(
    {
        "announces", "basis", "because", "briefing", "caution", "cause", "codename", "contains", "definition",
        "description", "differs", "discussion", "examples", "expects", "file", "how", "key_points", "label",
        "meaning", "measure", "note", "organisation", "phrases", "purpose", "question", "questions", "recipient",
        "response", "responsibilities", "result", "says", "source", "sources", "story", "subject", "summary", "text",
        "thread", "title", "unmeasured", "why", "about_text", "who",
    }
)  # fmt: skip
"""Keys under which everything is free text, even a single word."""

PERSONS = frozenset({"person", "from"})

ADDRESSES = frozenset({"number", "mail", "domain", "join", "document"})

AS_THEY_ARE = frozenset({"zone", "country", "currency", "version", "family", "alias", "phase", "same"})
"""Keys whose values name a place on the clock, a scale, or what alerts share; never a person."""

NAMING = frozenset({"world", "plan"})
"""Keys that name the organisation's files."""


OWN_ID = {"plan": ("plan", "id"), "world": ("id",)}
"""Where a document says which one it is: plans and worlds are called after the organisation that they are of."""


def ids_in(name: str, document: str) -> set[str]:
    """The ids that a document (plan, world or scenario) defines: what stands under `id`, and the names of its maps."""
    found: set[str] = set()

    def walk(data: Any) -> None:
        if isinstance(data, dict):
            found.update(key for key in data if isinstance(key, str))
            if isinstance(data.get("id"), str):
                found.add(data["id"])
        if isinstance(data, dict | list):
            for value in data.values() if isinstance(data, dict) else data:
                walk(value)

    walk(_nameless(name, _read(document)))
    return found


def people_of(plan: str) -> Iterator[str]:
    """The people of a plan's rotas: each one's name, address and id."""
    data = _read(plan)
    rotas = data.get("rotas") if isinstance(data, dict) else None
    for rota in rotas if isinstance(rotas, list) else []:
        people = rota.get("people") if isinstance(rota, dict) else None
        for person in people if isinstance(people, list) else []:
            if isinstance(person, dict):
                yield from (str(person.get(key, "")) for key in ("name", "mail", "id"))


def redacted_document(name: str, document: str, pseudonyms: Pseudonyms) -> str:
    """The YAML of a plan, a world or a scenario with its words replaced; empty stays empty."""
    if not document:
        return ""
    data = _Walk(pseudonyms).value("", _nameless(name, _read(document)))
    return yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1_000)


class _Plain(yaml.SafeDumper):
    """Without anchors: our own reader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never one."""
        return True


def _read(document: str) -> Any:
    return read_yaml(document, "the recording").data if document else {}


def _nameless(name: str, data: Any) -> Any:
    """The document called by what it is, and a plan without its rotas: they are nothing but people, and who was on call
    is on record."""
    if name == "plan" and isinstance(data, dict):
        data.pop("rotas", None)
    *above, last = OWN_ID.get(name, ("",))
    below = data
    for key in above:
        below = below.get(key) if isinstance(below, dict) else None
    if isinstance(below, dict) and last in below:
        below[last] = name
    return data


class _Walk:
    def __init__(self, pseudonyms: Pseudonyms) -> None:
        self.pseudonyms = pseudonyms

    def value(self, key: str, data: Any, *, text: bool = False, listed: bool = False) -> Any:
        """`data`, which stands under `key`, `listed` where in a list; `text` where all below is free text."""
        if isinstance(data, dict):
            return {
                name: self.value(str(name), each, text=text or str(name) in TEXTS or (key == "facts" and not listed))
                for name, each in data.items()
            }
        if isinstance(data, list):
            return [self.value(key, each, text=text, listed=True) for each in data]
        return self._text(key, data, text) if isinstance(data, str) else data

    def _text(self, key: str, value: str, text: bool) -> str:
        if text or key in TEXTS:
            return self.pseudonyms.text(value, filled=True)
        if key in PERSONS:
            return self.pseudonyms.person(value)
        if key in ADDRESSES:
            return self.pseudonyms.address(value)
        if key in NAMING:
            return self.pseudonyms.text(value)
        kept = value if key in AS_THEY_ARE else self.pseudonyms.word(value)
        if kept == value:
            self.pseudonyms.known.add(value)  # a word of the plan's: it says nothing where somebody types it, either
        return kept
