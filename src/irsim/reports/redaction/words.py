"""What becomes of one text: ids, times and figures stay, everything else gets a stable stand-in."""

import re
from collections.abc import Iterable

from irsim.words.calendar import parse_period
from irsim.words.conditions import BOUNDS
from irsim.words.texts import TextFault, names_in

ID = re.compile(r"[a-z][a-z0-9_]*(?:[.\-][a-z0-9_]+){0,12}")
"""An id of the plan, the scenario or the world, or a kind of event."""

NUMBERED = re.compile(r"[A-Z]{1,8}-[0-9]{1,9}")
"""INC-1, MSG-12, SEV-1."""

PARTS = 4
"""Ids that are joined by a stroke, as those of clocks are: `INC-1/respond`."""

TOKEN = re.compile(r"[0-9a-f]{8}-[0-9]{1,9}|[a-z]{1,12}-[0-9]{1,9}|TALK-[0-9]{1,9}-over")
"""The id of a command, drawn or counted by a terminal or a script."""

FIGURE = re.compile(
    r"[+-]?(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}|(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,6})?)"
    r"(?: ?(?:%|ppm|ms|[smhdwk]|M|[kMGT]?B)?(?:/(?:s|m|min|10m|h|d))?)?"
    r"|[0-9]{1,3}[smhd]-[0-9]{1,3}[smhd]"
)
"""A number, perhaps with its unit, or a span of time; too short for one that a telephone rings at."""

MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
    r"|T[+-][0-9]{1,4}:[0-9]{2}(?::[0-9]{2})?|[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?"
    r"|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}"
)
"""A day, an instant of the calendar or of the exercise, or hours of a day."""

DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}")

WORDS = frozenset({"", "*", "yes", "no", "true", "false", "none", "unknown", "P", "S", "M", "U", *BOUNDS})
"""Texts that say nothing of anybody."""

SHORTEST = 3
"""Characters of a name that is looked for; shorter ones are found everywhere."""


def _filled(text: str) -> list[str]:
    """What is filled in there, by name alone: a filter may hold words. The plan's check asks for some of it."""
    if "{" not in text:
        return []
    try:
        return sorted(f"{name}.{attribute}" if attribute else name for name, attribute in names_in(text))
    except TextFault:
        return []


def is_figure(text: str) -> bool:
    """Whether it is a number, a quantity, a period or a moment."""
    if text in WORDS or FIGURE.fullmatch(text) or MOMENT.fullmatch(text):
        return True
    try:
        parse_period(text.removeprefix("-"))
    except ValueError:
        return False
    return True


class Pseudonyms:
    """The same name is the same person everywhere. `known` are ids of plan, scenario and world: they name nobody."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.known = set(known)
        self.replaced: dict[str, None] = {}
        """every text that was replaced, in order"""
        self.names: dict[str, None] = {}
        """every name and address that was replaced, in order"""
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._found: re.Pattern[str] | None = None

    def person(self, name: str) -> str:
        """`person-1` for a name; an id of the plan (a role) stays."""
        return self._stand_in("person", name)

    def address(self, address: str) -> str:
        """`address-1` for where somebody or something is to be reached: a mail address and a domain stay such."""
        found = self._stand_in("address", address)
        if found == address:
            return found
        if "@" in address:
            return f"{found}@redacted.example"
        return f"{found}.example" if DOMAIN.fullmatch(address) else found

    def source(self, name: str) -> str:
        """`source-1` for a tool that reports something."""
        return self._stand_in("source", name)

    def digest(self, digest: str) -> str:
        """Sixty-four digits that are no sha256 of anything: what a file held could be guessed from its own."""
        if digest in ("", "*"):
            return digest
        return self._numbered("digest", digest.casefold()).removeprefix("digest-").rjust(64, "0")

    def text(self, text: str, *, filled: bool = False) -> str:
        """`[text, 34 characters]`; with `filled`, what is filled in there is still named. An id of the plan stays."""
        if text in ("", "*") or text in self.known or NUMBERED.fullmatch(text):
            return text
        self.replaced[text] = None
        places = "".join(f" {{{{ {place} }}}}" for place in _filled(text)) if filled else ""
        return f"[text, {len(text)} characters]{places}"

    def word(self, text: str) -> str:
        """An id, a kind, a figure or a moment as it is; anything else, and what holds a name, as a text."""
        if text in self.known or is_figure(text):
            return text
        parts = text.split("/")
        sound = TOKEN.fullmatch(text) or (len(parts) <= PARTS and all(map(self._is_id, parts)))
        sound = sound or all(part in self.known for part in text.split("@"))  # a monitor at a service
        return text if sound and not self.named(text) else self.text(text)

    def _is_id(self, part: str) -> bool:
        return not part or part in self.known or bool(ID.fullmatch(part) or NUMBERED.fullmatch(part))

    def figure(self, text: str) -> str:
        """A figure, a moment or an id of the plan as it is; anything else as a text."""
        return text if text in self.known or is_figure(text) else self.text(text)

    def note(self, names: Iterable[str]) -> None:
        """These are names, whatever they stand in."""
        for name in names:
            if len(name) >= SHORTEST and name not in self.known and not is_figure(name):
                self.names[name] = None
        self._found = None

    def named(self, text: str) -> bool:
        """Whether one of the names stands in `text` as a word of its own."""
        if self._found is None:
            found = "|".join(re.escape(name) for name in sorted(self.names, key=len, reverse=True))
            self._found = re.compile(rf"(?<![\w-])(?:{found})(?![\w-])" if found else r"(?!)")
        return self._found.search(text) is not None

    def _stand_in(self, category: str, text: str) -> str:
        if text in ("", "*") or text in self.known:
            return text
        self.replaced[text] = None
        return self._numbered(category, text.casefold())

    def _numbered(self, category: str, text: str) -> str:
        key = (category, text)
        if key not in self._given:
            self._counts[category] = self._counts.get(category, 0) + 1
            self._given[key] = f"{category}-{self._counts[category]}"
        return self._given[key]
