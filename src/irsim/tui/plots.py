"""A line plot as text: braille dots for the curve, an axis whose labels are round numbers in the metric's unit.

Pure functions from numbers to rows; the screen gives them colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from irsim.words.durations import DAY, HOUR, MINUTE, SECOND

DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of a braille character: by column of dots, then from the top down."""

BRAILLE = 0x2800

SCALES: dict[str, tuple[tuple[float, str], ...]] = {
    "ms": ((1, " ms"), (1000, " s")),
    "ppm": ((10_000, " %"),),
    "per_1000s": ((1000 / 3600, "/h"), (1000 / 60, "/min"), (1000, "/s")),
    "count": ((1, ""),),
    "bytes": ((1, " B"), (10**3, " kB"), (10**6, " MB"), (10**9, " GB"), (10**12, " TB")),
}
SCALES["bytes_per_s"] = tuple((factor, f"{suffix}/s") for factor, suffix in SCALES["bytes"])

TIMES = (
    10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR,
    3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY,
)  # fmt: skip
"""Steps of a time axis that people can count in."""

NEAR = 4
"""A threshold is drawn where the values come up to a quarter of it; further off it would press the curve flat."""

WHOLE = 1_000_000
"""100 % in ppm: an axis ends there unless a value lies beyond it."""

NARROW = 0.3
"""Where values differ by less than this share of the highest, the axis begins near them: one sees the change."""


class Axis(NamedTuple):
    """Lowest and highest value of a plot, and its labelled values, from the lowest up."""

    low: int
    high: int
    labels: tuple[tuple[int, str], ...]

    def row(self, value: int, height: int) -> int:
        """The row of `height` rows, from the top, in which a value lies."""
        return (height * 4 - 1 - dot(value, self.low, self.high, height * 4)) // 4


def dot(value: int, low: int, high: int, dots: int) -> int:
    """The dot from the bottom, of `dots`, at which a value between `low` and `high` lies."""
    if high <= low:
        return 0
    return max(0, min(dots - 1, ((value - low) * (dots - 1) * 2 + (high - low)) // (2 * (high - low))))


THICK = 6
"""Rows from which a curve is two dots thick: a row of single dots is easily overlooked."""


def plot(values: Sequence[int], width: int, height: int, low: int, high: int) -> list[str]:
    """Values as a curve of braille characters in `height` rows of `width`, from the top down.

    Two values fall to each column: give `2 * width` of them, any other number is stretched. Neighbours are joined.
    """
    cells = [[0] * width for _ in range(height)]
    columns, dots = width * 2, height * 4
    if values and width > 0 and height > 0:
        last = len(values) - 1
        heights = [dot(values[x * last // max(1, columns - 1)], low, high, dots) for x in range(columns)]
        before = heights[0]
        for x, here in enumerate(heights):
            start, end = (before + 1, here) if here > before else (here, before - 1) if here < before else (here, here)
            for y in range(max(0, start - (height >= THICK)), end + 1):
                cells[(dots - 1 - y) // 4][x // 2] |= DOTS[x % 2][(dots - 1 - y) % 4]
            before = here
    return ["".join(chr(BRAILLE + bits) if bits else " " for bits in row) for row in cells]


def axis(values: Sequence[int], thresholds: Sequence[int], unit: str, height: int) -> Axis:
    """An axis on which all values fit, and those thresholds that they come near; about a label every other row."""
    top, bottom = max(values, default=0), min(0, *values) if values else 0
    near = [each for each in thresholds if each <= top * NEAR]
    top = max([top, *near])
    least = min([*values, *near], default=0)
    if least > 0 and 0 < top - least < top * NARROW:
        bottom = least - (top - least) // 2
    if top <= bottom:
        top = bottom + 1
    elif values and max(values) == min(values) and not near:
        top = max(2 * top, 1)  # a flat line stands in the middle
    if unit == "ppm" and max(values, default=0) <= WHOLE:
        top = min(top, WHOLE)
    whole = unit == "ppm" and top <= WHOLE
    top += (top - bottom) // 20  # the highest value is not at the very edge
    top = min(top, WHOLE) if whole else top
    factor, suffix = _scale(unit, top)
    step = _round_step((top - bottom) / factor, max(1, height // 2))
    step = max(step, 1) if factor == 1 else step
    counts = range(-int(-bottom / factor // step), int(top / factor // step) + 1)
    return Axis(bottom, top, tuple((round(count * step * factor), _label(count * step, suffix)) for count in counts))


def _scale(unit: str, top: int) -> tuple[float, str]:
    scales = SCALES.get(unit, ((1, ""),))
    least = 10 if unit == "per_1000s" else 1
    fitting = [each for each in scales if top / each[0] >= (1 if each[1] == "/s" else least)]
    return fitting[-1] if fitting else scales[0]


def _round_step(length: float, steps: int) -> float:
    """1, 2 or 5 times a power of ten, so that about `steps` of them make up `length`."""
    rough = length / steps
    power = 1e-3
    while power * 10 <= rough:
        power *= 10
    return next(power * each for each in (1, 2, 5, 10) if power * each >= rough or each == 10)


def _label(number: float, suffix: str) -> str:
    return f"{round(number, 3):,.10g}{suffix}" if number else "0"


def time_marks(since: int, until: int, width: int) -> list[tuple[int, int]]:
    """Instants (ms) worth a mark between two, each with its column of `width`; about one every fourteen columns."""
    length = max(1, until - since)
    wanted = max(1, width // 14)
    step = next((each for each in TIMES if length / each <= wanted), TIMES[-1])
    first = -(-since // step) * step
    return [(at, column(at, since, until, width)) for at in range(first, until + 1, step)]


def column(at: int, since: int, until: int, width: int) -> int:
    """The column of an instant."""
    return max(0, min(width - 1, (at - since) * width // max(1, until - since)))
