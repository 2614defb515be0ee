"""What was, as something one can look at: the records of one incident, or of a stretch of a live log, as a replay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from irsim.board.board import Board
from irsim.events.live import IncidentArchived
from irsim.log.reading import Recording
from irsim.log.records import Record
from irsim.session.protocol import FACILITATOR
from irsim.tui.past import foldable
from irsim.tui.replay.replay import Progress, Replay
from irsim.words.faults import BadInput


def story_replay(board: Board, incident: str, records: Sequence[Record], progress: Progress = lambda _: None) -> Replay:
    """An incident's own records, folded by themselves, as they stood at the last of them. `board` is today's, of the
    same log. For a thread. Raises BadInput where nothing of the incident can be shown."""
    begun = [Record(0, records[0].at if records else 0, "", -1, board.opened)]
    if board.adopted is not None:
        begun.append(Record(0, begun[0].at, "desk", -1, board.adopted))
    own = (each for each in records if each.seq > 0 and not isinstance(each.body, IncidentArchived))
    kept = [*begun, *(record for record, _ in foldable(board, own))]  # archived: it is shown as it was before
    replay = replay_of(Recording(Path(incident), kept), progress)
    if incident not in replay.seat.board.incidents:
        raise BadInput.one(incident, 0, "cannot be shown by its own records; `as known at` shows the board of that day")
    return replay


def replay_of(recording: Recording, progress: Progress = lambda _: None) -> Replay:
    """Records that were fetched, as a replay at their end; there is no file to fork. For a thread. Raises BadInput."""
    replay = Replay(recording)
    replay.elsewhere = True
    replay.prepare(FACILITATOR, progress)
    replay.turn_to(FACILITATOR)
    replay.seek(replay.reel.count)
    return replay
