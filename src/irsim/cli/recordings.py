"""What can be done with a recording: verify, score, report, replay. The file is never changed."""

from pathlib import Path
from typing import TYPE_CHECKING

from irsim.cli.output import Printer, show
from irsim.log.reading import Recording, read_recording
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

if TYPE_CHECKING:
    from irsim.scoring.scorecard import Scorecard


FOLLOW = 0.3
"""Seconds between two looks at a recording that somebody writes."""


def sound_recording(path: Path) -> Recording:
    """A recording that can be scored and told: its chain holds, and its first record can be used. Raises BadInput."""
    recording = read_recording(path)
    if recording.broken:
        raise BadInput.one(str(path), 0, f"the chain is broken: {recording.broken}; `irsim verify` says more")
    from irsim.board.board import Board

    try:
        Board(recording.opened)
    except (ValueError, KeyError, BadInput):
        raise BadInput.one(str(path), 1, "what it was opened with cannot be used; it was not made by irsim") from None
    return recording


def scored_recording(path: Path) -> tuple[Recording, "Scorecard"]:
    """A recording and its score. Raises BadInput, also where its records do not fit together."""
    from irsim.scoring.score import score

    recording = sound_recording(path)
    try:
        return recording, score(recording.records)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError) as fault:
        message = f"cannot be scored: its records do not fit together ({type(fault).__name__}: {str(fault)[:100]})"
        raise BadInput.one(str(path), 0, message) from None


def verify_recording(path: Path, head: str, parent: Path | None = None) -> int:
    """Say what holds; 1 if it does not. A fork's parent is looked for beside it where none is given."""
    holds, sentences = verified(path, head, parent)
    for sentence in sentences:
        show(clean_title(sentence, 600))
    return 0 if holds else 1


def verified(path: Path, head: str, parent: Path | None = None) -> tuple[bool, list[str]]:
    """Whether a recording holds with the files beside it, and what to say of it."""
    from irsim.drill.engine import DrillEngine
    from irsim.log import attachments
    from irsim.reports.plain import counted
    from irsim.session.derive import verify

    recording = read_recording(path)
    verdict = verify(recording, DrillEngine, head)
    faults = attachments.faults_of(path, recording.records)
    kept = attachments.count_of(recording.records)
    sound = [f"{counted(kept, 'kept file')}: each is there and has its sha256."] if kept and not faults else []
    true, lineage = _lineage(recording, parent)
    return verdict.holds and true and not faults, [*verdict.sentences, *lineage, *faults, *sound]


def _lineage(recording: Recording, given: Path | None) -> tuple[bool, list[str]]:
    """Whether a fork's parent really holds the record at which it left it, in a sentence. Only a parent that was given
    must hold it: what happens to lie beside the fork under its name may be something else."""
    from irsim.log import lineage

    forked = lineage.fork_of(recording.records)
    place = given
    if given is None and forked is not None:
        place = lineage.beside(recording.path, getattr(forked.body, "name", ""))
    if place is None:
        return True, []
    try:
        parent = read_recording(place)
    except BadInput:
        if given is not None:
            raise
        return True, []
    true, sentence = lineage.parents_words(recording.records, parent.records, place)
    return true or given is None, [sentence]


def score_recording(path: Path, *, as_json: bool) -> int:
    """Claims and sums."""
    from irsim.scoring.score import score

    recording = sound_recording(path)
    card = score(recording.records)
    if as_json:
        from irsim.reports.account.source import read_source
        from irsim.reports.scored import as_json as written
        from irsim.reports.scored import scored

        show(written(scored(read_source(recording, card))))
    else:
        from irsim.reports.scorecard import scorecard_text

        show(scorecard_text(card))
    return 0


def follow_recording(path: Path) -> int:
    """The feed of a drill that runs in another terminal, line by line as its players may know it, in step with their
    room; until it is closed or somebody presses ctrl+c."""
    import time

    from irsim.board.board import Board
    from irsim.board.fold import apply
    from irsim.log import following
    from irsim.session.seats import reduced

    printer = Printer()
    board: Board | None = None
    records = []
    try:
        for record in following.follow_recording(path, lambda: time.sleep(FOLLOW)):
            records.append(record)
            if board is None:
                try:
                    roles = tuple(Board(record.body).rules.roles)  # type: ignore[arg-type]
                except (ValueError, KeyError, BadInput):
                    raise BadInput.one(str(path), 1, "what it was opened with cannot be used") from None
            seen = reduced(record, records, roles)
            if seen is None:
                continue
            if board is None:
                board = Board(seen.body)  # type: ignore[arg-type]
            apply(board, seen)
            printer.record(seen, board)
            if printer.gone:
                break
    except KeyboardInterrupt:
        return 0
    printer.line("The recording is closed.")
    return 0
