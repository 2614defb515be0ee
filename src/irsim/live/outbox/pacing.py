"""How patiently a way is used: waits that grow between attempts, so many a minute, and a rest when it does not work."""

import random
from collections import deque

from irsim.live.config.channels import Channel

MINUTE = 60_000


class Pace:
    """One way's own. All instants are ms."""

    def __init__(self, way: Channel, chance: random.Random | None = None) -> None:
        self.way = way
        self._chance = chance or random.Random()  # it spreads attempts, and guards nothing
        self._sent: deque[int] = deque()
        self._failures = 0
        self._rests_until = 0

    def ready_at(self, now: int) -> int:
        """When the way may be used next: now, after its rest, or when fewer went in the last minute."""
        while self._sent and self._sent[0] <= now - MINUTE:
            self._sent.popleft()
        full = len(self._sent) >= self.way.per_minute
        return max(now, self._rests_until, self._sent[0] + MINUTE if full else 0)

    def resting(self, now: int) -> bool:
        """Whether it rests after many failures."""
        return now < self._rests_until

    def used(self, now: int) -> None:
        """An attempt begins."""
        self._sent.append(now)

    def worked(self) -> None:
        """It took something."""
        self._failures = 0

    def failed(self, now: int) -> None:
        """It did not: after the configured number of times it rests; then a single failure sends it to rest again."""
        self._failures += 1
        if self._failures >= self.way.rests_after:
            self._rests_until = now + self.way.rests_for

    def wait(self, attempt: int) -> int:
        """How long after attempt `attempt` (from 1) the next one comes (ms): doubled each time, spread by half."""
        whole = min(self.way.retry.longest, self.way.retry.first << min(attempt - 1, 30))
        return max(1, whole // 2 + self._chance.randrange(whole // 2 + 1))
