"""The script of a call that the facilitator acts out: large, over the whole screen, to be read aloud."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from irsim.reports.names import Names
from irsim.reports.plain import few_lines, one_line
from irsim.scoring.cues import Item
from irsim.tui.dialogs.base import Dialog
from irsim.tui.seat import Seat


class Script(Dialog[str]):
    """Enter says that it was delivered: it is then on record, and on the players' screens. Escape goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss('delivered')", "It was delivered", show=False),
        Binding("escape,q", "dismiss('')", "Back", show=False),
    ]

    def __init__(self, seat: Seat, item: Item) -> None:
        super().__init__()
        self.seat = seat
        self.item = item

    def compose(self) -> ComposeResult:
        """Who calls whom, what is said, what may be answered, what is expected."""
        said, names = self.item.words, Names(self.seat.board)
        with Vertical(id="dialog") as box:
            box.border_title = Content(one_line(self.item.title, 80))
            with VerticalScroll(id="body"):
                call = f"You are {one_line(said.sender, 120)}. You call {names.roles(said.to)}."
                yield Static(Content.styled(call, "bold"), classes="line", markup=False)
                yield Static(Content.styled(one_line(said.subject, 300), "$accent bold"), classes="line", markup=False)
                for line in few_lines(said.text, 6000, 200).split("\n"):
                    yield Static(Content.styled(line, "bold"), classes="line", markup=False)
                if said.answers:
                    yield Static(Content.styled("They may answer:", "$muted"), markup=False)
                for answer in said.answers:
                    yield Static(Content.styled(f"› {one_line(answer, 400)}", "$muted"), markup=False)
                expects = self.item.inject.expects if self.item.inject is not None else ""
                if expects:
                    yield Static(Content.styled(f"Expected: {few_lines(expects)}", "$muted"), markup=False)
            yield Static(
                Content.assemble(
                    ("enter", "$accent bold"), " It was delivered: record it   ", ("esc", "$accent bold"), " Back"
                ),
                id="keys",
                markup=False,
            )

    def on_mount(self) -> None:
        """Arrows scroll."""
        self.begin_at(self.query_one("#body"))

    def on_resize(self) -> None:
        """The keys stay in sight."""
        self.fit_body(3)
