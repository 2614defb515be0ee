"""The hot wash: what went well, what did not, what to fix, typed in on the spot while it is fresh."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from irsim.commands import Feedback
from irsim.events.after import ActionItemOpened
from irsim.reports.names import Names
from irsim.reports.plain import counted, one_line
from irsim.session.protocol import SCREEN, NotAccepted
from irsim.tui.debriefing.rows import words
from irsim.tui.debriefing.said import TOPICS, said_rows
from irsim.tui.dialogs.form import FormDialog, TextInput, Values
from irsim.tui.forms import Focus, build_form, to_commands
from irsim.tui.forms.washing import fix_of
from irsim.tui.table import Table
from irsim.tui.widgets.keyline import Key
from irsim.tui.widgets.pages import PagePanel
from irsim.tui.widgets.panel import Panel

HINTS = {
    "strength": "what went well; one line, then Enter",
    "gap": "what did not go well; one line, then Enter",
    "fix": "what to fix; @owner and 2026-12-01 behind it make it an improvement",
}

WIDE = 110


class WashInput(TextInput):
    """The line; its own keys go before those of the page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "topic(1)", show=False, priority=True),
        Binding("shift+tab", "topic(-1)", show=False, priority=True),
        Binding("up,down,escape", "leave_line", show=False, priority=True),
        Binding("ctrl+g", "form", show=False, priority=True),
    ]

    class Turned(Message):
        """Another topic."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    class Left(Message):
        """Out of the line, so that letters are keys."""

    class Asked(Message):
        """The participants' feedback is to be filled in."""

    def action_form(self) -> None:
        """The participants' feedback."""
        self.post_message(self.Asked())

    def action_topic(self, by: int) -> None:
        """The next topic."""
        self.post_message(self.Turned(by))

    def action_leave_line(self) -> None:
        """To the list."""
        self.post_message(self.Left())


