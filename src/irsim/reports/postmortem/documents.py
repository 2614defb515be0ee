"""The post-mortem as Markdown and as a page, and its summary for stakeholders."""

from functools import lru_cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from irsim.board.exercise import is_exercise
from irsim.board.state import NEVER, Incident
from irsim.reports import document
from irsim.reports.account.source import Source
from irsim.reports.document import Document
from irsim.reports.document.model import Block, Code, Heading, Note, Paragraph, bullets, table
from irsim.reports.markdown import md
from irsim.reports.plain import counted, span
from irsim.reports.postmortem.content import NOTHING, PostMortem, Section, kept


def as_document(about: PostMortem) -> Document:
    """The whole document, in blocks."""
    blocks: list[Block] = []
    if about.exercise:
        blocks.append(
            Note("This document is about an exercise: its incident, customers and figures are made up.", "EXERCISE.")
        )
    blocks += [
        table(("Fact", "Value"), about.facts, named=True),
        Paragraph(
            "It asks what happened and why it could, never who is to blame. What stands here is taken from the log; "
            "what the meeting finds is added by hand."
        ),
    ]
    for number, section in enumerate(about.sections, 1):
        blocks.append(Heading(2, f"{number}. {section.title}"))
        blocks += _section(section)
    return Document(f"Post-mortem of {about.incident}: {about.title}", "", tuple(blocks), contents=False)


def _section(section: Section) -> list[Block]:
    blocks: list[Block] = [Paragraph(NOTHING)] if section.empty else []
    blocks += [Paragraph(text) for text in section.paragraphs]
    blocks += [bullets(section.points, numbered=True)] if section.points else []
    for part in section.tables:
        blocks += [Heading(3, part.title)] if part.title else []
        blocks += [table(part.heads, part.rows)] if part.rows else []
    if section.code:
        blocks += [Heading(3, "As a change of the plan's text"), Code(section.code, "diff")]
    return blocks


def as_markdown(about: PostMortem) -> str:
    """The whole document."""
    return document.as_markdown(as_document(about))


def as_html(about: PostMortem) -> str:
    """The same as one page that needs nothing else."""
    return document.as_html(as_document(about))


def summary(source: Source, about: Incident) -> str:
    """A page for stakeholders who were not there: what happened, whom it hit, why, and what changes."""
    items = [item for item in source.board.items.values() if item["incident"] == about.id and not item["follow_up"]]
    resolved = about.resolved_at != NEVER
    return (
        _markdown("post-mortem-summary.md.j2")
        .render(
            about=about,
            happened=(about.description or about.title).rstrip(". "),
            cause=(about.cause or "The root cause is not established yet").rstrip(". "),
            exercise=is_exercise(source.board, about),
            severity=source.names.severity(about.severity),
            services=", ".join(source.names.service(name) for name in about.services) or "none named",
            detected=source.when(about.since),
            ended=source.when(about.resolved_at) if resolved else "",
            took=span(about.resolved_at - about.since) if resolved else "",
            customers=counted(about.affected_customers, "customer") if about.assessed_at != NEVER else "",
            users=counted(about.affected_users, "user") if about.affected_users else "",
            kept=kept(source, about),
            items=items,
            lessons=about.lessons,
        )
        .rstrip()
        + "\n"
    )


@lru_cache(maxsize=4)
def _markdown(name: str) -> Template:
    environment = Environment(
        autoescape=False, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, finalize=md
    )
    environment.filters.update(md=md)
    return environment.from_string(_text(name))


def _text(name: str) -> str:
    return resources.files("irsim.reports").joinpath("templates", name).read_text(encoding="utf-8")
