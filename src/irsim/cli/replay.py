"""`irsim replay`: in a terminal the screen on which one can be at any moment of a recording, in a pipe its lines."""

from pathlib import Path

from irsim.cli.streams import in_terminal, with_screens
from irsim.log.reading import Recording, read_recording
from irsim.words.faults import BadInput


def run_replay(path: Path, start: str = "", audience: str = "", *, plain: bool = False, follow: bool = False) -> int:
    """The screen, or the lines where there is none or `plain` asks for them; the exit code.

    `start` and `audience` are as a person writes them; empty is the beginning, and the facilitator. `follow` reads
    along with all players while a drill runs. Raises BadInput.
    """
    if follow:
        from irsim.cli.recordings import follow_recording

        if start or audience:
            raise BadInput.one("--follow", 0, "reads along from the beginning with all players; leave out --from, --as")
        return follow_recording(path)
    if plain or not (in_terminal() and with_screens()):
        return replay_lines(path, start, audience)
    from irsim.cli.room import run_room
    from irsim.tui.launch import ReplayWish

    _check(read_recording(path, verify=False), start, audience)  # here, and not by a dialog over the home screen
    return run_room(replay=ReplayWish(path, start, audience))


def replay_lines(path: Path, start: str = "", audience: str = "") -> int:
    """The feed, line by line; then the scorecard, which is not for players."""
    from irsim.board.board import Board
    from irsim.board.fold import apply
    from irsim.cli.output import Printer
    from irsim.cli.recordings import sound_recording
    from irsim.reports.scorecard import scorecard_text
    from irsim.scoring.score import score
    from irsim.session.replaying import seen_by

    recording = sound_recording(path)
    seats, since = _check(recording, start, audience)
    records = seen_by(recording.records, seats)
    printer = Printer()
    board = Board(records[0].body)  # type: ignore[arg-type]  # the first one opens the session
    for record in records:
        apply(board, record)
        if record.at >= since:
            printer.record(record, board)
    if len(records) == len(recording.records):
        printer.line()
        printer.line(scorecard_text(score(recording.records)))
    return 0


def _check(recording: Recording, start: str, audience: str) -> tuple[tuple[str, ...], int]:
    """The seats whose view is wanted (none for control), and the instant (ms) from which on. Raises BadInput."""
    from irsim.board.board import Board
    from irsim.session.replaying import audience_named, seats_of
    from irsim.session.seeking import aim

    try:
        rules = Board(recording.opened).rules
    except (ValueError, KeyError, BadInput):
        message = "what it was opened with cannot be used; it was not made by irsim"
        raise BadInput.one(str(recording.path), 1, message) from None
    roles = tuple(rules.roles)
    try:
        since, _ = aim(start, 0, recording.records, rules.moment)
    except ValueError as error:
        raise BadInput.one("--from", 0, str(error)) from None
    return seats_of(audience_named(audience, roles), recording.opened, roles), since
