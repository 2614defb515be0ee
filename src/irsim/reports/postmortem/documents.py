"""The post-mortem as Markdown and as a page, and its summary for stakeholders."""

from functools import lru_cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template

from irsim.board.state import NEVER, Incident
from irsim.reports.account.source import Source
from irsim.reports.markdown import fenced, md, table
from irsim.reports.plain import counted, one_line, span
from irsim.reports.postmortem.content import NOTHING, PostMortem, kept
from irsim.words.clean import clean

CODE_LIMIT = 20_000
"""Characters of a text that keeps its lines."""

CELL = 2_000
"""Characters of a cell."""


def as_markdown(document: PostMortem) -> str:
    """The whole document."""
    return _markdown("post-mortem.md.j2").render(document=document, nothing=NOTHING).rstrip() + "\n"


def as_html(document: PostMortem) -> str:
    """The same as one page that needs nothing else."""
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters["line"] = lambda text: one_line(str(text), CELL)
    environment.filters["lines"] = lambda text: clean(str(text), CODE_LIMIT)
    template = environment.from_string(_text("post-mortem.html.j2"))
    return template.render(document=document, nothing=NOTHING).rstrip() + "\n"


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
            exercise=not source.names.live,
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
    environment.filters.update(md=md, table=table, fenced=fenced)
    return environment.from_string(_text(name))


def _text(name: str) -> str:
    return resources.files("irsim.reports").joinpath("templates", name).read_text(encoding="utf-8")
