"""Checks a bundle that somebody hands over, offline. Nothing in it is believed before it was looked at."""

import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from irsim.log.attachments import CHUNK, SIZE_LIMIT
from irsim.reports.bundle.keys import KEY_LIMIT, fingerprint, one_line, public_pem, read_key_file, read_public, signed
from irsim.reports.bundle.manifest import (
    BESIDE,
    FOLDER,
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    Manifest,
    Member,
    read_manifest,
)
from irsim.words.clean import clean_title
from irsim.words.faults import BadInput

MEMBERS = 10_000
"""Files that a bundle may have."""

MANIFEST_LIMIT = 4_000_000
"""Bytes of a manifest: ten thousand members take three."""

SWELLS = 100
"""Times that a bundle may grow by being unpacked: recordings come to twenty, what is made to harm to a thousand."""

ROOM = 20_000_000
"""Bytes that it may grow to in any case."""

SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*){0,5}")
"""How the path of a member reads; so it is never absolute, and never leads up."""

Inside = Callable[[Path, str], tuple[bool, Sequence[str]]]
"""Checks the recording at a path, whose head should be the one given: whether all holds, and sentences."""


@dataclass(frozen=True)
class Checked:
    """What was found; `holds` is the answer, `sentences` say it to a person."""

    holds: bool
    sentences: tuple[str, ...]


def check_bundle(path: Path, key: Path | None, inside: Inside) -> Checked:
    """Whether a bundle is whole and signed, by the key in the file `key` where that is given, and its recording sound.

    Raises BadInput where a file that the person names cannot be read at all.
    """
    wanted = read_key_file(key) if key is not None else None
    try:
        with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory(prefix="irsim-bundle-") as folder:
            members = _looked_at(packed, path)
            manifest, raw, pem, signature = _beside(packed, members, path)
            try:
                public = read_public(pem, str(path))
            except BadInput:
                return _fails("The public key in it is none: it was changed.")
            if public_pem(public) != pem or manifest.key != _raw(pem, path):
                return _fails("The public key in it is not the one that the manifest names.")
            if not signed(public, signature, raw):
                return _fails("The signature is not of this manifest: the manifest, the key or it was changed.")
            said = [f"Signed with the key {fingerprint(public)} ({one_line(public)})."]
            if wanted is None:
                said.append("Whose key that is, only --key with the signer's public key can tell.")
            elif public_pem(wanted) != pem:
                return _fails(*said, f"That is not the key given, which is {fingerprint(wanted)}.")
            else:
                said.append("It is the key given.")
            fault = _undeclared(manifest, members) or _unpacked(packed, manifest, members, Path(folder))
            if fault:
                return _fails(*said, fault)
            said.append(f"All {len(manifest.members)} members are there and have their sha256.")
            holds, sentences = inside(Path(folder) / manifest.recording, manifest.head)
            return Checked(holds, (*said, *sentences))
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be read: {error.strerror or error}; check the path") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        return _fails(f"It cannot be unpacked: {clean_title(str(error), 200)}.")
    except _Wrong as wrong:
        return _fails(str(wrong))


class _Wrong(Exception):
    """A sentence that says why it is refused."""


def _fails(*sentences: str) -> Checked:
    return Checked(False, sentences)


def _looked_at(packed: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Its members by their paths, looked at from outside. Raises _Wrong."""
    members: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for about in packed.infolist():
        name = clean_title(about.orig_filename, 120)
        if about.orig_filename != about.filename or not SOUND.fullmatch(about.filename) or len(about.filename) > 300:
            raise _Wrong(f"It has a member '{name}', which no bundle has: a path that leads elsewhere, or a folder.")
        kind = stat.S_IFMT(about.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise _Wrong(f"Its member '{name}' is a link or no file at all.")
        if about.filename.casefold() in folded:
            raise _Wrong(f"Its member '{name}' is there twice.")
        if about.flag_bits & 1 or about.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _Wrong(f"Its member '{name}' is encrypted, or packed in a way that irsim does not use.")
        if about.file_size > SIZE_LIMIT:
            raise _Wrong(f"Its member '{name}' is larger than {SIZE_LIMIT // 1_000_000:,} MB.")
        folded.add(about.filename.casefold())
        members[about.filename] = about
        if len(members) > MEMBERS:
            raise _Wrong(f"It has more than {MEMBERS:,} members.")
    here = path.stat().st_size
    if sum(about.file_size for about in members.values()) > max(ROOM, SWELLS * here):
        raise _Wrong(f"Unpacked it would be more than {SWELLS} times as large: it is made to fill a disk.")
    if sum(about.compress_size for about in members.values()) > here:
        raise _Wrong("Its members overlap: it is made to fill a disk.")
    return members


def _beside(
    packed: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], path: Path
) -> tuple[Manifest, bytes, bytes, bytes]:
    """The manifest, its bytes, the public key and the signature. Raises _Wrong."""
    for name, limit in ((MANIFEST, MANIFEST_LIMIT), (SIGNATURE, 64), (PUBLIC_KEY, KEY_LIMIT)):
        if name not in members:
            raise _Wrong(f"It has no {name}: it is no bundle, or that was taken out.")
        if members[name].file_size > limit:
            raise _Wrong(f"Its {name} is larger than any can be.")
    raw, signature, pem = packed.read(MANIFEST), packed.read(SIGNATURE), packed.read(PUBLIC_KEY)
    try:
        return read_manifest(raw, str(path)), raw, pem, signature
    except BadInput as bad:
        raise _Wrong(f"It is refused: {bad.faults[0].message}.") from None


def _raw(pem: bytes, path: Path) -> str:
    from cryptography.hazmat.primitives import serialization

    raw = read_public(pem, str(path)).public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return raw.hex()


def _undeclared(manifest: Manifest, members: dict[str, zipfile.ZipInfo]) -> str:
    """What is in the zip and not in the manifest, or the other way round, in a sentence; empty where nothing is."""
    declared = [each.path for each in manifest.members]
    if len(set(declared)) != len(declared) or set(declared) & set(BESIDE):
        return "The manifest lists a member twice."
    missing = [name for name in declared if name not in members]
    if missing:
        return f"A member is missing: {clean_title(missing[0], 120)}."
    others = [name for name in members if name not in declared and name not in BESIDE]
    if others:
        return f"It has a member that the manifest does not list: {clean_title(others[0], 120)}."
    if manifest.recording not in declared or not manifest.recording.startswith(f"{FOLDER}/"):
        return "The manifest names no recording."
    return ""


def _unpacked(packed: zipfile.ZipFile, manifest: Manifest, members: dict[str, zipfile.ZipInfo], folder: Path) -> str:
    """Puts the recording and its files into `folder`; the first member that was changed, in a sentence."""
    for each in manifest.members:
        place = folder / each.path if each.path.startswith(f"{FOLDER}/") else None
        if members[each.path].file_size != each.size:
            return f"A member was changed: {each.path} has another size than the manifest says."
        if place is not None:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with packed.open(members[each.path]) as source:
            if place is None:
                digest = _copied(source, None, each)
            else:
                with place.open("xb") as into:
                    digest = _copied(source, into, each)
        if digest != each.sha256:
            return f"A member was changed: {each.path} does not have its sha256."
    return ""


def _copied(source: IO[bytes], into: IO[bytes] | None, about: Member) -> str:
    """The sha256 of what was read; never more than was declared."""
    digest, left = sha256(), about.size
    while left >= 0 and (chunk := source.read(min(CHUNK, left + 1))):
        left -= len(chunk)
        digest.update(chunk)
        if into is not None:
            into.write(chunk)
    return digest.hexdigest()
