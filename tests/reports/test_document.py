"""Documents: one content in three shapes, whatever people wrote into it."""

import io
import re
import zipfile
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from docx import Document as Docx
from docx.oxml.ns import qn

from irsim.reports.document import Document, as_bytes, as_html, as_markdown
from irsim.reports.document.chart import Axis, Bar, Chart, Lane, Mark, Stretch, packed
from irsim.reports.document.docx import as_docx
from irsim.reports.document.docx_tables import shares
from irsim.reports.document.grid import grid
from irsim.reports.document.model import (
    Block,
    Code,
    Figure,
    Heading,
    Item,
    Landscape,
    Listing,
    Note,
    Paragraph,
    Quote,
    bullets,
    table,
)
from irsim.reports.document.svg import svg
from irsim.words.durations import HOUR, MINUTE

HOSTILE = (
    '</td></svg><script>alert(1)</script><img src="http://evil.example/x.png" onerror="x"> | `tick` **b** {{ 7*7 }}\n'
    "# heading\n\x1b[31mred\u202eevil\x00\ud800 =cmd"
)


def chart(text: str = "words") -> Chart:
    bars = (
        Bar(0, 10 * MINUTE, 15 * MINUTE, "good", "✔", text),
        Bar(20 * MINUTE, 73 * HOUR, 30 * MINUTE, "bad", "▲", text),
    )
    marks = (Mark(5 * MINUTE, "triangle", "plain", text), Mark(72 * HOUR, "square", "good", text))
    return Chart(
        (Stretch(0, 2 * HOUR, text), Stretch(72 * HOUR, 73 * HOUR, "Thursday", "2d22h")),
        (Lane(text, marks=marks), Lane("Respond", bars)),
        (("triangle", "plain", "alert"), ("bar", "good", "met"), ("overrun", "bad", "beyond its due time")),
    )


def document(text: str = "words") -> Document:
    """Every kind of block, with `text` wherever people write."""
    blocks: tuple[Block, ...] = (
        Note(text, "EXERCISE."),
        Heading(2, f"1. {text}"),
        Paragraph(text, "Lead:"),
        Listing((Item(text, text, (("Observation", text), ("Basis", "automatic"))), Item(text)), numbered=True),
        bullets([text, text]),
        Figure(chart(text), text),
        Heading(2, "2. Wide"),
        Landscape((Heading(3, text), table(tuple("ABCDEFGH"), [(text,) * 8, ("",) * 8], named=True))),
        Quote(text),
        Code(text, "diff"),
        table(("To fill in", "Notes"), [("", "")], room=20, widths=(1, 3)),
    )
    return Document(text, text, blocks)


