"""A live log's board on its way, kept so that neither a process that begins nor a terminal that joins has to fold all
of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from irsim.board.board import Board
from irsim.board.gauges import Gauges
from irsim.board.keeping import Unusable, frozen, thawed, version
from irsim.events.session import SessionOpened

if TYPE_CHECKING:
    from irsim.session.ledger import Ledger

READINGS = 7 * 86_400_000
"""Milliseconds of the past of which the readings of metrics are kept; a plot shows no more."""

FOLDED, APART = 2_000, 60.0
"""Records, and seconds, between two snapshots at least: taking one keeps everybody waiting for a moment."""

RECENT = 300
"""Records that a terminal is told after the board with which it begins: its feed has something to show."""


class _Kept(msgspec.Struct):
    version: str
    seq: int
    at: int
    digest: str
    board: bytes
    gauges: dict[str, dict[str, list[tuple[int, int, int, int]]]]


_decode = msgspec.msgpack.Decoder(_Kept).decode


def taken(ledger: Ledger, gauges: Gauges) -> tuple[int, bytes, bytes]:
    """The number of the last record, the board as bytes, and both with the readings for the store."""
    board, last = frozen(ledger.board), ledger.records[-1]
    whole = msgspec.msgpack.encode(_Kept(version(), last.seq, last.at, last.digest, board, gauges.kept()))
    return last.seq, board, whole


def restored(opened: SessionOpened, seq: int, whole: bytes, digest: str) -> tuple[Board, Gauges, bytes]:
    """The board after record `seq`, whose digest the log says is `digest`, its readings, and the board's bytes. Raises
    Unusable where it is another's, or another version's."""
    try:
        kept = _decode(whole)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Unusable(str(fault)[:200]) from None
    if (kept.version, kept.seq, kept.digest) != (version(), seq, digest):
        raise Unusable("it is of another version, or of another log")
    gauges = Gauges(opened)
    gauges.restore(kept.gauges, kept.at - READINGS)
    return thawed(Board(opened), kept.board), gauges, kept.board
