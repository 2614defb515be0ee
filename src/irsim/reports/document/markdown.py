"""A document as Markdown: every text escaped, so that nobody's words become markup."""

from irsim.reports.document.grid import Grid, grid, sign
from irsim.reports.document.model import (
    Block,
    Code,
    Document,
    Figure,
    Heading,
    Item,
    Landscape,
    Listing,
    Note,
    Paragraph,
    Quote,
    Table,
)
from irsim.reports.markdown import fenced, heading, md, quote, table
from irsim.reports.plain import one_line

COLUMNS = 60
"""Cells of a chart's grid."""

FILLS = {"good": "=", "bad": "x", "late": "~", "quiet": "-", "open": ">", "plain": "="}


def as_markdown(document: Document) -> str:
    """The whole document; ends in a newline."""
    parts = [str(heading(document.title, 1))]
    if document.subtitle:
        parts.append(md(document.subtitle))
    parts += _blocks(document.blocks)
    return "\n\n".join(part.rstrip() for part in parts if part.strip()) + "\n"


def _blocks(blocks: tuple[Block, ...]) -> list[str]:
    return [part for block in blocks for part in _block(block)]


def _block(block: Block) -> list[str]:
    match block:
        case Heading():
            return [heading(block.text, block.level)]
        case Paragraph() | Note():
            return [_led(block.lead, block.text)]
        case Quote():
            return [quote(block.text)]
        case Code():
            return [fenced(block.text, block.language)]
        case Listing():
            signs = (f"{number}." if block.numbered else "-" for number in range(1, len(block.items) + 1))
            return ["\n".join(_item(sign, item) for sign, item in zip(signs, block.items, strict=True))]
        case Table():
            return [table(block.rows, block.heads)]
        case Figure():
            return [fenced(_drawn(grid(block.chart, COLUMNS), block)), md(block.caption)]
        case Landscape():
            return _blocks(block.blocks)


def _led(lead: str, text: str) -> str:
    return " ".join(part for part in (f"**{md(lead)}**" if lead else "", md(text) if text else "") if part)


def _item(sign: str, item: Item) -> str:
    lines = [f"{sign} {_led(item.lead, item.text)}"]
    lines += [f"   - {md(label)}: {md(text)}" for label, text in item.details]
    return "\n".join(lines)


def _drawn(drawn: Grid, figure: Figure) -> str:
    """The grid in characters: labels, signs, a fill for each kind of bar, `!` beyond its due instant."""
    label = min(26, max((len(name) for name, _ in drawn.rows), default=0))
    stamps = [" "] * (drawn.columns + 12)
    for column, stamp in drawn.stamps:
        stamps[column : column + len(stamp)] = stamp
    breaks = {column for column, _ in drawn.breaks}
    lines = [" " * (label + 2) + "".join(stamps).rstrip()]
    for name, cells in drawn.rows:
        shown = ""
        for column, cell in enumerate(cells):
            empty = "|" if column in breaks else " "
            fill = "!" if cell.over else FILLS[cell.tone] if cell.tone else empty
            shown += cell.sign[:1] or fill
        lines.append(f"{one_line(name, label):<{label}}  {shown}".rstrip())
    lines.append("")
    for shape, tone, words in figure.chart.legend:
        key = FILLS[tone] if shape == "bar" else "!" if shape == "overrun" else sign(shape, tone)
        lines.append(f"{key}  {words}")
    return "\n".join(lines)
