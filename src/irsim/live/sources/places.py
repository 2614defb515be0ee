"""Where a value stands in a sender's body, and texts made of such values: `{host.name | 'a host'} is down`.

A place is names with dots between them; a number takes an item of a list; a name that holds a dot is put in double
quotes; `$` in front begins at the whole body and not at the alert. `|` goes on to the next one where a place is empty;
what stands in single quotes is meant as it is.
"""

import re
from dataclasses import dataclass
from typing import Any

from irsim.live.sources.values import TEXT_LIMIT, text_of
from irsim.words.clean import clean_title

LENGTH_LIMIT = 2_000
"""Characters of a text of a mapping."""

PARTS_LIMIT = 20
"""Places in one text, and steps of one place: filling in takes time with their number."""

_STEP = re.compile(r'"([^"{}]+)"|([^\s."\'{}|\[\]]+)')
_TOKENS = re.compile(r"""'[^']*'|"[^"]*"|[\s\S]""")
_PARTS = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+")


@dataclass(frozen=True)
class Place:
    """The way to a value: `steps` from the alert, or from the whole body."""

    steps: tuple[str, ...]
    from_whole: bool = False

    def find(self, here: Any, whole: Any) -> Any:
        """What stands there; None where nothing does."""
        value = whole if self.from_whole else here
        for step in self.steps:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdecimal() and len(step) < 7 and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value


@dataclass(frozen=True)
class Text:
    """A text with places in it. Each part is plain text, or alternatives: places, and texts that are given outright."""

    written: str
    parts: tuple[str | tuple[Place | str, ...], ...]

    def value(self, here: Any, whole: Any, limit: int = TEXT_LIMIT) -> Any:
        """What it comes to: where it is one place alone, the value as it stands there; else a text, cut at `limit`."""
        if len(self.parts) == 1 and not isinstance(self.parts[0], str):
            return _first(self.parts[0], here, whole)
        filled = (part if isinstance(part, str) else text_of(_first(part, here, whole), limit) for part in self.parts)
        return "".join(filled)[:limit]


def _first(alternatives: tuple[Place | str, ...], here: Any, whole: Any) -> Any:
    for alternative in alternatives:
        value = alternative if isinstance(alternative, str) else alternative.find(here, whole)
        if value is not None and value not in ("", [], {}):
            return value
    return None


def place(written: Any) -> Place:
    """A place as it is written. Raises ValueError with the cure."""
    if not isinstance(written, str) or not written.strip():
        raise ValueError("this is no place in the body; write names with dots, as data.event.title")
    text = written.strip()
    if len(text) > LENGTH_LIMIT:
        raise ValueError(f"a place has at most {LENGTH_LIMIT:,} characters; shorten it")
    steps: list[str] = []
    at, end = (1, len(text)) if text.startswith("$") else (0, len(text))
    from_whole = at == 1
    if from_whole and at < end:
        at = _behind_dot(text, at, written)
    while at < end:
        match = _STEP.match(text, at)
        if match is None:
            raise _no_place(written)
        steps.append(match[1] or match[2])
        at = match.end()
        if at < end:
            at = _behind_dot(text, at, written)
    if len(steps) > PARTS_LIMIT:
        raise ValueError(f"a place has at most {PARTS_LIMIT} steps; shorten it")
    return Place(tuple(steps), from_whole)


def _behind_dot(text: str, at: int, written: str) -> int:
    if text[at] != "." or at + 1 == len(text):
        raise _no_place(written)
    return at + 1


def _no_place(written: str) -> ValueError:
    shown = clean_title(written, 60)
    return ValueError(f"'{shown}' is no place in the body; write names with dots, as data.event.title or tags.0")


def text(written: Any) -> Text:
    """A text as it is written. Raises ValueError with the cure."""
    if isinstance(written, Text):
        return written
    if not isinstance(written, str):
        raise ValueError('this is not text; put quotes around it, as "{title}"')
    if len(written) > LENGTH_LIMIT:
        raise ValueError(f"a text has at most {LENGTH_LIMIT:,} characters; shorten it")
    parts: list[str | tuple[Place | str, ...]] = []
    for match in _PARTS.finditer(written):
        if match[1] is not None:
            parts.append(tuple(_alternative(each) for each in _split(match[1])))
        elif match[0] in ("{", "}"):
            raise ValueError(f"a '{match[0]}' stands alone; close the place as {{title}}, or write it twice")
        else:
            plain = {"{{": "{", "}}": "}"}.get(match[0], match[0])
            if parts and isinstance(parts[-1], str):
                plain = parts.pop() + plain  # type: ignore[operator]  # a str, as the line above says
            parts.append(plain)
    if len(parts) > 2 * PARTS_LIMIT:
        raise ValueError(f"a text has at most {PARTS_LIMIT} places; shorten it")
    return Text(written, tuple(parts))


def _split(inside: str) -> list[str]:
    """What stands between the bars; a bar in quotes is text."""
    pieces = [""]
    for token in _TOKENS.findall(inside):
        if token == "|":
            pieces.append("")
        else:
            pieces[-1] += token
    return pieces


def _alternative(written: str) -> Place | str:
    """A place, or what is given outright."""
    bare = written.strip()
    if len(bare) >= 2 and bare[0] == bare[-1] == "'" and "'" not in bare[1:-1]:
        return bare[1:-1]
    return place(bare)
