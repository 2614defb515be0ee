"""A chart as SVG: it scales, prints, reads without colour, and needs nothing from elsewhere."""

from html import escape

from irsim.reports.document.chart import Axis, Bar, Chart, Lane, Mark, Stretch, packed
from irsim.reports.plain import one_line
from irsim.words.durations import format_instant

WIDTH, LABELS, EDGE = 760.0, 150.0, 12.0
"""Units of the drawing: on an A4 page a unit is about a quarter of a millimetre."""

ROW, BAR, TOP, LEGEND = 15.0, 9.0, 34.0, 16.0

ROWS = 4
"""Rows that the bars of a lane take at most."""

COLOURS = {
    "good": "#2f7d4f",
    "bad": "#b3261e",
    "late": "#b26a00",
    "quiet": "#8a8f98",
    "open": "#2b5fa8",
    "plain": "#3a3f47",
}
"""Dark enough on white to be read, and different in lightness for those who print in grey."""


def svg(chart: Chart, title: str) -> str:
    """The drawing as an element that can stand in a page."""
    axis = Axis(chart.stretches, WIDTH - LABELS - EDGE, least=70, gap=22)
    body: list[str] = []
    marks: list[str] = []
    y = TOP
    for lane in chart.lanes:
        rows = packed(lane.bars, ROWS)
        height = ROW * max(1, len(rows)) + 3
        body += _lane(axis, lane, rows, y)
        marks += [_mark(mark, LABELS + axis.place(mark.at), y + height / 2) for mark in lane.marks]
        y += height
    bottom = y
    head, gaps = _axis(axis, bottom), _gaps(axis, bottom)
    legend, y = _legend(chart, bottom + 14)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {y:g}" role="img" '
            f'aria-label="{_attribute(title)}" font-family="system-ui, sans-serif" font-size="9">',
            f"<title>{_text(title)}</title>",
            '<defs><pattern id="overrun" width="4" height="4" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><rect width="4" height="4" fill="#f3d3d0"/>'
            '<rect width="2" height="4" fill="#b3261e"/></pattern></defs>',
            *head,
            *body,
            *gaps,
            *marks,
            *legend,
            "</svg>",
        ]
    )


def _axis(axis: Axis, bottom: float) -> list[str]:
    parts: list[str] = []
    for stretch, start, width in zip(axis.stretches, axis.starts, axis.widths, strict=True):
        x = LABELS + start
        parts.append(f'<rect x="{x:.1f}" y="{TOP:g}" width="{width:.1f}" height="{bottom - TOP:.1f}" fill="#f6f7f9"/>')
        parts += _named(stretch, x, width)
    for instant, place in axis.ticks(46):
        x = LABELS + place
        parts.append(
            f'<line x1="{x:.1f}" y1="{TOP:g}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="#d5d9df" stroke-width="0.6"/>'
        )
        anchor = "end" if x > WIDTH - 30 else "middle"
        parts.append(f'<text x="{x:.1f}" y="{TOP - 4:g}" text-anchor="{anchor}" fill="#555">{_stamp(instant)}</text>')
    return parts


def _gaps(axis: Axis, bottom: float) -> list[str]:
    """Where time is left out: a white strip over whatever goes on through it."""
    parts: list[str] = []
    middle = (TOP + bottom) / 2
    for number, stretch in enumerate(axis.stretches[1:], 1):
        left = LABELS + axis.starts[number] - axis.gap
        x = left + axis.gap / 2 + 3
        words = _text(f"{stretch.skipped} left out" if stretch.skipped else "left out")
        parts.append(
            f'<rect x="{left:.1f}" y="{TOP:g}" width="{axis.gap:g}" height="{bottom - TOP:.1f}" fill="#fff"/>'
            f'<path d="M{left:.1f} {TOP:g}V{bottom:.1f}M{left + axis.gap:.1f} {TOP:g}V{bottom:.1f}" stroke="#9aa1ab" '
            'stroke-width="0.8" stroke-dasharray="3 2"/>'
            f'<text x="{x:.1f}" y="{middle:.1f}" text-anchor="middle" fill="#555" '
            f'transform="rotate(-90 {x:.1f} {middle:.1f})">{words}</text>'
        )
    return parts


def _named(stretch: Stretch, x: float, width: float) -> list[str]:
    if not stretch.title:
        return []
    title = one_line(stretch.title, max(6, int(width / 5)))
    return [f'<text x="{x:.1f}" y="10" font-weight="600" fill="#222">{_text(title)}</text>']


