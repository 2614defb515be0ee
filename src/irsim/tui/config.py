"""The settings of whoever sits at the terminal: one small TOML file. Each key is documented once, in `Settings`; the
schema, the example and docs/configuration.md are made from that or held to it by a test.
"""

import os
import re
import stat
import string
import textwrap
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from msgspec import Meta, Struct, field
from msgspec.structs import FieldInfo, fields

from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, Fault, nearest

SIZE_LIMIT = 1_000_000
"""Bytes: a thousand times a settings file in which every key is bound anew."""

VARIABLE = "IRSIM_CONFIG"
"""The environment variable that names another file."""

ThemeName = Literal["dark", "light", "contrast"]


def _of(text: str, **limits: Any) -> Meta:
    return Meta(description=text, **limits)


FIXED = {
    **dict.fromkeys(("up", "down", "j", "k", "pageup", "pagedown", "home", "end"), "moves in lists"),
    **dict.fromkeys(("left", "right", "left_square_bracket", "right_square_bracket"), "turns pages"),
    **dict.fromkeys("01234567", "goes to a panel"),
    "enter": "opens what is selected",
    "escape": "goes back",
    "ctrl+q": "quits",
    "ctrl+c": "copies",
    "ctrl+l": "draws the screen anew",
}
"""Keys of the lists and screens themselves, which would come before an action that took them."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """How irsim looks and behaves in this person's terminal. No setting changes a drill's rules or its score."""

    theme: Annotated[
        ThemeName,
        _of("Colours of the screens. contrast is for bright rooms and tired eyes; 16-colour terminals always get it."),
    ] = "dark"
    glyphs: Annotated[
        Literal["auto", "unicode", "ascii"],
        _of("Symbols, frames and bars. auto draws them in ASCII where the terminal does not use UTF-8."),
    ] = "auto"
    colours: Annotated[
        Literal["auto", "none", "16", "full"],
        _of(
            "How many colours reach the terminal. auto looks at TERM and COLORTERM, and sends none when NO_COLOR is "
            "set; the other values win over NO_COLOR."
        ),
    ] = "auto"
    bell: Annotated[
        Literal["never", "urgent", "always"],
        _of("When the terminal's bell rings: never, for what is urgent, or for everything that needs you."),
    ] = "urgent"
    mouse: Annotated[
        bool,
        _of("Whether clicks go to irsim. With false the terminal selects text at all times."),
    ] = True
    local_time: Annotated[
        bool,
        _of("Whether your local time stands beside UTC."),
    ] = True
    assist: Annotated[
        Literal["guided", "standard", "bare"],
        _of(
            "Help in new drills: guided shows suggestions and checklists, standard shows the suggestion once the team "
            "has committed itself, bare shows the plan alone. The score names it."
        ),
    ] = "standard"
    toasts: Annotated[
        int,
        _of("Seconds that a short message stays in the corner, 1 to 60.", ge=1, le=60),
    ] = 5
    keys: Annotated[
        dict[str, tuple[str, ...]],
        _of(
            "Keys of your own: an action and its key, or a list of keys, in place of those it has; [] takes them away. "
            'Write keys as "a", "A", "?", "ctrl+r" or "f2"; `irsim keys` lists the actions.',
        ),
    ] = field(default_factory=dict)


def config_path(env: Mapping[str, str] = os.environ) -> Path:
    """Where the settings are: the file that IRSIM_CONFIG names, else config.toml in the platform's config folder."""
    if env.get(VARIABLE):
        return Path(os.path.expanduser(env[VARIABLE]))
    from platformdirs import user_config_path

    return user_config_path("irsim", appauthor=False) / "config.toml"


