"""The pacer's arithmetic: wall time to session time through an anchor that is set anew at every change."""

from dataclasses import dataclass

FASTEST = 360_000
"""Hundredths of real time: an hour a second. Faster is `max`."""


REAL_TIME = 100
"""The fastest pace (hundredths of real time) while a dialog is open."""

UNHURRIED = range(1, REAL_TIME + 1)
"""The paces (hundredths) at which somebody can read a dialog."""


def parse_pace(written: str) -> int:
    """A pace in hundredths from `4`, `0.5x` or `max` (0). Raises ValueError where it is none, or too slow or fast."""
    if written == "max":
        return 0
    try:
        speed = round(float(written.removesuffix("x")) * 100)
    except (ValueError, OverflowError):
        speed = 0
    if not 1 <= speed <= FASTEST:
        raise ValueError(f"'{written[:20]}' is no pace; give 1, 4, 60 (times real time) or max")
    return speed


@dataclass
class Pace:
    """At wall second `wall0` the room stood at `sim0` ms and moves at `speed` hundredths of real time.

    Deadlines are absolute, so nothing drifts. A speed of 0 is as fast as the engine can; a paused room stands.
    """

    sim0: int
    wall0: float
    speed: int
    paused: bool = False

    @property
    def flat_out(self) -> bool:
        """No pacing at all."""
        return self.speed == 0 and not self.paused

    def now(self, wall: float) -> int:
        """Session time (ms) at wall second `wall`."""
        if self.paused or self.speed == 0:
            return self.sim0
        return self.sim0 + int((wall - self.wall0) * 10 * self.speed)

    def wall_at(self, sim: int) -> float:
        """The wall second at which session time `sim` (ms) comes."""
        return self.wall0 + (sim - self.sim0) / (10 * self.speed)

    def anchor(
        self, wall: float, *, sim: int | None = None, speed: int | None = None, paused: bool | None = None
    ) -> None:
        """Set anew from where the room stands, with what is given changed."""
        self.sim0 = self.now(wall) if sim is None else sim
        self.wall0 = wall
        self.speed = self.speed if speed is None else speed
        self.paused = self.paused if paused is None else paused
