"""How teams came along, as plain text and as CSV: a line a recording, medians, and a course in blocks."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from irsim.reports.columns import hang, in_ascii, pad
from irsim.reports.comparison import BESIDES, LIKE, NARROWEST, NONE, held_words, score_word
from irsim.reports.plain import counted, one_line
from irsim.reports.sheet import Cell, guarded
from irsim.scoring.trends import Trend

BLOCKS = "▁▂▃▄▅▆▇█"
"""Eighths of 100."""

HEADS = ("scenario", "number", "held", "recording", "measure", "value", "n", "head")

_FIGURE = 9
"""Columns of a figure."""


def course(scores: Sequence[float | None]) -> str:
    """Scores from 0 to 100 as blocks, all on the same scale; a gap where there is none."""
    return "".join(" " if each is None else BLOCKS[min(7, int(each * 8 // 100))] for each in scores)


def trends_text(found: Sequence[Trend], width: int = 100, *, ascii_only: bool = False) -> str:
    """Every trend, in lines of at most `width` columns, ending in a newline."""
    width = max(width, NARROWEST)
    text = "\n\n".join("\n".join(_trend(each, width)) for each in found) + "\n"
    if not ascii_only:
        return text
    digits = {ord(block): str(place) for place, block in enumerate(BLOCKS, 1)}
    return in_ascii(text.translate(digits).replace(NONE, "-"))


def _trend(found: Trend, width: int) -> list[str]:
    title = f"{one_line(found.codename)} ({one_line(found.scenario, 60)})"
    lines = [*hang("", f"{title}: {counted(found.n, 'recording')}", width), "─" * width]
    if found.n > 1 and not found.differences:
        lines += hang("  ", LIKE, width)
    elif found.differences:
        lines.append(f"  {BESIDES}")
        for sentence in found.differences:
            lines += hang("  - ", one_line(sentence, 1_000), width)
    shown = list(found.labels)[: max(0, (width - 60) // (_FIGURE + 1))]
    heads = ["score", "coverage", *(f"[{number}]" for number, _ in enumerate(shown, 1))]
    room = width - 24 - len(heads) * (_FIGURE + 1)
    lines += ["", _laid("", "held", "recording", heads, room)]
    for row in found.rows:
        figures = [score_word(row.score), f"{row.coverage:g} %", *(score_word(row.objectives.get(id)) for id in shown)]
        lines.append(_laid(str(row.number), held_words(row.held), one_line(row.name, 200), figures, room))
    middle = found.medians
    figures = [score_word(middle.score), _percent(middle.coverage)]
    figures += [score_word(middle.objectives[id]) for id in shown]
    lines.append(_laid("", "median", f"n = {middle.scored}", figures, room))
    lines += ["", *hang("  course    ", course([row.score for row in found.rows]), width)]
    for number, id in enumerate(shown, 1):
        line = course([row.objectives.get(id) for row in found.rows])
        lines.append(f"  [{number}]       {line}  {one_line(found.labels[id], 60)}")
    left = len(found.labels) - len(shown)
    return [*lines, f"  {counted(left, 'objective')} more in --json and --csv."] if left else lines


def _percent(coverage: float | None) -> str:
    return NONE if coverage is None else f"{coverage:g} %"


def _laid(number: str, held: str, name: str, figures: Sequence[str], room: int) -> str:
    tail = " ".join(pad(figure, _FIGURE, right=True) for figure in figures)
    return f"{pad(number, 4, right=True)}  {pad(held, 16)}  {pad(name, room)}{tail}".rstrip()


def trends_csv(found: Sequence[Trend]) -> str:
    """A row for each figure of each recording, then the medians. Scores of 100, with a point; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    for trend in found:
        for row in trend.rows:
            about: tuple[Cell, ...] = (trend.scenario, row.number, row.held, row.name)
            figures = {"score": row.score, "coverage": row.coverage, **_named(trend, row.objectives)}
            writer.writerows(_cells(about, figures, dict.fromkeys(figures), row.head))
        middle = trend.medians
        figures = {"score": middle.score, "coverage": middle.coverage, **_named(trend, middle.objectives)}
        counts = {measure: middle.scored if measure == "score" else trend.n for measure in figures}
        writer.writerows(_cells((trend.scenario, None, "", "median"), figures, counts, ""))
    return out.getvalue()


def _cells(
    about: Sequence[Cell], figures: Mapping[str, float | None], counts: Mapping[str, int | None], head: str
) -> Iterator[list[str | int]]:
    for measure, value in figures.items():
        shown = None if value is None else f"{value:g}"
        yield [guarded(cell) for cell in (*about, measure, shown, counts[measure], head)]


def _named(trend: Trend, objectives: Mapping[str, float | None]) -> dict[str, float | None]:
    return {f"objective {trend.labels.get(id, id)}": score for id, score in objectives.items()}
