"""`irsim notice`: a notice drafted from what a recording knows."""

from pathlib import Path

from irsim.board.board import Board
from irsim.board.fold import apply
from irsim.board.state import Incident
from irsim.cli.output import may_write, put
from irsim.cli.recordings import sound_recording
from irsim.reports.notice import notice_document
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput, nearest


def notice_of(path: Path, regime: str, incident: str, output: Path | None, *, force: bool) -> int:
    """Write or print the notice. Raises BadInput."""
    may_write(output, path, force=force)
    recording = sound_recording(path)
    board = Board(recording.opened)
    for record in recording.records:
        apply(board, record)
    notices = board.rules.notices
    if regime not in notices:
        unknown = f"no notice is called '{clean_title(regime, 40)}'; {nearest(regime[:80], notices)}"
        raise BadInput.one(str(path), 0, unknown)
    document = notice_document(board, _incident(path, board, incident, regime), notices[regime])
    put(document, output)
    return 0


def _incident(path: Path, board: Board, name: str, regime: str) -> Incident:
    """The one that is named; else the one for which this notice was filed, or is owed by a clock that waits for just
    this one; else one about which there is something to notify; else the first."""
    if name:
        if name.upper() not in board.incidents:
            unknown = f"there is no incident '{clean_title(name, 40)}'; {nearest(name[:80], board.incidents)}"
            raise BadInput.one(str(path), 0, unknown)
        return board.incidents[name.upper()]
    if not board.incidents:
        raise BadInput.one(str(path), 0, "no incident was declared in this recording, so there is nothing to notify")
    filed = [board.incidents[about] for about, filed_regime in board.notices.values() if filed_regime == regime]
    owing = [
        board.incidents[about]
        for about, rule in board.runs
        if about and any(regime in _named(stop.where.get("regime")) for stop in board.rules.clocks[rule].stops)
    ]
    told = [about for about in board.incidents.values() if about.aware_at >= 0 or about.facts or about.determined]
    return [*filed, *owing, *told, *board.incidents.values()][0]


def _named(wanted: object) -> list[object]:
    return wanted if isinstance(wanted, list) else [wanted]
