"""Changes one value in a YAML text and nothing else: comments, order and layout stay as they were."""

import json
import re

import yaml

from irsim.words.yamltext import Path

_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 _./%+-]*[A-Za-z0-9_/%])?")
"""A scalar that needs no quotes, in flow maps too."""


def with_value(text: str, path: Path, value: str) -> str:
    """`text`, which `read_yaml` takes, with the scalar at `path` replaced by `value`. Raises KeyError without one."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for part in path:
        node = _below(node, part)
    if not isinstance(node, yaml.ScalarNode):
        raise KeyError(path)
    written = value if node.style is None and _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    shift = 1 if text.startswith("\ufeff") else 0  # marks do not count a byte order mark
    return text[: node.start_mark.index + shift] + written + text[node.end_mark.index + shift :]


def _below(node: yaml.Node | None, part: str | int) -> yaml.Node:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                assert isinstance(value, yaml.Node)
                return value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
        item = node.value[part]
        assert isinstance(item, yaml.Node)
        return item
    raise KeyError(part)
