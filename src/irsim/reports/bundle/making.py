"""Makes a bundle: the same recording, documents and key give the same bytes."""

import re
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from irsim.log.attachments import CHUNK, faults_of, files_of, folder_of
from irsim.log.reading import Recording
from irsim.reports.bundle.keys import Signer
from irsim.reports.bundle.manifest import (
    FOLDER,
    FORMAT,
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    Manifest,
    Member,
    canonical,
    member,
)
from irsim.reports.placing import placed
from irsim.words.faults import BadInput

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every member: when it was packed says nothing, and would make every bundle another one."""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.jsonl")
"""A recording whose name is another is called `recording.jsonl` in a bundle."""


def make_bundle(
    recording: Recording, documents: Mapping[str, bytes], signer: Signer, output: Path, made_by: str
) -> Manifest:
    """Writes the zip; `documents` are further files by their names. What is there already is written over.

    Raises BadInput where a kept file is missing or changed, or the zip cannot be written.
    """
    faults = faults_of(recording.path, recording.records)
    if faults:
        cure = "bring it back from a copy" + (f" ({len(faults) - 1} more are wrong)" if len(faults) > 1 else "")
        raise BadInput.one(str(recording.path), 0, f"cannot be bundled: {faults[0].rstrip('.')}; {cure}")
    name = recording.path.name if NAME.fullmatch(recording.path.name) else "recording.jsonl"
    inside = f"{FOLDER}/{name}"
    lines = b"".join(line + b"\n" for line in recording.lines)
    texts = {inside: lines, **documents}
    kept = {digest: folder_of(recording.path) / digest for _, _, digest in files_of(recording.records)}
    members = [member(path, data) for path, data in texts.items()]
    members += [Member(f"{inside}.files/{digest}", digest, place.stat().st_size) for digest, place in kept.items()]
    manifest = Manifest(
        FORMAT,
        made_by,
        inside,
        recording.head,
        len(recording.records),
        recording.closed,
        signer.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex(),
        tuple(sorted(members, key=lambda each: each.path)),
    )
    raw = canonical(manifest)
    whole = {MANIFEST: raw, SIGNATURE: signer.sign(raw), PUBLIC_KEY: signer.public, **texts}
    with placed(output) as half, zipfile.ZipFile(half, "x", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in (MANIFEST, SIGNATURE, PUBLIC_KEY, *sorted(texts)):
            packed.writestr(_about(path, zipfile.ZIP_DEFLATED), whole[path])
        for digest, place in sorted(kept.items()):
            _pack(packed, f"{inside}.files/{digest}", place, digest)
    return manifest


def _about(path: str, how: int) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(path, LONG_AGO)
    about.create_system = 3
    about.external_attr = 0o100644 << 16
    about.compress_type = how
    return about


def _pack(packed: zipfile.ZipFile, path: str, place: Path, digest: str) -> None:
    """Stored as it is: whatever somebody kept can then not be what swells."""
    found = sha256()
    with place.open("rb") as file, packed.open(_about(path, zipfile.ZIP_STORED), "w", force_zip64=True) as into:
        while chunk := file.read(CHUNK):
            found.update(chunk)
            into.write(chunk)
    if found.hexdigest() != digest:
        raise BadInput.one(str(place), 0, "was changed while it was packed; try again")
