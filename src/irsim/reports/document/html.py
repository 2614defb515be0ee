"""A document as one page of HTML: it prints on A4, loads nothing from elsewhere, and every text is escaped."""

from functools import lru_cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from irsim.reports.document.model import Block, Document, Figure, Heading
from irsim.reports.document.svg import svg
from irsim.reports.markdown import CELL_LIMIT, CODE_LIMIT, LINES_LIMIT
from irsim.reports.plain import few_lines, one_line
from irsim.words.clean import TEXT_LIMIT, clean

TEMPLATE = "document.html.j2"

LISTED = 2
"""Headings down to this level stand in the contents."""

WIDE = 7
"""Columns from which a table is set in smaller letters."""


LONGEST = 22
"""Letters of a word that a cell keeps on one line: digests and addresses are longer, and may be broken anywhere."""


SHORT = 12
"""Letters of a cell that stays on one line: stamps, verdicts, points."""


def as_html(document: Document) -> str:
    """The whole page; ends in a newline."""
    anchors = {id(block): f"s{number}" for number, block in enumerate(document.flat()) if isinstance(block, Heading)}
    listed = [
        (anchors[id(block)], block.text)
        for block in document.flat()
        if isinstance(block, Heading) and block.level <= LISTED
    ]
    page = _template().render(
        document=document,
        contents=listed if document.contents else [],
        anchor=lambda block: anchors[id(block)],
        kind=_kind,
        drawn=_drawn,
        wide=WIDE,
        short=SHORT,
    )
    return page.rstrip() + "\n"


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters["line"] = lambda text: one_line(str(text), CELL_LIMIT)
    environment.filters["lines"] = lambda text: few_lines(str(text), TEXT_LIMIT, LINES_LIMIT)
    environment.tests["unbroken"] = lambda text: any(len(word) > LONGEST for word in str(text).split())
    environment.filters["code"] = lambda text: clean(str(text), CODE_LIMIT)
    text = resources.files("irsim.reports").joinpath("templates", TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(text)


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _drawn(figure: Figure) -> Markup:
    """Our own drawing, in which every text is escaped already."""
    return Markup(svg(figure.chart, figure.caption))
