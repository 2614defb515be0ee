"""Every figure of a document, and whether it stands in the JSON: as a number in any of the ways that people write it,
or within a text."""

import json
import re
from collections.abc import Iterator
from typing import Any

from irsim.reports.document.model import Document, Heading, Listing, Note, Paragraph, Table
from irsim.reports.measuring import brief, minutes, percent
from irsim.reports.plain import span
from irsim.words.durations import format_instant

FIGURE = re.compile(
    r"T\+\d+:\d\d:\d\d"  # an instant
    r"|(?<![\w.-])(?:\d+(?:ms|[wdhms]))+(?![\w-])"  # a length of time
    r"|(?<![\w.,:-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w:-]|[.,]\d)"  # a number
)

CALENDAR = re.compile(r"\b(?:\w{3} )?\d{1,2} [A-Z][a-z]{2}(?: \d{4})?(?: \d\d:\d\d(?::\d\d)?)?|\d\d:\d\d(?::\d\d)? UTC")
"""A date or a time of day: the instant on the calendar, which stands beside it."""

NAME = re.compile(r"\b[A-Z]{2,5}-\d+\b|\bArt\. \S+|\bsection \S+|[0-9a-f]{64}|\b\d+ of 5\b")


def figures(document: Document) -> Iterator[tuple[str, str, str]]:
    """Heading, label and figure: of every table, list and sentence. Quotations are other people's words."""
    under = document.title
    for block in document.flat():
        match block:
            case Heading():
                under = block.text
            case Table():
                for row in block.rows:
                    for head, cell in zip(block.heads, row, strict=True):
                        yield from ((under, f"{row[0]} / {head}", each) for each in _in(cell))
            case Paragraph() | Note():
                yield from ((under, block.lead, each) for each in _in(block.text))
            case Listing():
                for item in block.items:
                    yield from ((under, item.lead, each) for each in _in(item.text))
                    yield from ((under, label, each) for label, text in item.details for each in _in(text))
            case _:
                pass


def _in(text: str) -> list[str]:
    return FIGURE.findall(NAME.sub(" ", CALENDAR.sub(" ", text)))


class Known:
    """What a JSON text holds."""

    def __init__(self, written: str) -> None:
        self.words: set[str] = set()
        texts: list[str] = []
        self._walk(json.loads(written), texts)
        self.text = "\n".join(texts)

    def __contains__(self, figure: str) -> bool:
        return figure in self.words or figure.replace(",", "") in self.words or figure in self.text

    def _walk(self, value: Any, texts: list[str]) -> None:
        if isinstance(value, dict):
            for each in value.values():
                self._walk(each, texts)
        elif isinstance(value, list):
            self.words.add(str(len(value)))
            for each in value:
                self._walk(each, texts)
        elif isinstance(value, str):
            texts.append(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            self._number(value)

    def _number(self, value: float) -> None:
        self.words |= {f"{value:g}", f"{value:,}", f"{round(value, 2):g}", str(value)}
        value = abs(value)
        if isinstance(value, int):
            self.words |= {span(value), format_instant(value), brief(value), minutes(value), str(value)}
            self.words |= {percent(value).removesuffix(" %"), f"{value // 100}.{value % 100:02d}"}
