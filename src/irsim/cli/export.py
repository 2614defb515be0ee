"""`irsim export`: a recording for others to see, as a cast of the room or as a redacted copy."""

from pathlib import Path

from irsim.cli.output import may_write, show
from irsim.cli.recordings import scored_recording, sound_recording
from irsim.log.reading import Recording, read_recording
from irsim.reports.placing import placed
from irsim.reports.plain import counted
from irsim.reports.redaction.checking import check_copy
from irsim.reports.redaction.records import redacted
from irsim.scoring.scorecard import Scorecard
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput


def write_new(output: Path, data: bytes) -> None:
    """Put a file in its place as a whole, or not at all. Raises BadInput."""
    with placed(output) as half:
        half.write_bytes(data)


def redact_recording(path: Path, output: Path, *, force: bool) -> int:
    """Write the copy, and say whether it scores as the original does. Raises BadInput."""
    may_write(output, path, force=force)
    recording = sound_recording(path)
    if recording.opened.redacted:
        raise BadInput.one(str(path), 0, "is a redacted copy already; give the recording that it is a copy of")
    _, lines, pseudonyms = redacted(recording)
    write_new(output, b"".join(lines))
    show(f"Written: {output}, {counted(len(lines), 'record')}, {counted(len(pseudonyms.replaced), 'text')} replaced")
    show(f"It is a redacted copy of {recording.head}. Files that were kept or handed out are not in it.")
    show(_scores_alike(path, output))
    show(f"Check it with: irsim verify {output} --original {path}")
    return 0


def _scores_alike(path: Path, output: Path) -> str:
    """Whether the copy can be replayed and scored, in a sentence."""
    try:
        was = scored_recording(path)[1]
    except BadInput:
        return "The original cannot be scored, and neither can the copy."
    try:
        now = scored_recording(output)[1]
    except BadInput as bad:
        return f"It cannot be replayed or scored: {bad.faults[0].message}. It can still be read and checked."
    others = _other_claims(was, now)
    if not others:
        return f"It can be replayed, and scores as the original does: {_score(was)}."
    some = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
    scores = f"it scores {_score(now)} where the original scores {_score(was)}"
    return f"It can be replayed; {scores}, for words count in: {some}."


def _other_claims(was: Scorecard, now: Scorecard) -> list[str]:
    before = {claim.id: (claim.verdict, claim.points) for claim in was.claims}
    return [claim.id for claim in now.claims if before.get(claim.id) != (claim.verdict, claim.points)]


def _score(card: Scorecard) -> str:
    return "nothing" if card.score is None else f"{card.score} of 100"


def verify_copy(path: Path, original: Path) -> int:
    """Say whether a copy is the original redacted; 1 if it is not. Raises BadInput."""
    copy, source = _whole(path), _whole(original)
    holds, sentences = check_copy(copy, source)
    show(f"Its chain holds over {counted(len(copy.records), 'record')}; its head is {copy.head}.")
    for sentence in sentences:
        show(clean_title(sentence, 600))
    return 0 if holds else 1


def _whole(path: Path) -> Recording:
    recording = read_recording(path)
    if recording.broken:
        raise BadInput.one(str(path), 0, f"the chain is broken: {recording.broken}; `irsim verify` says more")
    return recording
