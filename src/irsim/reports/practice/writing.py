"""YAML that people go on writing: sections in the scenario's order, lines that an editor shows whole, and a comment on
top."""

import re
import textwrap
from collections.abc import Iterable
from typing import Any

import yaml

from irsim.words.yamltext import read_yaml

WIDTH = 110

_PLAIN_READ = re.compile(r"[-+.0-9~].*|true|false|null|yes|no|on|off", re.IGNORECASE | re.DOTALL)
"""Texts that one version or another of YAML reads as something else than a text, and a few more."""

_DURATION = re.compile(r"(?:[0-9]{1,15}(?:ms|[smhdw])){1,12}")
"""As `12m5s`: a text for every YAML, and easier on the eye without quotes."""


class _Dumper(yaml.SafeDumper):
    """Without anchors: our own reader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never one."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists are indented below their keys, as in the scenarios that ship."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    if "\n" in text:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    quoted = _PLAIN_READ.fullmatch(text) and not _DURATION.fullmatch(text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if quoted else None)


_Dumper.add_representer(str, _text)


def document(data: Any, comment: Iterable[str]) -> str:
    """`data` as YAML below a comment, a paragraph for each text; sections stand apart."""
    head = [
        f"# {line}"
        for paragraph in comment
        for line in textwrap.wrap(paragraph, WIDTH, subsequent_indent="  " if paragraph.startswith("- ") else "")
    ]
    sections = [data] if isinstance(data, list) else [{key: value} for key, value in data.items()]
    written = [_dumped(section) for section in sections]
    body = "".join(("\n" if n and (text.count("\n") > 1) else "") + text for n, text in enumerate(written))
    whole = "\n".join(head) + "\n\n" + body
    if read_yaml(whole, "what was made").data != data:
        raise AssertionError("the document does not read as it was meant")
    return whole


def _dumped(section: Any) -> str:
    if not section:
        return "[]\n"
    return yaml.dump(section, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