class HotWash(Vertical):
    """The line to type, what was said so far, and the questions of the scenario."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"topic({number - 1})", show=False) for number in range(1, len(TOPICS) + 1)),
        Binding("i", "type", "Back to the line", show=False),
        Binding("plus,ctrl+n", "improve", "Open an improvement", show=False),
        Binding("g,ctrl+g", "form", "Your feedback on the exercise", show=False),
        Binding("f,f10,ctrl+s", "finish", "Finish", show=False),
        Binding("tab", "other_side", "Between what was said and the questions", show=False),
        Binding("y", "copy", "Copy", show=False),
    ]

    class Done(Message):
        """Everything is said: ask whether to finish. `first` is what is proposed."""

        def __init__(self, first: str = "finish") -> None:
            super().__init__()
            self.first = first

    def __init__(self, table: Table) -> None:
        super().__init__(id="wash")
        self.table = table
        self.seat = table.seat
        self.topic = 0
        self.questions: list[str] = []
        self.line = WashInput(placeholder=HINTS["strength"], compact=True, id="wash-line", max_length=1_000)
        self.fault = Static("", id="wash-fault", markup=False)
        self.topics = Static("", id="wash-topics", markup=False)
        self.said = PagePanel(id="wash-said")
        self.asked = PagePanel(id="wash-asked")
        self.drafts: dict[str, Values] = {}
        self.forms = 0
        """how often the participants' feedback was filled in here; only control knows all of them"""
        self._busy = False
        self.only_shows = table.kind == SCREEN
        """whether nobody says anything from here"""

    def compose(self) -> ComposeResult:
        """The line above; what was said, and the questions, below."""
        with Vertical(id="wash-say", classes="column") as box:
            box.border_title = Content("The exercise is over: what went well, what did not, what to fix?")
            yield self.topics
            yield self.line
            yield self.fault
        with Horizontal(id="wash-below"):
            with Vertical(classes="column", id="wash-left"):
                yield self.said
            with Vertical(classes="column", id="wash-right"):
                yield self.asked

    def on_mount(self) -> None:
        """Ready to type."""
        self.fault.display = False
        self.topics.display = self.line.display = not self.only_shows
        self._turn()
        self.renew()
        (self.said if self.only_shows else self.line).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A projector's screen has no key that says anything."""
        return not (self.only_shows and action in ("topic", "type", "improve", "form", "finish"))

    def on_resize(self) -> None:
        """The questions stand beside what was said, or below it."""
        self.set_class(self.size.width < WIDE, "-narrow")
        self._turn()

    def ask(self, questions: list[str]) -> None:
        """The scenario's questions are known."""
        self.questions = questions
        right = self.query_one("#wash-right")
        right.display = bool(questions)
        right.border_title = Content("Questions to talk about")
        self.asked.show([words(text, "", 1, f"{number}. ", "muted") for number, text in enumerate(questions, 1)])

    def renew(self) -> None:
        """What was said so far, by topic; all of it is in the recording."""
        records = self.seat.washed
        rows = said_rows(records, Names(self.seat.board))
        self.said.show(rows, "Nothing yet. Each line goes into the recording and into the report.")
        if not self.said.has_focus:
            self.said.action_last()
        improvements = sum(isinstance(record.body, ActionItemOpened) for record in records)
        lines = len(records) - improvements
        title = f"Said so far · {counted(lines, 'line')}" if lines else "Said so far"
        title += f" · {counted(improvements, 'improvement')}" if improvements else ""
        forms = len(self.seat.board.questionnaires) or self.forms
        title += f" · {counted(forms, 'form')} filled in" if forms else ""
        self.query_one("#wash-left").border_title = Content(title)

    # Typing

    @on(WashInput.Turned)
    def _turned(self, message: WashInput.Turned) -> None:
        self.choose(self.topic + message.by)

    @on(WashInput.Left)
    def _left_line(self) -> None:
        self.said.focus()

    def choose(self, topic: int) -> None:
        """A topic by its place, and the line to type."""
        self.topic = topic % len(TOPICS)
        self._turn()
        self.line.focus()

    def action_topic(self, topic: int) -> None:
        """A topic by its number."""
        self.choose(topic)

    def action_type(self) -> None:
        """Back to the line."""
        self.line.focus()

    @on(Panel.Chosen)
    def _chosen(self, message: Panel.Chosen) -> None:
        message.stop()
        if not self.only_shows:
            self.line.focus()

    def action_finish(self) -> None:
        """Everything is said."""
        self.post_message(self.Done())

    def action_other_side(self) -> None:
        """What was said, the questions, the line."""
        order = [self.said, *([self.asked] if self.questions else []), *([] if self.only_shows else [self.line])]
        here = next((number for number, each in enumerate(order) if each.has_focus), -1)
        order[(here + 1) % len(order)].focus()

    def action_copy(self) -> None:
        """The selected line."""
        row = self.said.selected
        if row is not None and row.copy:
            self.app.copy_to_clipboard(row.copy)
            self.notify(f"Copied: {one_line(row.copy, 100)}", markup=False)

    def keys(self) -> list[Key]:
        """The keys that do something now: letters are text while one types."""
        if self.only_shows:
            return [("y", "Copy", "on_wash('copy')"), ("q", "Leave", "home"), ("?", "Help", "help")]
        if self.line.has_focus:
            return [
                ("enter", "Record", "on_wash('enter')"),
                ("tab", "Topic", "on_wash('next_topic')"),
                ("^n", "Improvement", "on_wash('improve')"),
                ("^g", "Feedback", "on_wash('form')"),
                ("^s", "Finish", "on_wash('finish')"),
                ("esc", "Keys", "on_wash('other_side')"),
            ]
        return [
            ("i", "Type", "on_wash('type')"),
            ("+", "Improvement", "on_wash('improve')"),
            ("g", "Feedback", "on_wash('form')"),
            ("f", "Finish, see the score", "on_wash('finish')"),
            ("y", "Copy", "on_wash('copy')"),
            ("q", "Leave", "home"),
            ("?", "Help", "help"),
        ]

    async def action_enter(self) -> None:
        """As Enter in the line."""
        await self._entered()

    def action_next_topic(self) -> None:
        """The next topic."""
        self.choose(self.topic + 1)

    def action_improve(self) -> None:
        """Something to do better, with owner and date."""
        self._fill("improve", "description", lambda _: self.renew())

    @on(WashInput.Asked)
    def action_form(self) -> None:
        """What somebody thinks of the exercise, in confidence; then the next one at this keyboard."""

        def filled(sent: bool | None) -> None:
            if sent:
                self.forms += 1
                words = "Recorded. Who else sits here presses g (^g in the line) and fills in a form of their own."
                self.notify(words, markup=False)
            self.renew()

        self._fill("questionnaire", "", filled)

    def _turn(self) -> None:
        parts: list[Content | str] = [" "]
        for number, (_, word, sign, style) in enumerate(TOPICS):
            here = number == self.topic
            parts.append(Content.styled(f" {sign} {word} ", f"${style} bold reverse" if here else "$muted"))
            parts.append(" ")
        if self.size.width >= 76 or not self.size.width:
            parts.append(Content.styled("  tab: the next one", "$muted"))
        self.topics.update(Content.assemble(*parts))
        self.line.placeholder = HINTS[TOPICS[self.topic][0]]

    @on(Input.Changed, "#wash-line")
    def _changed(self) -> None:
        self.fault.display = False

    @on(Input.Submitted, "#wash-line")
    async def _entered(self) -> None:
        if not self.line.value.strip():
            self.post_message(self.Done())
        else:
            await self.record()

    async def record(self) -> bool:
        """Put what stands in the line into the recording; whether nothing is left in it."""
        text = self.line.value.strip()
        if not text:
            return True
        if self._busy:
            return False
        self._busy = True
        try:
            topic = TOPICS[self.topic][0]
            result = await self.seat.submit(fix_of(text) if topic == "fix" else Feedback(text, topic))
        finally:
            self._busy = False
        if isinstance(result, NotAccepted):
            refused = result.refused
            self.fault.update(Content(one_line(f"{refused.reason}. {refused.hint}", 300)))
            self.fault.display = True
            return False
        self.line.value = ""
        self.renew()
        return True

    def _fill(self, do: str, start: str, then: Callable[[bool | None], None]) -> None:
        """The form of a command, with its draft."""

        async def submit(values: Values) -> str:
            try:
                commands, _ = to_commands(self.seat, do, values)
            except ValueError as error:
                return one_line(str(error), 300)
            for command in commands:
                result = await self.seat.submit(command)
                if isinstance(result, NotAccepted):
                    return one_line(f"{result.refused.reason}. {result.refused.hint}", 300)
            return ""

        def keep(values: Values) -> None:
            self.drafts[do] = values

        about = next(iter(self.seat.board.incidents), "")
        dialog = FormDialog(
            lambda values: build_form(self.seat, do, Focus(incident=about), values),
            submit,
            draft=self.drafts.get(do, {}),
            keep=keep,
            start=start,
        )
        self.app.push_screen(dialog, then)