def load_settings(known_actions: Collection[str] = (), env: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force; the defaults where there is no file.

    `known_actions` are the ids that [keys] may name; with none given, any goes. Where they come with the keys that they
    have by themselves, a key that another one keeps is refused. Keys come back as Textual names them.
    Raises BadInput naming every mistake with its line and its cure, and where the file that IRSIM_CONFIG names is
    missing.
    """
    path = config_path(env)
    data = _read(path, required=bool(env.get(VARIABLE)))
    if not data:
        return Settings()
    return read_settings(data, clean_title(str(path)), known_actions)


def read_settings(data: bytes, name: str, known_actions: Collection[str] = ()) -> Settings:
    """The settings in `data`, called `name` in messages. Raises BadInput as `load_settings` does."""
    import tomllib

    if len(data) > SIZE_LIMIT:
        raise BadInput.one(name, 0, f"larger than {SIZE_LIMIT:,} bytes; this is no settings file, set {VARIABLE} anew")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput.one(name, line, "this line is not UTF-8; save the file as UTF-8") from None
    try:
        written = tomllib.loads(text)
    except RecursionError:
        raise BadInput.one(name, 0, "brackets are nested too deep; remove what is no setting") from None
    except ValueError as error:
        from irsim.words.tomltext import syntax_fault  # it brings YAML along, which settings do not need

        raise BadInput([syntax_fault(str(error), text, name, 'theme = "dark"')]) from None
    reader = _Reader(written, text, name, known_actions)
    settings = reader.settings()
    if reader.faults:
        raise BadInput(reader.faults)
    return settings


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the settings file."""
    import msgspec

    made = msgspec.json.schema(Settings)
    keys = made["$defs"]["Settings"]["properties"]["keys"]
    keys["additionalProperties"] = {"anyOf": [{"type": "string"}, keys["additionalProperties"]]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def example() -> str:
    """A settings file that names every key with its default and changes nothing: all of it is commented out."""
    lines = ["# Settings of irsim. Remove the # before a setting to change it.", ""]
    for info in fields(Settings):
        lines += textwrap.wrap(description(info), 98, initial_indent="# ", subsequent_indent="# ")
        if choices := _choices(info):
            lines.append("# One of: " + ", ".join(choices))
        if info.name == "keys":
            lines += ["#[keys]", '#acknowledge = "a"', '#classify = ["c", "ctrl+k"]', ""]
        else:
            value = info.default
            lines += [f"#{info.name} = " + (f'"{value}"' if isinstance(value, str) else str(value).lower()), ""]
    return "\n".join(lines).rstrip() + "\n"


def description(info: FieldInfo) -> str:
    """What a field's documentation says."""
    return next(str(meta.description) for meta in info.type.__metadata__ if isinstance(meta, Meta))


def _choices(info: FieldInfo) -> tuple[str, ...]:
    plain = info.type.__origin__
    return get_args(plain) if get_origin(plain) is Literal else ()


def _read(path: Path, required: bool) -> bytes:
    """The bytes at `path`, at most one more than the limit; none where nothing is there and nothing is `required`."""
    name = clean_title(str(path))
    try:
        # A pipe without a writer would block for ever.
        with open(path, "rb", opener=lambda at, flags: os.open(at, flags | getattr(os, "O_NONBLOCK", 0))) as file:
            if str(path) == os.devnull:
                return b""
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise BadInput.one(name, 0, "not a file of text; put the settings into an ordinary file")
            return file.read(SIZE_LIMIT + 1)
    except (FileNotFoundError, NotADirectoryError):
        if required:
            raise BadInput.one(name, 0, f"there is no such file; create it, or unset {VARIABLE}") from None
        return b""
    except OSError as error:
        why = (error.strerror or "it is out of reach").lower()
        raise BadInput.one(name, 0, f"cannot be read: {why}; mend that, or name another file in {VARIABLE}") from None


class _Reader:
    """Turns what the TOML says into settings, and collects the mistakes."""

    def __init__(self, written: dict[str, Any], text: str, name: str, known_actions: Collection[str]) -> None:
        self.written = written
        self.text = text
        self.name = name
        self.known_actions = known_actions
        self.faults: list[Fault] = []

    def settings(self) -> Settings:
        """What is sound; the rest is in `faults`."""
        known = {info.name: info for info in fields(Settings)}
        values: dict[str, Any] = {}
        for key, value in self.written.items():
            if key not in known:
                self.say("", key, f"there is no setting '{clean_title(key, 40)}'; {nearest(key[:60], known)}")
            elif key == "keys":
                values[key] = dict(self.keys(value))
            elif problem := _misfit(known[key], value):
                self.say("", key, f"{key}: {problem}")
            else:
                values[key] = value
        return Settings(**values)

    def keys(self, table: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
        if not isinstance(table, dict):
            self.say("", "keys", 'keys: this is no table; write [keys], and below it lines such as acknowledge = "a"')
            return
        owner: dict[str, list[str]] = {}
        own = self.known_actions if isinstance(self.known_actions, Mapping) else {}
        kept: dict[str, list[str]] = {}
        for action, taken in own.items():
            for key in taken if action not in table else ():
                kept.setdefault(key, []).append(action)
        for action, written in table.items():
            shown = clean_title(action, 40)
            if self.known_actions and action not in self.known_actions:
                if action in Settings.__struct_fields__:
                    cure = f"'{shown}' is a setting; move the line above [keys]"
                else:
                    cure = nearest(action[:60], self.known_actions)
                self.say("keys", action, f"no action is called '{shown}'; {cure}")
                continue
            names = written if isinstance(written, list) else [written]
            keys: list[str] = []
            for key in names:
                textual_name = key_name(key) if isinstance(key, str) else None
                if textual_name is None:
                    self.say("keys", action, f"{shown}: {_given(key)} is no key; {_key_cure(key)}")
                elif other := _clash(action, owner.get(textual_name, ())):
                    line = _line_of(self.text, "keys", other)
                    other = clean_title(other, 40)
                    where = f" in line {line}" if line else ""
                    self.say(
                        "keys", action, f"{shown}: '{key}' is bound to '{other}'{where}; give one of them another key"
                    )
                elif textual_name in FIXED and textual_name not in own.get(action, ()):
                    self.say("keys", action, f"{shown}: '{key}' {FIXED[textual_name]} on every screen; choose another")
                elif other := _clash(action, kept.get(textual_name, ())):
                    self.say(
                        "keys",
                        action,
                        f"{shown}: '{key}' is the key of '{other}'; choose another, or give that one a "
                        "key of its own here",
                    )
                elif textual_name not in keys:
                    keys.append(textual_name)
                    owner.setdefault(textual_name, []).append(action)
            yield action, tuple(keys)

    def say(self, table: str, key: str, message: str) -> None:
        self.faults.append(Fault(self.name, _line_of(self.text, table, key), message))


def _clash(action: str, others: Collection[str]) -> str:
    """The first of `others` that stands on the same screen as `action` and is not itself; empty where none does."""
    from irsim.tui.actions import together

    return next((other for other in others if other != action and together(action, other)), "")


def _misfit(info: FieldInfo, value: Any) -> str:
    """What is wrong with `value`, and the cure; empty where it fits."""
    if choices := _choices(info):
        fits = isinstance(value, str) and value in choices
        cure = nearest(value[:40] if isinstance(value, str) else "", choices)
    elif info.type.__origin__ is bool:
        fits, cure = isinstance(value, bool), "write true or false, without quotes"
    else:
        low, high = next((meta.ge, meta.le) for meta in info.type.__metadata__)
        fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        cure = f"write a whole number from {low} to {high}, without quotes"
    return "" if fits else f"{_given(value)} does not fit; {cure}"


def _given(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{clean_title(str(value), 40)}'"


_KEY = re.compile(r"((?:(?:alt|ctrl|hyper|meta|shift|super)\+)*)(\S|\w+)", re.IGNORECASE)
_WORDS = "enter escape space tab backspace delete insert home end pageup pagedown up down left right"
_SHORTER = {"solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at", "hyphen_minus": "minus"} | {
    "plus_sign": "plus",
    "low_line": "underscore",
}
_PUNCTUATION = {
    character: _SHORTER.get(name, name)
    for character in string.punctuation
    for name in [re.sub("[- ]", "_", unicodedata.name(character).lower())]
}
_NAMED = frozenset({*_WORDS.split(), *(f"f{number}" for number in range(1, 25)), *_PUNCTUATION.values()})
_ALIASES = {"esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown"}
_SAME_BYTE = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape"}
"""What most terminals cannot tell apart."""


def key_name(written: str) -> str | None:
    """`written` (as "?", "Ctrl+R", "f2") as Textual names the key, or None where it is none."""
    match = _KEY.fullmatch(written.strip())
    if match is None:
        return None
    modifiers, base = set(match[1].lower().split("+")) - {""}, match[2]
    if len(base) == 1 and base.isalpha():
        if modifiers == {"shift"}:
            return base.upper()
        base = base.lower() if modifiers else base
    elif len(base) > 1 or not base.isalnum():
        base = _PUNCTUATION.get(base) or _ALIASES.get(base.lower(), base.lower())
        if base not in _NAMED:
            return None
    name = "+".join([*sorted(modifiers), base])
    return _SAME_BYTE.get(name, name)


def _key_cure(key: Any) -> str:
    if isinstance(key, str) and "+" not in key and len(key) > 1:
        return nearest(key.lower()[:20], _NAMED).split(" ... (")[0]
    return 'write a key as "a", "ctrl+r" or "f2"'


def _line_of(text: str, table: str, key: str) -> int:
    """The line (from 1) where `key` of `table` is set; 0 where it cannot be found."""
    spelled = rf"(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')"
    inside = rf"(?:\"{table}\"|'{table}'|{table})" if table else ""
    setting = re.compile(rf"\s*{spelled}\s*[=.]")
    heading = re.compile(rf"\s*\[\[?\s*{spelled}\s*[\].]") if not table else None
    outside = re.compile(rf"\s*{inside}\s*(?:\.\s*{spelled}\s*[=.]|=\s*\{{.*?{spelled}\s*[=.])") if table else None
    current = ""
    for number, line in enumerate(text.split("\n"), 1):
        if heading and heading.match(line):
            return number
        if header := re.match(r"\s*\[\s*[\"']?([^\]\"']*?)[\"']?\s*\]", line):
            current = header[1]
        elif (current == table and setting.match(line)) or (outside and not current and outside.match(line)):
            return number
    return 0
