"""The lanes themselves: a list of tracks whose cursor stands in a lane and at a column of the axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from irsim.tui.debriefing.axis import Axis, farther, fitting, nearer
from irsim.tui.debriefing.lanes import Limit, Spotlight, Thing, Track, begins, beside, draw, lit, tracks_of, under
from irsim.tui.debriefing.story import Story
from irsim.tui.lines import Span, cut
from irsim.tui.marks import age
from irsim.tui.widgets.panel import Panel
from irsim.words.durations import SECOND

NAMES, NAMES_WIDE = 17, 27
"""Columns of the lanes' names."""

ROOMY = 100
"""Columns from which the names have more of them."""

CLOSEST = 15 * SECOND
"""The closest view (ms a column) of a spotlight: one record alone is seen among what happened around it."""

ROUND = 4
"""How much of the window lies behind a place that one jumps to: a quarter."""


class LanePanel(Panel):
    """The lanes: the cursor stands in one of them, at a column of the axis."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "Back in time", show=False),
        Binding("right,l", "move(1)", "On in time", show=False),
        Binding("shift+left,ctrl+left,less_than_sign", "scroll_time(-1)", "Half a window back", show=False),
        Binding("shift+right,ctrl+right,greater_than_sign", "scroll_time(1)", "Half a window on", show=False),
        Binding("home", "move(-1000000)", "To the beginning", show=False),
        Binding("end", "move(1000000)", "To the end", show=False),
        Binding("plus,equals_sign", "zoom(-1)", "Closer", show=False),
        Binding("minus", "zoom(1)", "Further away", show=False),
        Binding("z", "fit", "All of it", show=False),
        Binding("n,right_square_bracket", "step(1)", "The next thing in this lane", show=False),
        Binding("N,left_square_bracket", "step(-1)", "The thing before", show=False),
    ]

    empty = "Nothing happened."

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.story: Story | None = None
        self.tracks: list[Track] = []
        self.spotlight = Spotlight()
        self.axis = Axis((), 1000)
        self.left = 0
        self.column = 0
        self.chosen: Thing | None = None

    class Went(Message):
        """The cursor stands elsewhere, in time or by lane."""

    # What is shown

    def tell(self, story: Story, spotlight: Spotlight) -> None:
        """Everything at once in the window, or the spotlight's part of it."""
        self.story, self.spotlight = story, spotlight
        self.tracks = tracks_of(story, spotlight)
        self.cursor = self._lane(0, 1)
        self.chosen = None
        self.changed()
        if not self._to_the_light():
            self.action_fit()

    @property
    def track(self) -> Track | None:
        """The lane under the cursor."""
        return self.tracks[self.index] if 0 <= self.index < len(self.tracks) else None

    @property
    def here(self) -> list[Thing]:
        """What stands under the cursor, the chosen thing first."""
        track = self.track
        found = under(track, self.axis, self.column) if track is not None else []
        return sorted(found, key=lambda each: each is not self.chosen)

    @property
    def names(self) -> int:
        """Columns of the lanes' names."""
        return NAMES_WIDE if self.scrollable_content_region.width >= ROOMY else NAMES

    @property
    def window(self) -> int:
        """Columns of the axis that are in sight."""
        return max(1, self.scrollable_content_region.width - self.names - 1)

    def count(self) -> int:
        """Lanes and headings."""
        return len(self.tracks)

    def draw(self, index: int, line: int, width: int) -> Sequence[Span]:
        """A heading, or a lane in the window."""
        track = self.tracks[index]
        if track.lane is None:
            title = f" {track.label} "
            return [Span(title, "muted"), Span("─" * max(0, width - cell_len(title)), "rest")]
        assert self.story is not None
        here = index == self.cursor
        canvas = draw(self.story, track, self.axis, self.left, self.window, self.column, self.spotlight)
        if here:
            column = self.column - self.left
            text = canvas.cells[column][0] if 0 <= column < self.window else ""
            canvas.put(column, text.replace("│", " "), "cursor" if self.has_focus else "here")
        name = Span(cut(f"{'▸' if here else ' '}{track.label}", self.names), "strong" if here else "muted")
        return [name, Span(" "), *canvas.spans()]

    def _strip(self, index: int, line: int, width: int) -> Strip:
        return self.palette.strip(self.draw(index, line, width), width, self._base)

    def label_line(self) -> list[Span]:
        """The instants of the axis."""
        shown = cut(f" {age(self.axis.step)} a column", self.names)
        cells = [" "] * self.window
        for column, label in self.axis.labels():
            for offset, character in enumerate(label):
                if 0 <= column - self.left + offset < self.window and column >= self.left:
                    cells[column - self.left + offset] = character
        return [Span(shown, "muted"), Span(" "), Span("".join(cells), "")]

    def scale_line(self) -> list[Span]:
        """The scale, with the cursor on it."""
        ticks = {column for column, _ in self.axis.labels()}
        line = []
        for column in range(self.left, self.left + self.window):
            gap, inside = self.axis.gap(column) is not None, column < self.axis.columns
            line.append(" " if not inside else "·" if gap else "┬" if column in ticks else "─")
        place = self.column - self.left
        parts = ["".join(line[:place]), "".join(line[place + 1 :])] if 0 <= place < len(line) else ["".join(line)]
        spans = [Span(" " * (self.names + 1)), Span(parts[0], "rest")]
        return [*spans, Span("▼", "accent"), Span(parts[1], "rest")] if len(parts) > 1 else spans

    # Where one is

    def at(self, at: int, *, quarter: bool = False) -> None:
        """The cursor at an instant (ms), in sight; `quarter`: a quarter of the window lies behind it."""
        self._go(self.axis.column(at), None, quarter=quarter)

    def choose(self, thing: Thing, *, quarter: bool = False) -> None:
        """The cursor on a thing, wherever it is."""
        track = next((n for n, each in enumerate(self.tracks) if thing in each.things), -1)
        if track >= 0:
            self.select(track)
        self._go(self.axis.column(begins(thing)), thing, quarter=quarter)

    def _go(self, column: int, thing: Thing | None, *, quarter: bool = False) -> None:
        self.column = max(0, min(column, self.axis.columns - 1))
        found = under(self.track, self.axis, self.column) if self.track is not None else []
        self.chosen = thing if thing is not None else next(iter(found), None)
        last = max(0, self.axis.columns - self.window)
        if quarter:
            self.left = self.column - self.window // ROUND
        elif self.column < self.left + 2:
            self.left = self.column - 2
        elif self.column > self.left + self.window - 3:
            self.left = self.column - self.window + 3
        self.left = max(0, min(self.left, last))
        self._again()

    def _again(self) -> None:
        self._drawn.clear()
        self.refresh()
        self.post_message(self.Went())

    def _to_the_light(self) -> bool:
        """All that the spotlight is on in one window, as close as that goes; whether there is something."""
        bright = [each for track in self.tracks for each in track.things if lit(each, self.spotlight)]
        if not self.spotlight.claims or not bright or self.story is None:
            return False
        bright.sort(key=lambda each: (isinstance(each, Limit), begins(each)))
        first, last = min(map(begins, bright)), max(map(begins, bright))
        step = fitting(self.story.lanes.stretches, self.window)
        while nearer(step) >= CLOSEST:
            axis = Axis(self.story.lanes.stretches, nearer(step))
            if axis.column(last) - axis.column(first) > self.window // 2:
                break
            step = axis.step
        self.axis = Axis(self.story.lanes.stretches, step)
        self.choose(bright[0], quarter=True)
        middle = (self.axis.column(first) + self.axis.column(last)) // 2
        self.left = max(0, min(middle - self.window // 2, self.axis.columns - self.window))
        self._again()
        return True

    # Keys

    def action_cursor(self, by: int) -> None:
        """To the lane above or below, at the same time."""
        place = self._lane(self.cursor + by, by)
        if place >= 0:
            self.select(place)
            self._go(self.column, None)

    def action_page(self, by: int) -> None:
        """A screenful of lanes."""
        height = max(1, self.scrollable_content_region.height - 1)
        wanted = max(0, min(self.cursor + by * height, len(self.tracks) - 1))
        place = self._lane(wanted, by)
        self.select(place if place >= 0 else self._lane(wanted, -by))
        self._go(self.column, None)

    def action_move(self, by: int) -> None:
        """So many columns on or back."""
        self._go(self.column + by, None)

    def action_scroll_time(self, by: int) -> None:
        """Half a window on or back."""
        self._go(self.column + by * self.window // 2, None)

    def action_zoom(self, by: int) -> None:
        """Closer or further away, around the cursor."""
        step = farther(self.axis.step) if by > 0 else nearer(self.axis.step)
        if self.story is None or step == self.axis.step:
            return
        at = self.axis.instant(self.column)
        if self.chosen is not None and self.axis.column(begins(self.chosen)) == self.column:
            at = begins(self.chosen)
        place = self.column - self.left
        self.axis = Axis(self.story.lanes.stretches, step)
        self.left = self.axis.column(at) - place
        self._go(self.axis.column(at), self.chosen)

    def action_fit(self) -> None:
        """All of it in the window."""
        if self.story is None:
            return
        at = self.axis.instant(self.column)
        self.axis = Axis(self.story.lanes.stretches, fitting(self.story.lanes.stretches, self.window))
        self.left = 0
        self._go(self.axis.column(at), self.chosen)

    def action_step(self, by: int) -> None:
        """The next thing in this lane; under a spotlight the next that it is on, in any lane."""
        if self.spotlight.claims:
            everything = [each for track in self.tracks for each in track.things]
            track = Track(None, "", things=tuple(sorted(everything, key=begins)))
        elif self.track is not None:
            track = self.track
        else:
            return
        thing = beside(track, self.axis, self.column, self.chosen, by, self.spotlight)
        if thing is not None:
            self.choose(thing)
        else:
            self.app.bell()

    def _lane(self, start: int, by: int) -> int:
        """The next row from `start` on that is no heading; -1 where there is none."""
        while 0 <= start < len(self.tracks):
            if self.tracks[start].lane is not None:
                return start
            start += by
        return -1

    def on_resize(self, event: events.Resize) -> None:
        """Another window: as much as fits, around the cursor."""
        self._go(self.column, self.chosen)
        self.call_after_refresh(self._in_sight)

    def _in_sight(self) -> None:
        """The lane under the cursor, at the height that there is now."""
        if self.index >= 0:
            self._reveal(self.index)

    def on_click(self, event: events.Click) -> None:
        """The cursor goes where one clicks; a second click opens."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = offset.y + self.scroll_offset.y
        if not 0 <= index < len(self.tracks) or self.tracks[index].lane is None:
            return
        column = offset.x - self.names - 1 + self.left
        again = index == self.cursor and column == self.column
        self.select(index)
        if offset.x > self.names:
            self._go(column, None)
        if again and event.chain > 1:
            self.action_choose()
