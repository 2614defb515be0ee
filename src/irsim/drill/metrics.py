"""The metrics of the world: a calm value and whatever bends it, told as straight integer segments when they change."""

from collections.abc import Callable

from irsim.drill.stage import Stage, Timer

Point = tuple[int, int]


class Bending:
    """One push on one metric: a polyline of (instant, amount), nothing before it and flat after it."""

    def __init__(self, points: list[Point]) -> None:
        self.points = points

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

    def heading(self, now: int, end: int) -> int:
        """Where it is heading at `end`, its next point or before, without the jumps that happen at `end` itself."""
        before: Point | None = None
        for point in self.points:
            if point[0] > now:
                if before is None:
                    return 0
                (t0, v0), (t1, v1) = before, point
                return v0 + (v1 - v0) * (end - t0) // (t1 - t0)
            before = point
        return before[1] if before else 0

    def next_point(self, after: int) -> int | None:
        """The next instant at which its slope changes."""
        return next((at for at, _ in self.points if at > after), None)

    def end(self, at: int, over: int) -> None:
        """Let go from `at` on, back to nothing over `over` ms."""
        now = self.amount(at)
        self.points = [(at, now), (at + over, 0)] if over and now else [(at, 0)]

    def spent(self, at: int) -> bool:
        """Whether it will never push again."""
        return not self.points or (self.points[-1][0] <= at and self.points[-1][1] == 0)


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

    def _raw(self, at: int) -> int:
        return self.calm + sum(bending.amount(at) for bending in self.bendings)

    def _held(self, value: int) -> int:
        value = max(value, self.floor)
        return value if self.ceiling is None else min(value, self.ceiling)

    def _tell(self, _: object) -> None:
        self._marked = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self.stage.now
        self.bendings = [bending for bending in self.bendings if not bending.spent(now)]
        upcoming = [point for bending in self.bendings if (point := bending.next_point(now)) is not None]
        raw = self._raw(now)
        if not upcoming:
            self._tell_segment(now, self._held(raw), now, self._held(raw))
            return
        end = min(upcoming)
        heading = self.calm + sum(bending.heading(now, end) for bending in self.bendings)
        for bound in (self.floor, self.ceiling):
            if bound is not None and min(raw, heading) < bound < max(raw, heading):
                meets = now + -(-abs(bound - raw) * (end - now) // abs(heading - raw))
                if meets < end:
                    end, heading = meets, bound
        self._tell_segment(now, self._held(raw), end, self._held(heading))
        self._timer = self.stage.at(end, self._tell)

    def _tell_segment(self, t0: int, v0: int, t1: int, v1: int) -> None:
        segment = (t0, v0, t1, v1)
        told_t0, told_v0, told_t1, told_v1 = self.segment
        flat = v0 == v1
        if flat and told_v1 == v0 and told_t1 <= t0:
            return
        self.segment = segment
        self.changed(t0, v0, t1, v1)
