"""What irsim itself observes goes the way of deliveries."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irsim.events.signals import FIRING, Signal
from irsim.live.sources import Unreadable, read
from irsim.live.sources.own import SIGNALS, write_signals

SIGNAL = Signal("front/unreachable", FIRING, "api: it refuses the connection", labels={"probe": "front"}, since=5)


def test_signals_come_back_as_they_were() -> None:
    assert read(SIGNALS, write_signals([SIGNAL, SIGNAL]), received=0).signals == (SIGNAL, SIGNAL)
    assert read(SIGNALS, write_signals([]), received=0).signals == ()


@given(st.binary(max_size=200))
def test_what_is_no_list_of_signals_is_said(body: bytes) -> None:
    with suppress(Unreadable):
        read(SIGNALS, body, received=0)


@pytest.mark.parametrize("body", [b"", b"{}", b'[{"key":1}]', b"[" * 100_000])
def test_hostile_bodies(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(SIGNALS, body, received=0)
