"""What irsim itself observes, and a bare heartbeat: the formats `signals` and `heartbeat`.

Probes, logs and heartbeats go the durable way that senders' deliveries go, so what they saw is in the log as it came.
"""

from collections.abc import Sequence

import msgspec

from irsim.events.signals import Signal
from irsim.live.sources.reading import ALERT_LIMIT, SIZE_LIMIT, Reading, Unreadable

SIGNALS, HEARTBEAT = "signals", "heartbeat"
"""The names of the formats."""

_decoder = msgspec.json.Decoder(list[Signal])


def write_signals(signals: Sequence[Signal]) -> bytes:
    """A delivery's body of format `signals`."""
    return msgspec.json.encode(list(signals))


def read_signals(body: bytes) -> Reading:
    """The signals of a body that `write_signals` made. Raises Unreadable."""
    if len(body) > SIZE_LIMIT:
        raise Unreadable(f"the body has more than {SIZE_LIMIT:,} bytes; send fewer signals at once")
    try:
        signals = _decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise Unreadable("the body is no list of signals; this format is for what irsim itself observes") from None
    left_out = max(0, len(signals) - ALERT_LIMIT)
    return Reading(tuple(signals[:ALERT_LIMIT]), truncated=left_out)


def read_heartbeat(body: bytes) -> Reading:
    """Whatever it says: its sender lives, and there is nothing to read."""
    return Reading(())
