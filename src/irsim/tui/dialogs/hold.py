"""A hold: the table talks. The questions, how long it may take, and the key that goes on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from irsim.commands import Proceed
from irsim.reports.plain import one_line, span
from irsim.session.rights import may_give
from irsim.tui.dialogs.base import Dialog
from irsim.tui.seat import Seat
from irsim.words.durations import MINUTE, format_left


class Hold(Dialog[bool]):
    """Enter ends the discussion, unless a facilitator does; Escape looks at the room. It closes when that is over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Go on", show=False),
        Binding("escape,q", "dismiss(False)", "Look at the room", show=False),
    ]

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self.seat = seat
        self.about = seat.discussion.id if seat.discussion else ""

    @property
    def _hers(self) -> bool:
        """Whether a facilitator says how long it takes."""
        return may_give(self.seat.kind, Proceed(), self.seat.facilitated) is not None

    def action_go_on(self) -> None:
        """The table has talked enough, where that is the table's to say."""
        if not self._hers:
            self.dismiss(True)

    def compose(self) -> ComposeResult:
        """The questions."""
        discussion = self.seat.discussion
        questions = discussion.questions if discussion else ()
        clocks = "The clocks stand still." if discussion and discussion.clocks == "stopped" else "The clocks run on."
        with Vertical(id="dialog") as box:
            box.border_title = "Discussion"
            with VerticalScroll(id="body"):
                for number, question in enumerate(questions, 1):
                    yield Static(Content(f"{number}. {one_line(question, 600)}"), classes="question", markup=False)
                yield Static(Content.styled(f"Talk it over at the table. {clocks}", "$muted"), markup=False)
                yield Static(self._time(), id="time", markup=False)
            look = (("esc", "$accent bold"), " Look at the room (w comes back)")
            hers = "   The facilitator ends it."
            go_on = (("enter", "$accent bold"), " Go on   ")
            keys = Content.assemble(*look, hers) if self._hers else Content.assemble(*go_on, *look)
            yield Static(keys, id="keys", markup=False)

    def _time(self) -> Content:
        """How much is left of its time box; how long that is where nothing counts it here."""
        talk, left = self.seat.discussion, self.seat.talk_left
        if talk is None or not talk.length:
            return Content("")
        told = f"{format_left(left)} left of {span(talk.length)}." if left >= 0 else f"Time box: {span(talk.length)}."
        return Content.styled(told, "$notice" if 0 <= left < MINUTE else "$muted")

    def on_mount(self) -> None:
        """Closes when it is over."""
        self.set_interval(1.0, self._look)
        self.begin_at(self.query_one("#body"))

    def on_resize(self) -> None:
        """The keys stay in sight."""
        self.fit_body(3)

    def _look(self) -> None:
        discussion = self.seat.discussion
        if discussion is None or discussion.id != self.about:
            self.dismiss(False)
        else:
            self.query_one("#time", Static).update(self._time())
