"""What the facilitator's console and the evaluation share: a seat that sees all, the run of show, what control does.

Players never come here: at a terminal of theirs the way is shut, and where a facilitator joins, it is shut on the host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from irsim.board.decide import Refused
from irsim.board.state import NEVER
from irsim.commands import Bookmark, Command, Delay, Fire, Proceed
from irsim.events.facilitation import InjectAwaiting
from irsim.events.world import DecisionStated
from irsim.reports.plain import one_line
from irsim.scoring.cues import Item
from irsim.scoring.run_of_show import RunOfShow
from irsim.session.protocol import FACILITATOR
from irsim.tui.actions import BY_ID, CONTROL, SHARED, Action
from irsim.tui.announce import FRESH
from irsim.tui.console.backstage import Backstage, why_not_here
from irsim.tui.dialogs.script import Script
from irsim.tui.dialogs.simple import Pick
from irsim.tui.forms import Focus
from irsim.tui.screens.careful import Careful
from irsim.tui.screens.scored import Scored
from irsim.tui.screens.seated import keyed
from irsim.tui.widgets.controlheader import ControlHeader
from irsim.tui.widgets.panel import Panel
from irsim.words.durations import format_instant, parse_duration

if TYPE_CHECKING:
    from irsim.log.records import Record
    from irsim.tui.table import Table

ABOUT_INJECTS = ("fire", "script", "skip", "delay", "edit")
"""Actions that need an inject to be selected."""

DELAYS = ("2m", "5m", "10m", "15m", "30m")

LEAVE = (
    ("keep", "Leave, keep the drill", "it can be continued, or joined again"),
    ("adjourn", "Close the room for today", "it goes on another day, on the same recording"),
    ("end", "End the exercise", "hot wash and score; this cannot be taken back"),
    ("", "Stay", ""),
)


class Control(Careful, inherit_bindings=False):
    """A screen behind the room. Subclasses lay out its lists; `OFFERS` are its actions."""

    OFFERS: ClassVar[tuple[Action, ...]] = (*CONTROL, *(BY_ID[name] for name in SHARED))
    COURSE: ClassVar[tuple[str, tuple[str, ...]]] = (
        "Running it",
        ("script", "adjudicate", "tick", "observe", "bookmark", "talk", "fire", "skip", "inject"),
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        *keyed(action for action in OFFERS if action.id != "open"),
        Binding("tab", "next_panel(1)", show=False),
        Binding("shift+tab", "next_panel(-1)", show=False),
    ]

    def __init__(self, table: Table, backstage: Backstage) -> None:
        super().__init__(table)
        self.backstage = backstage
        self.header = ControlHeader(self.seat, lambda name: self.room.key_of(name))

    @property
    def show(self) -> RunOfShow | None:
        """The run of show as it was read last."""
        return self.backstage.show

    stood: tuple[str, ...] = ()
    """how the claims stood when what is shown of them was drawn"""

    def on_mount(self) -> None:
        """Read along. Textual calls this by itself, after the subclass's own: who calls it from there listens twice."""
        self.header.local = self.room.settings.local_time
        self._forget_show = self.backstage.listen(self._reread)
        super().on_mount()
        if self.table.sitting.notice and self.backstage.table.seat.control:
            self.say(self.table.sitting.notice)
        if self.show is not None:
            self.reread(self.show)

    def on_unmount(self) -> None:
        """Nobody reads any more."""
        self._forget_show()

    def _reread(self) -> None:
        if self.is_attached:
            self.call_later(self._look)

    def _look(self) -> None:
        if self.backstage.fault is not None:
            raise self.backstage.fault
        if self.show is not None and self.is_attached:
            self.reread(self.show)

    def standing(self) -> tuple[str, ...]:
        """How each claim stands now: what is open is missed once its time is up, without any news."""
        now = self.seat.now
        return tuple(each.state_at(now) for each in self.show.expected) if self.show is not None else ()

    def reread(self, show: RunOfShow) -> None:
        """There is another run of show."""
        self.stood = self.standing()
        self.header.shown = show
        self.header.tick()

    def changed(self) -> None:
        """A facilitator of her own may have joined: what is behind the room is hers, then."""
        if why_not_here(self.backstage.table) is not None and self.app.screen is self:
            self.say("A facilitator has joined; the run of show is hers now.")
            self.room.run_worker(self._go_back())

    async def _go_back(self) -> None:
        while isinstance(self.app.screen, Control):
            await self.app.pop_screen()

    def _news(self, records: list[Record]) -> None:
        super()._news(records)
        for record in records:
            if record.at < self.seat.now - FRESH or record.seq < self.seat.known or self.app.screen is not self:
                continue
            if isinstance(record.body, InjectAwaiting):
                item = self.show.item(record.body.inject) if self.show is not None else None
                title = one_line(item.title, 100) if item is not None else record.body.inject
                self.say(f"Act it out: {title} ({self.room.key_of('script')} shows the script)", "warning")
            elif isinstance(record.body, DecisionStated):
                self.say(f"Said: {one_line(record.body.text, 100)} ({self.room.key_of('adjudicate')} judges it)")

    @property
    def steers(self) -> bool:
        """Whether whoever sits here runs the exercise, and does not only rate it."""
        return self.seat.kind == FACILITATOR

    def current_objective(self) -> str:
        """The objective that is practised now: that of what is selected, else of what was asked for last."""
        return ""

    @property
    def after_the_end(self) -> bool:
        """Whether this stands over the hot wash: every way back leads there."""
        return any(isinstance(each, Scored) for each in self.app.screen_stack)

    # Panels

    @property
    def panels(self) -> list[Panel]:
        """In the order of their numbers."""
        return []

    def action_panel(self, number: int) -> None:
        """Focus a panel; where it takes turns, show it."""

    def action_next_panel(self, by: int) -> None:
        """On to the next panel, or back to the one before."""
        count = len(self.panels)
        here = next((n for n, each in enumerate(self.panels) if each is self.focused), -1 if by > 0 else 0)
        self.action_panel((here + by) % count + 1)

    # Actions

    async def perform(self, name: str, focus: Focus) -> None:
        """Do an action about a selection."""
        if BY_ID[name] not in self.OFFERS:
            hers = Refused("that is the facilitator's", "record what you see")
            self.refuse(Refused("that is done from the console", "go back there") if self.steers else hers)
            return
        if name in ABOUT_INJECTS and name != "script" and not focus.inject:
            self.refuse(Refused("no inject is selected", "select one in the run of show"))
            return
        if name == "adjudicate" and not self.seat.board.show.statements:
            key = self.room.key_of("say")
            self.refuse(Refused("nothing was said that is not an action", f"the scribe enters it with {key}, Say"))
            return
        if name == "observe":
            rated = self.show.expectation(focus.expectation) if self.show is not None else None
            about = focus.expectation if rated is not None and rated.rated else ""
            focus = replace(focus, expectation=about, objective=focus.objective or self.current_objective())
        await super().perform(name, focus)

    def fill_in(
        self, do: str, focus: Focus, start: str = "", typed: Mapping[str, str] | None = None, by: str = ""
    ) -> None:
        """The dialog of a command, given as whoever sits here."""
        super().fill_in(do, focus, start, typed, by or self.seat.kind)

    async def submit_form(self, do: str, values: dict[str, str], by: str = "") -> str:
        """As everywhere; what came of it is read at once."""
        fault = await super().submit_form(do, values, by)
        self.backstage.hurry()
        return fault

    async def give(self, command: Command) -> bool:
        """As everywhere; what came of it is read at once."""
        done = await super().give(command)
        self.backstage.hurry()
        return done

    async def _room_fire(self, focus: Focus) -> None:
        item = self.show.item(focus.inject) if self.show is not None else None
        title = one_line(item.title, 160) if item is not None else focus.inject
        why = one_line(item.why, 200) if item is not None else ""
        options = [("fire", "Deliver it now", title), ("", "Leave it", why)]

        def chosen(_: str) -> None:
            self.run_worker(self.give(Fire(focus.inject)))

        self.show_dialog(Pick("Fire this inject now?", options, chosen="fire"), chosen)

    async def _room_script(self, focus: Focus) -> None:
        item = self._to_act(focus)
        if item is None:
            self.refuse(Refused("nothing is to be acted out now", "select a call in the run of show for its script"))
            return

        def chosen(_: str) -> None:
            self.run_worker(self.give(Fire(item.id)))

        self.show_dialog(Script(self.seat, item), chosen)

    def _to_act(self, focus: Focus) -> Item | None:
        """The selected inject, if it is a message that may still come; else the one that has waited longest."""
        if self.show is None:
            return None
        chosen = self.show.item(focus.inject)
        if chosen is not None and chosen.open and chosen.what == "message":
            return chosen
        waiting = [each for each in self.show.items if each.state == "awaiting"]
        return min(waiting, key=lambda each: each.at, default=None)

    async def _room_delay(self, focus: Focus) -> None:
        item = self.show.item(focus.inject) if self.show is not None else None
        comes = item.comes if item is not None and item.state == "coming" else NEVER
        options = [
            (
                each,
                f"+{each}",
                f"comes at {format_instant(comes + parse_duration(each))}" if comes != NEVER else "from now",
            )
            for each in DELAYS
        ]
        options.append(("at", "To a time", "as T+00:50:00"))

        def chosen(until: str) -> None:
            if until == "at":
                self.fill_in("delay", focus, "until")
            else:
                self.run_worker(self.give(Delay(focus.inject, f"+{until}")))

        title = one_line(item.title, 60) if item is not None else one_line(focus.inject, 60)
        self.show_dialog(Pick(f"Delay: {title}", options, chosen="5m"), chosen)

    async def _room_talk(self, focus: Focus) -> None:
        talk = self.seat.discussion
        if talk is not None:
            await self.give(Proceed(talk.id))
        else:
            self.fill_in("discuss", focus, "questions")

    async def _room_bookmark(self, _: Focus) -> None:
        if await self.give(Bookmark()):
            self.say(f"Bookmark at {format_instant(self.seat.now)}.")

    async def _room_console(self, _: Focus) -> None:
        """The room as the team sees it; at the host's own terminal, back to it. After the end there is no room."""
        if self.after_the_end or not self.backstage.table.seat.control:
            await self._go_back()
            return
        from irsim.tui.screens.room import Room

        self.app.push_screen(Room(self.backstage.room()))

    async def _room_leave(self, _: Focus) -> None:
        if self.after_the_end or not self.backstage.table.seat.control:
            await self._go_back()
            return
        if self.seat.ended:
            self.app.run_worker(self.room.debrief(), exit_on_error=True)
            return

        def chosen(what: str) -> None:
            if what in ("end", "adjourn"):
                self.fill_in(what, Focus())
            else:
                self.room.run_worker(self.room.go_home(), exit_on_error=True)

        options = LEAVE if self.steers else (LEAVE[0], LEAVE[-1])
        self.show_dialog(Pick("Leave the room", options, chosen="keep"), chosen)

    def discuss(self) -> None:
        """Whoever opened the discussion has the questions before her."""
