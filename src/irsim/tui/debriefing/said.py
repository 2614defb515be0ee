"""What was said in the hot wash so far, from every terminal, as rows: by topic, then the improvements."""

from __future__ import annotations

from collections.abc import Sequence

from irsim.events.after import ActionItemOpened, FeedbackGiven
from irsim.log.records import Record
from irsim.reports.names import Names
from irsim.reports.plain import few_lines, one_line
from irsim.tui.debriefing.rows import BLANK, Row, heading, stopping, words

TOPICS = (
    ("strength", "went well", "✔", "good"),
    ("gap", "did not", "✘", "notice"),
    ("fix", "to fix", "▸", "accent"),
)
"""A command's topic, its word, its sign and style."""


def said_rows(records: Sequence[Record], names: Names) -> list[Row]:
    """The rows of what `records` hold of it."""
    rows: list[Row] = []
    given = [record.body for record in records if isinstance(record.body, FeedbackGiven)]
    known = [name for name, *_ in TOPICS]
    for name, word, sign, style in (*TOPICS, ("", "besides", "·", "muted")):
        said = [body for body in given if body.topic == name or (not name and body.topic not in known)]
        if said:
            rows.append(heading(word.capitalize(), str(len(said))))
            rows += [_line(body, sign, style) for body in said]
            rows.append(BLANK)
    items = [(record.by, record.body) for record in records if isinstance(record.body, ActionItemOpened)]
    if items:
        rows.append(heading("Improvements", str(len(items))))
    return rows + [_improvement(item, names.who(by)) for by, item in items]


def _line(body: FeedbackGiven, sign: str, style: str) -> Row:
    became = f" ({one_line(body.item, 40)})" if body.item else ""
    told = words(few_lines(body.text, 1_000) + became, "", 1, f"{sign} ", style)
    return stopping(told, copy=one_line(body.text, 1_000))


def _improvement(item: ActionItemOpened, giver: str) -> Row:
    text, owner = one_line(item.description, 600), one_line(item.owner, 80) or giver
    facts = f"{one_line(item.item, 40)} · {one_line(item.priority, 20)} · {owner}"
    due = f" · due {one_line(item.due_date, 40)}" if item.due_date else ""
    return stopping(words(f"{text} ({facts}{due})", "", 1, "+ ", "accent"), copy=text)
