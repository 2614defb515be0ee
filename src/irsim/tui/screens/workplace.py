"""What the room and an incident share: everything that the registry of actions can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from irsim.board.exercise import plays_scenario
from irsim.board.instants import stamp
from irsim.board.state import NEVER
from irsim.commands import COMMANDS, Acknowledge, Assign, Declare, Proceed
from irsim.reports.names import Names
from irsim.reports.plain import one_line
from irsim.scenario.lines import parse_line
from irsim.session.protocol import NotAccepted
from irsim.tui.actions import ACTIONS, BY_ID, Action, offered, refusal
from irsim.tui.dialogs.form import FormDialog
from irsim.tui.dialogs.simple import Line, Pick, Reader
from irsim.tui.forms import Focus, build_form, subject, to_commands
from irsim.tui.forms.advice import afterwards
from irsim.tui.forms.build import EACH
from irsim.tui.forms.say import chosen_match
from irsim.tui.repertoire import RESPONSE, Listed, repertoire
from irsim.tui.screens.seated import keyed, why_not
from irsim.tui.screens.timekeeping import Timekeeping
from irsim.tui.widgets.header import seat_word
from irsim.words.faults import sentence

if TYPE_CHECKING:
    from irsim.tui.reading import Reading

SAID_OF_EACH = 3
"""Refusals that are told where an act was about several alerts."""

TALK = "discussion"
"""What stands for a discussion in the list of what waits."""

STARTS = {"classify": "severity", "edit": "text"}
"""Where a dialog begins, if not at the first field that is empty."""

LEAVE = (
    ("keep", "Leave, keep the drill", "it stands still and can be continued from the home screen"),
    ("end", "End the exercise", "hot wash and score; this cannot be taken back"),
    ("", "Stay", ""),
)

LEAVE_OTHERS = (("keep", "Leave the room", "it goes on without you, and you can join it again"), *LEAVE[1:])
"""The same at a terminal that has joined."""

LEAVE_LIVE = (
    ("keep", "Leave", "irsim goes on serving: alerts come in, clocks run, people are paged; come back when you like"),
    ("", "Stay", ""),
)
"""The same on real incidents."""


LEAVE_DEMONSTRATION = (("keep", "Leave", "the demonstration ends, and nothing of it stays"), ("", "Stay", ""))
"""The same in a live room that shows a scenario."""


class Workplace(Timekeeping):
    """A screen on which the team works."""

    BINDINGS: ClassVar[list[BindingType]] = keyed(ACTIONS)

    OFFERS: ClassVar[tuple[Action, ...]] = ACTIONS
    """what help and palette list here"""

    COURSE: ClassVar[tuple[str, tuple[str, ...]]] = ("A response", RESPONSE)
    """what one does here one after the other, and what that is called"""

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

    def repertoire(self, focus: Focus) -> list[Listed]:
        """What the palette offers here, and whether it makes sense about a selection."""
        return repertoire(self.seat, focus, self.room.keys_of, actions=self.OFFERS)

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
            if do in EACH and len(focus.alerts) > 1:
                return await self.submit_each(do, values, focus.alerts)
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

    async def submit_each(self, do: str, values: dict[str, str], alerts: tuple[str, ...]) -> str:
        """Give a command about each of several alerts. Those that are refused are said, each with its reason; what is
        in the way, where all of them were."""
        refused: list[str] = []
        for name in alerts:
            commands, said = to_commands(self.seat, do, {**values, "alert": name})
            for command in commands:
                result = await self.seat.submit(command, said)
                if isinstance(result, NotAccepted):
                    refused.append(f"{name}: {why_not(result.refused)}")
        if len(refused) == len(alerts):
            return refused[0]
        self.acted()
        if refused:
            told = " ".join(refused[:SAID_OF_EACH])
            more = f" And {len(refused) - SAID_OF_EACH} more." if len(refused) > SAID_OF_EACH else ""
            self.say(f"{len(alerts) - len(refused)} of {len(alerts)} done. {told}{more}", "warning")
        return ""

    def acted(self) -> None:
        """What was marked has been acted on."""

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

    async def _send_acknowledge(self, focus: Focus) -> None:
        """On new alerts one key declares, acknowledges and assigns; on an incident it acknowledges."""
        from irsim.tui.probes import taken_on

        new, about = taken_on(self.seat, focus)
        if new:
            if not await self.give(Declare(alerts=new)):
                return
            self.acted()
            about = self.seat.board.alerts[new[0]].incident  # the seat has folded it: it is woken before the answer
        if not await self.give(Acknowledge(about)):
            return
        self.acted()
        if new:
            mine = self.seat.speaking or (self.seat.roles[0] if self.seat.roles else "")
            if mine:
                await self.give(Assign(about, mine))

    async def _room_console(self, _: Focus) -> None:
        refused = await self.room.go_behind(self.table)
        if refused is not None:
            self.refuse(refused)

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
        when = stamp(self.seat.board, due, self.seat.now)
        return f"until {when}" if due >= self.seat.now else f"was due at {when}"

    def _answer(self, name: str) -> None:
        if name == TALK:
            self.discuss()
        elif name in self.seat.board.pages:
            self.fill_in("answer-page", Focus(), typed={"page": name})
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

    async def _room_reach(self, focus: Focus) -> None:
        from irsim.tui.reading import read_reach

        self.read(read_reach(self.seat, focus.incident if focus.incident in self.seat.board.active else ""))

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

        options: tuple[tuple[str, str, str], ...] = LEAVE_OTHERS if self.table.sitting.joined else LEAVE
        if self.seat.board.live:
            options = LEAVE_DEMONSTRATION if plays_scenario(self.seat.board.opened) else LEAVE_LIVE
        self.show_dialog(Pick("Leave the room", options, chosen="keep"), chosen)

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
                live, begun = self.seat.board.live, words[0].lower()
                return [
                    do for do, kind in COMMANDS.items() if begun and do.startswith(begun) and not (live and kind.drill)
                ]
            return [name for name in self._nameable() if words[-1] and name.lower().startswith(words[-1].lower())]

        rules = self.seat.board.rules
        hint = f"as in scripts: classify INC-1 {rules.severities[0]} {next(iter(rules.categories))} personal_data=yes"
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

    async def _room_search(self, _: Focus) -> None:
        self.room.look_at("search", self)

    async def _room_shift(self, _: Focus) -> None:
        self.room.look_at("handover", self)

    async def _room_posture(self, _: Focus) -> None:
        self.room.look_at("trend", self)

    async def _room_past(self, _: Focus) -> None:
        self.room.look_at("past", self)

    async def _room_filter(self, focus: Focus) -> None:
        """Only the room has a feed."""

    async def _room_plot(self, focus: Focus) -> None:
        """Only the room has services."""

    async def _room_lines(self, focus: Focus) -> None:
        self.room.look_at("lines", self, focus)

    async def _room_quiet(self, _: Focus) -> None:
        self.room.look_at("quiet", self)

    async def _room_handout(self, focus: Focus) -> None:
        from irsim.tui.screens.handouts import choose

        choose(self, focus)

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

        title, course = self.COURSE
        there = tuple(name for name in course if offered(BY_ID[name], self.seat))
        help_screen = HelpScreen(self, self.OFFERS, (title, there))

        def chosen(name: str) -> None:
            if name != "help":
                self.run_worker(self.perform(name, help_screen.about), exit_on_error=True)

        self.show_dialog(help_screen, chosen)
