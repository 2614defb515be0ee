"""What a bundle declares: every member with its sha256 and size, and the head of the recording's chain."""

from hashlib import sha256

import msgspec

from irsim.words.faults import BadInput

FORMAT = 1

MANIFEST, SIGNATURE, PUBLIC_KEY = "manifest.json", "manifest.sig", "public-key.pem"
"""The three members that the manifest does not list: itself, the signature over it, and the key of that."""

BESIDE = (MANIFEST, SIGNATURE, PUBLIC_KEY)

FOLDER = "recording"
"""Where the recording and its kept files lie in a bundle."""


class Member(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a bundle; `size` in bytes."""

    path: str
    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was signed. `recording` is the path of the recording within the bundle, `head` the digest of its last
    record, `key` the raw public key in hexadecimal digits."""

    format: int
    made_by: str
    recording: str
    head: str
    records: int
    closed: bool
    key: str
    members: tuple[Member, ...]


def canonical(manifest: Manifest) -> bytes:
    """The bytes that are signed: JSON with sorted keys, without white space, in UTF-8."""
    return msgspec.json.encode(manifest, order="sorted")


def read_manifest(raw: bytes, name: str) -> Manifest:
    """The manifest in `raw`. Raises BadInput, also where the same could be written in another way."""
    try:
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadInput.one(name, 0, "its manifest cannot be read; it is no bundle, or was damaged") from None
    if manifest.format != FORMAT:
        message = f"is a bundle of format {manifest.format}, this irsim reads {FORMAT}; check it with its own irsim"
        raise BadInput.one(name, 0, message)
    if canonical(manifest) != raw:
        raise BadInput.one(name, 0, "its manifest is not written as irsim writes it; it was not made by `irsim bundle`")
    return manifest


def member(path: str, data: bytes) -> Member:
    """A member that is in memory."""
    return Member(path, sha256(data).hexdigest(), len(data))
