"""SimPy's environment with integer milliseconds, priority bands and lean timers.

Bands at one instant: URGENT 0, NORMAL 1, OBSERVE 2 (monitors, the duty desk), COMMAND 3. A person's input is strictly
last at its instant, and the instant is drained again after it. Events of one band run in the order they were made.
"""

import time
from collections.abc import Callable
from heapq import heappush
from typing import Any, ClassVar

import simpy
from msgspec import Struct

URGENT, NORMAL, OBSERVE, COMMAND = 0, 1, 2, 3


class Timer(Struct):
    """A callback at an instant, cheaper than a process or a condition, called with the timer; `cancel` empties it.

    It relies on what `Environment.step` touches of an event (callbacks, _ok and _value) and on how `schedule` puts one
    on the queue. `tests/drill/test_stage.py` holds SimPy to both, and the project pins simpy~=4.1.
    """

    callbacks: tuple[Callable[[Any], object], ...] | None
    at: int = 0
    _ok: ClassVar[bool] = True
    _value: ClassVar[None] = None

    def cancel(self) -> None:
        """Nothing will happen. A second call, or one after it fired, does nothing."""
        self.callbacks = ()


class Stage:
    """The environment and the means to run it up to an instant, whole or in slices."""

    def __init__(self) -> None:
        self.env = simpy.Environment()
        self._queue: list[Any] = self.env._queue
        self._eid = self.env._eid
        self._mark = -1
        self._going = False
        self.stopped = False
        self._halted = False

    @property
    def now(self) -> int:
        """The instant (ms)."""
        now: int = self.env._now  # type: ignore[assignment]  # only whole milliseconds are ever scheduled
        return now

    def at(self, instant: int, function: Callable[[Any], object], band: int = NORMAL) -> Timer:
        """Call `function` at `instant`, which is not before now."""
        timer = Timer((function,), instant)
        heappush(self._queue, (instant, band, next(self._eid), timer))  # what `schedule` does, for an instant
        return timer

    def stop(self) -> None:
        """Nothing more happens."""
        self.stopped = True
        self._going = False

    def advance(self, to: int, slice_seconds: float = 0) -> bool:
        """Run everything up to and including `to` in all bands below COMMAND; False when the slice is used up."""
        if self.stopped or to < self.env._now:
            return True
        if not self._going or self._mark != to:
            self._going = True
            self._mark = to
            self.at(to, lambda _: self._arrive(to), COMMAND)
        step = self.env.step
        self._halted = False
        if not slice_seconds:
            while self._going:
                step()
            return not self._halted
        until = time.perf_counter() + slice_seconds
        while self._going:
            for _ in range(16):
                step()
                if not self._going:
                    break
            else:
                if time.perf_counter() > until:
                    return False
        return not self._halted

    def halt(self) -> None:
        """Come back from `advance`, which says False, with what is left of this instant still to do."""
        self._halted = True
        self._going = False

    def _arrive(self, to: int) -> None:
        if to == self._mark:
            self._going = False
