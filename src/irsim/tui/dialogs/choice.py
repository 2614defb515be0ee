"""A field to choose from: one line until it is focused, then the options, each with what it means."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from irsim.tui.forms.fields import Option
from irsim.tui.lines import Cell, Span, lay, wrapped
from irsim.tui.widgets.palette import CLASSES, Palette

SHOWN = 6
"""Options seen at once, so that a dialog fits 24 lines."""

SHOWN_TALL = 10
"""Options seen at once on a tall screen."""

TALL = 36
"""Lines of a tall screen."""

LABELS = 36
"""Columns for the options' labels at most; longer ones have the line for themselves."""

LEAST_HELP = 24
"""Columns below which what an option means is only said beneath, for the marked one."""

BENEATH = 4
"""Lines beneath the options at most, for what of the marked one does not fit its line."""


class ChoiceField(Widget, can_focus=True):
    """One of the options, or several where `many`. Letters narrow the list down."""

    COMPONENT_CLASSES: ClassVar[set[str]] = CLASSES

    DEFAULT_CSS = """
    ChoiceField { height: 1; width: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-999)", show=False),
        Binding("end", "move(999)", show=False),
        Binding("pageup", "move(-6)", show=False),
        Binding("pagedown", "move(6)", show=False),
        Binding("backspace", "erase", show=False),
    ]

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, field: ChoiceField, value: str) -> None:
            super().__init__()
            self.field = field
            self.value = value

    class Done(Message):
        """Enter: on to the next field."""

        def __init__(self, field: ChoiceField) -> None:
            super().__init__()
            self.field = field

    def __init__(
        self, name: str, options: tuple[Option, ...], value: str, *, many: bool = False, none: str = "none"
    ) -> None:
        super().__init__()
        self.field_name = name
        self._none = none
        """what it reads where several may be chosen and none is"""
        self.options = options
        self.many = many
        self.palette = Palette(self)
        self._typed = ""
        self._chosen = [part for part in value.split(",") if part] if many else [value]
        self._mark = self._first()
        self._top = 0

    @property
    def value(self) -> str:
        """What is chosen; several with commas between."""
        return ",".join(self._chosen)

    def offer(self, options: tuple[Option, ...], value: str) -> None:
        """Other options, or another value."""
        if options == self.options and value == self.value:
            return
        self.options = options
        self._chosen = [part for part in value.split(",") if part] if self.many else [value]
        self._mark = self._first()
        self._resize(self.has_focus)
        self.refresh()

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self.palette.clear()

    def _first(self) -> int:
        names = [option.value for option in self.options]
        chosen = self._chosen[0] if self._chosen else ""
        return names.index(chosen) if chosen in names else 0

    def _fitting(self) -> list[int]:
        """Those that hold every typed word; where they hold it in what one sees first, they come first."""
        words = self._typed.lower().split()
        found = [
            number
            for number, option in enumerate(self.options)
            if all(word in f"{option.label} {option.value} {option.help}".lower() for word in words)
        ]
        if words:
            labels = [option.label.lower() for option in self.options]
            values = [option.value.lower() for option in self.options]
            typed = " ".join(words)
            found.sort(  # what is typed in full comes first: "no" is no, and not "not known"
                key=lambda number: (
                    typed not in (labels[number], values[number]),
                    not all(word in labels[number] for word in words),
                )
            )
        return found

    def _shown(self) -> int:
        """Options seen at once."""
        most = SHOWN_TALL if self.app.size.height >= TALL else SHOWN
        return min(most, max(1, len(self.options)))

    def _resize(self, opened: bool) -> None:
        rows = 1
        if opened:
            width = self.size.width or LABELS + LEAST_HELP
            beneath = max((len(self._beneath(option, width)) for option in self.options), default=0)
            rows += self._shown() + beneath
        if self.styles.height is None or self.styles.height.value != rows:
            self.styles.height = rows
            self.refresh(layout=True)

    def on_resize(self, _: events.Resize) -> None:
        """Another width wraps otherwise."""
        self._resize(self.has_focus)

    def on_focus(self) -> None:
        """Opens."""
        self._resize(True)
        self.call_after_refresh(self.scroll_visible, animate=False)

    def on_blur(self) -> None:
        """Closes."""
        self._typed = ""
        self._resize(False)

    def on_key(self, event: events.Key) -> None:
        """Letters narrow down, space ticks, Enter goes on."""
        if event.key == "enter":
            event.stop()
            self.post_message(self.Done(self))
        elif event.key == "space" and self.many:
            event.stop()
            self._tick()
        elif event.is_printable and event.character and (event.character != " " or self._typed):
            event.stop()
            self._typed += event.character
            fitting = self._fitting()
            if not fitting:
                self._typed = self._typed[:-1]
                self.app.bell()
            elif self._mark not in fitting:
                self._choose(fitting[0])
            self.refresh()

    def action_erase(self) -> None:
        """One letter less."""
        self._typed = self._typed[:-1]
        self.refresh()

    def action_move(self, by: int) -> None:
        """Up or down among the options that fit."""
        fitting = self._fitting()
        if fitting:
            place = fitting.index(self._mark) if self._mark in fitting else 0
            self._choose(fitting[max(0, min(len(fitting) - 1, place + by))])

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse."""
        fitting = self._fitting()
        row = event.y - 1 + self._top
        if event.y and row < len(fitting):
            self._choose(fitting[row])
            if self.many:
                self._tick()

    def _choose(self, number: int) -> None:
        self._mark = number
        if not self.many:
            self._chosen = [self.options[number].value]
            self.post_message(self.Changed(self, self.value))
        self.refresh()

    def _tick(self) -> None:
        if not self.options:
            return
        value = self.options[self._mark].value
        self._chosen = (
            [each for each in self._chosen if each != value] if value in self._chosen else [*self._chosen, value]
        )
        self.post_message(self.Changed(self, self.value))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The choice; below it, while focused, the options."""
        width, base = self.size.width, self.rich_style
        if y == 0:
            return self.palette.strip(self._head(width), width, base)
        fitting = self._fitting()
        place = fitting.index(self._mark) if self._mark in fitting else 0
        rows = self._shown()
        self._top = max(0, min(self._top, place), place - rows + 1)
        if y <= rows:
            row = self._top + y - 1
            if row >= len(fitting):
                return Strip.blank(width, base)
            marked = fitting[row] == self._mark
            over = self.palette["cursor"] if marked else None
            return self.palette.strip(self._row(fitting[row], marked, width), width, base, over)
        words = self._beneath(self.options[self._mark], width) if self.options else []
        line = y - rows - 1
        return self.palette.strip([Span("  " + words[line], "muted")] if line < len(words) else [], width, base)

    def _head(self, width: int) -> list[Span]:
        labels = [option.label for option in self.options if option.value in self._chosen]
        shown = ", ".join(labels) if labels else self._none if self.many else "–"
        if not self.options:
            shown = "there is nothing to choose"
        hint = "▾"
        if self.has_focus:
            hint = f"{self._typed}▏" if self._typed else "space ticks" if self.many else "↑↓ or type"
            if len(self.options) > self._shown() and not self._typed:
                hint = f"{self._mark + 1}/{len(self.options)}  {hint}"
        cells = [
            Cell(shown, "strong" if any(self._chosen) else "muted", flex=True),
            Cell(hint, "accent" if self._typed else "muted", drop=1),
        ]
        return lay(cells, width)

    def _row(self, number: int, marked: bool, width: int) -> list[Span]:
        option = self.options[number]
        tick = ("☑ " if option.value in self._chosen else "☐ ") if self.many else ("▸ " if marked else "  ")
        room = width - len(tick)
        column = self._column(room)
        if option.help and column and cell_len(option.label) <= column:
            cells = [Cell(option.label, width=column), Cell(option.help, "muted", flex=True)]
            return [Span(tick), *lay(cells, room, gap=2)]
        return [Span(tick), *lay([Cell(option.label, flex=True)], room)]

    def _column(self, room: int) -> int:
        """Columns of the labels where what they mean stands beside them; 0 where it only stands beneath."""
        labels = max(cell_len(each.label) for each in self.options)
        if labels + 2 + max(cell_len(each.help) for each in self.options) <= room:
            return labels
        column = min(LABELS, labels)
        return column if room - column > LEAST_HELP else 0

    def _beneath(self, option: Option, width: int) -> list[str]:
        """What of an option its own line cuts off, in whole."""
        room = width - 2
        column = self._column(room)
        beside = bool(option.help and column and cell_len(option.label) <= column)
        parts = [option.label] if not beside and cell_len(option.label) > room else []
        if option.help and not (beside and cell_len(option.help) <= room - column - 2):
            parts.append(option.help)
        return wrapped("\n".join(parts), max(10, width - 3), BENEATH) if parts else []
