"""The dialog for every command: fields, what speaks for and against it, what recipients would read, and one button.

Refusals are shown inside, nothing typed is lost, and a closed dialog keeps its draft.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static, TextArea

from irsim.tui.dialogs.base import Dialog
from irsim.tui.dialogs.choice import ChoiceField
from irsim.tui.forms.fields import Field, Form
from irsim.tui.forms.words import BLANKS
from irsim.tui.lines import wrapped
from irsim.words.clean import clean, clean_title

LONGEST = 4_000
"""Characters of a typed text: more than a mail; what is pasted beyond it is cut, and said."""

LABEL = 14
"""Columns of the labels at least."""

LABEL_MOST = 29
"""Columns of the labels at most; longer ones go on in the next line."""

Values = dict[str, str]


FAULT_LINES = 2
"""Lines kept for what is in the way."""


class TextInput(Input):
    """One line of text. What is pasted is cleaned, put on one line, and cut where it is too long."""

    def _on_paste(self, event: events.Paste) -> None:
        text = clean_title(event.text, LONGEST)
        room = LONGEST - len(self.value)
        if len(event.text) > room:
            self.notify(f"The text was cut to {LONGEST:,} characters.", severity="warning", markup=False)
        self.insert_text_at_cursor(text[: max(0, room)])
        event.stop()
        event.prevent_default()


class LongInput(TextArea):
    """Several lines of text. What is pasted is cleaned, and cut where it is too long."""

    async def _on_paste(self, event: events.Paste) -> None:
        text = clean(event.text, LONGEST)
        room = LONGEST - len(self.text)
        if len(event.text) > room:
            self.notify(f"The text was cut to {LONGEST:,} characters.", severity="warning", markup=False)
        self.insert(text[: max(0, room)])
        event.stop()
        event.prevent_default()


class FormDialog(Dialog[bool]):
    """A form over the room. `rebuild` gives the form for what is typed so far; `submit` carries it out and returns what
    is in the way, empty where it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Keep the draft and go back", show=False),
        Binding("ctrl+s,f10", "send", "Send", show=False, priority=True),
        Binding("ctrl+home", "first", "The first field", show=False, priority=True),
        Binding("tab,down", "step(1)", show=False),
        Binding("shift+tab,up", "step(-1)", show=False),
    ]

    def __init__(
        self,
        rebuild: Callable[[Values], Form],
        submit: Callable[[Values], Awaitable[str]],
        *,
        draft: Values | None = None,
        keep: Callable[[Values], None] | None = None,
        who: str = "",
        start: str = "",
    ) -> None:
        super().__init__()
        self._rebuild = rebuild
        self._submit = submit
        self._keep = keep
        self._who = who
        self._start = start
        self.values: Values = dict(draft or {})
        self.form = rebuild(self.values)
        self._rows: dict[str, Widget] = {}
        self._controls: dict[str, Widget] = {}
        self._labels: dict[str, Static] = {}
        self._busy = False
        self._warned: list[str] = []
        """fields of the plan's template that were said to be empty"""
        self._touched = bool(draft)
        for field in self.form.fields:
            self.values.setdefault(field.name, field.value)
            gone = field.kind == "choice" and self.values[field.name] not in {each.value for each in field.options}
            if gone or field.kind == "fixed":  # a draft may name what is no longer on offer
                self.values[field.name] = field.value

    def compose(self) -> ComposeResult:
        """Intro, fields, notes, preview; the button stays in sight below."""
        with Vertical(id="dialog") as box:
            box.border_title = Content(self.form.title)
            with VerticalScroll(id="body", can_focus=False):
                yield Static(self._intro(), id="intro", markup=False)
                with Vertical(id="fields"):
                    for field in self.form.fields:
                        if field.kind != "fixed":
                            yield self._row(field)
                yield Static("", id="notes", markup=False)
                yield Static("", id="preview", markup=False)
            yield Static("", id="fault", markup=False)
            with Horizontal(id="buttons"):
                yield Button(Content(f"{self.form.send}  ^s"), id="send", variant="primary", compact=True)
                yield Button(Content("Cancel  esc"), id="cancel", compact=True)
                yield Static(Content(self._who), id="who", markup=False)

    def on_mount(self) -> None:
        """The first field that is still empty has the focus."""
        self._beside()
        wanted = [field.name for field in self.form.fields if not self.values.get(field.name)]
        first = self._start if self._start in self._controls else ""
        if not first:
            required = [field.name for field in self.form.fields if field.required and field.name in wanted]
            offered = [field.name for field in self.form.fields if field.name not in ("incident", "said", "occurred")]
            empty = [name for name in offered if name in wanted]
            first = next(iter(required or empty or offered), "")
        target = self._controls[first] if first in self._controls else self.query_one("#send")
        self.call_after_refresh(self.begin_at, target)

    def _intro(self) -> Content:
        return Content("\n".join(self.form.intro))

    def _row(self, field: Field) -> Widget:
        value = self.values.get(field.name, field.value)
        if field.kind not in ("choice", "many"):
            value = self.values[field.name] = written(value, lines=field.kind == "long")
        control: Widget
        if field.kind in ("choice", "many"):
            none = BLANKS.get((self.form.do, field.name), "none")
            control = ChoiceField(field.name, field.options, value, many=field.kind == "many", none=none)
        elif field.kind == "long":
            control = LongInput(value, soft_wrap=True, tab_behavior="focus", compact=True, name=field.name)
        else:
            control = TextInput(
                value,
                placeholder=clean_title(_hint(field), 100),
                compact=True,
                name=field.name,
                max_length=LONGEST,
                select_on_focus=False,
            )
        self._controls[field.name] = control
        label = Static(Content(_label(field)), classes="label", markup=False)
        self._labels[field.name] = label
        row = Horizontal(label, control, classes=f"row {field.kind}")
        self._rows[field.name] = row
        return row

    # What changes while one types

    @on(ChoiceField.Changed)
    async def _chose(self, message: ChoiceField.Changed) -> None:
        self._take(message.field.field_name, message.value)
        await self._sync(message.field.field_name)

    @on(Input.Changed)
    async def _typed(self, message: Input.Changed) -> None:
        name = message.input.name or ""
        if name:
            self._take(name, message.value)
            await self._sync(name)

    @on(TextArea.Changed)
    async def _wrote(self, message: TextArea.Changed) -> None:
        name = message.text_area.name or ""
        if name:
            self._take(name, message.text_area.text)
            await self._sync(name)

    def _take(self, name: str, value: str) -> None:
        if self.values.get(name, "") != value:
            self._touched = True
        self.values[name] = value
        self._say("")

    async def _sync(self, name: str) -> None:
        """Build the form anew where the rest of it depends on the field."""
        field = next((each for each in self.form.fields if each.name == name), None)
        if field is None or not (field.drives or field.kind == "long"):
            return
        before = {each.name: each for each in self.form.fields}
        self.form = self._rebuild(self.values)
        fields = self.query_one("#fields")
        now = {each.name for each in self.form.fields}
        for gone in [each for each in before if each not in now]:
            self._controls.pop(gone, None)
            self._labels.pop(gone, None)
            row = self._rows.pop(gone, None)
            if row is not None:
                await row.remove()
        fresh: list[Widget] = []
        for each in self.form.fields:
            if each.kind == "fixed":
                self.values[each.name] = each.value
            elif each.name in self._rows:
                self._renew(before.get(each.name), each)
            else:
                self.values.setdefault(each.name, each.value)
                fresh.append(self._row(each))
        async with self.batch():
            if fresh:
                await fields.mount(*fresh)
            places = {
                id(self._rows[each.name]): n for n, each in enumerate(self.form.fields) if each.name in self._rows
            }
            fields.sort_children(key=lambda row: places.get(id(row), len(places)))
        self._beside()

    def _renew(self, before: Field | None, now: Field) -> None:
        control = self._controls[now.name]
        if isinstance(control, ChoiceField) and before is not None and before.options != now.options:
            self.values[now.name] = now.value
            control.offer(now.options, now.value)

    def _beside(self) -> None:
        """Labels, notes and preview."""
        self._align()
        self.query_one("#intro", Static).display = bool(self.form.intro)
        self.query_one("#intro", Static).update(self._intro())
        notes = self.query_one("#notes", Static)
        notes.display = bool(self.form.notes)
        lines: list[Any] = []
        for style, line in self.form.notes:
            lines += [Content.styled(line, f"${style}"), Content("\n")]
        notes.update(Content.assemble(*lines[:-1]))
        preview = self.query_one("#preview", Static)
        preview.display = bool(self.form.preview)
        preview.border_title = " They read "
        preview.update(Content(self.form.preview))

    def _align(self) -> None:
        """One column for all labels, as wide as the longest needs."""
        longest = max((cell_len(_label(field)) for field in self.form.fields if field.kind != "fixed"), default=0)
        column = max(LABEL, min(LABEL_MOST, longest + 1))
        for field in self.form.fields:
            label = self._labels.get(field.name)
            if label is not None:
                label.styles.width = column
                label.update(Content("\n".join(wrapped(_label(field), column - 1, 2))))

    # Keys and buttons

    @on(ChoiceField.Done)
    def _next(self, _: ChoiceField.Done) -> None:
        self._go_on()

    @on(Input.Submitted)
    def _entered(self, _: Input.Submitted) -> None:
        self._go_on()

    def _go_on(self) -> None:
        """Enter: to the next field, or send from the last one that matters."""
        order = [
            self._controls[field.name]
            for field in self.form.fields
            if field.name != "said" and field.name in self._controls
        ]
        here = self.focused
        if here in order and order.index(here) + 1 < len(order):
            order[order.index(here) + 1].focus()
        else:
            self.query_one("#send").focus()

    @on(Button.Pressed, "#send")
    async def _sent(self) -> None:
        await self.action_send()

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_cancel()

    async def action_send(self) -> None:
        """Carry it out; what is in the way is said here."""
        if self._busy:
            return
        missing = next((field for field in self.form.fields if self._lacks(field)), None)
        if missing is not None:
            self._say(f"{_parts(missing)[0]} is needed.")
            self._controls[missing.name].focus()
            return
        empty = [
            _parts(field)[0]
            for field in self.form.fields
            if field.required and "." in field.name and not self.values.get(field.name, "").strip()
        ]
        if empty and empty != self._warned:
            self._warned = empty
            self._say(f"Still empty: {', '.join(empty)}. Once more sends it all the same.")
            return
        self._busy = True
        self.ready = False  # what is typed now is for the screen beneath
        try:
            named = {field.name for field in self.form.fields}
            fault = await self._submit({name: value for name, value in self.values.items() if name in named})
        finally:
            self._busy = False
        if fault:
            self.ready = True
            if self.is_attached:
                self._say(fault)
            return
        self._busy = True  # once: it may have to wait for a dialog over it before it closes
        if self._keep is not None:
            self._keep({})
        self.dismiss(True)

    def action_step(self, by: int) -> None:
        """To the next field or button. The form's own order: Textual's goes by where widgets stood when they were last
        laid out, which is behind what a choice has just changed."""
        order = [self._controls[field.name] for field in self.form.fields if field.name in self._controls]
        order += list(self.query("#buttons Button"))
        here = order.index(self.focused) if self.focused in order else -1
        order[(here + by) % len(order)].focus()

    def _lacks(self, field: Field) -> bool:
        """Whether the command cannot even be read without it; what templates ask for is for the plan's rules to say."""
        typed = self.values.get(field.name, "").strip()
        return field.required and field.kind in ("text", "long", "choice") and "." not in field.name and not typed

    def action_first(self) -> None:
        """Back to the first field."""
        first = next((field.name for field in self.form.fields if field.name in self._controls), "")
        if first:
            self._controls[first].focus()

    def action_cancel(self) -> None:
        """Go back; what was typed is kept as a draft."""
        if self._keep is not None and self._touched:
            self._keep(dict(self.values))
        self.dismiss(False)

    def _say(self, fault: str) -> None:
        label = self.query_one("#fault", Static)
        label.display = bool(fault)
        label.update(Content(fault))
        self._fit(FAULT_LINES if fault else 0)

    def on_resize(self) -> None:
        """The button stays in sight."""
        self._fit(FAULT_LINES if self.query_one("#fault").display else 0)

    def _fit(self, fault: int) -> None:
        self.fit_body(2 + fault)


def _parts(field: Field) -> tuple[str, str]:
    """A label and what more it says: plans write `Needs: blockers, people, spend`, too long to stand beside a field."""
    for mark in (": ", ", "):
        head, found, rest = field.label.partition(mark)
        if found and cell_len(field.label) >= LABEL_MOST - 2 and field.kind in ("text", "number"):
            return head, rest
    return field.label, ""


def written(text: str, *, lines: bool) -> str:
    """What a field for text begins with, as if it were typed: it may come from the board, and so from outside."""
    text = clean(text)[:LONGEST]
    return text if lines else text.replace("\n", " ")


def _label(field: Field) -> str:
    mark = "\N{NO-BREAK SPACE}*" if field.required and field.name != "incident" else ""
    return _parts(field)[0] + mark


def _hint(field: Field) -> str:
    """What stands in a field that is still empty."""
    help = "" if field.help == "free text" else field.help
    return "; ".join(part for part in (_parts(field)[1], help) if part)
