"""Jinja2 over the cast, sandboxed and bounded: no loops, no calls, no arithmetic that grows; only names and filters."""

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from irsim.words.clean import clean_title

OUTPUT_LIMIT = 100_000
"""Characters a text may come to."""

TEXT_LIMIT = 50_000
"""Characters a template may have, and the nodes below: compiling takes time with their number."""

NODE_LIMIT = 2_000
DEPTH_LIMIT = 40

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


def _replace(text: object, old: str, new: str) -> str:
    """`replace`, refused where it would grow a text past OUTPUT_LIMIT: a few in a row make gigabytes."""
    before = str(text)
    times = before.count(old)
    if len(before) + times * (len(new) - len(old)) > OUTPUT_LIMIT:
        raise TextFault("the text grows too long by 'replace'; shorten it")
    return before.replace(old, new)


def _join(items: Iterable[object], between: str = "") -> str:
    """`join`, refused where it would grow a text past OUTPUT_LIMIT."""
    parts = [str(item) for item in items]
    if sum(map(len, parts)) + len(parts) * len(between) > OUTPUT_LIMIT:
        raise TextFault("the text grows too long by 'join'; shorten it")
    return between.join(parts)


_environment.filters = {name: _environment.filters[name] for name in FILTERS} | {"replace": _replace, "join": _join}
_environment.globals.clear()


def names_in(text: str) -> set[tuple[str, str]]:
    """The (name, attribute) pairs a text refers to; attribute is empty for a bare name. Raises TextFault."""
    found: set[tuple[str, str]] = set()
    tree = _parse(text)
    asked: set[int] = set()
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name):
            found.add((node.node.name, node.attr))
            asked.add(id(node.node))
    found.update((node.name, "") for node in tree.find_all(nodes.Name) if id(node) not in asked)
    return found


def render(text: str, names: Mapping[str, Any]) -> str:
    """`text` with `names` filled in, at most OUTPUT_LIMIT characters. Raises TextFault."""
    if "{" not in text:
        return text
    _parse(text)
    try:
        rendered = _environment.from_string(text).render(names)
    except TextFault:
        raise
    except (TemplateError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
        raise TextFault(f"the text cannot be filled in: {_said(error)}; check the names in {{{{ }}}}") from None
    return rendered[:OUTPUT_LIMIT].encode("utf-8", "replace").decode("utf-8")


def _said(error: Exception) -> str:
    return clean_title(str(error), 120).rstrip(".")


def _parse(text: str) -> nodes.Template:
    if len(text) > TEXT_LIMIT:
        raise TextFault(f"the text has over {TEXT_LIMIT:,} characters; shorten it, or leave out {{{{ }}}}")
    try:
        tree = _environment.parse(text)
    except RecursionError:
        raise TextFault("the text nests its brackets too deeply; make it simpler") from None
    except (TemplateError, ValueError) as error:
        raise TextFault(f"the text is no valid template: {_said(error)}; check {{{{ }}}} and {{% %}}") from None
    stack: list[tuple[nodes.Node, int]] = [(tree, 0)]
    count = 0
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > NODE_LIMIT or depth > DEPTH_LIMIT:
            raise TextFault("the text has too many parts in {{ }} and {% %}; make it simpler")
        if not isinstance(node, _ALLOWED):
            what = type(node).__name__.lower()
            raise TextFault(f"'{what}' is not allowed in a text; use names, filters and if only")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise TextFault(f"no filter is called '{node.name}'; use one of: {', '.join(FILTERS)}")
        name = _inner_name(node)
        if name.startswith("_"):
            raise TextFault(f"'{name[:40]}' cannot be asked for; use the cast's fields, as {{{{ boss.name }}}}")
        stack.extend((child, depth + 1) for child in node.iter_child_nodes())
    return tree


def _inner_name(node: nodes.Node) -> str:
    """What a node asks of a value: the attribute's name, or the text in brackets."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem):
        if not isinstance(node.arg, nodes.Const):
            raise TextFault("brackets hold something other than a name; write {{ boss.name }}")
        return str(node.arg.value)
    return ""