class Page(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(as_html(document()))


def test_hostile_text_changes_no_tag_of_a_page() -> None:
    """Given markup, scripts and escape sequences in every text, the page has the tags of a tame one, and shows them."""
    tame, hostile = Page(as_html(document())), Page(as_html(document(HOSTILE)))
    assert hostile.tags == tame.tags
    assert "script" not in hostile.tags
    assert "<script>alert(1)</script>" in hostile.text
    assert "{{ 7*7 }}" in hostile.text
    assert not set(hostile.text) & set("\x1b\u202e\x00")


def test_a_page_loads_nothing(page: Page) -> None:
    """Given a page opened from a stick in a room without network, nothing of it is missing."""
    assert not set(page.tags) & {"script", "link", "img", "iframe", "object", "embed"}
    assert not {name for name, _ in page.attributes if name in ("src", "srcset", "background", "onclick", "onerror")}
    assert all(value.startswith("#") for name, value in page.attributes if name == "href" and value)
    css = re.findall(r"(?i)@import|url\(", re.sub(r"url\(#overrun\)", "", as_html(document())))
    assert not css


def test_a_page_prints_on_paper(page: Page) -> None:
    text = as_html(document())
    assert "size: A4 portrait" in text
    assert "size: A4 landscape" in text
    assert "thead { display: table-header-group }" in text
    assert "prefers-color-scheme" not in text, "it is dark on white everywhere"


def test_contents_lead_to_headings(page: Page) -> None:
    ids = {value for name, value in page.attributes if name == "id"}
    links = [value for name, value in page.attributes if name == "href" and value]
    assert len(links) == 2
    assert all(link[1:] in ids for link in links)


def test_a_table_says_what_its_heads_are(page: Page) -> None:
    scopes = [value for name, value in page.attributes if name == "scope"]
    assert scopes.count("col") == 8 + 2
    assert scopes.count("row") == 2


def test_markdown_says_the_same_as_the_page(page: Page) -> None:
    written = as_markdown(document())
    for text in ("1. words", "EXERCISE.", "Lead:", "Observation", "2. Wide", "To fill in"):
        assert text in written
        assert text in page.text


def test_the_figure_is_sound_xml_whatever_it_says() -> None:
    for text in ("words", HOSTILE, "長い題名" * 200):
        drawn = ElementTree.fromstring(svg(chart(text), text))
        assert drawn.tag.endswith("svg")
        assert drawn.get("role") == "img"


def test_the_figure_stays_within_its_frame() -> None:
    drawn = ElementTree.fromstring(svg(chart(), "words"))
    width, height = (float(each) for each in str(drawn.get("viewBox")).split()[2:])
    for each in drawn.iter():
        if each.tag.endswith("}rect") and each.get("x"):
            assert float(each.get("x", "0")) >= 0
            assert float(each.get("x", "0")) + float(each.get("width", "0")) <= width + 0.1
            assert float(each.get("y", "0")) + float(each.get("height", "0")) <= height + 0.1


def test_an_axis_leaves_out_what_lies_between_stretches() -> None:
    axis = Axis(chart().stretches, 100, least=10, gap=5)
    assert axis.place(0) == 0
    assert axis.place(73 * HOUR) == pytest.approx(100)
    assert axis.place(2 * HOUR) + 5 == pytest.approx(axis.place(72 * HOUR))
    assert axis.place(40 * HOUR) == axis.place(72 * HOUR)
    places = [place for _, place in axis.ticks(8)]
    assert all(later - earlier >= 8 - 1e-6 for earlier, later in pairwise(places))


def test_bars_that_overlap_get_rows_of_their_own() -> None:
    first, second, third = (Bar(since, since + 10, since + 5, "good", "", "") for since in (0, 5, 10))
    assert packed((third, first, second), 4) == [[first, third], [second]]
    assert packed((first, second), 1) == [[first, second]]


def test_the_grid_has_a_sign_wherever_it_has_a_meaning() -> None:
    drawn = grid(chart(), 50)
    lane, clocks = drawn.rows[0][1], drawn.rows[1][1]
    assert [cell.sign for cell in lane if cell.sign] == ["△", "■"]
    assert clocks[-1].sign == "▲"
    assert any(cell.over for cell in clocks)
    assert len(drawn.breaks) == 1


def read(text: str = "words"):  # type: ignore[no-untyped-def]
    return Docx(io.BytesIO(as_docx(document(text))))


def test_a_docx_has_real_headings_and_tables() -> None:
    docx = read()
    styles = [paragraph.style.name for paragraph in docx.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 2
    assert styles.count("Heading 2") == 1
    assert styles.count("List Bullet") == 2
    wide = docx.tables[1]
    assert [cell.text for cell in wide.rows[0].cells] == list("ABCDEFGH")
    assert wide.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in wide.rows)


def test_a_docx_turns_its_pages_for_what_is_wide() -> None:
    sections = [section.orientation for section in read().sections]
    assert [str(each) for each in sections] == ["PORTRAIT (0)", "LANDSCAPE (1)", "PORTRAIT (0)"]


def test_the_contents_of_a_docx_lead_to_its_headings() -> None:
    body = read().element.body
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    assert len(anchors) == 2
    assert set(anchors) <= marks
    parts = [part.get(qn("w:fldCharType")) for part in body.iter(qn("w:fldChar"))]
    assert parts.count("begin") == parts.count("end") == 1


def test_hostile_text_is_only_text_in_a_docx() -> None:
    docx = read(HOSTILE)
    assert "<script>alert(1)</script>" in docx.paragraphs[0].text
    assert len(docx.tables) == len(read().tables)


def test_the_same_document_gives_the_same_bytes() -> None:
    for suffix in (".md", ".html", ".docx"):
        assert as_bytes(document(), suffix) == as_bytes(document(), suffix)
    with zipfile.ZipFile(io.BytesIO(as_docx(document()))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_columns_share_a_page_by_what_is_in_them() -> None:
    rows = (("1", "A sentence that goes on for a while, and then for a while more", "✔ met"),) * 5
    widths = shares(("No.", "What happened", "Verdict"), rows, 174)
    assert sum(widths) == pytest.approx(174)
    assert widths[1] > 2 * widths[0]
    assert min(shares(tuple("ABCDEFGHIJKL"), (("incomprehensibilities",) * 12,), 174)) > 10
