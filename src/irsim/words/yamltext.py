"""YAML 1.2 core schema, read strictly and safely: every value knows its line, and hostile files end in a sentence.

Anchors, aliases, tags and merge keys are refused: these files are written and read by people, one thing in one place,
and it is what makes bombs and cycles impossible. Built on libyaml's event stream, so depth and size are bounded
before anything is built.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events as ye

from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

SIZE_LIMIT = 2_000_000
"""Bytes: forty times the largest scenario that ships."""

DEPTH_LIMIT = 40
NODE_LIMIT = 100_000
LINE_LIMIT = 50_000
"""Characters a line: libyaml looks for simple keys within a line, in time that grows with its square."""

_STRANGE = re.compile(r"[^\t\r\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not allow, and the line ends that editors do not count as such."""

_TAG_DIRECTIVE = re.compile(r"(?:^|[\r\n])%TAG")
"""libyaml compares every one with all before it; and tags are refused anyway."""

_NULL = re.compile(r"null|Null|NULL|~|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}(?:\.[0-9]{0,18})?)(?:[eE][-+]?[0-9]{1,2})?")

Path = tuple[str | int, ...]


@dataclass
class Document:
    """Plain data (dict, list, str, int, float, bool, None) and the line of every path in it: a value's is its key's."""

    name: str
    data: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line (from 1) of `path`, or of the nearest thing around it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(source: str | bytes, name: str) -> Document:
    """`source` as a Document called `name` in messages. Raises BadInput with one fault that stands alone."""
    text = _decoded(source, name)
    try:
        return _Builder(name, text.count("\n") + text.count("\r") + 1).build(_events(text))
    except yaml.MarkedYAMLError as error:
        problem = error.problem or "it cannot be read"
        unclosed = "unexpected end of stream" in problem and "quoted" in (error.context or "")
        mark = error.context_mark if unclosed else error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        if unclosed:
            raise BadInput.one(name, line, "a text in quotes begins here and never ends; close the quotes") from None
        raise BadInput.one(name, line, f"not valid YAML here: {problem}; {_cure(problem)}") from None
    except yaml.YAMLError:
        raise BadInput.one(name, 0, "not valid YAML; it holds characters that YAML does not allow, retype it") from None


def _decoded(source: str | bytes, name: str) -> str:
    if len(source) > SIZE_LIMIT:
        raise BadInput.one(name, 0, f"larger than {SIZE_LIMIT:,} bytes; split it or cut its texts")
    text = source if isinstance(source, str) else _from_utf8(source, name)
    for number, line_text in enumerate(text.split("\n"), 1):
        if len(line_text) > LINE_LIMIT:
            raise BadInput.one(name, number, f"a line of over {LINE_LIMIT:,} characters; break it with a '>-' block")
    strange = _STRANGE.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        cure = "retype the line, or write \\e and the like in double quotes"
        if strange[0] == "\0":
            cure = "save the file as plain UTF-8 text"
        raise BadInput.one(name, line, f"a character that YAML does not allow, U+{ord(strange[0]):04X}; {cure}")
    directive = _TAG_DIRECTIVE.search(text)
    if directive:
        line = text.count("\n", 0, directive.end()) + 1
        raise BadInput.one(name, line, "a %TAG directive is not allowed here; take the line out")
    return text


def _from_utf8(source: bytes, name: str) -> str:
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise BadInput.one(name, line, "not UTF-8 text; save the file as UTF-8") from None


