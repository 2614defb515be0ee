"""How lines add up over time, for one key of one rule: each keeps as little as its figure needs."""

from collections import OrderedDict, deque
from typing import Protocol

from irsim.live.logs.lines import Line
from irsim.plan.models import Detection

BUCKETS = 60
"""Parts of a window into which a sum is divided: it is exact to a sixtieth of its time."""


class Window(Protocol):
    """One key's window. `hear` says how much it comes to where that is enough, else 0."""

    def hear(self, at: int, line: Line, fields: dict[str, str]) -> int:
        """A line that counts, at `at` (Unix ms, never below an earlier one)."""


class Single:
    """One line is enough."""

    def hear(self, at: int, line: Line, fields: dict[str, str]) -> int:
        return 1


class Count:
    """So many lines within a time: the instants of the last so many."""

    def __init__(self, at_least: int, within: int) -> None:
        self._within = within
        self._instants: deque[int] = deque(maxlen=at_least)

    def hear(self, at: int, line: Line, fields: dict[str, str]) -> int:
        self._instants.append(at)
        full = len(self._instants) == self._instants.maxlen
        return len(self._instants) if full and at - self._instants[0] <= self._within else 0


class Distinct:
    """So many values of a field within a time: the last so many, each with its latest instant."""

    def __init__(self, field: str, at_least: int, within: int) -> None:
        self._field = field
        self._at_least = at_least
        self._within = within
        self._values: OrderedDict[str, int] = OrderedDict()

    def hear(self, at: int, line: Line, fields: dict[str, str]) -> int:
        value = fields.get(self._field, "")
        if value:
            self._values[value] = at
            self._values.move_to_end(value)
            while len(self._values) > self._at_least:
                self._values.popitem(last=False)
        values = self._values
        enough = len(values) >= self._at_least and at - next(iter(values.values())) <= self._within
        return len(values) if enough else 0


class Sum:
    """More than so much of a field within a time."""

    def __init__(self, field: str, above: int, within: int) -> None:
        self._field = field
        self._above = above
        self._bucket = max(1, within // BUCKETS)
        self._within = within
        self._parts: deque[tuple[int, int]] = deque()

    def hear(self, at: int, line: Line, fields: dict[str, str]) -> int:
        number = at // self._bucket
        amount = whole(fields.get(self._field, "")) or 0
        if self._parts and self._parts[-1][0] == number:
            self._parts[-1] = (number, self._parts[-1][1] + max(0, amount))
        else:
            self._parts.append((number, max(0, amount)))
        while self._parts[0][0] * self._bucket < at - self._within:
            self._parts.popleft()
        total = sum(part for _, part in self._parts)
        return total if total > self._above else 0


class Sequence:
    """Lines of one kind, then one of another."""

    def __init__(self, at_least: int, within: int) -> None:
        self._before = Count(at_least, within)
        self._ready = -1
        self._within = within

    def before(self, at: int, line: Line, fields: dict[str, str]) -> None:
        """A line of the first kind."""
        if self._before.hear(at, line, fields):
            self._ready = at

    def hear(self, at: int, line: Line, fields: dict[str, str]) -> int:
        if self._ready < 0 or at - self._ready > self._within:
            return 0
        self._ready = -1
        return 1


class First:
    """A value that was never there: known ones with their latest instants, to be kept over a restart."""

    LIMIT = 1_000
    """values of one key; the longest unseen are forgotten"""

    def __init__(self, field: str, learning: int, forget: int) -> None:
        self._field = field
        self._learning = learning
        self._forget = forget
        self.begun = -1
        self.known: OrderedDict[str, int] = OrderedDict()

    def hear(self, at: int, line: Line, fields: dict[str, str]) -> int:
        value = fields.get(self._field, "")
        if not value:
            return 0
        learning = self.begun < 0 or at - self.begun < self._learning
        if self.begun < 0:
            self.begun = at
        seen = self.known.get(value)
        self.known[value] = at
        self.known.move_to_end(value)
        while len(self.known) > self.LIMIT:
            self.known.popitem(last=False)
        return 1 if not learning and (seen is None or at - seen > self._forget) else 0


def window_of(rule: Detection) -> Window:
    """A new window for one key of a rule."""
    if rule.count is not None:
        return Count(rule.count.at_least, rule.count.within)
    if rule.distinct is not None:
        return Distinct(rule.distinct.field, rule.distinct.at_least, rule.distinct.within)
    if rule.sum is not None:
        return Sum(rule.sum.field, rule.sum.above, rule.sum.within)
    if rule.sequence is not None:
        return Sequence(rule.sequence.at_least, rule.sequence.within)
    if rule.first is not None:
        return First(rule.first.field, rule.first.learning, rule.first.forget)
    return Single()


def whole(text: str) -> int | None:
    """A whole number as loggers write it; None where it is none."""
    text = text.strip().removesuffix(".0")
    return int(text) if len(text) <= 18 and text.lstrip("-").isdecimal() and text.isascii() else None
