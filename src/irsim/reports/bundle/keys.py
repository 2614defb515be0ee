"""The key that signs bundles: Ed25519, made on first use, kept in the user's data folder, readable by nobody else."""

import base64
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from irsim.words.faults import BadInput

NAME = "bundle-key.pem"
"""The private key's file; the public one lies beside it, as `bundle-key.pub.pem`."""

KEY_LIMIT = 10_000
"""Bytes that a key's file may have."""

PRINTED = 32
"""Hexadecimal digits of a fingerprint: 128 bits, so that nobody finds a second key that has them."""


@dataclass(frozen=True)
class Signer:
    """Somebody who can sign; `made` says that the key was made just now."""

    key: Ed25519PrivateKey
    place: Path
    made: bool

    @property
    def public(self) -> bytes:
        """The public key, as PEM."""
        return public_pem(self.key.public_key())

    def sign(self, data: bytes) -> bytes:
        """The detached signature over `data`, 64 bytes."""
        return self.key.sign(data)


def signer(folder: Path) -> Signer:
    """The key in `folder`; made there on first use. Raises BadInput where it cannot be read, or others can read it."""
    place = folder / NAME
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return Signer(_read(place), place, made=False)
        except FileNotFoundError:
            return _made(place)
    except OSError as error:
        raise BadInput.one(str(place), 0, f"cannot be used: {error.strerror}; check its rights") from None


def _read(place: Path) -> Ed25519PrivateKey:
    if os.name == "posix" and stat.S_IMODE(place.stat().st_mode) & 0o077:
        raise BadInput.one(str(place), 0, "can be read by others and proves nothing; move it away, a new one is made")
    try:
        key = serialization.load_pem_private_key(place.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadInput.one(str(place), 0, "is no private key; move it away, and a new one is made") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput.one(str(place), 0, "is no Ed25519 key; move it away, and a new one is made")
    return key


def _made(place: Path) -> Signer:
    """Written beside its place and linked there, so that of two who make one at once both use the same."""
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    half = place.with_name(f".{place.name}.{os.getpid()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(half, place)
    except FileExistsError:
        return Signer(_read(place), place, made=False)
    finally:
        with suppress(OSError):
            half.unlink()
    place.with_name(NAME.replace(".pem", ".pub.pem")).write_bytes(public_pem(key.public_key()))
    return Signer(key, place, made=True)


def public_pem(key: Ed25519PublicKey) -> bytes:
    """A public key as PEM (SubjectPublicKeyInfo), which OpenSSL reads."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def read_public(pem: bytes, name: str) -> Ed25519PublicKey:
    """The public key in `pem`. Raises BadInput, `name` naming where it stands."""
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadInput.one(name, 0, "is no public key; give the PEM file that `irsim bundle` names") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BadInput.one(name, 0, "is no Ed25519 key; give the PEM file that `irsim bundle` names")
    return key


def read_key_file(path: Path) -> Ed25519PublicKey:
    """The public key in a file that somebody gives. Raises BadInput."""
    try:
        with path.open("rb") as file:
            raw = file.read(KEY_LIMIT + 1)
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be read: {error.strerror}; check the path") from None
    return read_public(raw, str(path))


def fingerprint(key: Ed25519PublicKey) -> str:
    """By which people compare keys: the beginning of the sha256 of the raw key, in groups of four digits."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    digits = sha256(raw).hexdigest()[:PRINTED]
    return " ".join(digits[place : place + 4] for place in range(0, PRINTED, 4))


def one_line(key: Ed25519PublicKey) -> str:
    """The raw public key in one line of base64, to be printed or read over a telephone."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def signed(key: Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether `key` signed `data`."""
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True
