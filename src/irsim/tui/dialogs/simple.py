"""Small dialogs: read something, pick one of a few, type a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option as ListOption

from irsim.tui.actions import shown_key
from irsim.tui.dialogs.base import Dialog
from irsim.tui.dialogs.form import TextInput
from irsim.tui.lines import wrapped

PICK = 92
"""Columns of a dialog, as the style sheet has it."""


class Reader(Dialog[str]):
    """Something to read; the keys of `actions` close it and are its answer, Enter is the first of them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss('')", "Back", show=False)]

    def __init__(self, title: str, body: Content, actions: Sequence[tuple[str, str, str]] = ()) -> None:
        super().__init__()
        self._heading = title
        self._body = body
        self._actions = list(actions)
        """key, word, id"""

    def compose(self) -> ComposeResult:
        """The text, and the keys below it."""
        with Vertical(id="dialog") as box:
            box.border_title = Content(self._heading)
            with VerticalScroll(id="body"):
                yield Static(self._body, markup=False)
            keys = [("esc", "Back"), *((key, word) for key, word, _ in self._actions)]
            yield Static(Content.assemble(*_keys(keys)), id="keys", markup=False)

    def on_mount(self) -> None:
        """Arrows scroll."""
        self.begin_at(self.query_one("#body"))

    def on_resize(self) -> None:
        """The keys stay in sight."""
        self.fit_body(3)

    def on_key(self, event: events.Key) -> None:
        """A key of an action, or Enter for the first."""
        for number, (key, _, name) in enumerate(self._actions):
            if event.character == key or shown_key(event.key) == key or (event.key == "enter" and not number):
                event.stop()
                self.dismiss(name)
                return
        if event.key == "enter":
            self.dismiss("")


def _keys(keys: Sequence[tuple[str, str]]) -> list[Content | str]:
    parts: list[Content | str] = []
    for key, word in keys:
        parts += [Content.styled(key, "$accent bold"), f" {word}   "]
    return parts


class Pick(Dialog[str]):
    """One of a few: a value, a label and what it means. Escape gives the empty one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss('')", "Back", show=False)]

    def __init__(self, title: str, options: Sequence[tuple[str, str, str]], intro: str = "", chosen: str = "") -> None:
        super().__init__()
        self._heading = title
        self._options = list(options)
        self._intro = intro
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """The list."""
        with Vertical(id="dialog") as box:
            box.border_title = Content(self._heading)
            if self._intro:
                yield Static(Content(self._intro), id="intro", markup=False)
            texts = self._texts()
            rows = [
                ListOption(text, id=value or None) for text, (value, _, _) in zip(texts, self._options, strict=True)
            ]
            yield OptionList(*rows, compact=True, markup=False)
            yield Static(Content.assemble(*_keys([("enter", "Choose"), ("esc", "Back")])), id="keys", markup=False)

    def on_mount(self) -> None:
        """The present one is marked."""
        options = self.query_one(OptionList)
        values = [value for value, _, _ in self._options]
        options.highlighted = values.index(self._chosen) if self._chosen in values else 0
        self.begin_at(options)

    def on_resize(self) -> None:
        """Another width wraps otherwise."""
        self._draw()

    @on(OptionList.OptionHighlighted)
    def _draw(self) -> None:
        """Each in its colours: what the marked one means is not muted, for that cannot be read on the cursor."""
        options = self.query_one(OptionList)
        for number, text in enumerate(self._texts(options.highlighted)):
            if options.get_option_at_index(number).prompt != text:
                options.replace_option_prompt_at_index(number, text)

    def _texts(self, marked: int | None = None) -> list[Content]:
        """Labels in one column and what they mean beside them; beneath where labels are long."""
        room = min(PICK, self.app.size.width) - 6
        column = max((cell_len(label) for _, label, _ in self._options), default=0)
        longest = max((cell_len(meaning) for _, _, meaning in self._options), default=0)
        beneath = column > room // 2 and column + 2 + longest > room
        texts = []
        for number, (_, label, meaning) in enumerate(self._options):
            muted = "" if number == marked else "$muted"
            if beneath:
                lines = [f"\n  {line}" for line in wrapped(meaning, room - 2)] if meaning else []
                told = Content.styled("".join(lines), muted)
                texts.append(Content.assemble("\n".join(wrapped(label, room)), told))
                continue
            told = Content.styled(("\n" + " " * (column + 2)).join(wrapped(meaning, room - column - 2)), muted)
            texts.append(Content.assemble(f"{label:<{column}}  ", told))
        return texts

    @on(OptionList.OptionSelected)
    def _picked(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._options[message.option_index][0])


class Line(Dialog[str]):
    """One line to type, with a history and what it means. `submit` gives what is in the way, empty where it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss('')", "Back", show=False),
        Binding("up", "recall(-1)", show=False, priority=True),
        Binding("down", "recall(1)", show=False, priority=True),
        Binding("tab", "complete", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        hint: str,
        *,
        value: str = "",
        word: str = "Do it",
        history: Sequence[str] = (),
        complete: Callable[[str], list[str]] | None = None,
        check: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__()
        self._heading = title
        self._hint = hint
        self._word = word
        """what Enter does"""
        self._value = value
        self._history = list(history)
        self._complete = complete
        self._check = check
        self._place = len(self._history)

    def compose(self) -> ComposeResult:
        """The line, its hint, and the keys below."""
        with Vertical(id="dialog") as box:
            box.border_title = Content(self._heading)
            yield TextInput(self._value, compact=True, id="line", select_on_focus=False)
            yield Static("", id="fault", markup=False)
            yield Static(Content(self._hint), id="hint", markup=False)
            yield Static(Content.assemble(*_keys([("enter", self._word), ("esc", "Back")])), id="keys", markup=False)

    def on_mount(self) -> None:
        """Ready to type."""
        self.query_one("#fault").display = False
        self.begin_at(self.query_one("#line"))

    @on(Input.Submitted)
    def _entered(self, message: Input.Submitted) -> None:
        fault = self._check(message.value) if self._check is not None else ""
        if fault:
            label = self.query_one("#fault", Static)
            label.display = True
            label.update(Content(fault))
            return
        self.dismiss(message.value or " ")  # nothing typed is an answer, too

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        self.query_one("#fault").display = False
        if self._complete is not None:
            offers = self._complete(message.value)
            self.query_one("#hint", Static).update(Content("  ".join(offers[:12]) if offers else self._hint))

    def action_recall(self, by: int) -> None:
        """What was typed before."""
        self._place = max(0, min(len(self._history), self._place + by))
        line = self.query_one("#line", Input)
        line.value = self._history[self._place] if self._place < len(self._history) else ""
        line.cursor_position = len(line.value)

    def action_complete(self) -> None:
        """Finish the word, where only one fits."""
        if self._complete is None:
            return
        line = self.query_one("#line", Input)
        offers = self._complete(line.value)
        if len(offers) == 1:
            head, _, _ = line.value.rpartition(" ")
            line.value = f"{head} {offers[0]} ".lstrip()
            line.cursor_position = len(line.value)
