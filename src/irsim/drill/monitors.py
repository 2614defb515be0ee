"""Monitors that fire and clear by analytic crossings: one timer a watch, in the OBSERVE band, on the sampling grid."""

from collections.abc import Callable

from irsim.drill.crossings import NEVER, Segment, first_tick
from irsim.drill.stage import OBSERVE, Stage, Timer


class Watch:
    """One threshold on one metric. `fired(value)` and `cleared(value)` are called at grid ticks, never twice in a row.

    The condition is `value > above` or `value < below`, and must hold at every tick for `lasting` ms before it fires.
    """

    __slots__ = (
        "_at_least",
        "_cleared",
        "_every",
        "_fired",
        "_holds",
        "_lasting",
        "_segment",
        "_since",
        "_stage",
        "_timer",
        "firing",
    )

    def __init__(
        self,
        stage: Stage,
        segment: Segment,
        fired: Callable[[int], None],
        cleared: Callable[[int], None],
        *,
        above: int | None = None,
        below: int | None = None,
        every: int = 30_000,
        lasting: int = 0,
    ) -> None:
        self._stage = stage
        self._segment = segment
        self._fired = fired
        self._cleared = cleared
        self._holds = above is not None
        self._at_least = above + 1 if above is not None else (below or 0)
        self._every = every
        self._lasting = lasting
        self._since = NEVER
        self._timer: Timer | None = None
        self.firing = False
        self._plan(stage.now)

    def update(self, segment: Segment) -> None:
        """The metric is on another line from now on."""
        self._segment = segment
        if self._timer is None and self._since == NEVER and not self.firing:
            _, v0, _, v1 = segment
            if (v0 < self._at_least > v1) if self._holds else (v0 >= self._at_least <= v1):
                return  # far from the threshold, as most are: nothing is planned and nothing need be
        self._plan(self._stage.now)

    def _plan(self, start: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        on = self.firing or self._since != NEVER
        holds = self._holds != on
        tick = first_tick(self._segment, start, self._every, self._at_least, holds)
        if self._since != NEVER and not self.firing:
            ripe = -(-(self._since + self._lasting) // self._every) * self._every
            if tick == NEVER or ripe < tick:
                tick = max(ripe, -(-start // self._every) * self._every)
        if tick != NEVER:
            self._timer = self._stage.at(tick, self._look, OBSERVE)

    def _look(self, timer: Timer) -> None:
        self._timer = None
        now = timer.at
        value = self._value(now)
        if (value >= self._at_least) == self._holds:
            if self._since == NEVER:
                self._since = now
            if not self.firing and now - self._since >= self._lasting:
                self.firing = True
                self._fired(value)
        else:
            self._since = NEVER
            if self.firing:
                self.firing = False
                self._cleared(value)
        self._plan(now + 1)

    def _value(self, at: int) -> int:
        t0, v0, t1, v1 = self._segment
        if at >= t1:
            return v1
        return v0 + (v1 - v0) * (at - t0) // (t1 - t0) if at > t0 else v0
