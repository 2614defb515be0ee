"""Line filters: what Textual does last to each line of a widget before it goes to the terminal."""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from irsim.tui.terminal.glyphs import ascii_text

STANDS_OUT = 1.3
"""Contrast of two grounds from which on they mean something: bars and dialogs lie below it, cursors above."""

_REVERSE = Style(reverse=True)


class NoColour(LineFilter):
    """Takes every colour out, and shows in reverse what stood out by its ground alone: a cursor row, a selection.

    To come before Textual's own filters, which turn `dim` into colours. A widget that takes on another ground as whole
    (a focused button) has nothing to stand out from here; it needs a text style of its own.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """`segments` without colours; `background` is the ground of their widget."""
        framed = bool(segments) and _is_edge(segments[0].text)
        last = len(segments) - 1
        bare: list[Segment] = []
        for position, (text, style, control) in enumerate(segments):
            if style is not None:
                # Borders of half blocks have the ground of what lies around the widget.
                edge = _is_edge(text) and (position in (0, last) or (framed and len(set(text)) == 1))
                lifted = not edge and style.bgcolor is not None and stands_out(style.bgcolor, background)
                style = bare_style(style, lifted)
            bare.append(Segment(text, style, control))
        return bare


class Ascii(LineFilter):
    """Draws every glyph in ASCII, cell for cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """`segments` in ASCII, as wide as before."""
        return [
            segment if segment.text.isascii() else Segment(ascii_text(segment.text), segment.style, segment.control)
            for segment in segments
        ]


@lru_cache(maxsize=4096)
def bare_style(style: Style, lifted: bool) -> Style:
    """`style` without colours, in reverse where `lifted`; what a click on it does stays."""
    bare = style.without_color
    meta = style.meta
    if meta:
        bare = bare + Style.from_meta(meta)
        if "@click" in meta:
            # Textual colours a link under the mouse after all filters; it finds it by this id.
            bare._link_id = ""
    return bare + _REVERSE if lifted else bare


@lru_cache(maxsize=4096)
def stands_out(ground: RichColor, background: Color) -> bool:
    """Whether a person sees at a glance that `ground` is another than `background`."""
    if ground.is_default:
        return False
    lighter, darker = sorted((luminance(Color.from_rich_color(ground)), luminance(background)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05) >= STANDS_OUT


def luminance(colour: Color) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _is_edge(text: str) -> bool:
    return bool(text) and all("▀" <= each <= "▟" and not "░" <= each <= "▓" for each in text)
