"""A chart of lanes along time: bars that were kept or overrun, and marks. What is to be seen, not how it is drawn."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from irsim.words.durations import DAY, HOUR, MINUTE, SECOND

Tone = Literal["good", "bad", "late", "quiet", "open", "plain"]
"""What a bar or mark means: kept, overrun, kept late, waived, still running, or none of it."""

Shape = Literal["tick", "triangle", "diamond", "square", "circle"]


@dataclass(frozen=True)
class Bar:
    """From `since` to `until` (ms); beyond `due` it is overrun. `sign` and `text` say the same without colour."""

    since: int
    until: int
    due: int
    tone: Tone
    sign: str
    text: str


@dataclass(frozen=True)
class Mark:
    """Something that happened at `at` (ms)."""

    at: int
    shape: Shape
    tone: Tone
    text: str


@dataclass(frozen=True)
class Lane:
    """A row of the chart."""

    label: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """A part of time (ms) that is drawn; what lies between two stretches is left out, and `skipped` says how much."""

    since: int
    until: int
    title: str = ""
    skipped: str = ""


@dataclass(frozen=True)
class Chart:
    """Lanes over stretches of time, with a legend of (shape or `bar`, tone, meaning)."""

    stretches: tuple[Stretch, ...]
    lanes: tuple[Lane, ...]
    legend: tuple[tuple[str, Tone, str], ...] = ()


STEPS = (
    10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
    HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 28 * DAY, 91 * DAY, 364 * DAY,
)  # fmt: skip
"""Distances between two marks of the axis (ms)."""


class Axis:
    """Instants (ms) to places from 0 to `width`. Each stretch gets its share, and at least `least`; `gap` between."""

    def __init__(self, stretches: tuple[Stretch, ...], width: float, *, least: float, gap: float) -> None:
        self.stretches = stretches
        self.gap = gap
        room = max(1.0, width - gap * (len(stretches) - 1))
        least = min(least, room / max(1, len(stretches)))
        lengths = [max(1, stretch.until - stretch.since) for stretch in stretches]
        spare = room - least * len(stretches)
        self.widths = [least + spare * length / sum(lengths) for length in lengths]
        self.starts: list[float] = []
        at = 0.0
        for each in self.widths:
            self.starts.append(at)
            at += each + gap

    def place(self, instant: int) -> float:
        """Where an instant stands; one that is left out stands where the next stretch begins."""
        number = min(bisect_left([stretch.until for stretch in self.stretches], instant), len(self.stretches) - 1)
        stretch, start, width = self.stretches[number], self.starts[number], self.widths[number]
        share = (instant - stretch.since) / max(1, stretch.until - stretch.since)
        return start + width * min(1.0, max(0.0, share))

    def ticks(self, apart: float) -> list[tuple[int, float]]:
        """Round instants with their places, at least `apart` from each other."""
        found: list[tuple[int, float]] = []
        for stretch, start, width in zip(self.stretches, self.starts, self.widths, strict=True):
            length = max(1, stretch.until - stretch.since)
            step = next((each for each in STEPS if each / length * width >= apart), STEPS[-1])
            instant = -(-stretch.since // step) * step
            here = [(stretch.since, start)] if instant != stretch.since else []
            if found and start - found[-1][1] < apart:
                found.pop()
            while instant <= stretch.until:
                place = start + width * (instant - stretch.since) / length
                if not here or place - here[-1][1] >= apart:
                    here.append((instant, place))
                instant += step
            found += here
        return found


def packed(bars: tuple[Bar, ...], most: int) -> list[list[Bar]]:
    """The bars in as few rows as keep them apart, at most `most`: what does not fit then overlaps in the last."""
    rows: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: (bar.since, bar.until)):
        free = next((row for row in rows if max(each.until for each in row) <= bar.since), None)
        if free is not None:
            free.append(bar)
        elif len(rows) < most:
            rows.append([bar])
        else:
            rows[-1].append(bar)
    return rows