def _stamp(instant: int) -> str:
    """`T+1:30`, with seconds where there are some."""
    written = format_instant(instant).removesuffix(":00")
    sign, rest = written[:2], written[2:]
    return _text(f"{sign}{rest[1:] if rest.startswith('0') and len(rest) > 4 else rest}")


def _lane(axis: Axis, lane: Lane, rows: list[list[Bar]], y: float) -> list[str]:
    label = one_line(lane.label, 29)
    parts = [
        f'<line x1="0" y1="{y:.1f}" x2="{WIDTH - EDGE:g}" y2="{y:.1f}" stroke="#e3e6ea" stroke-width="0.8"/>',
        f'<text x="0" y="{y + ROW - 4:.1f}" fill="#111">{_text(label)}</text>',
    ]
    for number, row in enumerate(rows):
        for bar in row:
            parts += _bar(axis, bar, y + number * ROW + (ROW - BAR) / 2 + 1)
    return parts


def _bar(axis: Axis, bar: Bar, y: float) -> list[str]:
    start, end = LABELS + axis.place(bar.since), LABELS + axis.place(bar.until)
    due = min(end, max(start, LABELS + axis.place(bar.due)))
    kept = max(1.5, due - start)
    colour = COLOURS[bar.tone]
    parts = [f"<g><title>{_text(bar.text)}</title>"]
    parts.append(f'<rect x="{start:.1f}" y="{y:.1f}" width="{kept:.1f}" height="{BAR:g}" rx="1" fill="{colour}"/>')
    if bar.until > bar.due and bar.tone in ("bad", "late"):
        over = max(2.5, end - due)
        parts.append(
            f'<rect x="{due:.1f}" y="{y:.1f}" width="{over:.1f}" height="{BAR:g}" fill="url(#overrun)" '
            f'stroke="{COLOURS["bad"]}" stroke-width="0.6"/>'
        )
        end = max(end, due + over)
    if end < WIDTH - EDGE - 4:
        parts.append(f'<text x="{end + 2:.1f}" y="{y + BAR - 1:.1f}" fill="{colour}">{_text(bar.sign)}</text>')
    return [*parts, "</g>"]


def _mark(mark: Mark, x: float, y: float) -> str:
    return f"<g><title>{_text(mark.text)}</title>{_shape(mark.shape, mark.tone, x, y)}</g>"


def _shape(shape: str, tone: str, x: float, y: float) -> str:
    colour = COLOURS[tone]
    if shape == "tick":
        return f'<rect x="{x - 0.8:.1f}" y="{y - 5:.1f}" width="1.6" height="10" fill="{colour}"/>'
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{colour}"/>'
    if shape == "square":
        return f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="{colour}"/>'
    if shape == "bar":
        return f'<rect x="{x - 7:.1f}" y="{y - 4:.1f}" width="14" height="8" rx="1" fill="{colour}"/>'
    if shape == "overrun":
        return (
            f'<rect x="{x - 7:.1f}" y="{y - 4:.1f}" width="14" height="8" fill="url(#overrun)" '
            f'stroke="{colour}" stroke-width="0.6"/>'
        )
    points = [(0.0, -4.0), (4.0, 3.2), (-4.0, 3.2)]
    if shape == "diamond":
        points = [(0.0, -4.2), (4.2, 0.0), (0.0, 4.2), (-4.2, 0.0)]
    path = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in points)
    fill = colour if tone != "quiet" else "#fff"
    return f'<polygon points="{path}" fill="{fill}" stroke="{colour}" stroke-width="0.8"/>'


def _legend(chart: Chart, y: float) -> tuple[list[str], float]:
    """The legend, and where it ends."""
    parts: list[str] = []
    x = 4.0
    for shape, tone, words in chart.legend:
        width = 22 + 4.9 * len(words)
        if x + width > WIDTH - EDGE:
            x, y = 4.0, y + LEGEND
        parts.append(_shape(shape, tone, x + 7, y))
        parts.append(f'<text x="{x + 18:.1f}" y="{y + 3:.1f}" fill="#333">{_text(words)}</text>')
        x += width
    return parts, y + LEGEND


def _text(words: str) -> str:
    return escape(one_line(words, 300), quote=False)


def _attribute(words: str) -> str:
    return escape(one_line(words, 300))
