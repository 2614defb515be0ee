"""The metrics of the world: a calm value and whatever bends it, told as straight integer segments when they change.

Each push rounds down by itself, so between two breakpoints the told line may differ from the sum of the pushes by a
unit a push; where a metric meets its floor or ceiling within a millisecond, by what it moves in that millisecond.
"""

from collections.abc import Callable

from irsim.drill.stage import Stage, Timer

Point = tuple[int, int]


class Bending:
    """One push on one metric: a polyline of (instant, amount), nothing before it and flat after it."""

    __slots__ = ("points", "reached")

    def __init__(self, points: list[Point]) -> None:
        self.points = points
        self.reached = 0
        """how many of the points its metric has passed; time only goes on"""

    def amount(self, at: int) -> int:
        """The push at an instant."""
        before: Point | None = None
        for point in self.points:
            if point[0] > at:
                if before is None:
                    return 0
                (t0, v0), (t1, v1) = before, point
                return v0 + (v1 - v0) * (at - t0) // (t1 - t0)
            before = point
        return before[1] if before else 0

    def end(self, at: int, over: int) -> None:
        """Let go from `at` on, back to nothing over `over` ms."""
        now = self.amount(at)
        self.points = [(at, now), (at + over, 0)] if over and now else [(at, 0)]
        self.reached = 0


def push(start: int, amount: int, after: int, over: int, lasts: int | None, fades: int) -> Bending:
    """A push of `amount` reached over `over` ms, `after` ms from `start`; kept for `lasts` (for good if None)."""
    begin = start + after
    points = [(begin, 0), (begin + over, amount)] if over else [(begin, amount)]
    if lasts is not None:
        points.append((begin + over + lasts, amount))
        points.append((begin + over + lasts + fades, 0))
    return Bending(points)


class Metric:
    """One metric of one service. `changed(t0, v0, t1, v1)` is called for each new segment."""

    __slots__ = ("_marked", "_timer", "bendings", "calm", "ceiling", "changed", "floor", "segment", "stage")

    def __init__(
        self, stage: Stage, calm: int, floor: int, ceiling: int | None, changed: Callable[[int, int, int, int], None]
    ) -> None:
        self.stage = stage
        self.calm = calm
        self.floor = floor
        self.ceiling = ceiling
        self.changed = changed
        self.bendings: list[Bending] = []
        self.segment = (0, calm, 0, calm)
        self._timer: Timer | None = None
        self._marked = False

    def bend(self, bending: Bending) -> None:
        """Add a push; the new segment is told at the end of this instant's NORMAL band."""
        self.bendings.append(bending)
        self.touch()

    def touch(self) -> None:
        """Its pushes changed."""
        if not self._marked:
            self._marked = True
            self.stage.at(self.stage.now, self._tell)

    def _tell(self, timer: Timer) -> None:
        """Say the line that it is on from now to the next instant at which a push changes, or a bound is met."""
        self._marked = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = timer.at
        raw, end = self.calm, 0
        sloping: list[tuple[int, int, int, int]] = []
        spent = False
        for bending in self.bendings:
            points, reached = bending.points, bending.reached
            count = len(points)
            while reached < count and points[reached][0] <= now:
                reached += 1
            bending.reached = reached
            if reached == count:
                amount = points[-1][1]
                raw += amount
                spent = spent or not amount
                continue
            t1, v1 = points[reached]
            if not end or t1 < end:
                end = t1
            if reached:
                t0, v0 = points[reached - 1]
                if v0 == v1:
                    raw += v0
                else:
                    raw += v0 + (v1 - v0) * (now - t0) // (t1 - t0)
                    sloping.append((t0, v0, t1, v1))
        if spent:
            self.bendings = [b for b in self.bendings if b.reached < len(b.points) or b.points[-1][1]]
        if not end:
            self._tell_segment(now, raw, now, raw)
            return
        heading = raw
        for t0, v0, t1, v1 in sloping:
            heading += (v1 - v0) * (end - t0) // (t1 - t0) - (v1 - v0) * (now - t0) // (t1 - t0)
        if heading != raw:
            for bound in (self.floor, self.ceiling):
                if bound is not None and (raw < bound < heading or heading < bound < raw):
                    end = now + -(-abs(bound - raw) * (end - now) // abs(heading - raw))
                    heading = bound
        self._tell_segment(now, raw, end, heading)
        self._timer = self.stage.at(end, self._tell)

    def _tell_segment(self, t0: int, v0: int, t1: int, v1: int) -> None:
        """The values as they would be without floor and ceiling; nothing is said that has been said already."""
        floor, ceiling = self.floor, self.ceiling
        if v0 < floor:
            v0 = floor
        elif ceiling is not None and v0 > ceiling:
            v0 = ceiling
        if v1 < floor:
            v1 = floor
        elif ceiling is not None and v1 > ceiling:
            v1 = ceiling
        segment, told = (t0, v0, t1, v1), self.segment
        if segment == told or (v0 == v1 == told[3] and (told[2] <= t0 or told[1] == v0)):
            return
        self.segment = segment
        self.changed(t0, v0, t1, v1)
