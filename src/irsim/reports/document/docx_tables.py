"""Tables of a DOCX: columns by what is in them, head rows that repeat, rows that stay whole; charts in cells."""

from typing import Any

from docx.document import Document as Docx
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as DocxTable
from docx.table import _Cell

from irsim.reports.document.chart import Chart
from irsim.reports.document.grid import Cell, grid, sign
from irsim.reports.document.model import Row, Table
from irsim.reports.markdown import CELL_LIMIT
from irsim.reports.plain import one_line

HEAD, NAMED = "E9ECF0", "F8F9FA"

SHADES = {"good": "BFDCC8", "bad": "EFC2BE", "late": "F0D5AC", "quiet": "DDE0E4", "open": "BDD3EE", "plain": "DDE0E4"}
OVER = "D98880"
"""Beyond a due instant."""

COLUMNS = 50
"""Cells of the chart: with the labels beside them fewer than the 63 columns that Word takes."""

PAD = "\u00a0\u00a0"
"""Room in a key of the legend; plain spaces vanish where a line begins."""

LABELS = 38
"""Width (mm) of the chart's labels."""


def text_table(docx: Docx, block: Table, width: int) -> None:
    """A table of texts, `width` mm wide."""
    columns = len(block.heads)
    size = Pt(9) if columns < 5 else Pt(8) if columns < 8 else Pt(7)
    table = _table(docx, len(block.rows) + 1, columns, "Table Grid")
    given = sum(block.widths)
    widths = [width * share / given for share in block.widths] or shares(block.heads, block.rows, width)
    _grid_widths(table, widths)
    for number, (row, texts) in enumerate(zip(_rows(table), (block.heads, *block.rows), strict=True)):
        cells = _cells(row)
        for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            cell.width = Mm(widths[place])
            strong = number == 0 or (block.named and place == 0)
            _write(cell, one_line(text, CELL_LIMIT) or ("" if block.room else "-"), size, bold=strong)
            if number == 0:
                shade(cell._tc.get_or_add_tcPr(), HEAD)
            elif strong:
                shade(cell._tc.get_or_add_tcPr(), NAMED)
        if number and block.room:
            row.height, row.height_rule = Mm(block.room), WD_ROW_HEIGHT_RULE.AT_LEAST
        _row_rules(row, repeats=number == 0)
    docx.add_paragraph().paragraph_format.space_after = Pt(4)


def shares(heads: Row, rows: tuple[Row, ...], width: int) -> list[float]:
    """Widths (mm) of the columns: by the length of their texts, none narrower than its longest word needs."""
    longest, weights = [], []
    for place, head in enumerate(heads):
        texts = [head, *(one_line(row[place], 400) for row in rows[:200])]
        words = max((len(word) for text in texts for word in text.split()), default=1)
        longest.append(min(26, words))
        mean = sum(map(len, texts)) / len(texts)
        weights.append(max(words * 0.8, mean**0.75 + 3))
    letter = 1.75 if len(heads) < 8 else 1.45
    least = [max(8.0, 3.4 + letter * words) for words in longest]
    if sum(least) >= width:
        return [each / sum(least) * width for each in least]
    spare = width - sum(least)
    more = [max(0.0, weight * letter * 2 - low) + 0.1 for weight, low in zip(weights, least, strict=True)]
    return [low + spare * part / sum(more) for low, part in zip(least, more, strict=True)]


