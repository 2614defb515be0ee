"""What a search found, in words: incidents in a line, and records told by a board that may have let go of what they are
about. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from irsim.board.board import Board
from irsim.board.catalogue import Brief
from irsim.board.instants import dated, stamp
from irsim.board.state import NEVER
from irsim.events import kind_of
from irsim.log.records import Record
from irsim.reports.columns import hang, pad
from irsim.reports.feed import feed_line
from irsim.reports.measuring import brief
from irsim.reports.plain import counted, one_line
from irsim.session.searching import Found, incident_named
from irsim.words.durations import SECOND

_SAID = ("title", "text", "finding", "reason", "note", "summary", "result", "what", "question", "description", "label")
"""Fields that hold what people read, where a record cannot be told in full."""


@dataclass(frozen=True)
class Told:
    """A record of the past in a line."""

    seq: int
    at: int
    stamp: str
    kind: str
    text: str
    incident: str


def told_line(record: Record, board: Board) -> Told:
    """A record, as far as the board of today can still tell it."""
    kind, text = kind_of(record.body).replace(".", " "), ""
    try:
        line = feed_line(record, board)
        if line is not None:
            kind, text = line.kind, line.text.split("\n")[0]
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError):
        pass  # what it is about has left the board
    text = text or "; ".join(filter(None, (_said(record, name) for name in _SAID)))
    incident = one_line(incident_named(record), 40)
    return Told(record.seq, record.at, dated(board, record.at), kind, one_line(text, 300), incident)


def _said(record: Record, name: str) -> str:
    value = getattr(record.body, name, "")
    return one_line(value, 200) if isinstance(value, str) else ""


def ended_word(about: Brief) -> str:
    """How it ended, in a word or two: `closed`, `false alarm`, `merged into INC-2`; of an open one its status."""
    if about.ending == "merged":
        return f"merged into {one_line(about.merged_into, 20)}"
    return one_line(about.status, 20) if about.ending == "open" else about.ending


def lasted_word(about: Brief, now: int) -> str:
    """How long it took, or takes already."""
    took = about.lasted if about.lasted != NEVER else now - about.since
    return brief(max(SECOND, took // SECOND * SECOND))


def incident_json(about: Brief, board: Board) -> dict[str, Any]:
    """An incident as JSON. Instants are Unix ms; -1 where there is none."""
    unix = in_unix_ms(board)
    return {
        "id": about.id,
        "title": one_line(about.title, 300),
        "severity": about.severity,
        "category": about.category,
        "status": about.status,
        "ending": about.ending,
        "archived": about.archived,
        "services": list(about.services),
        "since": unix(about.since),
        "acknowledged": unix(about.acknowledged_at),
        "resolved": unix(about.resolved_at),
        "closed": unix(about.closed_at),
        "duration_ms": about.lasted,
    }


def in_unix_ms(board: Board) -> Callable[[int], int]:
    """From an instant of the session to Unix ms; of one that has not come, -1."""
    starts = int(board.rules.moment(0).timestamp() * 1000)
    return lambda at: at if at == NEVER else at + starts


def found_json(found: Found, board: Board) -> dict[str, Any]:
    """All that was found, as JSON; `more` is the record before which the next page lies, -1 where none does."""
    unix = in_unix_ms(board)
    lines = []
    for record in found.records:
        told = told_line(record, board)
        lines.append(
            {
                "record": record.seq,
                "at": unix(record.at),
                "kind": kind_of(record.body),
                "by": one_line(record.by, 100),
                "incident": told.incident,
                "text": told.text,
            }
        )
    incidents = [incident_json(about, board) for about in found.incidents]
    return {"incidents": incidents, "count": found.count, "records": lines, "more": found.more}


def found_text(found: Found, board: Board, now: int, width: int = 100) -> str:
    """All that was found, in lines of at most `width` columns."""
    lines = [counted(found.count, "incident") if found.count else "No incident."]
    for about in found.incidents:
        head = pad(about.id, 9) + pad(about.severity, 7) + pad(stamp(board, about.since, now), 18)
        lines.append(f"  {head}{pad(ended_word(about), 18)}{lasted_word(about, now)}")
        lines += hang("           ", one_line(about.title, 300), width)
    if found.records:
        lines += ["", f"{counted(len(found.records), 'line')}, the newest first"]
        for told in (told_line(record, board) for record in found.records):
            lines += hang(f"  {told.stamp}  {pad(told.incident, 8)} ", f"{told.kind}: {told.text}", width)
    if found.more != NEVER:
        lines.append(f"There are older lines; go on with --before {found.more}.")
    return "\n".join(lines)
