"""Jinja2 over the cast, sandboxed and bounded: no loops, no calls, no arithmetic that grows; only names and filters."""

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

OUTPUT_LIMIT = 100_000
"""Characters a text may come to."""

FILTERS = ("upper", "lower", "title", "capitalize", "trim", "replace", "default", "first", "last", "length", "join")

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Filter,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
    nodes.Keyword,
)


class TextFault(ValueError):
    """A text that cannot be rendered; the message is one sentence with the cure."""


_environment = ImmutableSandboxedEnvironment(autoescape=False, keep_trailing_newline=False)
_environment.filters = {name: _environment.filters[name] for name in FILTERS}


def names_in(text: str) -> set[tuple[str, str]]:
    """The (name, attribute) pairs a text refers to; attribute is empty for a bare name. Raises TextFault."""
    found: set[tuple[str, str]] = set()
    tree = _parse(text)
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name):
            found.add((node.node.name, node.attr))
    attributed = {name for name, _ in found}
    found.update((node.name, "") for node in tree.find_all(nodes.Name) if node.name not in attributed)
    return found


def render(text: str, names: Mapping[str, Any]) -> str:
    """`text` with `names` filled in, at most OUTPUT_LIMIT characters. Raises TextFault."""
    if "{" not in text:
        return text
    _parse(text)
    try:
        rendered = _environment.from_string(text).render(names)
    except (TemplateError, TypeError, ValueError, AttributeError, KeyError) as error:
        raise TextFault(f"the text cannot be filled in: {error}; check the names in {{{{ }}}}") from None
    return rendered[:OUTPUT_LIMIT]


def _parse(text: str) -> nodes.Template:
    try:
        tree = _environment.parse(text)
    except (TemplateError, RecursionError) as error:
        raise TextFault(f"the text is no valid template: {error}; check {{{{ }}}} and {{% %}}") from None
    stack: list[nodes.Node] = [tree]
    while stack:
        node = stack.pop()
        if not isinstance(node, _ALLOWED):
            what = type(node).__name__.lower()
            raise TextFault(f"'{what}' is not allowed in a text; use names, filters and if only")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise TextFault(f"no filter is called '{node.name}'; use one of: {', '.join(FILTERS)}")
        stack.extend(node.iter_child_nodes())
    return tree