def chart_table(docx: Docx, chart: Chart, width: int) -> None:
    """The chart as a table of shaded cells with signs, its stamps above, its legend below."""
    drawn = grid(chart, COLUMNS)
    table = _table(docx, len(drawn.rows) + 1, COLUMNS + 1, None)
    cell_width = (width - LABELS) / COLUMNS
    widths = [float(LABELS), *[cell_width] * COLUMNS]
    _grid_widths(table, widths)
    rows = _rows(table)
    _stamps(rows[0], drawn.stamps)
    breaks = {column for column, _ in drawn.breaks}
    for row, (label, cells) in zip(rows[1:], drawn.rows, strict=True):
        shown = _cells(row)
        _write(shown[0], one_line(label, 40), Pt(7))
        for column, (cell, what) in enumerate(zip(shown[1:], cells, strict=True)):
            _chart_cell(cell, what, broken=column in breaks)
        _row_rules(row, repeats=False)
    _row_rules(rows[0], repeats=True)
    for row in rows:
        for cell, wide in zip(_cells(row), widths, strict=False):
            _margins(cell)
            if row is not rows[0]:
                cell.width = Mm(wide)
    legend = docx.add_paragraph()
    for shape, tone, words in chart.legend:
        bar = shape in ("bar", "overrun")
        key = legend.add_run(f"{PAD}!{PAD}" if shape == "overrun" else PAD * 2 if bar else sign(shape, tone))
        key.font.size = Pt(7.5)
        if bar:
            shade(key._r.get_or_add_rPr(), OVER if shape == "overrun" else SHADES[tone])
        legend.add_run(f" {words}    ").font.size = Pt(7.5)
    told = [f"a thick line: {skipped or 'time'} left out" for _, skipped in drawn.breaks]
    legend.add_run("   ".join(told)).font.size = Pt(7.5)


def _stamps(row: Any, stamps: tuple[tuple[int, str], ...]) -> None:
    """Each stamp in as many cells as it needs."""
    cells = _cells(row)
    for number, (column, stamp) in enumerate(stamps):
        until = stamps[number + 1][0] if number + 1 < len(stamps) else COLUMNS
        last = min(until - 1, column + 8, COLUMNS - 1)
        if last > column:
            _write(cells[column + 1].merge(cells[last + 1]), stamp, Pt(6))


def _chart_cell(cell: _Cell, what: Cell, *, broken: bool) -> None:
    properties = cell._tc.get_or_add_tcPr()
    if broken:
        borders = OxmlElement("w:tcBorders")
        left = OxmlElement("w:left")
        for name, value in (("val", "single"), ("sz", "18"), ("color", "8A8F98")):
            left.set(qn(f"w:{name}"), value)
        borders.append(left)
        properties.append(borders)
    if what.tone is not None:
        shade(properties, OVER if what.over else SHADES[what.tone])
    _write(cell, what.sign[:1] or ("!" if what.over else ""), Pt(6))


def shade(properties: Any, colour: str) -> None:
    """A ground colour for a cell or a paragraph."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    properties.append(shading)


def _table(docx: Docx, rows: int, columns: int, style: str | None) -> DocxTable:
    table: DocxTable = docx.add_table(rows, columns)
    if style:
        table.style = style
    table.autofit = False
    if style:
        _breathe(table)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    return table


def _breathe(table: DocxTable) -> None:
    """Room within the cells, and lines that do not shout."""
    properties = table._tbl.tblPr
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B9C0C9")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    for side, room in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70)):
        part = OxmlElement(f"w:{side}")
        part.set(qn("w:w"), str(room))
        part.set(qn("w:type"), "dxa")
        margins.append(part)
    # The schema wants them in this order, between the layout and the look.
    look = properties.find(qn("w:tblLook"))
    for part in (borders, margins):
        if look is None:
            properties.append(part)
        else:
            look.addprevious(part)
    layout = properties.find(qn("w:tblLayout"))
    if layout is not None:
        margins.addprevious(layout)


def _grid_widths(table: DocxTable, widths: list[float]) -> None:
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(round(width * 56.7)))


def _rows(table: DocxTable) -> list[Any]:
    """The rows, found once: asking for them one by one takes the square of their number."""
    return list(table.rows)


def _cells(row: Any) -> list[_Cell]:
    return list(row.cells)


def _write(cell: _Cell, text: str, size: Any, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.font.size = size
    run.bold = bold or None


def _row_rules(row: Any, *, repeats: bool) -> None:
    """A head row comes again on the next page, and no row is torn in two."""
    properties = row._tr.get_or_add_trPr()
    for tag in ("w:cantSplit", *(("w:tblHeader",) if repeats else ())):
        properties.append(OxmlElement(tag))


def _margins(cell: _Cell) -> None:
    margins = OxmlElement("w:tcMar")
    for side in ("left", "right"):
        part = OxmlElement(f"w:{side}")
        part.set(qn("w:w"), "0")
        part.set(qn("w:type"), "dxa")
        margins.append(part)
    cell._tc.get_or_add_tcPr().append(margins)
