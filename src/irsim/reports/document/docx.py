"""A document for word processors (DOCX): real headings, lists and tables whose head rows repeat.

The chart becomes a table of shaded cells, which every word processor shows and anybody can read out; each cell bears a
sign as well, so that nothing rests on colour. The same document gives the same bytes.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document as Template
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph

from irsim.reports.document.docx_tables import chart_table, shade, text_table
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
from irsim.reports.markdown import CELL_LIMIT, CODE_LIMIT, LINES_LIMIT
from irsim.reports.plain import few_lines, one_line
from irsim.words.clean import TEXT_LIMIT, clean

LONG, SHORT, MARGIN = 297, 210, 18
"""A4 and its margin (mm)."""

FONT = "Liberation Sans"
"""Metrically that of Arial, which takes its place where it is missing."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member: a document holds no wall clock."""


def as_docx(document: Document) -> bytes:
    """The file."""
    return _Writer(document).written()


class _Writer:
    """Writes block after block; `width` is that of the text (mm)."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.docx: Docx = Template()
        self.width = SHORT - 2 * MARGIN
        self.landscape = False
        self.anchors = {id(block): f"s{n}" for n, block in enumerate(document.flat()) if isinstance(block, Heading)}

    def written(self) -> bytes:
        self._prepare()
        document = self.document
        self.docx.add_paragraph(one_line(document.title, CELL_LIMIT), style="Title")
        if document.subtitle:
            self.docx.add_paragraph(one_line(document.subtitle, CELL_LIMIT), style="Subtitle")
        if document.contents:
            self._contents()
        self.blocks(document.blocks)
        stream = io.BytesIO()
        self.docx.save(stream)
        return _without_dates(stream.getvalue())

    def _prepare(self) -> None:
        """Page, styles, running foot, properties."""
        properties = self.docx.core_properties
        properties.title, properties.author, properties.comments = one_line(self.document.title), "irsim", ""
        properties.created = properties.modified = datetime(*EPOCH, tzinfo=UTC)
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(SHORT), Mm(LONG)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Mm(MARGIN))
        styles = self.docx.styles
        sizes = {"Normal": 10, "Title": 21, "Subtitle": 10.5, "Heading 1": 15, "Heading 2": 12, "Heading 3": 10.5}
        for name, size in sizes.items():
            style: Any = styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0x16, 0x19, 0x1D)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in list(fonts.attrib):
                if kind.endswith("Theme"):
                    del fonts.attrib[kind]
            for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(script), FONT)
        normal: Any = styles["Normal"]
        normal.paragraph_format.space_after = Pt(5)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        normal.element.get_or_add_rPr().append(language)
        subtitle: Any = styles["Subtitle"]
        subtitle.font.italic = False
        for spacing in subtitle.element.get_or_add_rPr().findall(qn("w:spacing")):
            spacing.getparent().remove(spacing)
        footer: Any = styles["Footer"]
        footer.font.size = Pt(7.5)
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{one_line(self.document.title, 90)}    ").font.size = Pt(7.5)
        for field, words in (("PAGE", " / "), ("NUMPAGES", "")):
            _field(foot, field)
            foot.add_run(words).font.size = Pt(7.5)

    def _contents(self) -> None:
        """The headings with links to them, inside a field that a word processor can bring up to date with pages."""
        listed = [block for block in self.document.flat() if isinstance(block, Heading) and block.level == 2]
        if not listed:
            return
        title = self.docx.add_paragraph()
        title.add_run("Contents").bold = True
        for number, heading in enumerate(listed):
            paragraph = self.docx.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
            if number == 0:
                _field_part(paragraph, "begin")
                _instruction(paragraph, r'TOC \o "1-1" \h \z')
                _field_part(paragraph, "separate")
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), self.anchors[id(heading)])
            run = paragraph.add_run(one_line(heading.text, CELL_LIMIT))
            link.append(run._r)
            paragraph._p.append(link)
            if number == len(listed) - 1:
                _field_part(paragraph, "end")

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        """One after the other."""
        for block in blocks:
            if not isinstance(block, Landscape):
                self._turn(landscape=False)
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._led(self.docx.add_paragraph(), block.lead, block.text)
            case Note():
                paragraph = self.docx.add_paragraph()
                shade(paragraph._p.get_or_add_pPr(), "EEF0F3")
                self._led(paragraph, block.lead, block.text)
            case Quote():
                self._lines(few_lines(block.text, TEXT_LIMIT, LINES_LIMIT), "")
            case Code():
                self._lines(clean(block.text, CODE_LIMIT), "Liberation Mono")
            case Listing():
                self._listing(block)
            case Table():
                text_table(self.docx, block, self.width)
            case Figure():
                chart_table(self.docx, block.chart, self.width)
                caption = self.docx.add_paragraph()
                caption.add_run(one_line(block.caption, CELL_LIMIT)).italic = True
            case Landscape():
                for each in block.blocks:
                    self._turn(landscape=True)
                    self._block(each)

    def _heading(self, block: Heading) -> None:
        paragraph = self.docx.add_paragraph(style=f"Heading {min(3, block.level - 1)}")
        paragraph.paragraph_format.page_break_before = block.fresh or None
        name = self.anchors[id(block)]
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), name[1:])
            if tag.endswith("Start"):
                mark.set(qn("w:name"), name)
            paragraph._p.append(mark)
            if tag.endswith("Start"):
                paragraph.add_run(one_line(block.text, CELL_LIMIT))

    def _led(self, paragraph: DocxParagraph, lead: str, text: str) -> None:
        if lead:
            paragraph.add_run(one_line(lead, CELL_LIMIT) + (" " if text else "")).bold = True
        paragraph.add_run(one_line(text, CELL_LIMIT))

    def _lines(self, text: str, font: str) -> None:
        """A text with its lines, set in."""
        paragraph = self.docx.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(6)
        for number, line in enumerate(text.split("\n")):
            run = paragraph.add_run(line)
            if font:
                run.font.name, run.font.size = font, Pt(8)
            if number < text.count("\n"):
                run.add_break()

    def _listing(self, block: Listing) -> None:
        for number, item in enumerate(block.items, 1):
            self._item(item, f"{number}." if block.numbered else "")

    def _item(self, item: Item, number: str) -> None:
        """Numbers are written out: a list that begins anew needs a numbering of its own in this format."""
        paragraph = self.docx.add_paragraph(style=None if number else "List Bullet")
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.keep_with_next = bool(item.details) or None
        if number:
            paragraph.paragraph_format.left_indent = Mm(8)
            paragraph.paragraph_format.first_line_indent = Mm(-8)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(8))
            paragraph.add_run(f"{number}\t")
        self._led(paragraph, item.lead, item.text)
        for label, text in item.details:
            detail = self.docx.add_paragraph()
            detail.paragraph_format.left_indent = Mm(8)
            detail.paragraph_format.space_after = Pt(1)
            run = detail.add_run(f"{one_line(label, CELL_LIMIT)}: ")
            run.font.color.rgb = RGBColor(0x55, 0x5C, 0x66)
            detail.add_run(one_line(text, CELL_LIMIT))

    def _turn(self, *, landscape: bool) -> None:
        """Go on, on pages of this direction."""
        if landscape == self.landscape:
            return
        self.landscape = landscape
        section = self.docx.add_section(WD_SECTION.NEW_PAGE)
        wide, high = (LONG, SHORT) if landscape else (SHORT, LONG)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(wide), Mm(high)
        self.width = wide - 2 * MARGIN


def _field(paragraph: DocxParagraph, instruction: str) -> None:
    _field_part(paragraph, "begin")
    _instruction(paragraph, instruction)
    _field_part(paragraph, "separate")
    paragraph.add_run("1").font.size = Pt(7.5)
    _field_part(paragraph, "end")


def _field_part(paragraph: DocxParagraph, kind: str) -> None:
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(part)


def _instruction(paragraph: DocxParagraph, text: str) -> None:
    part = OxmlElement("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = text
    paragraph.add_run()._r.append(part)


def _without_dates(blob: bytes) -> bytes:
    """The same archive with the same date on every member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as given, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            kept.writestr(zipfile.ZipInfo(name, EPOCH), given.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
