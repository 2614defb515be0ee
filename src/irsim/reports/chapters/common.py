"""What several chapters of the report do: a table or the sentence that there is nothing."""

from collections.abc import Iterable

from irsim.reports.account.source import Row
from irsim.reports.document.model import Block, Paragraph, table


def rows_or(heads: Row, rows: list[Row], nothing: str) -> Block:
    """The table, or what to say where it would be empty."""
    return table(heads, rows) if rows else Paragraph(nothing)


def count(words: Iterable[str]) -> dict[str, int]:
    """How often each comes, in the order of their first coming."""
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found
