"""How what we observe ourselves is handed on: signals, as senders' are, and readings, which the room's gauges show.

Everything here goes the durable way: `tell` returns once the store has it, and raises `Away` where it does not; then it
is said again with the next occasion.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from irsim.events import live
from irsim.events.base import Event
from irsim.events.signals import RESOLVED, Signal
from irsim.events.world import ServiceChanged
from irsim.live.store.base import Away

Tell = Callable[[str, Sequence[Signal]], Awaitable[None]]
"""Hand signals of a source over, durably. An empty group says that the source lives. Raises Away."""

PENDING = 10_000
"""Signals of one source that wait for a store that is away; beyond it the oldest are forgotten."""


@dataclass(frozen=True)
class Measured:
    """A metric of a service had this value (in the metric's unit) at `at` (Unix ms)."""

    service: str
    metric: str
    value: int
    at: int


@dataclass(frozen=True)
class Failed:
    """A source could not be asked, or what it says could not be used: why."""

    source: str
    reason: str


@dataclass(frozen=True)
class Heard:
    """A source that is asked has answered, at `at` (Unix ms), though it had nothing new to say."""

    source: str
    at: int


Report = Callable[[Measured | Failed | Heard], Awaitable[None]]
"""Put on record what is no alert."""


def event_of(said: Measured | Failed, starts: int) -> Event:
    """What is put on record of it; `starts` is the Unix ms at which the session's time is 0."""
    if isinstance(said, Failed):
        return live.SourceFailed(said.source, said.reason)
    at = said.at - starts
    return ServiceChanged(said.service, said.metric, at, said.value, at, said.value)


def ended(keys: Iterable[str]) -> list[Signal]:
    """That these alerts are over: nothing watches for them any more."""
    return [Signal(key, RESOLVED, "no longer watched") for key in sorted(keys)]


class Teller:
    """Says the signals of one source, and keeps those that could not be said: of each key the newest."""

    def __init__(self, source: str, tell: Tell) -> None:
        self.source = source
        self._tell = tell
        self._pending: dict[str, Signal] = {}

    async def say(self, signals: Iterable[Signal]) -> bool:
        """Whether all that is to be said was taken; nothing to say is taken at once."""
        for signal in signals:
            self._pending.pop(signal.key, None)
            self._pending[signal.key] = signal
        while len(self._pending) > PENDING:
            del self._pending[next(iter(self._pending))]
        if not self._pending:
            return True
        saying = dict(self._pending)
        try:
            await self._tell(self.source, list(saying.values()))
        except Away:
            return False
        for key, signal in saying.items():
            if self._pending.get(key) is signal:
                del self._pending[key]
        return True
