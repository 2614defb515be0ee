"""Tokens that open a hosted room's seats: drawn once for a recording, kept beside it while it is open, never in it.
Whoever holds one is who it names."""

import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from irsim.session.protocol import EVALUATOR, FACILITATOR, OBSERVER, PLAYERS, SCREEN
from irsim.words.faults import BadInput

BYTES = 8
"""64 random bits: nobody guesses them while a room is open, and they can still be typed from a wall. In hexadecimal,
for a token must not look like an option of the command line."""

GROUP = 4
"""Characters between two hyphens, so that eyes keep their place; whoever types may leave the hyphens out."""

OPENS = {
    FACILITATOR: (FACILITATOR, EVALUATOR, SCREEN, OBSERVER),
    EVALUATOR: (EVALUATOR, SCREEN, OBSERVER),
    PLAYERS: (PLAYERS, SCREEN, OBSERVER),
    SCREEN: (SCREEN, OBSERVER),
}
"""What a token's name opens: its own kind of terminal, and those that see and do less. A guest's opens what players'
do."""


class _Kept(msgspec.Struct, forbid_unknown_fields=True):
    address: str
    tokens: dict[str, str]


@dataclass(frozen=True)
class Tokens:
    """Name to token: facilitator, evaluator, players, screen, and `guest:NAME` for each person who has one alone."""

    of: dict[str, str] = field(repr=False)
    more: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """further names and tokens: somebody has several while one takes the other's place"""

    @classmethod
    def drawn(cls, guests: tuple[str, ...] = ()) -> "Tokens":
        """New ones."""
        names = [*OPENS, *(f"guest:{name}" for name in guests)]
        return cls({name: _drawn() for name in names})

    def with_guests(self, guests: tuple[str, ...]) -> "Tokens":
        """The same, and one for each guest who has none yet."""
        return Tokens({**Tokens.drawn(guests).of, **self.of})

    def name_of(self, token: str) -> str:
        """Whose it is; empty where it is nobody's. All are compared, so that the time taken says nothing."""
        given, found = _bare(token), ""
        for name, own in (*self.of.items(), *self.more):
            if hmac.compare_digest(_bare(own), given):
                found = name
        return found

    @staticmethod
    def opens(name: str, kind: str) -> bool:
        """Whether the token of that name opens a terminal of this kind."""
        return kind in OPENS.get(PLAYERS if name.startswith("guest:") else name, ())


def _drawn() -> str:
    drawn = secrets.token_hex(BYTES)
    return "-".join(drawn[at : at + GROUP] for at in range(0, len(drawn), GROUP))


def _bare(token: str) -> bytes:
    """What is compared: without what people leave out, or write otherwise."""
    return token.replace("-", "").strip().lower().encode(errors="replace")


def tokens_file(recording: Path) -> Path:
    """The throw-away file beside a recording that holds its room's tokens."""
    return recording.with_name(recording.name + ".tokens")


def keep_tokens(recording: Path, address: str, tokens: Tokens) -> None:
    """Write them where only this account may read. Raises BadInput."""
    path = tokens_file(recording)
    try:
        with suppress(FileNotFoundError):
            path.unlink()  # whatever rights an older one had
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(_Kept(address, tokens.of)) + b"\n")
    except OSError as error:
        raise BadInput.one(str(path), 0, f"cannot be written: {error.strerror}; check the folder's rights") from None


def kept_tokens(recording: Path) -> tuple[str, Tokens] | None:
    """The address and the tokens under which a recording's room was hosted before; None where nobody knows."""
    try:
        kept = msgspec.json.decode(tokens_file(recording).read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return kept.address, Tokens(kept.tokens)


def forget_tokens(recording: Path) -> None:
    """The room is closed for good: nobody comes back."""
    with suppress(OSError):
        tokens_file(recording).unlink()
