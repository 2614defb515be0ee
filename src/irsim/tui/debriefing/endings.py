"""The page of a fork: how the recording that it left ended, and how this one did, side by side. The parent is looked
for beside the fork, read and scored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from irsim.events.session import SessionForked
from irsim.log.lineage import beside, fork_of, holds, recorded_name
from irsim.reports.plain import one_line
from irsim.scoring.likeness import Side
from irsim.tui.comparing import rows as tables
from irsim.tui.debriefing.rows import BLANK, Row, pair, words
from irsim.words.durations import format_instant
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.scoring.comparing import Comparison
    from irsim.tui.launch import Debriefing


@dataclass(frozen=True)
class Endings:
    """How a fork and its parent ended; `found` is None where the parent is not at hand, and `why` says so. The fork
    left the file `parent` at `at` (ms), after record `seq`."""

    parent: str
    at: int
    seq: int
    found: Comparison | None = None
    why: str = ""


def read_endings(debriefing: Debriefing) -> Endings | None:
    """None for what is no fork. Reads and scores the parent: for a thread."""
    record = fork_of(debriefing.records)
    if record is None or not isinstance(record.body, SessionForked):
        return None
    body = record.body
    name = one_line(body.name, 200) or "another recording"
    place = beside(debriefing.path, body.name)
    if place is None:
        why = f"{name} does not lie beside this recording; put it there, or give both to `irsim compare`."
        return Endings(name, record.at, body.seq, why=why)
    try:
        return Endings(name, record.at, body.seq, _both(debriefing, place, body))
    except BadInput as bad:
        return Endings(name, record.at, body.seq, why=one_line(str(bad), 400))
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
        why = f"{name} cannot be scored: its records do not fit together ({type(fault).__name__})."
        return Endings(name, record.at, body.seq, why=why)


def _both(debriefing: Debriefing, place: Path, body: SessionForked) -> Comparison:
    from irsim.log.reading import read_recording
    from irsim.scoring.comparing import endings
    from irsim.scoring.score import score

    parent = read_recording(place)
    if not holds(parent.records, body):
        message = f"is not what was forked: it does not hold record {body.seq} as the fork names it; give the original"
        raise BadInput.one(place.name, 0, message)
    fork = Side(recorded_name(debriefing.path), debriefing.records, debriefing.card)
    return endings(fork, Side(recorded_name(place), parent.records, score(parent.records)))


def ending_rows(endings: Endings | None) -> list[Row]:
    """Scores in full; of claims, clocks, times and counts what came out differently. None for what is no fork."""
    if endings is None:
        return []
    left = f"{endings.parent}, left at {format_instant(endings.at)} after record {endings.seq}"
    rows = [pair("Fork of", left)]
    found = endings.found
    if found is None:
        return [*rows, BLANK, words(endings.why, "notice", lead="■ ", lead_style="notice")]
    claims, clocks = tables.claim_rows(found, only=True), tables.clock_rows(found, only=True)
    times, counts = tables.time_rows(found, only=True), tables.count_rows(found, only=True)
    if not (claims or clocks or times):
        rows += [BLANK, words("Both ended alike: no claim, clock or time came out differently.", "strong")]
    for part in (tables.legend_rows(found), tables.score_rows(found), claims, clocks, times, counts):
        rows += [BLANK, *part] if part else []
    return rows