def _events(text: str) -> Iterator[ye.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    yield from yaml.parse(text, Loader=loader)


def _cure(problem: str) -> str:
    if "tab" in problem or "cannot start any token" in problem:
        return "indent with spaces, and put quotes around a text that begins with @, ` or %"
    if "mapping values are not allowed" in problem:
        return "put quotes around a text that holds ': ', or check the indentation"
    if "block end" in problem or "indent" in problem or "block mapping" in problem:
        return "check that the indentation matches the lines around it"
    return "check quotes, brackets and indentation on this line and the one before"


def _line(event: ye.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _Builder:
    """Builds plain data from parse events with a stack of its own: depth is a number, not the interpreter's stack."""

    def __init__(self, name: str, count: int) -> None:
        self.name = name
        self.count = count
        """lines in the text: where nothing follows, the parser is a line further"""
        self.lines: dict[Path, int] = {}
        self.nodes = 0

    def build(self, events: Iterator[ye.Event]) -> Document:
        root: list[Any] = []
        stack: list[tuple[Any, Path, list[str | None]]] = [(root, (), [])]
        documents = 0
        for event in events:
            line = min(_line(event), self.count)
            if isinstance(event, ye.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise BadInput.one(self.name, line, "a second document begins; keep one document a file")
            elif isinstance(event, ye.AliasEvent):
                raise self._no(line, f"an alias (*{str(event.anchor)[:40]}) is not allowed here; write the value out")
            elif isinstance(event, ye.ScalarEvent | ye.MappingStartEvent | ye.SequenceStartEvent):
                self._refuse_extras(event, line)
                if isinstance(event, ye.ScalarEvent):
                    self._scalar(stack, event, line)
                    continue
                if len(stack) > DEPTH_LIMIT:
                    raise self._no(line, f"nested deeper than {DEPTH_LIMIT} levels; flatten it")
                value: Any = {} if isinstance(event, ye.MappingStartEvent) else []
                path = self._place(stack, value, line)
                stack.append((value, path, [None]))
            elif isinstance(event, ye.MappingEndEvent | ye.SequenceEndEvent):
                stack.pop()
        if not root:
            raise BadInput.one(self.name, 0, "empty; write a document, see docs/scenario-format.md")
        return Document(self.name, root[0], self.lines)

    def _no(self, line: int, message: str) -> BadInput:
        return BadInput.one(self.name, line, message)

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor:
            raise self._no(
                line, f"an anchor (&{event.anchor[:40]}) is not allowed here; write the value where it is used"
            )
        if event.tag and event.tag not in ("!", "tag:yaml.org,2002:str"):
            raise self._no(line, f"a tag ({event.tag[:40]}) is not allowed here; leave it out")
        self.nodes += 1
        if self.nodes > NODE_LIMIT:
            raise self._no(line, f"more than {NODE_LIMIT:,} values; split the file")

    def _scalar(self, stack: list[tuple[Any, Path, list[str | None]]], event: ye.ScalarEvent, line: int) -> None:
        container, path, pending = stack[-1]
        if isinstance(container, dict) and pending[0] is None:
            key = str(event.value)
            if key == "<<":
                raise self._no(line, "a merge key (<<) is not allowed here; write the values out")
            if key in container:
                first = self.lines.get((*path, key), line)
                raise self._no(line, f"'{clean_title(key, 60)}' is given twice, first in line {first}; keep one")
            pending[0] = key
            self.lines[(*path, key)] = line
            return
        self._place(stack, core_scalar(event.value) if event.implicit[0] and not event.tag else event.value, line)

    def _place(self, stack: list[tuple[Any, Path, list[str | None]]], value: Any, line: int) -> Path:
        container, path, pending = stack[-1]
        if isinstance(container, dict):
            key = pending[0]
            if key is None:
                raise self._no(line, "a key is itself a list or a map; a key is a plain word")
            container[key] = value
            pending[0] = None
            here: Path = (*path, key)
        else:
            here = (*path, len(container)) if len(stack) > 1 else ()
            container.append(value)
            self.lines[here] = line
        return here


def core_scalar(text: str) -> Any:
    """A plain scalar by the YAML 1.2 core schema, decimal only: `NO`, `12:30`, `0x1f` and dates stay text."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text[0] in "tT"
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def pick(data: Any, path: Path) -> Any:
    """The value at `path`, or None."""
    for name in path:
        if isinstance(data, Mapping):
            data = data.get(name)
        elif isinstance(data, list) and isinstance(name, int) and name < len(data):
            data = data[name]
        else:
            return None
    return data
