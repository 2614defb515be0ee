"""What a handout holds, for whoever was given it: read from beside the recording, wherever the terminal is."""

from pathlib import Path

from irsim.board.board import Board
from irsim.log.attachments import kept_bytes
from irsim.words.faults import BadInput


def held_out(board: Board, recording: Path | None, sha256: str, seats: tuple[str, ...]) -> bytes:
    """The bytes of the handout with this sha256 that any of `seats` was given; of any there is, for control (no seats).

    Raises BadInput where it is not theirs to see, or not there any more.
    """
    if not _theirs(board, sha256, seats):
        raise BadInput.one(sha256[:12], 0, "is no handout that you were given; open one from the list")
    if recording is None:
        raise BadInput.one(sha256[:12], 0, "is not kept: this session has no folder; play it with a recording")
    return kept_bytes(recording, sha256)


def _theirs(board: Board, sha256: str, seats: tuple[str, ...]) -> bool:
    if not seats:
        known = {brief.sha256 for brief in board.opened.setting.handouts.values()}
        return sha256 in known
    return any(
        given.sha256 == sha256 and (not given.to or any(seat in given.to for seat in seats))
        for given in board.handouts.values()
    )
