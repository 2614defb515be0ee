"""Commands as people type them: forgiving about order, case and quotes, clear about what is missing.

`technical_lead: act revoke-sessions incident=INC-1`, `classify INC-1 SEV-1 security personal_data=yes`,
`update INC-1 customers status_page template=customer-update changed="Exports are off" next_update_by=30m`.
"""

import re
import shlex
from collections.abc import Iterable
from typing import Any

import msgspec

from irsim.commands import COMMANDS, Command
from irsim.scenario.script import command_from
from irsim.words.clean import clean_title
from irsim.words.faults import nearest

_IDS = {
    "INC": "incident",
    "AL": "alert",
    "MSG": "message",
    "UPD": "update",
    "EV": "evidence",
    "REQ": "request",
    "AI": "item",
    "LH": "hold",
}
"""What a word such as INC-1 is, wherever it stands in the line."""

_TEXTS = ("title", "name", "stance", "reason", "text")
"""Optional fields that bare words may fill."""

ALIASES = {"ack": "acknowledge"}
"""Commands by other names: what a shell calls them, a room takes, too."""

_ID = re.compile(r"([A-Za-z]+)-\d+")
_BY = re.compile(r"([A-Za-z_]+):(?!=)\s*(.*)", re.DOTALL)
_SINGLE = re.compile(r"(?<![^\s=])'([^'\"]*)'(?!\S)")
"""A text in single quotes; an apostrophe within a word is none."""

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def field_of_id(word: str) -> str:
    """What a word such as INC-1 names, `incident` here; empty where it is no id."""
    found = _ID.fullmatch(word.strip())
    return _IDS.get(found[1].upper(), "") if found else ""


def command_named(word: str, also: Iterable[str] = ()) -> str:
    """The command that somebody means by `word`; `also` are words that are taken where it was typed. Raises ValueError
    with the cure."""
    do = word.lower()
    do = ALIASES.get(do, do)
    if do in COMMANDS:
        return do
    if do == "help":
        raise ValueError("'help' is no command; `irsim actions` lists them, each with its fields")
    raise ValueError(f"there is no command '{clean_title(word, 40)}'; {nearest(do[:80], [*COMMANDS, *also])}")


def parse_line(line: str, incident: str = "", also: Iterable[str] = ()) -> tuple[str, Command]:
    """A typed line: who acts (empty where it is not said), and the command. Raises ValueError with the cure.

    `incident` stands in where the command needs one and the line names none: the only open one, say. Bare words fill
    the command's fields in their order; ids such as INC-1 or MSG-2 find their field by themselves; what is no field of
    the command belongs to its template. `also` are words that are taken where it was typed, as `help`.
    """
    by, words = _split(line)
    if not words:
        raise ValueError("no command is given; `irsim actions` lists them, each with its fields")
    word, *rest = words
    do = command_named(word, also)
    kind = COMMANDS[do]
    values: dict[str, Any] = {}
    plain: list[str] = []
    for word in rest:
        _sort(kind, word, values, plain)
    fields = msgspec.structs.fields(kind)
    needs_incident = any(field.name == "incident" and field.required for field in fields)
    if needs_incident and incident and "incident" not in values:
        values["incident"] = incident
    _fill(do, kind, plain, values)
    return by, command_from(do, values)


def _split(line: str) -> tuple[str, list[str]]:
    said = _BY.match(line.strip())
    by, rest = (said[1].lower(), said[2]) if said else ("", line)
    rest = _SINGLE.sub(r'"\1"', rest)
    lexer = shlex.shlex(rest, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.quotes = '"'
    lexer.commenters = ""
    lexer.escape = ""
    try:
        return by, list(lexer)
    except ValueError:
        raise ValueError("a quote is not closed; put a second one at the end of the text") from None


def _sort(kind: type[Command], word: str, values: dict[str, Any], plain: list[str]) -> None:
    """One word of the line: an id, a field, a template's field, or a bare word."""
    names = kind.__struct_fields__
    field = field_of_id(word)
    if field in names and field not in values:
        values[field] = word.upper()
        return
    if field and f"{field}s" in names:
        before = values.get(f"{field}s", "")
        if not isinstance(before, str):
            raise ValueError(f"'{field}s' is given as a whole and in parts; keep one of them")
        values[f"{field}s"] = ",".join([*filter(None, [before]), word.upper()])
        return
    key, equals, value = word.partition("=")
    outer, _, inner = key.partition(".")
    if not equals or not _KEY.fullmatch(outer):
        plain.append(word)
    elif key in names:
        values[key] = value
    elif outer in names and inner:
        _into(values, outer, inner, value)
    elif "fields" in names and _KEY.fullmatch(key):
        _into(values, "fields", key, value)
    elif plain:
        plain.append(word)
    else:
        values[key] = value


def _into(values: dict[str, Any], name: str, inner: str, value: str) -> None:
    inside = values.setdefault(name, {})
    if not isinstance(inside, dict):
        raise ValueError(f"'{name}' is given as a whole and in parts; keep one of them")
    inside[inner] = value


def _fill(do: str, kind: type[Command], plain: list[str], values: dict[str, Any]) -> None:
    """Bare words fill the fields that are left, in their order; the last one takes all that follow."""
    free = [name for name in _order(kind) if name not in values]
    for position, word in enumerate(plain):
        if not free:
            said = clean_title(word, 40)
            raise ValueError(f"'{said}' is one word too many for '{do}'; put quotes around a text of several words")
        if len(free) == 1:
            values[free[0]] = " ".join(plain[position:])
            return
        values[free.pop(0)] = word


def _order(kind: type[Command]) -> list[str]:
    """Fields in the order in which bare words fill them: the required ones first, then texts; never ids or maps."""
    fields = msgspec.structs.fields(kind)
    texts = [f.name for f in fields if not f.required and f.default == "" and f.name in _TEXTS]
    return [f.name for f in fields if f.required and f.name not in _IDS.values()] + texts
