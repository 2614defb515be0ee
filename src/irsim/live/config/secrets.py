"""Secrets: named in the configuration, kept in the environment or in a file of ours alone, never shown."""

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator, model_validator

from irsim.words.clean import clean_title
from irsim.words.documents import Model
from irsim.words.faults import BadInput

SIZE_LIMIT = 8_192
"""Bytes of a secret's file: keys and tokens are far shorter."""


class Hidden:
    """A secret value. Printing, formatting or logging it shows stars; `reveal` is the one way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself: for the call that needs it, and nothing else."""
        return self._value

    def __repr__(self) -> str:
        return "Hidden(***)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not to be stored")


class Secret(Model):
    """Where a secret is found: `{ env = "NAME" }` or `{ file = "path" }`."""

    env: str | None = Field(default=None)
    """the variable of the environment that holds it"""
    file: str | None = Field(default=None, min_length=1, max_length=4096)
    """the file that holds it, on one line; it belongs to the account that runs irsim, with rights for no one else"""

    # Whatever stands where a secret is only named may be the secret itself: no sentence repeats it.

    @model_validator(mode="before")
    @classmethod
    def _named(cls, written: Any) -> Any:
        if not isinstance(written, dict | Secret):
            raise ValueError('a secret is not written here; name it by { env = "NAME" } or { file = "path" }')
        return written

    @field_validator("env")
    @classmethod
    def _variable(cls, name: str | None) -> str | None:
        if name is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,127}", name):
            raise ValueError('this is no name of a variable; write env = "IRSIM_TOKEN", and the secret there')
        return name

    @model_validator(mode="after")
    def _one(self) -> "Secret":
        if (self.env is None) == (self.file is None):
            raise ValueError('a secret is in one place; write { env = "NAME" } or { file = "path" }')
        return self

    def __str__(self) -> str:
        return f"${self.env}" if self.env else str(self.file)

    def read(self, place: str, folder: Path, env: Mapping[str, str] = os.environ) -> Hidden:
        """The secret; `place` is the key that names it, `folder` that of the configuration.

        Raises BadInput with `place` and the cure where it is missing, empty or within the reach of others.
        """
        if self.env is not None:
            value = env.get(self.env, "")
            if not value.strip():
                raise _no(place, f"the environment has no {self.env}; set it for the account that runs irsim")
            return Hidden(value.strip())
        return Hidden(_of_file(place, folder / os.path.expanduser(str(self.file))))


def read_all(secrets: tuple[Secret, ...], place: str, folder: Path, env: Mapping[str, str]) -> tuple[Hidden, ...]:
    """Each of `secrets`. Raises BadInput naming every one that cannot be read."""
    values, faults = [], []
    for position, secret in enumerate(secrets):
        try:
            values.append(secret.read(f"{place}.{position}", folder, env))
        except BadInput as bad:
            faults += bad.faults
    if faults:
        raise BadInput(faults)
    return tuple(values)


def _of_file(place: str, path: Path) -> str:
    shown = clean_title(str(path), 200)
    try:
        # A pipe without a writer would block for ever; and what is checked is what is read.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags)
    except OSError as error:
        why = (error.strerror or "it is out of reach").lower()
        raise _no(place, f"{shown} cannot be read: {why}; make the file, readable by this account alone") from None
    try:
        seen = os.fstat(descriptor)
        if not stat.S_ISREG(seen.st_mode):
            raise _no(place, f"{shown} is no ordinary file; put the secret into one")
        if os.name == "posix":
            if seen.st_uid not in (os.geteuid(), 0):
                raise _no(place, f"{shown} belongs to another account; give it to the one that runs irsim")
            if seen.st_mode & 0o077:
                raise _no(place, f"{shown} is within the reach of others; run chmod 600 on it, and change the secret")
        data = os.read(descriptor, SIZE_LIMIT + 1)
    finally:
        os.close(descriptor)
    if len(data) > SIZE_LIMIT:
        raise _no(place, f"{shown} is longer than {SIZE_LIMIT:,} bytes; keep the secret alone in it")
    try:
        value = data.decode().strip()
    except UnicodeDecodeError:
        raise _no(place, f"{shown} is not UTF-8 text; write the secret on one line") from None
    if not value:
        raise _no(place, f"{shown} is empty; write the secret on one line")
    if "\n" in value:
        raise _no(place, f"{shown} has several lines; keep one secret a file")
    return value


def _no(place: str, message: str) -> BadInput:
    return BadInput.one("secret", 0, f"{place}: {message}")
