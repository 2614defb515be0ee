"""Text made safe for Markdown: cleaned, escaped for CommonMark and its usual extensions, and kept in its place."""

import re
from collections.abc import Iterable, Sequence

from irsim.reports.plain import few_lines, one_line
from irsim.words.clean import TEXT_LIMIT, clean

CELL_LIMIT = 2_000
"""Characters of a text within a sentence or a cell: more belongs into a quotation."""

CODE_LIMIT = 20_000
"""Characters of a block of code."""

LINES_LIMIT = 400
"""Lines of a quotation."""

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        "`": "\\`",
        "*": "\\*",
        "_": "\\_",
        "[": "\\[",
        "]": "\\]",
        "#": "\\#",
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "|": "&#124;",
        "~": "&#126;",
        "$": "&#36;",
        "^": "&#94;",
        "{": "&#123;",
        "}": "&#125;",
    }
)
"""Backslashes where every dialect knows them, entities for the rest: some take a backslash before < literally."""

_STARTS = re.compile(r"^([=:%]|[-+](?!\d)|\d{1,9}(?=[.)](?:\s|$)))")
_LINKS = re.compile(r"(?i)(://|\bwww\.|\bmailto:)")


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def md(text: object, limit: int = CELL_LIMIT) -> Markdown:
    """`text` on one line as a reader sees it, whatever it contains. Markdown passes as it is."""
    return text if isinstance(text, Markdown) else _escaped(one_line(str(text), limit))


def heading(text: str, level: int) -> Markdown:
    """`text` as a heading of `level`: behind its marks nothing can begin a list."""
    return Markdown(f"{'#' * level} {_plain(one_line(text, CELL_LIMIT))}")


def _plain(line: str) -> str:
    """No markup, no link, no HTML."""
    return _LINKS.sub(_unlinked, line.translate(_ESCAPES))


def _escaped(line: str) -> Markdown:
    """The same; and no list, heading or rule where a line begins."""
    shown = _plain(line)
    start = _STARTS.match(shown)
    if start is None:
        return Markdown(shown)
    head = start[0]
    return Markdown(f"{head}\\{shown[len(head) :]}" if head[0].isdigit() else f"\\{shown}")


def _unlinked(match: re.Match[str]) -> str:
    """An address in untrusted text is to be read, not to be clicked."""
    return match[0].replace("://", ":&#47;/").replace(".", "&#46;").replace("o:", "o&#58;").replace("O:", "O&#58;")


def quote(text: str, limit: int = TEXT_LIMIT) -> Markdown:
    """`text` as a quotation that keeps its lines and cannot be left from within."""
    lines = few_lines(text, limit, LINES_LIMIT).split("\n")
    shown = [_escaped(line.strip()) for line in lines]
    return Markdown("\n".join(f"> {line}  " if line else ">" for line in shown))


def fenced(text: str, kind: str = "") -> Markdown:
    """`text` as a block of code that it cannot leave: the fence is longer than any run of backticks in it."""
    shown = clean(text, CODE_LIMIT)
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return Markdown(f"{fence}{kind}\n{shown}\n{fence}")


def table(rows: Iterable[Sequence[object]], heads: Sequence[str]) -> Markdown:
    """`rows` under `heads`, every cell escaped and on one line; empty cells say so with a dash."""
    lines = [_row(heads), "|" + " --- |" * len(heads)]
    lines += [_row(row) for row in rows]
    return Markdown("\n".join(lines))


def _row(cells: Sequence[object]) -> str:
    shown = (md(cell) or "-" for cell in cells)
    return "| " + " | ".join("-" if cell == "\\-" else cell for cell in shown) + " |"
