"""A record, its line, and the chain that joins the lines: digest = sha256(previous digest + line without digest)."""

from hashlib import sha256

import msgspec

from irsim.events import Body, Event

GENESIS = "0" * 64
"""The digest before the first record."""

_TAIL = len(',"digest":""}') + 64

_encode = msgspec.json.Encoder().encode


class Record(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened.

    `seq` counts from 0; `at` is ms since the session's start; `by` says who (engine, desk, source:NAME, facilitator,
    evaluator, sim:ROLE, ROLE, ROLE:NAME); `cause` is the seq it follows from, -1 where it follows from none.
    """

    seq: int
    at: int
    by: str
    cause: int
    body: Event
    digest: str = ""


class _Line(msgspec.Struct, frozen=True, gc=False):
    seq: int
    at: int
    by: str
    cause: int
    body: Body
    digest: str


class _Bare(msgspec.Struct, frozen=True, gc=False):
    seq: int
    at: int
    by: str
    cause: int
    body: Event


_decode = msgspec.json.Decoder(_Line).decode


def seal(seq: int, at: int, by: str, cause: int, body: Event, previous: str) -> tuple[Record, bytes]:
    """The record, and its line with the digest that joins it to `previous`; the line ends in a newline."""
    bare = _encode(_Bare(seq, at, by, cause, body))
    digest = sha256(previous.encode() + bare).hexdigest()
    line = b'%b,"digest":"%b"}\n' % (bare[:-1], digest.encode())
    return Record(seq, at, by, cause, body, digest), line


def unseal(line: bytes) -> Record:
    """The record in `line`. Raises ValueError where it is none."""
    try:
        read = _decode(line)
    except UnicodeDecodeError:
        raise ValueError("not a record: it holds bytes that are not UTF-8") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"not a record: {error}") from None
    return Record(read.seq, read.at, read.by, read.cause, read.body, read.digest)


def digest_of(line: bytes, previous: str) -> str:
    """The digest that `line` (without newline) ought to bear after `previous`."""
    return sha256(previous.encode() + line[:-_TAIL] + b"}").hexdigest()
