"""Who is heard, and who should have been: no alerts and no sender look the same until somebody asks.

Silence becomes `source.silent`, which the board makes an alert of irsim's own; being heard again becomes
`source.heard`. The time of silence is that of what was last heard, over restarts, too.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from irsim.board.state import NEVER, Source
from irsim.events.live import SourceHeard, SourceSilent
from irsim.live.store.base import Away
from irsim.words.durations import MINUTE

GRACE = 5 * MINUTE
"""After a start senders have one interval, this at most, to be heard before what happened meanwhile counts."""

LOOK = 1.0
"""Seconds between two looks."""


@dataclass(frozen=True)
class Hearing:
    """How it stands with a source: `since` is when it was last heard (session ms; NEVER: it is awaited)."""

    source: str
    state: Literal["awaited", "heard", "silent"]
    since: int
    every: int


class Heartbeats:
    """Sources that are expected. Instants are session ms."""

    def __init__(self, expected: Mapping[str, int], began: int = 0) -> None:
        """`expected` is source to how often (ms) it should be heard."""
        self.expected = dict(expected)
        self.began = began
        """when this process began to listen"""
        self._heard: dict[str, int] = {}

    def hear(self, source: str, at: int) -> None:
        """A source said something, though it may have been nothing new; any delivery counts, an empty group too."""
        self._heard[source] = max(at, self._heard.get(source, NEVER))

    def last(self, sources: Mapping[str, Source], name: str) -> int:
        """When a source was last heard: as the board knows, or as it was heard here without a record."""
        known = sources.get(name)
        return max(known.heard_at if known is not None else NEVER, self._heard.get(name, NEVER))

    def look(self, sources: Mapping[str, Source], now: int) -> list[SourceHeard | SourceSilent]:
        """What is to be put on record at `now`; `sources` are the board's."""
        said: list[SourceHeard | SourceSilent] = []
        for name in dict.fromkeys([*self.expected, *self._heard, *sources]):
            known, last = sources.get(name), self.last(sources, name)
            silent_since = known.silent_since if known is not None else NEVER
            if silent_since != NEVER:
                if last > silent_since or name not in self.expected:
                    said.append(SourceHeard(name, silent_since))
                continue
            if last == NEVER:
                continue
            if known is None or known.heard_at == NEVER:
                said.append(SourceHeard(name))
            elif known.fault and self._heard.get(name, NEVER) > known.fault_at:
                said.append(SourceHeard(name, known.fault_at))  # asked again, it answers, though it has nothing new
            every = self.expected.get(name, 0)
            if every and now >= max(last + every, self.began + min(every, GRACE)):
                said.append(SourceSilent(name, last, every))
        return said

    def states(self, sources: Mapping[str, Source]) -> list[Hearing]:
        """How it stands with every source that is expected or was heard."""
        found = []
        for name in dict.fromkeys([*self.expected, *self._heard, *sources]):
            known, last = sources.get(name), self.last(sources, name)
            silent = known is not None and known.silent_since != NEVER
            state: Literal["awaited", "heard", "silent"] = (
                "silent" if silent else "awaited" if last == NEVER else "heard"
            )
            found.append(Hearing(name, state, last, self.expected.get(name, 0)))
        return found


Enter = Callable[[SourceHeard | SourceSilent], Awaitable[None]]
"""Put it on record, durably."""


async def run(
    heartbeats: Heartbeats, sources: Callable[[], Mapping[str, Source]], enter: Enter, now: Callable[[], int]
) -> None:
    """Look until cancelled; `now` gives session ms."""
    heartbeats.began = now()
    while True:
        with suppress(Away):  # what could not be put on record is found again with the next look
            for said in heartbeats.look(sources(), now()):
                await enter(said)
        await asyncio.sleep(LOOK)
