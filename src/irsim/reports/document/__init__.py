"""Documents for people: blocks of plain text, and three shapes of them: Markdown, a page of HTML, a file of DOCX."""

from irsim.reports.document.html import as_html
from irsim.reports.document.markdown import as_markdown
from irsim.reports.document.model import Document

SUFFIXES = (".md", ".html", ".docx")


def as_bytes(document: Document, suffix: str) -> bytes:
    """The document in the shape that `suffix` (one of SUFFIXES) asks for."""
    if suffix == ".docx":
        from irsim.reports.document.docx import as_docx  # lxml takes its time, and few ask for it

        return as_docx(document)
    return (as_html(document) if suffix == ".html" else as_markdown(document)).encode("utf-8", "replace")


__all__ = ["SUFFIXES", "Document", "as_bytes", "as_html", "as_markdown"]
