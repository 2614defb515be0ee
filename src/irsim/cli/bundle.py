"""`irsim bundle` and the check of what it makes."""

from collections.abc import Sequence
from pathlib import Path

from irsim import __version__
from irsim.cli.output import may_write, show
from irsim.cli.recordings import scored_recording, verified
from irsim.cli.report import DOCUMENTS
from irsim.log.reading import Recording, read_recording
from irsim.reports.account.source import read_source
from irsim.reports.after_action import after_action
from irsim.reports.bundle.checking import check_bundle
from irsim.reports.bundle.keys import fingerprint, one_line, signer
from irsim.reports.bundle.making import make_bundle
from irsim.reports.document import as_bytes
from irsim.reports.plain import counted
from irsim.reports.scored import as_json, scored
from irsim.reports.tables import tables
from irsim.scoring.scorecard import Scorecard
from irsim.words.clean import clean_title


def key_folder() -> Path:
    """Where the key lies that signs bundles: in the user's data folder, also in a checkout."""
    from platformdirs import user_data_path

    return user_data_path("irsim") / "keys"


def bundle_recording(path: Path, output: Path, *, force: bool) -> int:
    """Pack and sign a recording with everything that belongs to it. Raises BadInput."""
    may_write(output, path, force=force)
    recording, card = scored_recording(path)
    by = signer(key_folder())
    manifest = make_bundle(recording, documents(recording, card), by, output, f"irsim {__version__}")
    public = by.key.public_key()
    if by.made:
        show(f"Made a key to sign with: {by.place}. Keep a copy; nobody else should have one.")
    if recording.torn:
        show(f"The last line of the recording is torn: its {recording.torn} bytes are left out.")
    if not recording.closed:
        show("The recording is open: what follows later is not in the bundle.")
    show(f"Written: {output}, {counted(len(manifest.members), 'member')}, head {manifest.head}")
    show(f"Signed with the key {fingerprint(public)} ({one_line(public)}).")
    show(f"Who checks it needs its public key from you by another way: {by.place.with_suffix('.pub.pem')}")
    return 0


def documents(recording: Recording, card: Scorecard) -> dict[str, bytes]:
    """What is made of a recording and lies beside it: the report, and everything scored as JSON and as tables."""
    source = read_source(recording, card)
    report, everything = after_action(source), scored(source)
    made = {f"report{suffix}": as_bytes(report, suffix) for suffix in DOCUMENTS}
    made["scored.json"] = as_json(everything).encode() + b"\n"
    return made | {f"tables/{name}.csv": text.encode() for name, text in tables(everything).items()}


def verify_bundle(path: Path, key: Path | None, head: str) -> int:
    """Say what holds of a bundle; 1 if it does not. Raises BadInput."""

    def inside(place: Path, declared: str) -> tuple[bool, Sequence[str]]:
        recording = read_recording(place)
        holds, sentences = verified(place, head)
        if recording.records and not recording.broken and recording.head != declared:
            return False, [*sentences, "The head of its chain is not the one that the manifest names."]
        return holds, sentences

    checked = check_bundle(path, key, inside)
    for sentence in checked.sentences:
        show(clean_title(sentence, 600))
    show("The bundle holds." if checked.holds else "The bundle does not hold.")
    return 0 if checked.holds else 1
