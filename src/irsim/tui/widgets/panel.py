"""A panel: a list of items drawn line by line, with a cursor. Everything listed in the room is one of these.

It follows the Line API: only visible lines are drawn, drawn lines are kept until the item changes, and a tick redraws
the few columns whose clock reads differently. A widget a row costs a hundred times as much (`benchmarks/`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from irsim.tui.lines import Span, wrapped
from irsim.tui.widgets.palette import CLASSES, Palette


class Panel(ScrollView, can_focus=True):
    """A list with a cursor. Subclasses say how many items there are and draw them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    DEFAULT_CSS = """
    Panel {
        height: 1fr;
        background: $background;
        color: $foreground;
        scrollbar-size: 1 1;
        overflow-x: hidden;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor(-1)", "Up", show=False),
        Binding("down,j", "cursor(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("enter", "choose", "Open", show=False),
    ]

    stamp_width = 0
    """columns at the right end that a tick may change; 0: the whole line"""
    empty = ""
    """what stands there while there is nothing; names the next key"""
    keeps = False
    """whether the selected line stands out while the focus is elsewhere"""
    follows = False
    """whether new items at the end pull the cursor along while it stands on the last one"""

    class Chosen(Message):
        """Enter or a click on the line that was selected already."""

        def __init__(self, panel: Panel, index: int) -> None:
            super().__init__()
            self.panel = panel
            self.index = index

        @property
        def control(self) -> Panel:
            """The panel."""
            return self.panel

    class Moved(Message):
        """The cursor stands on another item."""

        def __init__(self, panel: Panel, index: int) -> None:
            super().__init__()
            self.panel = panel
            self.index = index

        @property
        def control(self) -> Panel:
            """The panel."""
            return self.panel

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.cursor = 0
        self._starts: list[int] | None = None
        self._drawn: dict[tuple[int, int, int], Strip] = {}
        self._stamps: dict[int, Hashable] = {}
        self._standing: dict[int, Strip] = {}
        """what stands on the screen, by line, at this scroll offset"""
        self._standing_at = -1
        self._entitled = ("", "")
        self.palette = Palette(self)
        self._base = Style()
        self._style_now: Style | None = None
        """the style behind all lines, while many of them are drawn"""
        self._count = 0
        self._lines = 0

    # What subclasses say

    def count(self) -> int:
        """How many items there are."""
        return 0

    def height_of(self, index: int, width: int) -> int:
        """Lines that an item takes; all take one unless `tall`."""
        return 1

    tall: ClassVar[bool] = False
    """whether items may take more than one line"""

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """A line of an item, exactly `width` columns wide."""
        return [Span(" " * width)]

    def stamp(self, index: int) -> Hashable:
        """What of an item a tick may change; a line is drawn anew when this differs."""
        return None

    # What screens call

    def changed(self) -> None:
        """Items may have changed: measure and draw anew."""
        count = self.count()
        was_last = self._count and self.cursor >= self._count - 1
        grown = count > self._count
        self._count = count
        self._drawn.clear()
        self._stamps.clear()
        self._measure()
        if self.follows and grown and (was_last or self.cursor == 0):
            self.cursor = max(0, count - 1)
            self.call_after_refresh(self.scroll_end, animate=False)
        else:
            self.cursor = max(0, min(self.cursor, count - 1))
        self._redraw_different()

    def _redraw_different(self) -> None:
        """Draw the lines that read differently, where all of them are known: a panel is drawn for one of them in a
        fifth of the time, and between two alerts most panels stay as they are."""
        width, height = self.scrollable_content_region.size
        if self._standing_at != self.scroll_offset.y or len(self._standing) < height or not self.is_on_screen_now:
            self.refresh()
            return
        with self._one_style():
            for y in range(height):
                before = self._standing.get(y)
                if before is None or ((line := self.render_line(y)) is not before and line != before):
                    self.refresh(Region(0, y, width, 1))

    @contextmanager
    def _one_style(self) -> Iterator[None]:
        """The style behind all lines is worked out once for many of them: it takes as long as the line."""
        self._style_now = self.rich_style
        try:
            yield
        finally:
            self._style_now = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """See `Widget`."""
        with self._one_style():
            return super().render_lines(crop)

    def tick(self) -> None:
        """A second went by: draw what reads differently."""
        if not self._count or not self.is_on_screen_now:
            return
        width = self.scrollable_content_region.width
        top = self.scroll_offset.y
        height = self.scrollable_content_region.height
        index = self.index_at(top)
        while 0 <= index < self._count and self.start_of(index) < top + height:
            now = self.stamp(index)
            if self._stamps.get(index, now) != now:
                for line in range(self.lines_of(index)):
                    self._drawn.pop((index, line, width), None)
                y = self.start_of(index) - top
                columns = self.stamp_width or width
                self.refresh(Region(width - columns, y, columns, self.lines_of(index)))
            self._stamps[index] = now
            index += 1

    @property
    def is_on_screen_now(self) -> bool:
        """Whether anybody can see it."""
        return self.is_attached and self.display and self.size.height > 0 and self.screen.is_active

    @property
    def index(self) -> int:
        """The selected item; -1 where there is none."""
        return self.cursor if 0 <= self.cursor < self._count else -1

    def select(self, index: int) -> None:
        """Put the cursor on an item and make it visible."""
        index = max(0, min(index, self._count - 1))
        if self._count == 0:
            return
        moved = index != self.cursor
        before = self.cursor
        self.cursor = index
        for each in {before, index}:
            self._redraw(each)
        self._reveal(index)
        if moved:
            self.post_message(self.Moved(self, index))

    # Geometry

    def start_of(self, index: int) -> int:
        """The first line of an item."""
        return self._starts[index] if self._starts is not None and index < len(self._starts) else index

    def lines_of(self, index: int) -> int:
        """The lines of an item."""
        if self._starts is None:
            return 1
        end = self._starts[index + 1] if index + 1 < len(self._starts) else self._lines
        return end - self._starts[index]

    def index_at(self, y: int) -> int:
        """The item at a line."""
        return y if self._starts is None else bisect_right(self._starts, y) - 1

    def _measure(self) -> None:
        width = max(1, self.scrollable_content_region.width)
        if self.tall and self._count:
            heights = [self.height_of(index, width) for index in range(self._count)]
            ends = list(accumulate(heights))
            self._starts = [0, *ends[:-1]]
            self._lines = ends[-1]
        else:
            self._starts = None
            self._lines = self._count
        size, before = Size(width, max(1, self._lines)), self.virtual_size
        if size.width == before.width and min(size.height, before.height) > self.size.height:
            # It scrolls as it did: nothing else on the screen moves, so that it need not be laid out again.
            self.set_reactive(Panel.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    def _redraw(self, index: int) -> None:
        if not 0 <= index < self._count:
            return
        width = self.scrollable_content_region.width
        for line in range(self.lines_of(index)):
            self._drawn.pop((index, line, width), None)
        self.refresh(Region(0, self.start_of(index) - self.scroll_offset.y, width, self.lines_of(index)))

    def _reveal(self, index: int) -> None:
        top, lines = self.start_of(index), self.lines_of(index)
        height = self.scrollable_content_region.height
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif top + lines > self.scroll_offset.y + height:
            self.scroll_to(y=top + min(lines, height) - height, animate=False)

    # Drawing

    def notify_style_update(self) -> None:
        """Theme or pseudo class changed."""
        super().notify_style_update()
        self.palette.clear()
        self._drawn.clear()

    def on_resize(self, _: events.Resize) -> None:
        """Widths differ: everything is laid out anew."""
        self._drawn.clear()
        self._measure()
        if self.follows and self.cursor >= self._count - 1:
            self.call_after_refresh(self.scroll_end, animate=False)

    def on_focus(self) -> None:
        """The cursor appears."""
        self._redraw(self.cursor)

    def on_blur(self) -> None:
        """The cursor fades."""
        self._redraw(self.cursor)

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        top = self.scroll_offset.y
        if self._standing_at != top:
            self._standing.clear()
            self._standing_at = top
        strip = self._standing[y] = self._line_at(y)
        return strip

    def _line_at(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self._style_now if self._style_now is not None else self.rich_style
        if base is not self._base and base != self._base:
            self._base = base
            self._drawn.clear()
        if not self._count:
            return self._empty_line(y, width)
        at = y + self.scroll_offset.y
        if at >= self._lines:
            return Strip.blank(width, base)
        index = self.index_at(at)
        line = at - self.start_of(index)
        key = (index, line, width)
        strip = self._drawn.get(key)
        if strip is None:
            strip = self._strip(index, line, width)
            if len(self._drawn) > 2000:
                self._drawn.clear()
            self._drawn[key] = strip
            self._stamps.setdefault(index, self.stamp(index))
        return strip

    def _strip(self, index: int, line: int, width: int) -> Strip:
        over = None
        if index == self.cursor and (self.has_focus or self.keeps):
            over = self.palette["cursor" if self.has_focus else "here"]
        return self.palette.strip(self.draw(index, line, width), width, self._base, over)

    def _empty_line(self, y: int, width: int) -> Strip:
        lines = wrapped(self.empty, max(10, width - 2)) if self.empty else []
        spans = [Span(f" {lines[y]}", "muted")] if y < len(lines) else []
        return self.palette.strip(spans, width, self._base)

    # Keys and mouse

    def action_cursor(self, by: int) -> None:
        """Up or down."""
        self.select(self.cursor + by)

    def action_page(self, by: int) -> None:
        """A screenful."""
        height = max(1, self.scrollable_content_region.height - 1)
        target = self.start_of(self.cursor) + by * height if self._count else 0
        self.select(self.index_at(max(0, min(target, self._lines - 1))))

    def action_first(self) -> None:
        """To the top."""
        self.select(0)

    def action_last(self) -> None:
        """To the end."""
        self.select(self._count - 1)

    def action_choose(self) -> None:
        """Open what is selected."""
        if self.index >= 0:
            self.post_message(self.Chosen(self, self.index))

    def on_click(self, event: events.Click) -> None:
        """Select; a second click opens."""
        offset = event.get_content_offset(self)
        if offset is None or not self._count:
            return
        at = offset.y + self.scroll_offset.y
        if at >= self._lines:
            return
        index = self.index_at(at)
        if index == self.cursor and event.chain > 1:
            self.action_choose()
        else:
            self.select(index)

    def entitle(self, title: str, subtitle: str = "") -> None:
        """The panel's heading, as plain text."""
        if self._entitled != (title, subtitle):
            self._entitled = title, subtitle
            self.border_title = Content(f" {title} ")
            self.border_subtitle = Content(subtitle) if subtitle else None
