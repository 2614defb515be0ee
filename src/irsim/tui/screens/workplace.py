"""What the room and an incident share: the seat, the second hand, and everything the registry of actions can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from irsim.board.decide import Refused
from irsim.board.state import NEVER
from irsim.commands import COMMANDS, Acknowledge, Assign, Command, Declare, Proceed
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.scenario.lines import parse_line
from irsim.session.protocol import NotAccepted
from irsim.tui.actions import ACTIONS, BY_ID, refusal
from irsim.tui.announce import flush
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.forms import Focus, build_form, subject, to_commands
from irsim.tui.forms.advice import afterwards
from irsim.tui.forms.say import chosen_match
from irsim.tui.seat import Seat
from irsim.tui.widgets.header import Header, seat_word
from irsim.words.clean import clean_title
from irsim.words.durations import format_instant, parse_duration, parse_instant

if TYPE_CHECKING:
    from irsim.board.decide import Refused
    from irsim.log.records import Record
    from irsim.tui.house import House
    from irsim.tui.reading import Reading
    from irsim.tui.table import Table

TALK = "discussion"
"""What stands for a discussion in the list of what waits."""

STARTS = {"classify": "severity"}
"""Where a dialog begins, if not at the first field that is empty."""

SECOND_HAND = 1.0
"""Seconds between two ticks: clocks are derived from deadlines, so a late tick shows nothing wrong."""

LEAVE = (
    ("keep", "Leave, keep the drill", "it stands still and can be continued from the home screen"),
    ("end", "End the exercise", "hot wash and score; this cannot be taken back"),
    ("", "Stay", ""),
)


def sentence(text: str) -> str:
    """A fault as a sentence: a capital first, a full stop last."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def why_not(refused: Refused) -> str:
    """A refusal in one line: the reason, and what to do first."""
    reason = refused.reason.removesuffix(" ''")  # nothing was named because there is nothing
    return f"{sentence(reason)} {sentence(refused.hint) if refused.hint else ''}".strip()


