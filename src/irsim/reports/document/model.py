"""What a document is made of: plain blocks that hold texts as they are. Each renderer cleans and escapes for itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from irsim.reports.document.chart import Chart

Row = tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """A heading of level 2 to 4; the document's title is the one of level 1. `fresh` begins a new page in print."""

    level: int
    text: str
    fresh: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` stands before it in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Note:
    """A sentence that nobody may overlook: what kind of document this is, or what is wrong with it."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Quote:
    """What somebody wrote, with its lines."""

    text: str


@dataclass(frozen=True)
class Code:
    """A text for machines, with its lines."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Item:
    """An item of a list: `lead` in bold, then the text; `details` are (label, text) below it."""

    text: str = ""
    lead: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Listing:
    """A list of items, numbered or with bullets."""

    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under heads. `named` says that the first cell of a row is its name. `room` is how high (mm) each row is at
    least, where people are to write by hand; `widths` are shares of the columns, by the texts where none are given."""

    heads: Row
    rows: tuple[Row, ...]
    named: bool = False
    room: int = 0
    widths: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A chart with what it shows in words."""

    chart: Chart
    caption: str


@dataclass(frozen=True)
class Landscape:
    """Blocks that need a wide page."""

    blocks: tuple["Block", ...]


Block = Heading | Paragraph | Note | Quote | Code | Listing | Table | Figure | Landscape


@dataclass(frozen=True)
class Document:
    """A title, a line below it, and blocks in their order. `contents` lists the headings in front."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...] = field(default=())
    contents: bool = True

    def flat(self) -> Iterator[Block]:
        """Every block, those on wide pages too."""
        yield from _flat(self.blocks)


def _flat(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Landscape):
            yield from _flat(block.blocks)
        else:
            yield block


def bullets(texts: list[str] | tuple[str, ...], *, numbered: bool = False) -> Listing:
    """A list of plain texts."""
    return Listing(tuple(Item(text) for text in texts), numbered)


def table(
    heads: Row, rows: Iterable[Row], *, named: bool = False, room: int = 0, widths: tuple[int, ...] = ()
) -> Table:
    """A table of any rows."""
    return Table(heads, tuple(rows), named, room, widths)
