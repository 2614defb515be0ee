"""The palette that lines are drawn in: component classes `line--NAME`, coloured in `app.tcss` from the theme."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from irsim.tui.lines import Span

STYLES = (
    "muted", "strong", "urgent", "notice", "good", "accent", "bar", "rest", "badge", "cursor", "here", "key",
    "exercise", "live",
)  # fmt: skip
"""What a span may be."""

MOST = 500
"""Lines that a widget keeps as they were drawn."""

CLASSES = {f"line--{name}" for name in STYLES}


class Palette:
    """The styles of a widget as rich has them, kept until the theme changes."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[str, Style] = {"": Style()}
        self._strips: dict[tuple[tuple[Span, ...], int, Style, Style | None], Strip] = {}
        """lines that were drawn lately: most of what changes on a board changes other lines"""

    def __getitem__(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self._widget.get_component_rich_style(f"line--{name}", partial=True)
        return self._styles[name]

    def clear(self) -> None:
        """Read them anew."""
        self._styles = {"": Style()}
        self._strips.clear()

    def strip(self, spans: Sequence[Span], width: int, base: Style, over: Style | None = None) -> Strip:
        """Spans as a line of exactly `width` columns."""
        key = (tuple(spans), width, base, over)
        found = self._strips.get(key)
        if found is None:
            if len(self._strips) >= MOST:
                self._strips.clear()
            found = self._strips[key] = self._drawn(spans, width, base, over)
        return found

    def _drawn(self, spans: Sequence[Span], width: int, base: Style, over: Style | None) -> Strip:
        beneath = base + over if over else base
        segments = [Segment(span.text, self[span.style] + over if over else self[span.style]) for span in spans]
        return Strip(segments).adjust_cell_length(width, over or Style()).apply_style(beneath)
