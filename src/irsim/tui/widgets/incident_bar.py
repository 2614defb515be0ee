"""What is open, in two lines: the incident with its severity, status, age and next clock, and below it its tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from irsim.reports.plain import one_line
from irsim.tui.lines import Cell, Span, lay
from irsim.tui.marks import left, severity_mark, since_detected, status_word
from irsim.tui.seat import Seat
from irsim.tui.tabs import TABS
from irsim.tui.widgets.incidents import exercise_within
from irsim.tui.widgets.palette import CLASSES, Palette


class IncidentBar(Widget):
    """The incident and its tabs. `notes` gives what stands behind the name of a tab where there is room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    class Picked(Message):
        """A tab was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, seat: Seat, incident: str, notes: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self.seat = seat
        self.incident = incident
        self.number = 0
        self.palette = Palette(self)
        self._notes = notes
        self._said: list[list[Span]] = []
        self._places: list[tuple[int, int]] = []

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def look(self) -> None:
        """Draw anew what reads differently."""
        said = [self._head(self.size.width), self._tabs(self.size.width)]
        if said != self._said:
            self._said = said
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the two."""
        width = self.size.width
        lines = self._said = [self._head(width), self._tabs(width)]
        return self.palette.strip(lines[y] if y < 2 else [], width, self.rich_style)

    def _head(self, width: int) -> list[Span]:
        seat, now = self.seat, self.seat.now
        about = seat.board.incidents[self.incident]
        rules = seat.board.rules
        glyph, style = severity_mark(rules, about.severity)
        style = style if about.open else "muted"
        clock = seat.next_clock_of(about.id)
        due, urgency = left(clock, now) if clock and about.open else ("", "")
        label = one_line(rules.clocks[clock.rule].label, 24) if due and clock and clock.rule in rules.clocks else ""
        age = since_detected(about, now)
        bridge = rules.bridges.get(about.bridge)
        cells = [
            Cell(about.id, "strong"),
            Cell(" EXERCISE " if exercise_within(seat.board, about) else "", "exercise"),
            Cell(glyph, style),
            Cell(about.severity, style),
            Cell(status_word(rules, about), "" if about.open else "muted"),
            Cell(one_line(about.title), "strong", flex=True),
            Cell(f"· {one_line(bridge.label, 40)}" if bridge and about.open else "", "accent", drop=3),
            Cell(f"{age} old" if about.open else f"lasted {age}", "muted", drop=1),
            Cell(f"· {label}{' in' if clock and clock.in_time(now) else ''}" if label else "", "muted", drop=2),
            Cell(due, urgency),
        ]
        return [Span(" "), *lay(cells, max(1, width - 2)), Span(" ")]

    def _tabs(self, width: int) -> list[Span]:
        notes = self._notes()
        titles = [(f"{number} {tab.title}", notes.get(tab.id, "")) for number, tab in enumerate(TABS, 1)]
        roomy = sum(len(title) + len(note) + 4 for title, note in titles) <= width
        if not roomy:
            titles = [(f"{number} {tab.brief or tab.title}", "") for number, tab in enumerate(TABS, 1)]
        spans: list[Span] = []
        self._places = []
        at = 0
        for number, (title, note) in enumerate(titles):
            text = f" {title}{' ' + note if note else ''} " if roomy else f" {title}"
            here = number == self.number
            if roomy or here:
                spans.append(Span(text, "cursor" if here else ""))
            else:
                spans += [Span(text[:3], "muted"), Span(text[3:])]
            self._places.append((at, at + len(text)))
            at += len(text)
            if roomy:
                spans.append(Span(" "))
                at += 1
        return spans

    def on_click(self, event: events.Click) -> None:
        """As if its number were pressed."""
        if event.y == 1:
            for number, (start, end) in enumerate(self._places):
                if start <= event.x < end:
                    self.post_message(self.Picked(number))
                    return
