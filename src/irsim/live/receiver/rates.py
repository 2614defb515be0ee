"""How fast a source may send: a bucket that fills steadily and holds two seconds' worth."""

import time
from collections.abc import Callable


class Rate:
    """`allowed` requests a second, in bursts of twice as many."""

    __slots__ = ("_allowed", "_at", "_clock", "_left", "_most")

    def __init__(self, allowed: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._allowed = allowed
        self._most = 2.0 * allowed
        self._left = self._most
        self._clock = clock
        self._at = clock()

    def take(self) -> bool:
        """Whether one more is in the bucket."""
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._allowed)
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