class Workplace(Screen[None]):
    """A screen on which the team works."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), f"do('{action.id}')", action.title, id=action.id, show=False)
        for action in ACTIONS
    ]

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table
        self.seat: Seat = table.seat
        self._unlisten: Callable[[], None] | None = None

    @property
    def room(self) -> House:
        """The app, by its own type."""
        return cast("House", self.app)

    # The second hand and the news

    def on_mount(self) -> None:
        """Listen, and tick. Textual calls this for every class with its own, after a subclass has called it."""
        if self._unlisten is not None:
            return
        self._unlisten = self.seat.listen(self._hear)
        self._ticking = self.set_interval(SECOND_HAND, self._tick)
        self.changed()

    def on_unmount(self) -> None:
        """Nobody listens any more."""
        if self._unlisten is not None:
            self._unlisten()

    def on_screen_suspend(self) -> None:
        """What nobody sees need not tick."""
        if hasattr(self, "_ticking") and not self.app.screen.is_modal:
            self._ticking.pause()

    def on_screen_resume(self) -> None:
        """Seen again."""
        if hasattr(self, "_ticking"):
            self._ticking.resume()
            self.changed()

    def _tick(self) -> None:
        for header in self.query(Header):
            header.tick()
        self.tick()

    def _hear(self, records: list[Record]) -> None:
        """In the screen's own turn, where a mistake of ours is noticed."""
        if self.is_attached:
            self.call_later(self._news, records)

    def _news(self, records: list[Record]) -> None:
        if self.is_attached:
            self.changed()
            for header in self.query(Header):
                header.tick()

    def tick(self) -> None:
        """A second went by."""

    def changed(self) -> None:
        """The board may have changed."""

    def focus_now(self) -> Focus:
        """What is selected."""
        return Focus()

    # Actions

    async def action_do(self, name: str) -> None:
        """Do what the registry calls `name`, or say why not."""
        await self.perform(name, self.focus_now())

    async def perform(self, name: str, focus: Focus) -> None:
        """Do an action about a selection."""
        action = BY_ID[name]
        refused = refusal(action, self.seat, focus)
        if refused is not None:
            self.refuse(refused)
            return
        if action.opens == "form":
            self.fill_in(action.do, focus, STARTS.get(action.do, ""))
        elif action.opens == "send":
            await getattr(self, f"_send_{name}")(focus)
        else:
            await getattr(self, f"_room_{name}")(focus)

    def say(self, text: str, severity: str = "information") -> None:
        """A toast in plain text."""
        seconds = self.room.settings.toasts
        self.notify(clean_title(text, 300), severity=severity, timeout=seconds, markup=False)  # type: ignore[arg-type]

    def refuse(self, refused: Refused) -> None:
        """Why not, and what to do first; in place of what was said before, for it is an answer to a key."""
        self.app.clear_notifications()
        self.say(why_not(refused), "warning")

    def fill_in(
        self, do: str, focus: Focus, start: str = "", typed: Mapping[str, str] | None = None, by: str = ""
    ) -> None:
        """Open the dialog of a command, with its draft if there is one; `by` the role that gives it, where known."""
        key = (do, *subject(do, focus))
        drafts = self.table.drafts

        def keep(values: dict[str, str]) -> None:
            if values:
                drafts[key] = values
            else:
                drafts.pop(key, None)

        async def submit(values: dict[str, str]) -> str:
            return await self.submit_form(do, values, by)

        draft = {**drafts.get(key, {}), **(typed or {})}
        dialog = FormDialog(
            lambda values: build_form(self.seat, do, focus, values),
            submit,
            draft=draft,
            keep=keep,
            who=f"as {Names(self.seat.board).role(by) if by else seat_word(self.seat).removeprefix('as ')}",
            start=start,
        )
        self.show_dialog(dialog, lambda _: self._go_on(do, dialog.values))

    def show_dialog(self, dialog: Any, then: Callable[[Any], object] | None = None) -> None:
        """A dialog over the screen; the pace falls while it is open."""

        def closed(result: Any) -> None:
            flush(self.room)
            self.app.run_worker(self.table.dialog_closed())  # not this screen's: it may be left at once
            if then is not None and result:
                then(result)

        self.app.run_worker(self.table.dialog_opened())
        self.app.push_screen(dialog, closed)

    def read(self, text: Reading) -> None:
        """Something in full, with the keys of what can be done about it."""
        keys = [(self.room.key_of(name), BY_ID[name].short, name) for name in text.actions]

        def then(name: str) -> None:
            self.run_worker(self.perform(name, text.focus))

        self.show_dialog(Reader(one_line(text.title, 60), text.body, keys), then)

    async def submit_form(self, do: str, values: dict[str, str], by: str = "") -> str:
        """Give the commands of a filled form; what is in the way, empty where all of them were accepted."""
        by = values.get("role", "") if do == "say" else by
        try:
            commands, said = to_commands(self.seat, do, values)
        except ValueError as error:
            return sentence(str(error))
        if do == "say":
            # Words and deed are one entry: what the rules refuse is found before the words are on the record.
            for command in commands:
                refused = self.seat.ask(command, said)
                if refused is not None:
                    return why_not(refused)
        for number, command in enumerate(commands):
            result = await self.seat.submit(command, said, by)
            if isinstance(result, NotAccepted):
                if do == "say" and number:
                    self.say(why_not(result.refused), "warning")
                    break
                return why_not(result.refused)
        self._done(do, values)
        return ""

    def _go_on(self, do: str, values: Mapping[str, str]) -> None:
        """What somebody said may need more than the line told: its own form is next."""
        if do != "say":
            return
        try:
            match = chosen_match(self.seat, values)
        except ValueError:
            return
        if match is not None and match.command is None:
            typed = {**match.given, "said": values.get("said", "")}
            self.fill_in(match.do, Focus(match.given.get("incident", "")), typed=typed, by=values.get("role", ""))

    def _done(self, do: str, values: Mapping[str, str]) -> None:
        """Say what became of it, where the feed does not say it well enough."""
        later = afterwards(self.seat, do, values)
        if do == "update":
            newest = max(self.seat.board.updates.values(), key=lambda each: each.queued_at, default=None)
            if newest is not None and newest.sent_at == NEVER:
                names = Names(self.seat.board)
                seconds = max(1, (newest.leaves - self.seat.now) // 1000)
                text = f"{newest.id} to {names.audience(newest.audience)} by {names.channel(newest.channel)}"
                text += f" leaves in {seconds} s; {self.room.key_of('recall')} takes it back. {later}"
                self.say(text.strip(), "warning" if later else "information")
                return
        if later:
            self.say(later, "warning")

    async def give(self, command: Command) -> bool:
        """Give a command at once; a refusal is said."""
        result = await self.seat.submit(command)
        if isinstance(result, NotAccepted):
            self.refuse(result.refused)
            return False
        return True

    async def _send_acknowledge(self, focus: Focus) -> None:
        """On a new alert one key declares, acknowledges and assigns; on an incident it acknowledges."""
        alert = self.seat.board.alerts.get(focus.alert)
        if alert is None or alert.incident:
            await self.give(Acknowledge(alert.incident if alert else focus.incident))
            return
        if not await self.give(Declare(alerts=(alert.id,))):
            return
        about = self.seat.session.ledger.board.alerts[alert.id].incident
        if await self.give(Acknowledge(about)):
            mine = self.seat.speaking or (self.seat.roles[0] if self.seat.roles else "")
            if mine:
                await self.give(Assign(about, mine))

    async def _room_waiting(self, focus: Focus) -> None:
        """A discussion, or what has waited longest or closes first; what is selected goes before."""
        waiting = self.seat.waiting()
        discussion = self.seat.discussion
        if discussion is not None and not waiting:
            self.discuss()
            return
        if focus.message in self.seat.board.messages and self.seat.board.messages[focus.message].answered_at == NEVER:
            self._answer(focus.message)
            return
        chosen = next((each for each in waiting if each.id in (focus.message, focus.decision)), None)
        if chosen is None and (len(waiting) > 1 or discussion is not None):
            options = [(each.id, one_line(each.title, 160), self._until(each.due)) for each in waiting]
            if discussion is not None:
                options.insert(0, (TALK, "The questions of the discussion", ""))
            self.show_dialog(Pick("What waits for you", options), self._answer)
            return
        chosen = chosen or (waiting[0] if waiting else None)
        if chosen is not None:
            self._answer(chosen.id)

    def _until(self, due: int) -> str:
        if not due:
            return ""
        return f"until {format_instant(due)}" if due >= self.seat.now else f"was due at {format_instant(due)}"

    def _answer(self, name: str) -> None:
        if name == TALK:
            self.discuss()
        elif name in self.seat.board.decisions:
            self.fill_in("decide", Focus(decision=name), "choice")
        else:
            self.fill_in("answer", Focus(message=name), "stance")

    def discuss(self) -> None:
        """The questions of a hold."""
        from irsim.tui.dialogs.hold import Hold

        discussion = self.seat.discussion
        there = any(isinstance(each, Hold) for each in self.app.screen_stack)
        if discussion is not None and not there:
            self.show_dialog(Hold(self.seat), lambda _: self.app.run_worker(self._proceed(discussion.id)))

    async def _proceed(self, about: str) -> None:
        if self.seat.discussion is not None and self.seat.discussion.id == about:
            await self.give(Proceed(about))

    async def _room_say(self, focus: Focus) -> None:
        self.fill_in("say", focus, "text")

    async def _room_pause(self, _: Focus) -> None:
        if not self.seat.ended:
            await self.table.pause_or_go_on()
            self._tick()

    async def _room_slower(self, _: Focus) -> None:
        await self._pace(0.5)

    async def _room_faster(self, _: Focus) -> None:
        await self._pace(2)

    async def _pace(self, factor: float) -> None:
        if not self.seat.ended:
            await self.table.change_pace(factor)
            self._tick()

    async def _room_jump(self, _: Focus) -> None:
        if self.seat.ended:
            return

        def check(written: str) -> str:
            try:
                to = self._instant(written)
            except ValueError as error:
                return sentence(str(error))
            if to < self.seat.now:
                return f"It is {format_instant(self.seat.now)} already; give a later time, or +12m for so much later."
            return ""

        hint = "12m is a time of the exercise, +12m so much later; empty is what comes next"
        self.show_dialog(
            Line("Jump to", hint, check=check, value="+"), lambda written: self.run_worker(self._jump(written))
        )

    def _instant(self, written: str) -> int:
        written = written.strip()
        if written in ("", "+"):
            stop = self.seat.session.next_stop
            if stop < 0:
                raise ValueError("nothing more is planned; give a time")
            return max(stop, self.seat.now)
        if written.startswith("+"):
            return self.seat.now + parse_duration(written[1:])
        return parse_instant(written)

    async def _jump(self, written: str) -> None:
        try:
            to = self._instant(written)
        except ValueError as error:  # what was planned next has come meanwhile
            self.say(sentence(str(error)), "warning")
            return
        if not self.seat.ended:
            await self.table.jump(max(to, self.seat.now))
            self._tick()

    async def _room_seat(self, _: Focus) -> None:
        names = Names(self.seat.board)
        roles = self.seat.board.rules.roles
        options = [("*", "The table", "each act is put down to the role that it belongs to")]
        options += [(name, names.role(name), one_line(roles[name].purpose, 80)) for name in self.seat.roles]

        def chosen(name: str) -> None:
            self.seat.speaking = "" if name == "*" else name
            self.changed()
            self._tick()

        self.show_dialog(Pick("Who gives the next commands", options, chosen=self.seat.speaking or "*"), chosen)

    async def _room_leave(self, _: Focus) -> None:
        if self.seat.ended:
            self.app.run_worker(self.room.debrief(), exit_on_error=True)  # not the room's own: it is taken away
            return

        def chosen(what: str) -> None:
            if what == "end":
                self.fill_in("end", Focus())
            else:
                self.room.run_worker(self.room.go_home(), exit_on_error=True)

        self.show_dialog(Pick("Leave the room", LEAVE, chosen="keep"), chosen)

    async def _room_open(self, focus: Focus) -> None:
        """Nothing more specific is selected."""

    async def _room_command(self, focus: Focus) -> None:
        def check(line: str) -> str:
            try:
                parse_line(line, focus.incident)
            except ValueError as error:
                return sentence(str(error))
            return ""

        def complete(line: str) -> list[str]:
            words = line.split(" ")
            if len(words) == 1:
                return [do for do in COMMANDS if do.startswith(words[0].lower())] if words[0] else []
            return [name for name in self._nameable() if words[-1] and name.lower().startswith(words[-1].lower())]

        hint = "as in scripts: classify INC-1 SEV-1 security personal_data=yes"
        self.show_dialog(
            Line("Command", hint, history=self.table.lines, complete=complete, check=check),
            lambda line: self.run_worker(self._typed(line, focus)),
        )

    def _nameable(self) -> list[str]:
        board = self.seat.board
        rules = board.rules
        return [
            *board.incidents, *board.alerts, *board.messages, *board.opened.setting.actions, *rules.severities,
            *rules.categories, *rules.roles, *rules.contacts, *rules.audiences, *rules.templates, *rules.checks,
            *rules.notices, *board.opened.setting.channels,
        ]  # fmt: skip

    async def _typed(self, line: str, focus: Focus) -> None:
        self.table.lines.append(line)
        by, command = parse_line(line, focus.incident)
        if by and by not in self.seat.roles:
            self.say(f"You do not hold the seat '{by}'.", "warning")
            return
        result = await self.seat.submit(command, by=by)
        if isinstance(result, NotAccepted):
            self.refuse(result.refused)

    async def _room_filter(self, focus: Focus) -> None:
        """Only the room has a feed."""

    async def _room_plot(self, focus: Focus) -> None:
        """Only the room has services."""

    async def _room_copy(self, focus: Focus) -> None:
        text = self.copied()
        if text:
            self.app.copy_to_clipboard(text)
            self.say(f"Copied: {one_line(text, 60)}")

    def copied(self) -> str:
        """What `copy` takes: the id of what is selected."""
        focus = self.focus_now()
        return focus.alert or focus.message or focus.incident

    async def _room_theme(self, _: Focus) -> None:
        self.room.next_theme()

    async def _room_mouse(self, _: Focus) -> None:
        self.room.toggle_mouse()

    async def _room_palette(self, _: Focus) -> None:
        self.app.action_command_palette()

    async def _room_help(self, _: Focus) -> None:
        from irsim.tui.screens.help import HelpScreen

        help_screen = HelpScreen(self)

        def chosen(name: str) -> None:
            if name != "help":
                self.run_worker(self.perform(name, help_screen.about), exit_on_error=True)

        self.show_dialog(help_screen, chosen)

    def hint(self, *parts: tuple[str, str]) -> Content:
        """Keys and words in one line."""
        return Content.assemble(*(piece for key, word in parts for piece in ((key, "$accent bold"), f" {word}  ")))
